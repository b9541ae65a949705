/**
 * The venue's reports. One function a shape, each making its objects with the same properties in the same order: a venue makes
 * millions of them, and whoever reads them stays fast only if they are all built alike. Status and quantities are as the order
 * stands; `deliver` brings them up to date once the report has been applied to the venue's own record.
 */
import type {
  Micros,
  OrderAccepted,
  OrderActivated,
  OrderCanceled,
  OrderCancel,
  OrderCancelRejected,
  OrderExpired,
  OrderFilled,
  OrderPendingCancel,
  OrderPendingReplace,
  OrderRejected,
  OrderReplace,
  OrderReplaced,
  OrderReplaceRejected,
  OrderRestated,
  OrderSubmit,
  OrderTriggered,
  OrdStatus,
  RejectCode,
} from '../../src/events/index.ts'
import type { CreditQuestion, WorkingOrder } from './models/questions.ts'

/** A report that has not left yet. */
export type Unsent<Report> = { -readonly [Key in keyof Report]: Report[Key] }

/** What every report says of its order. */
export type OrderTotals = Pick<
  WorkingOrder,
  'orderId' | 'clOrdId' | 'symbol' | 'side' | 'quantity' | 'cumQty' | 'leavesQty' | 'avgPx' | 'strategy' | 'tag'
>

/** Why a request is refused: a code, a sentence a person can act on, and the numbers in it. */
export interface Fault {
  readonly code: RejectCode
  readonly text: string
  readonly facts: Readonly<Record<string, number>>
}

export const accepted = (order: WorkingOrder, at: Micros, execId: string): Unsent<OrderAccepted> => ({
  type: 'order.accepted',
  at,
  orderId: order.orderId,
  clOrdId: order.clOrdId,
  symbol: order.symbol,
  side: order.side,
  execId,
  execType: 'New',
  ordStatus: 'New',
  orderQty: order.quantity,
  cumQty: order.cumQty,
  leavesQty: order.leavesQty,
  avgPx: order.avgPx,
  strategy: order.strategy,
  tag: order.tag,
})

/** `trailed`: its stop has moved, so the report says where it was. */
export const triggered = (
  order: WorkingOrder,
  at: Micros,
  execId: string,
  trailed: boolean,
): Unsent<OrderTriggered> => ({
  type: 'order.triggered',
  at,
  orderId: order.orderId,
  clOrdId: order.clOrdId,
  symbol: order.symbol,
  side: order.side,
  execId,
  execType: 'Triggered',
  ordStatus: 'New',
  orderQty: order.quantity,
  cumQty: order.cumQty,
  leavesQty: order.leavesQty,
  avgPx: order.avgPx,
  strategy: order.strategy,
  tag: order.tag,
  stopPrice: trailed ? order.stopPrice : undefined,
  limitPrice: trailed ? order.limitPrice : undefined,
})

export const activated = (order: WorkingOrder, at: Micros, execId: string): Unsent<OrderActivated> => ({
  type: 'order.activated',
  at,
  orderId: order.orderId,
  clOrdId: order.clOrdId,
  symbol: order.symbol,
  side: order.side,
  execId,
  execType: 'Triggered',
  ordStatus: 'New',
  orderQty: order.quantity,
  cumQty: order.cumQty,
  leavesQty: order.leavesQty,
  avgPx: order.avgPx,
  strategy: order.strategy,
  tag: order.tag,
})

export const expired = (order: WorkingOrder, at: Micros, execId: string): Unsent<OrderExpired> => ({
  type: 'order.expired',
  at,
  orderId: order.orderId,
  clOrdId: order.clOrdId,
  symbol: order.symbol,
  side: order.side,
  execId,
  execType: 'Expired',
  ordStatus: 'Expired',
  orderQty: order.quantity,
  cumQty: order.cumQty,
  leavesQty: order.leavesQty,
  avgPx: order.avgPx,
  strategy: order.strategy,
  tag: order.tag,
})

/** The question as it stands when all models have been asked says what is executed of which order, at what price and cost. */
export const filled = (
  { order, quantity, price, commission, liquidity }: CreditQuestion,
  at: Micros,
  execId: string,
  slippage: number,
  transactTime: Micros,
): Unsent<OrderFilled> => ({
  type: 'order.filled',
  at,
  orderId: order.orderId,
  clOrdId: order.clOrdId,
  symbol: order.symbol,
  side: order.side,
  execId,
  execType: 'Trade',
  ordStatus: 'New',
  orderQty: order.quantity,
  cumQty: order.cumQty,
  leavesQty: order.leavesQty,
  avgPx: order.avgPx,
  strategy: order.strategy,
  tag: order.tag,
  lastQty: quantity,
  lastPx: price,
  commission,
  slippage,
  transactTime,
  liquidity,
})

