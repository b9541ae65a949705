/** The runner itself, on a case made by hand. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { OrderRow } from 'quantdome'
import { afterAll, beforeEach, describe, expect, test } from 'vitest'
import { type InputError, readCases } from '../../scripts/groundtruth/cases.ts'
import { groundtruth } from '../../scripts/groundtruth/command.ts'
import { isSame } from '../../scripts/groundtruth/compare/differences.ts'
import { lifeOf } from '../../scripts/groundtruth/compare/life.ts'
import type { Case } from '../../scripts/groundtruth/formats.ts'
import { refusalOf } from '../../scripts/groundtruth/needs.ts'
import { hashesOf, runCase } from '../../scripts/groundtruth/run.ts'
import type { Execution } from '../../scripts/groundtruth/outcome.ts'
import { Timeline } from '../../scripts/groundtruth/timeline.ts'
import { moneyUnitFor } from '../../scripts/groundtruth/translate.ts'

const folder = mkdtempSync(join(tmpdir(), 'quantdome-groundtruth-'))
const cases = join(folder, 'cases')
const bars = join(folder, 'bars')
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const BARS = `datetime,open,high,low,close,volume
2020-01-01,10,11,9,10,100
2020-01-02,10,12,10,11,100
2020-01-03,11,12,10,12,100
2020-01-06,12,13,11,13,100
2020-01-07,13,14,12,14,100
`

type Json = Record<string, unknown>

/** Bought at the open of the second bar, sold at a limit on the third; the last order is sent when the data is over. */
const byHand = (): Json => ({
  id: 'by-hand',
  engine: 'backtrader',
  data: [{ symbol: 'X', file: 'bars.csv', timeframe: 'day' }],
  cash: 1000,
  commission: { type: 'percent', value: 0.01, stocklike: true },
  slippage: { type: 'none' },
  filler: { type: 'none' },
  broker: { checksubmit: true, shortcash: true, coc: false },
  strategy: {
    kind: 'script',
    actions: [
      { step: 0, op: 'submit', id: 'a', data: 0, side: 'buy', type: 'market', size: 10 },
      { step: 0, op: 'cancel', id: 'a' },
      { step: 1, op: 'submit', id: 'b', data: 0, side: 'sell', type: 'limit', size: 10, price: 12 },
      { step: 4, op: 'submit', id: 'c', data: 0, side: 'buy', type: 'market', size: 1 },
    ],
  },
})

const happened = (id: string, ...life: [string, number][]) =>
  life.map(([status, bar]) => ({ id, status, data: 0, bar }))
const sent = (id: string, step: number, side: string, type: string, size: number, more: Json) => ({
  id,
  data: 0,
  submit_step: step,
  submit_bar: step,
  side,
  type,
  size,
  price: null,
  limit: null,
  ...more,
})

const outcomeByHand = () => ({
  final: { cash: 1017.8, value: 1017.8, positions: [{ data: 0, size: 0, price: 0 }] },
  counts: { steps: 5, orders: 3, fills: 2, trades: 1 },
  max_drawdown_percent: 0,
  total_commission: 2.2,
  orders: [
    sent('a', 0, 'buy', 'market', 10, { final_status: 'Completed', final_bar: 1 }),
    sent('b', 1, 'sell', 'limit', 10, { price: 12, final_status: 'Completed', final_bar: 2 }),
    sent('c', 4, 'buy', 'market', 1, { final_status: 'Submitted', final_bar: 4 }),
  ],
  events: [
    ...happened('a', ['Submitted', 0], ['Accepted', 1], ['Completed', 1]),
    ...happened('b', ['Submitted', 1], ['Accepted', 2], ['Completed', 2]),
    ...happened('c', ['Submitted', 4]),
  ],
  fills: [
    {
      ...{ id: 'a', data: 0, bar: 1, processed_bar: 1, size: 10, price: 10, commission: 1, closed: 0, opened: 10 },
      ...{ pnl: 0, position_after: 10, position_price_after: 10, cash_after: 899, remaining: 0 },
    },
    {
      ...{ id: 'b', data: 0, bar: 2, processed_bar: 2, size: -10, price: 12, commission: 1.2, closed: -10, opened: 0 },
      ...{ pnl: 20, position_after: 0, position_price_after: 0, cash_after: 1017.8, remaining: 0 },
    },
  ],
  trades: [
    {
      ...{ data: 0, open_bar: 1, close_bar: 2, direction: 'long', entry_price: 10 },
      ...{ pnl: 20, commission: 2.2, pnl_net: 17.8 },
    },
  ],
  equity: {
    columns: ['step', 'time', 'cash', 'value', 'pos0'],
    rows: [
      [0, '2020-01-01', 1000, 1000, 0],
      [1, '2020-01-02', 899, 1009, 10],
      [2, '2020-01-03', 1017.8, 1017.8, 0],
      [3, '2020-01-06', 1017.8, 1017.8, 0],
      [4, '2020-01-07', 1017.8, 1017.8, 0],
    ],
  },
})

