/** Logs of FIX messages: what is read of them, what is passed over with a warning, what is refused and how. */
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { FixError, readTraceText, trace, type TraceRow } from '../../src/fix/index.ts'
import { parseTagValue } from '../../src/fix/tag-value.ts'
import { encode, type Field, messagesOf, SOH, type Version } from './support/encode.ts'
import * as published from './support/published.ts'

const rowsOf = (text: string): TraceRow[] => readTraceText(text, 'orders.log').scenarios.flatMap((one) => trace(one))

const ORDER: readonly Field[] = [
  [35, 'D'],
  [49, 'ME'],
  [56, 'YOU'],
  [11, 'X'],
  [55, 'ACME'],
  [54, 1],
  [38, 100],
  [40, 2],
  [44, '10.5'],
  [60, '20260105-14:30:00.123'],
]
const report = (...fields: Field[]): Field[] => [[35, '8'], [49, 'YOU'], [56, 'ME'], [37, 'V1'], [11, 'X'], ...fields]
const TRADE = report(
  [17, 'E1'],
  [150, 'F'],
  [39, 1],
  [38, 100],
  [32, 40],
  [31, '10.25'],
  [151, 60],
  [14, 40],
  [6, '10.25'],
)

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

describe('what cannot be read is refused with its place', () => {
  const without = (tag: number): Field[] => ORDER.filter(([one]) => one !== tag)
  const changed = (fields: readonly Field[], tag: number, value: string): Field[] =>
    fields.map((field) => (field[0] === tag ? [tag, value] : field))
  test.each([
    ['', 'emptyFile', 'the file is empty'],
    ['  \n', 'emptyFile', 'the file is empty'],
    ['hello', 'notRecognised', 'neither JSON scenarios nor FIX messages'],
    ['{"id": 1,', 'notRecognised', 'it is no JSON'],
    ['[]', 'emptyFile', 'no scenario'],
    ['[1]', 'malformedScenario', 'entry 0 is no scenario'],
    ['{"id":"a"}', 'malformedScenario', 'scenario a: `steps`'],
    ['{"id":"a","steps":[3]}', 'malformedScenario', 'scenario a, step 0: a step is an object'],
    ['{"id":"a","profile":"bank","steps":[{}]}', 'unknownValue', 'must be broker or exchange'],
    ['{"id":"a","steps":[{"msgReceived":"New Order"}]}', 'missingField', 'step 0: `msgReceived`'],
    ['{"id":"a","steps":[{"msgSent":"Execution(X)"}]}', 'missingField', 'step 0: an Execution needs an `execType`'],
    [
      '{"id":"a","steps":[{"msgSent":"Execution(X)","execType":"Tread"}]}',
      'unknownValue',
      'step 0: `execType` is "Tread"; known are Pending New',
    ],
    ['{"id":"a","steps":[{"msgSent":"Cancel Reject(X)","ordStatus":"Gone"}]}', 'unknownValue', '`ordStatus` is "Gone"'],
    ['{"id":"a","timeInForce":"week","steps":[{}]}', 'unknownValue', '`timeInForce` is "week"'],
    [
      '{"id":"a","steps":[{"msgReceived":"New Order(X)","orderQty":"many"}]}',
      'malformedField',
      '`orderQty` is "many"; it must be a number',
    ],
    ['{"id":"a","steps":[{"msgReceived":"New Order(X)","orderQty":-1}]}', 'malformedField', '0 or above'],
    [encode([[35, 'A']]), 'notRecognised', 'about no order'],
    [encode(without(35)), 'missingField', 'orders.log:1: MsgType (tag 35) is missing'],
    [encode(without(11)), 'missingField', 'orders.log:1: ClOrdID (tag 11) is missing from this message (35=D)'],
    [
      encode([
        [35, '8'],
        [150, '0'],
      ]),
      'missingField',
      'ClOrdID (tag 11) is missing',
    ],
    [
      encode([
        [35, '9'],
        [37, 'V'],
      ]),
      'missingField',
      'ClOrdID (tag 11) is missing',
    ],
    [encode(TRADE.filter(([tag]) => tag !== 150)), 'missingField', 'ExecType (tag 150) is missing'],
    [encode(changed(TRADE, 150, 'Z')), 'malformedField', 'tag 150 is "Z"; known are 0, 1'],
    [encode(changed(TRADE, 39, 'Z')), 'malformedField', 'tag 39 is "Z"'],
    [encode(changed(ORDER, 54, 'buy')), 'malformedField', 'tag 54 is "buy"'],
    [encode(changed(ORDER, 38, '1e3')), 'malformedField', 'tag 38 is "1e3"; a number is written like 100'],
    [encode(changed(ORDER, 38, '-5')), 'malformedField', 'tag 38 is "-5"; a quantity is 0 or above'],
    [encode(changed(ORDER, 60, 'noon')), 'malformedField', 'tag 60 is "noon"; a time is YYYYMMDD-HH:MM:SS'],
    ['8=FIX.4.4', 'malformedField', 'the message ends after its first field'],
    [`8=FIX.4.4|35=D|no field|11=X|`, 'malformedField', 'after tag 35 stands "no field"; a field is tag=value'],
  ])('%j', (text, code, message) => {
    let caught: unknown
    try {
      rowsOf(text)
    } catch (error) {
      caught = error
    }
    expect(caught).toBeInstanceOf(FixError)
    expect((caught as FixError).code).toBe(code)
    expect((caught as FixError).message).toContain(message)
    expect((caught as FixError).message).toContain('orders.log')
  })
})