/** `request` is left out where nobody asked for the cancel. */
export const canceled = (
  order: WorkingOrder,
  at: Micros,
  execId: string,
  reason: OrderCanceled['reason'],
  request?: OrderCancel,
): Unsent<OrderCanceled> => ({
  type: 'order.canceled',
  at,
  orderId: order.orderId,
  clOrdId: request?.clOrdId ?? order.clOrdId,
  symbol: order.symbol,
  side: order.side,
  execId,
  execType: 'Canceled',
  ordStatus: 'Canceled',
  orderQty: order.quantity,
  cumQty: order.cumQty,
  leavesQty: order.leavesQty,
  avgPx: order.avgPx,
  strategy: order.strategy,
  tag: order.tag,
  origClOrdId: request === undefined ? undefined : order.clOrdId,
  reason,
})

/** What a replacement makes of an order. */
export interface NewTerms {
  readonly quantity: number
  readonly limitPrice: number | undefined
  readonly stopPrice: number | undefined
}

export const replaced = (
  order: WorkingOrder,
  at: Micros,
  execId: string,
  request: OrderReplace,
  terms: NewTerms,
): Unsent<OrderReplaced> => ({
  type: 'order.replaced',
  at,
  orderId: order.orderId,
  clOrdId: request.clOrdId,
  symbol: order.symbol,
  side: order.side,
  execId,
  execType: 'Replaced',
  ordStatus: 'Replaced',
  orderQty: terms.quantity,
  cumQty: order.cumQty,
  leavesQty: order.leavesQty,
  avgPx: order.avgPx,
  strategy: order.strategy,
  tag: order.tag,
  origClOrdId: order.clOrdId,
  limitPrice: terms.limitPrice,
  stopPrice: terms.stopPrice,
})

/** What a change by the venue says of an order; left out, a term stays, or follows from the split. */
export interface RestatedTerms {
  readonly quantity?: number | undefined
  readonly limitPrice?: number | undefined
  readonly stopPrice?: number | undefined
  readonly splitRatio?: number | undefined
  readonly text?: string | undefined
}

/** A change of the order that nobody asked for. */
export const restated = (
  order: WorkingOrder,
  at: Micros,
  execId: string,
  terms: RestatedTerms,
): Unsent<OrderRestated> => ({
  type: 'order.restated',
  at,
  orderId: order.orderId,
  clOrdId: order.clOrdId,
  symbol: order.symbol,
  side: order.side,
  execId,
  execType: 'Restated',
  ordStatus: 'New',
  orderQty: terms.quantity ?? order.quantity,
  cumQty: order.cumQty,
  leavesQty: order.leavesQty,
  avgPx: order.avgPx,
  strategy: order.strategy,
  tag: order.tag,
  splitRatio: terms.splitRatio,
  limitPrice: terms.limitPrice,
  stopPrice: terms.stopPrice,
  text: terms.text,
})

/** The order never came to be, so there is no record to ask. */
export const rejected = (order: OrderSubmit, at: Micros, execId: string, fault: Fault): OrderRejected => ({
  type: 'order.rejected',
  at,
  orderId: order.orderId,
  clOrdId: order.clOrdId,
  symbol: order.symbol,
  side: order.side,
  execId,
  execType: 'Rejected',
  ordStatus: 'Rejected',
  orderQty: order.quantity,
  cumQty: 0,
  leavesQty: 0,
  avgPx: 0,
  strategy: order.strategy,
  tag: order.tag,
  code: fault.code,
  text: fault.text,
  facts: fault.facts,
})

/** The venue has a request, and has not answered it yet. */
export const requestPending = (
  order: OrderTotals,
  at: Micros,
  execId: string,
  request: OrderCancel | OrderReplace,
): Unsent<OrderPendingCancel> | Unsent<OrderPendingReplace> => ({
  type: request.type === 'order.cancel' ? 'order.pendingCancel' : 'order.pendingReplace',
  at,
  orderId: order.orderId,
  clOrdId: request.clOrdId,
  symbol: order.symbol,
  side: order.side,
  execId,
  execType: request.type === 'order.cancel' ? 'PendingCancel' : 'PendingReplace',
  ordStatus: request.type === 'order.cancel' ? 'PendingCancel' : 'PendingReplace',
  orderQty: order.quantity,
  cumQty: order.cumQty,
  leavesQty: order.leavesQty,
  avgPx: order.avgPx,
  strategy: order.strategy,
  tag: order.tag,
})

export const requestRejected = (
  order: OrderTotals,
  ordStatus: OrdStatus,
  at: Micros,
  execId: string,
  request: OrderCancel | OrderReplace,
  fault: Fault,
): Unsent<OrderCancelRejected> | Unsent<OrderReplaceRejected> => ({
  type: request.type === 'order.cancel' ? 'order.cancelRejected' : 'order.replaceRejected',
  at,
  orderId: order.orderId,
  clOrdId: request.clOrdId,
  symbol: order.symbol,
  side: order.side,
  execId,
  execType: 'Rejected',
  ordStatus,
  orderQty: order.quantity,
  cumQty: order.cumQty,
  leavesQty: order.leavesQty,
  avgPx: order.avgPx,
  strategy: order.strategy,
  tag: order.tag,
  origClOrdId: order.clOrdId,
  code: fault.code,
  text: fault.text,
})
