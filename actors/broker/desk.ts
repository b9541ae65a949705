/**
 * What every part of the venue does with an order: enter it, move it between queues, apply a report to its lifecycle and send the
 * report, close it. Nothing else changes the order table and the books.
 */
import type { Side, VenueReport } from '../../src/events/index.ts'
import { applyToOrder, isClosed, ordStatus, RENEWAL, renewed, violationOf } from '../order/index.ts'
import { type Book, insertEntry, keyOf, limitPlace, openBook, removeEntry, stopPlace } from './book.ts'
import { type BrokerContext, type ClosedOrder, type Emit, type Place, type VenueOrder } from './context.ts'
import type { WorkingOrder } from './models/questions.ts'
import type { Unsent } from './reports.ts'

/** How many closed orders a generation holds. Two generations are kept. */
export const CLOSED_MEMORY = RENEWAL

export const nextExecId = (context: BrokerContext): string => `${context.rules.execIdPrefix}${++context.reports}`

export function bookOf(context: BrokerContext, symbol: string): Book {
  const book = context.books.get(symbol)
  if (book !== undefined) return book
  context.books.set(symbol, openBook())
  return context.books.get(symbol)!
}

function placeOf({ orderType, side, triggered: isTriggered }: WorkingOrder): Place {
  if (orderType === 'market' || (orderType === 'stop' && isTriggered)) return 'market'
  return orderType === 'limit' || isTriggered ? limitPlace(side) : stopPlace(side)
}

/** Stands an order in the queue where it belongs now; in the market queue older orders come first. */
function stand(book: Book, order: VenueOrder): void {
  const working = order.record.context
  const place = placeOf(working)
  const price = place === 'buyLimit' || place === 'sellLimit' ? working.limitPrice! : working.stopPrice!
  order.place = place
  order.key = place === 'market' ? order.seq : keyOf(place, price)
  insertEntry(book, place, { key: order.key, seq: order.seq, orderId: working.orderId })
}

const leave = (book: Book, order: VenueOrder): void => removeEntry(book, order.place, order.key, order.seq)

/** Takes a new order into the table and the book. */
export function enter(context: BrokerContext, book: Book, order: VenueOrder): void {
  const { orderId, timeInForce } = order.record.context
  context.orders.set(orderId, order)
  stand(book, order)
  book.working++
  if (timeInForce === 'day') {
    book.dayWorking++
    context.dayWorking++
  }
}

/** The order's price, priority or nature has changed: it stands elsewhere now. `change` makes the change. */
export function move(book: Book, order: VenueOrder, change: () => void): void {
  leave(book, order)
  change()
  stand(book, order)
}

/** Takes an order that can trade no more out of table and book, and remembers for a while what became of it. */
function close(context: BrokerContext, book: Book, order: VenueOrder): void {
  const { orderId, clOrdId, symbol, side, quantity, cumQty, leavesQty, avgPx, strategy, tag, timeInForce } =
    order.record.context
  leave(book, order)
  book.working--
  if (timeInForce === 'day') {
    book.dayWorking--
    context.dayWorking--
  }
  context.orders.delete(orderId)
  if (context.closedCount === CLOSED_MEMORY) {
    context.closedBefore = context.closed
    context.closed = new Map()
    context.closedCount = 0
    context.orders = renewed(context.orders)
  }
  const status = ordStatus(order.record)
  context.closed.set(orderId, {
    orderId,
    clOrdId,
    symbol,
    side,
    quantity,
    cumQty,
    leavesQty,
    avgPx,
    strategy,
    tag,
    status,
  })
  context.closedCount++
}

/** A closed order, as long as it is remembered. */
export const closedOrder = (context: BrokerContext, orderId: string): ClosedOrder | undefined =>
  context.closed.get(orderId) ?? context.closedBefore.get(orderId)

/** Sends a report, or keeps it until the line is back. */
export function send(context: BrokerContext, report: VenueReport, emit: Emit): void {
  if (context.held === null) emit(report)
  else context.held.push(report)
}

/** Brings a report's status and quantities up to what the venue's record says now. */
export function settle(order: VenueOrder, report: Unsent<VenueReport>): void {
  const { quantity, cumQty, leavesQty, avgPx } = order.record.context
  report.ordStatus = ordStatus(order.record)
  report.orderQty = quantity
  report.cumQty = cumQty
  report.leavesQty = leavesQty
  report.avgPx = avgPx
}

/**
 * Applies a report to the order's lifecycle and sends it with the quantities after it. If that ends the order, it is closed.
 * A report that the lifecycle does not allow is a fault of the venue: nothing changes, and an `order.violation` says so.
 */
export function deliver(
  context: BrokerContext,
  book: Book,
  order: VenueOrder,
  report: Unsent<VenueReport>,
  emit: Emit,
): boolean {
  if (!applyToOrder(order.record, report)) {
    emit(violationOf(order.record, report, context.rules.name))
    return false
  }
  settle(order, report)
  send(context, report, emit)
  if (isClosed(order.record)) close(context, book, order)
  return true
}

/** +1 for a buy, -1 for a sale. */
export const signOf = (side: Side): 1 | -1 => (side === 'buy' ? 1 : -1)
