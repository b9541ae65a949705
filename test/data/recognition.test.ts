import { gzipSync } from 'node:zlib'
import { describe, expect, test } from 'vitest'
import type { FileOptions } from '../../src/data/index.ts'
import { csv } from '../../src/data/index.ts'
import { DAYS, faultOf, file, folder, iso, micros, readAll } from './support.ts'

const { path: dir, write } = folder()

/** The times of bars a file of one or two rows gives. */
async function times(name: string, content: string, options: FileOptions = {}): Promise<string[]> {
  const { rows } = await readAll(csv(write(name, content), options))
  return rows.map((row) => `${iso(row.openAt)} ${iso(row.at)}`)
}

describe('a CSV file', () => {
  test('of dates gives bars of the usual session, named by the file', async () => {
    const { rows, symbols } = await readAll(csv(write('SPX.csv', file(DAYS))))
    expect(symbols).toEqual(['SPX'])
    expect(rows).toHaveLength(5)
    expect(rows[0]).toEqual({
      symbol: 'SPX',
      at: micros('2020-01-02T16:00Z'),
      openAt: micros('2020-01-02T09:30Z'),
      open: 10,
      high: 12,
      low: 9,
      close: 11,
      volume: 100,
    })
  })

  test('may be zipped, and says what bytes it had', async () => {
    const zipped = gzipSync(file(DAYS))
    const { rows, inputs } = await readAll(csv(write('GZ.csv.gz', zipped), { symbol: 'X' }))
    expect(rows.map((row) => row.close)).toEqual([11, 12, 13, 14, 15])
    expect(inputs).toEqual([
      { path: `${dir}/GZ.csv.gz`, bytes: zipped.length, sha256: expect.stringMatching(/^[0-9a-f]{64}$/) as string },
    ])
  })

  test.each([
    ['Yahoo', 'Date,Open,High,Low,Close,Adj Close,Volume', '2020-01-02,10,12,9,11,5.5,100'],
    ['lower case', 'date,open,high,low,close,volume', '2020-01-02,10,12,9,11,100'],
    ['letters', 't,o,h,l,c,v', '1577923200,10,12,9,11,100'],
    ['another order', 'volume,close,low,high,open,timestamp', '100,11,9,12,10,2020-01-02'],
    ['numbered', 'timestamp,1. open,2. high,3. low,4. close,5. volume', '2020-01-02,10,12,9,11,100'],
    [
      'the index that pandas writes into Parquet',
      '__index_level_0__,Open,High,Low,Close,Volume',
      '2020-01-02,10,12,9,11,100',
    ],
    ['an index without a name', ',Open,High,Low,Close,Volume', '2020-01-02,10,12,9,11,100'],
    [
      'quotes and spaces',
      '"Date", "Open", "High", "Low", "Close", "Volume"',
      '"2020-01-02", "10", "12", "9", "11", "100"',
    ],
    ['semicolons and decimal commas', 'Date;Open;High;Low;Close;Volume', '2020-01-02;10,0;12,0;9,0;11,00;100'],
    ['tabs and angle brackets', '<DATE>\t<OPEN>\t<HIGH>\t<LOW>\t<CLOSE>\t<TICKVOL>', '2020.01.02\t10\t12\t9\t11\t100'],
    ['currency signs', 'Date,Close/Last,Volume,Open,High,Low', '01/13/2020,$11.00,100,$10.00,$12.00,$9.00'],
    ['thousands', 'Date,Open,High,Low,Close,Volume', '2020-01-02,10,12,9,11,"1,000"'],
    ['a line above the header', 'from somewhere\nDate,Open,High,Low,Close,Volume', '2020-01-02,10,12,9,11,100'],
    [
      'three header lines',
      'Price,Close,High,Low,Open,Volume\nTicker,A,A,A,A,A\nDate,,,,,',
      '2020-01-02,11,12,9,10,100',
    ],
    ['a byte order mark', '\uFEFFDate,Open,High,Low,Close,Volume', '2020-01-02,10,12,9,11,100'],
    ['carriage returns', 'Date,Open,High,Low,Close,Volume\r', '2020-01-02,10,12,9,11,100\r'],
  ])('is recognised by its header: %s', async (name, header, line) => {
    const { rows } = await readAll(csv(write(`${name}.csv`, `${header}\n${line}\n`)))
    expect(rows).toHaveLength(1)
    expect(rows[0]).toMatchObject({ open: 10, high: 12, low: 9, close: 11 })
    expect([100, 1000]).toContain(rows[0]!.volume)
  })

  test.each([
    ['2020-01-02 10:30:00', '2020-01-02T10:30Z'],
    ['2020-01-02T10:30', '2020-01-02T10:30Z'],
    ['2020-01-02 10:30:00.250', '2020-01-02T10:30:00.250Z'],
    ['2020-01-02T10:30:00Z', '2020-01-02T10:30Z'],
    ['2020-01-02 10:30:00+00:00', '2020-01-02T10:30Z'],
    ['2020-01-02 10:30:00-05:00', '2020-01-02T15:30Z'],
    ['2020-01-02 10:30:00 UTC', '2020-01-02T10:30Z'],
    ['2020-01-02 10:30:00 -0500', '2020-01-02T15:30Z'],
    ['20200102T103000Z', '2020-01-02T10:30Z'],
    ['02.01.2020 10:30:00.000 GMT+0100', '2020-01-02T09:30Z'],
    ['20200102 10:30', '2020-01-02T10:30Z'],
    ['20200102 103000', '2020-01-02T10:30Z'],
    ['202001021030', '2020-01-02T10:30Z'],
    ['2020.01.02 10:30', '2020-01-02T10:30Z'],
    ['01/13/2020 10:30 AM', '2020-01-13T10:30Z'],
    ['13/01/2020 10:30', '2020-01-13T10:30Z'],
    ['13.01.2020 10:30:00.000', '2020-01-13T10:30Z'],
    ['1577961000', '2020-01-02T10:30Z'],
    ['1577961000.5', '2020-01-02T10:30:00.500Z'],
    ['1577961000000', '2020-01-02T10:30Z'],
    ['1577961000000000', '2020-01-02T10:30Z'],
    ['1577961000123456789', '2020-01-02T10:30:00.123Z'],
  ])('has times written as %s', async (text, at) => {
    const { rows } = await readAll(csv(write('times.csv', `time,open,high,low,close\n${text},10,12,9,11\n`)))
    expect(iso(rows[0]!.at)).toBe(at)
  })

  test.each([
    '2020-01-02',
    '20200102',
    '2020/01/02',
    '2020-01-02 00:00:00',
    '02-Jan-2020',
    'Jan 2, 2020',
    '1577923200',
  ])('has dates written as %s', async (text) => {
    const content = `time;open;high;low;close\n${text};10;12;9;11\n`
    expect(await times('dates.csv', content)).toEqual(['2020-01-02T09:30Z 2020-01-02T16:00Z'])
  })

  test('may have the date and the clock in two columns, and even only one header for both', async () => {
    const lines = '2020-01-02,09:05:00,10,12,9,11,100\n2020-01-02,09:10:00,10,12,9,11,100\n'
    const expected = ['2020-01-02T09:00Z 2020-01-02T09:05Z', '2020-01-02T09:05Z 2020-01-02T09:10Z']
    expect(await times('two.csv', `Date,Time,Open,High,Low,Close,Volume\n${lines}`)).toEqual(expected)
    expect(
      await times(
        'meta.csv',
        `<DTYYYYMMDD>,<TIME>,<OPEN>,<HIGH>,<LOW>,<CLOSE>,<VOL>\n${lines.replaceAll('-', '').replaceAll(':', '')}`,
      ),
    ).toEqual(expected)
    expect(await times('one.csv', `Date,Open,High,Low,Close,Volume\n${lines}`)).toEqual(expected)
  })

  test('without a header has its columns named, or is refused', async () => {
    const path = write('bare.csv', `${DAYS.join('\n')}\n`)
    expect(await faultOf(csv(path))).toMatchObject({ code: 'missingHeader', line: 1 })
    const { rows } = await readAll(csv(path, { columns: ['time', 'open', 'high', 'low', 'close', 'volume'] }))
    expect(rows).toHaveLength(5)
    const headed = write('headed.csv', file(DAYS))
    expect((await readAll(csv(headed, { columns: ['time', 'open', 'high', 'low', 'close', 'volume'] }))).rows).toEqual(
      rows.map((row) => ({ ...row, symbol: 'headed' })),
    )
  })

  test('has columns by names of its own where they are said', async () => {
    const path = write('own.csv', 'Tag;Anfang;Hoch;Tief;Schluss\n2020-01-02;10;12;9;11\n')
    expect(await faultOf(csv(path))).toMatchObject({
      code: 'missingColumn',
      message: expect.stringContaining('Tag, Anfang, Hoch, Tief, Schluss') as string,
    })
    const columns = { time: 'Tag', open: 'anfang', high: 'Hoch', low: 'Tief', close: 'Schluss' }
    expect((await readAll(csv(path, { columns }))).rows[0]).toMatchObject({ open: 10, close: 11, volume: 0 })
    expect(await faultOf(csv(path, { columns: { ...columns, close: 'Ende' } }))).toMatchObject({
      code: 'missingColumn',
      column: 'Ende',
    })
  })

  test('has its prices scaled by the adjusted close where that is asked for', async () => {
    const path = write('adjusted.csv', 'Date,Open,High,Low,Close,Adj Close,Volume\n2020-01-02,10,12,8,11,5.5,100\n')
    expect((await readAll(csv(path))).rows[0]).toMatchObject({ open: 10, close: 11 })
    expect((await readAll(csv(path, { adjusted: true }))).rows[0]).toMatchObject({
      open: 5,
      high: 6,
      low: 4,
      close: 5.5,
      volume: 100,
    })
    expect(await faultOf(csv(write('plain.csv', file(DAYS)), { adjusted: true }))).toMatchObject({
      code: 'missingColumn',
    })
  })

  test('whose dates fit both orders of day and month is refused until the order is stated', async () => {
    const content = 'Date,Open,High,Low,Close\n01/02/2020,10,12,9,11\n02/02/2020,10,12,9,11\n'
    expect(await faultOf(csv(write('both.csv', content)))).toMatchObject({ code: 'ambiguousDate', value: '01/02/2020' })
    expect(await times('both.csv', content, { timeFormat: '%d/%m/%Y' })).toEqual([
      '2020-02-01T09:30Z 2020-02-01T16:00Z',
      '2020-02-02T09:30Z 2020-02-02T16:00Z',
    ])
  })

  test('of milliseconds of the day takes the day from its name', async () => {
    const content = '0,10,12,9,11,100\n60000,10,12,9,11,100\n'
    const columns = ['time', 'open', 'high', 'low', 'close', 'volume']
    expect(await times('x-20180404.csv', content, { columns, timeFormat: 'millisOfDay', stamps: 'open' })).toEqual([
      '2018-04-04T00:00Z 2018-04-04T00:01Z',
      '2018-04-04T00:01Z 2018-04-04T00:02Z',
    ])
    expect(await faultOf(csv(write('x.csv', content), { columns, timeFormat: 'millisOfDay' }))).toMatchObject({
      code: 'badOption',
    })
  })
})

