/** The specification's matrices, read from files of scenarios and traced; what they state and what they leave out. */
import { describe, expect, test } from 'vitest'
import { readTraceText, rowObject, trace, type TraceRow } from '../../src/fix/index.ts'
import { NEW, scenario, type ScenarioJson, withoutTotals } from './support/matrices.ts'
import * as published from './support/published.ts'

const rowsOf = (scenarios: ScenarioJson | readonly ScenarioJson[]): TraceRow[] =>
  readTraceText(JSON.stringify(scenarios), 'cases.json').scenarios.flatMap((one) => trace(one))

/** What there is to say against a row. */
const complaint = ({ step, message, verdict, text, differences }: TraceRow): string =>
  `${step} ${message}: ${verdict} ${text ?? ''} ${JSON.stringify(differences)}`

const ALL = Object.values(published).flat()

describe('the specification’s scenarios are followed to the letter', () => {
  test.each(ALL.map((one) => [one.id, one] as const))('%s', (_, one) => {
    const reports = rowsOf(one).filter(({ verdict }) => verdict !== undefined)
    expect(reports.length).toBe(one.steps.filter(({ msgSent }) => msgSent !== null).length)
    expect(reports.filter(({ verdict }) => verdict !== 'ok').map(complaint)).toEqual([])
  })
})

test('what a report says of the order as a whole changes nothing of what is computed', () => {
  const objects = (scenarios: readonly ScenarioJson[]): unknown[] =>
    rowsOf(scenarios)
      .map(rowObject)
      .filter((row) => row !== undefined)
  const stated = objects([...ALL, ...QUIRKS.map(([, one]) => one)]) as Record<string, unknown>[]
  const computed = stated.map(({ rule: _, text: __, differences: ___, ...row }) => ({ ...row, verdict: 'computed' }))
  expect(objects(withoutTotals([...ALL, ...QUIRKS.map(([, one]) => one)]))).toEqual(computed)
  expect(new Set(stated.map(({ verdict }) => verdict))).toEqual(new Set(['ok', 'quirk']))
})

/** Each with the step that is one. */
const QUIRKS: readonly (readonly [rule: string, ScenarioJson, step: number])[] = [
  [
    'acknowledged-while-pending',
    scenario(
      'B.1.d',
      'Canceled before it is accepted',
      `
      > New Order(X) 10000
      > Cancel Request(Y,X) 10000
      < Execution(Y,X) Pending Cancel | Pending Cancel 10000 0 10000 0
      < Execution(X) New             | New 10000 0 10000 0
      < Execution(Y,X) Canceled      | Canceled 10000 0 0 0
      > New Order(A) 5000
      > Cancel Request(B,A) 5000
      < Execution(B,A) Pending Cancel | Pending Cancel 5000 0 5000 0
      < Execution(B,A) Canceled      | Canceled 5000 0 0 0`,
    ),
    3,
  ],
  [
    'quantity-before-confirmation',
    scenario(
      'D.2.b',
      'Two in flight, both pending before either is confirmed',
      `${NEW}
      < Execution(X) Trade           | Partially Filled 10000 1000 9000 1000
      > Replace Request(Y,X) 8000
      > Replace Request(Z,Y) 7000
      < Execution(Y,X) Pending Replace | Pending Replace 10000 1000 9000 0
      < Execution(Z,X) Pending Replace | Pending Replace 8000 1000 7000 0
      < Execution(Y,X) Replace       | Pending Replace 8000 1000 7000 0
      < Execution(Z,Y) Replace       | Partially Filled 7000 1000 6000 0`,
    ),
    7,
  ],
  [
    'nothing-left-of-a-new-order',
    scenario(
      'E.1.a',
      'Telephoned',
      `
      - an order for 10000 by telephone
      < Execution New                | New 10000 0 0 0
      < Execution Trade              | Partially Filled 10000 2000 8000 2000
      < Execution Trade              | Filled 10000 10000 0 8000`,
    ),
    1,
  ],
  [
    'leaves-after-the-end',
    scenario(
      'EX.I.1.b bundled',
      'Immediate or Cancel, executed in part',
      `
      > New Order(X) 10000
      < Execution(X) Trade           | Partially Filled 10000 1000 9000 1000
      < Execution(X) Canceled        | Canceled 10000 1000 9000 0`,
    ),
    2,
  ],
  [
    'leaves-after-the-end',
    scenario(
      'EX.I.1.b in one',
      'Immediate or Cancel, executed in part and canceled by one report',
      `
      > New Order(X) 10000
      < Execution(X) Canceled        | Canceled 10000 1000 9000 1000`,
    ),
    1,
  ],
  [
    'end-told-with-the-fill',
    scenario(
      'EX.I.1.b with the fill',
      'Immediate or Cancel, whose execution tells of the end',
      `
      > New Order(X) 10000
      < Execution(X) Trade           | Canceled 10000 1000 9000 1000`,
    ),
    1,
  ],
  [
    'nothing-left-until-tomorrow',
    scenario(
      'H.1.a zeroed',
      'GTC order',
      `
      > New Order(X) 10000
      < Execution(X) Trade           | Partially Filled 10000 1000 9000 1000
      < Execution(X) Done for Day    | Done for Day 10000 1000 0 0`,
    ),
    2,
  ],
  [
    'status-replaced',
    scenario(
      'old style',
      'OrdStatus of FIX 4.2',
      `${NEW}
      > Replace Request(Y,X) 11000
      < Execution(Y,X) Replace       | Replaced 11000 0 11000 0`,
    ),
    4,
  ],
]

