/** Runs the command line as a person does: the built program, in a process and a folder of its own. */
import { spawn } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterAll } from 'vitest'
import { ensureBuilt } from '../../scripts/ensure.mjs'
import { root } from '../house/tree.ts'

ensureBuilt()

const program = join(root, 'bin', 'quantdome.js')

export interface Outcome {
  readonly code: number | null
  readonly stdout: string
  readonly stderr: string
}

export interface RunOptions {
  readonly cwd?: string
  /** The Node to run it with; default: this one. */
  readonly node?: string
  /** Asked again and again; when it answers true the process gets what Ctrl-C sends. */
  readonly interruptWhen?: () => boolean
}

export function quantdome(args: readonly string[], options: RunOptions = {}): Promise<Outcome> {
  return new Promise((done) => {
    const child = spawn(options.node ?? process.execPath, [program, ...args], { cwd: options.cwd ?? root })
    let stdout = ''
    let stderr = ''
    child.stdout.on('data', (text) => (stdout += String(text)))
    child.stderr.on('data', (text) => (stderr += String(text)))
    const { interruptWhen } = options
    const watch =
      interruptWhen &&
      setInterval(() => {
        if (!interruptWhen()) return
        // Once: a second Ctrl-C ends a program that is still tidying up.
        clearInterval(watch)
        child.kill('SIGINT')
      }, 20)
    child.on('close', (code) => {
      clearInterval(watch)
      done({ code, stdout, stderr })
    })
  })
}

/** A folder of one's own outside the repository, gone after the tests of the file. */
export function workFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'quantdome-cli-'))
  afterAll(() => rmSync(folder, { recursive: true, force: true }))
  return folder
}

export function writeFiles(folder: string, files: Readonly<Record<string, string>>): void {
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true })
    writeFileSync(join(folder, name), text)
  }
}

/** Daily bars that rise and fall, so that averages cross. */
export function waves(days: number): string {
  const rows = Array.from({ length: days }, (_, day) => {
    const [open, close] = [day, day + 1].map((n) => 100 + 10 * Math.sin(n / 7) + n / 50) as [number, number]
    const date = new Date(Date.UTC(2015, 0, 1 + day)).toISOString().slice(0, 10)
    const prices = [open, Math.max(open, close) + 0.5, Math.min(open, close) - 0.5, close].map((price) =>
      price.toFixed(2),
    )
    return `${date},${prices.join(',')},1000`
  })
  return `date,open,high,low,close,volume\n${rows.join('\n')}\n`
}

/** An experiment in a file, on `prices.csv` beside the working directory. */
export const experiment = (onBar = ''): string => `
import { crossed, csv, defineExperiment, defineStrategy, percentOfEquity, perShare, sma } from 'quantdome'

interface Nothing {
  it: 'is only here because this is TypeScript'
}

const cross = defineStrategy({
  name: 'cross',
  params: { fast: 3, slow: 9 },
  indicators: ({ fast, slow }) => ({ fast: sma(fast), slow: sma(slow) }),
  onBar({ bar, indicators: { fast, slow }, signal }) {
    ${onBar}
    if (crossed(fast).above(slow)) signal.long(bar.symbol)
    if (crossed(fast).below(slow)) signal.flat(bar.symbol)
  },
})

export default defineExperiment({
  data: csv('prices.csv'),
  strategies: [cross],
  portfolio: { cash: 10_000, sizing: percentOfEquity(0.5) },
  broker: { commission: perShare(0.01) },
})
`
