import { describe, expect, test } from 'vitest'
import { dataInfo, formatDataInfo } from '../../src/data/index.ts'
import { DAYS, file, folder, writeParquet } from './support.ts'

const { path: dir, write } = folder()

describe('what is in data files', () => {
  test('symbols, rows, range, interval and gaps', async () => {
    const path = write('SPX.csv', file([...DAYS, '2020-01-15,14,16,13,15,500']))
    const info = await dataInfo(path)
    expect(info).toMatchObject({
      timeZone: 'UTC',
      rows: 6,
      faults: [],
      files: [{ path, rows: 6, format: 'csv', columns: { time: 'Date', open: 'Open', volume: 'Volume' } }],
      symbols: [
        { symbol: 'SPX', rows: 6, first: '2020-01-02', last: '2020-01-15', interval: 'day', lowest: 9, highest: 16 },
      ],
    })
    // The Thursdays and Fridays are there, so the 9th and 10th are missing, and the 13th and 14th.
    expect(info.symbols[0]!.gaps).toEqual({
      count: 1,
      sizes: [{ missing: 4, unit: 'days', count: 1 }],
      longest: [{ from: '2020-01-08', to: '2020-01-15', missing: 4, unit: 'days' }],
    })
  })

  test('gaps within a day in bars, the night not being one', async () => {
    const clocks = ['09:31', '09:32', '09:35', '15:59', '16:00']
    const lines = ['2020-01-02', '2020-01-03'].flatMap((day) => clocks.map((clock) => `${day} ${clock},10,12,9,11,1`))
    const [symbol] = (await dataInfo(write('minutes.csv', file(lines)))).symbols
    expect(symbol).toMatchObject({ interval: '1 min', first: '2020-01-02 09:31:00', last: '2020-01-03 16:00:00' })
    expect(symbol!.gaps.sizes).toEqual([
      { missing: 2, unit: 'bars', count: 2 },
      { missing: 383, unit: 'bars', count: 2 },
    ])
  })

  test('lists faults and reads on', async () => {
    const lines = [DAYS[1]!, DAYS[0]!, '2020-01-06,12,11,14,13,300', DAYS[3]!, DAYS[3]!, '2020-01-08,x,16,13,15,500']
    const info = await dataInfo([write('bad.csv', file(lines)), `${dir}/none.csv`, write('empty.csv', '')])
    expect(info.faults.map((fault) => [fault.code, fault.line])).toEqual([
      ['unsorted', 3],
      ['highBelowLow', 4],
      ['duplicateTime', 6],
      ['unreadableNumber', 7],
      ['missingFile', undefined],
      ['emptyFile', undefined],
    ])
    expect(info.symbols).toMatchObject([{ symbol: 'bad', rows: 3, first: '2020-01-02', last: '2020-01-07' }])
  })

  test('counts what it does not list', async () => {
    const lines = Array.from({ length: 300 }, (_, index) => `${1_577_961_000 + index * 60},10,12,9,11,-1`)
    const { faults } = await dataInfo(write('many.csv', file(lines)))
    expect(faults).toHaveLength(101)
    expect(faults[100]).toMatchObject({ code: 'negativeVolume', count: 200 })
  })

  test('symbol columns and Parquet', async () => {
    const select =
      "SELECT * FROM (VALUES (DATE '2020-01-02', 'A', 1, 1, 1, 1), (DATE '2020-01-03', 'A', 1, 1, 1, 1), (DATE '2020-01-02', 'B', 1, 2, 1, 1)) t(date, sym, o, h, l, c)"
    const info = await dataInfo(await writeParquet(`${dir}/two.parquet`, select))
    expect(info.files).toMatchObject([{ format: 'parquet', rows: 3 }])
    expect(info.symbols.map((one) => [one.symbol, one.rows])).toEqual([
      ['A', 2],
      ['B', 1],
    ])
  })

  test('as a page of text', async () => {
    const path = write('page.csv', file([...DAYS, '2020-01-15,14,16,13,15,x']))
    expect(formatDataInfo(await dataInfo(path)).replaceAll(dir, '.')).toBe(`./page.csv   6 rows, 191 B, csv
  columns: Date (time), Open, High, Low, Close, Volume
times: UTC

symbol  rows  first       last        interval  gaps
page       5  2020-01-02  2020-01-08  day       none

faults: 1
  ./page.csv, line 7, column Volume: "x" is no finite number.
`)
  })
})
