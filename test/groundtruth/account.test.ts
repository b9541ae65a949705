/** The venue's account by the rules of Part A, and the portfolio's own ledger: two books of the same executions, kept apart. */
import fc from 'fast-check'
import { backtest, type BrokerContext, cashOf, columns, type Experiment } from 'quantdome'
import { describe, expect, test } from 'vitest'
import type { Action, CaseCommission } from '../../scripts/groundtruth/formats.ts'
import { dateOf } from '../../scripts/groundtruth/models/arithmetic.ts'
import { BorrowInterest } from '../../scripts/groundtruth/models/borrow-interest.ts'
import { type CashBook, cashCheck } from '../../scripts/groundtruth/models/cash-check.ts'
import { fillByRules } from '../../scripts/groundtruth/models/fill-rules.ts'
import { fillerOf } from '../../scripts/groundtruth/models/fillers.ts'
import { plansOf } from '../../scripts/groundtruth/models/order-plan.ts'
import { orderQueue } from '../../scripts/groundtruth/models/order-queue.ts'
import { slippageByRules } from '../../scripts/groundtruth/models/slippage-rules.ts'
import { commissionBy, instrumentOf, termsOf } from '../../scripts/groundtruth/models/terms.ts'
import { script } from '../../scripts/groundtruth/strategies/script.ts'
import { timelineOf } from '../../scripts/groundtruth/timeline.ts'

const DAYS = 25
const cents = (min: number, max: number) => fc.integer({ min: min * 100, max: max * 100 }).map((n) => n / 100)

const rows = fc.array(
  fc.tuple(cents(20, 40), cents(20, 40), cents(20, 40), cents(20, 40), fc.integer({ min: 0, max: 300 })),
  { minLength: DAYS, maxLength: DAYS },
)
const actions = fc
  .array(
    fc.record({
      step: fc.integer({ min: 0, max: DAYS - 1 }),
      side: fc.constantFrom('buy', 'sell'),
      type: fc.constantFrom('market', 'limit', 'stop', 'stop_limit', 'stop_trail', 'stop_trail_limit', 'close'),
      size: fc.integer({ min: 1, max: 60 }),
      price: cents(18, 42),
      limit: cents(18, 42),
      valid: fc.constantFrom(undefined, undefined, 'day', { days: 3 }, '2020-01-15'),
      tie: fc.constantFrom('none', 'none', 'oco', 'child'),
      cancel: fc.boolean(),
    }),
    { maxLength: 40 },
  )
  .map((all): Action[] =>
    all.flatMap(({ price, limit, tie, cancel, ...rest }, index) => {
      const id = `o${index}`
      const before = `o${index - 1}`
      const submit: Action = {
        ...rest,
        op: 'submit',
        id,
        data: 0,
        ...(rest.type === 'market' || rest.type === 'close' || rest.type === 'stop_trail' ? {} : { price }),
        ...(rest.type === 'stop_limit' || rest.type === 'stop_trail_limit' ? { limit } : {}),
        ...(rest.type.startsWith('stop_trail') ? { trail_amount: 1.5 } : {}),
        ...(tie === 'oco' && index > 0 ? { oco: before } : {}),
        ...(tie === 'child' && index > 0 && all[index - 1]!.tie === 'none' ? { parent: before } : {}),
      }
      return cancel && index > 0 ? [submit, { step: rest.step, op: 'cancel', id: before }] : [submit]
    }),
  )
const commission: fc.Arbitrary<CaseCommission> = fc.constantFrom(
  { type: 'none' },
  { type: 'percent', value: 0.001 },
  { type: 'per_unit', value: 0.02, leverage: 2 },
  { type: 'percent', value: 0.001, interest: 0.1 },
  { type: 'none', interest: 0.2, interest_long: true, leverage: 3 },
  { type: 'per_unit', value: 1, stocklike: false, margin: 40, mult: 5 },
)
const filler = fc.constantFrom({ type: 'none' }, { type: 'FixedBarPerc', perc: 10 }, { type: 'FixedSize', size: 20 })

