/** `quantdome backtest` from the outside: what is printed, what is written, and the exit code. */
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { experiment, quantdome, waves, workFolder, writeFiles } from './run.ts'

const cwd = workFolder()
writeFiles(cwd, {
  'experiment.ts': experiment(),
  'prices.csv': waves(400),
  'other.csv': waves(120),
})

interface Summary {
  readonly hash: string
  readonly startingCash: number
  readonly rows: number
  readonly trades: number
  readonly from: string
  readonly to: string
}

async function summaryOf(...args: string[]): Promise<Summary> {
  const { code, stdout, stderr } = await quantdome(['backtest', 'experiment.ts', '--json', ...args], { cwd })
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
  return JSON.parse(stdout) as Summary
}

describe('a run', () => {
  test('prints a summary and the path of a report that is there', async () => {
    const { code, stdout, stderr } = await quantdome(['backtest', 'experiment.ts'], { cwd })
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
    expect(stdout).toContain('Total return')
    const path = /^\s*(runs\S+report\.html)\s*$/m.exec(stdout)?.[1] ?? ''
    expect(readFileSync(join(cwd, path), 'utf8')).toContain('<html')
    expect(readdirSync(join(cwd, path, '..')).toSorted()).toEqual([
      'equity.csv',
      'fills.csv',
      'orders.csv',
      'positions.csv',
      'report.html',
      'run.json',
      'signals.csv',
      'summary.csv',
      'summary.json',
      'trades.csv',
    ])
  })

  test('a second time writes the same bytes into the same folder', async () => {
    const read = (): Record<string, string> => {
      const [folder = '', ...more] = readdirSync(join(cwd, 'runs'))
      expect(more).toEqual([])
      return Object.fromEntries(
        readdirSync(join(cwd, 'runs', folder)).map((name) => [
          name,
          readFileSync(join(cwd, 'runs', folder, name), 'utf8'),
        ]),
      )
    }
    const first = read()
    expect((await quantdome(['backtest', 'experiment.ts'], { cwd })).code).toBe(0)
    expect(read()).toEqual(first)
  })

  test('says what reached nobody', async () => {
    writeFiles(cwd, {
      'slip.ts': `
import { csv, defineExperiment, fromMachine } from 'quantdome'
import { createMachine, emit } from 'xstate'
const slip = createMachine({ id: 'slip', on: { 'market.bar': { actions: emit({ type: 'sginal', symbol: 'prices' }) } } })
export default defineExperiment({ data: csv('prices.csv'), strategies: [fromMachine(slip)], portfolio: { cash: 1 } })
`,
    })
    const { code, stdout } = await quantdome(['backtest', 'slip.ts'], { cwd })
    expect(code).toBe(0)
    expect(stdout).toMatch(/\d+ events reached nobody \(sginal from slip\)/)
    expect((await quantdome(['backtest', 'experiment.ts'], { cwd })).stdout).not.toContain('reached nobody')
  })

  test('writes where --out says', async () => {
    const { code, stdout } = await quantdome(['backtest', 'experiment.ts', '--out', 'deep/er'], { cwd })
    expect(code).toBe(0)
    expect(stdout).toContain(join('deep', 'er', 'report.html'))
    expect(readdirSync(join(cwd, 'deep'))).toEqual(['er'])
  })

  test('refuses to write over what is no run', async () => {
    writeFiles(cwd, { 'precious/thesis.md': 'years of work' })
    const { code, stderr } = await quantdome(['backtest', 'experiment.ts', '--out', 'precious'], { cwd })
    expect(code).toBe(2)
    expect(stderr).toContain('precious is not empty')
    expect(readdirSync(join(cwd, 'precious'))).toEqual(['thesis.md'])
  })

  test('takes what a CommonJS file exports for its default', async () => {
    writeFiles(cwd, {
      'common.cjs': `const { csv, defineStrategy } = require('quantdome')
module.exports = { data: csv('prices.csv'), strategies: [defineStrategy({ name: 'idle', onBar() {} })], portfolio: { cash: 1 } }
`,
    })
    const { code, stdout } = await quantdome(['backtest', 'common.cjs', '--json'], { cwd })
    expect(code).toBe(0)
    expect(JSON.parse(stdout)).toMatchObject({ name: 'idle' })
  })

  test('runs plain JavaScript as well, and files beside it', async () => {
    writeFiles(cwd, {
      'plain.mjs':
        "import { cash } from './cash.mjs'\nimport made from './experiment.ts'\nexport default { ...made, portfolio: { cash } }\n",
      'cash.mjs': 'export const cash = 777\n',
    })
    const { stdout } = await quantdome(['backtest', 'plain.mjs', '--json'], { cwd })
    expect(JSON.parse(stdout)).toMatchObject({ startingCash: 777 })
  })
})

