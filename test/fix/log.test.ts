/** Logs of FIX messages: what is read of them, what is passed over with a warning, what is refused and how. */
import { describe, expect, test } from 'vitest'
import { readTraceText, trace, type TraceRow } from '../../src/fix/index.ts'
import { encode, type Field, messagesOf, SOH, type Version } from './support/encode.ts'
import { ORDER, report, rowsOf, TRADE } from './support/messages.ts'
import * as published from './support/published.ts'

describe('the published scenarios as messages give the same as the scenarios themselves', () => {
  const cases = Object.values(published).flat()
  const brief = ({ values, verdict }: TraceRow): unknown => [
    values?.ordStatus,
    values?.cumQty,
    values?.leavesQty,
    verdict,
  ]
  test.each<[Version, string]>([
    ['FIX.4.2', '|'],
    ['FIX.4.4', SOH],
    ['FIXT.1.1', '^A'],
  ])('%s, fields ended by %j', (version, separator) => {
    for (const one of cases) {
      const main = { ...one, steps: one.steps.filter(({ path }) => path !== 'alt') }
      const expected = readTraceText(JSON.stringify(main), 'cases.json')
        .scenarios.flatMap((scenario) => trace(scenario))
        .filter(({ verdict }) => verdict !== undefined)
      const log = messagesOf(one, version).map((fields, index) => `line ${index} ${encode(fields, separator, version)}`)
      const { warnings } = readTraceText(log.join('\n'), 'orders.log')
      const got = rowsOf(log.join('\n'))
        .filter(({ verdict }) => verdict !== undefined)
        .toSorted((a, b) => a.line! - b.line!)
      expect({ id: one.id, warnings, rows: got.map(brief) }).toEqual({
        id: one.id,
        warnings: [],
        rows: expected.map(brief),
      })
    }
  })
})

test('several orders in one log are traced each for itself, with the lines they stand in', () => {
  const other = (fields: readonly Field[]): Field[] =>
    fields.map(([tag, value]) => (tag === 11 ? [11, 'P'] : tag === 37 ? [37, 'V2'] : [tag, value]))
  const log = [ORDER, other(ORDER), TRADE, other(TRADE)].map((fields) => encode(fields, '|')).join('\r\n')
  expect(rowsOf(log).map(({ id, step, line, verdict }) => ({ id, step, line, verdict }))).toEqual([
    { id: 'X', step: 0, line: 1, verdict: undefined },
    { id: 'X', step: 1, line: 3, verdict: 'ok' },
    { id: 'P', step: 0, line: 2, verdict: undefined },
    { id: 'P', step: 1, line: 4, verdict: 'ok' },
  ])
})

test('the same ClOrdID of two counterparties are two orders', () => {
  const other = ORDER.map(([tag, value]): Field => (tag === 49 ? [49, 'HIM'] : [tag, value]))
  const log = [ORDER, other].map((fields) => encode(fields, '|')).join('\n')
  expect(readTraceText(log, 'orders.log').scenarios.map(({ id }) => id)).toEqual(['X', 'X#2'])
})

test('log prefixes, text of other kinds, session messages and several messages on a line do not matter', () => {
  const log = [
    '# a log of my own',
    `2026-01-05 14:30:00,123 INFO [fix] out: ${encode(
      [
        [35, 'A'],
        [98, 0],
      ],
      '|',
    )}`,
    `<20260105> ${encode(ORDER, '|')} ${encode(TRADE, '|')} (done)`,
    '',
  ].join('\n')
  expect(readTraceText(log, 'orders.log').warnings).toEqual([])
  expect(rowsOf(log).map(({ verdict }) => verdict)).toEqual([undefined, 'ok'])
})

