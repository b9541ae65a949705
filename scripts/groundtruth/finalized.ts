/**
 * `finalize_trades` of Part B goes through the last bar once more, so that orders of the last step trade on it. Here the data says so:
 * a source whose last bar comes twice, the second time a number of days later.
 */
import type { BarChunk, BarFeed, DataSource, Micros } from 'quantdome'

/** Longer than any bar, so that the repeated one opens after the last has closed. */
const LATER = 62 * 86_400_000_000

function repeatingLast(feed: BarFeed): BarFeed {
  let last: BarChunk | undefined
  let isRepeated = false
  return {
    symbols: feed.symbols,
    calendar: feed.calendar,
    take() {
      const chunk = feed.take()
      if (chunk === undefined) return undefined
      if (chunk !== null) {
        if (chunk.length > 0) last = chunk
        return chunk
      }
      if (last === undefined || isRepeated) return null
      isRepeated = true
      const row = last.length - 1
      const one = (column: Float64Array, later = 0): Float64Array => Float64Array.of(column[row]! + later)
      return {
        length: 1,
        symbol: Uint16Array.of(last.symbol[row]!),
        at: one(last.at, LATER),
        openAt: one(last.openAt, LATER),
        open: one(last.open),
        high: one(last.high),
        low: one(last.low),
        close: one(last.close),
        volume: one(last.volume),
      }
    },
    load: () => feed.load(),
    close: () => feed.close(),
  }
}

export const finalized = {
  /** When the repeated bar is complete. */
  at: (last: Micros): Micros => last + LATER,

  source: (source: DataSource): DataSource => ({
    describe: () => ({ kind: 'last bar twice', of: source.describe() }),
    open: async (options) => {
      const opened = await source.open(options)
      return { ...opened, feed: repeatingLast(opened.feed), close: () => opened.close() }
    },
  }),
}
