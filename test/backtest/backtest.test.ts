/** Properties of whole runs: determinism, no look-ahead, money, and what is said of mistakes. */
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  backtest,
  type BacktestOptions,
  bps,
  cashOf,
  constant,
  days,
  csv,
  defineExperiment,
  defineStrategy,
  equityOf,
  type Experiment,
  ExperimentError,
  fixedQuantity,
  fixedSlippage,
  generated,
  minutes,
  percentOfEquity,
  perShare,
  seconds,
  trialBalance,
  uniform,
} from '../../src/index.ts'
import { type InstrumentTerms, wire } from '../../src/backtest/index.ts'
import { market, type Row, restless, rows, smaCross, strategies, strategyLists } from './strategies.ts'

const experimentOn = (
  bars: Readonly<Record<string, readonly Row[]>>,
  list: Experiment['strategies'],
  more: Partial<Experiment> = {},
): Experiment => ({
  data: market(bars),
  strategies: list,
  portfolio: { cash: 100_000, sizing: fixedQuantity(10) },
  broker: { commission: perShare(0.01, { min: 1 }), slippage: bps(2) },
  ...more,
})
const flat = (bars: number): Row[] => Array.from({ length: bars }, () => ({ open: 10, high: 10, low: 10, close: 10 }))

const fateList: readonly Partial<Experiment>[] = [
  {},
  { latency: { orders: constant(seconds(30)), reports: constant(minutes(2)) } },
  {
    latency: {
      market: uniform(0, minutes(500)),
      signals: uniform(0, minutes(3)),
      orders: uniform(0, minutes(700)),
      reports: uniform(0, minutes(700)),
      notices: uniform(0, minutes(40)),
    },
  },
]
const fates = fc.nat(fateList.length - 1)

describe('a run is a function of its inputs', () => {
  test('the same run twice, and interpreted instead of compiled, has the same hash, orders and equity', async () => {
    await fc.assert(
      fc.asyncProperty(rows(25), rows(25), strategies, fates, async (a, b, list, fate) => {
        const experiment = experimentOn({ A: a, B: b }, strategyLists[list]!, fateList[fate])
        const runs = await Promise.all(
          [{}, {}, { mode: 'observed' }].map((options) => backtest(experiment, options as BacktestOptions)),
        )
        expect(new Set(runs.map((run) => run.hash)).size).toBe(1)
        for (const run of runs) {
          expect([...run.orders]).toEqual([...runs[0]!.orders])
          expect(run.equity.equity).toEqual(runs[0]!.equity.equity)
          expect(run.system.deadLetters.count).toBe(0)
        }
      }),
      { numRuns: 30 },
    )
  })

  test('another seed, parameter or price gives another hash', async () => {
    const bars = { A: fc.sample(rows(60), { seed: 4, numRuns: 30 }).sort((x, y) => y.length - x.length)[0]! }
    const noisy = experimentOn(bars, [restless], { latency: { orders: uniform(0, minutes(900)) } })
    const hash = async (experiment: Experiment, options: BacktestOptions = {}): Promise<string> =>
      (await backtest(experiment, options)).hash
    const base = await hash(noisy)
    expect(await hash(noisy, { seed: 2 })).not.toBe(base)
    expect(await hash(noisy, { params: { restless: { every: 4 } } })).not.toBe(base)
    const changed = bars.A.map((row, index) => (index === bars.A.length - 1 ? { ...row, close: row.high } : row))
    expect(await hash({ ...noisy, data: market({ A: changed }) })).not.toBe(base)
  })

  test('a file in chunks of any size gives the same run', async () => {
    const data = csv('node_modules/vega-datasets/data/sp500-2000.csv', { symbol: 'SPX' })
    const sizes = [undefined, 1, 7, 4096]
    const hashes = await Promise.all(
      sizes.map(async (chunkRows) => {
        const source = {
          ...data,
          open: (options = {}) => data.open({ ...options, ...(chunkRows === undefined ? {} : { chunkRows }) }),
        }
        const latency = { orders: uniform(0, days(3)), reports: uniform(0, days(2)) }
        return (await backtest(experimentOn({}, [smaCross, restless], { data: source, to: '2001-06-30', latency })))
          .hash
      }),
    )
    expect(new Set(hashes).size).toBe(1)
  })
})

