/** The port through which the market machine reads its data: bars of all symbols, merged by time, in chunks of columns. */
import type { Micros } from '../../src/events/index.ts'

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
