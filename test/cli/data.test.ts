/** `quantdome data info`: what is in a file, its faults included. */
import { expect, test } from 'vitest'
import { quantdome, waves, workFolder, writeFiles } from './run.ts'

const cwd = workFolder()
writeFiles(cwd, {
  'good.csv': waves(100),
  'faulty.csv': waves(100).replace(/^2015-02-10,.*$/m, '2015-02-10,95,90,100,97,1000'),
  'empty.csv': '',
  'bare-20200131.csv': '60000,10,12,9,11,5\n120000,11,13,10,12,6\n',
})

const info = (...args: string[]): ReturnType<typeof quantdome> => quantdome(['data', 'info', ...args], { cwd })

test('shows symbols, rows and range', async () => {
  const { code, stdout, stderr } = await info('good.csv')
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
  for (const shown of ['good.csv', '100', '2015-01-01', '2015-04-10']) expect(stdout).toContain(shown)
})

test('shows what is wrong, and where', async () => {
  const { code, stdout } = await info('faulty.csv')
  expect(code).toBe(0)
  expect(stdout).toMatch(/\b42\b/)
})

test('takes several files, a symbol and a time zone', async () => {
  const { code, stdout } = await info('good.csv', 'faulty.csv', '--time-zone', 'America/New_York', '--json')
  expect(code).toBe(0)
  const { symbols, timeZone } = JSON.parse(stdout) as { symbols: { symbol: string }[]; timeZone: string }
  expect(symbols.map(({ symbol }) => symbol)).toEqual(['good', 'faulty'])
  expect(timeZone).toBe('America/New_York')
  expect((await info('good.csv', '--symbol', 'SPX')).stdout).toContain('SPX')
})

test('reads a file without a header when its columns are named', async () => {
  const names = ['--columns', 'time, open, high, low, close, volume']
  const { code, stdout } = await info('bare-20200131.csv', ...names, '--time-format', 'millisOfDay', '--stamps', 'open')
  expect(code).toBe(0)
  expect(stdout).toContain('2020-01-31 00:02:00')
  expect((await info('bare-20200131.csv')).stderr).toContain('Name all of its 6 columns in order')
})

test.each([
  [['nowhere.csv'], 'nowhere.csv'],
  [['empty.csv'], 'empty.csv'],
  [['good.csv', '--time-zone', 'Moon/Tranquility'], 'Moon/Tranquility'],
  [[], "missing required argument 'files'"],
])('%j is bad input', async (args, message) => {
  const { code, stdout, stderr } = await info(...args)
  expect({ code, stdout }).toEqual({ code: 2, stdout: '' })
  expect(stderr).toContain(message)
  expect(stderr).not.toMatch(/^\s+at /m)
})