describe('no look-ahead', () => {
  test('what comes after a bar changes nothing that was decided up to it', async () => {
    await fc.assert(
      fc.asyncProperty(rows(30, 2), rows(30, 2), strategies, fates, fc.nat(), async (bars, other, list, fate, cut) => {
        // one bar alone does not tell how long a bar is
        const kept = Math.min(bars.length, 2 + (cut % bars.length))
        const decisions = async (a: readonly Row[], b: readonly Row[]): Promise<string[]> => {
          const run = await backtest(experimentOn({ A: a, B: b }, strategyLists[list]!, fateList[fate]), {
            journal: 'decisions',
          })
          // the last kept bar's instant; whatever is said later may depend on what came later
          const end = Date.UTC(2021, 2, 1, 14, 30) * 1000 + (kept - 1) * minutes(300)
          return [...run.system.journal]
            .filter(
              (entry) =>
                entry.at <= end &&
                !entry.event.type.startsWith('market.') &&
                entry.event.type !== 'data.over' &&
                !entry.event.type.startsWith('session.'),
            )
            .map(({ at, from, to, event }) => JSON.stringify({ at, from, to, event }))
        }
        const whole = await decisions(bars, other)
        expect(await decisions(bars.slice(0, kept), other.slice(0, kept))).toEqual(whole)
      }),
      { numRuns: 40 },
    )
  })

  test('an order decided on a bar trades on a later one', async () => {
    const run = await backtest(
      experimentOn({ A: fc.sample(rows(60), { seed: 9, numRuns: 20 }).sort((x, y) => y.length - x.length)[0]! }, [
        restless,
      ]),
    )
    expect(run.fills.length).toBeGreaterThan(5)
    const submitted = new Map([...run.orders].map((order) => [order.orderId, order.submittedAt]))
    for (const fill of run.fills) expect(fill.transactTime).toBeGreaterThanOrEqual(submitted.get(fill.orderId)!)
  })
})

describe('money', () => {
  test('after every message the ledger adds up to zero, and equity is cash plus value', async () => {
    await fc.assert(
      fc.asyncProperty(rows(25), strategies, fates, async (bars, list, fate) => {
        const opened = await market({ A: bars }).open()
        await opened.feed.load()
        const system = wire(experimentOn({ A: bars }, strategyLists[list]!, fateList[fate]), opened.feed, {
          mode: 'fast',
          journal: 'off',
          start: 0,
        })
        let checks = 0
        system.tap('portfolio', '*', () => {
          const { accounts, books } = system.get('portfolio').getSnapshot().context
          expect(Object.values(trialBalance(accounts, books)).reduce((sum, balance) => sum + balance, 0)).toBe(0)
          checks++
        })
        system.run()
        expect(checks).toBeGreaterThanOrEqual(0)
      }),
      { numRuns: 40 },
    )
  })

  test('trades and costs add up to what equity gained', async () => {
    const data = generated({ symbols: 3, bars: 500, seed: 5 })
    const run = await backtest(
      experimentOn({}, [smaCross, restless], { data, portfolio: { cash: 1_000_000, sizing: percentOfEquity(0.2) } }),
    )
    const open = run.record.openTrades.reduce((sum, trade) => sum + trade.net, 0)
    const closed = [...run.trades].reduce((sum, trade) => sum + trade.net, 0)
    expect(run.trades.length).toBeGreaterThan(50)
    expect(closed + open).toBeCloseTo(run.summary.finalEquity - 1_000_000, 3)
  })
})

test.each<[string, Partial<Experiment>, { timeInForce?: 'atTheClose' }]>([
  ['executions at a close that no bar shares', {}, { timeInForce: 'atTheClose' }],
  ['executions of which the last is heard late', { latency: { reports: constant(days(2)) } }, {}],
])('the last row of equity is what the portfolio has in the end: %s', async (_, more, how) => {
  const buyer = defineStrategy({
    name: 'buyer',
    onBar: ({ bar, signal }) => signal.buy(bar.symbol, { quantity: 10, ...how }),
  })
  const run = await backtest(experimentOn({ A: flat(4) }, [buyer], more))
  const { length, at, equity, cash } = run.equity
  expect(run.fills.length).toBeGreaterThan(1)
  expect(equity[length - 1]).toBe(equityOf(run.portfolio))
  expect(cash[length - 1]).toBe(cashOf(run.portfolio))
  expect(run.summary.finalEquity).toBe(equityOf(run.portfolio))
  expect(at[length - 1]).toBeGreaterThanOrEqual(Math.max(...[...run.fills].map((fill) => fill.at)))
})

