/** The simulated venue: its machine, its input, and the models it can be given. */
export { brokerMachine } from './machine.ts'
export type { BrokerContext, BrokerEmitted, BrokerIncoming, BrokerInput, BrokerLine, VenueOrder } from './context.ts'
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
export { type CommissionModel, fixed, noCommission, percentOfNotional, perShare, sumOf } from './models/commission.ts'
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
export { bps, fixedSlippage, noSlippage, percentSlippage, type SlippageModel, withinBar } from './models/slippage.ts'
export { inParts, participation, unlimitedVolume, type VolumeModel } from './models/volume.ts'
