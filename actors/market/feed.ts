/** The port through which the market machine reads its data: bars and ticks of all symbols, merged by time, in chunks of columns. */
import type { Duration, Micros } from '../../src/events/index.ts'

/** Rows `0 … length-1`, ordered by `at`, rows of one instant in the order of `symbols`. Valid for the whole run: never reused. */
export interface BarChunk {
  readonly length: number
  /** Index into the feed's `symbols`. */
  readonly symbol: Uint16Array
  /** Close time, microseconds since the epoch. */
  readonly at: Float64Array
  /** Open time, microseconds since the epoch. */
  readonly openAt: Float64Array
  readonly open: Float64Array
  readonly high: Float64Array
  readonly low: Float64Array
  readonly close: Float64Array
  readonly volume: Float64Array
}

/** One trading session; `day` counts days since the epoch in the market's time zone. */
export interface Session {
  readonly day: number
  readonly openAt: Micros
  readonly closeAt: Micros
}

export interface SessionCalendar {
  /** The session a bar that is complete at `at` belongs to: `openAt < at <= closeAt` for a bar inside the session. */
  sessionOf(at: Micros): Session
}

export interface BarFeed {
  readonly symbols: readonly string[]
  readonly calendar: SessionCalendar
  /** The next chunk; `undefined` when `load` must be awaited first; `null` when there is no more. */
  take(): BarChunk | undefined | null
  /** Reads ahead; afterwards `take` answers. */
  load(): Promise<void>
  /** Frees files and connections; safe to call more than once. */
  close(): Promise<void>
}

/** What a row of a `TickChunk` is: a quote, or a trade whose aggressor is unknown, a buyer or a seller. */
export const TICK = { quote: 0, trade: 1, buy: 2, sell: 3 } as const

/** Rows `0 … length-1`, ordered by `at`; of one instant the quotes before the trades. Valid for the whole run: never reused. */
export interface TickChunk {
  readonly length: number
  /** Index into the feed's `symbols`. */
  readonly symbol: Uint16Array
  /** One of `TICK`. */
  readonly kind: Uint8Array
  /** Microseconds since the epoch. */
  readonly at: Float64Array
  /** Price of a trade, bid of a quote. */
  readonly price: Float64Array
  /** Size of a trade, or of the bid. */
  readonly size: Float64Array
  /** Of quotes; 0 in trades. */
  readonly ask: Float64Array
  readonly askSize: Float64Array
}

/** Chunks of trades and quotes; `take` and `load` as of a feed. */
export interface TickStream {
  take(): TickChunk | undefined | null
  load(): Promise<void>
}

/** A split (`split`: new units for one old unit) or a dividend (in currency a unit) that takes effect before the session of `day`. */
export interface DatedAction {
  /** Days since the epoch, in the market's time zone. */
  readonly day: number
  readonly symbol: string
  readonly split?: number
  readonly dividend?: number
}

/** Bars that the market makes of ticks itself. */
export interface BuiltBars {
  readonly length: Duration
  /** For each of the feed's symbols what its bars are made of; undefined where none are. */
  readonly by: readonly ('trade' | 'mid' | undefined)[]
}

/** All that a market can be fed with. Where nothing but bars is there, nothing but bars costs anything. */
export interface MarketFeed extends BarFeed {
  readonly ticks?: TickStream | undefined
  /** In order of `day`; on one day splits before dividends. */
  readonly actions?: readonly DatedAction[] | undefined
  readonly built?: BuiltBars | undefined
}