test('executions alone tell of their order and of its requests', () => {
  const log = [
    report([17, 'E0'], [150, '0'], [39, 0], [38, 100], [151, 100], [14, 0]),
    TRADE,
    report([11, 'Y'], [41, 'X'], [17, 'E2'], [150, 'E'], [39, 'E'], [38, 100], [151, 60], [14, 40]).filter(
      ([tag, value]) => tag !== 11 || value === 'Y',
    ),
    report([11, 'Y'], [41, 'X'], [17, 'E3'], [150, '5'], [39, 1], [38, 150], [151, 110], [14, 40]).filter(
      ([tag, value]) => tag !== 11 || value === 'Y',
    ),
  ]
  const rows = rowsOf(log.map((fields) => encode(fields)).join('\n'))
  expect(rows.map(({ verdict }) => verdict)).toEqual(['ok', 'ok', 'ok', 'ok'])
  expect(rows.at(-1)!.values).toMatchObject({ ordStatus: 'PartiallyFilled', orderQty: 150, leavesQty: 110 })
})

test('a report told twice is a repetition; told differently it is a violation', () => {
  const again = TRADE.map(([tag, value]): Field => (tag === 14 ? [14, 41] : [tag, value]))
  const rows = rowsOf(
    [ORDER, TRADE, [...TRADE, [43, 'Y']] as Field[], again].map((fields) => encode(fields)).join('\n'),
  )
  expect(rows.map(({ verdict }) => verdict)).toEqual([undefined, 'ok', 'ok', 'violation'])
  expect(rows[2]!.remarks).toEqual(['ExecID E1 was told before.'])
  expect(rows[3]!.values).toMatchObject({ cumQty: 40 })
})

test('a trade after the end is late when it happened before, else a violation', () => {
  const cancel = report([17, 'E2'], [150, '4'], [39, 4], [38, 100], [151, 0], [14, 0], [60, '20260105-15:00:00'])
  const late = (time: string): Field[] =>
    report([17, 'E3'], [150, 'F'], [39, 4], [38, 100], [32, 40], [31, 10], [151, 0], [14, 40], [60, time])
  const verdict = (time: string): unknown =>
    rowsOf([ORDER, cancel, late(time)].map((fields) => encode(fields)).join('\n')).at(-1)!.verdict
  expect(verdict('20260105-14:59:59.999')).toBe('ok')
  expect(verdict('20260105-15:00:00')).toBe('ok')
  expect(verdict('20260105-15:00:00.000001')).toBe('violation')
})

test('any order may be activated by the system, and comes back from a suspension', () => {
  const told = (execType: string, id: string): Field[] => report([17, id], [150, execType], [151, 100], [14, 0])
  const log = [
    ORDER,
    told('0', 'E1'),
    told('L', 'E2'),
    told('9', 'E3'),
    told('L', 'E4'),
    told('9', 'E5'),
    told('0', 'E6'),
    told('L', 'E7'),
  ]
  const rows = rowsOf(log.map((fields) => encode(fields)).join('\n'))
  expect(rows.map(({ state }) => state!.working)).toEqual(
    ['submitted', 'accepted', 'triggered', 'suspended', 'triggered', 'suspended', 'triggered', 'triggered'].map(
      (word) => `live.${word}`,
    ),
  )
  expect(rows.filter(({ verdict }) => verdict === 'violation')).toEqual([])
})

test('an order for an amount of cash gets its quantity from the venue, requests before that included', () => {
  const cash: Field[] = [...ORDER.filter(([tag]) => tag !== 38), [152, 10_000]]
  const cancel: Field[] = [...ORDER.filter(([tag]) => ![35, 11, 38].includes(tag)), [35, 'F'], [11, 'Y'], [41, 'X']]
  const canceled = report([17, 'E2'], [150, '4'], [39, 4], [38, 500], [151, 0], [14, 0]).map(([tag, value]): Field =>
    tag === 11 ? [11, 'Y'] : [tag, value],
  )
  const rows = rowsOf(
    [cash, cancel, report([17, 'E1'], [150, '0'], [39, 0], [38, 500], [151, 500], [14, 0]), canceled]
      .map((fields) => encode(fields))
      .join('\n'),
  )
  expect(rows.map(({ values }) => [values!.orderQty, values!.leavesQty])).toEqual([
    [undefined, undefined],
    [undefined, undefined],
    [500, 500],
    [500, 0],
  ])
  expect(rows.map(({ verdict }) => verdict)).toEqual([undefined, undefined, 'ok', 'ok'])
  expect(rows.at(-1)!.state!.request).toBe('none')
})

