/** Trades and quotes in files: what is recognised, in which order it comes, what is refused and what is repaired. */
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { parquet, quotes, trades } from '../../src/data/index.ts'
import type { QuotesOptions, TradesOptions } from '../../src/data/index.ts'
import { faultOf, folder, micros, readTicks, writeParquet } from './support.ts'

const { write, path } = folder()
let files = 0
const named = (lines: readonly string[]) => write(`T${++files}.csv`, `${lines.join('\n')}\n`)

/** What it is, the lines of the file, the ticks with T for the symbol, and what must be said. */
type Case<Options> = [name: string, lines: string[], expected: string[], options?: Options]

const AT = micros('2024-03-01T10:00:00Z')

describe('trades are recognised', () => {
  const cases: Case<TradesOptions>[] = [
    [
      'with a header of three words',
      ['time,price,size', '2024-03-01T10:00:00Z,10.5,3', '2024-03-01T10:00:00.000001Z,10.6,0'],
      [`${AT} T 10.5 x 3`, `${AT + 1} T 10.6 x 0`],
    ],
    [
      'as Binance writes them, in milliseconds, with who was the maker',
      [
        'id,price,qty,quote_qty,time,is_buyer_maker',
        `1,10.5,3,31.5,${AT / 1e3},true`,
        `2,10.6,4,42.4,${AT / 1e3},false`,
      ],
      [`${AT} T 10.5 x 3 sell`, `${AT} T 10.6 x 4 buy`],
    ],
    [
      'without a header, by the names of all columns',
      [`9,10.5,3,1,1,${AT},True,True`, `10,10.6,4,1,1,${AT},False,True`],
      [`${AT} T 10.5 x 3 sell`, `${AT} T 10.6 x 4 buy`],
      { columns: ['id', 'price', 'quantity', 'first', 'last', 'transact_time', 'isBuyerMaker', 'best'] },
    ],
    [
      'with the side of the aggressor, in nanoseconds, and a symbol column',
      ['ts_event,symbol,side,price,size', `${AT}000,A,B,10.5,3`, `${AT}999,B,A,9,1`, `${AT + 1}000,A,N,9,1`],
      [`${AT} A 10.5 x 3 buy`, `${AT} B 9 x 1 sell`, `${AT + 1} A 9 x 1`],
    ],
    [
      'in seconds with fractions, without sizes',
      ['timestamp;price', `${AT / 1e6}.25;10.5`],
      [`${AT + 250_000} T 10.5 x 0`],
    ],
    [
      'by names of one’s own',
      ['Zeit,Kurs,Stück', '2024-03-01 11:00:00,10.5,3'],
      [`${AT} T 10.5 x 3`],
      { columns: { time: 'Zeit', price: 'Kurs', size: 'Stück' }, timeZone: 'Europe/Berlin' },
    ],
  ]
  test.each(cases)('%s', async (_, lines, expected, options = {}) => {
    const file = named(lines)
    const { ticks } = await readTicks(trades(file, options))
    expect(ticks).toEqual(expected.map((tick) => tick.replace(' T ', ` T${files} `)))
  })

  test('in Parquet as in CSV', async () => {
    const file = await writeParquet(
      `${path}/TP.parquet`,
      "SELECT make_timestamp(1709287200000000 + i) AS ts, 10.0 + i AS price, i::INTEGER AS size, 'sell' AS side FROM range(3) t(i)",
    )
    const { ticks } = await readTicks(trades(file))
    expect(ticks).toEqual([0, 1, 2].map((i) => `${AT + i} TP ${10 + i} x ${i} sell`))
  })
})

