import { describe, expect, test } from 'vitest'
import type { DataSource } from '../../src/data/index.ts'
import { columns, csv, generated, generatedTicks, parquet, quotes, trades } from '../../src/data/index.ts'
import { DAYS, faultOf, file, folder } from './support.ts'

const { write } = folder()
const path = write('good.csv', file(DAYS))
const bars = { X: [{ time: '2020-01-02', open: 10, high: 12, low: 9, close: 11 }] }

describe('an option is refused', () => {
  test.each<[string, (options: never) => DataSource]>([
    ['csv', (options) => csv(path, options)],
    ['parquet', (options) => parquet(path, options)],
    ['trades', (options) => trades(path, options)],
    ['quotes', (options) => quotes(path, options)],
    ['columns', (options) => columns(bars, options)],
    ['generated', (options) => generated(options)],
    ['generatedTicks', (options) => generatedTicks(options)],
  ])('that %s does not have, naming those it has', async (name, source) => {
    const fault = await faultOf(source({ timeZon: 'UTC' } as never))
    expect(fault.code).toBe('badOption')
    expect(fault.message).toContain(`${name}(): it has no option timeZon`)
    expect(fault.message).toContain('timeZone')
  })

  test.each([
    [{ stamps: 'begin' }, /stamps is "begin"/],
    [{ interval: 'fortnight' }, /interval is "fortnight"/],
    [{ interval: 0 }, /interval is 0/],
    [{ symbol: '' }, /symbol is ""/],
    [{ symbols: 'SPX' }, /symbols is "SPX".*a list of names/],
    [{ timeZone: 5 }, /timeZone is 5/],
    [{ adjusted: 'yes' }, /adjusted is "yes"/],
    [{ session: { open: '09:30' } }, /session is/],
    [{ columns: { tiem: 'Date' } }, /columns names tiem.*time/],
    [{ columns: { time: 3 } }, /columns is/],
  ])('whose value makes no sense: %j', async (options, words) => {
    const fault = await faultOf(csv(path, options as never))
    expect(fault.code).toBe('badOption')
    expect(fault.message).toMatch(words)
  })

  test('but not one that is stated as undefined', async () => {
    const opened = await csv(path, { stamps: undefined as never }).open()
    await opened.close()
    expect(opened.rows).toBeGreaterThan(0)
  })
})

describe('data is refused in words', () => {
  test.each([
    [undefined, /its bars are undefined/],
    [[bars.X[0]], /its bars are a list/],
    [{ X: 5 }, /X is neither a list of bars nor columns/],
    [{ X: [{ ...bars.X[0], time: new Date(0) }] }, /X is a Date; toISOString\(\)/],
    [{ X: [{ ...bars.X[0], time: 'yesterday' }] }, /"yesterday"/],
    [{ X: [{ open: 1 }] }, /is not there/],
    [{ X: { time: ['2020-01-02'], open: [1], high: [1], low: [1], close: [1] } }, /texts stand in rows/],
  ])('in memory: %j', (given, words) => {
    expect(() => columns(given as never)).toThrow(words)
  })

  test.each([undefined, 5, '', [5], ['']])('without paths: %j', (paths) => {
    for (const source of [csv, parquet, trades, quotes])
      expect(() => source(paths as never)).toThrow(/it needs a path, a pattern/)
  })

  test.each([{ drift: Number.NaN }, { drift: 'x' }, { regimes: 5 }, { regimes: [{}] }])(
    'generated: %j',
    async (options) => {
      expect((await faultOf(generated(options as never))).code).toBe('badOption')
    },
  )

  test.each([1.5, 'SIM', [5]])('of generated symbols: %j', (symbols) => {
    expect(() => generated({ symbols: symbols as never })).toThrow(/a list of names, or how many/)
  })
})