async function experimentOf(
  prices: readonly (readonly [number, number, number, number, number])[],
  orders: readonly Action[],
  terms: CaseCommission,
  volume: { readonly type: string },
  atSubmit: boolean,
): Promise<Experiment> {
  const data = columns({
    X: prices.map(([open, a, b, close, units], day) => ({
      time: new Date(Date.UTC(2020, 0, 1 + day)).toISOString().slice(0, 10),
      open,
      high: Math.max(open, a, b, close),
      low: Math.min(open, a, b, close),
      close,
      volume: units,
    })),
  })
  const { bars } = await timelineOf(data)
  const all = { X: termsOf(terms) }
  const interest = new BorrowInterest(all, (_, at) => dateOf(at))
  const plans = plansOf(orders)
  return {
    data,
    strategies: [script({ actions: orders, symbols: ['X'], bars, pendingLater: true })],
    portfolio: { cash: 1_500, moneyUnit: 1e-9, risk: { buyingPower: 'none' }, financing: interest.model },
    broker: {
      fill: fillByRules(),
      volume: fillerOf(volume),
      slippage: slippageByRules({ type: 'fixed', value: 0.05, slip_open: true, slip_match: true }),
      commission: commissionBy(all),
      queue: orderQueue({ plans, actionsIn: (step) => orders.filter((one) => one.step === step), isChecked: atSubmit }),
      credit: cashCheck({ cash: 1_500, terms: all, atSubmit, bars, isDaily: true, plans }),
      wrongSideStop: 'trigger',
    },
    instruments: { X: instrumentOf(all.X) },
  }
}

describe('two books of the same executions', () => {
  test('agree on cash and position, whatever is traded on whatever terms', async () => {
    await fc.assert(
      fc.asyncProperty(
        rows,
        actions,
        commission,
        filler,
        fc.boolean(),
        async (prices, orders, terms, volume, atSubmit) => {
          const run = await backtest(await experimentOf(prices, orders, terms, volume, atSubmit))
          const account = (run.system.get('broker').getSnapshot().context as BrokerContext).account as CashBook
          expect(account.cash).toBeCloseTo(cashOf(run.portfolio), 5)
          const { quantity, averagePrice } = run.portfolio.books['X']!
          const position = account.positions['X'] ?? { size: 0, price: 0 }
          expect(position.size).toBe(quantity)
          expect(position.price).toBeCloseTo(averagePrice, 9)
        },
      ),
      { numRuns: 60 },
    )
  })
})

describe('the check on paper', () => {
  const buy = (quantity: number, side: 'buy' | 'sell' = 'buy', at = 5) => ({
    order: {
      orderId: 'o',
      clOrdId: 'o',
      symbol: 'X',
      side,
      orderType: 'market',
      quantity,
      timeInForce: 'gtc',
    } as const,
    instrument: {},
    lastPrice: 10,
    at,
  })
  const check = cashCheck({ cash: 1_000, terms: { X: termsOf({}) }, atSubmit: true, bars: [] })

  test('orders of one step are paid for one after the other; a refused one is not given back, a sale is', () => {
    const book = check.open()
    expect(check.entry!(book, buy(60))).toBeUndefined()
    expect(check.entry!(book, buy(60))).toMatchObject({ facts: { cash: -200 } })
    expect(check.entry!(book, buy(1))).toMatchObject({ facts: { cash: -210 } })
    expect(check.entry!(book, buy(50, 'sell'))).toBeUndefined()
    expect(check.entry!(book, buy(29))).toBeUndefined()
    // in the next step everything is as it really is
    expect(check.entry!(book, buy(100, 'buy', 6))).toBeUndefined()
    expect(check.entry!(book, buy(1, 'buy', 6))).toMatchObject({ facts: { cash: -10 } })
  })
})
