/** The strategy service: two ways to write a strategy, and the machine around the simpler one. */
export { defineStrategy } from './define.ts'
export { fromMachine } from './from-machine.ts'
export type { MachineStrategyOptions, StrategyTypes } from './from-machine.ts'
export { withParams } from './params.ts'
export type { Params, Strategy, StrategyRun } from './strategy.ts'
export type {
  BarArgs,
  FillArgs,
  IndicatorSet,
  OrderArgs,
  Position,
  RefusalArgs,
  SessionArgs,
  Signals,
  StrategyDefinition,
  TimerArgs,
  Timers,
  Tools,
} from './definition.ts'
export { buy, cancelTag, changeTag, flat, goLong, goShort, sell, target, weight } from './creators.ts'
export type { Bracket, ChildOptions, ExitOptions, FamilyOptions, StopLoss, TakeProfit } from './family.ts'
export type { ChangeOptions, OpeningOptions, OrderOptions, SizedOptions } from './signal.ts'
export { when } from './when.ts'
export type { When } from './when.ts'
export { StrategyError } from './errors.ts'
export type { StrategyErrorCode } from './errors.ts'
export { strategyMachine } from './machine.ts'
export type { StrategyCommand, StrategyContext, StrategyEvent, StrategyInput } from './context.ts'
export * from './indicators/index.ts'
