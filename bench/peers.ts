/**
 * `npm run bench:peers [-- BARS]`: the same bars, strategy and fills in other engines. Every engine runs in a process of its own, in
 * turn, and says how long its own run took, the data already loaded; its time counts only when its trades are those of the hand loop.
 */
import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { type Figure, median, round } from './figure.ts'
import { difference, type Outcome } from './peers/outcome.ts'
import { processes, type Run } from './peers/processes.ts'
import { environment, install, pythonEngines } from './peers/python.ts'

const ROUNDS = 2
const MANY = 1_000_000
const goals: Readonly<Record<string, { floor: number; aim: number }>> = {
  backtrader: { floor: 50, aim: 100 },
  'backtesting.py': { floor: 5, aim: 10 },
}

const self = fileURLToPath(import.meta.url)
// this file runs from dist/bench, the Python programs stay where they were written
const checkout = [join(dirname(self), '..'), join(dirname(self), '..', '..')].find((folder) =>
  existsSync(join(folder, 'bench', 'peers', 'common.py')),
)

interface Side {
  readonly name: string
  readonly bars: number
  readonly start: () => ReturnType<Run>
  readonly outcomes: Outcome[]
  /** Why it has no figures. */
  failed?: string
}

/** One run, kept when its trades are right; otherwise what is wrong. The hand loop, which comes first, is what the others are held to. */
async function once(side: Side, expected: Outcome | undefined): Promise<string | undefined> {
  const { status, output, error } = await side.start()
  if (status !== 0) return `its process failed:\n${error.trim() || `exit status ${status}`}`
  const outcome = JSON.parse(output.trim().split('\n').at(-1)!) as Outcome
  const differs = expected && difference(outcome, expected)
  if (differs !== undefined) return `its trades are not those of the hand loop, so its speed is not shown. ${differs}`
  // the trades are checked and not needed again
  side.outcomes.push(expected ? { ...outcome, fills: [] } : outcome)
  return undefined
}

const speed = ({ outcomes, bars }: Side): number => bars / median(outcomes.map(({ seconds }) => seconds))
const memory = ({ outcomes }: Side): number => median(outcomes.map(({ peak_MB }) => peak_MB))
const count = (value: number): string => value.toLocaleString('en-US', { maximumFractionDigits: 0 })

function table(sides: readonly Side[], ours: Side, few: number): string {
  const rows = sides
    .filter(({ failed }) => failed === undefined)
    .map((side) => [
      side.name,
      side.outcomes[0]!.version,
      count(side.bars),
      count(Number(speed(side).toPrecision(3))),
      side.bars === few ? `${round(speed(ours) / speed(side))}` : '',
      count(memory(side)),
      side.bars === few ? `${round(memory(side) / memory(ours))}` : '',
    ])
  const lines = [['engine', 'version', 'bars', 'bars/s', 'quantdome is × as fast', 'peak MB', '× our memory'], ...rows]
  const widths = lines[0]!.map((_, column) => Math.max(...lines.map((line) => line[column]!.length)))
  return lines
    .map((line) => line.map((cell, at) => (at < 2 ? cell.padEnd(widths[at]!) : cell.padStart(widths[at]!))).join('  '))
    .join('\n')
}

function figureOf(side: Side, ours: Side, oursOnMany: Side | undefined): Figure {
  return {
    figure: `peers-${side.name}`,
    value: round(speed(ours) / speed(side)),
    unit: 'times as many bars a second in quantdome',
    ...goals[side.name],
    better: 'higher',
    detail: {
      version: side.outcomes[0]!.version,
      bars: side.bars,
      its_bars_s: round(speed(side)),
      quantdome_bars_s: round(speed(ours)),
      ...(oursOnMany && { quantdome_bars_s_on_1M: round(speed(oursOnMany)) }),
      its_peak_MB: round(memory(side)),
      quantdome_peak_MB: round(memory(ours)),
    },
  }
}

async function main(few: number, root: string): Promise<number> {
  const folder = mkdtempSync(join(tmpdir(), 'quantdome-peers-'))
  const { run, close } = processes(() => rmSync(folder, { recursive: true, force: true }))
  const progress = (text: string): void => {
    if (process.stderr.isTTY) process.stderr.write(`\r\u001b[K${text}`)
  }
  try {
    const fileOf = (bars: number): string => join(folder, `${bars}.csv`)
    const here = (task: string, bars: number): ReturnType<Run> =>
      run(process.execPath, [self, 'child', task, fileOf(bars), String(bars)])
    const inNode = (name: string, task: string, bars: number): Side => ({
      name,
      bars,
      start: () => here(task, bars),
      outcomes: [],
    })
    const sizes = [...new Set([few, MANY])]
    const hands = sizes.map((bars) => inNode('hand loop', 'hand', bars))
    const ours = sizes.map((bars) => inNode('quantdome', 'quantdome', bars))
    for (const bars of sizes) {
      progress(`writing ${count(bars)} bars`)
      const { status, error } = await here('write', bars)
      if (status !== 0) throw new Error(`The bars could not be written into ${folder}: ${error.trim()}`)
    }

    const theirs: Side[] = []
    progress('looking for Python')
    const made = await environment(run, join(root, 'node_modules', '.cache', 'bench-peers'))
    for (const engine of pythonEngines) {
      progress(`installing ${engine.name} ${engine.version} (once)`)
      const why = 'missing' in made ? made.missing : await install(run, made.python, engine)
      progress('')
      if (why !== undefined || !('python' in made)) {
        process.stdout.write(`${engine.name}: skipped, ${why}\n`)
        continue
      }
      // no __pycache__ among the sources
      const args = ['-B', join(root, 'bench', 'peers', engine.program), fileOf(few)]
      theirs.push({ name: engine.name, bars: few, start: () => run(made.python, args), outcomes: [] })
    }

    const sides = [...hands, ...ours, ...theirs]
    for (let turn = 1; turn <= ROUNDS; turn++)
      for (const side of sides) {
        if (side.failed !== undefined) continue
        progress(`round ${turn} of ${ROUNDS}: ${side.name}, ${count(side.bars)} bars`)
        const right = hands.find(({ bars }) => bars === side.bars)!
        const why = await once(side, right.outcomes[0])
        progress('')
        if (why === undefined) continue
        side.failed = why
        process.stdout.write(`${side.name} on ${count(side.bars)} bars: ${why}\n`)
        // without ourselves there is nothing to compare with
        if (!theirs.includes(side)) return 1
      }
    process.stdout.write(`${table(sides, ours[0]!, few)}\n`)
    for (const side of theirs)
      if (side.failed === undefined) process.stdout.write(`${JSON.stringify(figureOf(side, ours[0]!, ours[1]))}\n`)
    return theirs.every(({ failed }) => failed === undefined) ? 0 : 1
  } finally {
    close()
  }
}

const [first = String(MANY), task, file, bars] = process.argv.slice(2)
if (first === 'child') {
  // imported here only, so that the process that starts the others stays small
  const { child } = await import('./peers/ours.ts')
  await child(task!, file!, Number(bars))
} else if (!/^\d+$/.test(first) || Number(first) < 1000) {
  process.stderr.write(
    `usage: npm run bench:peers [-- BARS]\nBARS is a whole number from 1000 on, not ${first}. Default: ${MANY}.\n`,
  )
  process.exitCode = 2
} else if (checkout === undefined) {
  process.stderr.write('bench/peers with its Python programs is not beside this file; run it from a checkout.\n')
  process.exitCode = 1
} else process.exitCode = await main(Number(first), checkout)
