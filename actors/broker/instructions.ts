/** What an order's instructions and its time in force make of a chance to trade: which prices count, how much at most and at least, and what happens to the rest. */
import type { MarketBar, Micros, OrderCanceled, OrderSubmit } from '../../src/events/index.ts'
import type { Book } from './book.ts'
import type { BrokerContext, Emit, VenueOrder } from './context.ts'
import { deliver, move, nextExecId } from './desk.ts'
import { type Fill, noFill, type NoFill } from './models/questions.ts'
import { type Offer, pointOf } from './offer.ts'
import { canceled, expired, restated } from './reports.ts'

/** Whether the venue has to look after an order while it trades. */
export function isSpecial({
  orderType,
  timeInForce,
  displayQuantity,
  minQuantity,
  postOnly,
  reduceOnly,
}: OrderSubmit): boolean {
  return (
    orderType === 'marketToLimit' ||
    (timeInForce !== 'day' && timeInForce !== 'gtc' && timeInForce !== 'gtd') ||
    displayQuantity !== undefined ||
    minQuantity !== undefined ||
    postOnly === true ||
    reduceOnly === true
  )
}

/** Orders that are worked once, and then are over. */
const isForOnce = (order: VenueOrder): boolean => {
  const { timeInForce } = order.record.context
  return timeInForce === 'ioc' || timeInForce === 'fok' || timeInForce === 'atTheOpen'
}

/** Of a bar, an order that is worked once sees only the first price. */
export const sliceFor = (order: VenueOrder, { slice, bar, source }: Offer): MarketBar =>
  source === 'bar' && isForOnce(order) ? pointOf(bar, slice.open, slice.openAt) : slice

/** An order for the open came after it. */
export const comesTooLate = (order: VenueOrder, { isOpening, bar }: Offer): NoFill | undefined =>
  order.record.context.timeInForce === 'atTheOpen' && !isOpening
    ? noFill('openHasPassed', { activeFrom: order.activeFrom, openAt: bar.openAt })
    : undefined

/**
 * The price of an execution. A post-only order rests at its limit and gets no better one; if the market was beyond its limit when it came, it
 * would have taken what was there, which it must not.
 */
export function restingPrice(order: VenueOrder, { basis, price }: Fill, { source, before }: Offer): number | NoFill {
  const { terms, limitPrice } = order.record.context
  if (!terms.postOnly || basis === 'limit' || price === limitPrice) return price
  const hasRested = source === 'quote' || (before.seen && before.lastAt > order.activeFrom)
  return hasRested ? limitPrice! : noFill('postOnly', { limit: limitPrice!, price })
}

/** What a reduce-only order may trade: what is held on the other side. Dust of binary fractions is nothing. */
export function reducible(book: Book, order: VenueOrder): number {
  const { side, quantity } = order.record.context
  const held = side === 'buy' ? -book.position : book.position
  return held > quantity * 1e-9 ? held : 0
}

/** The most that may trade in one execution, and why if it is nothing. */
export function mostOf(
  book: Book,
  order: VenueOrder,
): { readonly quantity: number; readonly missed: NoFill | undefined } {
  const { leavesQty, terms } = order.record.context
  let quantity = leavesQty
  if (order.peak > 0) quantity = Math.min(quantity, order.peak)
  if (!terms.reduceOnly) return { quantity, missed: undefined }
  quantity = Math.min(quantity, reducible(book, order))
  return { quantity, missed: noFill('reduceOnly', { position: book.position }) }
}

/** The least that has to trade at once. */
export function leastOf(order: VenueOrder): number {
  const { timeInForce, leavesQty, cumQty, terms } = order.record.context
  if (timeInForce === 'fok') return leavesQty
  return terms.minQuantity !== undefined && cumQty === 0 ? Math.min(terms.minQuantity, leavesQty) : 0
}

/** After a chance to trade, whatever came of it. */
export function finish(
  context: BrokerContext,
  book: Book,
  order: VenueOrder,
  { at }: Offer,
  missed: NoFill | undefined,
  emit: Emit,
): void {
  const working = order.record.context
  const { orderId, timeInForce } = working
  if (!context.orders.has(orderId)) return
  const end = (reason: OrderCanceled['reason']): void =>
    void deliver(context, book, order, canceled(working, at, nextExecId(context), reason), emit)
  if (timeInForce === 'ioc' || timeInForce === 'fok') return end('timeInForce')
  if (timeInForce === 'atTheOpen')
    return void deliver(context, book, order, expired(working, at, nextExecId(context)), emit)
  if (missed === undefined) afterTrade(context, book, order, at, end, emit)
  else if (missed.code === 'postOnly') end('postOnly')
  else if (missed.code === 'reduceOnly') end('reduceOnly')
}

function afterTrade(
  context: BrokerContext,
  book: Book,
  order: VenueOrder,
  at: Micros,
  end: (reason: OrderCanceled['reason']) => void,
  emit: Emit,
): void {
  const working = order.record.context
  const { orderType, terms, leavesQty, executions } = working
  if (terms.reduceOnly && reducible(book, order) === 0) return end('reduceOnly')
  if (orderType === 'marketToLimit' && working.limitPrice === undefined) {
    const { price } = executions[executions.length - 1]!
    const report = restated(working, at, nextExecId(context), { limitPrice: price, text: 'the rest is a limit order' })
    move(book, order, () => deliver(context, book, order, report, emit))
  }
  if (terms.displayQuantity === undefined || order.peak > 0) return
  move(book, order, () => {
    order.seq = ++context.priorities
    order.peak = Math.min(terms.displayQuantity!, leavesQty)
  })
}
