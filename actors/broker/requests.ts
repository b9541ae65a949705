/** Requests as they arrive: a new order, a cancel, a cancel/replace. Each is answered at once. */
import type { Micros, OrderCancel, OrderReplace, OrderRequest, OrderSubmit, TrailBy } from '../../src/events/index.ts'
import {
  applyToOrder,
  duplicateOf,
  isRepeated,
  newOrder,
  ordStatus,
  replaceableOf,
  violationOf,
} from '../order/index.ts'
import type { Book } from './book.ts'
import { type BrokerContext, type Emit, instrumentOf, timeOf, type VenueOrder } from './context.ts'
import { joining } from './consequences.ts'
import { workArrival } from './arrival.ts'
import {
  closedOrder,
  deliver,
  deliverRetimed,
  enter,
  move,
  nextExecId,
  send,
  settle,
  showStop,
  takeSteps,
  type TrailingDistances,
  trailingPrices,
} from './desk.ts'
import { faultOf } from './fault.ts'
import { distanceOf } from './grid.ts'
import { isSpecial } from './instructions.ts'
import { faultOfTies, join } from './join.ts'
import { faultNotice } from './notices.ts'
import {
  accepted,
  canceled,
  type Fault,
  type OrderTotals,
  rejected,
  replaced,
  requestPending,
  requestRejected,
} from './reports.ts'
import { expireDue } from './session.ts'
import { faultOfReplace, faultOfSubmit, termsAfter } from './validate.ts'

/** Enters an order, or rejects it. */
export function submit(context: BrokerContext, event: OrderSubmit, emit: Emit): void {
  const at = timeOf(context, event)
  if (at > context.nextExpiry) expireDue(context, { at }, emit)
  const fault = refusal(context, event, at)
  if (fault !== undefined) return send(context, rejected(event, at, nextExecId(context), fault), emit)
  const book = context.books.get(event.symbol)!
  const order: VenueOrder = {
    record: newOrder(event, 'exchange'),
    seq: ++context.priorities,
    activeFrom: at,
    special: isSpecial(event),
    peak: event.displayQuantity ?? 0,
    trail: event.trailOffset === undefined ? 0 : trailOf(context, event.symbol, event.trailBy, event.trailOffset),
    charged: 0,
    monthQuantity: 0,
    monthNotional: 0,
    place: 'market',
    key: 0,
    tied: event.parentId !== undefined || event.linkId !== undefined,
    waits: event.parentId === undefined ? undefined : (event.activation ?? 'complete'),
    linkId: event.linkId,
  }
  enter(context, book, order)
  if (order.tied) join(context, event)
  deliver(context, book, order, accepted(order.record.context, at, nextExecId(context)), emit)
  if (order.tied) takeSteps(context, joining(context, order), at, emit)
  if (mayTradeAtOnce(context, book)) workArrival(context, book, order, at, emit)
}

/** There is something to trade with while no event of the market comes. */
const mayTradeAtOnce = ({ rules }: BrokerContext, book: Book): boolean => book.ticks || rules.timing === 'same-close'

const trailOf = ({ rules }: BrokerContext, symbol: string, trailBy: TrailBy | undefined, offset: number): number =>
  distanceOf(trailBy, offset, instrumentOf(rules, symbol).tick)

function refusal(context: BrokerContext, event: OrderSubmit, at: Micros): Fault | undefined {
  const { rules } = context
  const { orderId, symbol } = event
  if (context.orders.has(orderId) || closedOrder(context, orderId) !== undefined)
    return faultOf('duplicateOrder', `there is or was an order ${orderId} already`)
  const book = context.books.get(symbol)
  if (book === undefined) return faultOf('unknownSymbol', `${symbol} is not traded here`)
  const fault = faultOfSubmit(rules, book, event, at) ?? faultOfTies(context, event)
  if (fault !== undefined || rules.credit?.entry === undefined) return fault
  const lastPrice = book.seen ? book.lastClose : undefined
  const question = { order: event, instrument: instrumentOf(rules, symbol), lastPrice, at }
  const refused = rules.credit.entry(context.account, question)
  return refused === undefined ? undefined : faultOf(refused.code ?? 'insufficientFunds', refused.text, refused.facts)
}

