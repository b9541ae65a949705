/** Splits, dividends and borrow fees in the books. */
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  borrowCost,
  CorporateActionError,
  equityUnits,
  type FinancingModel,
  type PortfolioIncoming,
  type PortfolioInput,
  portfolioMachine,
  trialBalance,
} from '../../../actors/portfolio/index.ts'
import { onDividend, onSplit } from '../../../actors/portfolio/corporate.ts'
import { openPortfolio } from '../../../actors/portfolio/context.ts'
import type { MarketDividend, MarketSplit, OrderSubmit, Side, TradingEvent } from '../../../src/events/index.ts'
import { checkEquality } from '../../machine/support/equality.ts'
import { bar, filled, portfolio, report, signal, submitOf } from './support.ts'

const DAY = 86_400_000_000
const split = (ratio: number, at = 10, symbol = 'A'): MarketSplit => ({ type: 'market.split', symbol, at, ratio })
const dividend = (amount: number, at = 10, symbol = 'A'): MarketDividend => ({
  type: 'market.dividend',
  symbol,
  at,
  amount,
})
const of = (events: TradingEvent[], type: TradingEvent['type']) => events.filter((event) => event.type === type)

/** A portfolio that holds so much of A. */
function holding(quantity: number, price: number, input: Partial<PortfolioInput> = {}) {
  const p = portfolio({ risk: { buyingPower: 'none' }, ...input })
  p.send(bar(price))
  if (quantity !== 0) {
    const order = submitOf(
      p.send(signal(quantity > 0 ? 'buy' : 'sell', { quantity: Math.abs(quantity), orderType: 'market' })),
    )
    p.send(filled(order, Math.abs(quantity), price, 'f-1'))
  }
  return p
}
const balanced = (p: ReturnType<typeof portfolio>): void =>
  expect(Object.values(trialBalance(p.context.accounts, p.context.books)).reduce((sum, n) => sum + BigInt(n), 0n)).toBe(
    0n,
  )

