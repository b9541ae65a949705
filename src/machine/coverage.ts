/** Transition coverage: which transitions of a machine were taken, by a run or by a test, interpreted or compiled. */
import type { AnyStateMachine, InspectionEvent } from 'xstate'
import { compile } from './compile.ts'
import type { TransitionModel } from './model.ts'
import { internalTable } from './table.ts'
import { definedTransitions, type DefinedTransition, transitionsOfMicrostep } from './xstate-internals.ts'

/** One transition of a machine's definition. */
export interface TransitionInfo {
  /** Id of the state that defines it. */
  readonly state: string
  /** The event type or pattern it is listed under, as written; '' for an eventless one. `after` and `onDone` show under XState's names. */
  readonly event: string
  /** Its place among the transitions of that state for that event. */
  readonly place: number
  /** Ids of the states it leads to; none when it stays. */
  readonly targets: readonly string[]
  /** Name of its guard, when it has one with a name. */
  readonly guard: string | undefined
}

/** A state and an event it handles, with how often one of their transitions was taken. */
export interface CoveredPair {
  readonly state: string
  readonly event: string
  readonly taken: number
}

/** Counts transitions. Costs nothing until something is watched. */
export interface Coverage {
  readonly transitions: readonly TransitionInfo[]
  /** How often a transition was taken. */
  count(transition: TransitionInfo): number
  taken(): TransitionInfo[]
  untaken(): TransitionInfo[]
  /** Transitions summed up by state and event, in the order of the definition. */
  pairs(): CoveredPair[]
  /** Starts to count what the compiled machine does, in actors and in records; returns how to stop. */
  watch(): () => void
  /** Counts what interpreted actors of the machine do: `createActor(machine, { inspect: coverage.inspect })`. */
  readonly inspect: (event: InspectionEvent) => void
}

const keyOf = (state: string, event: string, place: number): string => `${place} ${event} ${state}`

/** All transitions of a machine, in the order of its definition. */
export function enumerateTransitions(machine: AnyStateMachine): TransitionInfo[] {
  return definedTransitions(machine).map(({ state, event, place, targets, guard }) => ({
    state,
    event,
    place,
    targets,
    guard,
  }))
}

/**
 * Begins to keep account of the transitions of a machine.
 *
 * @example
 * const coverage = createCoverage(orderMachine)
 * const stop = coverage.watch()
 * // … run compiled orders …
 * stop()
 * coverage.untaken().map(({ state, event }) => `${state} on ${event}`)
 */
export function createCoverage(machine: AnyStateMachine): Coverage {
  const transitions = enumerateTransitions(machine)
  const counts = new Map(transitions.map(({ state, event, place }) => [keyOf(state, event, place), 0]))
  const add = (key: string): void => {
    const count = counts.get(key)
    if (count !== undefined) counts.set(key, count + 1)
  }
  const addDefined = ({ state, event, place }: DefinedTransition): void => add(keyOf(state, event, place))
  const keys = new WeakMap<TransitionModel, string>()
  const addModel = (transition: TransitionModel): void => {
    let key = keys.get(transition)
    if (key === undefined) {
      const { source, descriptor } = transition
      const list = descriptor === '' ? source.always : source.transitions.get(descriptor)!
      key = keyOf(source.id, descriptor, list.indexOf(transition))
      keys.set(transition, key)
    }
    add(key)
  }
  const count = ({ state, event, place }: TransitionInfo): number => counts.get(keyOf(state, event, place)) ?? 0
  return {
    transitions,
    count,
    taken: () => transitions.filter((transition) => count(transition) > 0),
    untaken: () => transitions.filter((transition) => count(transition) === 0),
    pairs: () => {
      const pairs = new Map<string, CoveredPair>()
      for (const transition of transitions) {
        const { state, event } = transition
        const key = keyOf(state, event, 0)
        pairs.set(key, { state, event, taken: (pairs.get(key)?.taken ?? 0) + count(transition) })
      }
      return [...pairs.values()]
    },
    watch: () => {
      // Records run on the table of the machine itself, actors on that of its compiled copy.
      const stops = [machine, compile(machine)].map((form) =>
        internalTable(form).observe((taken) => taken.forEach(addModel)),
      )
      return () => stops.forEach((stop) => stop())
    },
    inspect: (event) => transitionsOfMicrostep(machine, event).forEach(addDefined),
  }
}
