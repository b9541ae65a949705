/** Part B: trades side by side, worked out by hand, and the venue's account against the portfolio's own ledger on generated scripts. */
import fc from 'fast-check'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { backtest, type BacktestResult, equityOf } from 'quantdome'
import { afterAll, describe, expect, test } from 'vitest'
import { tradesOfB } from '../../scripts/groundtruth/compare/trades-b.ts'
import type { Case } from '../../scripts/groundtruth/formats.ts'
import { equityAt, type TradeAccount } from '../../scripts/groundtruth/models/trade-account.ts'
import { executionsOf } from '../../scripts/groundtruth/outcome.ts'
import { timelineOf } from '../../scripts/groundtruth/timeline.ts'
import { sourceOf } from '../../scripts/groundtruth/translate.ts'
import { settingsOfB, translateB } from '../../scripts/groundtruth/translate-b.ts'

const folder = mkdtempSync(join(tmpdir(), 'quantdome-trades-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

type Prices = readonly [open: number, high: number, low: number, close: number]
type Json = Record<string, unknown>

interface Outcome {
  readonly result: BacktestResult
  readonly account: TradeAccount
  /** `t1 +10 @ 20 on 3`, with `-` in front of what closes. */
  readonly trades: string[]
  readonly profits: number[]
  /** Executions that opened a trade. */
  readonly opened: number
}

async function run(bars: readonly Prices[], broker: Json, actions: readonly Json[], cash = 1_000): Promise<Outcome> {
  const path = join(folder, 'bars.csv')
  const day = (index: number): string => new Date(Date.UTC(2020, 0, 1 + index)).toISOString().slice(0, 10)
  const lines = bars.map((prices, index) => [day(index), ...prices, 100].join(','))
  writeFileSync(path, ['datetime,open,high,low,close,volume', ...lines, ''].join('\n'))
  const file = {
    id: 'b',
    engine: 'backtesting.py',
    data: [{ symbol: 'X', file: 'bars.csv' }],
    cash,
    broker,
    strategy: { kind: 'script', actions },
  }
  const one = { folder, file, expected: {}, bars: [path] } as unknown as Case
  const timeline = await timelineOf(sourceOf(one))
  const { experiment } = translateB(one, { timeline, times: 1_000 })
  const result = await backtest(experiment, { journal: 'decisions' })
  const { fee, hedging } = settingsOfB(one.file)
  const step = (at: number): number => timeline.stepOf(at)
  const { legs, closed } = tradesOfB(executionsOf(result, timeline), {
    hedging,
    fee,
    steps: bars.length,
    stepOf: ({ fill }) => step(fill.transactTime),
  })
  const { account } = result.system.get('broker').getSnapshot().context as { account: TradeAccount }
  return {
    result,
    account,
    trades: legs.map(
      ({ opens, tag, execution: { fill, size } }) =>
        `${opens ? '' : '- '}${tag} ${size} @ ${fill.price} on ${step(fill.transactTime)}`,
    ),
    profits: closed.map(({ profit }) => profit),
    opened: legs.filter(({ opens }) => opens).length,
  }
}

const submit = (step: number, id: string, side: string, size: number, more: Json = {}): Json => ({
  step,
  op: 'submit',
  id,
  side,
  size,
  ...more,
})

const QUIET: Prices[] = [
  [10, 11, 9, 10],
  [10, 11, 9, 10],
  [10, 12, 9, 11],
  [11, 12, 10, 12],
  [12, 13, 11, 12],
]

describe('by hand', () => {
  test('what stands against an order is closed first, without the spread; the rest opens, with it', async () => {
    const actions = [submit(0, 'a', 'buy', 4), submit(1, 'b', 'buy', 4), submit(2, 'c', 'sell', 10)]
    const { trades, profits } = await run(QUIET, { spread: 0.1, commission: [1, 0] }, actions)
    expect(trades).toEqual([
      'a 4 @ 11 on 1',
      'b 4 @ 11 on 2',
      '- a -4 @ 11 on 3',
      '- b -4 @ 11 on 3',
      'c -2 @ 9.9 on 3',
    ])
    expect(profits).toEqual([-2, -2])
  })
  test('hedging, they stand side by side', async () => {
    const actions = [
      submit(0, 'a', 'buy', 4),
      submit(1, 'b', 'sell', 4),
      { step: 2, op: 'close', id: 'a', portion: 0.5 },
    ]
    const { trades } = await run(QUIET, { hedging: true }, actions)
    expect(trades).toEqual(['a 4 @ 10 on 1', 'b -4 @ 10 on 2', '- a -2 @ 11 on 3'])
  })
  test('a stop-loss has its turn before a take-profit, on the bar of an entry at market already', async () => {
    const both = [submit(0, 'a', 'buy', 4, { sl: 9.5, tp: 10.5 })]
    expect((await run(QUIET, {}, both)).trades).toEqual(['a 4 @ 10 on 1', '- a -4 @ 9.5 on 1'])
    const profit = [submit(0, 'a', 'buy', 4, { sl: 8, tp: 10.5 })]
    expect((await run(QUIET, {}, profit)).trades).toEqual(['a 4 @ 10 on 1', '- a -4 @ 10.5 on 1'])
  })
  test('of an entry at a limit they wait for the next bar', async () => {
    const actions = [submit(0, 'a', 'buy', 4, { limit: 9.5, sl: 9.25, tp: 10.5 })]
    expect((await run(QUIET, {}, actions)).trades).toEqual(['a 4 @ 9.5 on 1', '- a -4 @ 9.25 on 2'])
  })
  test('a part of what is free, with leverage; no order for which there is nothing left', async () => {
    const actions = [submit(0, 'a', 'buy', 0.5), submit(1, 'b', 'buy', 0.9), submit(2, 'c', 'buy', 300)]
    const { trades, account } = await run(QUIET, { margin: 0.5 }, actions)
    // 1000 free, twice that on margin; at the close of bar 2 the 100 units are worth 1100, and 1100 less 550 are free
    expect(trades).toEqual(['a 100 @ 10 on 1', 'b 99 @ 10 on 2'])
    expect(account.unpaid).toMatchObject([{ tag: 'c', kind: 'absolute' }])
  })
  test('exclusive: a new order closes all trades and cancels the others, but every second one survives [Q]', async () => {
    const actions = [
      submit(0, 'a', 'buy', 1),
      submit(1, 'b', 'buy', 1, { limit: 9 }),
      // the list holds what closes a, which is cancelled, and b, which is not looked at then
      submit(1, 'c', 'buy', 1, { limit: 9 }),
    ]
    const { trades } = await run(QUIET, { exclusive_orders: true }, actions)
    expect(trades).toEqual(['a 1 @ 10 on 1', '- a -1 @ 10 on 2', 'b 1 @ 9 on 2', 'c 1 @ 9 on 2'])
  })
  test('on the close is the close before; what is left is closed on the last bar, gone through once more', async () => {
    const { trades } = await run(QUIET, { trade_on_close: true, finalize_trades: true }, [submit(1, 'a', 'sell', 2)])
    expect(trades).toEqual(['a -2 @ 10 on 1', '- a 2 @ 12 on 3'])
  })
  test('closed in parts, every part is said to have paid the fixed fee of the entry, which is taken from cash once [Q]', async () => {
    const actions = [
      submit(0, 'a', 'buy', 4),
      { step: 1, op: 'close', id: 'a', portion: 0.5 },
      submit(2, 'b', 'sell', 2),
    ]
    const { trades, profits, account, result } = await run(QUIET, { commission: [1, 0.01] }, actions)
    expect(trades).toEqual(['a 4 @ 10 on 1', '- a -2 @ 10 on 2', '- a -2 @ 11 on 3'])
    expect(profits.map((profit) => profit.toFixed(2))).toEqual(['-2.40', '-0.42'])
    // the entry 1.40, the exits 1.20 and 1.22, and 2 of profit
    expect(account.cash).toBeCloseTo(998.18, 9)
    expect(equityOf(result.portfolio)).toBeCloseTo(998.18, 9)
  })
  test('with nothing left all is closed at the close', async () => {
    const crash: Prices[] = [...QUIET.slice(0, 2), [10, 10, 4, 5], [5, 6, 4, 5]]
    const { trades, account, result } = await run(crash, { margin: 0.1 }, [submit(0, 'a', 'buy', 0.9)])
    expect(trades).toEqual(['a 900 @ 10 on 1', '- a -900 @ 5 on 2'])
    expect(account.ruinedAt).toBe(result.fills.toArray()[1]!.at)
  })
})

const cents = fc.integer({ min: 800, max: 1_200 }).map((n) => n / 100)
const prices = fc
  .tuple(cents, cents, cents, cents)
  .map(([a, b, c, d]): Prices => [a, Math.max(a, b, c, d), Math.min(a, b, c, d), d])
const maybe = (price: fc.Arbitrary<number>) => fc.option(price, { nil: undefined })
const entry = fc.record({
  side: fc.constantFrom('buy', 'sell'),
  size: fc.oneof(fc.integer({ min: 1, max: 120 }), fc.constantFrom(0.1, 0.5, 0.95)),
  limit: maybe(cents),
  stop: maybe(cents),
  sl: maybe(cents),
  tp: maybe(cents),
})
const scripts = fc
  .array(
    fc.record({
      step: fc.integer({ min: 0, max: 11 }),
      entry,
      op: fc.constantFrom('submit', 'submit', 'close', 'cancel', 'set_sl', 'set_tp'),
      of: fc.nat({ max: 20 }),
      portion: fc.constantFrom(0.3, 0.5, 1),
      price: cents,
    }),
    { maxLength: 30 },
  )
  .map((all) =>
    all.map(({ step, entry: order, op, of, portion, price }, index) =>
      op === 'submit' ? { step, op, id: `t${index}`, ...order } : { step, op, id: `t${of}`, portion, price },
    ),
  )
const brokers = fc.record({
  commission: fc.constantFrom(0, 0.01, [1, 0.002]),
  spread: fc.constantFrom(0, 0.01),
  margin: fc.constantFrom(1, 0.2),
  hedging: fc.boolean(),
  exclusive_orders: fc.boolean(),
  trade_on_close: fc.boolean(),
  finalize_trades: fc.boolean(),
})

/** A trade that was closed in parts has counted the fixed fee of its entry in each, and paid it once [Q]. */
const countedAgain = ({ profits, opened }: Outcome, commission: unknown): number =>
  Array.isArray(commission) ? (profits.length - opened) * Number(commission[0]) : 0

test('the account of the venue and the ledger of the portfolio agree, and every profit is in both', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(prices, { minLength: 12, maxLength: 12 }),
      brokers,
      scripts,
      async (bars, broker, all) => {
        const outcome = await run(bars, broker, all)
        const { result, account, profits } = outcome
        const close = bars.at(-1)![3]
        expect(equityAt(account, close)).toBeCloseTo(equityOf(result.portfolio), 6)
        const size = account.trades.reduce((sum, one) => sum + one.size, 0)
        expect(result.portfolio.books['X']!.quantity).toBe(size)
        if (account.trades.length > 0) return
        const start = 1_000 + countedAgain(outcome, broker.commission)
        expect(profits.reduce((sum, one) => sum + one, start)).toBeCloseTo(equityOf(result.portfolio), 6)
      },
    ),
    { numRuns: 25 },
  )
})