describe('quotes are recognised', () => {
  const cases: Case<QuotesOptions>[] = [
    [
      'with prices and sizes',
      ['time,bid,bid_size,ask,ask_size', '2024-03-01T10:00:00Z,10,1,11,2'],
      [`${AT} T 10 x 1 / 11 x 2`],
    ],
    [
      'as best prices of an order book',
      ['timestamp,asks[0].price,asks[0].amount,bids[0].price,bids[0].amount,asks[1].price', `${AT},11,2,10,1,12`],
      [`${AT} T 10 x 1 / 11 x 2`],
    ],
    [
      'without sizes: any size is there',
      ['timestamp,bid,ask', '2024-03-01 10:00:00.5+00:00,10,11'],
      [`${AT + 500_000} T 10 x ${Number.MAX_SAFE_INTEGER} / 11 x ${Number.MAX_SAFE_INTEGER}`],
    ],
    [
      'with a side that is empty',
      ['time,bidPrice,bidQty,askPrice,askQty', `${AT},10,0,11,2`, `${AT},10,1,,`, `${AT},0,0,0,0`, `${AT},10,1,10,2`],
      [`${AT} T 0 x 0 / 11 x 2`, `${AT} T 10 x 1 / 0 x 0`, `${AT} T 0 x 0 / 0 x 0`, `${AT} T 10 x 1 / 10 x 2`],
    ],
    [
      'crossed, where that is allowed',
      ['time,bid,ask,bidsize,asksize', `${AT},12,11,1,1`],
      [`${AT} T 12 x 1 / 11 x 1`],
      { crossed: true },
    ],
  ]
  test.each(cases)('%s', async (_, lines, expected, options = {}) => {
    const { ticks } = await readTicks(quotes(named(lines), options))
    expect(ticks).toEqual(expected.map((tick) => tick.replace(' T ', ` T${files} `)))
  })
})

describe('what cannot be used is refused, with its place', () => {
  const trade = 'time,price,size'
  const quote = 'time,bid,bid_size,ask,ask_size'
  const ok = `${AT},10,1`
  test.each([
    ['unsorted', [trade, ok, `${AT - 1},10,1`], { line: 3, column: 'time' }],
    ['unreadableTime', [trade, ok, 'soon,10,1'], { line: 3, column: 'time', value: 'soon' }],
    ['missingValue', [trade, ok, `${AT},,1`], { line: 3, column: 'price' }],
    ['unreadableNumber', [trade, ok, `${AT},inf,1`], { line: 3, column: 'price' }],
    ['unreadableNumber', [trade, ok, `${AT},10,many`], { line: 3, column: 'size', value: 'many' }],
    ['nonPositivePrice', [trade, ok, `${AT},0,1`], { line: 3, column: 'price', value: '0' }],
    ['negativeSize', [trade, ok, `${AT},10,-1`], { line: 3, column: 'size', value: '-1' }],
    ['missingColumn', ['time,size', `${AT},1`], { column: 'price' }],
    ['missingHeader', [ok], { line: 1 }],
    ['missingSymbol', ['time,symbol,price', `${AT},A,1`, `${AT},,1`], { line: 3, column: 'symbol' }],
    ['unreadableTime', ['time,price', '2024-03-01,10'], { column: 'time' }],
    ['emptyFile', [trade], {}],
  ])('trades: %s', async (code, lines, place) => {
    expect(await faultOf(trades(named(lines)))).toMatchObject({ code, ...place })
  })
  test.each([
    ['crossedQuote', [quote, `${AT},10,1,11,1`, `${AT},11.5,1,11,1`], { line: 3, column: 'bid', value: '11.5' }],
    ['nonPositivePrice', [quote, `${AT},-1,1,11,1`], { line: 2, column: 'bid' }],
    ['missingValue', [quote, `${AT},10,1,,1`], { line: 2, column: 'ask' }],
    ['negativeSize', [quote, `${AT},10,1,11,-1`], { line: 2, column: 'ask_size' }],
    ['unreadableNumber', [quote, `${AT},10,x,11,1`], { line: 2, column: 'bid_size' }],
    ['missingValue', ['time,bid,ask', `${AT},10,`], { line: 2, column: 'ask' }],
    ['missingColumn', ['time,bid,size', `${AT},10,1`], { column: 'ask' }],
  ])('quotes: %s', async (code, lines, place) => {
    expect(await faultOf(quotes(named(lines)))).toMatchObject({ code, ...place })
  })
  test('sentences say what would be right', async () => {
    const crossed = await faultOf(quotes(write('X.csv', `${quote}\n${AT},12,1,11,1\n`)))
    expect(crossed.message).toContain('line 2, column bid: the bid 12 is above the ask 11 (crossed: true')
    const header = await faultOf(trades(write('Y.csv', `${ok}\n`)))
    expect(header.message).toContain("columns: ['time', 'price', 'size']")
    const bars = await faultOf(trades(write('Z.csv', 'date,price\n2024-03-01,1\n')))
    expect(bars.message).toContain('Are these bars?')
    expect((await faultOf(trades('nowhere.csv'))).code).toBe('missingFile')
    expect(
      (await faultOf(trades(write('R.csv', `${trade}\n${ok}\n`), { symbol: 'R' }), { from: '2024-03-02' })).code,
    ).toBe('emptyRange')
  })
})