describe('--json', () => {
  test('prints JSON and nothing else, and writes no files', async () => {
    const before = readdirSync(join(cwd, 'runs'))
    expect(await summaryOf('--seed', '5')).toMatchObject({ startingCash: 10_000 })
    expect(readdirSync(join(cwd, 'runs'))).toEqual(before)
  })

  test('writes files where --out says', async () => {
    const summary = await summaryOf('--out', 'json-run')
    expect(JSON.parse(readFileSync(join(cwd, 'json-run', 'summary.json'), 'utf8'))).toEqual(summary)
  })
})

describe('options', () => {
  test('--from and --to limit the data, both days included', async () => {
    expect(await summaryOf('--from', '2015-02-01', '--to', '2015-03-31')).toMatchObject({ rows: 28 + 31 })
  })

  test('--cash', async () => {
    expect(await summaryOf('--cash', '50_000')).toMatchObject({ startingCash: 50_000 })
  })

  test('--data', async () => {
    expect(await summaryOf('--data', 'other.csv')).toMatchObject({ rows: 120 })
  })

  test('--set changes parameters and settings', async () => {
    const plain = await summaryOf()
    const set = await summaryOf(
      '--set',
      'cross.fast=2',
      '--set',
      'portfolio.cash=20000',
      '--set',
      'broker.commission=fixed(3)',
    )
    expect(set.startingCash).toBe(20_000)
    expect(set.hash).not.toBe(plain.hash)
    expect(await summaryOf('--set', 'cross.fast=3')).toEqual(plain)
  })

  test('--observed gives the same run as --fast', async () => {
    expect(await summaryOf('--observed')).toEqual(await summaryOf('--fast'))
  })
})

