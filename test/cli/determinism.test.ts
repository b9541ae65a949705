/** The same run in another process, in the other mode, and on another Node gives the same hash. */
import { execFileSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { delimiter } from 'node:path'
import { expect, test } from 'vitest'
import { quantdome } from './run.ts'

async function hashOf(...options: [args?: readonly string[], node?: string]): Promise<string> {
  const [args = [], node] = options
  const run = await quantdome(
    ['backtest', 'examples/sma-cross.ts', '--json', ...args],
    node === undefined ? {} : { node },
  )
  expect({ code: run.code, stderr: run.stderr }).toEqual({ code: 0, stderr: '' })
  return (JSON.parse(run.stdout) as { hash: string }).hash
}

test('two processes', async () => {
  const [first, second] = await Promise.all([hashOf(), hashOf()])
  expect(first).toMatch(/^[0-9a-f]{64}$/)
  expect(second).toBe(first)
})

test('fast and observed', async () => {
  const years = ['--to', '2004-12-31']
  expect(await hashOf(['--observed', ...years])).toBe(await hashOf(['--fast', ...years]))
})

test('another parameter is another run', async () => {
  expect(await hashOf(['--set', 'sma-cross.fast=11'])).not.toBe(await hashOf())
})

/** Programs of other Node versions; CI brings the oldest and the newest that are supported. */
const nodes = (process.env['QUANTDOME_NODES'] ?? '').split(delimiter).filter((path) => existsSync(path))

test('the oldest and the newest Node (paths in QUANTDOME_NODES)', async ({ skip }) => {
  if (nodes.length === 0) skip('QUANTDOME_NODES names no Node to try')
  const here = await hashOf()
  for (const node of nodes) {
    const version = execFileSync(node, ['--version'], { encoding: 'utf8' }).trim()
    expect({ version, hash: await hashOf([], node) }).toEqual({ version, hash: here })
  }
})
