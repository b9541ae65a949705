/** Whatever reaches a portfolio, its books stay right; and both ways of running it do the same. */
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  equityOf,
  fixedQuantity,
  type PortfolioIncoming,
  type PortfolioInput,
  portfolioMachine,
  trialBalance,
} from '../../../actors/portfolio/index.ts'
import type { OrderSubmit, Signal } from '../../../src/events/index.ts'
import { checkEquality } from '../../machine/support/equality.ts'
import { bar, filled, portfolio, quote, report, trade } from './support.ts'

// Anything that may reach a portfolio, in any order: most of it is nonsense on purpose.
const sides = fc.constantFrom('buy', 'sell')
const someOrder = fc.record({
  n: fc.integer({ min: 1, max: 4 }),
  side: sides,
  symbol: fc.constantFrom('A', 'B'),
  quantity: fc.constantFrom(5, 10, 20),
})
const incoming: fc.Arbitrary<PortfolioIncoming> = fc.oneof(
  {
    weight: 3,
    arbitrary: fc
      .tuple(fc.integer({ min: 1, max: 200 }), fc.constantFrom('A', 'B', 'C'))
      .map(([close, symbol]) => bar(close, symbol)),
  },
  {
    weight: 2,
    arbitrary: fc
      .tuple(fc.integer({ min: 1, max: 200 }), fc.constantFrom('A', 'B', 'C'), fc.boolean(), fc.nat({ max: 1 }))
      .map(([price, symbol, isTrade, size]) =>
        isTrade ? trade(price, symbol) : quote(price, price + 2, symbol, size),
      ),
  },
  {
    weight: 4,
    arbitrary: fc
      .record({
        intent: fc.constantFrom('long', 'short', 'flat', 'buy', 'sell', 'target', 'weight', 'cancel', 'change'),
        symbol: fc.constantFrom('A', 'B', 'C'),
        quantity: fc.constantFrom(undefined, 5, 10, -3),
        weight: fc.constantFrom(undefined, 0.2, -0.3),
        tag: fc.constantFrom(undefined, 't', 'u'),
        limitPrice: fc.constantFrom(undefined, 40, 120),
      })
      .map((wish): Signal => ({
        type: 'signal',
        ...(wish as Omit<Signal, 'type'>),
        orderType: wish.limitPrice === undefined ? 'market' : 'limit',
      })),
  },
  {
    weight: 6,
    arbitrary: fc
      .tuple(
        someOrder,
        fc.constantFrom('order.accepted', 'order.filled', 'order.canceled', 'order.rejected', 'order.expired'),
        fc.nat(5),
      )
      .map(([o, type, exec]) => {
        const order = {
          orderId: `o-${o.n}`,
          clOrdId: `o-${o.n}`,
          symbol: o.symbol,
          side: o.side,
          quantity: o.quantity,
        } as OrderSubmit
        if (type === 'order.filled') return filled(order, o.quantity, 50, `f${exec}`, 0.5)
        const execType = {
          'order.accepted': 'New',
          'order.canceled': 'Canceled',
          'order.rejected': 'Rejected',
          'order.expired': 'Expired',
        }[type]
        return {
          ...report(order),
          type,
          execType,
          execId: `${type}${exec}`,
          code: 'custom',
          text: '',
          reason: 'unsolicited',
        } as PortfolioIncoming
      }),
  },
  {
    weight: 1,
    arbitrary: fc.constantFrom<PortfolioIncoming>(
      { type: 'portfolio.reduce' },
      { type: 'portfolio.halt' },
      { type: 'portfolio.liquidate' },
      { type: 'portfolio.resume' },
    ),
  },
  {
    weight: 1,
    arbitrary: fc
      .integer({ min: 1, max: 9 })
      .map((day): PortfolioIncoming => ({ type: 'market.session', at: 0, phase: 'open', day })),
  },
)
const input: PortfolioInput = {
  cash: 10_000,
  symbols: ['A', 'B'],
  now: () => 7,
  sizing: fixedQuantity(10),
  risk: { dailyLoss: 0.05, onDailyLoss: 'liquidate' },
}

describe('whatever happens', () => {
  test('the ledger adds up to zero, equity is cash and value, and the open orders are counted right', () => {
    fc.assert(
      fc.property(fc.array(incoming, { maxLength: 60 }), (events) => {
        const p = portfolio(input)
        for (const event of events) {
          p.send(event)
          const { accounts, books, orders } = p.context
          const balances = Object.values(trialBalance(accounts, books))
          expect(balances.reduce((total, b) => total + b, 0)).toBe(0)
          let value = 0
          for (const book of Object.values(books)) {
            value += book.marketValue
            const open = [...orders.values()].filter((order) => order.context.symbol === book.symbol)
            const left = (side: string): number =>
              open.filter((o) => o.context.side === side).reduce((n, o) => n + o.context.leavesQty, 0)
            expect([book.workingBuy, book.workingSell]).toEqual([left('buy'), left('sell')])
          }
          expect(equityOf(p.context)).toBe((accounts.cash + value) / 1e6)
          expect(p.context.reserved).toBeGreaterThanOrEqual(-1e-9)
        }
      }),
      { numRuns: 300 },
    )
  })

  test('interpreted and compiled, the portfolio does the same', () => {
    checkEquality(portfolioMachine, incoming, { input, runs: 60 })
    checkEquality(portfolioMachine, incoming, { input: { ...input, risk: { dailyLoss: 0.05 } }, runs: 40 })
    checkEquality(portfolioMachine, incoming, { input: { ...input, markBy: 'mid' }, runs: 30 })
  })
})
