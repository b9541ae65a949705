/** Orders: the requests a portfolio sends, and the reports that come back. Names are FIX's where FIX has a word. */
import type {
  ChildActivation,
  ExecType,
  LinkType,
  Liquidity,
  OrderType,
  OrdStatus,
  Side,
  TimeInForce,
  TrailBy,
  TriggerBy,
} from './order-words.ts'
import type { OrderStatusReport } from './status.ts'
import type { Micros } from './time.ts'
import type { OrderDenied } from './signal.ts'

/** A new order. `clOrdId` names this request, `orderId` the order through all its requests. */
export interface OrderSubmit {
  readonly type: 'order.submit'
  readonly at: Micros
  readonly orderId: string
  readonly clOrdId: string
  readonly symbol: string
  readonly side: Side
  readonly orderType: OrderType
  readonly quantity: number
  readonly limitPrice?: number
  /** Trigger price of stops and of if-touched orders. */
  readonly stopPrice?: number
  readonly timeInForce: TimeInForce
  /** With `gtd`: the last instant at which it may trade. */
  readonly expireTime?: Micros
  /** Shown to the market at a time (an iceberg); at most the quantity. */
  readonly displayQuantity?: number
  /** Least quantity of the first execution. */
  readonly minQuantity?: number
  /** Rejected if it would trade at once. */
  readonly postOnly?: boolean
  /** Never opens or enlarges a position: cut down, or canceled, where it would. */
  readonly reduceOnly?: boolean
  /** Of a trailing order: how far its stop stays behind the market, above 0. */
  readonly trailBy?: TrailBy
  readonly trailOffset?: number
  /** Of a trailing stop-limit: how far its limit lies beyond its stop, in the same measure; 0 or negative for one that the market has to come back to. */
  readonly limitOffset?: number
  /** Default `last`. */
  readonly triggerBy?: TriggerBy
  /** It waits for executions of this order. */
  readonly parentId?: string
  /** Default `complete`. */
  readonly activation?: ChildActivation
  /** Name of the execution algorithm that is to work it. A venue knows none. (FIX tag 847, TargetStrategy.) */
  readonly algorithm?: string
  /** Name of the group of orders it belongs to, and what ties the group together. */
  readonly linkId?: string
  readonly linkType?: LinkType
  readonly strategy?: string
  readonly tag?: string
}

export interface OrderCancel {
  readonly type: 'order.cancel'
  readonly at: Micros
  readonly orderId: string
  readonly clOrdId: string
  /** The last request of this order that was not rejected. */
  readonly origClOrdId: string
  readonly symbol: string
}

/** What a replacement may change beside quantity and prices, where the order has it or may have it. */
export interface ReplaceableTerms {
  /** `day`, `gtc` or `gtd`, of an order that is one of these. */
  readonly timeInForce?: TimeInForce
  readonly expireTime?: Micros
  readonly displayQuantity?: number
  readonly minQuantity?: number
  readonly trailOffset?: number
  readonly limitOffset?: number
}

/** Cancel/replace: whatever is left out stays as it is. `quantity` is the new total, fills included. */
export interface OrderReplace extends ReplaceableTerms {
  readonly type: 'order.replace'
  readonly at: Micros
  readonly orderId: string
  readonly clOrdId: string
  readonly origClOrdId: string
  readonly symbol: string
  readonly quantity?: number
  readonly limitPrice?: number
  readonly stopPrice?: number
}

export type OrderRequest = OrderSubmit | OrderCancel | OrderReplace

/** What every report on an order carries: FIX's ExecutionReport, the quantities after the event. */
export interface OrderReport {
  readonly at: Micros
  readonly orderId: string
  readonly clOrdId: string
  readonly symbol: string
  readonly side: Side
  readonly execId: string
  readonly execType: ExecType
  readonly ordStatus: OrdStatus
  readonly orderQty: number
  readonly cumQty: number
  readonly leavesQty: number
  /** Average price of the executions, 0 while there is none. */
  readonly avgPx: number
  readonly strategy?: string
  readonly tag?: string
  /** Not the venue's: the client concluded it from an `order.status` after the report itself did not come. */
  readonly inferred?: boolean
}

/** Why the venue refused. */
export type RejectCode =
  | 'unknownOrder'
  | 'unknownSymbol'
  | 'duplicateOrder'
  | 'invalidQuantity'
  | 'invalidPrice'
  | 'offTick'
  | 'offLot'
  | 'missingPrice'
  | 'superfluousPrice'
  | 'wrongSideStop'
  | 'wrongSideTouch'
  | 'invalidCombination'
  | 'missingInstruction'
  | 'superfluousInstruction'
  | 'expireTimePassed'
  | 'invalidTrail'
  | 'invalidDisplayQuantity'
  | 'invalidMinQuantity'
  | 'wouldTrade'
  | 'unsupported'
  | 'tooLate'
  | 'alreadyPending'
  | 'notReceived'
  | 'disconnected'
  | 'sessionDone'
  | 'insufficientFunds'
  /** Its parent is not known here, is an order of another symbol, or the order itself. */
  | 'unknownParent'
  /** Its parent has ended, and has executed nothing that is left for it. */
  | 'parentOver'
  /** Its group has ended: a member of it has executed, or ended, before this one came. */
  | 'linkOver'
  /** A group without a kind, or of another kind than the group has. */
  | 'invalidLink'
  | 'insufficientMargin'
  | 'custom'

