/** The Python side: a virtual environment of its own under node_modules/.cache, made once, with the engines installed by pip. */
import { existsSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import type { Run } from './processes.ts'

export interface PythonEngine {
  readonly name: string
  /** Name and version for pip. The version is fixed because the programs beside this file speak to that one. */
  readonly package: string
  readonly version: string
  /** The program, in this folder. */
  readonly program: string
}

export const pythonEngines: readonly PythonEngine[] = [
  { name: 'backtrader', package: 'backtrader', version: '1.9.78.123', program: 'in_backtrader.py' },
  { name: 'backtesting.py', package: 'backtesting', version: '0.6.6', program: 'in_backtesting.py' },
  { name: 'nautilus', package: 'nautilus_trader', version: '1.221.0', program: 'in_nautilus.py' },
]

const pip = ['-m', 'pip', '--disable-pip-version-check', '--no-input', '--retries', '1', '--timeout', '20']

const lastLine = (text: string): string => text.trim().split('\n').at(-1) ?? ''

/** The interpreter of the environment, or why there is none. */
export async function environment(run: Run, folder: string): Promise<{ python: string } | { missing: string }> {
  const python = process.platform === 'win32' ? join(folder, 'Scripts', 'python.exe') : join(folder, 'bin', 'python')
  // one that was interrupted while it was made has no pip
  if (existsSync(python) && (await run(python, ['-m', 'pip', '--version'])).status === 0) return { python }
  rmSync(folder, { recursive: true, force: true })
  const base = process.platform === 'win32' ? 'python' : 'python3'
  const made = await run(base, ['-m', 'venv', folder])
  if (made.status === 0) return { python }
  return {
    missing:
      made.status === undefined
        ? `there is no ${base} on the path`
        : `${base} -m venv failed: ${lastLine(made.error || made.output)}`,
  }
}

/** Installs an engine unless it is there; says why when that cannot be. */
export async function install(run: Run, python: string, engine: PythonEngine): Promise<string | undefined> {
  const wanted = `${engine.package}==${engine.version}`
  const installed = await run(python, [
    '-c',
    `from importlib.metadata import version; raise SystemExit(version('${engine.package}') != '${engine.version}')`,
  ])
  if (installed.status === 0) return undefined
  // no builds from source: a machine without a compiler must find out at once
  const { status, error, output } = await run(python, [...pip, 'install', '--quiet', '--only-binary', ':all:', wanted])
  return status === 0 ? undefined : `pip could not install ${wanted}: ${lastLine(error || output)}`
}
