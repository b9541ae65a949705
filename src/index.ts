/** quantdome: the public list. What is not here (or in `quantdome/system`, `quantdome/machine`) is free to change. */

// Experiments and runs
export {
  backtest,
  defineExperiment,
  ExperimentError,
  ExplainError,
  FACTORS,
  stress,
  StressGrid,
} from './backtest/index.ts'
export type {
  Assumption,
  BacktestOptions,
  BacktestResult,
  Experiment,
  Factor,
  InstrumentTerms,
  Latencies,
  Manifest,
  Reason,
  RunMode,
  Venue,
  RunSource,
  Story,
  StoryCause,
  StoryEvent,
  StoryTextOptions,
  StressOptions,
  Stretch,
} from './backtest/index.ts'

// Data
export * from './data/index.ts'

// Strategies and indicators
export * from '../actors/strategy/index.ts'
export * from '../actors/execution/index.ts'

// Portfolio: sizing and risk
export {
  borrowCost,
  type BorrowTerms,
  type CallablePosition,
  CorporateActionError,
  type FinancedPosition,
  type FinancingCharge,
  type LiquidationOrder,
  type MarginPosition,
  type MarginRates,
  type MarginRule,
  type MarginTerms,
  type Book,
  type BookTerms,
  cashOf,
  equityOf,
  type FinancingModel,
  fixedNotional,
  fixedQuantity,
  grossOf,
  MoneyError,
  percentOfEquity,
  type PortfolioContext,
  portfolioMachine,
  type Refusal,
  regT,
  type RiskCheck,
  type RiskInput,
  type RiskLimits,
  type SizingInput,
  type SizingModel,
  targetPosition,
  trialBalance,
} from '../actors/portfolio/index.ts'

// Venue: fills and costs
export * from '../actors/broker/index.ts'

// The other machines
export { marketMachine, TICK } from '../actors/market/index.ts'
export type {
  BarChunk,
  BarFeed,
  BuiltBars,
  DatedAction,
  MarketFeed,
  Session,
  SessionCalendar,
  TickChunk,
  TickStream,
} from '../actors/market/index.ts'
export { orderActor, orderMachine, orderState, ordStatus } from '../actors/order/index.ts'
export type { OrderContext, OrderRecord } from '../actors/order/index.ts'

// FIX scenarios and logs
export { FixError, formatTrace, readTraceFile, readTraceText, trace } from './fix/index.ts'
export type { Scenario, TraceInput, TraceRow, Verdict } from './fix/index.ts'

// Results
export { formatSummary } from './analysis/index.ts'
export type {
  EquityColumns,
  FillRow,
  OrderRow,
  Rows,
  RunRecord,
  SignalRow,
  Summary,
  TradeRow,
} from './analysis/index.ts'

// Time, latency and the protocol
export { constant, exponential, type LatencyModel, logNormal, recorded, uniform } from './system/index.ts'
export { days, hours, microseconds, milliseconds, minutes, seconds } from './events/index.ts'
export type * from './events/index.ts'

// Machines
export { update } from './machine/index.ts'
