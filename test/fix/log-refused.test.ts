/** Logs of FIX messages: what is refused and how, and what is read back as it was written. */
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { FixError } from '../../src/fix/index.ts'
import { readTraceFile, readTraceText } from '../../src/fix/read.ts'
import { parseTagValue } from '../../src/fix/tag-value.ts'
import { encode, type Field, SOH } from './support/encode.ts'
import { ORDER, rowsOf, TRADE } from './support/messages.ts'

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
    ['{"id":"a","steps":[{"msgReceived":5}]}', 'malformedField', 'step 0: `msgReceived` is 5; it must be a text'],
    [
      '{"id":"a","steps":[{"msgSent":"Cancel Reject(X)","ordStatus":["New"]}]}',
      'malformedField',
      '`ordStatus` is ["New"]; it must be a text',
    ],
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
    [encode(changed(ORDER, 60, '20260230-10:00:00')), 'malformedField', '"20260230-10:00:00"; there is no such time'],
    [encode(changed(ORDER, 60, '20260105-24:00:00')), 'malformedField', 'there is no such time'],
    [encode(changed(ORDER, 60, '20260105-10:00:61')), 'malformedField', 'there is no such time'],
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

test('a folder is not taken for a file, and a leap second is a time', () => {
  expect(() => readTraceFile('test/fix')).toThrow(
    'test/fix: it is a folder; a file of scenarios or FIX messages is expected.',
  )
  expect(rowsOf(encode(ORDER.map((field) => (field[0] === 60 ? [60, '20261231-23:59:60'] : field))))).toHaveLength(1)
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

test('a scenario with messages of unknown names is traced, with a warning for each', () => {
  const steps = [
    { msgReceived: 'New Order(X)', orderQty: 10 },
    { msgReceived: 'Nwe Ordr(Y)', orderQty: 10 },
    { msgSent: 'Report', execType: 'New' },
    { msgSent: 'List Status(L)' },
    { msgSent: 'a call by telephone' },
    { msgSent: 'Execution(X)', execType: 'Trade', lastQty: 10 },
  ]
  const { scenarios, warnings } = readTraceText(JSON.stringify({ id: 'a', steps }), 'orders.json')
  expect(warnings.map((warning) => warning.replace(/; known are [^.]*\./, ';'))).toEqual([
    'orders.json: scenario a, step 1: `msgReceived` is "Nwe Ordr(Y)"; It is passed over.',
    'orders.json: scenario a, step 2: `msgSent` is "Report"; It is taken for an Execution, because it has an `execType`.',
    'orders.json: scenario a, step 3: `msgSent` is "List Status(L)"; It is passed over.',
  ])
  const kinds = scenarios[0]!.steps.map(({ kind }) => kind)
  expect(kinds).toEqual(['newOrder', 'remark', 'execution', 'remark', 'remark', 'execution'])
})
