import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { generated } from '../../src/data/index.ts'
import type { GeneratedOptions } from '../../src/data/index.ts'
import { exp, log } from '../../src/data/portable-math.ts'
import { sha256Of } from '../../src/data/digest.ts'
import type { Row } from './support.ts'
import { faultOf, iso, readAll } from './support.ts'

const digest = (rows: readonly Row[]) => sha256Of(rows.map((row) => `${Object.values(row).join(',')}\n`))
const returnsOf = (rows: readonly Row[], symbol: string) => {
  const closes = rows.filter((row) => row.symbol === symbol).map((row) => row.close)
  return closes.slice(1).map((close, index) => Math.log(close / closes[index]!))
}
const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length
const covariance = (a: readonly number[], b: readonly number[]) => {
  const [meanA, meanB] = [mean(a), mean(b)]
  return mean(a.map((value, index) => (value - meanA) * (b[index]! - meanB)))
}
const deviation = (values: readonly number[]) => Math.sqrt(covariance(values, values))
const correlation = (a: readonly number[], b: readonly number[]) => covariance(a, b) / (deviation(a) * deviation(b))

const options: fc.Arbitrary<GeneratedOptions> = fc.record(
  {
    symbols: fc.integer({ min: 1, max: 4 }),
    bars: fc.integer({ min: 1, max: 120 }),
    seed: fc.integer({ min: -(2 ** 31), max: 2 ** 31 - 1 }),
    interval: fc.constantFrom('day' as const, 60_000_000, 3_600_000_000),
    volatility: fc.double({ min: 0, max: 2, noNaN: true }),
    price: fc.constantFrom(0.05, 10, 5_000),
    tick: fc.constantFrom(0.0001, 0.01, 0.25, 5),
    gaps: fc.constantFrom(0, 0.2, 0.9),
    correlation: fc.constantFrom(0, 0.3, 0.99),
    weekends: fc.boolean(),
    session: fc.constantFrom(
      'continuous' as const,
      { open: '09:30', close: '16:00' },
      { open: '18:00', close: '17:00' },
    ),
    timeZone: fc.constantFrom('UTC', 'America/New_York'),
    start: fc.constantFrom('2020-01-04', '2020-03-06', '2020-10-30'),
  },
  { requiredKeys: [] },
)