test('what an order for an amount of cash heard before its quantity was told is not lost', () => {
  const cash: Field[] = [...ORDER.filter(([tag]) => tag !== 38), [152, 100]]
  const traded = (id: string, lastQty: number): Field[] => report([17, id], [150, 'F'], [32, lastQty], [31, '0.10'])
  const sized = report([17, 'E4'], [150, 'F'], [39, 2], [38, 900], [32, 300], [31, '0.10'], [151, 0], [14, 900])
  const log = [cash, report([17, 'E1'], [150, '0'], [39, 0]), traded('E2', 400), traded('E3', 200), sized]
  const rows = rowsOf(log.map((fields) => encode(fields)).join('\n'))
  expect(rows.map(({ values }) => [values!.ordStatus, values!.cumQty, values!.leavesQty])).toEqual([
    ['PendingNew', 0, undefined],
    ['New', 0, undefined],
    ['PartiallyFilled', 400, undefined],
    ['PartiallyFilled', 600, undefined],
    ['Filled', 900, 0],
  ])
  expect(rows.map(({ verdict }) => verdict)).toEqual([undefined, 'ok', 'computed', 'computed', 'ok'])
})

describe('an order of a log that does not say how long it is good', () => {
  const done = report([17, 'E2'], [150, '3'], [39, 3], [14, 40], [60, '20260105-21:00:00'])
  const rest = [ORDER, TRADE, done]
  const after = (...more: Field[][]): unknown[] =>
    rowsOf([...rest, ...more].map((fields) => encode(fields)).join('\n'))
      .slice(rest.length)
      .map(({ values, verdict }) => [values!.ordStatus, values!.leavesQty, verdict])
  const trade = (time: string): Field[] =>
    report([17, 'E3'], [150, 'F'], [39, 2], [32, 60], [31, '10.25'], [151, 0], [14, 100], [60, time])

  test('is good for longer than the day where it is restated or executes on a later one', () => {
    expect(after(trade('20260106-14:30:00'))).toEqual([['Filled', 0, 'ok']])
    expect(after(report([17, 'E3'], [150, 'D'], [39, 1], [151, 60], [14, 40], [60, '20260106-14:00:00']))).toEqual([
      ['PartiallyFilled', 60, 'ok'],
    ])
  })

  test('is good for the day elsewhere', () => {
    expect(after(trade('20260105-22:00:00'))).toEqual([['DoneForDay', 0, 'violation']])
    const bust = report(
      [17, 'E3'],
      [19, 'E1'],
      [150, 'H'],
      [39, 3],
      [32, 40],
      [151, 0],
      [14, 0],
      [60, '20260106-14:00:00'],
    )
    expect(after(bust)).toEqual([['DoneForDay', 0, 'ok']])
  })
})

test('a New Order once more is a copy, and its rejection is not the order’s, whatever reason it gives', () => {
  const rejected = report([17, 'E2'], [150, '8'], [39, 0], [38, 100], [151, 100], [14, 0])
  const accepted = report([17, 'E1'], [150, '0'], [39, 0], [151, 100], [14, 0])
  const rows = rowsOf([ORDER, accepted, ORDER, rejected].map((fields) => encode(fields)).join('\n'))
  expect(rows.at(-1)).toMatchObject({ verdict: 'ok', state: { working: 'live.accepted' } })
  // What the session sends again is no copy.
  const again = rowsOf(
    [ORDER, accepted, [...ORDER, [43, 'Y']] as Field[], rejected].map((fields) => encode(fields)).join('\n'),
  )
  expect(again.at(-1)).toMatchObject({ verdict: 'violation', state: { working: 'closed.rejected' } })
})

test('an average is the same within half a unit of its last decimal', () => {
  const average = (told: string): unknown => {
    const trade = (id: string, quantity: number, price: number, more: Field[]): Field[] =>
      report([17, id], [150, 'F'], [32, quantity], [31, price], ...more)
    return rowsOf(
      [ORDER, trade('E1', 10, 10, []), trade('E2', 20, 10.5, [[6, told]])].map((fields) => encode(fields)).join('\n'),
    ).at(-1)!.verdict
  }
  expect(['10.33', '10.333', '10.3333333', '10.34', '10.3', '10.32', '10'].map(average)).toEqual([
    'ok',
    'ok',
    'ok',
    'violation',
    'ok',
    'violation',
    'violation',
  ])
})

