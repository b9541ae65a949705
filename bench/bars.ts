/** Bars for the benchmarks: made in memory, on a grid of 1/64 so that every sum of prices is exact and every engine decides alike. */
import {
  type BarChunk,
  type BarFeed,
  crossed,
  type DataSource,
  defineStrategy,
  type Experiment,
  fixedQuantity,
  perShare,
  sma,
} from '../src/index.ts'

const MINUTE = 60_000_000
const DAY = 1440 * MINUTE
const START = Date.UTC(2000, 0, 1) * 1000

/** A random walk for each of `symbols`, one bar each a minute, all symbols at every instant. */
export function randomWalk(bars: number, symbols = 1): BarChunk {
  const length = bars * symbols
  const column = (): Float64Array => new Float64Array(length)
  const chunk = {
    length,
    symbol: new Uint16Array(length),
    at: column(),
    openAt: column(),
    open: column(),
    high: column(),
    low: column(),
    close: column(),
    volume: column().fill(1000),
  }
  // a small generator of its own (Lehmer's), so that the data does not depend on what is measured
  let state = 20_000_101
  const next = (): number => (state = (state * 48_271) % 2_147_483_647) / 2_147_483_647
  const price = new Float64Array(symbols).fill(100)
  for (let bar = 0, row = 0; bar < bars; bar++) {
    for (let symbol = 0; symbol < symbols; symbol++, row++) {
      const open = price[symbol]!
      const close = Math.max(1, Math.round((open + next() - 0.5) * 64) / 64)
      chunk.symbol[row] = symbol
      chunk.at[row] = START + (bar + 1) * MINUTE
      chunk.openAt[row] = START + bar * MINUTE
      chunk.open[row] = open
      chunk.close[row] = close
      chunk.high[row] = Math.max(open, close) + 1 / 64
      chunk.low[row] = Math.min(open, close) - 1 / 64
      price[symbol] = close
    }
  }
  return chunk
}

export const names = (symbols: number): string[] => Array.from({ length: symbols }, (_, index) => `S${index + 1}`)

/** The bars as a data source that gives them as they are. Sessions are the days of UTC. */
export function sourceOf(chunk: BarChunk, symbols: readonly string[]): DataSource {
  return {
    describe: () => ({ kind: 'bench', rows: chunk.length }),
    open: async () => {
      let taken = false
      const feed: BarFeed = {
        symbols,
        calendar: {
          sessionOf: (at) => {
            const day = Math.ceil(at / DAY) - 1
            return { day, openAt: day * DAY, closeAt: (day + 1) * DAY }
          },
        },
        take: () => {
          if (taken) return null
          taken = true
          return chunk
        },
        load: async () => {},
        close: async () => {},
      }
      return { feed, inputs: [], rows: chunk.length, repairs: [], close: feed.close }
    },
  }
}

export const smaCross = defineStrategy({
  name: 'sma-cross',
  params: { fast: 10, slow: 30 },
  indicators: ({ fast, slow }) => ({ fast: sma(fast), slow: sma(slow) }),
  onBar({ bar, indicators: { fast, slow }, signal }) {
    if (crossed(fast).above(slow)) signal.long(bar.symbol)
    if (crossed(fast).below(slow)) signal.flat(bar.symbol)
  },
})

export const COMMISSION = 1 / 128
export const QUANTITY = 100
export const CASH = 1_000_000

/** SMA 10/30 over the bars: long above, flat below, market orders at the next open, a commission a share. */
export const crossing = (chunk: BarChunk, symbols: readonly string[]): Experiment => ({
  data: sourceOf(chunk, symbols),
  strategies: [smaCross],
  portfolio: { cash: CASH * symbols.length, sizing: fixedQuantity(QUANTITY), risk: { buyingPower: 'none' } },
  broker: { commission: perShare(COMMISSION) },
})
