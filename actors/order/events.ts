/** What the lifecycle reads of each event of the protocol, and what it says itself. Every event of `src/events` fits. */
import type {
  OrderAccepted,
  OrderActivated,
  OrderCalculated,
  OrderCancel,
  OrderCanceled,
  OrderCancelRejected,
  OrderDenied,
  OrderDoneForDay,
  OrderDuplicate,
  OrderExpired,
  OrderFilled,
  OrderPendingCancel,
  OrderPendingNew,
  OrderPendingReplace,
  OrderRejected,
  OrderReplace,
  OrderReplaced,
  OrderReplaceRejected,
  OrderRestated,
  OrderResumed,
  OrderStatusReport,
  OrderStopped,
  OrderSubmit,
  OrderSuspended,
  OrderTradeCanceled,
  OrderTradeCorrected,
  OrderTriggered,
  OrderViolation,
  ReplaceableTerms,
} from '../../src/events/index.ts'

/** A report reduced to its identity and the facts of its kind; totals (cumQty, leavesQty, avgPx) are never read. */
type Facts<R extends { type: string; at: number; orderId: string; execId: string }, K extends keyof R = never> = Pick<
  R,
  'type' | 'at' | 'orderId' | 'execId' | K
>

/** What an execution cost, where that is known. */
export interface Charged {
  readonly commission?: number
}

/** An event of an order's life, as little of it as the machine needs: a venue can apply it before it writes the report. */
export type OrderInput =
  | OrderSubmit
  | OrderCancel
  | OrderReplace
  | Pick<OrderDenied, 'type' | 'at' | 'orderId'>
  | Facts<OrderPendingNew>
  | Facts<OrderAccepted>
  | Facts<OrderRejected, 'code'>
  | (Facts<OrderFilled, 'lastQty' | 'lastPx' | 'transactTime'> & Charged)
  | Facts<OrderTriggered, 'stopPrice' | 'limitPrice'>
  | Facts<OrderActivated>
  | Facts<OrderPendingCancel, 'clOrdId'>
  | Facts<OrderCanceled, 'clOrdId'>
  | Facts<OrderExpired>
  | Facts<OrderPendingReplace, 'clOrdId'>
  | Facts<OrderReplaced, 'clOrdId' | 'orderQty' | 'limitPrice' | 'stopPrice' | keyof ReplaceableTerms>
  | Facts<OrderCancelRejected, 'clOrdId'>
  | Facts<OrderReplaceRejected, 'clOrdId'>
  | Facts<OrderSuspended>
  | Facts<OrderResumed>
  | Facts<OrderStopped>
  | Facts<OrderDoneForDay>
  | Facts<OrderCalculated>
  | Facts<OrderRestated, 'orderQty' | 'limitPrice' | 'stopPrice' | 'splitRatio' | keyof ReplaceableTerms>
  | (Facts<OrderTradeCorrected, 'execRefId' | 'lastQty' | 'lastPx'> & Charged)
  | (Facts<OrderTradeCanceled, 'execRefId'> & Charged)
  | Facts<OrderStatusReport>

export type OrderInputType = OrderInput['type']

/** The input of one type. */
export type InputOf<T extends OrderInputType> = Extract<OrderInput, { type: T }>

/** What the machine emits: that an event was not legal, or not new. The owner adds its name and the state (`violationOf`). */
export type OrderNotice =
  | Pick<OrderViolation, 'type' | 'at' | 'orderId' | 'event' | 'text'>
  | Pick<OrderDuplicate, 'type' | 'at' | 'orderId' | 'event'>
