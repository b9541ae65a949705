import fc from 'fast-check'
import { expect, test } from 'vitest'
import { columns, csv, generated, parquet } from '../../src/data/index.ts'
import type { Row } from './support.ts'
import { file, folder, readAll, writeParquet } from './support.ts'

const { path: dir, write } = folder()

/** Random valid bars, hourly with holes. */
const bars = fc
  .array(
    fc.record({
      skip: fc.integer({ min: 1, max: 30 }),
      prices: fc.array(fc.double({ min: 0.0001, max: 1e6, noNaN: true }), { minLength: 4, maxLength: 4 }),
      volume: fc.double({ min: 0, max: 1e12, noNaN: true }),
    }),
    { minLength: 1, maxLength: 60 },
  )
  .map((rows) => {
    let time = 1_577_961_000_000_000
    return rows.map(({ skip, prices, volume }) => {
      time += skip * 3_600_000_000
      const [low, open, close, high] = prices.toSorted((a, b) => a - b) as [number, number, number, number]
      return { time, open, high, low, close, volume }
    })
  })

const values = (rows: readonly Row[]) =>
  rows.map(({ at, openAt, open, high, low, close, volume }) => [at, openAt, open, high, low, close, volume])

test('bars written as CSV or Parquet and read again are the bars in memory, to the last bit', async () => {
  await fc.assert(
    fc.asyncProperty(bars, fc.integer({ min: 1, max: 70 }), async (some, chunkRows) => {
      const memory = values((await readAll(columns({ X: some }))).rows)
      expect(memory.map((row) => row[0])).toEqual(some.map((row) => row.time))
      const lines = some.map(({ time, open, high, low, close, volume }) =>
        [new Date(time / 1_000).toISOString(), open, high, low, close, volume].join(','),
      )
      const path = write('X.csv', file(lines, 'timestamp,open,high,low,close,volume'))
      expect(values((await readAll(csv(path), { chunkRows })).rows)).toEqual(memory)
      const stored = await writeParquet(`${dir}/X.parquet`, `SELECT * FROM read_csv('${path}', all_varchar = false)`)
      expect(values((await readAll(parquet(stored))).rows)).toEqual(memory)
    }),
    { numRuns: 25 },
  )
})

test('from and to give what filtering would', async () => {
  await fc.assert(
    fc.asyncProperty(bars, fc.integer({ min: 0, max: 80 }), fc.integer({ min: 0, max: 80 }), async (some, a, b) => {
      const source = columns({ X: some })
      const all = values((await readAll(source)).rows)
      const date = (days: number) => new Date(1_577_836_800_000 + days * 86_400_000)
      const [from, to] = [date(Math.min(a, b)), date(Math.max(a, b))]
      const expected = all.filter(
        ([at]) => at! > from.getTime() * 1_000 && at! <= to.getTime() * 1_000 + 86_400_000_000,
      )
      const options = { from: from.toISOString().slice(0, 10), to: to.toISOString().slice(0, 10) }
      const got = expected.length === 0 ? [] : values((await readAll(source, options)).rows)
      expect(got).toEqual(expected)
    }),
    { numRuns: 100 },
  )
})

test('the size of chunks changes nothing in what files, columns and generators give', async () => {
  const { rows } = await readAll(generated({ symbols: 3, bars: 700 }))
  const line = (row: Row) =>
    [new Date(row.at / 1_000).toISOString(), row.symbol, row.open, row.high, row.low, row.close, row.volume].join(',')
  const path = write('G.csv', file(rows.map(line), 'ts,symbol,open,high,low,close,volume'))
  for (const chunkRows of [1, 7, 699, 5_000]) {
    expect((await readAll(generated({ symbols: 3, bars: 700 }), { chunkRows })).rows).toEqual(rows)
    const read = await readAll(csv(path, { interval: 86_400_000_000 }), { chunkRows })
    expect(read.rows.map(line)).toEqual(rows.map(line))
  }
})

test('Parquet has dates, times with and without zone, decimals and numbers for times', async () => {
  const times = [
    "DATE '2020-01-02'",
    "TIMESTAMP '2020-01-02 00:00:00'",
    "TIMESTAMPTZ '2020-01-02 00:00:00+00'",
    '1577923200000::BIGINT',
    '20200102',
    "'2020-01-02'",
  ]
  for (const [index, time] of times.entries()) {
    const path = await writeParquet(
      `${dir}/t${index}.parquet`,
      `SELECT ${time} AS ts, 10.5::DECIMAL(9, 2) AS o, 12 AS h, 9::FLOAT AS l, 11::BIGINT AS c`,
    )
    const { rows } = await readAll(parquet(path, { symbol: 'X' }))
    expect(rows).toEqual([
      {
        symbol: 'X',
        at: 1_577_980_800_000_000,
        openAt: 1_577_957_400_000_000,
        open: 10.5,
        high: 12,
        low: 9,
        close: 11,
        volume: 0,
      },
    ])
  }
})

test('a file of several megabytes keeps its order, however its times are written', async () => {
  const start = Date.UTC(2020, 0, 1)
  const lines = Array.from({ length: 150_000 }, (_, index) => {
    const time = new Date(start + index * 60_000).toISOString().slice(0, 19).replace('T', ' ')
    return `${time},${index + 1},${index + 1},${index + 1},${index + 1},1`
  })
  const { rows } = await readAll(csv(write('large.csv', file(lines))))
  expect(rows).toHaveLength(lines.length)
  expect(rows.findIndex(({ close }, index) => close !== index + 1)).toBe(-1)
})

test('bars scaled by an adjusted close stay bars', async () => {
  await fc.assert(
    fc.asyncProperty(bars, fc.double({ min: 0.001, max: 10, noNaN: true }), async (some, factor) => {
      const atLow = some.map((bar) => ({ ...bar, close: bar.low }))
      const lines = atLow.map(({ time, open, high, low, close }) =>
        [time, open, high, low, close, close * factor].join(','),
      )
      const path = write('adjusted.csv', file(lines, 'time,open,high,low,close,Adj Close'))
      const { rows } = await readAll(csv(path, { adjusted: true }))
      expect(rows).toHaveLength(some.length)
      for (const [index, row] of rows.entries()) {
        const ratio = atLow[index]!.open / atLow[index]!.close
        expect(Math.abs(row.open / row.close - ratio)).toBeLessThanOrEqual(1e-12 * ratio)
      }
    }),
    { numRuns: 20 },
  )
})
