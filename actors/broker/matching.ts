/** A bar meets the book of its symbol: which orders it reaches, and what becomes of them. */
import type { MarketBar, Micros, SessionPhase } from '../../src/events/index.ts'
import { workOrder } from './attempt.ts'
import { type Book, noteNearest, unused } from './book.ts'
import { type BrokerContext, type Emit, type Shown, timeOf, tradesIn, type VenueOrder } from './context.ts'
import { bookOf, showStop } from './desk.ts'
import type { Entry } from './entries.ts'
import type { QueueModel } from './models/queue.ts'
import { offerOfBar } from './offer.ts'
import { workQueue } from './queue.ts'
import { expireDue } from './session.ts'
import { admit, collectTrail, follow, followNewcomers } from './trail.ts'
import { beginLook, endLook } from './unfilled.ts'

/** Takes note of a bar on which nothing trades: it still is the last price. */
export function noteBar(context: BrokerContext, bar: MarketBar, phase: SessionPhase, emit: Emit): void {
  if (bar.at > context.nextExpiry) expireDue(context, bar, emit)
  const { watch } = context.rules
  if (watch !== undefined) {
    beginLook(context, watch, bar.symbol)
    endLook(context, watch, bar, phase, emit)
  }
  note(bookOf(context, bar.symbol), bar)
}

function note(book: Book, bar: MarketBar): void {
  book.seen = true
  book.lastClose = bar.close
  book.lastAt = bar.at
}

/** Works the orders of the bar's symbol against it: those that it reaches, in the order in which they were accepted. */
export function workBar(context: BrokerContext, bar: MarketBar, emit: Emit): void {
  if (bar.at > context.nextExpiry) expireDue(context, bar, emit)
  const book = bookOf(context, bar.symbol)
  const { credit, queue, watch } = context.rules
  credit?.beforeBar?.(context.account, bar)
  if (watch !== undefined) beginLook(context, watch, bar.symbol)
  if (queue !== undefined) workInTurn(context, queue, bar, emit)
  else if (tradesIn(book.phase)) {
    if (book.working > 0) workBook(context, book, bar, emit)
    book.session = context.sessions
    book.lastBar = bar
    if (book.trails.length > 0) moveTrails(book, bar)
  }
  if (watch !== undefined) endLook(context, watch, bar, book.phase, emit)
  credit?.afterBar?.(context.account, bar)
  note(book, bar)
}

function workInTurn(context: BrokerContext, queue: QueueModel, bar: MarketBar, emit: Emit): void {
  const at = timeOf(context, bar)
  const work = (book: Book, order: VenueOrder, shown: Shown): void => {
    const isOpening = shown.bar.symbol === bar.symbol && book.session !== context.sessions
    showStop(context, book, order)
    // it has seen no price yet that it could follow
    if (order.place === 'trail' && order.record.context.stopPrice === undefined) return
    workOrder(context, book, order, offerOfBar(shown.bar, at, shown.used, isOpening, shown), emit)
  }
  workQueue(context, queue, bar, work, emit)
}

function workBook(context: BrokerContext, book: Book, bar: MarketBar, emit: Emit): void {
  if (book.trails.length > 0) admitNewcomers(book, bar.openAt)
  const reached = ordersReached(context, book, bar)
  if (reached.length === 0) return
  const at = timeOf(context, bar)
  book.used = unused()
  const offer = offerOfBar(bar, at, book.used, book.session !== context.sessions, book)
  // An order that loses its place in time while it trades (an iceberg) comes once more, behind the others.
  for (let turn = 0; turn < reached.length; turn++) {
    const order = reached[turn]!
    if (!context.orders.has(order.record.context.orderId)) continue
    const { seq } = order
    workOrder(context, book, order, offer, emit)
    if (order.seq !== seq) reached.push(order)
  }
}

/** The working orders that can trade on a bar, oldest first. */
function ordersReached(context: BrokerContext, book: Book, bar: MarketBar): VenueOrder[] {
  const { reach } = context.rules.fill
  const fall = reach === undefined ? -Infinity : reach.low(bar)
  const rise = reach === undefined ? -Infinity : -reach.high(bar)
  if (book.market.length === 0 && book.nearestBelow < fall && book.nearestAbove < rise) return NONE
  const found: VenueOrder[] = []
  collect(context, book.market, -Infinity, bar.openAt, found)
  collect(context, book.below, fall, bar.openAt, found)
  collect(context, book.quotedBelow, fall, bar.openAt, found)
  collect(context, book.above, rise, bar.openAt, found)
  collect(context, book.quotedAbove, rise, bar.openAt, found)
  for (const trail of book.trails)
    collectTrail(trail, trail.side === 'sell' ? fall : rise, ({ orderId }, mark) => {
      const order = context.orders.get(orderId)!
      showStop(context, book, order, mark)
      found.push(order)
    })
  if (found.length > 1) found.sort(byPriority)
  return found
}

const NONE: VenueOrder[] = []

const byPriority = (a: VenueOrder, b: VenueOrder): number => a.seq - b.seq

/** Walks a ladder from its best end as far as the market reaches. */
function collect(
  context: BrokerContext,
  ladder: readonly Entry[],
  reach: number,
  openAt: Micros,
  into: VenueOrder[],
): void {
  for (let index = ladder.length - 1; index >= 0; index--) {
    const entry = ladder[index]!
    if (entry.key < reach) return
    const order = context.orders.get(entry.orderId)!
    if (order.activeFrom <= openAt) into.push(order)
  }
}

/** Trailing orders that were there before the bar opened stand in its way from here on. */
function admitNewcomers(book: Book, openAt: Micros): void {
  let isNew = false
  for (const trail of book.trails) isNew = admit(trail, openAt) || isNew
  if (isNew) noteNearest(book)
}

/** Stops that follow the market follow it to the close. */
function moveTrails(book: Book, bar: MarketBar): void {
  let isMoved = false
  for (const trail of book.trails) {
    isMoved = follow(trail, bar.close) || isMoved
    if (trail.newcomers.length > 0) followNewcomers(trail, bar.close, bar.at)
  }
  if (isMoved) noteNearest(book)
}
