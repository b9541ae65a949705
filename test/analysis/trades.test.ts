/** Round trips: examples first, then the matching and the excursions against models that keep everything and think slowly. */
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { createRecord } from '../../src/analysis/index.ts'
import type { TradeRow } from '../../src/analysis/index.ts'
import { bar, trade } from './events.ts'

const record = () => createRecord({ startingCash: 0, symbols: ['A', 'B'] })

describe('fills become round trips', () => {
  test('first in, first out; a partial exit splits the lot', () => {
    const r = record()
    trade(r, 'in', 'buy', 10, 100, { at: 1, commission: 10, strategy: 's', tag: 't' })
    trade(r, 'out-1', 'sell', 4, 110, { at: 2, commission: 2 })
    trade(r, 'out-2', 'sell', 6, 90, { at: 3, commission: 3 })
    expect(r.trades.toArray()).toMatchObject([
      {
        quantity: 4,
        entryAt: 1,
        exitAt: 2,
        gross: 40,
        commission: 4 + 2,
        net: 34,
        return: 34 / 400,
        entryOrderId: 'in',
        exitOrderId: 'out-1',
      },
      {
        quantity: 6,
        entryAt: 1,
        exitAt: 3,
        gross: -60,
        commission: 6 + 3,
        net: -69,
        return: -69 / 600,
        exitOrderId: 'out-2',
      },
    ])
    expect(r.openTrades).toEqual([])
  })

  test('one exit closes several entries; a reversal closes and then opens, its commission shared by quantity', () => {
    const r = record()
    trade(r, 'a', 'buy', 1, 10)
    trade(r, 'b', 'buy', 2, 20)
    trade(r, 'c', 'sell', 5, 30, { commission: 5 })
    expect(r.trades.toArray().map((t) => [t.direction, t.quantity, t.entryPrice, t.gross, t.commission])).toEqual([
      ['long', 1, 10, 20, 1],
      ['long', 2, 20, 20, 2],
    ])
    expect(r.openTrades).toMatchObject([
      { direction: 'short', open: true, quantity: 2, entryPrice: 30, commission: 2, exitOrderId: '' },
    ])
  })

  test('a short earns when the price falls', () => {
    const r = record()
    trade(r, 'a', 'sell', 3, 50)
    trade(r, 'b', 'buy', 3, 40)
    expect(r.trades.at(0)).toMatchObject({ direction: 'short', gross: 30, return: 0.2 })
  })

  test('decimal quantities leave no dust', () => {
    const r = record()
    trade(r, 'a', 'buy', 0.1, 10)
    trade(r, 'b', 'buy', 0.2, 10)
    trade(r, 'c', 'sell', 0.3, 10)
    expect([r.trades.length, r.openTrades.length]).toEqual([2, 0])
    trade(r, 'd', 'sell', 0.3, 10)
    trade(r, 'e', 'buy', 0.1 + 0.2, 10)
    expect([r.trades.length, r.openTrades.length]).toEqual([3, 0])
  })

  test('symbols do not mix', () => {
    const r = record()
    trade(r, 'a', 'buy', 1, 10)
    trade(r, 'b', 'sell', 1, 10, { symbol: 'B' })
    expect(r.trades).toHaveLength(0)
    expect(r.openTrades.map((t) => [t.symbol, t.direction])).toEqual([
      ['A', 'long'],
      ['B', 'short'],
    ])
  })

  test('what is open at the end is marked at the last close and stays out of the closed trades', () => {
    const r = record()
    r.bar(bar(10, 100))
    trade(r, 'a', 'buy', 2, 100, { at: 10, commission: 1 })
    r.bar(bar(20, 107, { high: 120, low: 95 }))
    expect(r.trades).toHaveLength(0)
    expect(r.openTrades).toMatchObject([{ exitAt: 20, exitPrice: 107, gross: 14, net: 13, bars: 1, mae: -10, mfe: 40 }])
  })
})

