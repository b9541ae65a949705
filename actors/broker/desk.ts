/**
 * What every part of the venue does with an order: enter it, move it between queues, apply a report to its lifecycle and send the
 * report, close it. Nothing else changes the order table and the books.
 */
import type { Micros, Side, TriggerBy, VenueReport } from '../../src/events/index.ts'
import { applyToOrder, isClosed, type OrderRecord, ordStatus, RENEWAL, renewed, violationOf } from '../order/index.ts'
import {
  type Book,
  insertEntry,
  insertTrailing,
  keyOf,
  openBook,
  type Place,
  removeEntry,
  removeTrailing,
  trailOf,
} from './book.ts'
import { type BrokerContext, type Emit, instrumentOf, type VenueOrder } from './context.ts'
import type { Entry } from './entries.ts'
import { distanceOf, onTickAgainst } from './grid.ts'
import { forgetExpiry, noteExpiry } from './expiry.ts'
import type { WorkingOrder } from './models/questions.ts'
import { type Consequence, consequences } from './consequences.ts'
import { faultNotice } from './notices.ts'
import { activated, canceled, restated, type Unsent } from './reports.ts'
import { markIn, markOf, NOTHING, signed, stopAt, type TrailTerms } from './trail.ts'

/** How many closed orders a generation holds. Two generations are kept. */
export const CLOSED_MEMORY = RENEWAL

export const nextExecId = (context: BrokerContext): string => `${context.rules.execIdPrefix}${++context.reports}`

export function bookOf(context: BrokerContext, symbol: string): Book {
  const book = context.books.get(symbol)
  if (book !== undefined) return book
  context.books.set(symbol, openBook())
  return context.books.get(symbol)!
}

/** What an order waits for now: nothing but its turn, a limit, a trigger price, a stop that follows the market, a close. */
function placeOf(working: WorkingOrder): Place {
  const { orderType, side, timeInForce } = working
  if (timeInForce === 'atTheClose') return 'closing'
  if (timeInForce === 'ioc' || timeInForce === 'fok' || timeInForce === 'atTheOpen') return 'market'
  switch (orderType) {
    case 'market':
      return 'market'
    case 'limit':
      return side === 'buy' ? 'below' : 'above'
    case 'marketToLimit':
      if (working.limitPrice === undefined) return 'market'
      return side === 'buy' ? 'below' : 'above'
    default:
      return working.triggered ? afterTrigger(working) : beforeTrigger(working)
  }
}

function afterTrigger({ orderType, side }: WorkingOrder): Place {
  if (orderType === 'stop' || orderType === 'marketIfTouched' || orderType === 'trailingStop') return 'market'
  return side === 'buy' ? 'below' : 'above'
}

function beforeTrigger({ orderType, side, terms }: WorkingOrder): Place {
  if (orderType === 'trailingStop' || orderType === 'trailingStopLimit') return 'trail'
  const isStop = orderType === 'stop' || orderType === 'stopLimit'
  const falls = isStop === (side === 'sell')
  if (terms.triggerBy === 'last') return falls ? 'below' : 'above'
  return falls ? 'quotedBelow' : 'quotedAbove'
}

/** Stands an order where it belongs now; in the queues older orders come first. */
function stand(book: Book, order: VenueOrder): void {
  const working = order.record.context
  const { orderId } = working
  const place = order.waits === undefined ? placeOf(working) : 'nowhere'
  order.place = place
  if (place === 'nowhere') return
  if (place === 'trail') {
    order.key = -order.trail
    insertTrailing(book, trailTermsOf(working), entryOf(order), beginningOf(book, order), order.activeFrom)
    return
  }
  if (place === 'market' || place === 'closing') order.key = order.seq
  else order.key = keyOf(place, waitsForLimit(working) ? working.limitPrice! : working.stopPrice!)
  insertEntry(book, place, { key: order.key, seq: order.seq, orderId })
}

const waitsForLimit = ({ orderType, triggered }: WorkingOrder): boolean =>
  triggered || orderType === 'limit' || orderType === 'marketToLimit'

const entryOf = ({ key, seq, record }: VenueOrder): Entry => ({ key, seq, orderId: record.context.orderId })

const trailTermsOf = ({ side, terms }: WorkingOrder): TrailTerms => ({
  side,
  triggerBy: terms.triggerBy,
  isPart: terms.trailBy === 'percent',
})

