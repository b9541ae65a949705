import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { columns, csv } from '../../src/data/index.ts'
import { DAYS, faultOf, file, folder, readAll } from './support.ts'

const { write } = folder()
const repaired = async (lines: readonly string[]) => {
  const { rows, repairs } = await readAll(csv(write('R.csv', file(lines))), { repair: true })
  return { rows, repairs, said: repairs.map((fault) => [fault.code, fault.line, fault.repair]) }
}

describe('repair', () => {
  test('changes nothing of good data', async () => {
    const { rows, repairs } = await repaired(DAYS)
    expect(rows).toEqual((await readAll(csv(write('good.csv', file(DAYS)), { symbol: 'R' }))).rows)
    expect(repairs).toEqual([])
  })

  test('sorts rows, and drops exact copies', async () => {
    const { rows, said } = await repaired([DAYS[2]!, DAYS[0]!, DAYS[1]!, DAYS[1]!])
    expect(rows.map((row) => row.open)).toEqual([10, 11, 12])
    expect(said).toEqual([
      ['unsorted', undefined, 'sorted the rows by time'],
      ['duplicateTime', 5, 'dropped the row: an exact copy of the one before'],
    ])
  })

  test('drops rows that are no bars', async () => {
    const { rows, said } = await repaired([
      DAYS[0]!,
      '2020-01-03,,13,10,12,200',
      'total,1,1,1,1,1',
      '2020-01-06,0,14,11,13,300',
      DAYS[3]!,
    ])
    expect(rows.map((row) => row.open)).toEqual([10, 13])
    expect(said).toContainEqual(['missingValue', 3, 'dropped the row: a price is missing'])
    expect(said).toContainEqual(['nonPositivePrice', 5, 'dropped the row: a price that is not above 0'])
    expect(said).toContainEqual(['unreadableTime', 4, 'dropped the row: without a time it is no bar'])
    expect(said).toHaveLength(3)
  })

  test('mends ranges that are a little too narrow, high and low exchanged, and volumes', async () => {
    const { rows, said } = await repaired([
      '2020-01-02,10,12,9,12.001,-5',
      '2020-01-03,8.999,12,9,10,',
      '2020-01-06,10,9,12,10,3',
    ])
    expect(rows.map(({ open, high, low, close, volume }) => [open, high, low, close, volume])).toEqual([
      [10, 12.001, 9, 12.001, 0],
      [8.999, 12, 8.999, 10, 0],
      [10, 12, 9, 10, 3],
    ])
    expect(said).toEqual([
      ['outsideRange', 2, 'widened the high from 12 to 12.001'],
      ['negativeVolume', 2, 'set the volume to 0'],
      ['outsideRange', 3, 'widened the low from 9 to 8.999'],
      ['missingValue', 3, 'set the volume to 0'],
      ['highBelowLow', 4, 'exchanged high and low'],
    ])
  })

  test.each([
    ['outsideRange', '2020-01-03,11,13,10,130,200'],
    ['highBelowLow', '2020-01-03,14,10,13,12,200'],
    ['duplicateTime', '2020-01-02,10,12,9,11.5,100'],
  ])('leaves refused what somebody must look at: %s', async (code, line) => {
    expect(await faultOf(csv(write('hard.csv', file([DAYS[0]!, line]))), { repair: true })).toMatchObject({
      code,
      line: 3,
    })
  })

  test('lists the first hundred and counts the rest', async () => {
    const lines = Array.from({ length: 250 }, (_, index) => `${1_577_961_000 + index * 60},10,12,9,11,-1`)
    const { repairs } = await repaired(lines)
    expect(repairs).toHaveLength(101)
    expect(repairs[99]).toMatchObject({ code: 'negativeVolume', line: 101 })
    expect(repairs[100]).toMatchObject({ code: 'negativeVolume', count: 150 })
  })

  test('orders a symbol column too', async () => {
    const header = 'Date,Symbol,Open,High,Low,Close'
    const lines = ['2020-01-03,A,2,2,2,2', '2020-01-02,B,3,3,3,3', '2020-01-02,A,1,1,1,1', '2020-01-02,A,1,1,1,1']
    const { rows, repairs } = await readAll(csv(write('S.csv', file(lines, header))), { repair: true })
    expect(rows.map((row) => [row.symbol, row.open])).toEqual([
      ['A', 1],
      ['B', 3],
      ['A', 2],
    ])
    expect(repairs.map((fault) => [fault.code, fault.line, fault.count])).toEqual([
      ['unsorted', undefined, 2],
      ['duplicateTime', 5, undefined],
    ])
  })

  test('gives data that needs no repair: what it made is accepted as it is, and repaired to itself', async () => {
    const price = fc.constantFrom(9.99, 10, 10.05, 10.5, 0, -1, Number.NaN, Infinity)
    const row = fc.record({
      time: fc
        .integer({ min: 0, max: 30 })
        .map((minute) => (minute === 30 ? Number.NaN : 1_577_961_000_000_000 + minute * 60_000_000)),
      open: price,
      high: fc.constantFrom(10.5, 10.45, 10.51, Number.NaN),
      low: fc.constantFrom(9.99, 10.01, 9.98),
      close: price,
      volume: fc.constantFrom(1, 0, -1, Number.NaN),
    })
    const rows = fc
      .uniqueArray(row, { minLength: 1, maxLength: 10, selector: ({ time }) => time })
      .chain((some) => fc.shuffledSubarray([...some, ...some], { minLength: some.length }))
    await fc.assert(
      fc.asyncProperty(rows, async (some) => {
        const once = await readAll(columns({ X: some }, { interval: 60_000_000 }), { repair: true }).catch(
          () => undefined,
        )
        // Refused even with repair, or nothing left of it.
        fc.pre(once !== undefined)
        const again = once.rows.map(({ at, open, high, low, close, volume }) => ({
          time: at,
          open,
          high,
          low,
          close,
          volume,
        }))
        const strict = await readAll(columns({ X: again }, { interval: 60_000_000 }))
        const twice = await readAll(columns({ X: again }, { interval: 60_000_000 }), { repair: true })
        expect(strict.rows).toEqual(once.rows)
        expect(twice.rows).toEqual(once.rows)
        expect(twice.repairs).toEqual([])
      }),
      { numRuns: 300 },
    )
  })
})
