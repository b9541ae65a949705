/**
 * Orders for the close, and orders that may still trade at a close that has just been: which bar was the session's last is known only once the
 * session has ended, so an order for the close trades when the market says `closed`, at the last price before it.
 */
import type { MarketSession, Micros } from '../../src/events/index.ts'
import { workOrder } from './attempt.ts'
import type { Book } from './book.ts'
import { type BrokerContext, type Emit, timeOf, tradesIn, type VenueOrder } from './context.ts'
import { deliver, nextExecId } from './desk.ts'
import { ARRIVAL, offerAtClose, offerOfQuote } from './offer.ts'
import { expired } from './reports.ts'

/**
 * Works the orders for the close of one symbol, oldest first. One that came at the very instant of the close waits for the next; one that came
 * after the last price, or has not traded in full, is over.
 */
export function workClosing(context: BrokerContext, book: Book, event: MarketSession, emit: Emit): void {
  const at = timeOf(context, event)
  for (const { orderId } of [...book.closing]) {
    const order = context.orders.get(orderId)
    if (order === undefined || order.activeFrom >= event.at) continue
    if (closedBefore(context, book, order)) workAtClose(context, book, order, at, emit)
    if (context.orders.has(orderId))
      deliver(context, book, order, expired(order.record.context, at, nextExecId(context)), emit)
  }
}

/** The market's day has had a price to close at, and the order was there before it. */
const closedBefore = (context: BrokerContext, book: Book, order: VenueOrder): boolean =>
  book.session === context.sessions &&
  order.activeFrom < (book.lastBar?.at ?? book.quote?.at ?? 0) &&
  tradesIn(book.phase)

/** Works an order at the close of the last bar; of a symbol that only has quotes, against the last of them. */
export function workAtClose(context: BrokerContext, book: Book, order: VenueOrder, at: Micros, emit: Emit): void {
  const { rules } = context
  const { lastBar, quote } = book
  const { symbol, side } = order.record.context
  if (lastBar !== undefined) workOrder(context, book, order, offerAtClose(rules, lastBar, at, book.used, book), emit)
  else if (quote !== undefined)
    workOrder(context, book, order, offerOfQuote(rules, book, quote, symbol, side, at, ARRIVAL), emit)
}
