import { gzipSync } from 'node:zlib'
import { describe, expect, test } from 'vitest'
import { csv, DataError, parquet } from '../../src/data/index.ts'
import { DAYS, faultOf, file, folder, readAll, writeParquet } from './support.ts'

const { path: dir, write } = folder()

/** Good bars with one line in place of another. */
const withLine = (index: number, line: string) => file(DAYS.map((day, place) => (place === index ? line : day)))

describe('a file is refused', () => {
  test('that is not there, is a folder, or is matched by nothing', async () => {
    expect(await faultOf(csv(`${dir}/none.csv`))).toMatchObject({ code: 'missingFile', file: `${dir}/none.csv` })
    expect(await faultOf(csv(dir))).toMatchObject({
      code: 'missingFile',
      message: expect.stringContaining(`${dir}/*.csv`) as string,
    })
    expect(await faultOf(csv(`${dir}/none-*.csv`))).toMatchObject({ code: 'noMatch' })
    expect(await faultOf(csv([]))).toMatchObject({ code: 'missingFile' })
  })

  test('that is empty, or has no rows', async () => {
    expect(await faultOf(csv(write('empty.csv', '')))).toMatchObject({ code: 'emptyFile' })
    expect(await faultOf(csv(write('blank.csv', '\n\n')))).toMatchObject({ code: 'emptyFile' })
    expect(await faultOf(csv(write('header.csv', file([]))))).toMatchObject({ code: 'emptyFile' })
  })

  test('that has a column twice by one name', async () => {
    const twice = csv(write('twice.csv', 'Date,Open,High,Low,Close,Close\n2020-01-02,10,12,9,11,10\n'))
    expect(await faultOf(twice)).toMatchObject({ code: 'duplicateColumn', column: 'Close' })
    const note = csv(write('note.csv', 'Date,Open,High,Low,Close,Note,Note\n2020-01-02,10,12,9,11,a,b\n'))
    expect((await readAll(note)).rows).toHaveLength(1)
  })

  test('that is no text of this kind, saying what it is', async () => {
    const content = file(DAYS)
    for (const [name, bytes, what] of [
      ['zipped.csv', gzipSync(content), 'gzip'],
      ['wide.csv', Buffer.from(`\uFEFF${content}`, 'utf16le'), 'UTF-16'],
      ['archive.csv', Buffer.from('PK\u0003\u0004 and so on'), 'zip'],
    ] as const) {
      const fault = await faultOf(csv(write(name, bytes)))
      expect(fault).toMatchObject({ code: 'unreadableFile', message: expect.stringContaining(what) as string })
    }
  })

  test('that has no header, with as many names to state as it has columns', async () => {
    const fault = await faultOf(csv(write('eight.csv', '1577836800000,10,12,9,11,5,1577836859999,7\n')))
    const names = [...fault.message.matchAll(/'(\w+)'/g)].map((match) => match[1]!)
    expect(names).toHaveLength(8)
    expect((await readAll(csv(`${dir}/eight.csv`, { columns: names }))).rows).toHaveLength(1)
  })

  test('that lacks a column, naming those it has', async () => {
    const fault = await faultOf(csv(write('lacks.csv', 'Date,Open,High,Close\n2020-01-02,1,1,1\n')))
    expect(fault).toMatchObject({ code: 'missingColumn', column: 'low' })
    expect(fault.message).toContain('The columns are: Date, Open, High, Close.')
  })

  test('whose zone does not exist', async () => {
    expect(await faultOf(csv(write('zone.csv', file(DAYS)), { timeZone: 'Mars/Base' }))).toMatchObject({
      code: 'unknownTimeZone',
    })
  })

  test('that cannot be unpacked', async () => {
    expect(await faultOf(csv(write('broken.csv.gz', 'no gzip')))).toMatchObject({ code: 'unreadableFile' })
  })

  test('that is no Parquet', async () => {
    expect(await faultOf(parquet(write('text.parquet', 'no parquet')))).toMatchObject({
      code: 'unreadableFile',
      file: `${dir}/text.parquet`,
    })
  })

  test('that holds not the symbol that is asked for', async () => {
    const path = write('two.csv', 'Date,Symbol,Open,High,Low,Close\n2020-01-02,A,1,1,1,1\n2020-01-02,B,1,1,1,1\n')
    expect(await faultOf(csv(path, { symbol: 'C' }))).toMatchObject({
      code: 'unknownSymbol',
      message: expect.stringContaining('A, B') as string,
    })
    expect(await faultOf(csv(path, { symbols: ['A', 'D'] }))).toMatchObject({ code: 'unknownSymbol', symbol: 'D' })
  })
})

