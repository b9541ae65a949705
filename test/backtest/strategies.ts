/** Strategies and markets for the tests of whole runs. */
import fc from 'fast-check'
import { columns, crossed, type DataSource, defineStrategy, ema, sma, type Strategy } from '../../src/index.ts'

export const smaCross = defineStrategy({
  name: 'sma-cross',
  params: { fast: 2, slow: 5 },
  indicators: ({ fast, slow }) => ({ fast: sma(fast), slow: sma(slow) }),
  onBar({ bar, indicators: { fast, slow }, signal }) {
    if (crossed(fast).above(slow)) signal.long(bar.symbol)
    if (crossed(fast).below(slow)) signal.short(bar.symbol)
  },
})

/** Uses every kind of order, with tags, changes and cancels, decided by the prices it has seen. */
export const restless = defineStrategy({
  name: 'restless',
  params: { every: 3 },
  indicators: () => ({ mean: ema(4) }),
  state: () => ({ bars: 0 }),
  onBar({ bar, indicators: { mean }, signal, state, params }) {
    state.bars++
    const tag = `${bar.symbol}-${state.bars}`
    const earlier = `${bar.symbol}-${state.bars - 4}`
    const below = Math.round(bar.close * 99) / 100
    const above = Math.round(bar.close * 101) / 100
    switch (state.bars % params.every) {
      case 0:
        signal.buy(bar.symbol, { quantity: 10, limit: below, timeInForce: 'gtc', tag })
        signal.cancel(bar.symbol, earlier)
        break
      case 1:
        signal.sell(bar.symbol, { quantity: 5, stop: below, tag })
        if (bar.close > mean.value) signal.change(bar.symbol, earlier, { quantity: 7 })
        break
      default:
        signal.buy(bar.symbol, { quantity: 4, stop: above, limit: above, tag })
    }
  },
})

export interface Row {
  readonly open: number
  readonly high: number
  readonly low: number
  readonly close: number
}

const MINUTE = 60_000_000
const START = Date.UTC(2021, 2, 1, 14, 30) * 1000

/** Bars in cents: never zero, high and low around the rest. */
export const rows = (maxLength: number, minLength = 1): fc.Arbitrary<Row[]> =>
  fc
    .array(
      fc.tuple(fc.integer({ min: -300, max: 300 }), fc.integer({ min: -300, max: 300 }), fc.nat(200), fc.nat(200)),
      { maxLength, minLength },
    )
    .map((moves) => {
      let cents = 10_000
      return moves.map(([gap, move, up, down]) => {
        const open = Math.max(500, cents + gap)
        const close = Math.max(500, open + move)
        cents = close
        return {
          open: open / 100,
          close: close / 100,
          high: (Math.max(open, close) + up) / 100,
          low: (Math.min(open, close) - down) / 100,
        }
      })
    })

/** Bars a day apart, some hours each: days end between them. */
export function market(bars: Readonly<Record<string, readonly Row[]>>, stepMinutes = 300): DataSource {
  return columns(
    Object.fromEntries(
      Object.entries(bars).map(([symbol, list]) => [
        symbol,
        list.map((row, index) => ({ time: START + index * stepMinutes * MINUTE, ...row, volume: 1000 })),
      ]),
    ),
  )
}

/** By name, so that a counterexample can be read. */
export const strategyLists: Readonly<Record<string, readonly Strategy[]>> = {
  smaCross: [smaCross],
  restless: [restless],
  both: [smaCross, restless],
}
export const strategies: fc.Arbitrary<string> = fc.constantFrom(...Object.keys(strategyLists))