describe('what the specification does against its own rules is a quirk, by name', () => {
  test.each(QUIRKS)('%s: $1.id', (rule, one, step) => {
    const rows = rowsOf(one).filter(({ verdict }) => verdict !== undefined)
    expect(rows.filter(({ verdict }) => verdict === 'violation').map(complaint)).toEqual([])
    expect(rows.filter(({ verdict }) => verdict === 'quirk').map((row) => [row.step, row.rule])).toEqual([[step, rule]])
  })
})

describe('anything else is a violation, with what the message says and what is computed', () => {
  const given = (line: string): TraceRow => rowsOf(scenario('v', 'v', `${NEW}\n${line}`)).at(-1)!

  test.each([
    ['< Execution(X) Trade | Partially Filled 10000 1000 9000 2000', ['cumQty 1000 2000', 'leavesQty 9000 8000']],
    ['< Execution(X) Trade | Filled 10000 2000 8000 2000', ['ordStatus Filled PartiallyFilled']],
    ['< Execution(X) Trade | Partially Filled 9000 2000 7000 2000', ['orderQty 9000 10000', 'leavesQty 7000 8000']],
    ['< Execution(X) Trade | Canceled 10000 2000 8000 2000', ['ordStatus Canceled PartiallyFilled']],
    ['< Execution(X) Canceled | Canceled 10000 0 500 0', ['leavesQty 500 0']],
    ['< Execution(X) Trade | Partially Filled 10000 2000 8000 2000 lastPx=10 avgPx=11', ['avgPx 11 10']],
  ])('%s', (line, expected) => {
    const { verdict, differences } = given(line)
    expect(verdict).toBe('violation')
    expect(differences.map(({ field, expected: told, got }) => `${field} ${told} ${got}`)).toEqual(expected)
  })

  test.each([
    ['< Execution(X) Trade | Filled 10000 12000 0 12000', '12000 executed where 10000 of 10000 are left'],
    ['< Execution(Y,X) Replace | New 12000 0 12000 0', 'no request Y was sent'],
    ['< Execution(X) Trade Cancel | New 10000 0 10000 0 execId=E execRefId=D', 'no execution D'],
    ['< Execution(X) Trade Cancel | New 10000 0 10000 0', 'no execution (none)'],
    ['< Execution(X) New | New 10000 0 10000 0', 'not possible in this state'],
    ['< Cancel Reject(Y,X) | New', 'no request Y was sent'],
    ['< Execution(Q) Trade | Partially Filled . 10 0 10', 'no such order is known'],
  ])('%s is not possible', (line, text) => {
    const row = given(line)
    expect(row.verdict).toBe('violation')
    expect(row.text).toContain(text)
    // The order is what it was.
    if (!line.includes('(Q)')) expect(row.values).toMatchObject({ ordStatus: 'New', cumQty: 0, leavesQty: 10_000 })
  })

  test('an enlarged filled order is one on an exchange, and none between brokers', () => {
    const enlarged = scenario(
      'C.1.c',
      'Filled, then enlarged',
      `${NEW}
      < Execution(X) Trade           | Filled 10000 10000 0 10000
      > Replace Request(Y,X) 12000
      < Execution(Y,X) Pending Replace | Pending Replace 10000 10000 0 0
      < Execution(Y,X) Replace       | Partially Filled 12000 10000 2000 0`,
    )
    const [read] = readTraceText(JSON.stringify(enlarged), 'cases.json').scenarios
    expect(trace(read!, 'broker').at(-1)!.verdict).toBe('ok')
    expect(trace(read!, 'exchange').at(-1)!.verdict).toBe('violation')
  })
})

test('a branch leaves no trace: neither in the order nor in what was told', () => {
  const rows = rowsOf(
    scenario(
      'branches',
      'Branches',
      `${NEW}
      ~ Execution(X) Trade           | Filled 10000 10000 0 10000 execId=E lastPx=10
      ~ Execution(X) Canceled        | Canceled 10000 0 0 0
      < Execution(X) Trade           | Partially Filled 10000 1000 9000 1000 execId=E lastPx=10`,
    ),
  )
  expect(rows.map(({ verdict }) => verdict)).toEqual([undefined, 'ok', 'ok', 'ok', 'ok', 'ok'])
})

