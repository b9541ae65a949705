import { describe, expect, test } from 'vitest'
import { columns } from '../../src/data/index.ts'
import { faultOf, iso, micros, readAll } from './support.ts'

const bar = { open: 10, high: 12, low: 9, close: 11 }

describe('columns', () => {
  test('take rows with dates, local times, times with an offset, or microseconds', async () => {
    const at = async (time: string | number) =>
      iso((await readAll(columns({ X: [{ time, ...bar }] }, { timeZone: 'America/New_York' }))).rows[0]!.at)
    expect(await at('2020-01-02')).toBe('2020-01-02T21:00Z')
    expect(await at('2020-01-02 10:30')).toBe('2020-01-02T15:30Z')
    expect(await at('2020-01-02T10:30:00Z')).toBe('2020-01-02T10:30Z')
    expect(await at(micros('2020-01-02T10:30Z'))).toBe('2020-01-02T10:30Z')
  })

  test('take typed arrays and leave them as they are', async () => {
    const prices = Float64Array.of(10, 11)
    const time = Float64Array.of(micros('2020-01-02T10:30Z'), micros('2020-01-02T10:31Z'))
    const { rows } = await readAll(columns({ X: { time, open: prices, high: prices, low: prices, close: prices } }))
    expect(rows.map((row) => [iso(row.openAt), row.close, row.volume])).toEqual([
      ['2020-01-02T10:29Z', 10, 0],
      ['2020-01-02T10:30Z', 11, 0],
    ])
    expect([...prices]).toEqual([10, 11])
  })

  test('name what they hold, and its bytes', async () => {
    const source = columns({ X: [{ time: '2020-01-02', ...bar }] })
    expect(source.describe()).toEqual({ kind: 'columns', rows: { X: 1 } })
    const { inputs } = await readAll(source)
    const other = await readAll(columns({ X: [{ time: '2020-01-02', ...bar, close: 10 }] }))
    expect(inputs[0]).toMatchObject({ path: '(columns)' })
    expect(inputs[0]!.sha256).not.toBe(other.inputs[0]!.sha256)
    expect((await readAll(source)).inputs).toEqual(inputs)
  })

  test('are checked as files are', async () => {
    const rows = [
      { time: '2020-01-02', ...bar },
      { time: '2020-01-03', ...bar, close: 13 },
    ]
    expect(await faultOf(columns({ X: rows }))).toMatchObject({
      code: 'outsideRange',
      row: 2,
      column: 'close',
      symbol: 'X',
      value: '13',
    })
    expect(await faultOf(columns({ X: rows.slice(0, 1).concat(rows[0]!) }))).toMatchObject({
      code: 'duplicateTime',
      row: 2,
    })
    expect(await faultOf(columns({ X: [rows[0]!, { time: '2020-01-03 10:00', ...bar }] }))).toMatchObject({
      code: 'missingValue',
      row: 2,
      column: 'time',
    })
    expect(await faultOf(columns({}))).toMatchObject({ code: 'emptyFile' })
    expect(await faultOf(columns({ X: [] }))).toMatchObject({ code: 'emptyFile', symbol: 'X' })
    expect(
      await faultOf(columns({ X: { time: [1, 2], open: [1], high: [1, 1], low: [1, 1], close: [1, 1] } })),
    ).toMatchObject({ code: 'badOption' })
  })
})