describe('a row is refused, by its line and column,', () => {
  test.each([
    ['unsorted', '2020-01-02,12,14,11,13,300', 'Date', '2020-01-02', /comes after 2020-01-03/],
    ['duplicateTime', '2020-01-03,12,14,11,13,300', 'Date', '2020-01-03', /row before too/],
    ['missingValue', '2020-01-06,12,,11,13,300', 'High', '', /missing/],
    ['missingValue', '2020-01-06,12,14,null,13,300', 'Low', 'null', /stands for no value/],
    ['missingValue', '2020-01-06,NaN,14,11,13,300', 'Open', 'NaN', /stands for no value/],
    ['missingValue', ',12,14,11,13,300', 'Date', '', /missing/],
    ['missingValue', '2020-01-06,12,14,11,13,', 'Volume', '', /missing/],
    ['unreadableNumber', '2020-01-06,12,14,11,l3,300', 'Close', 'l3', /"l3" is no finite number/],
    ['unreadableNumber', '2020-01-06,12,inf,11,13,300', 'High', 'inf', /no finite number/],
    ['unreadableTime', '2020-13-06,12,14,11,13,300', 'Date', '2020-13-06', /"2020-13-06" is no time/],
    ['nonPositivePrice', '2020-01-06,12,14,0,13,300', 'Low', '0', /above 0/],
    ['nonPositivePrice', '2020-01-06,12,14,11,-13,300', 'Close', '-13', /above 0/],
    ['highBelowLow', '2020-01-06,12,11,14,13,300', 'High', '11', /high 11 is below the low 14/],
    ['outsideRange', '2020-01-06,15,14,11,13,300', 'Open', '15', /open 15 lies outside low 11 to high 14/],
    ['outsideRange', '2020-01-06,12,14,11,10.5,300', 'Close', '10.5', /close 10.5 lies outside low 11 to high 14/],
    ['negativeVolume', '2020-01-06,12,14,11,13,-1', 'Volume', '-1', /0 or more/],
  ])('%s: %s', async (code, line, column, value, words) => {
    const fault = await faultOf(csv(write('row.csv', withLine(2, line))))
    expect(fault).toMatchObject({ code, line: 4, column, value, file: `${dir}/row.csv` })
    expect(fault.message).toMatch(`${dir}/row.csv, line 4, column ${column}: `)
    expect(fault.message).toMatch(words)
  })

  test('that has fields too many, or too few', async () => {
    expect(await faultOf(csv(write('many.csv', withLine(2, '2020-01-06,12,14,11,13,300,9'))))).toMatchObject({
      code: 'malformedLine',
      line: 4,
      message: expect.stringContaining('7 fields where the header has 6') as string,
    })
    expect(await faultOf(csv(write('few.csv', withLine(2, '2020-01-06,12,14'))))).toMatchObject({
      code: 'missingValue',
      line: 4,
      column: 'Low',
    })
  })

  test('whatever lines are blank, zipped or far down', async () => {
    const lines = Array.from({ length: 9_000 }, (_, index) => `${1_577_961_000 + index * 60},10,12,9,11`)
    lines[8_000] = lines[8_000]!.replace(',9,', ',x,')
    const content =
      `time,open,high,low,close\n\n${lines.slice(0, 5).join('\r\n')}\n\n\n${lines.slice(5).join('\n')}\n`.replaceAll(
        '\r',
        '',
      )
    expect(await faultOf(csv(write('far.csv', content)))).toMatchObject({
      code: 'unreadableNumber',
      line: 8_005,
      value: 'x',
    })
    expect(await faultOf(csv(write('far.csv.gz', gzipSync(content))))).toMatchObject({ line: 8_005, value: 'x' })
  })

  test('in one of many files, by that file and its own lines', async () => {
    const times = Array.from({ length: 5_000 }, (_, index) => `${1_577_961_000 + index * 60}`)
    const among = (name: string, bad: (line: string, row: number) => string) =>
      ['a', 'b', 'c', 'd', 'e'].map((letter) => {
        const lines = times.map((time, row) => (letter === 'd' ? bad(`${time},10,12,9,11`, row) : `${time},10,12,9,11`))
        return write(`${name}-${letter}.csv`, file(lines, 'time,open,high,low,close'))
      })
    const price = among('price', (line, row) => (row === 4_000 ? line.replace(',12,', ',8,') : line))
    expect(await faultOf(csv(price))).toMatchObject({
      code: 'highBelowLow',
      line: 4_002,
      file: price[3],
      symbol: 'price-d',
    })
    const fields = among('fields', (line, row) => (row === 4_000 ? `${line},1` : line))
    expect(await faultOf(csv(fields))).toMatchObject({ code: 'malformedLine', line: 4_002, file: fields[3] })
  })

  test('far into a large file, every time: a query that fails while it streams must not just end', async () => {
    const lines = Array.from(
      { length: 120_000 },
      (_, row) => `${1_577_961_000 + row * 60},10,12,9,11${row === 110_000 ? ',1' : ''}`,
    )
    const path = write('large.csv', file(lines, 'time,open,high,low,close'))
    for (let turn = 0; turn < 5; turn++)
      expect(await faultOf(csv(path))).toMatchObject({ code: 'malformedLine', line: 110_002, file: path })
  })

  test('in Parquet, by its row', async () => {
    const path = await writeParquet(
      `${dir}/bad.parquet`,
      "SELECT * FROM (VALUES (DATE '2020-01-02', 1, 1, 1, 1), (DATE '2020-01-03', 1, 1, 2, 1)) t(date, open, high, low, close)",
    )
    expect(await faultOf(parquet(path))).toMatchObject({ code: 'highBelowLow', row: 2, column: 'high' })
  })

  test('in an hour that the clocks of the zone skip', async () => {
    const content = file(['2021-03-14 01:30', '2021-03-14 02:30'].map((time) => `${time},10,12,9,11,1`))
    expect(await faultOf(csv(write('gap.csv', content), { timeZone: 'America/New_York' }))).toMatchObject({
      code: 'nonexistentTime',
      line: 3,
    })
  })

  test('that has an offset in a file without, which a cast would drop in silence', async () => {
    const content = file(
      ['2021-03-14 01:30:00', '2021-03-14 02:30:00', '2021-03-14 03:30:00+02:00'].map((time) => `${time},10,12,9,11,1`),
    )
    expect(await faultOf(csv(write('mixed.csv', content)))).toMatchObject({ code: 'unreadableTime', line: 4 })
  })

  test('that has no symbol, or is out of order within its symbol', async () => {
    const header = 'Date,Symbol,Open,High,Low,Close'
    const good = ['2020-01-02,A,1,1,1,1', '2020-01-02,B,1,1,1,1']
    expect(await faultOf(csv(write('nobody.csv', file([...good, '2020-01-03,,1,1,1,1'], header))))).toMatchObject({
      code: 'missingSymbol',
      line: 4,
    })
    const late = file([...good, '2020-01-03,A,1,1,1,1', '2020-01-01,B,1,1,1,1'], header)
    expect(await faultOf(csv(write('late.csv', late)))).toMatchObject({ code: 'unsorted', line: 5, symbol: 'B' })
    const twice = file([...good, '2020-01-03,A,1,1,1,1', '2020-01-02,B,1,1,1,1'], header)
    expect(await faultOf(csv(write('twice.csv', twice)))).toMatchObject({ code: 'duplicateTime', line: 5, symbol: 'B' })
  })

  test('that a second file of the same symbol holds too', async () => {
    const paths = [write('y1.csv', file(DAYS.slice(0, 3))), write('y2.csv', file(DAYS.slice(2)))]
    expect(await faultOf(csv(paths, { symbol: 'X' }))).toMatchObject({
      code: 'duplicateTime',
      file: paths[1],
      symbol: 'X',
    })
  })
})

test('a fault far down lets the bars before it through, then rejects', async () => {
  const lines = Array.from({ length: 20_000 }, (_, index) => `${1_577_961_000 + index * 60},10,12,9,11`)
  lines[19_000] = '0,10,12,9,11'
  const opened = await csv(write('late-fault.csv', `time,open,high,low,close\n${lines.join('\n')}\n`)).open()
  expect(opened.feed.take()).toMatchObject({ length: 4096 })
  const rest = async () => {
    while (opened.feed.take() !== null) await opened.feed.load()
  }
  await expect(rest()).rejects.toThrow(DataError)
  await opened.close()
  await opened.close()
})

test('files of dates beside files of times need their hours stated', async () => {
  const paths = [
    write('d.csv', file(DAYS)),
    write('t.csv', file(['2020-01-02 10:00', '2020-01-02 11:00'].map((time) => `${time},1,1,1,1,1`))),
  ]
  expect(await faultOf(csv(paths))).toMatchObject({ code: 'badOption' })
  expect((await readAll(csv(paths, { session: { open: '09:30', close: '16:00' } }))).rows).toHaveLength(7)
})
