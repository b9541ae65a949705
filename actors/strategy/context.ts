/** What the strategy machine knows, hears and is given. */
import type {
  Duration,
  MarketEvent,
  Micros,
  OrderEvent,
  PortfolioState,
  PortfolioStateChanged,
  PositionChanged,
  Signal,
  SignalRefused,
} from '../../src/events/index.ts'
import type { AnyDefinition } from './definition.ts'
import { Desk } from './desk.ts'
import type { Params } from './strategy.ts'

/** What a strategy hears from the other services. */
export type StrategyEvent = MarketEvent | OrderEvent | SignalRefused | PositionChanged | PortfolioStateChanged

/** What can be said to a strategy from outside: decide nothing for a while, go on, end. */
export type StrategyCommand =
  | { readonly type: 'strategy.pause' }
  | { readonly type: 'strategy.resume' }
  | { readonly type: 'strategy.stop' }

/** A timer the strategy set has run off; `every` when it is to run again. */
export interface StrategyTimer {
  readonly type: 'strategy.timer'
  readonly name: string
  readonly every?: Duration
}

/** The first symbol is warm. */
export interface StrategyReady {
  readonly type: 'strategy.ready'
}

export interface StrategyInput {
  readonly definition: AnyDefinition
  readonly params: Params
  /** Virtual time. */
  readonly now: () => Micros
  /** The instruments of the run. */
  readonly symbols: readonly string[]
}

export interface StrategyContext {
  readonly name: string
  readonly params: Params
  readonly now: () => Micros
  /** Opaque: the user's functions, the tools they are given, and the indicators. */
  readonly desk: Desk
  /** The strategy's own memory. */
  state: unknown
  /** Whether some symbol has been warm. */
  warm: boolean
  /** Signed quantities the portfolio holds; symbols that are flat are left out. */
  positions: Record<string, number>
  /** The timers that are set, with the time of their next call. */
  timers: Record<string, Micros>
  /** What the portfolio said last about itself. */
  portfolio: PortfolioState
}

export interface StrategyMachineTypes {
  context: StrategyContext
  input: StrategyInput
  events: StrategyEvent | StrategyCommand | StrategyTimer | StrategyReady
  emitted: Signal
}

export function initialContext({ input }: { input: StrategyInput }): StrategyContext {
  const { definition, params, now, symbols } = input
  return {
    name: definition.name,
    params,
    now,
    desk: new Desk(definition, params, symbols),
    state: definition.state?.(params),
    warm: false,
    positions: {},
    timers: {},
    portfolio: 'active',
  }
}
