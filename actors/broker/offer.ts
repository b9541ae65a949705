/** What the market offers the orders of one symbol at one moment: a bar or a part of it, its close, a trade, one side of a quote. */
import type { MarketBar, Micros } from '../../src/events/index.ts'
import type { Used } from './book.ts'
import type { PriceBefore } from './context.ts'

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
}

/** The whole of a bar. */
export const offerOfBar = (bar: MarketBar, at: Micros, used: Used, isOpening: boolean, before: PriceBefore): Offer => ({
  source: 'bar',
  at,
  bar,
  slice: bar,
  size: Infinity,
  used,
  isOpening,
  before,
})

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
export const offerAtClose = (bar: MarketBar, at: Micros, used: Used, before: PriceBefore): Offer => ({
  source: 'close',
  at,
  bar,
  slice: pointOf(bar, bar.close, bar.at),
  size: Infinity,
  used,
  isOpening: false,
  before,
})
