/** The figures, each on a small example worked out by hand beside it; and on runs that have hardly anything in them. */
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  alphaBeta,
  annualReturn,
  benchmarkReturns,
  benchmarkTotalReturn,
  calmar,
  createRecord,
  drawdowns,
  expectancy,
  exposure,
  formatSummary,
  monthlyReturns,
  periodReturns,
  periodsPerYear,
  profitFactor,
  sampled,
  sharpe,
  sortino,
  sqn,
  summarize,
  totalReturn,
  turnover,
  volatility,
  winRate,
  yearsBetween,
} from '../../src/analysis/index.ts'
import { bar, DAY, daily, trade } from './events.ts'

/** Monday, 5 January 1970. */
const MONDAY = 4
const dayNumber = (date: string) => Date.parse(date) / 86_400_000

describe('returns', () => {
  test('total and annual: 100 to 121 in two years is 21 %, 10 % a year', () => {
    expect(totalReturn(100, 121)).toBeCloseTo(0.21, 12)
    expect(annualReturn(100, 121, 2)).toBeCloseTo(0.1, 12)
    expect(annualReturn(100, 0, 2)).toBe(-1)
    expect(yearsBetween(0, 365.25 * DAY)).toBe(1)
  })

  test('have no value without capital or time', () => {
    expect([totalReturn(0, 5), annualReturn(100, 110, 0), annualReturn(100, -5, 1)]).toEqual([null, null, null])
  })

  test('go from day to day; the first row is the starting point when nothing had happened', () => {
    expect([...periodReturns(daily(100, [100, 110, 99]).equity, 100)!]).toEqual([110 / 100 - 1, 99 / 110 - 1])
    expect([...periodReturns(daily(100, [105, 110]).equity, 100)!]).toEqual([105 / 100 - 1, 110 / 105 - 1])
  })

  test('take the last row of a day', () => {
    const r = createRecord({ startingCash: 100, symbols: ['A'] })
    for (const [at, equity] of [
      [1, 100],
      [2, 120],
      [DAY + 1, 90],
      [DAY + 5, 126],
    ] as const) {
      r.mark(at, equity, equity, 0)
    }
    expect([...periodReturns(r.equity, 100)!]).toEqual([120 / 100 - 1, 126 / 120 - 1])
  })

  test('have no meaning once everything is lost', () => {
    expect(periodReturns(daily(100, [100, 0, 5]).equity, 100)).toBeNull()
  })

  test('by month and year', () => {
    const r = createRecord({ startingCash: 100, symbols: ['A'] })
    for (const [date, equity] of [
      ['2020-11-30', 110],
      ['2020-12-01', 50],
      ['2020-12-31', 121],
      ['2021-02-01', 60.5],
    ] as const) {
      r.mark(dayNumber(date) * DAY + 1, equity, equity, 0)
    }
    const [y2020, y2021] = monthlyReturns(r.equity, 100)
    expect([y2020!.year, y2021!.year]).toEqual([2020, 2021])
    expect(y2020!.months.map((m) => (m === null ? null : Math.round(m * 1e6) / 1e6))).toEqual([
      ...Array(10).fill(null),
      0.1,
      0.1,
    ])
    expect(y2020!.total).toBeCloseTo(0.21, 12)
    expect([y2021!.months[0], y2021!.months[1], y2021!.total]).toEqual([null, -0.5, -0.5])
  })
})

describe('periods in a year', () => {
  const days = (step: number, n: number, keep = (_: number) => true) =>
    Array.from({ length: n }, (_, i) => MONDAY + i * step).filter((day) => keep((day + 4) % 7))

  test('follow the days that occur', () => {
    expect(periodsPerYear(days(1, 700, (weekday) => weekday > 0 && weekday < 6))).toBe(252)
    expect(periodsPerYear(days(1, 700, (weekday) => weekday < 6))).toBe(313)
    expect(periodsPerYear(days(1, 700, (weekday) => weekday < 5))).toBe(252)
    expect(periodsPerYear(days(1, 7))).toBe(365)
    expect(periodsPerYear(days(1, 3))).toBe(252)
    expect(periodsPerYear(days(1, 700))).toBe(365)
    expect(periodsPerYear(days(7, 100))).toBe(52)
    expect(periodsPerYear(days(30, 100))).toBe(12)
    expect(periodsPerYear(days(91, 20))).toBe(4)
    expect(periodsPerYear(days(365, 20))).toBe(1)
    expect(periodsPerYear(days(14, 20))).toBeCloseTo(365.25 / 14, 12)
    expect([periodsPerYear([]), periodsPerYear([5])]).toEqual([252, 252])
  })
})

