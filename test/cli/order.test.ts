/** `quantdome order trace`: the table, the data, the exit codes. */
import { expect, test } from 'vitest'
import { encode, type Field } from '../fix/support/encode.ts'
import { NEW, scenario, withoutTotals } from '../fix/support/matrices.ts'
import { read } from '../house/tree.ts'
import { quantdome, workFolder, writeFiles } from './run.ts'

const cwd = workFolder()
const filled = scenario('filled', 'Filled', `${NEW}\n< Execution(X) Trade | Filled 10000 10000 0 10000`)
const wrong = scenario('wrong', 'Wrong', `${NEW}\n< Execution(X) Trade | Partially Filled 10000 1000 9000 2000`)
const telephoned = scenario('E.1.a', 'Telephoned', '- by telephone\n< Execution New | New 10000 0 0 0')
const order: Field[] = [
  [35, 'D'],
  [11, 'X'],
  [38, 100],
]
writeFiles(cwd, {
  'filled.json': JSON.stringify(filled),
  'bare.json': JSON.stringify(withoutTotals([filled])),
  'mixed.json': JSON.stringify([filled, wrong, telephoned]),
  'empty.json': '',
  'text.txt': 'not a log',
  'broken.log': encode([...order, [54, 'x']]),
  'checksum.log': encode(order).replace(/10=\d+/, '10=000'),
})

const trace = (...args: string[]): ReturnType<typeof quantdome> => quantdome(['order', 'trace', ...args], { cwd })
const objects = (text: string): Record<string, unknown>[] =>
  text
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as Record<string, unknown>)

test('a table: message, the three regions, status, quantities, verdict', async () => {
  const { code, stdout, stderr } = await trace('filled.json')
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
  const row = stdout.split('\n').find((line) => line.includes('Trade'))!
  expect(row.trim().split(/ {2,}/)).toEqual([
    '3',
    'Execution(X) Trade 10000',
    'closed.filled',
    'none',
    'filled',
    'Filled',
    '10000',
    '10000',
    '0',
    '-',
    'ok',
  ])
  expect(stdout).toContain('or Execution(X) Rejected')
  expect(stdout).toMatch(/3 reports in 1 scenario: 3 ok\n$/)
})

test('--json: an object a line for each report, nothing else', async () => {
  const { code, stdout } = await trace('filled.json', '--json')
  expect(code).toBe(0)
  expect(
    objects(stdout).map(({ id, step, ordStatus, cumQty, leavesQty, verdict }) => [
      id,
      step,
      ordStatus,
      cumQty,
      leavesQty,
      verdict,
    ]),
  ).toEqual([
    ['filled', 1, 'Rejected', 0, 0, 'ok'],
    ['filled', 2, 'New', 0, 10_000, 'ok'],
    ['filled', 3, 'Filled', 10_000, 0, 'ok'],
  ])
})

test('without totals everything but the verdict is the same', async () => {
  const [stated, bare] = await Promise.all([trace('filled.json', '--json'), trace('bare.json', '--json')])
  expect(bare.code).toBe(0)
  expect(bare.stdout).toBe(stated.stdout.replaceAll('"verdict":"ok"', '"verdict":"computed"'))
})

test('violations are 1, with what was expected and what came; a quirk has its name', async () => {
  const { code, stdout, stderr } = await trace('mixed.json')
  expect({ code, stderr }).toEqual({ code: 1, stderr: '' })
  expect(stdout).toContain(
    'violation: CumQty expected 1000 (the message), got 2000 (the lifecycle); LeavesQty expected 9000',
  )
  expect(stdout).toContain(
    'quirk nothing-left-of-a-new-order: LeavesQty expected 0 (the message), got 10000 (the lifecycle)',
  )
  expect(stdout).toMatch(/: 5 ok, 1 quirk, 1 violation\n$/)
  const found = objects((await trace('mixed.json', '--json')).stdout).filter(({ verdict }) => verdict !== 'ok')
  expect(found.map(({ id, verdict, rule, differences }) => ({ id, verdict, rule, differences }))).toEqual([
    {
      id: 'wrong',
      verdict: 'violation',
      rule: undefined,
      differences: [
        { field: 'cumQty', expected: 1000, got: 2000 },
        { field: 'leavesQty', expected: 9000, got: 8000 },
      ],
    },
    {
      id: 'E.1.a',
      verdict: 'quirk',
      rule: 'nothing-left-of-a-new-order',
      differences: [{ field: 'leavesQty', expected: 0, got: 10_000 }],
    },
  ])
})

test('a warning is said on standard error and is no failure', async () => {
  const { code, stdout, stderr } = await trace('checksum.log')
  expect(code).toBe(0)
  expect(stderr).toMatch(/^warning: checksum\.log:1: CheckSum \(tag 10\) is 000; the message's bytes give \d{3}\.\n$/)
  expect(stdout).toContain('New Order(X) 100')
})

test.each([
  [['nowhere.json'], 'nowhere.json: there is no such file'],
  [['.'], 'it is a folder'],
  [['empty.json'], 'empty.json: the file is empty'],
  [['text.txt'], 'text.txt: neither JSON scenarios nor FIX messages'],
  [['broken.log'], 'broken.log:1: tag 54 is "x"'],
  [['filled.json', '--profile', 'bank'], 'broker, exchange'],
  [[], "missing required argument 'file'"],
])('%j is bad input', async (args, message) => {
  const { code, stdout, stderr } = await trace(...args)
  expect({ code, stdout }).toEqual({ code: 2, stdout: '' })
  expect(stderr).toContain(message)
  expect(stderr).not.toMatch(/^\s+at /m)
})

test.each(['examples/fix-session.log', 'examples/order-scenarios.json'])('%s', async (path) => {
  const { code, stdout, stderr } = await quantdome(['order', 'trace', path])
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
  expect(stdout).toContain(' reports in 2 scenarios: ')
  expect(read('docs/fix.md')).toContain(path)
})