const value = fc.stringMatching(/^[A-Za-z0-9 .:+-]{1,12}$/).filter((text) => text.trim() === text)
const tag = fc.integer({ min: 11, max: 9999 }).filter((number) => number !== 8 && number !== 9)

test('what is written as tag=value is read back, whatever separates the fields', () => {
  const messages = fc.array(
    fc.uniqueArray(fc.tuple(tag, value), { selector: ([one]) => one, minLength: 1, maxLength: 12 }),
    { minLength: 1, maxLength: 5 },
  )
  fc.assert(
    fc.property(
      messages,
      fc.constantFrom(SOH, '|', '^A', '<SOH>', ' | ', ';', '\\x01', '\\u0001'),
      fc.constantFrom('', '10:00:00.123 IN ', 'a=1 ; '),
      (sent, separator, prefix) => {
        const text = sent.map((fields) => prefix + encode(fields, separator)).join('\n')
        const { messages: read, warnings } = parseTagValue(text, 'orders.log')
        expect(warnings).toEqual([])
        expect(read.map(({ fields }) => [...fields].filter(([one]) => one > 10))).toEqual(sent)
        expect(read.map(({ line }) => line)).toEqual(sent.map((_, index) => index + 1))
      },
    ),
    { numRuns: 300 },
  )
})

test('garbage is read or refused with file and line, never anything else', () => {
  const base = [ORDER, TRADE].map((fields) => encode(fields, '|')).join('\n')
  const junk = fc.oneof(
    fc.string({ unit: 'binary', maxLength: 8 }),
    fc.constantFrom(
      '|',
      '=',
      '8=FIX.4.4',
      '35=8|',
      '150=',
      '\n',
      '10=000|',
      '[',
      '{"id":1}',
      '11=|',
      '38=abc|',
      '\u0000',
    ),
  )
  const edits = fc.array(fc.tuple(fc.nat({ max: base.length }), fc.nat({ max: 30 }), junk), {
    minLength: 1,
    maxLength: 4,
  })
  let refused = 0
  fc.assert(
    fc.property(edits, (changes) => {
      let text = base
      for (const [at, length, inserted] of changes) text = text.slice(0, at) + inserted + text.slice(at + length)
      try {
        const rows = rowsOf(text)
        for (const { values } of rows) expect(Number.isNaN(values?.cumQty ?? 0)).toBe(false)
      } catch (error) {
        if (!(error instanceof FixError)) throw error
        refused++
        expect(error.message).toMatch(/^orders\.log(:\d+)?: ./)
        expect(error.fault.file).toBe('orders.log')
      }
    }),
    { numRuns: 800 },
  )
  expect(refused).toBeGreaterThan(50)
})
