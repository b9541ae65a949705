import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { BarColumns } from '../../src/data/index.ts'
import { columns, csv } from '../../src/data/index.ts'
import { file, folder, iso, readAll } from './support.ts'

const { path: dir, write } = folder()

const START = 1_577_961_000_000_000
const MINUTE = 60_000_000

/** Bars of one symbol at some minutes; the open tells them apart. */
function bars(minutes: readonly number[], tag: number): BarColumns {
  const open = minutes.map((minute) => 100 + tag + minute / 1_000)
  return {
    time: minutes.map((minute) => START + minute * MINUTE),
    open,
    high: open,
    low: open,
    close: open,
    volume: minutes,
  }
}

/** Minutes of several symbols: on one grid with holes, each on its own, starting and ending anywhere. */
const markets = fc.array(
  fc.oneof(
    fc.uniqueArray(fc.integer({ min: 0, max: 60 }), { minLength: 1, maxLength: 60 }),
    fc
      .record({ from: fc.integer({ min: 0, max: 30 }), count: fc.integer({ min: 1, max: 60 }) })
      .map(({ from, count }) => Array.from({ length: count }, (_, k) => from + k)),
  ),
  { minLength: 1, maxLength: 40 },
)

describe('bars of several symbols', () => {
  test('come ordered by time and then by symbol, none lost, in chunks of any size', async () => {
    await fc.assert(
      fc.asyncProperty(markets, fc.integer({ min: 1, max: 200 }), async (minutes, chunkRows) => {
        const symbols = minutes.map((_, index) => `S${index}`)
        const data = Object.fromEntries(
          minutes.map((some, index) => [
            symbols[index]!,
            bars(
              some.toSorted((a, b) => a - b),
              index,
            ),
          ]),
        )
        const { rows, chunks } = await readAll(columns(data, { interval: MINUTE }), { chunkRows })
        const expected = minutes
          .flatMap((some, index) => some.map((minute) => ({ minute, index })))
          .sort((a, b) => a.minute - b.minute || a.index - b.index)
        expect(rows.map((row) => [row.symbol, row.open])).toEqual(
          expected.map(({ minute, index }) => [`S${index}`, 100 + index + minute / 1_000]),
        )
        expect(rows.map((row) => row.at)).toEqual(expected.map(({ minute }) => START + minute * MINUTE))
        expect(Math.max(...chunks)).toBeLessThanOrEqual(Math.max(chunkRows, symbols.length))
      }),
      { numRuns: 150 },
    )
  })

  test('come in the order of files, or in the order that is asked for', async () => {
    const line = '2020-01-02,1,1,1,1,1'
    for (const name of ['B', 'A', 'C', 'D', 'E']) write(`${name}.csv`, file([line]))
    const all = ['A', 'B', 'C', 'D', 'E']
    expect((await readAll(csv(`${dir}/?.csv`))).symbols).toEqual(all)
    expect((await readAll(csv([`${dir}/B.csv`, `${dir}/A.csv`]))).rows.map((row) => row.symbol)).toEqual(['B', 'A'])
    expect((await readAll(csv(`${dir}/*.csv`, { symbols: ['C', 'A'] }))).rows.map((row) => row.symbol)).toEqual([
      'C',
      'A',
    ])
  })

  test('are told apart by each file alone when many files are read in one query', async () => {
    const days = (count: number) =>
      Array.from(
        { length: count },
        (_, k) => `${iso(START + k * 86_400_000_000).slice(0, 10)},${k + 1},${k + 1},${k + 1},${k + 1},${k}`,
      )
    const counts = [3, 5_000, 1, 2_048, 2_049, 7]
    for (const [index, count] of counts.entries()) write(`many-${index}.csv`, file(days(count)))
    const { rows } = await readAll(csv(`${dir}/many-*.csv`))
    for (const [index, count] of counts.entries()) {
      const own = rows.filter((row) => row.symbol === `many-${index}`)
      expect(own.map((row) => row.open)).toEqual(Array.from({ length: count }, (_, k) => k + 1))
    }
  })
})