describe('bad usage and bad input end with 2 and one paragraph', () => {
  writeFiles(cwd, {
    'syntax.ts': 'export default {\n  a: 1,,\n}\n',
    'imports-syntax.ts': "import './syntax.ts'\nexport default {}\n",
    'throws.ts': 'const a = 1\n\nfunction boom(): never {\n  throw new Error(`boom ${a}`)\n}\nexport default boom()\n',
    'none.ts': 'export const a = 1\n',
    'shape.ts': 'export default { data: 1 }\n',
    'missing-deeper.ts': "import { a } from './missing-import.ts'\nexport default a\n",
    'promise.ts': "export default Promise.reject(new Error('later'))\n",
    'missing-import.ts': "import { a } from './nowhere.ts'\nexport default a\n",
    'faulty.ts': experiment().replace('prices.csv', 'faulty.csv'),
    'faulty.csv': waves(100).replace(/^2015-02-10,.*$/m, '2015-02-10,95,90,100,97,1000'),
    'no-data.ts': experiment().replace('prices.csv', 'nowhere.csv'),
  })

  test.concurrent.each([
    [['backtest'], "missing required argument 'file'"],
    [['backtest', 'experiment.ts', '--fats'], "unknown option '--fats'"],
    [['backtest', 'experiment.ts', '--fast', '--observed'], 'cannot be used with'],
    [['backtest', 'experiment.ts', '--cash', 'lots'], 'It must be a number.'],
    [['backtest', 'experiment.ts', '--seed', '1.5'], 'It must be a whole number.'],
    [['backtset'], "unknown command 'backtset'"],
    [['backtest', 'nowhere.ts'], 'There is no file nowhere.ts.'],
    [['backtest', '.'], 'is a folder'],
    [['backtest', 'syntax.ts'], 'syntax.ts, line 2, column'],
    [['backtest', 'imports-syntax.ts'], 'syntax.ts, line 2, column'],
    [['backtest', 'throws.ts'], 'throws.ts, line 4: boom 1'],
    [['backtest', 'none.ts'], 'none.ts has no default export'],
    [['backtest', 'shape.ts'], 'shape.ts'],
    [['backtest', 'missing-import.ts'], './nowhere.ts'],
    [['backtest', 'missing-deeper.ts'], 'missing-import.ts imports ./nowhere.ts'],
    [['backtest', 'promise.ts'], 'is a promise'],
    [
      ['backtest', 'experiment.ts', '--out', 'prices.csv/run'],
      'prices.csv/run cannot be made: something in its path is a file',
    ],
    [['init', 'prices.csv/run'], 'prices.csv/run cannot be made: something in its path is a file'],
    [['backtest', 'experiment.ts', '--set', 'cross.fats=20'], 'there is no such setting'],
    [['backtest', 'experiment.ts', '--set', 'cross.fast=many'], 'the value must be a number'],
    [['backtest', 'experiment.ts', '--set', 'cross'], 'write path=value'],
    [['backtest', 'experiment.ts', '--from', 'yesterday'], 'yesterday'],
    [['backtest', 'experiment.ts', '--data', 'nowhere.csv'], 'nowhere.csv'],
    [['backtest', 'no-data.ts'], 'nowhere.csv'],
    [['backtest', 'faulty.ts'], 'faulty.csv'],
  ])('%j', async (args, message) => {
    const { code, stdout, stderr } = await quantdome(args, { cwd })
    expect(stderr).toContain(message)
    expect(stderr).not.toMatch(/^\s+at /m)
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' })
  })

  test('an unknown setting lists those there are', async () => {
    const { stderr } = await quantdome(['backtest', 'experiment.ts', '--set', 'portfolio.cahs=1'], { cwd })
    for (const known of ['cross.  fast, slow', 'cash, sizing', 'maxPosition', 'commission', 'seed'])
      expect(stderr).toContain(known)
  })

  test('bad data names file, line and reason, and --repair puts it right', async () => {
    const { stderr } = await quantdome(['backtest', 'faulty.ts'], { cwd })
    expect(stderr).toMatch(/faulty\.csv.*\b42\b/)
    const repaired = await quantdome(['backtest', 'faulty.ts', '--repair', '--out', 'repaired'], { cwd })
    expect(repaired.code).toBe(0)
    expect(repaired.stdout).toMatch(/faulty\.csv.*\b42\b.*exchanged high and low/)
  })
})

describe('a run that fails', () => {
  writeFiles(cwd, { 'fails.ts': experiment("if (bar.close > 105) throw new Error('out of ideas')") })

  test('ends with 1, says who and when, and leaves no folder', async () => {
    const { code, stdout, stderr } = await quantdome(['backtest', 'fails.ts', '--out', 'failed'], { cwd })
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' })
    expect(stderr).toContain('out of ideas')
    expect(stderr).toContain('cross')
    expect(stderr).not.toMatch(/^\s+at /m)
    expect(existsSync(join(cwd, 'failed'))).toBe(false)
    expect(readdirSync(cwd).filter((name) => name.endsWith('.part'))).toEqual([])
  })

  test.each([
    ['promise', "void Promise.reject(new Error('left alone'))"],
    ['timer', "setTimeout(() => { throw new Error('left alone') }, 0)"],
  ])('ends with 1 and a sentence where it leaves an error to a %s', async (name, onBar) => {
    writeFiles(cwd, { [`${name}.ts`]: experiment(onBar) })
    const { code, stderr } = await quantdome(['backtest', `${name}.ts`, '--out', `left-${name}`], { cwd })
    expect({ code, stderr }).toEqual({ code: 1, stderr: 'error: left alone\n' })
    expect(readdirSync(cwd).filter((file) => file.startsWith('left-') || file.endsWith('.part'))).toEqual([])
  })

  test('shows its stack with --debug', async () => {
    const { stderr } = await quantdome(['backtest', 'fails.ts', '--debug'], { cwd })
    expect(stderr).toMatch(/^\s+at .*fails\.ts:\d+/m)
  })
})
