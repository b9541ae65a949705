/** What an order can trade with at the moment it arrives, or is changed: the standing quote; the close that has just been, where that is allowed by name. */
import type { Micros } from '../../src/events/index.ts'
import { workOrder } from './attempt.ts'
import type { Book } from './book.ts'
import { workAtClose } from './closing.ts'
import { type BrokerContext, type Emit, tradesIn, type VenueOrder } from './context.ts'
import { ARRIVAL, offerOfQuote } from './offer.ts'
import { sayMissed } from './unfilled.ts'

/** Works an order on its arrival, if there is anything to trade with. */
export function workArrival(context: BrokerContext, book: Book, order: VenueOrder, at: Micros, emit: Emit): void {
  if (order.place === 'nowhere' || !context.orders.has(order.record.context.orderId)) return
  if (!book.ticks) {
    if (context.rules.timing === 'same-close') workAtLastClose(context, book, order, at, emit)
    return
  }
  const { quote } = book
  const { timeInForce, side, symbol } = order.record.context
  const isForAuction = timeInForce === 'atTheOpen' || timeInForce === 'atTheClose'
  if (quote === undefined || isForAuction || !context.isOpen || !tradesIn(book.phase)) return
  if (order.place === 'trail') return
  const offer = offerOfQuote(context.rules, book, quote, symbol, side, at, ARRIVAL)
  const missed = workOrder(context, book, order, offer, emit)
  if (missed !== undefined && !context.orders.has(order.record.context.orderId))
    sayMissed(context, order, missed, 'order.submit', at, emit)
}

/** Only an order that comes in the very instant of a close, and only one that waits for no trigger; one for the close, if the session closed with it. */
function workAtLastClose(context: BrokerContext, book: Book, order: VenueOrder, at: Micros, emit: Emit): void {
  const { timeInForce, orderType } = order.record.context
  if (book.lastBar === undefined || book.lastBar.at !== at) return
  if (timeInForce === 'atTheOpen') return
  if (timeInForce === 'atTheClose' && context.isOpen) return
  if (orderType !== 'market' && orderType !== 'limit' && orderType !== 'marketToLimit') return
  workAtClose(context, book, order, at, emit)
}