describe('a split', () => {
  test('multiplies what is held and divides what it cost', () => {
    const p = holding(10, 90)
    expect(p.send(split(3))).toMatchObject([
      { type: 'account.split', ratio: 3, before: 10, quantity: 30, averagePrice: 30 },
      { type: 'position.changed', quantity: 30, averagePrice: 30, realized: 0 },
    ])
    expect(p.context.books['A']).toMatchObject({
      quantity: 30,
      averagePrice: 30,
      last: 30,
      cost: 900e6,
      marketValue: 900e6,
    })
  })
  test('pays what makes no lot in cash, at the last price, to who is long and by who is short', () => {
    const long = holding(25, 4)
    expect(of(long.send(split(0.1)), 'account.cashInLieu')).toMatchObject([{ quantity: 0.5, price: 40, amount: 20 }])
    expect(long.context.books['A']).toMatchObject({ quantity: 2, cost: 80e6, marketValue: 80e6 })
    const short = holding(-25, 4)
    expect(of(short.send(split(0.1)), 'account.cashInLieu')).toMatchObject([{ quantity: -0.5, amount: -20 }])
    const none = holding(3, 4)
    expect(of(none.send(split(0.1)), 'position.changed')).toMatchObject([
      { quantity: 0, averagePrice: 0, cash: 10_000 },
    ])
    const any = holding(25, 4, { instruments: { A: { lot: 0 } } })
    expect(of(any.send(split(0.1)), 'account.cashInLieu')).toEqual([])
    expect(any.context.books['A']!.quantity).toBe(2.5)
  })
  test('of what is not held says nothing, and of an unknown symbol neither', () => {
    expect(holding(0, 90).send(split(3))).toEqual([])
    expect(holding(10, 90).send(split(3, 10, 'C'))).toEqual([])
  })
  test('that is no number above 0 is refused by name', () => {
    const context = openPortfolio({ cash: 1, symbols: ['A'], now: () => 0 })
    for (const ratio of [0, -1, Number.NaN, Infinity])
      expect(() => onSplit(context, split(ratio), () => {})).toThrow(CorporateActionError)
    expect(() => onDividend(context, dividend(-1), () => {})).toThrow(
      'the dividend of A must be a number above 0, not -1',
    )
  })

  test('a bar of before it that comes after it is in the old units', () => {
    const p = holding(10, 90)
    p.send(split(3))
    p.send({ ...bar(93, 'A', 10), openAt: 5 })
    expect(p.context.books['A']!.last).toBe(31)
    p.send(bar(32, 'A', 11))
    expect(p.context.books['A']).toMatchObject({ last: 32, marketValue: 960e6 })
  })

  test('what open orders may cost follows their restatement', () => {
    const p = portfolio({ cash: 1000 })
    p.send(bar(50))
    const order = submitOf(p.send(signal('buy', { quantity: 10, orderType: 'limit', limitPrice: 40 })))
    expect(p.context.reserved).toBe(400)
    p.send(split(2))
    p.send({
      ...report(order),
      type: 'order.restated',
      execType: 'Restated',
      execId: 'r',
      at: 10,
      orderQty: 20,
      splitRatio: 2,
    })
    expect([p.context.reserved, p.context.books['A']!.workingBuy]).toEqual([400, 20])
    p.send({ ...filled(order, 5, 20, 'f'), at: 11 })
    expect([p.context.reserved, p.context.books['A']!.workingBuy]).toEqual([300, 15])
    p.send({
      ...report(order),
      type: 'order.canceled',
      execType: 'Canceled',
      execId: 'c',
      at: 12,
      reason: 'unsolicited',
    })
    expect([p.context.reserved, p.context.books['A']!.workingBuy, p.context.restatedAt.size]).toEqual([0, 0, 0])
  })

  describe('and an execution that is reported late', () => {
    const late = (quantity: number, at: number, more: Partial<PortfolioInput> = {}) => {
      const p = holding(0, 90, { now: () => 1, ...more })
      const order = submitOf(p.send(signal('buy', { quantity })))
      p.send(split(3, 10))
      return { p, order, heard: p.send({ ...filled(order, quantity, 90, 'f-1'), at, transactTime: at }) }
    }
    test('of before it counts in the new units, and says so first', () => {
      const { p, heard } = late(10, 9)
      expect(heard).toMatchObject([
        { type: 'account.lateExecution', orderId: 'o-1', execId: 'f-1', ratio: 3 },
        { type: 'order.filled', lastQty: 10, lastPx: 90 },
        { type: 'position.changed', quantity: 30, averagePrice: 30 },
      ])
      expect(p.context.books['A']).toMatchObject({ quantity: 30, marketValue: 900e6, cost: 900e6 })
    })
    test('of its own instant counts in the old units if the order was not restated, else in the new', () => {
      expect(late(10, 10).p.context.books['A']!.quantity).toBe(30)
      const p = holding(0, 90, { now: () => 1 })
      const order = submitOf(p.send(signal('buy', { quantity: 10 })))
      p.send(split(3, 10))
      p.send({
        ...report(order),
        type: 'order.restated',
        execType: 'Restated',
        execId: 'r',
        at: 10,
        orderQty: 30,
        splitRatio: 3,
      })
      p.send({ ...filled(order, 30, 30, 'f-1'), at: 10 })
      expect(p.context.books['A']!.quantity).toBe(30)
    })
    test('of after it is in the new units already', () => {
      expect(late(10, 11).p.context.books['A']).toMatchObject({ quantity: 10, averagePrice: 90 })
    })
    test('leaves a fraction of a lot as cash, at no gain', () => {
      const p = holding(0, 4, { now: () => 1 })
      const order = submitOf(p.send(signal('buy', { quantity: 25 })))
      p.send(split(0.1, 10))
      expect(of(p.send({ ...filled(order, 25, 4, 'f'), at: 9 }), 'account.cashInLieu')).toMatchObject([
        { quantity: 0.5, amount: 20 },
      ])
      expect(p.context.books['A']!.quantity).toBe(2)
      expect(equityUnits(p.context)).toBe(10_000e6)
    })
    test('gets the dividends it missed, in the units of their time', () => {
      const p = holding(0, 90, { now: () => 1 })
      const order = submitOf(p.send(signal('buy', { quantity: 10 })))
      for (const event of [dividend(1, 5), split(2, 10), dividend(1, 15), split(2, 20), dividend(1, 25)]) p.send(event)
      const paid = of(p.send({ ...filled(order, 10, 90, 'f'), at: 9 }), 'account.dividend')
      expect(paid).toMatchObject([
        { quantity: 20, amount: 20 },
        { quantity: 40, amount: 40 },
      ])
      expect(p.context.accounts.dividends).toBe(-60e6)
    })
  })
})