describe('risk', () => {
  // Mean 0.01; deviations 0.01, -0.03, 0.02, 0: squares sum to 0.0014; sample variance 0.0014 / 3.
  const returns = [0.02, -0.02, 0.03, 0.01]
  const deviation = Math.sqrt(0.0014 / 3)

  test('volatility, Sharpe', () => {
    expect(volatility(returns, 4)).toBeCloseTo(deviation * 2, 14)
    expect(sharpe(returns, 4)).toBeCloseTo((0.01 / deviation) * 2, 12)
    // 1.005 ^ 4 - 1 a year is 0.005 a period.
    expect(sharpe(returns, 4, 1.005 ** 4 - 1)).toBeCloseTo((0.005 / deviation) * 2, 12)
  })

  test('Sortino: one period below zero, its square shared by all four', () => {
    expect(sortino(returns, 4)).toBeCloseTo((0.01 / Math.sqrt(0.0004 / 4)) * 2, 12)
  })

  test('Calmar', () => {
    expect(calmar(0.1, 0.25)).toBe(0.4)
    expect([calmar(0.1, 0), calmar(null, 0.1), calmar(0.1, null)]).toEqual([null, null, null])
  })

  test('has no value for too few returns or ones that do not vary', () => {
    expect([volatility([0.1], 252), sharpe([0.1], 252), sortino([0.1], 252)]).toEqual([null, null, null])
    expect([sharpe([0.001, 0.001, 0.001], 252), sharpe([0, 0], 252), sortino([0.1, 0.2], 252)]).toEqual([
      null,
      null,
      null,
    ])
  })
})

describe('drawdowns', () => {
  test('are found with their dates; the last may be without recovery', () => {
    // Peaks 110 and 130: down to 88 (20 %), back at 110; down to 117 (10 %), open.
    const at = [0, 1, 2, 3, 4, 5, 6, 7].map((day) => day * DAY)
    const found = drawdowns(at, [100, 110, 99, 88, 110, 130, 117, 120], 100)
    expect(found.count).toBe(2)
    expect(found.deepest).toEqual({
      depth: 0.2,
      peakAt: DAY,
      troughAt: 3 * DAY,
      recoveredAt: 4 * DAY,
      duration: 3 * DAY,
    })
    expect(found.longest).toEqual(found.deepest)
    expect(found.averageDepth).toBeCloseTo(0.15, 12)
    expect(found.averageDuration).toBe(2.5 * DAY)
  })

  test('the longest need not be the deepest, and counts to the end of the data', () => {
    const at = [0, 1, 2, 3, 4, 5]
    const found = drawdowns(at, [50, 100, 99, 99, 99, 99], 100)
    expect(found.deepest).toMatchObject({ depth: 0.5, peakAt: 0, recoveredAt: 1 })
    expect(found.longest).toMatchObject({ depth: 0.01, peakAt: 1, recoveredAt: null, duration: 4 })
  })

  test('of a run that only rose there are none', () => {
    expect(drawdowns([0, 1], [100, 101], 100)).toEqual({
      count: 0,
      deepest: null,
      longest: null,
      averageDepth: null,
      averageDuration: null,
    })
    expect(drawdowns([], [], 100).count).toBe(0)
  })

  test('the depth is the greatest fall from any earlier value', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 1, max: 200 }), { minLength: 1, maxLength: 60 }), (equity) => {
        let naive = 0
        const all = [100, ...equity]
        for (let i = 0; i < all.length; i++)
          for (let j = i; j < all.length; j++) naive = Math.max(naive, (all[i]! - all[j]!) / all[i]!)
        const found = drawdowns(
          equity.map((_, i) => i),
          equity,
          100,
        )
        expect(found.deepest?.depth ?? 0).toBeCloseTo(naive, 12)
      }),
    )
  })
})

describe('beside a benchmark', () => {
  test('returns that are twice the benchmark and a bit more have beta 2 and the bit as alpha', () => {
    const benchmark = [0.01, -0.02, 0.03, 0.005]
    const { alpha, beta } = alphaBeta(
      benchmark.map((b) => 2 * b + 0.001),
      benchmark,
      252,
    )
    expect(beta).toBeCloseTo(2, 12)
    expect(alpha).toBeCloseTo(0.252, 12)
  })

  test('periods without a benchmark are left out; nothing common, or a flat benchmark, has no value', () => {
    expect(alphaBeta([0.1, 0.2, 0.5], [0.1, 0.2, NaN], 1).beta).toBeCloseTo(1, 12)
    expect(alphaBeta([0.1, 0.2], [NaN, 0.2], 1)).toEqual({ alpha: null, beta: null })
    expect(alphaBeta([0.1, 0.2], [0.1, 0.1], 1)).toEqual({ alpha: null, beta: null })
  })

  test('a series of one’s own is read at the run’s instants', () => {
    const series = { name: 'own', at: [5, 10], value: [1, 2] }
    expect([...sampled(series, [4, 5, 9, 10, 99])]).toEqual([NaN, 1, 1, 2, 2])
    expect(benchmarkTotalReturn([NaN, 4, 5])).toBe(0.25)
    expect(benchmarkTotalReturn([NaN])).toBeNull()
  })

  test('its periods are the run’s', () => {
    const { equity } = daily(100, [100, 101, 102])
    expect([...benchmarkReturns(equity, [4, 5, 10], 100)]).toEqual([0.25, 1])
  })
})

