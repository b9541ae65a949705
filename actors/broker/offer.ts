/** What the market offers the orders of one symbol at one moment: a bar or a part of it, its close, a trade, one side of a quote. */
import type { MarketBar, MarketTrade, Micros, Side } from '../../src/events/index.ts'
import type { Book, Quoted, Used } from './book.ts'
import type { PriceBefore, VenueRules } from './context.ts'
import { tickOfQuote, tickOfTrade } from './models/fill-ticks.ts'
import type { FillAnswer, FillQuestion } from './models/questions.ts'

export interface Offer {
  readonly source: 'bar' | 'close' | 'trade' | 'quote'
  /** When the venue works it. */
  readonly at: Micros
  /** What the models are shown; a trade or a side of a quote is a bar of one price, its size the volume. */
  readonly bar: MarketBar
  /** The part of it in which an order may find its price: all of it, unless the venue follows a path through it. */
  slice: MarketBar
  /** Units there are to trade, for each side. */
  readonly size: number
  /** What orders have traded of it. */
  readonly used: Used
  /** It is the first of its session. */
  readonly isOpening: boolean
  readonly before: PriceBefore
  /** Whether an order trades, and at what price. */
  readonly ask: (question: FillQuestion) => FillAnswer
}

/** The whole of a bar. */
export const offerOfBar = (
  { fill }: VenueRules,
  bar: MarketBar,
  at: Micros,
  used: Used,
  isOpening: boolean,
  before: PriceBefore,
): Offer => ({ source: 'bar', at, bar, slice: bar, size: Infinity, used, isOpening, before, ask: fill })

/** A bar of one price. */
export const pointOf = (bar: MarketBar, price: number, openAt: Micros): MarketBar => ({
  type: 'market.bar',
  symbol: bar.symbol,
  at: bar.at,
  openAt,
  open: price,
  high: price,
  low: price,
  close: price,
  volume: bar.volume,
})

/** The close of a bar, for orders that may trade there. */
export const offerAtClose = (
  { fill }: VenueRules,
  bar: MarketBar,
  at: Micros,
  used: Used,
  before: PriceBefore,
): Offer => ({
  source: 'close',
  at,
  bar,
  slice: pointOf(bar, bar.close, bar.at),
  size: Infinity,
  used,
  isOpening: false,
  before,
  ask: fill,
})

const barOfTick = (symbol: string, at: Micros, price: number, volume: number): MarketBar => ({
  type: 'market.bar',
  symbol,
  at,
  openAt: at,
  open: price,
  high: price,
  low: price,
  close: price,
  volume,
})

/** A trade as a bar of one price. */
export const barOfTrade = ({ symbol, at, price, size }: MarketTrade): MarketBar => barOfTick(symbol, at, price, size)

/** A trade in the market: what rests at its price or beyond trades with it, what takes liquidity only where there are no quotes. */
export function offerOfTrade(
  { fillTicks, limits }: VenueRules,
  book: Book,
  trade: MarketBar,
  at: Micros,
  used: Used,
  isOpening: boolean,
): Offer {
  const isQuoted = book.quote !== undefined
  const { seen, lastAt } = book
  return {
    source: 'trade',
    at,
    bar: trade,
    slice: trade,
    size: trade.volume,
    used,
    isOpening,
    before: book,
    ask: (question) => {
      const rests = isQuoted || (seen && lastAt > question.activeFrom)
      return fillTicks(question.order, tickOfTrade(trade.open, isQuoted, rests, limits))
    },
  }
}

/** An order has just come, and takes what it finds. */
export const ARRIVAL = { isOpening: false, arrives: true } as const

/** The side of a quote that an order of `side` trades against. `arrives`: the order has just come, and takes what it finds. */
export function offerOfQuote(
  { fillTicks, limits }: VenueRules,
  book: Book,
  quote: Quoted,
  symbol: string,
  side: Side,
  at: Micros,
  more: { readonly isOpening: boolean; readonly arrives: boolean },
): Offer {
  const [price, size] = side === 'buy' ? [quote.ask, quote.askSize] : [quote.bid, quote.bidSize]
  // nobody trades with a quote before having come: an execution is of now, not of when the quote was made
  const bar = barOfTick(symbol, more.arrives ? Math.max(at, quote.at) : quote.at, price, size)
  const tick = tickOfQuote(quote, side, !more.arrives, limits)
  return {
    source: 'quote',
    at,
    bar,
    slice: bar,
    size,
    used: quote.used,
    isOpening: more.isOpening,
    before: book,
    ask: ({ order }) => fillTicks(order, tick),
  }
}