describe('excursions', () => {
  const b1 = bar(10, 104, { openAt: 1, open: 100, high: 108, low: 97 })
  const b2 = bar(20, 111, { openAt: 11, open: 105, high: 115, low: 101 })
  const b3 = bar(30, 90, { openAt: 21, open: 110, high: 125, low: 80 })

  test('of a trade from open to open: whole bars from the entry up to the exit', () => {
    const r = record()
    r.bar(b1)
    trade(r, 'in', 'buy', 2, 100, { at: 10, transactTime: 1 })
    r.bar(b2)
    r.bar(b3)
    trade(r, 'out', 'sell', 2, 110, { at: 30, transactTime: 21 })
    expect(r.trades.at(0)).toMatchObject({ mae: -6, mfe: 30, maeReturn: -0.03, mfeReturn: 0.15, bars: 2 })
  })

  test('of a trade entered and left within bars: only what is certain of these two bars', () => {
    const r = record()
    r.bar(b1)
    trade(r, 'in', 'sell', 1, 103, { at: 10, transactTime: 10 })
    r.bar(b2)
    r.bar(b3)
    trade(r, 'out', 'buy', 1, 100, { at: 30, transactTime: 30 })
    // Of the first bar its close 104, the whole second, of the third its open 110, and the exit price.
    expect(r.trades.at(0)).toMatchObject({ mae: -12, mfe: 3 })
  })

  test('of a trade within one bar: its two prices', () => {
    const r = record()
    r.bar(b3)
    trade(r, 'in', 'buy', 1, 110, { at: 30, transactTime: 21 })
    trade(r, 'out', 'sell', 1, 85, { at: 30, transactTime: 30 })
    expect(r.trades.at(0)).toMatchObject({ mae: -25, mfe: 0, bars: 0 })
  })
})

interface Step {
  readonly bar: { readonly open: number; readonly close: number; readonly up: number; readonly down: number }
  readonly fills: readonly {
    readonly buy: boolean
    readonly quantity: number
    readonly price: number
    readonly commission: number
    readonly when: number
  }[]
}

const price = fc.integer({ min: 50, max: 150 })
const steps: fc.Arbitrary<Step[]> = fc.array(
  fc.record({
    bar: fc.record({ open: price, close: price, up: fc.nat(20), down: fc.nat(20) }),
    fills: fc.array(
      fc.record({
        buy: fc.boolean(),
        quantity: fc.integer({ min: 1, max: 6 }),
        price,
        commission: fc.nat(500).map((n) => n / 100),
        when: fc.nat(2),
      }),
      { maxLength: 4 },
    ),
  }),
  { maxLength: 40 },
)

/** A unit of one: bought or sold alone, closed alone. */
interface Unit {
  readonly sign: number
  readonly entry: number
  readonly price: number
  readonly barIndex: number
  readonly when: number
}

/** FIFO by single units, excursions by going over all bars again for each of them. `when`: 0 at the open, 1 inside the bar, 2 after it. */
function model(all: readonly Step[]): {
  closed: Map<string, { quantity: number; gross: number; high: number; low: number }>
  held: Unit[]
} {
  const bars = all.map(({ bar: b }) => ({
    ...b,
    high: Math.max(b.open, b.close) + b.up,
    low: Math.min(b.open, b.close) - b.down,
  }))
  const held: Unit[] = []
  const closed = new Map<string, { quantity: number; gross: number; high: number; low: number }>()
  let fillNumber = 0
  const seen = (unit: Unit, exitBar: number, when: number, exitPrice: number): number[] => {
    const values = [unit.price, exitPrice]
    for (let i = unit.barIndex; i <= exitBar; i++) {
      const b = bars[i]!
      const fromStart = i > unit.barIndex || unit.when === 0
      const toEnd = i < exitBar || when === 2
      if (fromStart && toEnd) values.push(b.high, b.low)
      else if (!fromStart && toEnd && unit.when === 1) values.push(b.close)
      else if (fromStart && !toEnd && when === 1 && i > unit.barIndex) values.push(b.open)
    }
    return values
  }
  all.forEach((step, index) => {
    for (const fill of step.fills) {
      const sign = fill.buy ? 1 : -1
      fillNumber++
      for (let n = 0; n < fill.quantity; n++) {
        const first = held[0]
        if (first === undefined || first.sign === sign) {
          held.push({ sign, entry: fillNumber, price: fill.price, barIndex: index, when: fill.when })
          continue
        }
        held.shift()
        const key = `${first.entry}-${fillNumber}`
        const values = seen(first, index, fill.when, fill.price)
        const known = closed.get(key) ?? { quantity: 0, gross: 0, high: -Infinity, low: Infinity }
        closed.set(key, {
          quantity: known.quantity + 1,
          gross: known.gross + first.sign * (fill.price - first.price),
          high: Math.max(known.high, ...values),
          low: Math.min(known.low, ...values),
        })
      }
    }
  })
  return { closed, held }
}

