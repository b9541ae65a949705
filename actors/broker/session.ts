/** Phases of the market, as the venue follows them. */
import type { MarketSession } from '../../src/events/index.ts'
import type { Book } from './book.ts'
import { PLACES, ladderOf } from './book.ts'
import { type BrokerContext, type Emit, timeOf, type VenueOrder } from './context.ts'
import { bookOf, deliver, nextExecId } from './desk.ts'
import { expired } from './reports.ts'

/** One instrument enters a phase of its own, which lasts until its next one, at most until the market closes. */
export function enterOwnPhase(
  context: BrokerContext,
  event: MarketSession & { readonly symbol: string },
  emit: Emit,
): void {
  const book = bookOf(context, event.symbol)
  book.phase = event.phase
  if (event.phase === 'closed') expireDayOrders(context, [event.symbol], event, emit)
}

/** The market closes: DAY orders end, and what was said of single instruments with them. */
export function endDay(context: BrokerContext, event: MarketSession, emit: Emit): void {
  const symbols = [...context.books.keys()]
  if (context.dayWorking > 0) expireDayOrders(context, symbols, event, emit)
  for (const symbol of symbols)
    if (context.books.get(symbol)!.phase !== 'open') context.books.get(symbol)!.phase = 'open'
}

/** In order of their time priority, whatever their symbol. Books without DAY orders are not gone through. */
function expireDayOrders(context: BrokerContext, symbols: readonly string[], event: MarketSession, emit: Emit): void {
  const ending: VenueOrder[] = []
  for (const symbol of symbols) {
    const book = context.books.get(symbol)!
    if (book.dayWorking > 0) for (const order of ordersOf(context, book)) if (isForDay(order)) ending.push(order)
  }
  const at = timeOf(context, event)
  ending.sort((a, b) => a.seq - b.seq)
  for (const order of ending) {
    const working = order.record.context
    deliver(context, context.books.get(working.symbol)!, order, expired(working, at, nextExecId(context)), emit)
  }
}

const isForDay = (order: VenueOrder): boolean => order.record.context.timeInForce === 'day'

function ordersOf(context: BrokerContext, book: Book): VenueOrder[] {
  const orders: VenueOrder[] = []
  for (const place of PLACES) for (const { orderId } of ladderOf(book, place)) orders.push(context.orders.get(orderId)!)
  return orders
}