/** Cancels what is left of an order, or says why it cannot. `isPending`: the order has the request, and only the answer is due. */
export function cancel(context: BrokerContext, event: OrderCancel, emit: Emit, isPending = false): void {
  const at = timeOf(context, event)
  if (at > context.nextExpiry) expireDue(context, { at }, emit)
  const order = context.orders.get(event.orderId)
  if (order === undefined) return rejectLost(context, event, at, emit, isPending)
  if (!isPending && !request(context, order, event, emit)) return
  const report = canceled(order.record.context, at, nextExecId(context), 'requested', event)
  deliver(context, context.books.get(order.record.context.symbol)!, order, report, emit)
}

/** How far a replacement wants the order to be behind the market; nothing where it does not speak of that. */
function distancesAfter(context: BrokerContext, order: VenueOrder, by: OrderReplace): TrailingDistances | undefined {
  const { symbol, terms } = order.record.context
  const { trailOffset, limitOffset = terms.limitOffset } = by
  if (trailOffset === undefined && by.limitOffset === undefined) return undefined
  return {
    trail: trailOffset === undefined ? order.trail : trailOf(context, symbol, terms.trailBy, trailOffset),
    limitOffset,
  }
}

/**
 * Changes an order, or says why it cannot. A smaller quantity at the same prices, another time in force and another least quantity keep the order's
 * place in time; everything else loses it.
 */
export function replace(context: BrokerContext, event: OrderReplace, emit: Emit, isPending = false): void {
  const at = timeOf(context, event)
  if (at > context.nextExpiry) expireDue(context, { at }, emit)
  const order = context.orders.get(event.orderId)
  if (order === undefined) return rejectLost(context, event, at, emit, isPending)
  const working = order.record.context
  const book = context.books.get(working.symbol)!
  showStop(context, book, order)
  const distances = distancesAfter(context, order, event)
  const trailed = distances === undefined ? undefined : trailingPrices(context, book, order, undefined, distances)
  const fault = faultOfReplace(context.rules, book, working, event, at, trailed)
  if (!isPending && !request(context, order, event, emit)) return
  if (fault !== undefined) {
    deliver(
      context,
      book,
      order,
      requestRejected(working, ordStatus(order.record), at, nextExecId(context), event, fault),
      emit,
    )
    return
  }
  const terms = termsAfter(instrumentOf(context.rules, working.symbol), working, event, trailed)
  const keepsPriority =
    terms.quantity <= working.quantity &&
    terms.limitPrice === working.limitPrice &&
    terms.stopPrice === working.stopPrice &&
    event.trailOffset === undefined &&
    event.displayQuantity === undefined
  const report = replaced(working, at, nextExecId(context), event, terms)
  const newTerms = replaceableOf(event)
  const isMade =
    newTerms === undefined
      ? deliver(context, book, order, report, emit)
      : deliverRetimed(context, book, order, { ...report, ...newTerms }, emit)
  if (!isMade || !context.orders.has(event.orderId)) return
  const { displayQuantity, minQuantity } = event
  if (displayQuantity !== undefined || minQuantity !== undefined) order.special = true
  if (keepsPriority) return
  move(book, order, () => {
    order.seq = ++context.priorities
    order.activeFrom = at
    if (distances !== undefined) order.trail = distances.trail
    if (displayQuantity !== undefined) order.peak = Math.min(displayQuantity, working.leavesQty)
  })
  if (mayTradeAtOnce(context, book)) workArrival(context, book, order, at, emit)
}

/**
 * The request itself is a step in the order's life, so that the venue's record goes through the same states as the client's. One
 * that comes a second time has been answered already.
 */
function request(context: BrokerContext, order: VenueOrder, event: OrderCancel | OrderReplace, emit: Emit): boolean {
  const { record } = order
  if (applyToOrder(record, event)) return true
  const owner = context.rules.name
  emit(isRepeated(record, event) ? duplicateOf(record, event, owner) : violationOf(record, event, owner))
  return false
}