describe('repair', () => {
  test('sorts, drops what is no trade, and says so; a second time there is nothing to do', async () => {
    const file = write(
      'S.csv',
      [
        'time,price,size',
        `${AT + 5},12,1`,
        `${AT},10,1`,
        `${AT},11,-2`,
        'soon,1,1',
        `${AT},0,1`,
        `${AT + 5},13,x`,
        '',
      ].join('\n'),
    )
    const { ticks, repairs } = await readTicks(trades(file), { repair: true })
    expect(ticks).toEqual([`${AT} S 10 x 1`, `${AT} S 11 x 0`, `${AT + 5} S 12 x 1`, `${AT + 5} S 13 x 0`])
    const found = repairs.map(({ code, line }) => `${code} ${line}`)
    expect(new Set(found)).toEqual(
      new Set(['unsorted undefined', 'negativeSize 4', 'unreadableTime 5', 'nonPositivePrice 6', 'unreadableNumber 7']),
    )
    expect(repairs.every(({ repair }) => repair !== undefined)).toBe(true)
  })

  test('drops crossed quotes and quotes without a number', async () => {
    const lines = [
      'time,bid,bid_size,ask,ask_size',
      `${AT},12,1,11,1`,
      `${AT},10,-1,11,1`,
      `${AT},10,1,x,1`,
      `${AT},10,1,11,1`,
    ]
    const file = write('Q.csv', `${lines.join('\n')}\n`)
    const { ticks, repairs } = await readTicks(quotes(file), { repair: true })
    expect(ticks).toEqual([`${AT} Q 10 x 1 / 11 x 1`])
    expect(repairs.map(({ code, line }) => [code, line])).toEqual([
      ['crossedQuote', 2],
      ['negativeSize', 3],
      ['unreadableNumber', 4],
    ])
  })
})

