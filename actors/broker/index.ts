/** The simulated venue: its machine, its input, and the models it can be given. */
export { brokerMachine } from './machine.ts'
export type { BrokerContext, BrokerEmitted, BrokerIncoming, BrokerInput, FillTiming, VenueOrder } from './context.ts'
export type {
  Behaviour,
  BrokerLine,
  LineFault,
  LineTerms,
  Match,
  Reaction,
  Timed,
  TimedStep,
  Moment,
} from './behaviour.ts'
export {
  bust,
  cancelUnasked,
  connectAt,
  correct,
  delayReports,
  delayRequests,
  disconnectAt,
  disconnectOn,
  disturbsLine,
  doneForDayAt,
  dropReports,
  dropRequests,
  duplicateReports,
  duplicateRequests,
  fillLate,
  haltAt,
  pendRequests,
  rejectRequests,
  reorderReports,
  restateUnasked,
  resumeOrders,
  suspendOrders,
} from './behaviours.ts'
export { type OrderTerms, PLAIN_TERMS } from '../order/index.ts'
export { type PathPolicy, PATHS } from './path.ts'
export { EXCLUSIVE, type Instruction, INSTRUCTIONS, ORDER_TYPES, TIMES_IN_FORCE, type TypeRules } from './permitted.ts'
export {
  type AnyCreditModel,
  cashAccount,
  type CashAccount,
  type CreditAnswer,
  type CreditModel,
  type CreditRefusal,
  type EntryQuestion,
  type Execution,
} from './models/credit.ts'
export {
  type CommissionModel,
  fixed,
  noCommission,
  type OrderBounds,
  perContract,
  percentOfNotional,
  perShare,
  rounded,
  together,
} from './models/commission.ts'
export { type InitialMargin, type MarginAccount, marginAccount, type Margined } from './models/margin.ts'
export { makerTaker, type MeasuredBy, type Tier, tiered } from './models/graded.ts'
export { regulatoryFees, type RegulatoryRates } from './models/regulatory.ts'
export { MissingTickError, oneTick, spread, type SpreadWidth } from './models/spread.ts'
export { volumeShare, type VolumeShareOptions, volumeShareSlippage } from './models/volume-share.ts'
export { fillOnTicks, type Tick, type TickFillModel } from './models/fill-ticks.ts'
export { barReach, fillOnBars, type FillModel, type LimitFill, type Reach, withReach } from './models/fill.ts'
export {
  type CommissionQuestion,
  type CreditQuestion,
  type Fill,
  type FillAnswer,
  fillAt,
  type FillQuestion,
  type Instrument,
  liquidityOf,
  ModelError,
  noFill,
  type NoFill,
  type NoFillCode,
  type PriceBasis,
  type SlippageQuestion,
  type VolumeQuestion,
  type WorkingOrder,
} from './models/questions.ts'
export { oldestFirst, type QueueDesk, type QueuedOrder, type QueueModel } from './models/queue.ts'
export {
  bps,
  fixedSlippage,
  inTurn,
  noSlippage,
  percentSlippage,
  type SlippageModel,
  withinBar,
} from './models/slippage.ts'
export { inParts, participation, unlimitedVolume, type VolumeModel } from './models/volume.ts'