describe('a dividend', () => {
  test('is paid to who is long, and by who is short', () => {
    expect(holding(10, 50).send(dividend(0.25))).toMatchObject([
      { type: 'account.dividend', quantity: 10, perUnit: 0.25, amount: 2.5, cash: 9502.5 },
    ])
    const short = holding(-10, 50)
    expect(short.send(dividend(0.25))).toMatchObject([{ quantity: -10, amount: -2.5, cash: 10_497.5 }])
    expect(short.context.accounts.dividends).toBe(2.5e6)
    balanced(short)
  })
  test('is nothing for who holds nothing, or a future', () => {
    expect(holding(0, 50).send(dividend(0.25))).toEqual([])
    expect(holding(2, 50, { instruments: { A: { deposit: 100 } } }).send(dividend(0.25))).toEqual([])
    expect(holding(2, 50).send(dividend(0.25, 10, 'C'))).toEqual([])
  })
})

describe('financing', () => {
  const overDays = (model: FinancingModel, quantity: number, days: number) => {
    let now = 0
    const p = holding(quantity, 50, { financing: model, now: () => now })
    now = days * DAY
    return { p, heard: of(p.send(bar(60)), 'account.financing') }
  }
  test('borrowing costs by actual days, on the value of before them, over a year of 360 or 365', () => {
    expect(overDays(borrowCost({ rate: 0.036 }), -10, 3).heard).toMatchObject([
      { symbol: 'A', quantity: -10, days: 3, rate: 0.036, amount: 0.15, cash: 10_499.85 },
    ])
    expect(overDays(borrowCost({ rate: { A: 0.365, B: 1 }, year: 365 }), -10, 2).heard).toMatchObject([{ amount: 1 }])
  })
  test('nothing is borrowed by who is long, of what is not listed, and within a day', () => {
    expect(overDays(borrowCost({ rate: 0.036 }), 10, 3).heard).toEqual([])
    expect(overDays(borrowCost({ rate: { B: 0.036 } }), -10, 3).heard).toEqual([])
    expect(overDays(borrowCost({ rate: 0.036 }), -10, 0).heard).toEqual([])
  })
  test("a model of one's own may answer with an amount alone, or pay", () => {
    const { p, heard } = overDays(({ days }) => -days, 10, 3)
    expect(heard).toMatchObject([{ days: 3, rate: undefined, amount: -3 }])
    expect(p.context.accounts.financing).toBe(-3e6)
    balanced(p)
  })
  test('its name says how it was made, and nonsense is refused', () => {
    expect(borrowCost({ rate: { A: 0.01 }, year: 365 }).name).toBe('borrowCost({ rate: { A: 0.01 }, year: 365 })')
    expect(borrowCost({ rate: 0.01 }).name).toBe('borrowCost({ rate: 0.01, year: 360 })')
    expect(() => borrowCost({ rate: { A: -1 } })).toThrow(/-1 for A/)
    expect(() => borrowCost({ rate: 1, year: 366 as 365 })).toThrow(/360 or 365/)
  })
})

