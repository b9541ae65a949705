/** How numbers are written in files, and what they become. */
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { FileOptions } from '../../src/data/index.ts'
import { csv } from '../../src/data/index.ts'
import { faultOf, folder, readAll } from './support.ts'

const { write } = folder()

describe('the numbers of a file', () => {
  const read = async (content: string, options: FileOptions = {}) =>
    (await readAll(csv(write('numbers.csv', content), options))).rows.map(({ open, high, low, close, volume }) => [
      open,
      high,
      low,
      close,
      volume,
    ])

  test('have points between thousands where the comma is decimal, in columns without decimals too', async () => {
    expect(await read('Date;Open;High;Low;Close;Volume\n31.01.2020;1.010,5;1.012,5;1.009,25;1.011,0;1.000\n')).toEqual([
      [1010.5, 1012.5, 1009.25, 1011, 1000],
    ])
    expect(await read('Date;Open;High;Low;Close;Volume\n31.01.2020;10,5;12,5;9,25;11,0;1.000.000\n')).toEqual([
      [10.5, 12.5, 9.25, 11, 1_000_000],
    ])
  })

  test('have a decimal comma before three digits where semicolons separate', async () => {
    expect(await read('Date;Open;High;Low;Close\n31.01.2020;110,123;110,456;109,999;110,250\n')).toEqual([
      [110.123, 110.456, 109.999, 110.25, 0],
    ])
    expect(await read('Date;Open;High;Low;Close;Volume\n31.01.2020;10.5;12.5;9.25;11.0;1,000\n')).toEqual([
      [10.5, 12.5, 9.25, 11, 1000],
    ])
  })

  test('in another way than the rest are faults, never other numbers', async () => {
    const comma = 'Date;Open;High;Low;Close\n30.01.2020;10,5;12,5;9,25;11,0\n31.01.2020;10.5;12,5;9,25;11,0\n'
    expect(await faultOf(csv(write('comma.csv', comma)))).toMatchObject({ code: 'unreadableNumber', value: '10.5' })
    const point = 'Date,Open,High,Low,Close\n2020-01-30,"1,010.5",1012,1009,1011\n2020-01-31,"10,5",12,9,11\n'
    expect(await faultOf(csv(write('point.csv', point)))).toMatchObject({ code: 'unreadableNumber', value: '10,5' })
  })

  test('may be volumes in thousands, millions and billions, beside a close called price', async () => {
    const content =
      '"Date","Price","Open","High","Low","Vol.","Change %"\n' +
      '"01/30/2020","1,111.00","1,110.00","1,112.00","1,109.00","10.5K","0.5%"\n' +
      '"01/31/2020","1,112.00","1,111.00","1,113.00","1,110.00","1.20M","0.5%"\n'
    expect(await read(content)).toEqual([
      [1110, 1112, 1109, 1111, 10_500],
      [1111, 1113, 1110, 1112, 1_200_000],
    ])
  })
})

/** A number with two decimals as people write it. */
function grouped(value: number, thousands: string, decimal: string): string {
  const [whole = '', part = ''] = value.toFixed(2).split('.')
  return `${whole.replaceAll(/\B(?=(\d{3})+$)/g, thousands)}${decimal}${part}`
}

test('written with points or commas between thousands they are the same numbers', async () => {
  const rows = fc.array(
    fc.record({ cents: fc.integer({ min: 1, max: 900_000_000 }), volume: fc.integer({ min: 0, max: 9_999_999 }) }),
    { minLength: 1, maxLength: 12 },
  )
  await fc.assert(
    fc.asyncProperty(rows, async (list) => {
      const lines = (thousands: string, decimal: string, delimiter: string) =>
        list.map(({ cents, volume }, day) => {
          const price = grouped(cents / 100, thousands, decimal)
          const units = grouped(volume, thousands, decimal).slice(0, -3)
          const date = new Date(Date.UTC(2020, 0, 1 + day)).toISOString().slice(0, 10)
          return [date, price, price, price, price, units].map((field) => `"${field}"`).join(delimiter)
        })
      const read = async (name: string, delimiter: string, body: readonly string[]) =>
        (
          await readAll(
            csv(
              write(
                name,
                `${['Date', 'Open', 'High', 'Low', 'Close', 'Volume'].join(delimiter)}\n${body.join('\n')}\n`,
              ),
            ),
          )
        ).rows.map(({ open, close, volume }) => [open, close, volume])
      const expected = list.map(({ cents, volume }) => [cents / 100, cents / 100, volume])
      expect(await read('european.csv', ';', lines('.', ',', ';'))).toEqual(expected)
      expect(await read('american.csv', ',', lines(',', '.', ','))).toEqual(expected)
    }),
    { numRuns: 25 },
  )
})
