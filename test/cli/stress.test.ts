/** `quantdome stress` from the outside: the table, the files, what `--grid` takes, and Ctrl-C. */
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { experiment, quantdome, waves, workFolder, writeFiles } from './run.ts'

const cwd = workFolder()
writeFiles(cwd, { 'experiment.ts': experiment(), 'prices.csv': waves(150), 'precious/thesis.md': 'years of work' })
const stress = (...args: string[]) => quantdome(['stress', ...args], { cwd })

interface Grid {
  readonly base: { readonly hash: string }
  readonly runs: readonly { readonly factor: string; readonly label: string }[]
  readonly factors: readonly { readonly title: string }[]
}

describe('a stress test', () => {
  test('prints a table and the path of a page that is there', async () => {
    const { code, stdout, stderr } = await stress('experiment.ts', '--grid', 'slippage,latency')
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
    expect(stdout).toMatch(/^cross {3}prices {3}2015-01-01 to 2015-05-30 {3}\d+ runs under other assumptions/)
    expect(stdout).toMatch(/^ {4}20 bp +[\d,.]+ +-[\d,.]+ /m)
    expect(stdout).toMatch(/It hangs most on (slippage|latency of orders and reports): from /)
    const path = /^\s*(runs\S+stress\.html)\s*$/m.exec(stdout)?.[1] ?? ''
    expect(readFileSync(join(cwd, path), 'utf8')).toContain('how sure is the result?')
    expect(readdirSync(join(cwd, path, '..')).toSorted()).toEqual(['stress.html', 'stress.json'])
  })

  test('--json is data, its base run that of `backtest`, and no files', async () => {
    const before = readdirSync(join(cwd, 'runs'))
    const options = ['--set', 'cross.fast=2', '--from', '2015-02-01', '--to', '2015-04-30']
    const { stdout } = await stress('experiment.ts', '--json', '--grid', 'limits', ...options)
    const grid = JSON.parse(stdout) as Grid
    const run = await quantdome(['backtest', 'experiment.ts', '--json', ...options], { cwd })
    expect(grid.base.hash).toBe((JSON.parse(run.stdout) as { hash: string }).hash)
    expect(grid.runs.map(({ factor }) => factor)).toEqual(['limits', 'limits', 'worst', 'best'])
    expect(readdirSync(join(cwd, 'runs'))).toEqual(before)
  })

  test('any setting can be varied', async () => {
    const { stdout } = await stress(
      'experiment.ts',
      ...['--json', '--grid', 'broker.slippage=bps(2)|bps(8)', '--grid', 'cross.fast=2|3|4', '--grid', 'timing'],
    )
    const { runs } = JSON.parse(stdout) as Grid
    expect(runs.map(({ factor, label }) => `${factor} ${label}`)).toEqual([
      'broker.slippage bps(2)',
      'broker.slippage bps(8)',
      ...['2', '3', '4'].map((value) => `cross.fast ${value}`),
      'timing next-open',
      'timing same-close',
      'worst all at their worst',
      'best all at their best',
    ])
  })

  test.each([
    [['experiment.ts', '--grid', 'timng'], '--grid timng: there is no such factor. There are timing, '],
    [['experiment.ts', '--grid', 'broker.slippage='], 'write path=value|value'],
    [['experiment.ts', '--grid', 'broker.slippage=bps(2)|much'], 'the value must be a model'],
    [['experiment.ts', '--grid', 'broker.nothing=1|2'], 'there is no such setting'],
    [['experiment.ts', '--out', 'precious'], 'precious is not empty'],
    [['nowhere.ts'], 'There is no file nowhere.ts.'],
  ])('%j is bad usage', async (args, message) => {
    const { code, stdout, stderr } = await stress(...args)
    expect(stderr).toContain(message)
    expect(stderr).not.toMatch(/^\s+at /m)
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' })
  })
})

describe('Ctrl-C', () => {
  /** Runs that take a while, and leave a file behind when the n-th of them begins. */
  const interrupted = async (nth: number, bars: number) => {
    const place = workFolder()
    let isAsked = false
    const long = experiment()
      .replace('csv,', 'generated,')
      .replace("csv('prices.csv')", `generated({ bars: ${bars} })`)
      .replace('const cross', "import { writeFileSync } from 'node:fs'\nlet runs = 0\nconst cross")
      .replace('indicators:', `state: () => void (++runs === ${nth} && writeFileSync('begun', '')),\n  indicators:`)
    writeFiles(place, { 'long.ts': long })
    const outcome = await quantdome(['stress', 'long.ts', '--out', 'here'], {
      cwd: place,
      // Once: a second Ctrl-C would end the program at once.
      interruptWhen: () => !isAsked && (isAsked = existsSync(join(place, 'begun'))),
    })
    return { ...outcome, place }
  }

  test('leaves what is done', async () => {
    const { code, stdout, place } = await interrupted(3, 60_000)
    expect(stdout).toContain('Stopped before all of the')
    expect(code).toBe(130)
    const { runs } = JSON.parse(readFileSync(join(place, 'here', 'stress.json'), 'utf8')) as Grid
    expect(runs.length).toBeGreaterThan(1)
    expect(readdirSync(place).toSorted()).toEqual(['begun', 'here', 'long.ts'])
  })

  test('before anything is done, leaves nothing', async () => {
    const { code, stdout, stderr, place } = await interrupted(1, 50_000_000)
    expect({ code, stdout, stderr }).toEqual({ code: 130, stdout: '', stderr: 'stopped; nothing was written\n' })
    expect(readdirSync(place).toSorted()).toEqual(['begun', 'long.ts'])
  })
})