/** The mark from which a trailing order begins: that of its own stop price, else the last price; without any it waits for one. */
function beginningOf(book: Book, { key, record }: VenueOrder): number {
  const { side, stopPrice, terms } = record.context
  if (stopPrice !== undefined) return markOf(side, signed(side, stopPrice), key, terms.trailBy === 'percent')
  const price = watchedPrice(book, side, terms.triggerBy)
  return price === undefined ? NOTHING : signed(side, price)
}

/** The price that an order of this side watches, as it stands; `undefined` while there is none. */
export function watchedPrice(book: Book, side: Side, by: TriggerBy): number | undefined {
  const { quote } = book
  if (by === 'last' || quote === undefined) return book.seen ? book.lastClose : undefined
  const { bid, bidSize, ask, askSize } = quote
  if (by === 'mid') return bidSize > 0 && askSize > 0 ? (bid + ask) / 2 : undefined
  if (side === 'buy') return askSize > 0 ? ask : undefined
  return bidSize > 0 ? bid : undefined
}

/** Writes down where the stop of a trailing order has come to, and the limit that would follow from it; `mark` if it is known. */
export function showStop(context: BrokerContext, book: Book, order: VenueOrder, mark?: number): void {
  const prices = trailingPrices(context, book, order, mark)
  if (prices === undefined) return
  const working = order.record.context
  working.stopPrice = prices.stop
  if (prices.limit !== undefined) working.limitPrice = prices.limit
}

/** Where a trailing order's stop is, and of a stop-limit its limit. */
export interface TrailingPrices {
  readonly stop: number
  readonly limit: number | undefined
}

/** How far its stop is behind the market, in currency or as a part of the price, and its limit beyond the stop, as its order says it. */
export interface TrailingDistances {
  readonly trail: number
  readonly limitOffset: number | undefined
}

/** The stop of a trailing order now, and of a stop-limit its limit; `undefined` while it has no price to trail, and for other orders. With other `distances`: where they would be. */
export function trailingPrices(
  context: BrokerContext,
  book: Book,
  order: VenueOrder,
  mark?: number,
  distances: TrailingDistances = { trail: order.trail, limitOffset: order.record.context.terms.limitOffset },
): TrailingPrices | undefined {
  if (order.place !== 'trail') return undefined
  const working = order.record.context
  const { side, symbol } = working
  const terms = trailTermsOf(working)
  const at = mark ?? markIn(trailOf(book, terms)!, entryOf(order), terms.isPart)
  if (at === NOTHING) return undefined
  const { tick } = instrumentOf(context.rules, symbol)
  const onTick = (price: number): number => (tick === undefined ? price : onTickAgainst(side, price, tick))
  const stop = onTick(signed(side, stopAt(side, at, -distances.trail, terms.isPart)))
  if (working.orderType !== 'trailingStopLimit') return { stop, limit: undefined }
  const { trailBy } = working.terms
  const { limitOffset = 0 } = distances
  const beyond = distanceOf(trailBy, limitOffset, tick)
  const signedStop = signed(side, stop)
  return { stop, limit: onTick(signed(side, stopAt(side, signedStop, -beyond, terms.isPart))) }
}

const leave = (book: Book, order: VenueOrder): void => {
  if (order.place === 'nowhere') return
  if (order.place === 'trail') removeTrailing(book, trailTermsOf(order.record.context), entryOf(order))
  else removeEntry(book, order.place, order.key, order.seq)
}

/** Takes a new order into the table and the book. */
export function enter(context: BrokerContext, book: Book, order: VenueOrder): void {
  context.orders.set(order.record.context.orderId, order)
  stand(book, order)
  book.working++
  enterTime(context, book, order)
}

/** It is counted with the orders of its time in force. */
function enterTime(context: BrokerContext, book: Book, order: VenueOrder): void {
  const { timeInForce } = order.record.context
  if (timeInForce === 'day') {
    book.dayWorking++
    context.dayWorking++
  }
  if (timeInForce === 'gtd') noteExpiry(context, order)
}

function leaveTime(context: BrokerContext, book: Book, order: VenueOrder): void {
  const { timeInForce } = order.record.context
  if (timeInForce === 'day') {
    book.dayWorking--
    context.dayWorking--
  }
  if (timeInForce === 'gtd') forgetExpiry(context, order)
}

