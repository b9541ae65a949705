/** `quantdome explain` from the outside: the story, what it says when the run cannot be made again, and the exit code. */
import { appendFileSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeAll, describe, expect, test } from 'vitest'
import { experiment, quantdome, waves, workFolder, writeFiles } from './run.ts'

/** A fresh project with a run in it: an experiment whose rule stands in a file of its own. */
async function project(...args: string[]): Promise<string> {
  const cwd = workFolder()
  writeFiles(cwd, {
    'lab/experiment.ts': experiment(
      `if (bar.close > cheap) signal.buy(bar.symbol, { limit: cheap, timeInForce: 'gtc' })`,
    )
      .replace("from 'quantdome'", "from 'quantdome'\nimport { cheap } from './rule.ts'")
      .replace("csv('prices.csv')", "csv('prices.csv', { symbol: 'WAVE' })"),
    'lab/rule.ts': 'export const cheap = 91\n',
    'prices.csv': waves(120),
    'other.csv': waves(60),
  })
  const { code, stderr } = await quantdome(['backtest', 'lab/experiment.ts', '--out', 'runs/one', ...args], { cwd })
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
  return cwd
}

describe('a run that is as it was', () => {
  let cwd = ''
  beforeAll(async () => {
    cwd = await project('--set', 'portfolio.cash=9000', '--set', 'cross.fast=2', '--from', '2015-01-05')
  })
  const explain = (...args: string[]) => quantdome(['explain', ...args], { cwd })

  test('tells the story of an order', async () => {
    const { code, stdout, stderr } = await explain('runs/one', 'o-1')
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
    expect(stdout).toMatch(/^o-1 {3}buy \d+ WAVE limit 91 gtc {3}cross/)
    expect(stdout).toMatch(/market {5}bar WAVE open/)
    expect(stdout).toMatch(
      /\d+ bars 2015-01-\d\d … 2015-\d\d-\d\d: limit not reached; nearest on .*: limit 91 below low/,
    )
    const { hash } = JSON.parse(readFileSync(join(cwd, 'runs/one/run.json'), 'utf8')) as { hash: string }
    expect(stdout).toContain(`run ${hash}`)
  })

  test('from another folder, by an absolute path, and by run.json itself', async () => {
    const first = await explain('runs/one', 'o-1')
    mkdirSync(join(cwd, 'elsewhere'))
    for (const path of [join(cwd, 'runs/one'), '../runs/one/run.json'])
      expect(await quantdome(['explain', path, 'o-1'], { cwd: join(cwd, 'elsewhere') })).toEqual(first)
  })

  test('--all has a line for every bar', async () => {
    const { stdout } = await explain('runs/one', 'o-1', '--all')
    const { stdout: json } = await explain('runs/one', 'o-1', '--json')
    const { reasons } = JSON.parse(json) as { reasons: { code: string; text: string }[] }
    expect(reasons.length).toBeGreaterThan(1)
    expect(stdout.match(/ bar: limit 91 below low /g)).toHaveLength(reasons.length)
  })

  test('--json is data', async () => {
    const { stdout } = await explain('runs/one', 'o-1', '--json')
    const story = JSON.parse(stdout) as { events: object[] }
    expect(story).toMatchObject({ subject: 'o-1', order: { orderId: 'o-1', symbol: 'WAVE' }, notes: [] })
    expect(story.events[0]).toMatchObject({
      who: 'cross',
      type: 'signal',
      causes: [{ who: 'market', type: 'market.bar' }],
    })
  })

  test('a signal', async () => {
    expect((await explain('runs/one', '--signal', '1')).stdout).toMatch(/^signal 1 {3}became o-1\n/)
  })

  test.each([
    [['nowhere', 'o-1'], 'There is no folder nowhere.'],
    [['lab', 'o-1'], 'lab holds no run: there is no run.json in it.'],
    [['runs/one'], 'Name an order, such as o-12, or a signal with --signal N.'],
    [['runs/one', 'o-1', '--signal', '1'], 'Name an order'],
    [['runs/one', 'o-99999'], 'there is no order o-99999: the run has'],
    [['runs/one', '--signal', '99999'], 'there is no signal 99999: the run has'],
    [['runs/one', '--signal', 'x'], 'It must be a whole number from 1 on.'],
    [['runs/one', 'o-1', '--experiment', 'nowhere.ts'], 'There is no file nowhere.ts.'],
  ])('%j is bad usage', async (args, message) => {
    const { code, stdout, stderr } = await explain(...args)
    expect(stderr).toContain(message)
    expect(stderr).not.toMatch(/^\s+at /m)
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' })
  })
})