describe('whether an order outlives its day', () => {
  const leaves = (title: string, line: string, more: object = {}): unknown =>
    rowsOf(
      scenario(
        'd',
        title,
        `${line}\n< Execution(X) Trade | Partially Filled 100 20 80 20\n< Execution(X) Done for Day`,
        more,
      ),
    ).at(-1)!.values!.leavesQty

  test.each([
    ['Done', '> New Order(X) 100', {}, 0],
    ['GTC order', '> New Order(X) 100', {}, 80],
    ['Done', '> New Order(X) 100 ; GTD', {}, 80],
    ['Done', '> New Order(X) 100 ; good till cancel', {}, 80],
    ['Done', '> D1,1 New Order(X) 100\n< D2,1 Execution(X) New | New 100 0 100 0', {}, 80],
    ['Done', '> New Order(X) 100', { timeInForce: 'GTC' }, 80],
    ['GTC order', '> New Order(X) 100', { timeInForce: 'day' }, 0],
    ['Done', '> New Order(X) 100 timeInForce=gtc', {}, 80],
    ['Done', '> New Order(X) 100\n> Replace Request(Y,X) 100 timeInForce=gtc\n< Execution(Y,X) Replace', {}, 80],
    ['Done', '> New Order(X) 100 timeInForce=gtc\n> Replace Request(Y,X) 100\n< Execution(Y,X) Replace', {}, 80],
  ])('%s: %s %j', (title, line, more, expected) => {
    expect(leaves(title, line, more)).toBe(expected)
  })
})

test('a file may hold one scenario, a list of them, or name the list', () => {
  const one = scenario('a', 'A', NEW)
  const ids = (json: unknown): string[] =>
    readTraceText(JSON.stringify(json), 'cases.json').scenarios.map(({ id }) => id)
  expect(ids(one)).toEqual(['a'])
  expect(ids([one, { ...one, id: 7 }, { ...one, id: undefined }])).toEqual(['a', '7', '2'])
  expect(ids({ scenarios: [one] })).toEqual(['a'])
})

test('what is no message is a remark, and ids may be numbers', () => {
  const rows = rowsOf({
    id: 'r',
    steps: [
      { msgReceived: 'the client telephones' },
      { msgReceived: 'New Order(X)', orderQty: 10 },
      { msgReceived: 'Don’t Know Trade(X)' },
      { msgSent: 'Execution(X)', execType: 'Trade', lastQty: 4, lastPx: 5, execId: 7 },
      { msgSent: 'Execution(X)', execType: 'Trade Cancel', execRefId: '7' },
    ],
  })
  expect(rows.map(({ message, verdict }) => `${message} ${verdict}`)).toEqual([
    '(the client telephones) undefined',
    'New Order(X) 10 undefined',
    '(Don’t Know Trade(X)) undefined',
    'Execution(X) Trade 4 @ 5 computed',
    'Execution(X) Trade Cancel computed',
  ])
  expect(rows.at(-1)!.values).toMatchObject({ ordStatus: 'New', cumQty: 0, leavesQty: 10 })
})

test.each(['Triggered or Activated by System', 'Activated by (Trading System)', 'Triggered', 'Activated'])(
  'ExecType %j',
  (execType) => {
    const steps = [
      { msgReceived: 'New Order(X)', orderQty: 10 },
      { msgSent: 'Execution(X)', execType, lastQty: 0 },
    ]
    const [, row] = rowsOf({ id: 'a', steps } as unknown as ScenarioJson)
    expect([row!.state!.working, row!.verdict]).toEqual(['live.triggered', 'computed'])
  },
)

test('what is left of an order whose quantity is not told is not known, until it is over', () => {
  const rows = rowsOf(
    scenario(
      'u',
      'Untold',
      `
      > New Order(X)
      < Execution(X) New
      ~ Execution(X) Rejected
      < Execution(X) Order Status | New 100 0 100 .`,
    ),
  )
  expect(rows.map(({ values }) => values!.leavesQty)).toEqual([undefined, undefined, 0, 100])
})

describe('the profile', () => {
  test.each([
    [{ id: 'EX.A.1.a' }, 'exchange'],
    [{ source: 'FIX 5.0 SP2, Volume 7' }, 'exchange'],
    [{ title: '[Exchange] Filled' }, 'exchange'],
    [{ profile: 'exchange' }, 'exchange'],
    [{ id: 'EX.A.1.a', profile: 'broker' }, 'broker'],
    [{}, 'broker'],
  ])('of %j is %s', (more, profile) => {
    const one = { ...scenario('A.1.a', 'Filled', NEW), ...more }
    expect(readTraceText(JSON.stringify(one), 'cases.json').scenarios[0]!.profile).toBe(profile)
  })
})
