/** What can be said about files of trades and of quotes. Everything has a default that fits the usual file. */
import type { BuiltBars } from '../../actors/market/feed.ts'
import type { Duration } from '../events/index.ts'
import type { SymbolOptions, TimeOptions } from './options.ts'
import type { QuoteRole, TradeRole } from './spellings.ts'

/** Options of all sources of ticks. */
export interface TickOptions extends Pick<TimeOptions, 'timeZone' | 'session'> {
  /** Have the market make bars of this length too: of trades, or of the middle of quotes. */
  readonly bars?: Duration
}

interface TickFileOptions extends TickOptions, SymbolOptions {
  /** How times are written; see `timeFormat` of `csv`. */
  readonly timeFormat?: string
  /** What separates the fields of a CSV file; recognised among comma, semicolon, tab and bar. */
  readonly delimiter?: string
}

/** Options of `trades`. */
export interface TradesOptions extends TickFileOptions {
  /** Which column is which: by name, or, for a file without a header, the names of all its columns in order. */
  readonly columns?: Readonly<Partial<Record<TradeRole, string>>> | readonly string[]
}

/** Options of `quotes`. */
export interface QuotesOptions extends TickFileOptions {
  /** Which column is which: by name, or, for a file without a header, the names of all its columns in order. */
  readonly columns?: Readonly<Partial<Record<QuoteRole, string>>> | readonly string[]
  /** Let quotes pass whose bid is above their ask. Default false: they are refused. */
  readonly crossed?: boolean
}

/** What bars are to be made of ticks, for so many symbols. */
export function builtOf(length: Duration | undefined, by: 'trade' | 'mid', symbols: number): BuiltBars | undefined {
  return length === undefined ? undefined : { length, by: new Array<'trade' | 'mid'>(symbols).fill(by) }
}