describe('generated bars', () => {
  test('are bars, on the grid of prices, in order, inside their sessions', async () => {
    await fc.assert(
      fc.asyncProperty(options, async (some) => {
        const opened = await generated(some).open()
        const { calendar, symbols } = opened.feed
        await opened.close()
        const { rows } = await readAll(generated(some))
        expect(rows).toHaveLength((some.bars ?? 2_520) * symbols.length)
        const tick = some.tick ?? 0.01
        let last = -Infinity
        const wrong = rows.filter((row, index) => {
          const first = index % symbols.length === 0
          const session = calendar.sessionOf(row.at)
          const good =
            row.symbol === symbols[index % symbols.length] &&
            row.low > 0 &&
            row.low <= Math.min(row.open, row.close) &&
            row.high >= Math.max(row.open, row.close) &&
            Math.abs(row.close / tick - Math.round(row.close / tick)) < 1e-6 &&
            Number.isInteger(row.volume) &&
            row.volume > 0 &&
            row.openAt >= session.openAt &&
            row.at > row.openAt &&
            row.at <= session.closeAt &&
            (first ? row.openAt >= last : row.at === last)
          last = row.at
          return !good
        })
        expect(wrong).toEqual([])
      }),
      { numRuns: 60 },
    )
  })

  test('are the same for the same seed, here and on every other machine', async () => {
    const source = generated({ symbols: ['A', 'B'], bars: 2_000, seed: 7 })
    const { rows, inputs } = await readAll(source)
    expect(digest((await readAll(generated({ symbols: ['A', 'B'], bars: 2_000, seed: 7 }))).rows)).toBe(digest(rows))
    expect(digest((await readAll(generated({ symbols: ['A', 'B'], bars: 2_000, seed: 8 }))).rows)).not.toBe(
      digest(rows),
    )
    expect(digest(rows)).toMatchInlineSnapshot(`"75cf2b24143161112152939989b35f3139fd02af623d0668e96090b761db6a56"`)
    expect(inputs[0]!.sha256).toMatchInlineSnapshot(
      `"60b1b16ebcf01aa6d7f1a16d655a0727798d688e9397f5ad6d6695340b65cc2e"`,
    )
  })

  test('of one symbol do not depend on how many bars follow', async () => {
    const long = await readAll(generated({ bars: 500, seed: 3 }))
    const short = await readAll(generated({ bars: 100, seed: 3 }))
    expect(long.rows.slice(0, 100)).toEqual(short.rows)
  })

  test('have the volatility, the correlation and the drift that were asked for, roughly', async () => {
    const { rows } = await readAll(
      generated({
        symbols: 2,
        bars: 25_000,
        correlation: 0.6,
        volatility: 0.3,
        drift: 0.05,
        tick: 0.0001,
        price: 1_000,
      }),
    )
    const [a, b] = [returnsOf(rows, 'S1'), returnsOf(rows, 'S2')]
    expect(deviation(a) * Math.sqrt(252)).toBeGreaterThan(0.27)
    expect(deviation(a) * Math.sqrt(252)).toBeLessThan(0.33)
    expect(correlation(a, b)).toBeGreaterThan(0.56)
    expect(correlation(a, b)).toBeLessThan(0.64)
    expect(Math.abs(mean(a) * 252 - (0.05 - 0.045))).toBeLessThan(0.1)
  })

  test('follow a matrix of correlations', async () => {
    const matrix = [
      [1, -0.7, 0],
      [-0.7, 1, 0.3],
      [0, 0.3, 1],
    ]
    const { rows } = await readAll(
      generated({ symbols: 3, bars: 8_000, correlation: matrix, tick: 0.0001, price: 1_000 }),
    )
    const [a, b, c] = ['S1', 'S2', 'S3'].map((symbol) => returnsOf(rows, symbol)) as [number[], number[], number[]]
    expect(correlation(a, b)).toBeCloseTo(-0.7, 1)
    expect(correlation(b, c)).toBeCloseTo(0.3, 1)
    expect(Math.abs(correlation(a, c))).toBeLessThan(0.06)
  })

  test('have regimes: large moves come together', async () => {
    const clustering = async (some: GeneratedOptions) => {
      const sizes = returnsOf(
        (await readAll(generated({ bars: 20_000, tick: 0.0001, price: 1_000, ...some }))).rows,
        'SIM',
      ).map(Math.abs)
      return correlation(sizes.slice(10), sizes.slice(0, -10))
    }
    expect(await clustering({})).toBeGreaterThan(0.1)
    expect(Math.abs(await clustering({ regimes: [] }))).toBeLessThan(0.03)
  })

  test('jump between sessions where gaps are asked for', async () => {
    const gap = async (gaps: number) => {
      const { rows } = await readAll(generated({ bars: 2_000, gaps }))
      return deviation(rows.slice(1).map((row, index) => Math.log(row.open / rows[index]!.close)))
    }
    expect(await gap(0.5)).toBeGreaterThan(0.005)
    expect(await gap(0)).toBeLessThan(1e-9)
  })

  test('have sessions on weekdays, in bars as long as asked for', async () => {
    const { rows } = await readAll(generated({ bars: 14, interval: 3_600_000_000, start: '2020-01-03' }))
    expect(rows.map((row) => iso(row.at))).toEqual([
      ...[10, 11, 12, 13, 14, 15].map((hour) => `2020-01-03T${hour}:30Z`),
      ...[10, 11, 12, 13, 14, 15].map((hour) => `2020-01-06T${hour}:30Z`),
      ...[10, 11].map((hour) => `2020-01-07T${hour}:30Z`),
    ])
  })

  test('can be read in part', async () => {
    const all = (await readAll(generated({ bars: 300 }))).rows
    const part = (await readAll(generated({ bars: 300 }), { from: '2010-02-01', to: '2010-02-26' })).rows
    expect(part).toEqual(all.filter((row) => iso(row.at) > '2010-02-01' && iso(row.at) < '2010-02-27'))
    expect(part).toHaveLength(20)
    expect(await faultOf(generated({ bars: 3 }), { from: '2020-01-01' })).toMatchObject({ code: 'emptyRange' })
  })

  test.each<[string, GeneratedOptions]>([
    ['bars', { bars: 0 }],
    ['bars', { bars: 1.5 }],
    ['seed', { seed: 0.5 }],
    ['symbols', { symbols: ['A', 'A'] }],
    ['tick', { tick: 0.03 }],
    ['gaps', { gaps: 1 }],
    ['start', { start: 'soon' }],
    ['interval', { interval: 100_000_000_000 }],
    ['price', { price: 0 }],
    ['correlation', { symbols: 2, correlation: [[1]] }],
    ['correlation', { symbols: 2, correlation: 1 }],
    ['correlation', { symbols: 3, correlation: -0.9 }],
  ])('refuse an option that makes no sense: %s', async (option, some) => {
    expect(await faultOf(generated(some))).toMatchObject({
      code: 'badOption',
      message: expect.stringContaining(option) as string,
    })
  })
})

describe('portable mathematics', () => {
  test('agrees with the engine to the last digits', () => {
    fc.assert(
      fc.property(fc.double({ min: -30, max: 30, noNaN: true }), (x) => {
        expect(Math.abs(exp(x) / Math.exp(x) - 1)).toBeLessThan(1e-15)
      }),
    )
    fc.assert(
      fc.property(fc.double({ min: 1e-300, max: 1e6, noNaN: true }), (x) => {
        expect(Math.abs(log(x) - Math.log(x))).toBeLessThanOrEqual(1e-15 * Math.max(1e-1, Math.abs(Math.log(x))))
      }),
    )
  })
})
