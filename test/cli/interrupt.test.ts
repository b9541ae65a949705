/** Ctrl-C in the middle of a run: a message, exit code 130, and nothing half written. */
import { readdirSync } from 'node:fs'
import { expect, test } from 'vitest'
import { experiment, quantdome, workFolder, writeFiles } from './run.ts'

test('stops cleanly', async () => {
  const cwd = workFolder()
  const endless = experiment()
    .replace('csv,', 'generated,')
    .replace("csv('prices.csv')", 'generated({ bars: 50_000_000 })')
  writeFiles(cwd, { 'long.ts': endless })
  const { code, stdout, stderr } = await quantdome(['backtest', 'long.ts', '--out', 'here'], {
    cwd,
    // The folder in the making is there as soon as the run is under way.
    interruptWhen: () => readdirSync(cwd).some((name) => name.endsWith('.part')),
  })
  expect({ code, stdout, stderr }).toEqual({ code: 130, stdout: '', stderr: 'stopped; nothing was written\n' })
  expect(readdirSync(cwd)).toEqual(['long.ts'])
})