/** Takes a request, and says so; `answerPending` answers it later. Nothing where it was taken before. */
export function acknowledge(context: BrokerContext, event: OrderCancel | OrderReplace, emit: Emit): boolean {
  const order = context.orders.get(event.orderId)!
  if (!request(context, order, event, emit)) return false
  const { record } = order
  const report = requestPending(record.context, timeOf(context, event), nextExecId(context), event)
  return deliver(context, context.books.get(record.context.symbol)!, order, report, emit)
}

/** Answers a request that was acknowledged. */
export const answerPending = (context: BrokerContext, event: OrderCancel | OrderReplace, emit: Emit): void =>
  event.type === 'order.cancel' ? cancel(context, event, emit, true) : replace(context, event, emit, true)

/** A cancel or replace of an order that does not work here: it is closed, or was never known. */
function rejectLost(
  context: BrokerContext,
  event: OrderCancel | OrderReplace,
  at: Micros,
  emit: Emit,
  isPending = false,
): void {
  const { orderId } = event
  const record = closedOrder(context, orderId)
  if (record === undefined) {
    const fault = faultOf('unknownOrder', `there is no order ${orderId}`)
    return send(context, requestRejected(nobody(event), 'Rejected', at, nextExecId(context), event, fault), emit)
  }
  const status = isPending && record.context.closedAt === undefined ? 'Filled' : ordStatus(record)
  if (!isPending && !applyToOrder(record, event)) return emit(duplicateOf(record, event, context.rules.name))
  const fault = faultOf('tooLate', `order ${orderId} is closed: ${status}`)
  const report = requestRejected(record.context, status, at, nextExecId(context), event, fault)
  applyToOrder(record, report)
  settle(record, report)
  send(context, report, emit)
}

/** Refuses a request that a behaviour has picked out, whatever there would be to say of it. */
export function refuseAsOrdered(context: BrokerContext, event: OrderRequest, fault: Fault, emit: Emit): void {
  const at = timeOf(context, event)
  const order = context.orders.get(event.orderId)
  if (event.type === 'order.submit') return send(context, rejected(event, at, nextExecId(context), fault), emit)
  if (order === undefined) return rejectLost(context, event, at, emit)
  if (!request(context, order, event, emit)) return
  const { record } = order
  const report = requestRejected(record.context, ordStatus(record), at, nextExecId(context), event, fault)
  deliver(context, context.books.get(record.context.symbol)!, order, report, emit)
}

/** Stands for an order that the venue knows nothing of but the name it was asked for by. FIX answers for it with OrdStatus Rejected. */
const nobody = (event: OrderCancel | OrderReplace): OrderTotals => ({
  orderId: event.orderId,
  clOrdId: event.origClOrdId,
  symbol: event.symbol,
  side: 'buy',
  quantity: 0,
  cumQty: 0,
  leavesQty: 0,
  avgPx: 0,
  strategy: undefined,
  tag: undefined,
})

const REFUSALS = {
  disconnected: 'the line to the venue is down',
  sessionDone: 'the market has closed for good',
} as const

/** Refuses any request without looking at it: the venue cannot be reached, or trades no more. */
export function refuse(
  context: BrokerContext,
  event: OrderRequest,
  params: { readonly code: keyof typeof REFUSALS },
  emit: Emit,
): void {
  const at = timeOf(context, event)
  if (params.code === 'disconnected' && context.requestsWhileDown === 'lose')
    return emit(faultNotice('line', 'drop', event, at))
  const fault = faultOf(params.code, REFUSALS[params.code])
  // Not `send`: whoever finds the line down learns it from his own end of it.
  if (event.type === 'order.submit') return emit(rejected(event, at, nextExecId(context), fault))
  const record = context.orders.get(event.orderId)?.record ?? closedOrder(context, event.orderId)
  const status = record === undefined ? 'Rejected' : ordStatus(record)
  emit(requestRejected(record?.context ?? nobody(event), status, at, nextExecId(context), event, fault))
}
