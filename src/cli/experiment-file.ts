/** Loads a person's experiment, TypeScript or JavaScript, from wherever it lies, without a build step. */
import { existsSync, statSync } from 'node:fs'
import { createRequire } from 'node:module'
import { resolve } from 'node:path'
import type * as Jiti from 'jiti'
import { type Experiment, faultsOf } from '../backtest/index.ts'
import { shortPath, UsageError } from './errors.ts'
import { packageFile } from './installation.ts'

/**
 * The experiment that `file` exports by default. Imports of `quantdome` and of `xstate` in that file and in what it imports are the running
 * installation's own: one copy, whichever folder the file is in and whatever is installed there.
 *
 * @throws {UsageError} `experiment.missing`, `.syntax`, `.threw`, `.noDefault` or `.shape`, naming file and line
 */
export async function loadExperiment(file: string): Promise<Experiment> {
  const path = resolve(file)
  if (!existsSync(path)) throw new UsageError('experiment.missing', `There is no file ${shortPath(path)}.`)
  if (!statSync(path).isFile())
    throw new UsageError('experiment.missing', `${shortPath(path)} is a folder. Name the file of the experiment.`)
  // Loaded by require, because importing a large CommonJS package makes Node read all of it once more in search of its exports: 60 ms.
  const { createJiti } = createRequire(import.meta.url)('jiti') as typeof Jiti
  const jiti = createJiti(import.meta.url, { virtualModules: await ownModules(), interopDefault: false })
  let module: { default?: unknown; __esModule?: true }
  try {
    module = await jiti.import(path)
  } catch (error) {
    throw readable(error, path)
  }
  // What a CommonJS file exports is the default of whoever imports it.
  const isCommonJs = module.__esModule === undefined && Object.keys(module).length > 0 && !('default' in module)
  return requireExperiment(isCommonJs ? module : module.default, path)
}

async function ownModules(): Promise<Record<string, unknown>> {
  const [quantdome, system, machine, xstate] = await Promise.all([
    import('../index.ts'),
    import('../system/index.ts'),
    import('../machine/index.ts'),
    import('xstate'),
  ])
  return { quantdome, 'quantdome/system': system, 'quantdome/machine': machine, xstate }
}

function requireExperiment(value: unknown, path: string): Experiment {
  const file = shortPath(path)
  if (value === undefined)
    throw new UsageError(
      'experiment.noDefault',
      `${file} has no default export. It should end with: export default defineExperiment({ data, strategies, portfolio }).`,
    )
  if (value instanceof Promise) {
    value.catch(() => undefined)
    throw new UsageError(
      'experiment.shape',
      `The default export of ${file} is a promise. Wait for it: export default await …`,
    )
  }
  const faults = faultsOf(value)
  if (faults.length > 0)
    throw new UsageError(
      'experiment.shape',
      `The default export of ${file} is not an experiment that can run: ${faults.join('; ')}. Make it with defineExperiment({ data, strategies, portfolio }).`,
    )
  return value as Experiment
}

/** jiti's errors in words: where, and what. */
function readable(error: unknown, path: string): UsageError {
  const text = error instanceof Error ? error.message : String(error)
  const syntax = /^ParseError: (?<what>[\s\S]*?)\s+(?<file>\/\S.*|[A-Za-z]:\S.*):(?<line>\d+):(?<column>\d+)/.exec(text)
  if (syntax?.groups) {
    const { what, file = path, line, column } = syntax.groups
    const message = `${shortPath(file)}, line ${line}, column ${column}: ${what?.trim().replace(/\.?$/, '.')}`
    return new UsageError('experiment.syntax', message, { cause: error })
  }
  const missing = /^Cannot find (?:module|package) '(?<name>[^']+)'(?:\nRequire stack:\n- (?<by>.+))?/.exec(text)
  if (missing?.groups)
    return new UsageError(
      'experiment.import',
      `${shortPath(missing.groups['by'] ?? path)} imports ${missing.groups['name']}, which cannot be found.`,
      { cause: error },
    )
  const where = frameOf(error) ?? shortPath(path)
  return new UsageError('experiment.threw', `${where}: ${text.replace(/\(0 , _\w+\.(\w+)\)/g, '$1')}`, { cause: error })
}

/** The first line of the stack that is the person's own code. */
function frameOf(error: unknown): string | undefined {
  const stack = error instanceof Error ? (error.stack ?? '') : ''
  for (const line of stack.split('\n')) {
    const frame = /(?:\(|at (?:async )?)(?:file:\/\/)?(?<file>[^()\s][^()]*?):(?<line>\d+):\d+\)?$/.exec(line)?.groups
    if (!frame?.['file'] || !/\.[cm]?[jt]sx?$/.test(frame['file'])) continue
    const file = frame['file']
    if (file.startsWith('node:') || file.includes('/node_modules/') || file.startsWith(packageFile('dist'))) continue
    return `${shortPath(file)}, line ${frame['line']}`
  }
  return undefined
}
