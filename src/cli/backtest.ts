/** `quantdome backtest FILE`: runs an experiment and writes what came of it into a folder. */
import { join, resolve } from 'node:path'
import { Command, InvalidArgumentError, Option } from 'commander'
import type { BacktestResult, Experiment } from '../backtest/index.ts'
import { shortPath } from './errors.ts'
import { pendingFolder, type PendingFolder } from './folder.ts'
import { interruptible } from './interrupt.ts'
import { progressLine } from './progress.ts'

interface Flags {
  readonly data?: string
  readonly from?: string
  readonly to?: string
  readonly cash?: number
  readonly seed?: number
  readonly set?: readonly string[]
  readonly out?: string
  readonly json?: true
  readonly observed?: true
  readonly repair?: true
}

export function backtestCommand(): Command {
  return new Command('backtest')
    .description('Run an experiment on history and write a report.')
    .argument('<file>', 'a TypeScript or JavaScript module whose default export is an experiment')
    .option('--data <file>', "a CSV or Parquet file, or a glob, in place of the experiment's data")
    .option('--from <date>', 'first day or instant, such as 2019-01-01 or 2019-01-01T14:30:00Z')
    .option('--to <date>', 'last day (inclusive) or instant')
    .option('--cash <amount>', 'starting cash', toNumber)
    .option('--seed <integer>', 'seed of everything random', toInteger)
    .option(
      '--set <path=value>',
      'change a parameter or a setting, such as sma-cross.fast=20; may be repeated',
      collect,
    )
    .option('--out <dir>', 'folder for the results (default: runs/<name>-<first digits of the run hash>)')
    .option('--json', 'print the summary as JSON and nothing else; write files only where --out says')
    .addOption(new Option('--fast', 'run compiled machines (the default)').conflicts('observed'))
    .option('--observed', 'let XState interpret the machines: slower, the same result')
    .option('--repair', 'put faulty data right where that is safe, and say what was done')
    .option('--debug', 'show the stacks of errors')
    .action(run)
}

async function run(file: string, flags: Flags): Promise<void> {
  const [{ loadExperiment }, { applySettings }, { dataFrom }, library] = await Promise.all([
    import('./experiment-file.ts'),
    import('./settings.ts'),
    import('./data-option.ts'),
    import('../index.ts'),
  ])
  const { experiment, params } = applySettings(await loadExperiment(file), flags.set ?? [], library)
  const changed: Experiment =
    flags.data === undefined ? experiment : { ...experiment, data: dataFrom(flags.data, experiment.data) }

  const progress = progressLine('rows')
  // That a place is taken should be said before the work, not after it.
  let folder = flags.out === undefined ? undefined : pendingFolder(flags.out, isRun)
  const undo = (): void => {
    progress.clear()
    folder?.discard()
  }
  try {
    await interruptible(undo, async () => {
      const result = await library.backtest(changed, {
        params,
        mode: flags.observed ? 'observed' : 'fast',
        ...(flags.from === undefined ? {} : { from: flags.from }),
        ...(flags.to === undefined ? {} : { to: flags.to }),
        ...(flags.cash === undefined ? {} : { cash: flags.cash }),
        ...(flags.seed === undefined ? {} : { seed: flags.seed }),
        ...(flags.repair === undefined ? {} : { repair: true }),
        source: {
          file: resolve(file),
          set: flags.set ?? [],
          ...(flags.data === undefined ? {} : { data: flags.data }),
        },
        onProgress: progress.update,
      })
      progress.clear()
      if (!flags.json) folder ??= pendingFolder(defaultFolder(result), isRun)
      await save(result, folder)
      if (flags.json) process.stdout.write(`${JSON.stringify(result.summary, null, 2)}\n`)
      else process.stdout.write(await report(result, folder?.target ?? ''))
    })
  } finally {
    undo()
  }
}

async function save(result: BacktestResult, folder: PendingFolder | undefined): Promise<void> {
  if (folder === undefined) return
  await result.save(folder.path)
  folder.commit()
}

/** What a person sees at the end. */
async function report(result: BacktestResult, target: string): Promise<string> {
  const { formatSummary } = await import('../analysis/index.ts')
  const color = process.stdout.isTTY && process.stdout.hasColors()
  return `${formatSummary(result.summary, { color, incidents: result.record.incidents })}\n\n${unheardText(result)}${repairText(result)}  ${shortPath(join(target, 'report.html'))}\n`
}

/** Events that nobody heard: most often a slip of the pen in a machine of one's own. */
function unheardText({ system: { deadLetters } }: BacktestResult): string {
  if (deadLetters.count === 0) return ''
  const types = new Set(
    [...deadLetters].map(({ from, event }) => `${(event as { type: string }).type} from ${from || 'outside'}`),
  )
  const some = [...types].slice(0, 3).join(', ')
  return `  ${deadLetters.count.toLocaleString('en-US')} event${deadLetters.count === 1 ? '' : 's'} reached nobody (${some}${types.size > 3 ? ', …' : ''})\n\n`
}

/** Repairs above this number are only counted. */
const shownRepairs = 10

/** What `--repair` did, a line each. */
function repairText({ repairs }: BacktestResult): string {
  if (repairs.length === 0) return ''
  const lines = repairs
    .slice(0, shownRepairs)
    .map(({ message, repair }) => `  repaired: ${message} ${repair ?? ''}`.trimEnd())
  if (repairs.length > shownRepairs) lines.push(`  … and ${repairs.length - shownRepairs} more`)
  return `${lines.join('\n')}\n\n`
}

/** The same run has the same name, so running it again replaces the folder by the same bytes. */
function defaultFolder({ summary, hash }: BacktestResult): string {
  const name = summary.name.replace(/[^\w.-]+/g, '-').replace(/^[-.]+|[-.]+$/g, '')
  return join('runs', `${name || 'run'}-${hash.slice(0, 8)}`)
}

const isRun = (names: readonly string[]): boolean => names.includes('run.json')

const collect = (value: string, earlier: readonly string[] = []): string[] => [...earlier, value]

function toNumber(text: string): number {
  const value = Number(text.replaceAll('_', ''))
  if (text.trim() === '' || !Number.isFinite(value)) throw new InvalidArgumentError('It must be a number.')
  return value
}

function toInteger(text: string): number {
  const value = toNumber(text)
  if (!Number.isSafeInteger(value)) throw new InvalidArgumentError('It must be a whole number.')
  return value
}