export interface OrderAccepted extends OrderReport {
  readonly type: 'order.accepted'
}
export interface OrderRejected extends OrderReport {
  readonly type: 'order.rejected'
  readonly code: RejectCode
  readonly text: string
  readonly facts?: Readonly<Record<string, number>>
}
/** One execution; partial while `leavesQty` is above 0. */
export interface OrderFilled extends OrderReport {
  readonly type: 'order.filled'
  readonly lastQty: number
  /** Price of this execution, slippage included. */
  readonly lastPx: number
  /** Charged for this execution, in currency. */
  readonly commission: number
  /** What slippage added to the price per unit, against the trader when positive. */
  readonly slippage: number
  /** When the trade happened inside the bar: its open time for a fill at the open, else its close time. */
  readonly transactTime: Micros
  /** Left out by venues that do not say. */
  readonly liquidity?: Liquidity
}
export interface OrderTriggered extends OrderReport {
  readonly type: 'order.triggered'
  /** Of a trailing order: where its stop had come to, and of one with a limit the limit it has from here on. */
  readonly stopPrice?: number
  readonly limitPrice?: number
}
/** A child begins to work: its parent has executed. (FIX: "Triggered or Activated by System"; its WorkingIndicator was N up to here.) */
export interface OrderActivated extends OrderReport {
  readonly type: 'order.activated'
}
export interface OrderPendingCancel extends OrderReport {
  readonly type: 'order.pendingCancel'
}
export interface OrderCanceled extends OrderReport {
  readonly type: 'order.canceled'
  readonly origClOrdId?: string
  /**
   * `parent`: its parent left nothing for it to do. `linked`: another order of its group executed or ended. `timeInForce`: an immediate-or-cancel
   * or fill-or-kill order found no more to trade. `reduceOnly`: any more of it would open a position. `postOnly`: it would have taken liquidity.
   * `corporateAction`: a split left less than a lot of it, or a dividend no price. `algorithm`: its execution algorithm gave back what is left.
   */
  readonly reason:
    | 'requested'
    | 'unsolicited'
    | 'disconnect'
    | 'insufficientFunds'
    | 'sessionDone'
    | 'parent'
    | 'linked'
    | 'timeInForce'
    | 'reduceOnly'
    | 'postOnly'
    | 'corporateAction'
    | 'algorithm'
}
export interface OrderExpired extends OrderReport {
  readonly type: 'order.expired'
}
export interface OrderPendingReplace extends OrderReport {
  readonly type: 'order.pendingReplace'
}
/** Of the terms beside quantity and prices it says those that have changed. */
export interface OrderReplaced extends OrderReport, ReplaceableTerms {
  readonly type: 'order.replaced'
  readonly origClOrdId: string
  readonly limitPrice?: number
  readonly stopPrice?: number
}
export interface OrderCancelRejected extends OrderReport {
  readonly type: 'order.cancelRejected'
  readonly origClOrdId: string
  readonly code: RejectCode
  readonly text: string
}
export interface OrderReplaceRejected extends OrderReport {
  readonly type: 'order.replaceRejected'
  readonly origClOrdId: string
  readonly code: RejectCode
  readonly text: string
}
export interface OrderSuspended extends OrderReport {
  readonly type: 'order.suspended'
}
export interface OrderResumed extends OrderReport {
  readonly type: 'order.resumed'
}
export interface OrderStopped extends OrderReport {
  readonly type: 'order.stopped'
}
export interface OrderDoneForDay extends OrderReport {
  readonly type: 'order.doneForDay'
}
export interface OrderCalculated extends OrderReport {
  readonly type: 'order.calculated'
}
/** The venue changed the order by itself, for instance at the start of a new day. `orderQty` is the new total. */
export interface OrderRestated extends OrderReport, ReplaceableTerms {
  readonly type: 'order.restated'
  /** New units for one old unit, where a split is the reason: what is executed is restated in the new units, too. */
  readonly splitRatio?: number
  readonly limitPrice?: number
  readonly stopPrice?: number
  readonly text?: string
}
export interface OrderTradeCorrected extends OrderReport {
  readonly type: 'order.tradeCorrected'
  readonly execRefId: string
  readonly lastQty: number
  readonly lastPx: number
  /** Charged for the execution from now on, in currency; left out, what was charged stays. */
  readonly commission?: number
}
export interface OrderTradeCanceled extends OrderReport {
  readonly type: 'order.tradeCanceled'
  readonly execRefId: string
  readonly lastQty: number
  readonly lastPx: number
  /** What stays charged for the execution, in currency; left out, all of it is given back. */
  readonly commission?: number
}
export interface OrderPendingNew extends OrderReport {
  readonly type: 'order.pendingNew'
}
/** Everything a venue may say about an order. */
export type VenueReport =
  | OrderPendingNew
  | OrderAccepted
  | OrderRejected
  | OrderFilled
  | OrderTriggered
  | OrderActivated
  | OrderPendingCancel
  | OrderCanceled
  | OrderExpired
  | OrderPendingReplace
  | OrderReplaced
  | OrderCancelRejected
  | OrderReplaceRejected
  | OrderSuspended
  | OrderResumed
  | OrderStopped
  | OrderDoneForDay
  | OrderCalculated
  | OrderRestated
  | OrderTradeCorrected
  | OrderTradeCanceled
  | OrderStatusReport

/** An event that is not legal in the order's state. It changes nothing, and is never dropped. */
export interface OrderViolation {
  readonly type: 'order.violation'
  readonly at: Micros
  readonly orderId: string
  readonly owner: string
  /** The three regions, e.g. `live.accepted / pendingCancel / partiallyFilled`. */
  readonly state: string
  readonly event: string
  readonly text: string
}

/** An event that the order has taken before, by its ExecID (a report) or its ClOrdID (a request). It has no effect. */
export interface OrderDuplicate {
  readonly type: 'order.duplicate'
  readonly at: Micros
  readonly orderId: string
  readonly owner: string
  /** Type of the repeated event. */
  readonly event: string
}

export type OrderEvent = OrderRequest | VenueReport | OrderDenied | OrderViolation | OrderDuplicate