describe('what is wrong is said', () => {
  const good = experimentOn({ A: flat(3) }, [smaCross])
  const cases: [string, unknown, RegExp][] = [
    ['no strategies', { ...good, strategies: [] }, /at least one strategy/],
    ['two of one name', { ...good, strategies: [smaCross, smaCross] }, /two strategies are named `sma-cross`/],
    ['no data', { ...good, data: 'prices.csv' }, /`data` must be a data source/],
    ['no cash', { ...good, portfolio: {} }, /`portfolio.cash` must be a number/],
    ['an unknown setting', { ...good, brokers: {} }, /no setting `brokers`/],
    ['a seed that is no integer', { ...good, seed: 1.5 }, /`seed` must be a whole number/],
  ]
  test.each(cases)('%s', async (_, experiment, message) => {
    expect(() => defineExperiment(experiment as Experiment)).toThrow(message)
    await expect(backtest(experiment as Experiment)).rejects.toThrow(ExperimentError)
  })
  test('a benchmark that is not in the data', async () => {
    await expect(backtest({ ...good, benchmark: 'QQQ' })).rejects.toThrow(/`benchmark` is QQQ, but the data has A/)
  })
  test('a range without bars', async () => {
    await expect(backtest(good, { from: '2030-01-01' })).rejects.toThrow(/2030-01-01/)
  })
  test('parameters of a strategy that is not there', async () => {
    await expect(backtest(good, { params: { other: { fast: 1 } } })).rejects.toThrow(
      /names the strategy `other`; there are sma-cross/,
    )
    await expect(backtest(good, { params: { 'sma-cross': { quick: 1 } } })).rejects.toThrow(/quick/)
  })
  test('a strategy that throws: which one, in which handler', async () => {
    const broken = defineStrategy({
      name: 'broken',
      onBar() {
        throw new Error('no such thing')
      },
    })
    await expect(backtest(experimentOn({ A: flat(3) }, [broken]))).rejects.toThrow(
      /broken[\s\S]*onBar[\s\S]*no such thing/,
    )
  })
})

test('a lot of 0 lets any size trade, at the portfolio and at the venue', async () => {
  const sizes = defineStrategy({
    name: 'sizes',
    onBar: ({ bar, signal }) => signal.buy(bar.symbol, { quantity: 0.125, timeInForce: 'gtc' }),
  })
  const run = await backtest(experimentOn({ A: flat(3) }, [sizes], { instruments: { A: { lot: 0 } } }))
  expect([...run.fills].map((fill) => fill.quantity)).toEqual([0.125, 0.125])
})

test('what a contract is worth is in the trades and the figures as it is in the account', async () => {
  const inAndOut = defineStrategy({
    name: 'in-and-out',
    state: () => ({ bars: 0 }),
    onBar({ bar, state, signal }) {
      state.bars++
      if (state.bars === 1) signal.buy(bar.symbol, { quantity: 2 })
      if (state.bars === 2) signal.sell(bar.symbol, { quantity: 1, timeInForce: 'gtc' })
    },
  })
  const prices = [10, 10, 13, 12].map((open) => ({ open, high: open, low: open, close: open }))
  const run = await backtest(
    experimentOn({ A: prices }, [inAndOut], {
      instruments: { A: { multiplier: 50, tick: 1 } },
      broker: { commission: perShare(3), slippage: fixedSlippage(1) },
    }),
  )
  // bought 2 at 11, sold 1 at 12, and 1 is held at 12: 50 each, less 3 a contract
  expect([...run.trades].map(({ gross, net, return: part }) => [gross, net, part])).toEqual([[50, 44, 44 / 550]])
  expect(run.record.openTrades.map(({ gross, net, mfe, mfeReturn }) => [gross, net, mfe, mfeReturn])).toEqual([
    [50, 47, 100, 100 / 550],
  ])
  expect(run.summary).toMatchObject({ finalEquity: 100_091, expectancy: 44, openProfit: 47, slippage: 150 })
  expect(run.record.fillTotals()).toMatchObject({ bought: 1_100, sold: 600 })
})

test('a future is worth its contracts in positions, gross exposure and time in the market, though its profit is cash', async () => {
  const once = defineStrategy({
    name: 'once',
    state: () => ({ bars: 0 }),
    onBar({ state, signal }) {
      if (++state.bars === 1) signal.sell('A', { quantity: 2 })
    },
  })
  const prices = [10, 10, 13].map((open) => ({ open, high: open, low: open, close: open }))
  const of = (terms: InstrumentTerms) =>
    backtest(experimentOn({ A: prices }, [once], { broker: {}, instruments: { A: { multiplier: 50, ...terms } } }))
  const [future, paid] = [await of({ deposit: 100 }), await of({})]
  for (const run of [future, paid]) {
    expect([...run.record.holdings].map(({ quantity, marketValue }) => [quantity, marketValue])).toEqual([
      [-2, -1_000],
      [-2, -1_300],
    ])
    expect([...run.equity.gross]).toEqual([0, 1_000, 1_300])
    expect(run.summary.exposure).toBe(2 / 3)
  }
  expect([...future.equity.cash]).toEqual([100_000, 99_800, 99_500])
  expect(future.summary.finalEquity).toBe(paid.summary.finalEquity)
})

test('a run may stop to breathe, and goes on where it was', async () => {
  const experiment = experimentOn({}, [smaCross], { data: generated({ bars: 210_000, interval: minutes(1), seed: 3 }) })
  const seen: number[] = []
  const run = await backtest(experiment, { onProgress: (done) => seen.push(done) })
  expect(seen.length).toBeGreaterThanOrEqual(3)
  expect(seen.at(-1)).toBe(210_000)
  expect(run.equity.length).toBe(210_000)
})
