/** Results as files and text: exact headers, exact numbers, the same bytes every time. */
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { createRecord, formatSummary, iso, saveResults, summarize } from '../../src/analysis/index.ts'
import type { RunRecord } from '../../src/analysis/index.ts'
import { csvLine, writeCsv } from '../../src/analysis/output/csv.ts'
import { decimal, percent, signed } from '../../src/analysis/format/numbers.ts'
import { bar, DAY, report, submit, trade } from './events.ts'

let folder: string
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'quantdome-'))
})
afterEach(() => rm(folder, { recursive: true }))

const NOON = Date.parse('2020-03-02T12:00:00Z') * 1_000

function run(): RunRecord {
  const r = createRecord({ startingCash: 1_000, symbols: ['A,"1"', 'B'] })
  const symbol = 'A,"1"'
  r.bar(bar(NOON, 10, { symbol, openAt: NOON - 1 }))
  r.signal({ type: 'signal', at: NOON, symbol, intent: 'buy', quantity: 3, price: 10.1, strategy: 's' }, NOON)
  r.signal({ type: 'signal', at: NOON, symbol, intent: 'cancel', tag: 't' }, NOON)
  trade(r, 'o-1', 'buy', 3, 0.1 + 0.2, { symbol, at: NOON, transactTime: NOON - 1, commission: 1e-7 })
  r.holding(NOON, symbol, 3, 30)
  r.mark(NOON, 1_029, 999, 30)
  r.bar(bar(NOON + DAY, 11, { symbol, openAt: NOON + DAY - 1 }))
  trade(r, 'o-2', 'sell', 1, 11, { symbol, at: NOON + DAY, transactTime: NOON + DAY })
  r.request(submit('o-3', 'buy', 5, { at: NOON + DAY, symbol: 'B', orderType: 'limit', limitPrice: 4 }))
  r.report({
    ...report('o-3', { at: NOON + DAY, ordStatus: 'Rejected' }),
    type: 'order.rejected',
    code: 'custom',
    text: 'no,\nnot "now"',
  })
  r.mark(NOON + DAY, 1_010, 1_010, 0)
  return r
}

test('a folder holds every table, the summary, and what was given besides', async () => {
  const record = run()
  const paths = await saveResults(join(folder, 'a', 'b'), {
    record,
    summary: summarize(record),
    run: { seed: 1 },
    report: '<html>',
  })
  const files = [
    'signals.csv',
    'positions.csv',
    'orders.csv',
    'fills.csv',
    'trades.csv',
    'equity.csv',
    'summary.csv',
    'summary.json',
    'run.json',
    'report.html',
  ]
  expect(paths).toEqual(files.map((file) => join(folder, 'a', 'b', file)))
  expect((await readdir(join(folder, 'a', 'b'))).sort()).toEqual([...files].sort())
})

test('the tables say what happened, exactly', async () => {
  const record = run()
  await saveResults(folder, { record, summary: summarize(record) })
  const read = (file: string) => readFile(join(folder, file), 'utf8')
  expect(await read('signals.csv')).toBe('timestamp,ticker,price,quantity\n2020-03-02T12:00:00Z,"A,""1""",10.1,3\n')
  expect(await read('positions.csv')).toBe(
    'timestamp,ticker,quantity,marketValue\n2020-03-02T12:00:00Z,"A,""1""",3,30\n',
  )
  expect(await read('equity.csv')).toBe(
    'timestamp,equity,cash,grossExposure,drawdown,benchmark\n' +
      '2020-03-02T12:00:00Z,1029,999,30,0,10\n' +
      `2020-03-03T12:00:00Z,1010,1010,0,${19 / 1_029},11\n`,
  )
  const orders = (await read('orders.csv')).split('\n').slice(0, 4)
  expect(orders[1]).toBe(
    'o-1,2020-03-02T12:00:00Z,"A,""1""",buy,market,3,,,day,Filled,,2020-03-02T12:00:00Z,3,0.30000000000000004,1e-7,,,,',
  )
  expect(await read('orders.csv')).toContain('custom,"no,\nnot ""now"""\n')
  expect((await read('fills.csv')).split('\n')[1]).toBe(
    '2020-03-02T11:59:59.999999Z,"A,""1""",buy,3,0.30000000000000004,1e-7,0,o-1,x-o-1,2020-03-02T12:00:00Z,,,good,',
  )
  const trades = (await read('trades.csv')).trimEnd().split('\n')
  expect(trades.map((line) => line.split(',').slice(3, 6))).toEqual([
    ['quantity', 'entryTime', 'exitTime'],
    ['closed', '1', '2020-03-02T11:59:59.999999Z'],
    ['open', '2', '2020-03-02T11:59:59.999999Z'],
  ])
  expect(JSON.parse(await read('summary.json'))).toMatchObject({ trades: 1, openTrades: 1, profitFactor: null })
  expect(await read('summary.csv')).toContain('\nprofitFactor,\n')
})

test('the same run gives the same bytes', async () => {
  const bytes: string[] = []
  for (const name of ['one', 'two']) {
    const record = run()
    await saveResults(join(folder, name), { record, summary: summarize(record) })
    const files = (await readdir(join(folder, name))).sort()
    bytes.push((await Promise.all(files.map((file) => readFile(join(folder, name, file), 'utf8')))).join('\n'))
  }
  expect(bytes[0]).toBe(bytes[1])
})

