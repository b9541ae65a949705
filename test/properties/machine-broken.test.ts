/** The equality property is worth something only if it finds a compiler that is wrong; so here are some that are. */
import fc from 'fast-check'
import { afterEach, expect, test, vi } from 'vitest'
import { buildMachine } from '../machine/support/build-machine.ts'
import { expectEqualTraces, stepsOf } from '../machine/support/equality.ts'
import { machineEvent, machineSpec } from '../machine/support/machine-arbitrary.ts'
import type { StateModel, TransitionModel } from '../../src/machine/model.ts'

const broken = vi.hoisted(() => ({ what: '' }))

vi.mock(import('../../src/machine/entry-exit.ts'), async (importOriginal) => {
  const original = await importOriginal()
  return {
    ...original,
    innermostFirst: (states: Iterable<StateModel>) => {
      const order = original.innermostFirst(states)
      return broken.what === 'exit order' ? order.toReversed() : order
    },
    withoutConflicts: (transitions: readonly TransitionModel[], active: ReadonlySet<StateModel>) =>
      broken.what === 'conflicts' ? [...transitions] : original.withoutConflicts(transitions, active),
  }
})

vi.mock(import('../../src/machine/guards.ts'), async (importOriginal) => {
  const original = await importOriginal()
  const compileGuard: typeof original.compileGuard = (guard) => {
    const compiled = original.compileGuard(guard)
    return guard.kind === 'not' ? (frame) => broken.what === 'negation' || compiled(frame) : compiled
  }
  return { ...original, compileGuard }
})

vi.mock(import('../../src/machine/selection.ts'), async (importOriginal) => {
  const original = await importOriginal()
  const firstPassing: typeof original.firstPassing = (candidates, frame, eventType) =>
    broken.what === 'guards' ? candidates[0] : original.firstPassing(candidates, frame, eventType)
  return { ...original, firstPassing }
})

afterEach(() => {
  broken.what = ''
})

const property = fc.property(machineSpec, stepsOf(machineEvent), (spec, steps) =>
  expectEqualTraces({ make: (probe) => buildMachine(spec, probe), input: { n: 3 }, steps }),
)

test.each(['exit order', 'guards', 'negation', 'conflicts'])('a compiler with wrong %s is found', (what) => {
  broken.what = what
  const { failed, counterexample } = fc.check(property, { numRuns: 400, seed: 1, endOnFailure: true })
  expect(failed).toBe(true)
  // The same machine and steps pass with the compiler as it is, so it was found for what is wrong with it.
  broken.what = ''
  expect(() => fc.assert(property, { examples: [counterexample as never], numRuns: 1 })).not.toThrow()
})