function write(name: string, file: unknown, expected: unknown): void {
  const path = join(cases, name)
  mkdirSync(path, { recursive: true })
  writeFileSync(join(path, 'case.json'), typeof file === 'string' ? file : JSON.stringify(file))
  writeFileSync(join(path, 'expected.json'), JSON.stringify(expected))
}

beforeEach(() => {
  rmSync(cases, { recursive: true, force: true })
  mkdirSync(bars, { recursive: true })
  writeFileSync(join(bars, 'by-hand.csv'), BARS)
  write('deep/by-hand', byHand(), outcomeByHand())
})

async function command(...args: string[]): Promise<{ code: number; out: string; err: string }> {
  let out = ''
  let err = ''
  const code = await groundtruth(args, { out: (text) => (out += text), err: (text) => (err += text) })
  return { code, out, err }
}

describe('a case made by hand', () => {
  test('comes out as calculated, interpreted and compiled', async () => {
    const [one] = readCases([cases], bars)
    expect(await runCase(one!)).toEqual({ kind: 'ok' })
    const { fast, observed } = await hashesOf(one!)
    expect(observed).toBe(fast)
  })

  test('sizes may be fractions', async () => {
    const file = byHand()
    const { actions } = file['strategy'] as { actions: Json[] }
    for (const action of actions) if (action['size'] !== undefined) action['size'] = Number(action['size']) / 20
    const part = <T extends object>(row: T, ...keys: (keyof T)[]): T => {
      for (const key of keys) row[key] = (Number(row[key]) / 20) as T[keyof T]
      return row
    }
    const whole = outcomeByHand()
    const left = (cash: number): number => 1000 + (cash - 1000) / 20
    const expected = {
      ...part(whole, 'total_commission'),
      final: { ...whole.final, cash: left(1017.8), value: left(1017.8) },
      orders: whole.orders.map((row) => part(row, 'size')),
      fills: whole.fills.map((row) => ({
        ...part(row, 'size', 'commission', 'closed', 'opened', 'pnl', 'position_after'),
        cash_after: left(row.cash_after),
      })),
      trades: whole.trades.map((row) => part(row, 'pnl', 'commission', 'pnl_net')),
      equity: {
        ...whole.equity,
        rows: whole.equity.rows.map(([step, time, cash, value, size]) => [
          ...[step, time, left(Number(cash)), left(Number(value)), Number(size) / 20],
        ]),
      },
    }
    write('deep/by-hand', file, expected)
    expect(await runCase(readCases([cases], bars)[0]!)).toEqual({ kind: 'ok' })
  })

  test('an order is complete when what is left of its fractions is nothing but rounding', () => {
    const at = [0, 1, 2, 3].map((day) => day * 86_400_000_000)
    const timeline = new Timeline(
      ['X'],
      at.map((time) => ({ symbol: 'X', at: time, close: 1 })),
    )
    const order = { orderId: 'o', symbol: 'X', quantity: 24, status: 'Filled', doneAt: at[3] } as unknown as OrderRow
    const executions = [2.074, 16.68634577, 5.23965423].map(
      (quantity, index) => ({ fill: { quantity }, step: index + 1 }) as unknown as Execution,
    )
    const options = { timeline, isChecked: false, cancelledLate: new Set<string>(), endedIn: undefined }
    expect(24 - 2.074 - 16.68634577 - 5.23965423).not.toBe(0)
    const life = lifeOf(order, 0, executions, options)
    expect(life.map(({ status }) => status)).toEqual(['Accepted', 'Partial', 'Partial', 'Completed'])
  })

  test.each([
    [
      'a price',
      (e: ReturnType<typeof outcomeByHand>) => (e.fills[1]!.price = 12.01),
      /fill of b in step 2: price is 12, expected 12.01/,
    ],
    [
      'a status',
      (e) => Object.assign(e.orders[0]!, { final_status: 'Canceled' }),
      /status of a is Completed, expected Canceled/,
    ],
    ['an equity', (e) => (e.equity.rows[1]![3] = 1008.99), /step 1: value is 1009, expected 1008.99/],
    ['a life', (e) => e.events.pop(), /life of c is Submitted on 4, expected $/],
    ['a fill more', (e) => e.fills.push(e.fills[1]!), /number of fills is 2, expected 3/],
    ['a round trip', (e) => (e.trades[0]!.commission = 2.3), /round trip 1 in X: commission is 2.2, expected 2.3/],
  ] as [string, (e: ReturnType<typeof outcomeByHand>) => unknown, RegExp][])(
    '%s that differs is said',
    async (_what, change, words) => {
      const expected = outcomeByHand()
      change(expected)
      write('deep/by-hand', byHand(), expected)
      const verdict = await runCase(readCases([cases], bars)[0]!)
      expect(verdict).toMatchObject({ kind: 'differs', text: expect.stringMatching(words) as string })
    },
  )
})

