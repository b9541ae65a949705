/** The equality of interpreter and compiler as a property, for generated machines and for any given one. */
import fc from 'fast-check'
import { expect } from 'vitest'
import type { AnyStateMachine, EventObject } from 'xstate'
import {
  compiledTrace,
  draftTrace,
  type Experiment,
  interpretedTrace,
  type Sight,
  type Step,
  tableTrace,
} from './traces.ts'

/** Throws when the interpreter and the compiled forms see something different after any step. */
export function expectEqualTraces(experiment: Experiment): void {
  const interpreted = interpretedTrace(experiment)
  expect(compiledTrace(experiment)).toEqual(interpreted)
  // Custom actions of an actor that fails before its start never run; without an actor there is no such wait.
  if (interpreted[0]!.status === 'error') return
  const expected = grouped(interpreted)
  expect(grouped(tableTrace(experiment))).toEqual(expected)
  expect(grouped(draftTrace(experiment))).toEqual(expected)
}

/** What an actor does only when it starts, a record does at once: their order against what is never put off may differ. */
function grouped(sights: readonly Sight[]): Sight[] {
  return sights.map((sight) => {
    const probe = JSON.parse(sight.probe) as [string][]
    const isCollected = ([kind]: [string]): boolean => kind === 'collect'
    const groups = [probe.filter(isCollected), probe.filter((entry) => !isCollected(entry))]
    return { ...sight, probe: JSON.stringify(groups) }
  })
}

/** Sequences of events and pauses. */
export const stepsOf = (events: fc.Arbitrary<EventObject>, maxLength = 25): fc.Arbitrary<Step[]> =>
  fc.array(
    fc.oneof(
      { weight: 5, arbitrary: events.map((send): Step => ({ send })) },
      { weight: 1, arbitrary: fc.integer({ min: 0, max: 40 }).map((wait): Step => ({ wait })) },
    ),
    { maxLength, size: 'medium' },
  )

/**
 * Checks one machine with generated events: interpreter, compiled actor, record, and record inside an immer draft see the same
 * after each of them.
 */
export function checkEquality(
  machine: AnyStateMachine,
  events: fc.Arbitrary<EventObject>,
  options: { readonly input?: unknown; readonly runs?: number; readonly maxLength?: number } = {},
): void {
  const { input, runs = 100, maxLength = 40 } = options
  fc.assert(
    fc.property(stepsOf(events, maxLength), (steps) => expectEqualTraces({ make: () => machine, input, steps })),
    { numRuns: runs },
  )
}
