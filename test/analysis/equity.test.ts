/** The equity column and the course of the prices: what is kept of a run of any length. */
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { createRecord } from '../../src/analysis/index.ts'
import { bar, DAY } from './events.ts'

const session = (day: number) => ({ type: 'market.session', at: 0, phase: 'open', day }) as const

test('one row an instant: a second mark replaces the first', () => {
  const r = createRecord({ startingCash: 100, symbols: ['A'] })
  r.mark(1, 100, 100, 0)
  r.mark(2, 101, 50, 51)
  r.mark(2, 102, 50, 52)
  const { at, equity, cash, gross, length } = r.equity
  expect([length, [...at], [...equity], [...cash], [...gross]]).toEqual([2, [1, 2], [100, 102], [100, 50], [0, 52]])
})

test('columns stay whole while they grow', () => {
  const r = createRecord({ startingCash: 0, symbols: ['A'] })
  for (let i = 0; i < 10_000; i++) r.mark(i, i * 2, -i, i)
  const { at, equity, cash } = r.equity
  expect(at).toHaveLength(10_000)
  expect([...equity].every((value, i) => value === 2 * i && at[i] === i && cash[i] === -i)).toBe(true)
})

describe('trading days', () => {
  const ends = (r: ReturnType<typeof createRecord>) => [[...r.equity.days], [...r.equity.dayEnds]]

  test('are those of UTC when no session was heard of; midnight belongs to the day that ends', () => {
    const r = createRecord({ startingCash: 0, symbols: ['A'] })
    for (const at of [1, DAY, DAY + 1, 4 * DAY]) r.mark(at, 1, 1, 0)
    expect(ends(r)).toEqual([
      [0, 1, 3],
      [1, 2, 3],
    ])
  })

  test('are those of the sessions', () => {
    const r = createRecord({ startingCash: 0, symbols: ['A'] })
    r.session(session(7))
    r.mark(1, 1, 1, 0)
    r.mark(2 * DAY, 1, 1, 0)
    r.session({ ...session(9), symbol: 'A' })
    r.mark(2 * DAY + 1, 1, 1, 0)
    r.session(session(8))
    r.mark(2 * DAY + 2, 3, 1, 0)
    expect(ends(r)).toEqual([
      [7, 8],
      [2, 3],
    ])
  })

  test('of a market that never closes: the last bar of a day stays in it although the next day was already announced', () => {
    const r = createRecord({ startingCash: 0, symbols: ['A'] })
    for (const day of [7, 8]) {
      r.session(session(day))
      for (const hour of [12, 24]) {
        r.bar(bar(day * DAY + hour * (DAY / 24), 1))
        if (hour === 24) r.session(session(day + 1))
        r.mark(day * DAY + hour * (DAY / 24), 1, 1, 0)
      }
    }
    expect(ends(r)).toEqual([
      [7, 8],
      [1, 3],
    ])
  })
})

test('the benchmark is the last close of the first symbol, or of the one named', () => {
  const r = createRecord({ startingCash: 0, symbols: ['A', 'B'], benchmark: 'B' })
  r.mark(1, 0, 0, 0)
  r.bar(bar(2, 10))
  r.bar(bar(2, 20, { symbol: 'B' }))
  r.mark(2, 0, 0, 0)
  expect([...r.equity.benchmark]).toEqual([NaN, 20])
})

test('prices thin out without losing the first, the last or an extreme', () => {
  const price = fc.integer({ min: 1, max: 1_000 })
  fc.assert(
    fc.property(fc.array(fc.tuple(price, price), { minLength: 1, maxLength: 3_000, size: 'max' }), (closes) => {
      const r = createRecord({ startingCash: 0, symbols: ['A'], pricePoints: 512 })
      for (const [i, [a, b]] of closes.entries())
        r.bar(bar(i, b, { open: a, high: Math.max(a, b), low: Math.min(a, b) }))
      const series = r.prices('A')!
      expect(series.at.length).toBeLessThanOrEqual(512)
      expect(series.at.length).toBe(Math.ceil(closes.length / series.barsPerPoint))
      expect([series.open[0], series.close.at(-1), series.at.at(-1)]).toEqual([
        closes[0]![0],
        closes.at(-1)![1],
        closes.length - 1,
      ])
      expect(Math.max(...series.high)).toBe(Math.max(...closes.flat()))
      expect(Math.min(...series.low)).toBe(Math.min(...closes.flat()))
      const every = series.at.every((at, i) => at === Math.min((i + 1) * series.barsPerPoint, closes.length) - 1)
      expect(every).toBe(true)
    }),
    { numRuns: 40 },
  )
})

test('a symbol without bars has no prices', () => {
  expect(createRecord({ startingCash: 0, symbols: ['A'] }).prices('A')).toBeUndefined()
  expect(createRecord({ startingCash: 0, symbols: ['A'] }).prices('nobody')).toBeUndefined()
})
