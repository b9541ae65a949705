/** Phases of the market, as the venue follows them, and what ends with time. */
import type { MarketSession, Micros } from '../../src/events/index.ts'
import { type Book, idsIn } from './book.ts'
import { workClosing } from './closing.ts'
import { type BrokerContext, type Emit, timeOf, type VenueOrder } from './context.ts'
import { beginDay, endDayOf } from './commands.ts'
import { bookOf, deliver, nextExecId } from './desk.ts'
import { due } from './expiry.ts'
import { expired } from './reports.ts'
import { waitingOf } from './ties.ts'

/** One instrument enters a phase of its own, which lasts until its next one, at most until the market closes. */
export function enterOwnPhase(
  context: BrokerContext,
  event: MarketSession & { readonly symbol: string },
  emit: Emit,
): void {
  const book = bookOf(context, event.symbol)
  if (event.phase === 'closed') {
    workClosing(context, book, event, emit)
    expireDayOrders(context, [event.symbol], event, emit)
  }
  book.phase = event.phase
  context.hasOwnPhases = true
}

/** Orders are worked from now on; what was done for the last day begins a new one first. */
export function beginTrading(context: BrokerContext, event: MarketSession, emit: Emit): void {
  if (context.awaitsDay === 'open') beginDay(context, timeOf(context, event), emit)
  context.isOpen = true
}

export function pauseTrading(context: BrokerContext): void {
  context.isOpen = false
}

/** The market closes: orders for the close trade, DAY orders end, and what was said of single instruments with them. */
export function endDay(context: BrokerContext, event: MarketSession, emit: Emit): void {
  if (context.orders.size > 0) endOrders(context, event, emit)
  if (context.hasOwnPhases) endOwnPhases(context)
  if (context.rules.overnight === 'doneForDay')
    endDayOf(context, [...context.orders.values()], timeOf(context, event), emit)
  if (context.awaitsDay === 'close') context.awaitsDay = 'open'
  context.sessions++
  context.isOpen = false
}

function endOrders(context: BrokerContext, event: MarketSession, emit: Emit): void {
  const symbols = [...context.books.keys()]
  for (const symbol of symbols) {
    const book = context.books.get(symbol)!
    if (book.closing.length > 0) workClosing(context, book, event, emit)
  }
  if (context.dayWorking > 0) expireDayOrders(context, symbols, event, emit)
}

function endOwnPhases(context: BrokerContext): void {
  for (const book of context.books.values()) book.phase = 'open'
  context.hasOwnPhases = false
}

/** In order of their time priority, whatever their symbol. Books without DAY orders are not gone through. */
function expireDayOrders(context: BrokerContext, symbols: readonly string[], event: MarketSession, emit: Emit): void {
  const ending: VenueOrder[] = []
  for (const symbol of symbols) {
    const book = context.books.get(symbol)!
    if (book.dayWorking === 0) continue
    for (const order of ordersOf(context, book)) if (isForDay(order)) ending.push(order)
    for (const order of waitingOf(context, symbol)) if (isForDay(order)) ending.push(order)
  }
  const at = timeOf(context, event)
  ending.sort((a, b) => a.seq - b.seq)
  for (const order of ending) expire(context, order, at, emit)
}

/** Good-till-date orders end whose last instant lies before an event. */
export function expireDue(context: BrokerContext, event: { readonly at: Micros }, emit: Emit): void {
  for (const orderId of due(context, event.at)) {
    const order = context.orders.get(orderId)
    // the end of another may have ended it
    if (order !== undefined) expire(context, order, timeOf(context, event), emit)
  }
}

function expire(context: BrokerContext, order: VenueOrder, at: Micros, emit: Emit): void {
  const working = order.record.context
  if (!context.orders.has(working.orderId)) return
  deliver(context, context.books.get(working.symbol)!, order, expired(working, at, nextExecId(context)), emit)
}

const isForDay = (order: VenueOrder): boolean => order.record.context.timeInForce === 'day'

const ordersOf = (context: BrokerContext, book: Book): VenueOrder[] =>
  idsIn(book).map((orderId) => context.orders.get(orderId)!)
