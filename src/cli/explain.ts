/** `quantdome explain RUN_DIR ORDER_ID`: the life of an order of an earlier run, and why it did not trade where it did not. */
import { Command, InvalidArgumentError } from 'commander'
import type { Experiment, Manifest, Story, Subject } from '../backtest/index.ts'
import { UsageError } from './errors.ts'
import { interruptible } from './interrupt.ts'
import { progressLine } from './progress.ts'
import { locate, orderIdsIn, readRun } from './run-folder.ts'

interface Flags {
  readonly signal?: number
  readonly experiment?: string
  readonly all?: true
  readonly json?: true
  readonly force?: true
}

export function explainCommand(): Command {
  return new Command('explain')
    .description(
      'Tell the story of an order: what led to it, what became of it, and why it did not fill where it did not.',
    )
    .argument('<run>', 'a folder that quantdome backtest has written')
    .argument('[order]', 'id of an order, as in orders.csv')
    .option('--signal <n>', 'explain the n-th signal, as signals.csv counts them, instead of an order', toCount)
    .option('--experiment <file>', 'the experiment, where it is not where run.json says')
    .option('--all', 'a line for every bar, trade and quote without a fill, instead of one for many')
    .option('--json', 'print JSON and nothing else')
    .option('--force', 'explain although something has changed since')
    .option('--debug', 'show the stacks of errors')
    .action(run)
}

async function run(named: string, orderId: string | undefined, flags: Flags): Promise<void> {
  const folder = readRun(named)
  const { manifest } = folder
  const library = await import('../backtest/index.ts')
  const subject = subjectOf(orderId, flags)
  const ids = orderIdsIn(folder)
  if ('orderId' in subject && ids !== undefined && !ids.some((id) => isOf(id, subject.orderId)))
    throw library.unknownOrder(subject.orderId, ids)

  const place = locate(folder, flags.experiment)
  process.chdir(place.base)
  const changed = await library.changedSources(manifest, place.file)
  const experiment = await experimentOf(manifest, place.file, changed, flags.force === true)
  const notes = [...changed, ...(await library.changedInputs(manifest, experiment))]
  if (notes.length > 0 && !flags.force) throw changedSince(notes)
  const story = await rerun(experiment, manifest, subject, notes, flags.force === true)
  process.stdout.write(flags.json ? `${JSON.stringify(story, null, 2)}\n` : textOf(story, flags))
}

/** orders.csv has the portfolio's orders. An algorithm makes others of them, `o-1-3` of `o-1`, which only the run itself knows. */
const isOf = (id: string, orderId: string): boolean => orderId === id || orderId.startsWith(`${id}-`)

function subjectOf(orderId: string | undefined, { signal }: Flags): Subject {
  if ((orderId === undefined) === (signal === undefined))
    throw new UsageError('explain.what', 'Name an order, such as o-12, or a signal with --signal N.')
  return orderId === undefined ? { signal: signal! } : { orderId }
}

/** The experiment as the run had it; that its file has changed is said before what is wrong with the file. */
async function experimentOf(
  manifest: Manifest,
  file: string,
  changed: readonly string[],
  isForced: boolean,
): Promise<Experiment> {
  if (changed.length > 0 && !isForced) throw changedSince(changed)
  const [{ loadExperiment }, { applySettings }, { dataFrom }, library] = await Promise.all([
    import('./experiment-file.ts'),
    import('./settings.ts'),
    import('./data-option.ts'),
    import('../index.ts'),
  ])
  const { set = [], data } = manifest.experiment ?? {}
  const { experiment } = applySettings(await loadExperiment(file), set, library)
  return data === undefined ? experiment : { ...experiment, data: dataFrom(data, experiment.data) }
}

const changedSince = (differences: readonly string[]): UsageError =>
  new UsageError(
    'explain.changed',
    `This run cannot be made again as it was:\n${differences.map((line) => `  ${line}`).join('\n')}\n--force explains what comes out now.`,
  )

async function rerun(
  experiment: Experiment,
  manifest: Manifest,
  subject: Subject,
  notes: readonly string[],
  force: boolean,
): Promise<Story> {
  const { explain, ExplainError, changedVersions } = await import('../backtest/index.ts')
  const progress = progressLine('rows')
  try {
    return await interruptible(progress.clear, () =>
      explain(experiment, { ...manifest.changes, onProgress: progress.update }, subject, {
        hash: manifest.hash,
        notes,
        force,
      }),
    )
  } catch (error) {
    if (!(error instanceof ExplainError) || error.code !== 'anotherRun') throw error
    const versions = changedVersions(manifest)
    const why =
      versions.length > 0
        ? `Other versions may be why: ${versions.join('; ')}.`
        : 'Nothing that run.json names has changed: the experiment depends on something else.'
    throw new UsageError('explain.anotherRun', `${error.message}.\n${why}\n--force explains what comes out now.`, {
      cause: error,
    })
  } finally {
    progress.clear()
  }
}

function textOf(story: Story, { all }: Flags): string {
  const color = process.stdout.isTTY && process.stdout.hasColors()
  return story.toString({ color, ...(all === undefined ? {} : { all }) })
}

function toCount(text: string): number {
  const value = Number(text)
  if (!Number.isSafeInteger(value) || value < 1) throw new InvalidArgumentError('It must be a whole number from 1 on.')
  return value
}
