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

  test('trades and quotes, told by their columns', async () => {
    const at = '2024-03-01 10:00:0'
    const trades = write('T.csv', `time,price,size,side\n${at}0,10,1,buy\n${at}0,11,2,\n${at}5,9,3,sell\nlater,1,1,\n`)
    const quotes = write(
      'Q.csv',
      `time,bid,bid_size,ask,ask_size\n${at}0,10,1,12,1\n${at}1,10,1,11,1\n${at}2,12,1,11,1\n${at}3,10,0,11,1\n`,
    )
    const info = await dataInfo([trades, quotes, write('B.csv', file(DAYS))])
    expect(info.files.map(({ kind, rows }) => [kind, rows])).toEqual([
      ['trades', 4],
      ['quotes', 4],
      ['bars', 5],
    ])
    expect(info.symbols).toMatchObject([{ symbol: 'B', rows: 5 }])
    const [first, last] = ['2024-03-01 10:00:00', '2024-03-01 10:00:05']
    expect(info.ticks).toEqual([
      {
        symbol: 'T',
        kind: 'trades',
        rows: 3,
        first,
        last,
        lowest: 9,
        highest: 11,
        sameTime: 1,
        volume: 6,
        aggressors: 2,
        silences: [{ from: first, to: last, length: 5_000_000 }],
      },
      expect.objectContaining({
        symbol: 'Q',
        kind: 'quotes',
        rows: 4,
        spread: (2 + 1 - 1) / 3,
        crossed: 1,
        oneSided: 1,
      }),
    ])
    expect(info.faults.map(({ code, line }) => [code, line])).toEqual([
      ['unreadableTime', 5],
      ['crossedQuote', 4],
    ])
    expect(formatDataInfo(info).replaceAll(dir, '.'))
      .toContain(`symbol    rows  first                last                 prices
T trades     3  2024-03-01 10:00:00  2024-03-01 10:00:05  9 to 11   volume 6, 2 with an aggressor
Q quotes     4  2024-03-01 10:00:00  2024-03-01 10:00:03  10 to 12  mean spread 0.6667, 1 crossed, 1 with an empty side
T: the longest time without trades is 2024-03-01 10:00:00 to 2024-03-01 10:00:05, 5 s
Q: the longest time without quotes is 2024-03-01 10:00:00 to 2024-03-01 10:00:01, 1 s
`)
  })

  test('what is neither bars nor ticks is told what bars need', async () => {
    const { faults } = await dataInfo([
      write('no.csv', 'a,b,c,d\n1,2,3,x\n'),
      write('days.csv', 'date,price\n2020-01-02,1\n'),
    ])
    expect(faults.map(({ code }) => code)).toEqual(['missingColumn', 'missingColumn'])
    expect(faults[0]!.message).toContain('time, open, high, low')
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
