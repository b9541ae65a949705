/** What every strategy is to the rest of the system, however it was written. */
import type { AnyActorLogic, AnyStateMachine } from 'xstate'
import type { Micros } from '../../src/events/index.ts'

/** Parameters of a strategy: plain values under their names. */
export type Params = Readonly<Record<string, number | string | boolean>>

/** Parameters as they may be overridden: TypeScript takes the default `false` for the type of `false` alone. */
export type Widened<P extends Params> = { readonly [K in keyof P]: P[K] extends boolean ? boolean : P[K] }

/** What a run gives to a strategy when it starts. */
export interface StrategyRun {
  /** Virtual time. */
  readonly now: () => Micros
  /** The instruments of the run. */
  readonly symbols: readonly string[]
}

/** A strategy with its parameters, ready to be added to a system as an actor. */
export interface Strategy<P extends Params = Params> {
  readonly name: string
  readonly params: P
  /** The instruments it wants to see; all of them when left out. */
  readonly symbols?: readonly string[]
  /** Patterns of the events it does something with: routes for any other would only cost time. */
  readonly hears: readonly string[]
  /** To be interpreted by XState, or compiled. */
  readonly machine: AnyStateMachine
  /** What is to be done with the logic made of `machine`, interpreted or compiled, before it becomes an actor; nothing when left out. */
  dress?(logic: AnyActorLogic): AnyActorLogic
  /** The machine's input. */
  input(run: StrategyRun): unknown
  /** The same strategy with these parameters, all of them; see `withParams`. */
  remake(params: P): Strategy<P>
}