describe('trading', () => {
  const net = [30, -10, 0, 20, -15]

  test('win rate, profit factor, expectancy', () => {
    expect(winRate(net)).toBe(0.4)
    expect(profitFactor(net)).toBe(2)
    expect(expectancy(net)).toBe(5)
  })

  test('SQN: mean 5, squares of the deviations 625 + 225 + 25 + 225 + 400 = 1500', () => {
    expect(sqn(net)).toBeCloseTo((Math.sqrt(5) * 5) / Math.sqrt(1500 / 4), 12)
  })

  test('have no value without trades, losses or differences', () => {
    expect([winRate([]), profitFactor([]), expectancy([]), sqn([])]).toEqual([null, null, null, null])
    expect([profitFactor([5]), sqn([5]), sqn([5, 5])]).toEqual([null, null, null])
  })

  test('exposure and turnover', () => {
    expect(exposure([0, 10, 20, 0])).toBe(0.5)
    // Bought 500 and sold 500 on a mean equity of 250 in half a year.
    expect(turnover(1_000, [200, 300], 0.5)).toBe(4)
    expect([exposure([]), turnover(1, [], 1), turnover(1, [1], 0), turnover(1, [-1], 1)]).toEqual([
      null,
      null,
      null,
      null,
    ])
  })
})

const hasNoNaN = (value: unknown): boolean =>
  typeof value === 'number'
    ? Number.isFinite(value)
    : typeof value !== 'object' || value === null || Object.values(value).every(hasNoNaN)

describe('the summary', () => {
  test('of nothing, of one row and of no trades has null where there is no figure, and never NaN', () => {
    const empty = createRecord({ startingCash: 100, symbols: [] })
    for (const record of [
      empty,
      daily(100, [100]),
      daily(100, [100, 100, 100]),
      daily(0, [0, 0]),
      daily(100, [50, -10, -20]),
    ]) {
      const summary = summarize(record)
      expect(hasNoNaN(summary)).toBe(true)
      expect(summary).toMatchObject({ trades: 0, winRate: null, sqn: null, sharpe: null, beta: null })
      expect(formatSummary(summary)).not.toMatch(/NaN|undefined|null|Infinity/)
    }
  })

  test('of a small run', () => {
    const r = createRecord({ startingCash: 1_000, symbols: ['A'] })
    const closes = [100, 110, 121, 100]
    closes.forEach((close, day) => {
      const at = (MONDAY + day) * DAY + DAY / 2
      r.bar(bar(at, close, { openAt: at - 1 }))
      if (day === 1) trade(r, 'in', 'buy', 5, 110, { at, transactTime: at - 1, commission: 2, slippage: 0.5 })
      if (day === 3) trade(r, 'out', 'sell', 5, 100, { at, transactTime: at - 1, commission: 3, slippage: 0.1 })
      const equity = [1_000, 998, 1_053, 945][day]!
      r.mark(at, equity, equity, day === 1 || day === 2 ? 5 * close : 0)
    })
    expect(summarize(r, { name: 'small', hash: 'abc' })).toMatchObject({
      ...{ name: 'small', from: '1970-01-05T12:00:00Z', to: '1970-01-08T12:00:00Z', days: 3, tradingDays: 4, rows: 4 },
      ...{ startingCash: 1_000, finalEquity: 945, totalReturn: -0.05500000000000005, exposure: 0.5, hash: 'abc' },
      ...{
        maxDrawdown: 108 / 1_053,
        maxDrawdownPeak: '1970-01-07T12:00:00Z',
        maxDrawdownTrough: '1970-01-08T12:00:00Z',
      },
      ...{ maxDrawdownRecovery: null, maxDrawdownDays: 1, benchmark: 'A', benchmarkReturn: 0, periodsPerYear: 252 },
      ...{
        orders: 2,
        fills: 2,
        trades: 1,
        openTrades: 0,
        winRate: 0,
        bestTrade: -55,
        worstTradeReturn: -0.1,
        averageTradeBars: 2,
      },
      ...{ commissions: 5, slippage: 3 },
    })
  })

  test('of any run has no NaN', () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: -50, max: 300 }), { maxLength: 30 }),
        fc.integer({ min: 0, max: 200 }),
        (equity, cash) => {
          expect(hasNoNaN(summarize(daily(cash, equity)))).toBe(true)
        },
      ),
    )
  })
})
