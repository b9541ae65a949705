/** A bar meets the book of its symbol: which orders it reaches, and what becomes of them. */
import type { MarketBar, SessionPhase } from '../../src/events/index.ts'
import { sayAmbiguous, sidesOf } from './ambiguity.ts'
import { workOrder } from './attempt.ts'
import { type Book, unused } from './book.ts'
import { type BrokerContext, type Emit, type Shown, timeOf, tradesIn, type VenueOrder } from './context.ts'
import { bookOf, showStop } from './desk.ts'
import type { NoFill } from './models/questions.ts'
import type { QueueModel } from './models/queue.ts'
import { type Offer, offerOfBar } from './offer.ts'
import { workQueue } from './queue.ts'
import { collect, collectReached, workInTurn } from './reached.ts'
import { expireDue } from './session.ts'
import { admitNewcomers, followClose } from './trails.ts'
import { beginLook, endLook } from './unfilled.ts'
import { walkBar } from './walk.ts'

/** Takes note of a bar on which nothing trades: it still is the last price, and what an account holds is worth it. */
export function noteBar(context: BrokerContext, bar: MarketBar, phase: SessionPhase, emit: Emit): void {
  if (bar.at > context.nextExpiry) expireDue(context, bar, emit)
  const { credit, watch } = context.rules
  credit?.beforeBar?.(context.account, bar)
  if (watch !== undefined) {
    beginLook(context, watch, bar.symbol)
    endLook(context, watch, bar, phase, emit)
  }
  credit?.afterBar?.(context.account, bar)
  note(bookOf(context, bar.symbol), bar)
}

/** A price of ticks is newer than any bar's. */
function note(book: Book, bar: MarketBar): void {
  if (book.ticks) return
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
  if (queue !== undefined) workByModel(context, queue, bar, emit)
  else if (!book.ticks && tradesIn(book.phase)) {
    if (book.working > 0) workBook(context, book, bar, emit)
    book.session = context.sessions
    book.lastBar = bar
    followClose(book, bar.close, bar.at)
  }
  if (watch !== undefined) endLook(context, watch, bar, book.phase, emit)
  credit?.afterBar?.(context.account, bar)
  note(book, bar)
}

function workByModel(context: BrokerContext, queue: QueueModel, bar: MarketBar, emit: Emit): void {
  const at = timeOf(context, bar)
  const own = context.books.get(bar.symbol)!
  const work = (book: Book, order: VenueOrder, shown: Shown): void => {
    const isOpening = book === own && book.session !== context.sessions
    showStop(context, book, order)
    // it has seen no price yet that it could follow
    if (order.place === 'trail' && order.record.context.stopPrice === undefined) return
    workOrder(context, book, order, offerOfBar(context.rules, shown.bar, at, shown.used, isOpening, shown), emit)
  }
  workQueue(context, queue, bar, work, emit)
  // a price of a halt is nobody's close
  if (!tradesIn(own.phase)) return
  own.session = context.sessions
  own.lastBar = bar
  if (own.trails.length > 0) {
    admitNewcomers(own, bar.at)
    followClose(own, bar.close, bar.at)
  }
}

function workBook(context: BrokerContext, book: Book, bar: MarketBar, emit: Emit): void {
  const { reach } = context.rules.fill
  const fall = reach === undefined ? -Infinity : reach.low(bar)
  const rise = reach === undefined ? -Infinity : -reach.high(bar)
  const { path } = context.rules
  if (book.trails.length > 0) admitNewcomers(book, bar.openAt)
  // A path may bring a stop that follows the market within reach of what is left of it.
  if (
    book.market.length === 0 &&
    book.nearestBelow < fall &&
    book.nearestAbove < rise &&
    (path === undefined || book.trails.length === 0)
  )
    return
  book.used = unused()
  const at = timeOf(context, bar)
  const offer = offerOfBar(context.rules, bar, at, book.used, book.session !== context.sessions, book)
  if (path === undefined) workReached(context, book, offer, fall, rise, emit)
  else walkBar(context, book, offer, path, emit)
}

function workReached(context: BrokerContext, book: Book, offer: Offer, fall: number, rise: number, emit: Emit): void {
  const { bar, at } = offer
  const reached: VenueOrder[] = []
  collect(context, book.market, -Infinity, bar.openAt, reached)
  collectReached(context, book, fall, rise, bar.openAt, reached)
  const { below, above } = reached.length > 1 ? sidesOf(reached, bar) : NEITHER
  if (below !== undefined && above !== undefined)
    sayAmbiguous(context, book, bar, at, 'bothSides', [below, above], emit)
  workInTurn(reached, (order) => {
    const missed = workOrder(context, book, order, offer, emit)
    if (missed !== undefined && isOpen(missed, bar))
      sayAmbiguous(context, book, bar, at, 'limitAfterStop', [order, undefined], emit)
  })
}

const NEITHER = { below: undefined, above: undefined }

/** Whether the limit that a stop released was within the bar: it may have traded. */
const isOpen = ({ code, facts }: NoFill, { low, high }: MarketBar): boolean =>
  code === 'limitNotReachedAfterTrigger' && facts.limit! >= low && facts.limit! <= high
