/** How numbers are written in files, and what they become. */
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