describe('order', () => {
  test('ticks of one time keep the order of the file, whatever their symbols', async () => {
    const file = write('M.csv', `time,symbol,price\n${AT},B,1\n${AT},A,2\n${AT},B,3\n${AT + 1},A,4\n`)
    const { ticks, symbols } = await readTicks(trades(file))
    expect(ticks.map((tick) => tick.split(' ')[2])).toEqual(['1', '2', '3', '4'])
    expect(symbols).toEqual(['B', 'A'])
  })

  test('a file of several megabytes keeps its order, its sides being read', async () => {
    const lines = Array.from(
      { length: 300_000 },
      (_, index) => `${AT + index},10.25,1,${index % 2 === 0 ? 'buy' : 'sell'}`,
    )
    const { ticks } = await readTicks(trades(write('L.csv', `time,price,size,side\n${lines.join('\n')}\n`)))
    expect(ticks).toHaveLength(lines.length)
    expect(
      ticks.findIndex(
        (tick, index) => !tick.startsWith(`${AT + index} `) || !tick.endsWith(index % 2 === 0 ? 'buy' : 'sell'),
      ),
    ).toBe(-1)
  })

  test('a file that has one symbol after the other is put in order of time', async () => {
    const file = write(
      'G.csv',
      `time,symbol,price\n${AT},A,1\n${AT + 2},A,2\n${AT},B,3\n${AT + 1},B,4\n${AT + 2},B,5\n`,
    )
    const { ticks } = await readTicks(trades(file))
    expect(ticks.map((tick) => tick.split(' ')[2])).toEqual(['1', '3', '4', '2', '5'])
  })

  test('of several files, those of one time come in the order of the files', async () => {
    const one = write('F1.csv', `time,price\n${AT},1\n${AT},2\n${AT + 1},3\n`)
    const two = write('F2.csv', `time,price\n${AT},4\n${AT + 1},5\n`)
    const { ticks } = await readTicks(trades([two, one]))
    expect(ticks.map((tick) => tick.split(' ')[2])).toEqual(['4', '1', '2', '5', '3'])
  })

  test('an hour that the clocks repeat goes on where the rows are, equal times with it', async () => {
    const times = ['01:59:59', '01:59:59', '01:00:00', '01:00:00', '02:00:00'].map((time) => `2024-11-03 ${time},1`)
    const file = write('D.csv', `time,price\n${times.join('\n')}\n`)
    const { ticks } = await readTicks(trades(file, { timeZone: 'America/New_York' }))
    const minutes = ticks.map((tick) => (Number(tick.split(' ')[0]) - micros('2024-11-03T05:59:59Z')) / 1e6)
    expect(minutes).toEqual([0, 0, 1, 1, 3601])
  })

  test('from and to are inclusive; midnight is in the day that begins, where sessions follow each other', async () => {
    const times = ['2024-03-01T23:59:59Z', '2024-03-02T00:00:00Z', '2024-03-02T12:00:00Z', '2024-03-03T00:00:00Z']
    const file = write('E.csv', `time,price\n${times.map((time, index) => `${time},${index + 1}`).join('\n')}\n`)
    const prices = async (from: string, to: string) =>
      (await readTicks(trades(file), { from, to })).ticks.map((tick) => Number(tick.split(' ')[2]))
    expect(await prices('2024-03-02', '2024-03-02')).toEqual([2, 3])
    expect(await prices('2024-03-02T00:00:00', '2024-03-03T00:00:00')).toEqual([2, 3, 4])
    const hours = { session: { open: '18:00', close: '12:00' } } as const
    const spanning = await readTicks(trades(file, hours), { from: '2024-03-02', to: '2024-03-02' })
    expect(spanning.ticks).toHaveLength(3)
  })

  test('the size of chunks changes nothing', () =>
    fc.assert(
      fc.asyncProperty(
        fc.array(fc.tuple(fc.nat({ max: 3 }), fc.constantFrom('A', 'B', 'C'), fc.integer({ min: 1, max: 9 })), {
          minLength: 1,
          maxLength: 60,
        }),
        fc.integer({ min: 1, max: 20 }),
        async (rows, chunkRows) => {
          let at = AT
          const lines = rows.map(([wait, symbol, price]) => `${(at += wait)},${symbol},${price}`)
          const file = write('C.csv', `time,symbol,price\n${lines.join('\n')}\n`)
          const { ticks, chunks } = await readTicks(trades(file), { chunkRows })
          expect(ticks).toEqual(lines.map((line) => `${line.split(',').join(' ')} x 0`))
          expect(Math.max(...chunks)).toBeLessThanOrEqual(chunkRows)
        },
      ),
      { numRuns: 15 },
    ))
})

test('some symbols of a symbol column can be picked, and one that is not there is missed', async () => {
  const file = write('P.csv', `time,symbol,price\n${AT},A,1\n${AT},B,2\n${AT},C,3\n`)
  expect((await readTicks(trades(file, { symbols: ['C', 'A'] }))).symbols).toEqual(['C', 'A'])
  expect((await readTicks(trades(file, { symbol: 'B' }))).ticks).toEqual([`${AT} B 2 x 0`])
  expect(await faultOf(trades(file, { symbol: 'X' }))).toMatchObject({ code: 'unknownSymbol' })
  expect(trades(file, { symbol: 'B' }).describe()).toEqual({ kind: 'trades', paths: [file], symbol: 'B' })
  expect(parquet(file).describe().kind).toBe('parquet')
})
