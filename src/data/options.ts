/** What can be said about files of market data. Everything has a default that fits the usual file. */
import type { Duration } from '../events/index.ts'
import type { SessionHours } from './calendar.ts'
import { CONTINUOUS } from './calendar.ts'
import type { BarRole } from './spellings.ts'

/** Names of columns by what they hold, where they are not recognised by themselves: `{ time: 'Datum', close: 'Schluss' }`. */
export type ColumnNames = Partial<Record<BarRole, string>>

/** How the rows of any source become bars. */
export interface TimeOptions {
  /** IANA zone of dates and of times without an offset, and of the sessions (default `UTC`). */
  readonly timeZone?: string
  /**
   * Hours of the sessions, local to the zone. Default: 09:30 to 16:00 where rows are dates, the whole day where they are times.
   * A close that is not after the open makes a session that begins on the evening before.
   */
  readonly session?: SessionHours | 'continuous'
  /**
   * What a time labels: the bar's close or its open. Default `close`; `open` where the header says so (`open_time`), and for dates that are
   * all firsts of a month or all Mondays.
   */
  readonly stamps?: 'open' | 'close'
  /** Length of a bar in microseconds, or `day` where each row is a day whatever its time of day says. Default: the
   * shortest distance of rows that is not rare. */
  readonly interval?: Duration | 'day'
}

/** Which symbols there are in files, and which of them are wanted. */
export interface SymbolOptions {
  /**
   * The symbol, for files that hold one; a function gives it from the path. Default: the symbol column where there is one, else the file's name
   * without its extension. With a symbol column, only rows of this symbol are read.
   */
  readonly symbol?: string | ((path: string) => string)
  /** Read only these symbols, in this order. */
  readonly symbols?: readonly string[]
}

/** Options of `csv` and `parquet`. */
export interface FileOptions extends TimeOptions, SymbolOptions {
  /** Which column is which: by name, or, for a file without a header, the names of all its columns in order. */
  readonly columns?: ColumnNames | readonly string[]
  /**
   * Take the columns of splits and dividends that stand beside the bars (Yahoo's "Dividends" and "Stock Splits") for events of the market. Default
   * false. Only for prices as they were: prices that are adjusted for splits must not be split once more.
   */
  readonly actions?: boolean
  /** Scale open, high, low and close by adjusted close / close (splits and dividends). Default false: prices as they were. */
  readonly adjusted?: boolean
  /**
   * How times are written, in the letters of strptime (`%d/%m/%Y %H:%M`); needed only where it is not recognised. `millisOfDay` for milliseconds since
   * the midnight of the day that the file's name has (`spx-20200131.csv`).
   */
  readonly timeFormat?: string
  /** What separates the fields of a CSV file; recognised among comma, semicolon, tab and bar. */
  readonly delimiter?: string
}

/** The hours that were asked for, if any. */
export function hoursOf(session: TimeOptions['session']): SessionHours | undefined {
  return session === 'continuous' ? CONTINUOUS : session
}