test('of a tag that repeats the first counts; ExecID 0 names no report', () => {
  const groups = [...ORDER, [448, 'A'], [38, 7], [448, 'B']] as Field[]
  expect(rowsOf(encode(groups))[0]!.values!.orderQty).toBe(100)
  const untold = [0, 1].map(() => report([17, '0'], [150, 'F'], [32, 10], [31, 10]))
  expect(rowsOf([ORDER, ...untold].map((fields) => encode(fields)).join('\n')).at(-1)!.values!.cumQty).toBe(20)
})

describe('what breaks a rule that no total shows is remarked', () => {
  const remarks = (...messages: (readonly Field[])[]): readonly string[] =>
    rowsOf(messages.map((fields) => encode(fields)).join('\n')).at(-1)!.remarks
  const change = (type: string, clOrdId: string, orig: string): Field[] => [
    ...ORDER.filter(([tag]) => tag !== 35 && tag !== 11),
    [35, type],
    [11, clOrdId],
    [41, orig],
  ]
  test('OrigClOrdID of a request', () => {
    expect(remarks(ORDER, change('G', 'Y', 'X'), change('G', 'Z', 'X'))[0]).toContain(
      'last one that was not rejected: Y, not X',
    )
  })
  test('OrigClOrdID of an answer', () => {
    const pending: Field[] = [
      [35, '8'],
      [49, 'YOU'],
      [56, 'ME'],
      [37, 'V1'],
      [11, 'Z'],
      [41, 'Y'],
      [17, 'E2'],
      [150, 'E'],
      [39, 'E'],
    ]
    expect(remarks(ORDER, change('G', 'Y', 'X'), change('G', 'Z', 'Y'), pending)[0]).toContain(
      'last one that was accepted: X, not Y',
    )
  })
  test('ClOrdID of an execution', () => {
    const early = TRADE.map(([tag, value]): Field => (tag === 11 ? [11, 'Y'] : [tag, value]))
    expect(remarks(ORDER, change('G', 'Y', 'X'), early)[0]).toContain('ClOrdID X until Y is confirmed')
  })
  test('an immediate order that expires', () => {
    const expired = report([17, 'E2'], [150, 'C'], [39, 'C'], [151, 0], [14, 0])
    expect(remarks([...ORDER, [59, 3]], expired)[0]).toContain('ends in Canceled')
  })
  test('Pending New that nobody asked for', () => {
    const pending = report([17, 'E2'], [150, 'A'], [39, 'A'], [151, 100], [14, 0])
    expect(remarks(ORDER, pending)[0]).toContain('when the status is asked for')
    expect(remarks(ORDER, [...ORDER.filter(([tag]) => tag !== 35), [35, 'H']], pending)).toEqual([])
  })
  test('a fill together with an end', () => {
    const both = report([17, 'E2'], [150, '4'], [39, 4], [38, 100], [32, 40], [31, 10], [151, 0], [14, 40])
    expect(remarks(ORDER, both)[0]).toContain('together with another change')
  })
})

describe('warnings do not hinder the trace', () => {
  const good = encode(TRADE, '|')
  test.each([
    [
      good.replace(/10=\d+/, '10=999'),
      'orders.log:2: CheckSum (tag 10) is 999; the message’s bytes give'.replace('’', "'"),
    ],
    [good.replace(/9=\d+/, '9=1'), 'orders.log:2: BodyLength (tag 9) is 1; the body has'],
    [good.replace('|10=', '|58=|10='), 'orders.log:2: tag 58 has no value'],
    [`${encode([[35, 'U7']])}\n${good}`, 'orders.log:2: a message of MsgType (tag 35) U7 passed over'],
  ])('%s', (line, warning) => {
    const text = `${encode(ORDER, '|')}\n${line}`
    expect(readTraceText(text, 'orders.log').warnings.join('\n')).toContain(warning)
    expect(rowsOf(text).at(-1)!.verdict).toBe('ok')
  })
})
