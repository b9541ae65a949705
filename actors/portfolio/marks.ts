/**
 * Which of the market's prices a position is marked to. By trades: trades and the closes of bars, the middle of quotes only until there was a trade.
 * By the middle of quotes: trades and bars only until there was a quote.
 */
import { type MarketBar, type MarketQuote, type MarketTrade, midOf } from '../../src/events/index.ts'
import type { PortfolioContext } from './context.ts'
import type { Book } from './ledger.ts'

export type MarkBy = 'trade' | 'mid'

/** Whether the close of a bar marks. */
export const barMarks = (context: PortfolioContext, book: Book): boolean =>
  context.config.markBy !== 'mid' || book.markedBy !== 'mid'

/** The price that a tick marks to; NaN where it does not. */
export function tickMark(context: PortfolioContext, book: Book, tick: MarketTrade | MarketQuote): number {
  const kind: MarkBy = tick.type === 'market.trade' ? 'trade' : 'mid'
  const wanted = context.config.markBy
  if (kind !== wanted && book.markedBy === wanted) return Number.NaN
  const price = tick.type === 'market.trade' ? tick.price : midOf(tick)
  if (price > 0) book.markedBy = kind
  return price
}

/** The close of a bar in the units of today: one that opened before a split is in those of before it. */
export const closeOf = (book: Book, bar: MarketBar): number =>
  bar.openAt < book.splitAt ? bar.close / book.splitRatio : bar.close