// An independent model of the books: cash and units as fractions of whole numbers, nothing else.
describe('whatever is traded, split and paid', () => {
  const step = fc.oneof(
    fc.record({
      kind: fc.constant('fill' as const),
      side: fc.constantFrom<Side>('buy', 'sell'),
      quantity: fc.integer({ min: 1, max: 40 }),
    }),
    fc.record({ kind: fc.constant('bar' as const), price: fc.integer({ min: 4, max: 400 }).map((n) => n / 4) }),
    fc.record({ kind: fc.constant('split' as const), ratio: fc.constantFrom(2, 3, 1.5, 0.5, 0.1, 1 / 3, 7 / 5) }),
    fc.record({ kind: fc.constant('dividend' as const), amount: fc.constantFrom(0.25, 1, 3) }),
  )
  test.each([1, 0, 10])('equity moves by prices and dividends alone, and the ledger adds up (lot %d)', (lot) => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 40 }), (steps) => {
        const p = portfolio({ cash: 1e6, symbols: ['A'], risk: { buyingPower: 'none' }, instruments: { A: { lot } } })
        p.send(bar(50))
        steps.forEach((each, index) => {
          const before = equityUnits(p.context)
          const { quantity: held, last } = p.context.books['A']!
          switch (each.kind) {
            case 'fill': {
              const wanted = lot === 10 ? each.quantity * 10 : each.quantity
              const order = submitOf(p.send(signal(each.side, { quantity: wanted })))
              p.send({ ...filled(order, wanted, last, `f-${index}`), at: 1000 + index })
              expect(equityUnits(p.context)).toBeGreaterThanOrEqual(before - 1)
              expect(equityUnits(p.context)).toBeLessThanOrEqual(before + 1)
              break
            }
            case 'bar':
              p.send(bar(each.price, 'A', 1000 + index))
              expect(Math.abs(equityUnits(p.context) - before - held * (each.price - last) * 1e6)).toBeLessThanOrEqual(
                2,
              )
              break
            case 'split': {
              p.send(split(each.ratio, 1000 + index))
              expect(equityUnits(p.context)).toBe(before)
              const { quantity } = p.context.books['A']!
              expect(Math.abs(held * each.ratio - quantity)).toBeLessThan(lot === 0 ? 1e-9 : lot)
              expect(Math.abs(quantity)).toBeLessThanOrEqual(Math.abs(held * each.ratio) + 1e-6)
              expect(p.context.books['A']!.last).toBe(last / each.ratio)
              break
            }
            case 'dividend':
              p.send(dividend(each.amount, 1000 + index))
              expect(Math.abs(equityUnits(p.context) - before - held * each.amount * 1e6)).toBeLessThanOrEqual(1)
              break
          }
          balanced(p)
          const book = p.context.books['A']!
          expect(p.context.marketValue).toBe(book.marketValue)
          expect(p.context.grossValue).toBe(Math.abs(book.marketValue))
          if (book.quantity === 0) expect([book.cost, book.loan, book.averagePrice]).toEqual([0, 0, 0])
          else expect(Math.abs(book.averagePrice * book.quantity * 1e6 - book.cost)).toBeLessThanOrEqual(100)
        })
      }),
      { numRuns: 120 },
    )
  })

  test('interpreted and compiled, the portfolio does the same', () => {
    const anything: fc.Arbitrary<PortfolioIncoming> = fc.oneof(
      fc.constantFrom(split(2, 0), split(0.1, 7), split(1.5, 7, 'B'), dividend(1, 7), dividend(1, 0, 'B')),
      fc.tuple(fc.integer({ min: 1, max: 99 }), fc.constantFrom('A', 'B')).map(([close, symbol]) => bar(close, symbol)),
      fc.constantFrom('buy' as const, 'sell' as const).map((intent) => signal(intent, { quantity: 5 })),
      fc.tuple(fc.integer({ min: 1, max: 4 }), fc.nat(20)).map(([n, exec]): PortfolioIncoming => {
        const order = { orderId: `o-${n}`, clOrdId: `o-${n}`, symbol: 'A', side: 'buy', quantity: 5 } as OrderSubmit
        return exec < 15
          ? { ...filled(order, 5, 20, `f-${exec}`), at: exec }
          : {
              ...report(order),
              type: 'order.restated',
              execType: 'Restated',
              execId: `r-${exec}`,
              at: 7,
              orderQty: 10,
              splitRatio: 2,
            }
      }),
    )
    const input: PortfolioInput = { cash: 10_000, symbols: ['A', 'B'], now: () => 7, risk: { buyingPower: 'none' } }
    checkEquality(portfolioMachine, anything, { input, runs: 60 })
  })
})
