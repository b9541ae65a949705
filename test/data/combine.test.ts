/** Several sources as one, and corporate actions beside them. */
import { describe, expect, test } from 'vitest'
import {
  columns,
  combine,
  corporateActions,
  csv,
  dividends,
  generatedTicks,
  quotes,
  splits,
  trades,
} from '../../src/data/index.ts'
import type { ActionSources, DataSource } from '../../src/data/index.ts'
import { DataError } from '../../src/data/index.ts'
import { ratioOf } from '../../src/data/actions.ts'
import { minutes } from '../../src/events/index.ts'
import { DAYS, faultOf, file, folder, micros, readAll, readTicks } from './support.ts'

const { write } = folder()
const AT = micros('2024-03-01T10:00:00Z')
const day = (date: string) => micros(`${date}T00:00:00Z`) / 86_400_000_000

const ticksOf = (name: string, ...prices: number[]) =>
  write(`${name}.csv`, ['time,price', ...prices.map((price, index) => `${AT + index},${price}`), ''].join('\n'))
const bars = (symbol: string, at = AT) =>
  columns({
    [symbol]: [
      { time: at, open: 1, high: 1, low: 1, close: 1 },
      { time: at + 60e6, open: 2, high: 2, low: 2, close: 2 },
    ],
  })

describe('combine', () => {
  test('merges bars of one source with ticks of others; quotes before trades, then by source', async () => {
    const quoted = quotes(write('C.csv', `time,bid,ask\n${AT},1,2\n${AT + 1},1,2\n`))
    const source = combine(trades(ticksOf('B', 1, 2)), bars('C'), trades(ticksOf('A', 3, 4)), quoted)
    const { ticks, symbols } = await readTicks(source)
    expect(symbols).toEqual(['C', 'B', 'A'])
    expect(ticks.map((tick) => tick.split(' ').slice(0, 3).join(' '))).toEqual([
      `${AT} C 1`,
      `${AT} B 1`,
      `${AT} A 3`,
      `${AT + 1} C 1`,
      `${AT + 1} B 2`,
      `${AT + 1} A 4`,
    ])
    expect((await readAll(source)).rows.map(({ symbol, close }) => [symbol, close])).toEqual([
      ['C', 1],
      ['C', 2],
    ])
    expect(source.describe()).toMatchObject({
      kind: 'combine',
      sources: [{ kind: 'trades' }, { kind: 'columns' }, {}, {}],
    })
  })

  test('takes what is combined already apart again, and puts its inputs and rows together', async () => {
    const source = combine(combine(bars('X'), bars('Y')), trades(ticksOf('Z', 1)))
    expect((source.describe() as unknown as { sources: unknown[] }).sources).toHaveLength(3)
    const opened = await source.open()
    expect(opened.inputs.map(({ path }) => path.split('/').at(-1))).toEqual(['(columns)', '(columns)', 'Z.csv'])
    expect(opened.feed.symbols).toEqual(['X', 'Y', 'Z'])
    await opened.close()
  })

  test('has bars made of the ticks of some', async () => {
    const opened = await combine(
      trades(ticksOf('T', 1), { bars: minutes(1) }),
      quotes(write('Q.csv', `time,bid,ask\n${AT},1,2\n`)),
    ).open()
    expect(opened.feed.built).toEqual({ length: minutes(1), by: ['trade', undefined] })
    await opened.close()
  })

  test('leaves out a source that has nothing in the range, and refuses where none has', async () => {
    const early = bars('OLD', AT - 86_400e6)
    const source = combine(early, trades(ticksOf('NEW', 1)))
    expect((await readTicks(source, { from: '2024-03-01' })).symbols).toEqual(['NEW'])
    expect(await faultOf(source, { from: '2025-01-01' })).toMatchObject({ code: 'emptyRange' })
  })

  const refused: [string, DataSource, RegExp][] = [
    ['bars of one symbol twice', combine(bars('A'), bars('A')), /Bars of A come from two/],
    [
      'other sessions',
      combine(bars('A'), generatedTicks({ ticks: 1 })),
      /must have the same sessions.*09:30 to 16:00 in UTC/,
    ],
    [
      'bars of other lengths',
      combine(trades(ticksOf('L1', 1), { bars: 1e6 }), trades(ticksOf('L2', 1), { bars: 2e6 })),
      /different lengths/,
    ],
    [
      'bars made twice',
      combine(trades(ticksOf('M', 1), { bars: 1e6 }), trades(ticksOf('M', 1), { bars: 1e6 })),
      /made twice/,
    ],
    ['bars both made and given', combine(trades(ticksOf('N', 1), { bars: 1e6 }), bars('N')), /another would make them/],
    ['nothing', combine(), /no source/],
  ]
  test.each(refused)('refuses %s', async (_, source, reason) => {
    const fault = await faultOf(source)
    expect(fault.code).toBe('badOption')
    expect(fault.message).toMatch(reason)
  })
})