function play(all: readonly Step[]) {
  const r = record()
  let fills = 0
  let cash = 0
  let commission = 0
  all.forEach((step, i) => {
    const { open, close, up, down } = step.bar
    const openAt = 100 * i + 1
    const at = 100 * i + 50
    r.bar(bar(at, close, { openAt, open, high: Math.max(open, close) + up, low: Math.min(open, close) - down }))
    for (const f of step.fills) {
      const transactTime = f.when === 0 ? openAt : f.when === 1 ? at : at + 1
      trade(r, `${++fills}`, f.buy ? 'buy' : 'sell', f.quantity, f.price, {
        at: transactTime,
        transactTime,
        commission: f.commission,
      })
      cash += (f.buy ? -1 : 1) * f.quantity * f.price - f.commission
      commission += f.commission
    }
  })
  return { r, cash, commission }
}

const worst = (t: TradeRow) => t.entryPrice + ((t.direction === 'long' ? 1 : -1) * t.mae) / t.quantity
const best = (t: TradeRow) => t.entryPrice + ((t.direction === 'long' ? 1 : -1) * t.mfe) / t.quantity

describe('against a model that matches single units and remembers every bar', () => {
  test('closed trades, open lots and excursions agree', () => {
    fc.assert(
      fc.property(steps, (all) => {
        const { r } = play(all)
        const { closed, held } = model(all)
        const found = r.trades.toArray()
        expect(found.map((t) => `${t.entryOrderId}-${t.exitOrderId}`)).toEqual([...closed.keys()])
        for (const t of found) {
          const expected = closed.get(`${t.entryOrderId}-${t.exitOrderId}`)!
          expect(t.quantity).toBe(expected.quantity)
          expect(t.gross).toBe(expected.gross)
          expect(Math.min(worst(t), best(t))).toBeCloseTo(expected.low, 9)
          expect(Math.max(worst(t), best(t))).toBeCloseTo(expected.high, 9)
          expect(t.mae <= 0 && t.mfe >= 0 && t.mae <= t.gross && t.mfe >= t.gross).toBe(true)
        }
        const open = r.openTrades
        expect(open.flatMap((t) => Array.from({ length: t.quantity }, () => t.entryOrderId))).toEqual(
          held.map((u) => `${u.entry}`),
        )
        expect(open.every((t) => t.quantity > 0)).toBe(true)
      }),
      { numRuns: 300 },
    )
  })

  test('net profits of closed and open trades add up to what the account gained', () => {
    fc.assert(
      fc.property(steps, (all) => {
        const { r, cash, commission } = play(all)
        const everything = [...r.trades, ...r.openTrades]
        const close = all.at(-1)?.bar.close ?? 0
        const quantity = r.openTrades.reduce((sum, t) => sum + (t.direction === 'long' ? t.quantity : -t.quantity), 0)
        const sum = everything.reduce((total, t) => total + t.net, 0)
        expect(sum).toBeCloseTo(cash + quantity * close, 7)
        expect(everything.reduce((total, t) => total + t.commission, 0)).toBeCloseTo(commission, 9)
      }),
      { numRuns: 300 },
    )
  })

  test('of decimal quantities no lot is ever negative, and nothing is lost', () => {
    const fill = fc.record({ buy: fc.boolean(), quantity: fc.integer({ min: 1, max: 30 }) })
    fc.assert(
      fc.property(fc.array(fill, { maxLength: 60 }), (fills) => {
        const r = record()
        let tenths = 0
        fills.forEach((f, i) => {
          trade(r, `${i}`, f.buy ? 'buy' : 'sell', f.quantity / 10, 10)
          tenths += f.buy ? f.quantity : -f.quantity
          const held = r.openTrades.reduce((sum, t) => sum + (t.direction === 'long' ? t.quantity : -t.quantity), 0)
          expect(held).toBeCloseTo(tenths / 10, 9)
          expect(r.openTrades.every((t) => t.quantity > 1e-9)).toBe(true)
        })
      }),
      { numRuns: 100 },
    )
  })
})
