/** Feeds for tests: bars given as a list, served in chunks of any size, in memory or only after loading. */
import fc from 'fast-check'
import type { BarChunk, BarFeed, Session, SessionCalendar } from '../../../actors/market/index.ts'
import { hours, type MarketBar, type Micros } from '../../../src/events/index.ts'

export const DAY = hours(24)

/** A session a day, from 9 to 17 o'clock, or round the clock. */
export function dailyCalendar(openHour = 9, closeHour = 17): SessionCalendar {
  return {
    sessionOf(at: Micros): Session {
      const day = Math.ceil(at / DAY) - 1
      return { day, openAt: day * DAY + hours(openHour), closeAt: day * DAY + hours(closeHour) }
    },
  }
}

export interface FeedOptions {
  readonly symbols?: readonly string[]
  readonly calendar?: SessionCalendar
  /** Rows a chunk, taken in turn; the last size holds for the rest. */
  readonly chunks?: readonly number[]
  /** Whether `take` has nothing until `load` was awaited, for every chunk anew. */
  readonly slow?: boolean
}

/** A feed of the given bars, which must be in order. */
export function feedOf(bars: readonly MarketBar[], options: FeedOptions = {}): BarFeed & { loads: number } {
  const symbols = options.symbols ?? [...new Set(bars.map((bar) => bar.symbol))]
  const sizes = options.chunks ?? [1024]
  const chunks: BarChunk[] = []
  for (let from = 0, index = 0; from < bars.length; index++) {
    const size = sizes[Math.min(index, sizes.length - 1)]!
    chunks.push(chunkOf(bars.slice(from, from + size), symbols))
    from += size
  }
  let next = 0
  let loaded = options.slow ? 0 : Infinity
  return {
    symbols,
    calendar: options.calendar ?? dailyCalendar(),
    loads: 0,
    take() {
      if (next >= loaded) return undefined
      return chunks[next++] ?? null
    },
    load() {
      this.loads++
      loaded = next + 1
      return Promise.resolve()
    },
    close: () => Promise.resolve(),
  }
}

function chunkOf(bars: readonly MarketBar[], symbols: readonly string[]): BarChunk {
  const column = (key: 'at' | 'openAt' | 'open' | 'high' | 'low' | 'close' | 'volume'): Float64Array =>
    Float64Array.from(bars, (bar) => bar[key])
  return {
    length: bars.length,
    symbol: Uint16Array.from(bars, (bar) => symbols.indexOf(bar.symbol)),
    at: column('at'),
    openAt: column('openAt'),
    open: column('open'),
    high: column('high'),
    low: column('low'),
    close: column('close'),
    volume: column('volume'),
  }
}

/** A bar whose prices are told by one number. */
export function barOf(symbol: string, at: Micros, price: number, length = hours(1)): MarketBar {
  return {
    type: 'market.bar',
    symbol,
    at,
    openAt: at - length,
    open: price,
    high: price + 1,
    low: price - 0.5,
    close: price + 0.25,
    volume: price * 10,
  }
}

const SYMBOLS = ['ACME', 'BOLT', 'CORE']

/**
 * Bars of up to three symbols over some days, in order: inside the session, at its very open and close, and outside of it.
 */
export const markets: fc.Arbitrary<MarketBar[]> = fc
  .uniqueArray(
    fc.record({
      symbol: fc.nat({ max: 2 }),
      day: fc.integer({ min: 1, max: 7 }),
      hour: fc.oneof(fc.constantFrom(9, 10, 17), fc.integer({ min: 1, max: 24 })),
      price: fc.integer({ min: 1, max: 500 }),
    }),
    { selector: ({ symbol, day, hour }) => `${symbol}/${day}/${hour}`, maxLength: 40 },
  )
  .map((rows) =>
    rows
      .sort((a, b) => a.day - b.day || a.hour - b.hour || a.symbol - b.symbol)
      .map(({ symbol, day, hour, price }) => barOf(SYMBOLS[symbol]!, day * DAY + hours(hour), price)),
  )

/** Sizes of chunks, empty ones among them. */
export const chunkSizes: fc.Arbitrary<number[]> = fc.array(fc.integer({ min: 1, max: 6 }), {
  minLength: 1,
  maxLength: 6,
})