describe('the times of bars', () => {
  const minutes = (texts: readonly string[]) => file(texts.map((text) => `${text},10,12,9,11,100`))

  test('are closes, a bar long, unless the file says otherwise', async () => {
    const content = minutes(['2020-01-02 09:31', '2020-01-02 09:32', '2020-01-02 09:40'])
    expect(await times('m.csv', content)).toEqual([
      '2020-01-02T09:30Z 2020-01-02T09:31Z',
      '2020-01-02T09:31Z 2020-01-02T09:32Z',
      '2020-01-02T09:39Z 2020-01-02T09:40Z',
    ])
    expect((await times('m.csv', content, { stamps: 'open' }))[0]).toBe('2020-01-02T09:31Z 2020-01-02T09:32Z')
    expect((await times('m.csv', content.replace('Date', 'open_time')))[0]).toBe('2020-01-02T09:31Z 2020-01-02T09:32Z')
    expect((await times('m.csv', content, { interval: 30_000_000 }))[0]).toBe('2020-01-02T09:30:30Z 2020-01-02T09:31Z')
  })

  test('never let a bar open before the one before is complete', async () => {
    const often = ['10:00', '10:05', '10:10', '10:15', '10:20'].flatMap((clock) =>
      Array.from({ length: 12 }, (_, k) => `2020-01-${10 + k} ${clock}`),
    )
    const content = minutes([...often.sort(), '2020-02-01 10:00:00', '2020-02-01 10:02:00'])
    expect((await times('odd.csv', content)).at(-1)).toBe('2020-02-01T10:00Z 2020-02-01T10:02Z')
  })

  test('never let the first bar of a session whose hours are stated open before the session', async () => {
    const content = minutes(['2020-01-02 10:30', '2020-01-02 11:30', '2020-01-02 12:30'])
    expect((await times('h.csv', content, { session: { open: '10:00', close: '16:00' } }))[0]).toBe(
      '2020-01-02T10:00Z 2020-01-02T10:30Z',
    )
  })

  test('are read on the clocks of the zone, through an hour that is repeated', async () => {
    const content = minutes([
      '2021-11-07 00:30',
      '2021-11-07 01:00',
      '2021-11-07 01:30',
      '2021-11-07 01:00',
      '2021-11-07 01:30',
      '2021-11-07 02:00',
    ])
    expect(
      (await times('dst.csv', content, { timeZone: 'America/New_York' })).map((text) => text.split(' ')[1]),
    ).toEqual([
      '2021-11-07T04:30Z',
      '2021-11-07T05:00Z',
      '2021-11-07T05:30Z',
      '2021-11-07T06:00Z',
      '2021-11-07T06:30Z',
      '2021-11-07T07:00Z',
    ])
  })

  test('of days are sessions of the zone', async () => {
    const content = file(['2020-03-06,10,12,9,11,100', '2020-03-09,10,12,9,11,100'])
    expect(await times('ny.csv', content, { timeZone: 'America/New_York' })).toEqual([
      '2020-03-06T14:30Z 2020-03-06T21:00Z',
      '2020-03-09T13:30Z 2020-03-09T20:00Z',
    ])
    expect(await times('ny.csv', content, { session: 'continuous' })).toEqual(
      ['2020-03-06Z 2020-03-07Z', '2020-03-09Z 2020-03-10Z'].map(midnight),
    )
  })

  test('of months by their first day are known only at the end of the month', async () => {
    const content = file(
      ['2020-01-01', '2020-02-01', '2020-03-01', '2020-04-01'].map((text) => `${text},10,12,9,11,100`),
    )
    expect((await times('month.csv', content)).slice(0, 2)).toEqual([
      '2020-01-01T09:30Z 2020-01-31T16:00Z',
      '2020-02-03T09:30Z 2020-02-28T16:00Z',
    ])
    const ends = file(['2020-01-31', '2020-02-28', '2020-03-31', '2020-04-30'].map((text) => `${text},10,12,9,11,100`))
    expect((await times('month.csv', ends)).slice(1, 3)).toEqual([
      '2020-02-03T09:30Z 2020-02-28T16:00Z',
      '2020-03-02T09:30Z 2020-03-31T16:00Z',
    ])
  })

  test('of weeks by their Monday are known only at their Friday', async () => {
    const content = file(['2020-01-06', '2020-01-13', '2020-01-20'].map((text) => `${text},10,12,9,11,100`))
    expect((await times('week.csv', content))[0]).toBe('2020-01-06T09:30Z 2020-01-10T16:00Z')
  })

  test('may be dates in spite of a time of day', async () => {
    const content = minutes(['2020-01-02 14:30', '2020-01-03 14:30', '2020-01-06 14:30'])
    expect(await times('d.csv', content, { interval: 'day' })).toEqual([
      '2020-01-02T09:30Z 2020-01-02T16:00Z',
      '2020-01-03T09:30Z 2020-01-03T16:00Z',
      '2020-01-06T09:30Z 2020-01-06T16:00Z',
    ])
  })
})