describe('a symbol column', () => {
  const header = 'time,ticker,open,high,low,close,volume'

  test('gives the same bars in whatever order the file has them', async () => {
    await fc.assert(
      fc.asyncProperty(markets, async (minutes) => {
        const rows = minutes.flatMap((some, index) =>
          some
            .toSorted((a, b) => a - b)
            .map((minute) => ({
              minute,
              index,
              line: `${START + minute * MINUTE},S${index},${100 + index},${100 + index},${100 + index},${100 + index},${minute}`,
            })),
        )
        const byTime = rows.toSorted((a, b) => a.minute - b.minute || a.index - b.index)
        const symbols = minutes.map((_, index) => `S${index}`)
        const read = async (name: string, some: typeof rows) =>
          (
            await readAll(
              csv(
                write(
                  name,
                  file(
                    some.map((row) => row.line),
                    header,
                  ),
                ),
                { symbols, interval: MINUTE },
              ),
            )
          ).rows.map((row) => [row.symbol, row.at, row.openAt, row.volume])
        const grouped = await read('grouped.csv', rows)
        expect(grouped).toEqual(await read('by-time.csv', byTime))
        expect(grouped.map(([symbol, , , minute]) => [symbol, minute])).toEqual(
          byTime.map(({ index, minute }) => [`S${index}`, minute]),
        )
      }),
      { numRuns: 15 },
    )
  })

  test('numbers symbols in the order of appearance, and lets one of them be picked', async () => {
    const lines = [
      '2020-01-02,B,2,2,2,2,2',
      '2020-01-02,A,1,1,1,1,1',
      '2020-01-03,A,1,1,1,1,1',
      '2020-01-03,B,2,2,2,2,2',
    ]
    const path = write('picked.csv', file(lines, header))
    const all = await readAll(csv(path))
    expect(all.symbols).toEqual(['B', 'A'])
    expect(all.rows.map((row) => row.symbol)).toEqual(['B', 'A', 'B', 'A'])
    const one = await readAll(csv(path, { symbol: 'A' }))
    expect(one.symbols).toEqual(['A'])
    expect(one.rows).toHaveLength(2)
  })

  test('may go on in further files', async () => {
    const first = ['2020-01-02,A,1,1,1,1,1', '2020-01-02,B,2,2,2,2,2']
    const second = ['2020-01-03,B,2,2,2,2,2', '2020-01-04,A,1,1,1,1,1']
    const paths = [write('p2.csv', file(second, header)), write('p1.csv', file(first, header))]
    const { rows } = await readAll(csv(paths))
    expect(rows.map((row) => [row.symbol, iso(row.at).slice(8, 10)])).toEqual([
      ['B', '02'],
      ['A', '02'],
      ['B', '03'],
      ['A', '04'],
    ])
  })
})

test('one symbol may lie in several files', async () => {
  const paths = ['2020-02-03', '2020-01-02', '2020-03-02'].map((date, index) =>
    write(`part-${index}.csv`, file([`${date},1,1,1,1,${index}`])),
  )
  const { rows, symbols } = await readAll(csv(paths, { symbol: 'X' }))
  expect(symbols).toEqual(['X'])
  expect(rows.map((row) => row.volume)).toEqual([1, 0, 2])
})

test('bars of thousands of symbols at one time have the length that their own times show', async () => {
  const symbols = Array.from({ length: 3_000 }, (_, index) => `S${index}`)
  const lines = [0, 1, 2].flatMap((minute) => symbols.map((symbol) => `${START + minute * MINUTE},${symbol},1,1,1,1,1`))
  const { rows } = await readAll(csv(write('wide.csv', file(lines, 'time,symbol,open,high,low,close,volume'))))
  expect(rows).toHaveLength(9_000)
  expect(new Set(rows.map((row) => row.at - row.openAt))).toEqual(new Set([MINUTE]))
})
