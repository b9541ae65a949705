/**
 * Orders for the close, and orders that may still trade at a close that has just been: which bar was the session's last is known only once the
 * session has ended, so an order for the close trades when the market says `closed`, at the last price before it.
 */
import type { MarketSession, Micros } from '../../src/events/index.ts'
import { workOrder } from './attempt.ts'
import type { Book } from './book.ts'
import { type BrokerContext, type Emit, timeOf, type VenueOrder } from './context.ts'
import { deliver, nextExecId } from './desk.ts'
import { noFill, type NoFill } from './models/questions.ts'
import { ARRIVAL, offerAtClose, offerOfQuote } from './offer.ts'
import { expired } from './reports.ts'
import { CODE_OF_PHASE, sayMissed } from './unfilled.ts'

/**
 * Works the orders for the close of one symbol, oldest first. One that came at the very instant of the close waits for the next; one that came
 * after the last price, or has not traded in full, is over.
 */
export function workClosing(context: BrokerContext, book: Book, event: MarketSession, emit: Emit): void {
  const at = timeOf(context, event)
  for (const { orderId } of [...book.closing]) {
    const order = context.orders.get(orderId)
    if (order === undefined || order.activeFrom >= event.at) continue
    const missed = whyNotAtClose(context, book, order) ?? workAtClose(context, book, order, at, emit)
    if (context.orders.has(orderId))
      deliver(context, book, order, expired(order.record.context, at, nextExecId(context)), emit)
    if (missed !== undefined) sayMissed(context, order, missed, 'market.session', at, emit)
  }
}

/** The market or the instrument does not trade at the close, its day has had no price to close at, or the order was not there before it. */
function whyNotAtClose(context: BrokerContext, book: Book, { activeFrom }: VenueOrder): NoFill | undefined {
  if (book.phase !== 'open') return noFill(CODE_OF_PHASE[book.phase])
  if (!context.isOpen) return noFill('marketHalted')
  const lastAt = book.session === context.sessions ? (book.lastBar?.at ?? book.quote?.at) : undefined
  if (lastAt === undefined) return noFill('noClosingPrice', { activeFrom })
  return activeFrom < lastAt ? undefined : noFill('noClosingPrice', { activeFrom, lastAt })
}

/** Works an order at the close of the last bar; of a symbol that only has quotes, against the last of them. */
export function workAtClose(
  context: BrokerContext,
  book: Book,
  order: VenueOrder,
  at: Micros,
  emit: Emit,
): NoFill | undefined {
  const { rules } = context
  const { lastBar, quote } = book
  const { symbol, side } = order.record.context
  if (lastBar !== undefined)
    return workOrder(context, book, order, offerAtClose(rules, lastBar, at, book.used, book), emit)
  if (quote === undefined) return undefined
  return workOrder(context, book, order, offerOfQuote(rules, book, quote, symbol, side, at, ARRIVAL), emit)
}