describe('what is refused, and why', () => {
  const refusal = (change: (file: Json) => void): string | undefined => {
    const file = byHand()
    change(file)
    return refusalOf({ file, expected: outcomeByHand() } as unknown as Case)
  }
  const action = (more: Json) => (file: Json) => {
    file['strategy'] = { kind: 'script', actions: [{ step: 0, op: 'submit', id: 'a', type: 'limit', ...more }] }
  }
  test.each([
    ['nothing', () => undefined, undefined],
    ['an order of another type', action({ type: 'historical' }), 'needs orders of the type historical'],
    ['a validity', action({ valid: { days: 3, minutes: 2 } }), undefined],
    ['a validity of another kind', action({ valid: { moons: 3 } }), 'needs a validity of {"moons":3}'],
    ['a day that is none', action({ valid: 'whenever' }), 'needs a validity of "whenever"'],
    ['a day', action({ valid: 'day' }), undefined],
    ['a market order with a date, which means nothing', action({ type: 'market', valid: '2020-01-03' }), undefined],
    ['a trailing stop', action({ type: 'stop_trail', trail_percent: 0.01 }), undefined],
    [
      'one that stands where the price is',
      action({ type: 'stop_trail_limit', trail_amount: 0, limit: 9 }),
      'needs a trailing stop at no distance',
    ],
    ['another engine', (file: Json) => (file['engine'] = 'other'), 'needs rules of the engine other'],
    ['a setting', (file: Json) => (file['broker'] = { coo: true }), 'needs the broker setting coo'],
    ['shortcash', (file: Json) => (file['broker'] = { shortcash: false }), /shortcash false/],
    ['a stock with a multiplier', (file: Json) => (file['commission'] = { mult: 10 }), /multiplier of a stock \[Q\]/],
    [
      'a setting of Part B',
      (file: Json) => Object.assign(file, { engine: 'backtesting.py', broker: { hedging: true, other: 1 } }),
      'needs the broker setting other',
    ],
  ] as [string, (file: Json) => unknown, string | RegExp | undefined][])('%s', (_what, change, words) => {
    const text = refusal(change)
    if (words instanceof RegExp) expect(text).toMatch(words)
    else expect(text).toBe(words)
  })
})

describe('the command', () => {
  test('a line a case, a line at the end; 1 when one differs', async () => {
    const file = byHand()
    write('refused', { ...file, id: 'by-hand', engine: 'other' }, {})
    expect(await command(cases, '--bars', bars)).toEqual({
      code: 0,
      err: '',
      out: 'by-hand  ok\nrefused  refused: needs rules of the engine other\n1 ok, 1 refused, 0 differ\n',
    })
    write('wrong', file, { ...outcomeByHand(), total_commission: 3 })
    const { code, out } = await command(cases, '--bars', bars)
    expect(code).toBe(1)
    expect(out).toContain('wrong    differs: total commission is 2.2, expected 3\n1 ok, 1 refused, 1 differ\n')
  })
  test('2 when there is nothing that can be run, with every reason', async () => {
    expect(await command(cases)).toMatchObject({ code: 2, err: expect.stringContaining('--bars') as string })
    expect(await command('--bars', bars)).toMatchObject({ code: 2 })
    const nowhere = join(folder, 'nowhere')
    expect(await command(nowhere, bars, '--bars', join(folder, 'none'))).toEqual({
      code: 2,
      out: '',
      err: [
        `--bars ${join(folder, 'none')}: there is no such folder`,
        `${nowhere}: there is no such folder`,
        `${bars}: no folder in it holds case.json and expected.json\n`,
      ].join('\n'),
    })
    expect((await command('--help')).code).toBe(0)
  })
  test('files that are no case are named, and bars that are missing', () => {
    write('broken', '{ "id": ', {})
    write('empty', { id: 'x', engine: 'backtrader', strategy: {} }, {})
    write('barless', { ...byHand(), id: 'barless' }, outcomeByHand())
    let faults: readonly string[] = []
    try {
      readCases([cases], bars)
    } catch (error) {
      faults = (error as InputError).faults
    }
    const text = faults.join('\n')
    expect(text).toMatch(/barless\/case.json: its bars .*barless.csv are missing/)
    expect(text).toMatch(/broken\/case.json: it is no JSON/)
    expect(text).toMatch(/empty\/case.json: `cash` must be a number/)
    expect(text).toMatch(/empty\/expected.json: `orders` must be a list/)
  })
})

describe('comparing', () => {
  test('to 1e-9 of what is compared', () => {
    expect(isSame(1e9, 1e9 + 0.5)).toBe(true)
    expect(isSame(1e9, 1e9 + 2)).toBe(false)
    expect(isSame(0, 9e-10)).toBe(true)
    expect(isSame(Number.NaN, 0)).toBe(false)
  })
  test('the unit of money is as fine as the cash allows', () => {
    expect(moneyUnitFor(10_000_000, 10)).toBe(1e-7)
    expect(moneyUnitFor(100, 10)).toBe(1e-10)
  })
})
