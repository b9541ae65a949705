/** `quantdome stress FILE`: how far the result of an experiment moves under other assumptions of how orders fill. */
import { join } from 'node:path'
import { Command } from 'commander'
import type { Experiment, Factor, StressGrid } from '../backtest/index.ts'
import { shortPath, StoppedEarly, UsageError } from './errors.ts'
import { pendingFolder, type PendingFolder } from './folder.ts'
import { progressLine } from './progress.ts'

interface Flags {
  readonly grid?: readonly string[]
  readonly data?: string
  readonly from?: string
  readonly to?: string
  readonly set?: readonly string[]
  readonly out?: string
  readonly json?: true
}

export function stressCommand(): Command {
  return new Command('stress')
    .description('Run an experiment under other assumptions of how orders fill, and see how far the result moves.')
    .argument('<file>', 'a TypeScript or JavaScript module whose default export is an experiment')
    .option(
      '--grid <what>',
      "what to vary: names such as timing,slippage, or a setting with its values such as 'broker.slippage=bps(2)|bps(8)'; may be repeated (default: all that is known)",
      collect,
    )
    .option('--data <file>', "a CSV or Parquet file, or a glob, in place of the experiment's data")
    .option('--from <date>', 'first day or instant, such as 2019-01-01 or 2019-01-01T14:30:00Z')
    .option('--to <date>', 'last day (inclusive) or instant')
    .option(
      '--set <path=value>',
      'change a parameter or a setting first, such as sma-cross.fast=20; may be repeated',
      collect,
    )
    .option('--out <dir>', 'folder for the results (default: runs/stress-<name>-<first digits of the run hash>)')
    .option('--json', 'print the grid as JSON and nothing else; write files only where --out says')
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
  const loaded = applySettings(await loadExperiment(file), flags.set ?? [], library)
  const own = loaded.experiment
  const experiment = flags.data === undefined ? own : { ...own, data: dataFrom(flags.data, own.data) }
  const factors = await factorsOf(experiment, flags.grid ?? [])
  let folder = flags.out === undefined ? undefined : pendingFolder(flags.out, isStress)
  const progress = progressLine('runs')
  const undo = (): void => {
    progress.clear()
    folder?.discard()
  }
  try {
    const { grid, wasStopped } = await stoppable(undo, (signal) =>
      library.stress(experiment, {
        params: loaded.params,
        factors,
        signal,
        ...(flags.from === undefined ? {} : { from: flags.from }),
        ...(flags.to === undefined ? {} : { to: flags.to }),
        onProgress: progress.update,
      }),
    )
    progress.clear()
    if (!flags.json) folder ??= pendingFolder(defaultFolder(grid), isStress)
    await save(grid, folder)
    process.stdout.write(flags.json ? `${JSON.stringify(grid, null, 2)}\n` : textOf(grid, folder!))
    if (wasStopped) throw new StoppedEarly()
  } finally {
    undo()
  }
}

/** Ctrl-C once ends the work at its next breath, and what is done is kept; twice ends the program. */
async function stoppable(
  undo: () => void,
  work: (signal: AbortSignal) => Promise<StressGrid>,
): Promise<{ grid: StressGrid; wasStopped: boolean }> {
  const controller = new AbortController()
  const stop = (): void => {
    if (controller.signal.aborted) {
      undo()
      process.exit(130)
    }
    controller.abort()
  }
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, stop)
  try {
    return { grid: await work(controller.signal), wasStopped: controller.signal.aborted }
  } catch (error) {
    if (!controller.signal.aborted || error !== controller.signal.reason) throw error
    process.stderr.write('stopped; nothing was written\n')
    throw new StoppedEarly()
  } finally {
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.off(signal, stop)
  }
}

/** What `--grid` names: factors that are known, and settings with values of one's own. */
async function factorsOf(experiment: Experiment, named: readonly string[]): Promise<readonly Factor[]> {
  const [{ FACTORS, FACTOR_NAMES }, { factorOfSetting }] = await Promise.all([
    import('../backtest/index.ts'),
    import('./settings-factor.ts'),
  ])
  if (named.length === 0) return FACTORS
  const library = await import('../index.ts')
  return named.flatMap((text): readonly Factor[] => {
    if (text.includes('=')) return [factorOfSetting(experiment, text, library)]
    return text.split(',').map((name) => {
      const found = FACTORS.find((factor) => factor.name === name.trim())
      if (found === undefined)
        throw new UsageError(
          'stress.grid',
          `--grid ${name}: there is no such factor. There are ${FACTOR_NAMES.join(', ')}.`,
        )
      return found
    })
  })
}

async function save(grid: StressGrid, folder: PendingFolder | undefined): Promise<void> {
  if (folder === undefined) return
  await grid.save(folder.path)
  folder.commit()
}

function textOf(grid: StressGrid, { target }: PendingFolder): string {
  const color = process.stdout.isTTY && process.stdout.hasColors()
  return `${grid.toString({ color })}\n  ${shortPath(join(target, 'stress.html'))}\n`
}

function defaultFolder({ name, base }: StressGrid): string {
  const plain = name.replace(/[^\w.-]+/g, '-').replace(/^[-.]+|[-.]+$/g, '')
  return join('runs', `stress-${plain || 'run'}-${base.hash!.slice(0, 8)}`)
}

const isStress = (names: readonly string[]): boolean => names.includes('stress.json')

const collect = (value: string, earlier: readonly string[] = []): string[] => [...earlier, value]