test('many rows are written in pieces, none lost', async () => {
  const path = join(folder, 'many.csv')
  function* rows() {
    for (let i = 0; i < 50_000; i++) yield [i, `row ${i}`]
  }
  await writeCsv(path, ['n', 'text'], rows())
  const lines = (await readFile(path, 'utf8')).split('\n')
  expect(lines).toHaveLength(50_002)
  expect([lines[0], lines[1], lines[50_000], lines[50_001]]).toEqual(['n,text', '0,row 0', '49999,row 49999', ''])
})

/** A reader of one CSV record, character by character. */
function parse(line: string): string[] {
  const fields = ['']
  let quoted = false
  for (let i = 0; i < line.length; i++) {
    const c = line[i]!
    if (quoted && c === '"' && line[i + 1] === '"') fields[fields.length - 1] += line[++i]!
    else if (c === '"') quoted = !quoted
    else if (c === ',' && !quoted) fields.push('')
    else if ((c === '\n' || c === '\r') && !quoted) throw new Error('the record ends too early')
    else fields[fields.length - 1] += c
  }
  return fields
}

test('any text survives a line of CSV', () => {
  const text = fc.string({ unit: fc.constantFrom('a', ',', '"', '\n', '\r', ' ') })
  fc.assert(
    fc.property(fc.array(text, { minLength: 1 }), (cells) => {
      expect(parse(csvLine(cells))).toEqual(cells)
    }),
  )
})

test('numbers are the shortest that read back exactly, and what is no number is empty', () => {
  expect(csvLine([0.1 + 0.2, -0, 1e21, NaN, Infinity, undefined, null, 5])).toBe('0.30000000000000004,0,1e+21,,,,,5')
})

test('instants have microseconds only when there are some', () => {
  expect(iso(NOON)).toBe('2020-03-02T12:00:00Z')
  expect(iso(NOON + 1)).toBe('2020-03-02T12:00:00.000001Z')
  expect(iso(NOON + 250_000)).toBe('2020-03-02T12:00:00.250000Z')
  expect(iso(-1)).toBe('1969-12-31T23:59:59.999999Z')
  fc.assert(fc.property(fc.integer({ min: -2e15, max: 8e15 }), (at) => Date.parse(iso(at)) === Math.floor(at / 1_000)))
})

test('numbers for people', () => {
  expect([decimal(1234567.891), decimal(-0.001), decimal(-1234.5, 0), decimal(null), decimal(999.999)]).toEqual([
    '1,234,567.89',
    '0.00',
    '-1,235',
    '–',
    '1,000.00',
  ])
  expect([signed(5), signed(-5), signed(0), signed(0.001), percent(0.1234), percent(undefined)]).toEqual([
    '+5.00',
    '-5.00',
    '0.00',
    '0.00',
    '12.34 %',
    '–',
  ])
})

test('the terminal summary is aligned, and coloured only when asked', () => {
  const record = run()
  const summary = summarize(record, { name: 'demo', hash: 'ff00' })
  const text = formatSummary(summary)
  const lines = text.split('\n')
  expect(lines[0]).toBe('demo   A,"1", B   2020-03-02 to 2020-03-03   2 trading days')
  expect(lines.at(-1)).toBe('  run ff00')
  expect(text).toContain('1 request rejected')
  expect(formatSummary(summary, { incidents: record.incidents })).toContain('1 request rejected (custom 1)')
  const table = lines.slice(2, 14)
  expect(new Set(table.map((line) => line.length)).size).toBe(1)
  expect(lines.every((line) => line === line.trimEnd() && line.length <= 80)).toBe(true)
  const escape = String.fromCharCode(27)
  expect(text).not.toContain(escape)
  const colored = formatSummary(summary, { color: true })
  expect(colored).toContain(escape)
  expect(colored.replaceAll(new RegExp(`${escape}\\[\\d+m`, 'g'), '')).toBe(text)
})

test('what went wrong has a line a kind, with at most three codes, the most frequent first', () => {
  const record = run()
  const at = NOON + DAY
  const times = (n: number, code: 'offTick' | 'tooLate' | 'offLot') => {
    for (let i = 0; i < n; i++)
      record.report({
        ...report('o-1', { at }),
        type: 'order.cancelRejected',
        origClOrdId: 'o-1',
        execId: `${code}-${i}`,
        code,
        text: code,
      })
  }
  times(2, 'offLot')
  times(1_200, 'tooLate')
  times(3, 'offTick')
  const refusal = { type: 'signal.refused', at, symbol: 'B', intent: 'buy', text: '', facts: {} } as const
  record.refusal({ ...refusal, code: 'zeroQuantity' })
  for (const effect of ['drop', 'drop', 'delay'] as const)
    record.astray({ type: 'broker.fault', at, cause: 'line', effect, event: 'order.filled', orderId: 'o-1' })
  const doubt = { type: 'account.uncertain', at, orderId: 'o-1', symbol: 'B', text: '', facts: {} } as const
  record.astray({ ...doubt, code: 'noAnswer' })
  const summary = summarize(record)
  const said = (options = {}): string[] =>
    formatSummary(summary, options)
      .split('\n')
      .filter((line) => /refused|rejected|fault|doubt/.test(line))
  expect(said({ incidents: record.incidents })).toEqual([
    '  1 signal refused (zeroQuantity 1)',
    '  1,206 requests rejected (tooLate 1,200, offTick 3, offLot 2, …)',
    '  3 faults of the line or the venue (drop order.filled 2, delay order.filled 1)',
    '  1 doubt about how an order stands (noAnswer 1)',
  ])
  expect(said()).toEqual(['  1 signal refused', '  1,206 requests rejected'])
})
