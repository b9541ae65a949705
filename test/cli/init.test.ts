/** `quantdome init`: the project it makes runs and passes at once, and nothing of anybody's is overwritten. */
import { spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, readdirSync, readFileSync, symlinkSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { root } from '../house/tree.ts'
import { quantdome, workFolder, writeFiles } from './run.ts'

const cwd = workFolder()

test('makes a project that runs, passes its test and type-checks', async () => {
  const made = await quantdome(['init', 'My Lab'], { cwd })
  expect({ code: made.code, stderr: made.stderr }).toEqual({ code: 0, stderr: '' })
  expect(made.stdout).toContain('npm install')
  const project = join(cwd, 'My Lab')
  expect(readdirSync(project).toSorted()).toEqual([
    '.gitignore',
    'README.md',
    'data',
    'experiment.ts',
    'package.json',
    'strategy.test.ts',
    'strategy.ts',
    'tsconfig.json',
  ])
  const { name, dependencies } = JSON.parse(readFileSync(join(project, 'package.json'), 'utf8')) as {
    name: string
    dependencies: Record<string, string>
  }
  expect(name).toBe('my-lab')
  expect(readFileSync(join(project, 'README.md'), 'utf8')).toMatch(/^# my-lab\n/)

  // What `npm install` would do, without a network: the packages of this checkout.
  expect(dependencies).toEqual({ quantdome: `file:${root.replace(/\/$/, '')}` })
  mkdirSync(join(project, 'node_modules'))
  symlinkSync(root, join(project, 'node_modules', 'quantdome'))
  symlinkSync(join(root, 'node_modules', 'vitest'), join(project, 'node_modules', 'vitest'))
  const run = (...args: string[]): string => {
    const { status, stdout, stderr } = spawnSync(process.execPath, args, { cwd: project, encoding: 'utf8' })
    expect({ status, output: status === 0 ? '' : stdout + stderr }).toEqual({ status: 0, output: '' })
    return stdout
  }
  expect(run(join('node_modules', 'quantdome', 'bin', 'quantdome.js'), 'backtest', 'experiment.ts')).toContain(
    'report.html',
  )
  expect(readdirSync(join(project, 'runs'))).toHaveLength(1)
  expect(run(join('node_modules', 'vitest', 'vitest.mjs'), 'run')).toContain('3 passed')
  run(join(root, 'node_modules', '@typescript', 'native', 'bin', 'tsc'), '-p', '.')
})

test('fills an empty folder', async () => {
  mkdirSync(join(cwd, 'empty'))
  expect((await quantdome(['init', '.'], { cwd: join(cwd, 'empty') })).code).toBe(0)
  expect(existsSync(join(cwd, 'empty', 'experiment.ts'))).toBe(true)
})

test('refuses a folder that holds anything, and a file', async () => {
  writeFiles(cwd, { 'mine/notes.md': 'mine', 'file.txt': 'mine' })
  for (const [place, message] of [
    ['mine', 'mine is not empty (it holds notes.md)'],
    ['file.txt', 'file.txt is a file'],
  ] as const) {
    const { code, stderr } = await quantdome(['init', place], { cwd })
    expect(code).toBe(2)
    expect(stderr).toContain(message)
  }
  expect(readdirSync(join(cwd, 'mine'))).toEqual(['notes.md'])
})
