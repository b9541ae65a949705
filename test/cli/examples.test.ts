/** Each example runs with the one command that it names. */
import { spawnSync } from 'node:child_process'
import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { read, root } from '../house/tree.ts'
import { quantdome } from './run.ts'

/** Files that export an experiment are for the command line, the others are programs. */
const [experiments, programs] = [true, false].map((wanted) =>
  readdirSync(join(root, 'examples'))
    .filter((name) => name.endsWith('.ts'))
    .filter((name) => read(`examples/${name}`).includes('export default defineExperiment') === wanted),
) as [string[], string[]]

test.each(experiments)('%s', async (name) => {
  const { code, stdout, stderr } = await quantdome(['backtest', `examples/${name}`, '--json'])
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
  const { trades, violations } = JSON.parse(stdout) as { trades: number; violations: number }
  expect(trades).toBeGreaterThan(10)
  expect(violations).toBe(0)
})

test.each(programs)('%s', (name) => {
  const { status, stdout, stderr } = spawnSync(process.execPath, ['scripts/run.mjs', `examples/${name}`], {
    cwd: root,
    encoding: 'utf8',
  })
  expect({ status, stderr }).toEqual({ status: 0, stderr: '' })
  expect(stdout).not.toBe('')
})
