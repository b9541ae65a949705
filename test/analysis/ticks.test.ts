/** What a record makes of trades and quotes: excursions of trades, the price that is drawn, the benchmark. */
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { createRecord } from '../../src/analysis/index.ts'
import type { MarketQuote, MarketTrade, Side } from '../../src/events/index.ts'
import { bar, trade } from './events.ts'

const tick = (at: number, price: number, symbol = 'A'): MarketTrade => ({
  type: 'market.trade',
  symbol,
  at,
  price,
  size: 1,
})
const quote = (at: number, bid: number, ask: number, bidSize = 1): MarketQuote => ({
  type: 'market.quote',
  symbol: 'A',
  at,
  bid,
  bidSize,
  ask,
  askSize: 1,
})
const record = () => createRecord({ startingCash: 0, symbols: ['A', 'B'] })

describe('excursions from ticks', () => {
  test('have the extremes of the prices between entry and exit, those of other times left out', () => {
    const r = record()
    r.tick(tick(1, 500))
    r.tick(tick(2, 100))
    trade(r, 'in', 'buy', 1, 100, { at: 2 })
    r.tick(tick(3, 90))
    r.tick(tick(4, 130))
    r.tick(tick(5, 110))
    trade(r, 'out', 'sell', 1, 110, { at: 5 })
    r.tick(tick(6, 10))
    expect(r.trades.at(0)).toMatchObject({ mae: -10, mfe: 30, bars: 0 })
  })

  test('bars beside ticks are counted; what they saw before the entry is none of its excursions', () => {
    const r = record()
    r.tick(tick(1, 100))
    trade(r, 'in', 'buy', 1, 100, { at: 1 })
    r.tick(tick(2, 105))
    r.bar(bar(2, 105, { openAt: 0, high: 999, low: 1 }))
    r.tick(tick(3, 104))
    r.bar(bar(4, 104, { high: 104, low: 104 }))
    r.tick(tick(5, 104))
    trade(r, 'out', 'sell', 1, 104, { at: 5 })
    expect(r.trades.at(0)).toMatchObject({ mae: 0, mfe: 5, bars: 2 })
  })

  test('of quotes the middle, until there is a trade', () => {
    const r = record()
    r.tick(quote(1, 99, 101))
    trade(r, 'in', 'sell', 1, 100, { at: 1 })
    r.tick(quote(2, 89, 91))
    r.tick(quote(3, 0, 500, 0))
    r.tick(tick(4, 100))
    r.tick(quote(5, 10, 12))
    trade(r, 'out', 'buy', 1, 100, { at: 6 })
    expect(r.trades.at(0)).toMatchObject({ direction: 'short', mae: 0, mfe: 10 })
  })

  test('agree with a model that goes over all ticks again', () =>
    fc.assert(
      fc.property(
        fc.array(
          fc.tuple(fc.integer({ min: 1, max: 99 }), fc.constantFrom<Side | undefined>('buy', 'sell', undefined)),
          { maxLength: 40 },
        ),
        (steps) => {
          const r = record()
          const expected: { mae: number; mfe: number; direction: string }[] = []
          let held: { price: number; step: number; sign: number } | undefined
          steps.forEach(([price, side], step) => {
            r.tick(tick(step + 1, price))
            if (side === undefined) return
            const sign = side === 'buy' ? 1 : -1
            if (held?.sign === sign) return
            trade(r, `o${step}`, side, 1, price, { at: step + 1 })
            if (held === undefined) {
              held = { price, step, sign }
              return
            }
            const { price: entry, sign: direction, step: first } = held
            const gains = steps.slice(first, step + 1).map(([one]) => (one - entry) * direction + 0)
            expected.push({
              mae: Math.min(...gains) + 0,
              mfe: Math.max(...gains),
              direction: direction > 0 ? 'long' : 'short',
            })
            held = undefined
          })
          expect(r.trades.toArray().map(({ mae, mfe, direction }) => ({ mae: mae + 0, mfe, direction }))).toEqual(
            expected,
          )
        },
      ),
      { numRuns: 200 },
    ))
})

describe('the price that is drawn', () => {
  const closes = (r: ReturnType<typeof record>) => r.prices('A')?.close

  test('is that of bars, where there are none of trades, where there are none the middle of quotes', () => {
    const r = record()
    r.tick(quote(1, 9, 11))
    expect(closes(r)).toEqual([10])
    r.tick(tick(2, 12))
    r.tick(quote(3, 1, 2))
    r.tick(tick(4, 13))
    expect(closes(r)).toEqual([12, 13])
    r.bar(bar(5, 20))
    r.tick(tick(6, 14))
    r.bar(bar(7, 21))
    expect(closes(r)).toEqual([20, 21])
  })

  test('keeps the extremes of a million ticks in few points', () => {
    const r = createRecord({ startingCash: 0, symbols: ['A'], pricePoints: 512 })
    for (let i = 1; i <= 100_000; i++) r.tick(tick(i, i === 77_777 ? 9_999 : 100 + (i % 7)))
    const { high, at } = r.prices('A')!
    expect(at.length).toBeLessThanOrEqual(512)
    expect(Math.max(...high)).toBe(9_999)
    expect(at.at(-1)).toBe(100_000)
  })
})

test('open trades and the benchmark are marked at the last tick', () => {
  const r = record()
  r.tick(tick(1, 100))
  trade(r, 'in', 'buy', 2, 100, { at: 1 })
  r.tick(tick(2, 103))
  r.mark(2, 6, 0, 0)
  expect(r.openTrades).toMatchObject([{ exitPrice: 103, net: 6 }])
  expect([...r.equity.benchmark]).toEqual([103])
})
