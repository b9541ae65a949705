/** One run: an experiment, from the first bar to the last, with a watcher looking on where something is to be explained. */
import type { MarketContext } from '../../actors/market/index.ts'
import type { PortfolioContext } from '../../actors/portfolio/index.ts'
import { createRecord, summarize } from '../analysis/index.ts'
import { corporateActions } from '../data/index.ts'
import type { ActorSystem, JournalMode } from '../system/index.ts'
import { dataOf, type Experiment, ExperimentError } from './experiment.ts'
import { changesOf, configurationOf, recordSource, type RunSource } from './manifest.ts'
import { peek } from './peek.ts'
import { recordRun } from './recording.ts'
import type { RunParts } from './result.ts'
import { faultsOfSymbols } from './known-symbols.ts'
import { type Changes, settle } from './settle.ts'
import { versions } from './versions.ts'
import { type RunMode, wire } from './wiring.ts'

/** Bars and ticks between two breaths, in which progress is shown and Ctrl-C heard: a fraction of a second in either mode. */
const BARS_A_BREATH: Readonly<Record<RunMode, number>> = { fast: 50_000, observed: 500 }

/** How to run an experiment this time; what is left out is as the experiment says. */
export interface BacktestOptions extends Changes {
  /** Default `fast`. Both give the same run, to the byte. */
  readonly mode?: RunMode
  /** Repair data where that is safe instead of refusing it; see `result.repairs`. */
  readonly repair?: boolean
  /** The file the experiment was written in; it is named in the manifest, with its SHA-256 and what was changed in it. */
  readonly source?: string | RunSource
  /** Which messages `result.system.journal` keeps. Default none. */
  readonly journal?: JournalMode
  /** Called now and then with the bars and ticks done, and how many there are, if that is known. */
  readonly onProgress?: (done: number, total?: number) => void
}

/** Looks on while a run is made, and changes nothing in it: the run hash is the same with and without. */
export interface Watcher {
  /** Orders of which portfolio and venue say why they did, and did not, do what. */
  readonly orders: readonly string[]
  /** Called when the actors are there and nothing has happened yet. */
  attach(system: ActorSystem, experiment: Experiment): void
}

/** Runs an experiment; see `backtest`. */
export async function run(experiment: Experiment, options: BacktestOptions, watcher?: Watcher): Promise<RunParts> {
  checkOptions(options)
  const settled = settle(experiment, options)
  const mode = options.mode ?? 'fast'
  const { from, to } = settled
  const opened = await dataOf(settled).open({
    ...(from === undefined ? {} : { from }),
    ...(to === undefined ? {} : { to }),
    ...(options.repair === undefined ? {} : { repair: options.repair }),
  })
  try {
    const { actions, inputs } = await corporateActions(opened.feed, settled.actions)
    const { feed, firstAt } = await peek(opened.feed, actions)
    if (firstAt === undefined) throw new ExperimentError([`there is no row ${rangeText(from, to)}`])
    const { symbols } = feed
    const { benchmark } = settled
    const strange = faultsOfSymbols(settled, symbols, sourceOf(options.source ?? '').data !== undefined)
    if (strange.length > 0) throw new ExperimentError(strange)

    const system = wire(settled, feed, {
      mode,
      journal: watcher === undefined ? (options.journal ?? 'off') : 'present',
      start: firstAt - A_YEAR,
      watch: watcher?.orders,
    })
    const record = createRecord({
      startingCash: settled.portfolio.cash,
      symbols,
      ...(benchmark === undefined ? {} : { benchmark }),
      multipliers: multipliersOf(settled),
      // With several symbols most instants have a bar of each.
      expectedRows: opened.rows === undefined ? undefined : Math.ceil(opened.rows / symbols.length),
    })
    const progress = recordRun(system, record, settled)
    watcher?.attach(system, settled)
    const market = system.get('market')
    const isStarved = (): boolean => (market.getSnapshot().context as MarketContext).starved
    const barsABreath = BARS_A_BREATH[mode]
    let breathAt = barsABreath
    system.onInstant(() => {
      // a market that waits for its feed must not be overtaken by what others have planned for later
      if (isStarved()) system.stop()
      else if (progress.bars + progress.ticks >= breathAt) {
        breathAt = progress.bars + progress.ticks + barsABreath
        system.stop()
      }
    })

    for (;;) {
      const { reason } = system.run()
      options.onProgress?.(progress.bars + progress.ticks, opened.rows)
      if (isStarved()) {
        await feed.load()
        system.send('market', { type: 'feed.loaded' })
      } else if (reason === 'stopped') await new Promise((resume) => setImmediate(resume))
      else break
    }

    progress.finish()
    const allInputs = [...opened.inputs, ...inputs]
    for (const input of allInputs) system.hash.input(input.path, input.sha256)
    system.hash.column('equity', record.equity.equity)
    const hash = system.hash.digest()
    const name = settled.name ?? settled.strategies.map((strategy) => strategy.name).join('+')
    return {
      record,
      summary: summarize(record, { name, hash }),
      manifest: {
        name,
        versions: versions(),
        ...(options.source === undefined ? {} : { experiment: await recordSource(sourceOf(options.source)) }),
        changes: changesOf(options),
        mode,
        seed: settled.seed ?? 1,
        configuration: configurationOf(settled),
        inputs: allInputs,
        repairs: opened.repairs,
        bars: progress.bars,
        ticks: progress.ticks,
        hash,
      },
      repairs: opened.repairs,
      portfolio: system.get('portfolio').getSnapshot().context as PortfolioContext,
      system,
    }
  } finally {
    await opened.close()
  }
}

const multipliersOf = ({ instruments }: Experiment): Record<string, number> =>
  Object.fromEntries(Object.entries(instruments ?? {}).map(([symbol, { multiplier = 1 }]) => [symbol, multiplier]))

// The compiler holds the list complete.
const OPTIONS: Record<keyof BacktestOptions, true> = {
  params: true,
  from: true,
  to: true,
  cash: true,
  seed: true,
  mode: true,
  repair: true,
  source: true,
  journal: true,
  onProgress: true,
}

/** One that is misspelt would be left out in silence. */
function checkOptions(options: BacktestOptions): void {
  const faults = Object.keys(options)
    .filter((key) => !Object.hasOwn(OPTIONS, key))
    .map((key) => `a run has no option \`${key}\`; there are ${Object.keys(OPTIONS).join(', ')}`)
  const { mode = 'fast' } = options
  if (mode !== 'fast' && mode !== 'observed') faults.push(`\`mode\` is fast or observed, not ${String(mode)}`)
  if (faults.length > 0) throw new ExperimentError(faults)
}

const sourceOf = (source: string | RunSource): RunSource => (typeof source === 'string' ? { file: source } : source)

/** A run begins well before its first bar, which may be a month long. */
const A_YEAR = 366 * 86_400_000_000

const rangeText = (from?: string, to?: string): string =>
  [from === undefined ? 'in the data' : `from ${from}`, to === undefined ? '' : `to ${to}`].filter(Boolean).join(' ')