describe('a run that cannot be made again says precisely why, and --force goes on', () => {
  test('data, what the experiment imports, the experiment itself', async () => {
    const cwd = await project()
    const explain = (...args: string[]) => quantdome(['explain', 'runs/one', 'o-1', ...args], { cwd })
    const refusal = async (): Promise<string> => {
      const { code, stdout, stderr } = await explain()
      expect({ code, stdout }).toEqual({ code: 2, stdout: '' })
      expect(stderr).toContain('This run cannot be made again as it was:')
      expect(stderr).toContain('--force explains what comes out now.')
      return stderr
    }
    appendFileSync(join(cwd, 'prices.csv'), '2019-01-01,1,1,1,1,1\n')
    const data = 'prices.csv has changed: SHA-256'
    expect(await refusal()).toContain(data)
    writeFileSync(join(cwd, 'lab/rule.ts'), 'export const cheap = 91.0\n')
    appendFileSync(join(cwd, 'lab/experiment.ts'), '\n// later\n')
    const sources = ['lab/rule.ts, which it imports, has changed', 'lab/experiment.ts has changed: SHA-256']
    const said = await refusal()
    for (const line of sources) expect(said).toContain(line)

    const forced = await explain('--force')
    expect(forced.code).toBe(0)
    for (const line of [data, ...sources, 'run again, it came out otherwise'])
      expect(forced.stdout).toContain(`note: ${line}`)
  })

  test('the experiment is not there any more', async () => {
    const cwd = await project()
    renameSync(join(cwd, 'lab'), join(cwd, 'moved'))
    const { code, stderr } = await quantdome(['explain', 'runs/one', 'o-1'], { cwd })
    expect({ code, stderr }).toMatchObject({ code: 2 })
    expect(stderr).toContain('lab/experiment.ts of this run is neither below')
    expect(
      (await quantdome(['explain', 'runs/one', 'o-1', '--experiment', 'moved/experiment.ts', '--force'], { cwd })).code,
    ).toBe(0)
  })

  test('run.json was written by hand, or by something else', async () => {
    const cwd = await project()
    const path = join(cwd, 'runs/one/run.json')
    const manifest = JSON.parse(readFileSync(path, 'utf8')) as Record<string, unknown>
    const saying = async (text: string): Promise<string> => {
      writeFileSync(path, text)
      const { code, stderr } = await quantdome(['explain', 'runs/one', 'o-1'], { cwd })
      expect(code).toBe(2)
      return stderr
    }
    expect(await saying('{')).toContain('is not the JSON that a run writes')
    expect(await saying('{}')).toContain('does not say enough to run it again')
    expect(await saying(JSON.stringify({ ...manifest, experiment: undefined }))).toContain('names no experiment file')
    expect(await saying(JSON.stringify({ ...manifest, hash: 'f'.repeat(64) }))).toContain('it came out otherwise: hash')
    const { configuration } = manifest as { configuration: { portfolio: object } }
    const richer = { ...configuration, portfolio: { ...configuration.portfolio, cash: 1 } }
    expect(await saying(JSON.stringify({ ...manifest, configuration: richer }))).toContain(
      'portfolio.cash: 1 then, 10000 now',
    )
  })

  test('--data of the run is found again', async () => {
    const cwd = await project('--data', 'other.csv')
    const { code, stderr } = await quantdome(['explain', 'runs/one', 'o-1'], { cwd })
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
  })
})