const midnight = (text: string) => text.replaceAll(/(\d{4}-\d\d-\d\d)Z/g, '$1T00:00Z')

describe('from and to', () => {
  const days = async (options: { from?: string; to?: string }) =>
    (await readAll(csv(write('R.csv', file(DAYS))), options)).rows.map((row) => iso(row.at).slice(0, 10))

  test('are days of the data, both inclusive', async () => {
    expect(await days({ from: '2020-01-03', to: '2020-01-07' })).toEqual(['2020-01-03', '2020-01-06', '2020-01-07'])
    expect(await days({ from: '2020-01-04' })).toEqual(['2020-01-06', '2020-01-07', '2020-01-08'])
    expect(await days({ to: '2020-01-05' })).toEqual(['2020-01-02', '2020-01-03'])
  })

  test('may be instants', async () => {
    expect(await days({ from: '2020-01-03T16:00', to: '2020-01-07T15:59:59Z' })).toEqual(['2020-01-03', '2020-01-06'])
    expect(await days({ from: '2020-01-03T16:00:01' })).toEqual(['2020-01-06', '2020-01-07', '2020-01-08'])
  })

  test('are refused where they are none, or leave nothing', async () => {
    const source = csv(write('R.csv', file(DAYS)))
    expect(await faultOf(source, { from: '2020-02-30' })).toMatchObject({ code: 'badOption', value: '2020-02-30' })
    expect(await faultOf(source, { from: 'yesterday' })).toMatchObject({ code: 'badOption' })
    expect(await faultOf(source, { from: '2020-01-07', to: '2020-01-03' })).toMatchObject({ code: 'badOption' })
    expect(await faultOf(source, { from: '2021-01-01' })).toMatchObject({ code: 'emptyRange' })
  })

  test('let bad rows outside them stand', async () => {
    const source = csv(write('bad.csv', file([...DAYS.slice(0, 1), '2020-01-03,11,13,10,-12,200', ...DAYS.slice(2)])))
    expect(await faultOf(source)).toMatchObject({ code: 'nonPositivePrice', line: 3 })
    expect((await readAll(source, { from: '2020-01-06' })).rows).toHaveLength(3)
    expect((await readAll(source, { to: '2020-01-02' })).rows).toHaveLength(1)
  })
})

