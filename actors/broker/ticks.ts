/**
 * Trades and quotes meet the book of their symbol. From the first of them on, the symbol is worked on its ticks and its bars are only noted: a
 * bar would trade the same prices once more.
 */
import type { MarketQuote, MarketTrade, Micros, SessionPhase, Side } from '../../src/events/index.ts'
import { workOrder } from './attempt.ts'
import { type Book, unused } from './book.ts'
import { type BrokerContext, type Emit, timeOf, tradesIn, type VenueOrder } from './context.ts'
import { bookOf, watchedPrice } from './desk.ts'
import { barOfTrade, type Offer, offerOfQuote, offerOfTrade } from './offer.ts'
import { collect, collectTrailing, workInTurn } from './reached.ts'
import { expireDue } from './session.ts'
import { signed } from './trail.ts'
import { admitNewcomers, followTick } from './trails.ts'
import { beginLook, endLook } from './unfilled.ts'

type Tick = MarketTrade | MarketQuote

/** Takes note of a tick on which nothing trades. */
export function noteTick(context: BrokerContext, tick: Tick, phase: SessionPhase, emit: Emit): void {
  if (tick.at > context.nextExpiry) expireDue(context, tick, emit)
  const { watch } = context.rules
  if (watch !== undefined) {
    beginLook(context, watch, tick.symbol)
    endLook(context, watch, tick, phase, emit)
  }
  pass(context, bookOf(context, tick.symbol), tick)
}

/** Nothing trades on it, but it is the last price, and what an account holds is worth it. */
function pass(context: BrokerContext, book: Book, tick: Tick): void {
  const { credit } = context.rules
  if (credit !== undefined && tick.type === 'market.trade') {
    const bar = barOfTrade(tick)
    credit.beforeBar?.(context.account, bar)
    credit.afterBar?.(context.account, bar)
  }
  note(book, tick)
}

function note(book: Book, tick: Tick): void {
  book.ticks = true
  if (tick.type === 'market.trade') {
    book.seen = true
    book.lastClose = tick.price
    book.lastAt = tick.at
  } else book.quote = quotedOf(tick)
}

const quotedOf = ({ at, bid, bidSize, ask, askSize }: MarketQuote): NonNullable<Book['quote']> => ({
  at,
  bid,
  bidSize,
  ask,
  askSize,
  used: unused(),
})

/** Works the orders of the tick's symbol against it. */
export function workTick(context: BrokerContext, tick: Tick, emit: Emit): void {
  if (tick.at > context.nextExpiry) expireDue(context, tick, emit)
  const book = bookOf(context, tick.symbol)
  const { watch } = context.rules
  if (watch !== undefined) beginLook(context, watch, tick.symbol)
  if (!tradesIn(book.phase)) pass(context, book, tick)
  else if (tick.type === 'market.trade') workTrade(context, book, tick, emit)
  else workQuote(context, book, tick, emit)
  if (watch !== undefined) endLook(context, watch, tick, book.phase, emit)
}

function workTrade(context: BrokerContext, book: Book, trade: MarketTrade, emit: Emit): void {
  const { price, at } = trade
  const { credit } = context.rules
  const bar = barOfTrade(trade)
  credit?.beforeBar?.(context.account, bar)
  book.used = unused()
  if (book.trails.length > 0) admitNewcomers(book, at)
  if (book.market.length > 0 || book.nearestBelow >= price || book.nearestAbove >= -price) {
    const isOpening = book.session !== context.sessions
    const offer = offerOfTrade(context.rules, book, bar, timeOf(context, trade), book.used, isOpening)
    workInTurn(reachedByTrade(context, book, price, at), (order) => workOnTrade(context, book, order, offer, emit))
  }
  book.session = context.sessions
  book.lastBar = bar
  note(book, trade)
  if (book.trails.length > 0) followTick(book, 'trade', at)
  credit?.afterBar?.(context.account, bar)
}

function reachedByTrade(context: BrokerContext, book: Book, price: number, at: Micros): VenueOrder[] {
  const reached: VenueOrder[] = []
  collect(context, book.market, -Infinity, at, reached)
  collect(context, book.below, price, at, reached)
  collect(context, book.above, -price, at, reached)
  for (const trail of book.trails)
    if (trail.triggerBy === 'last') collectTrailing(context, book, trail, signed(trail.side, price), at, reached)
  return reached
}

/** Where there are quotes, what takes liquidity trades against them; so does at once what the trade has triggered. */
function workOnTrade(context: BrokerContext, book: Book, order: VenueOrder, offer: Offer, emit: Emit): void {
  const { quote } = book
  const against = (): Offer =>
    offerOfQuote(context.rules, book, quote!, offer.bar.symbol, order.record.context.side, offer.at, {
      isOpening: offer.isOpening,
      arrives: true,
    })
  if (quote !== undefined && order.place === 'market') {
    workOrder(context, book, order, against(), emit)
    return
  }
  const missed = workOrder(context, book, order, offer, emit)
  if (missed?.code === 'waitsForQuote') workOrder(context, book, order, against(), emit)
}

function workQuote(context: BrokerContext, book: Book, event: MarketQuote, emit: Emit): void {
  const { at, symbol } = event
  const [low, high] = rangeOf(event)
  const isOpening = book.session !== context.sessions
  note(book, event)
  if (book.trails.length > 0) admitNewcomers(book, at)
  if (book.market.length > 0 || book.nearestBelow >= low || book.nearestAbove >= -high) {
    const now = timeOf(context, event)
    const offerTo = (side: Side): Offer =>
      offerOfQuote(context.rules, book, book.quote!, symbol, side, now, { isOpening, arrives: false })
    const offers = { buy: offerTo('buy'), sell: offerTo('sell') }
    workInTurn(
      reachedByQuote(context, book, event),
      (order) => void workOrder(context, book, order, offers[order.record.context.side], emit),
    )
  }
  book.session = context.sessions
  if (book.trails.length > 0) followTick(book, 'quote', at)
}

/** The prices of a quote, the lower first: they may be crossed. The price of an empty side is 0, and counts for nothing. */
function rangeOf({ bid, bidSize, ask, askSize }: MarketQuote): readonly [number, number] {
  const high = Math.max(bid, ask)
  return [bidSize > 0 && askSize > 0 ? Math.min(bid, ask) : high, high]
}

/** An empty side reaches nothing. Triggers watch the bid, the offer, or the middle: what one of them may reach is looked at. */
function reachedByQuote(context: BrokerContext, book: Book, quote: MarketQuote): VenueOrder[] {
  const { at, bid, bidSize, ask, askSize } = quote
  const reached: VenueOrder[] = []
  collect(context, book.market, -Infinity, at, reached)
  if (askSize > 0) collect(context, book.below, ask, at, reached)
  if (bidSize > 0) collect(context, book.above, -bid, at, reached)
  const [low, high] = rangeOf(quote)
  collect(context, book.quotedBelow, low, at, reached)
  collect(context, book.quotedAbove, -high, at, reached)
  for (const trail of book.trails) {
    const price = trail.triggerBy === 'last' ? undefined : watchedPrice(book, trail.side, trail.triggerBy)
    if (price !== undefined) collectTrailing(context, book, trail, signed(trail.side, price), at, reached)
  }
  return reached
}