/** The order's price, priority or nature has changed: it stands elsewhere now. `change` makes the change. */
export function move(book: Book, order: VenueOrder, change: () => void): void {
  leave(book, order)
  change()
  stand(book, order)
}

/** Takes an order that can trade no more out of table and book, and remembers for a while what became of it. */
function close(context: BrokerContext, book: Book, order: VenueOrder): void {
  const { orderId } = order.record.context
  leave(book, order)
  book.working--
  leaveTime(context, book, order)
  context.orders.delete(orderId)
  if (context.closedCount === CLOSED_MEMORY) {
    context.closedBefore = context.closed
    context.closed = new Map()
    context.closedCount = 0
    context.orders = renewed(context.orders)
  }
  context.closed.set(orderId, order.record)
  context.closedCount++
}

/** A closed order, as long as it is remembered. */
export const closedOrder = (context: BrokerContext, orderId: string): OrderRecord | undefined =>
  context.closed.get(orderId) ?? context.closedBefore.get(orderId)

/** Sends a report: past the behaviours if there are any (`emit` is then their outlet), and over the line. */
export function send(context: BrokerContext, report: VenueReport, emit: Emit): void {
  if (context.plan === null) overLine(context, report, emit)
  else emit(report)
}

/** While the line is down a report waits there, or is lost. */
export function overLine(context: BrokerContext, report: VenueReport, emit: Emit): void {
  if (context.held === null) emit(report)
  else if (context.reportsWhileDown === 'hold') context.held.push(report)
  else emit(faultNotice('line', 'drop', report, report.at))
}

/** Reports are flat but for a rejection's facts. A copy, because a part of the context must not leave it. */
export const copyOf = (report: VenueReport): VenueReport =>
  report.type === 'order.rejected' && report.facts !== undefined
    ? { ...report, facts: { ...report.facts } }
    : { ...report }

/** Brings a report's status and quantities up to what the venue's record says now. */
export function settle(record: OrderRecord, report: Unsent<VenueReport>): void {
  const { quantity, cumQty, leavesQty, avgPx } = record.context
  report.ordStatus = ordStatus(record)
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
  announce(context, book, order, report, emit)
  return true
}

/** `deliver` for a report after which the order's time in force or its last instant may be another. */
export function deliverRetimed(
  context: BrokerContext,
  book: Book,
  order: VenueOrder,
  report: Unsent<VenueReport>,
  emit: Emit,
): boolean {
  leaveTime(context, book, order)
  const isTaken = applyToOrder(order.record, report)
  enterTime(context, book, order)
  if (isTaken) announce(context, book, order, report, emit)
  else emit(violationOf(order.record, report, context.rules.name))
  return isTaken
}

/** Sends a report that has been applied to its order, with the quantities after it, and closes the order if that ended it. */
export function announce(
  context: BrokerContext,
  book: Book,
  order: VenueOrder,
  report: Unsent<VenueReport>,
  emit: Emit,
): void {
  settle(order.record, report)
  send(context, report, emit)
  if (isClosed(order.record)) close(context, book, order)
  if (order.tied) takeSteps(context, consequences(context, order, report), report.at, emit)
}

/** Does to other orders what follows from a report on one. Each step may have consequences of its own, which come first. */
export function takeSteps(context: BrokerContext, steps: Iterable<Consequence>, at: Micros, emit: Emit): void {
  for (const step of steps) {
    const order = context.orders.get(step.orderId)
    if (order === undefined) continue
    const working = order.record.context
    const book = context.books.get(working.symbol)!
    switch (step.kind) {
      case 'activate':
        order.waits = undefined
        order.activeFrom = book.walkedFrom ?? at
        stand(book, order)
        deliver(context, book, order, activated(working, at, nextExecId(context)), emit)
        break
      case 'restate':
        deliver(context, book, order, restated(working, at, nextExecId(context), step), emit)
        break
      case 'cancel':
        deliver(context, book, order, canceled(working, at, nextExecId(context), step.reason), emit)
        break
    }
  }
}

/** +1 for a buy, -1 for a sale. */
export const signOf = (side: Side): 1 | -1 => (side === 'buy' ? 1 : -1)
