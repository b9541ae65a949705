/** Feeds for tests: bars and ticks given as lists, served in chunks of any size, in memory or only after loading. */
import fc from 'fast-check'
import { TICK } from '../../../actors/market/index.ts'
import type {
  BarChunk,
  BuiltBars,
  DatedAction,
  MarketFeed,
  Session,
  SessionCalendar,
  TickChunk,
} from '../../../actors/market/index.ts'
import { hours, type MarketBar, type MarketQuote, type MarketTrade, type Micros } from '../../../src/events/index.ts'

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
  /** In order; of one instant the quotes first. */
  readonly ticks?: readonly Tick[]
  readonly actions?: readonly DatedAction[]
  readonly built?: BuiltBars
  /** Whether `take` has nothing until `load` was awaited, for every chunk anew. */
  readonly slow?: boolean
}

export type Tick = MarketTrade | MarketQuote

/** A feed of the given bars, which must be in order. */
export function feedOf(bars: readonly MarketBar[], options: FeedOptions = {}): MarketFeed & { loads: number } {
  const { ticks = [], actions, built } = options
  const symbols = options.symbols ?? [...new Set([...bars, ...ticks].map(({ symbol }) => symbol))]
  const served = <Row, Chunk>(rows: readonly Row[], chunk: (some: readonly Row[]) => Chunk) =>
    stream(cut(rows, options.chunks ?? [1024]).map(chunk), options.slow === true)
  const own = served(bars, (some) => chunkOf(some, symbols))
  const tickStream = served(ticks, (some) => tickChunkOf(some, symbols))
  return {
    symbols,
    calendar: options.calendar ?? dailyCalendar(),
    loads: 0,
    take: own.take,
    async load() {
      this.loads++
      await own.load()
      await tickStream.load()
    },
    close: () => Promise.resolve(),
    ticks: options.ticks === undefined ? undefined : tickStream,
    actions,
    built,
  }
}

function cut<Row>(rows: readonly Row[], sizes: readonly number[]): Row[][] {
  const parts: Row[][] = []
  for (let from = 0, index = 0; from < rows.length; index++) {
    const size = sizes[Math.min(index, sizes.length - 1)]!
    parts.push(rows.slice(from, from + size))
    from += size
  }
  return parts
}

function stream<Chunk>(chunks: readonly Chunk[], slow: boolean) {
  let next = 0
  let loaded = slow ? 0 : Infinity
  return {
    take() {
      if (next >= loaded) return undefined
      return chunks[next++] ?? null
    },
    load() {
      loaded = next + 1
      return Promise.resolve()
    },
  }
}

function tickChunkOf(ticks: readonly Tick[], symbols: readonly string[]): TickChunk {
  const column = (value: (tick: Tick) => number): Float64Array => Float64Array.from(ticks, value)
  const isQuote = (tick: Tick): tick is MarketQuote => tick.type === 'market.quote'
  return {
    length: ticks.length,
    symbol: Uint16Array.from(ticks, (tick) => symbols.indexOf(tick.symbol)),
    kind: Uint8Array.from(ticks, (tick) => (isQuote(tick) ? TICK.quote : TICK[tick.aggressor ?? 'trade'])),
    at: column((tick) => tick.at),
    price: column((tick) => (isQuote(tick) ? tick.bid : tick.price)),
    size: column((tick) => (isQuote(tick) ? tick.bidSize : tick.size)),
    ask: column((tick) => (isQuote(tick) ? tick.ask : 0)),
    askSize: column((tick) => (isQuote(tick) ? tick.askSize : 0)),
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

export const tradeOf = (
  symbol: string,
  at: Micros,
  price: number,
  size = 1,
  aggressor?: 'buy' | 'sell',
): MarketTrade => ({ type: 'market.trade', symbol, at, price, size, ...(aggressor === undefined ? {} : { aggressor }) })

export const quoteOf = (symbol: string, at: Micros, bid: number, ask = bid + 1): MarketQuote => ({
  type: 'market.quote',
  symbol,
  at,
  bid,
  bidSize: 5,
  ask,
  askSize: 7,
})

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

/** Ticks of up to three symbols over some days, in the order of a feed, many of them at one instant; among them the very open and close. */
export const tickMarkets: fc.Arbitrary<Tick[]> = fc
  .array(
    fc.record({
      symbol: fc.nat({ max: 2 }),
      day: fc.integer({ min: 1, max: 4 }),
      hour: fc.oneof(
        fc.constantFrom(9, 10, 17, 24),
        fc.integer({ min: 2, max: 48 }).map((half) => half / 2),
      ),
      price: fc.integer({ min: 1, max: 500 }),
      kind: fc.constantFrom('quote' as const, 'trade' as const, 'buy' as const, 'sell' as const),
    }),
    { maxLength: 40, size: 'max' },
  )
  .map((rows) =>
    rows
      .map(({ symbol, day, hour, price, kind }) => {
        const at = day * DAY + hours(hour)
        if (kind === 'quote') return quoteOf(SYMBOLS[symbol]!, at, price)
        return tradeOf(SYMBOLS[symbol]!, at, price, price % 7, kind === 'trade' ? undefined : kind)
      })
      .sort((a, b) => a.at - b.at || Number(a.type !== 'market.quote') - Number(b.type !== 'market.quote')),
  )

/** Sizes of chunks, empty ones among them. */
export const chunkSizes: fc.Arbitrary<number[]> = fc.array(fc.integer({ min: 1, max: 6 }), {
  minLength: 1,
  maxLength: 6,
})