test('what a source was told is plain JSON', () => {
  const source = csv('a.csv', { symbol: (path) => path.slice(0, 1), timeZone: 'UTC' })
  expect(JSON.parse(JSON.stringify(source.describe()))).toEqual({
    kind: 'csv',
    paths: ['a.csv'],
    symbol: '(path) => path.slice(0, 1)',
    timeZone: 'UTC',
  })
})

describe('times of vendors', () => {
  test('may have two spaces before the clock', async () => {
    expect(
      await times('ib.csv', 'date,open,high,low,close\n20200102  09:30:00,10,12,9,11\n20200102  09:31:00,10,12,9,11\n'),
    ).toEqual(['2020-01-02T09:29Z 2020-01-02T09:30Z', '2020-01-02T09:30Z 2020-01-02T09:31Z'])
  })

  test('that are midnight in their own offset are dates, whatever the zone that is stated', async () => {
    const content =
      'Date,Open,High,Low,Close\n2020-03-06 00:00:00-05:00,10,12,9,11\n2020-03-09 00:00:00-04:00,10,12,9,11\n'
    expect(await times('yf.csv', content)).toEqual([
      '2020-03-06T09:30Z 2020-03-06T16:00Z',
      '2020-03-09T09:30Z 2020-03-09T16:00Z',
    ])
    const one = content.replace('2020-03-09 00:00', '2020-03-09 10:00')
    expect(await times('hours.csv', one, { interval: 60_000_000 })).toEqual([
      '2020-03-06T04:59Z 2020-03-06T05:00Z',
      '2020-03-09T13:59Z 2020-03-09T14:00Z',
    ])
  })

  test('of three days with a longer pause among them are days', async () => {
    expect(
      await times(
        'pause.csv',
        'Date,Open,High,Low,Close\n2020-01-02,1,1,1,1\n2020-01-03,1,1,1,1\n2020-01-16,1,1,1,1\n',
      ),
    ).toContain('2020-01-16T09:30Z 2020-01-16T16:00Z')
  })
})