describe('corporate actions', () => {
  const source = columns({
    A: [{ time: '2020-01-02', open: 1, high: 1, low: 1, close: 1 }],
    B: [{ time: '2020-01-02', open: 1, high: 1, low: 1, close: 1 }],
  })
  const load = async (actions: ActionSources | undefined, data = source) => {
    const opened = await data.open()
    try {
      return await corporateActions(opened.feed, actions)
    } finally {
      await opened.close()
    }
  }
  const refusal = async (actions: ActionSources) => {
    const error: unknown = await load(actions).catch((caught: unknown) => caught)
    if (error instanceof DataError) return error.fault
    throw new Error('nothing was refused')
  }

  test('come from files, rows and columns beside bars, in the order in which they take effect', async () => {
    const split = write('splits.csv', 'ex_date,ticker,ratio\n2020-08-31,A,4:1\n2014-06-09,A,7\n2020-08-31,UNKNOWN,2\n')
    const paid = write('B.csv', 'Date,Dividends\n2020-08-31,0.82\n2020-05-08,0\n')
    const { actions, inputs } = await load([
      dividends(paid),
      { symbol: 'B', date: '2020-08-31', split: 0.1, dividend: 0.5 },
      splits(split),
    ])
    expect(actions).toEqual([
      { day: day('2014-06-09'), symbol: 'A', split: 7 },
      { day: day('2020-08-31'), symbol: 'A', split: 4 },
      { day: day('2020-08-31'), symbol: 'B', split: 0.1 },
      { day: day('2020-08-31'), symbol: 'B', dividend: 0.82 },
      { day: day('2020-08-31'), symbol: 'B', dividend: 0.5 },
    ])
    expect(inputs.map(({ path }) => path)).toEqual([paid, split, '(actions)'])
    expect((await load(undefined)).actions).toEqual([])
  })

  test('stand in columns beside bars, where these are asked for', async () => {
    const rows = DAYS.map((line, index) => `${line},${index === 2 ? 0.25 : 0},${index === 3 ? '2.0' : ''}`)
    const path = write('Y.csv', file(rows, 'Date,Open,High,Low,Close,Volume,Dividends,Stock Splits'))
    const { actions } = await load(
      { ...splits([]), load: async () => ({ actions: [], inputs: [] }) },
      csv(path, { actions: true }),
    )
    expect(actions).toEqual([
      { day: day('2020-01-06'), symbol: 'Y', dividend: 0.25 },
      { day: day('2020-01-07'), symbol: 'Y', split: 2 },
    ])
    expect((await load(undefined, csv(path))).actions).toEqual([])
    expect(await faultOf(csv(write('N.csv', file(DAYS)), { actions: true }))).toMatchObject({ code: 'missingColumn' })
  })

  test('are refused where they make no sense, with their place', async () => {
    const row = { symbol: 'A', date: '2020-01-02' }
    expect(await refusal([{ ...row, split: 0 }])).toMatchObject({
      code: 'badOption',
      message: expect.stringContaining('actions[0]: split is 0'),
    })
    expect(await refusal([row])).toMatchObject({ code: 'badOption' })
    expect(await refusal([{ ...row, date: 'soon', split: 2 }])).toMatchObject({ code: 'badOption' })
    expect(await refusal([{ ...row, symbol: 'X', split: 2 }])).toMatchObject({ code: 'unknownSymbol' })
    const bad = (lines: string) => splits(write('bad.csv', `date,symbol,split\n${lines}\n`))
    expect(await refusal(bad('2020-01-02,A,two'))).toMatchObject({
      code: 'unreadableNumber',
      line: 2,
      column: 'split',
      value: 'two',
    })
    expect(await refusal(bad('2020-01-02,A,2\nnever,A,2'))).toMatchObject({ code: 'unreadableTime', line: 3 })
    expect(await refusal(bad('2020-01-02,A,-2'))).toMatchObject({ code: 'nonPositivePrice', line: 2 })
    expect(await refusal(bad('2020-01-02,,2'))).toMatchObject({ code: 'missingSymbol', line: 2 })
    expect(await refusal(splits('nowhere.csv'))).toMatchObject({ code: 'missingFile' })
  })

  test.each([
    ['4', 4],
    ['4:1', 4],
    ['3/2', 1.5],
    ['1-for-10', 0.1],
    ['4 for 1', 4],
    ['0.1', 0.1],
    ['', Number.NaN],
    ['a lot', Number.NaN],
  ])('a ratio %j is %d', (text, ratio) => expect(ratioOf(text)).toBe(ratio))
})
