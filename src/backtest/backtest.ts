/** `backtest`: an experiment, run from the first bar to the last. */
import type { MarketContext } from '../../actors/market/index.ts'
import type { PortfolioContext } from '../../actors/portfolio/index.ts'
import { type Params, withParams } from '../../actors/strategy/index.ts'
import { createRecord, summarize } from '../analysis/index.ts'
import type { JournalMode } from '../system/index.ts'
import { type Experiment, ExperimentError, faultsOf } from './experiment.ts'
import { configurationOf, fingerprint } from './manifest.ts'
import { peek } from './peek.ts'
import { recordRun } from './recording.ts'
import { type BacktestResult, resultOf } from './result.ts'
import { versions } from './versions.ts'
import { type RunMode, wire } from './wiring.ts'

/** Bars between two breaths, in which progress is shown and Ctrl-C heard: a fraction of a second in either mode. */
const BARS_A_BREATH: Readonly<Record<RunMode, number>> = { fast: 50_000, observed: 500 }

/** How to run an experiment this time; what is left out is as the experiment says. */
export interface BacktestOptions {
  /** Parameters to run with, by strategy: `{ 'sma-cross': { fast: 20 } }`. */
  readonly params?: Readonly<Record<string, Params>>
  /** Default `fast`. Both give the same run, to the byte. */
  readonly mode?: RunMode
  readonly from?: string
  readonly to?: string
  readonly cash?: number
  readonly seed?: number
  /** Repair data where that is safe instead of refusing it; see `result.repairs`. */
  readonly repair?: boolean
  /** The file the experiment was written in; it is named in the manifest, with its SHA-256. */
  readonly source?: string
  /** Which messages `result.system.journal` keeps. Default none. */
  readonly journal?: JournalMode
  /** Called now and then with the bars done, and how many there are, if that is known. */
  readonly onProgress?: (done: number, total?: number) => void
}

/**
 * Runs an experiment and answers when the data is over.
 *
 * @throws {ExperimentError} when the experiment or an option makes no sense
 * @throws {DataError} when the data cannot be used
 * @throws {ActorFailedError} when a strategy, or a model of one's own, throws
 *
 * @example
 * const run = await backtest(experiment, { params: { 'sma-cross': { fast: 20 } } })
 * run.summary.sharpe
 */
export async function backtest(experiment: Experiment, options: BacktestOptions = {}): Promise<BacktestResult> {
  const settled = settle(experiment, options)
  const mode = options.mode ?? 'fast'
  const { from, to } = settled
  const opened = await settled.data.open({
    ...(from === undefined ? {} : { from }),
    ...(to === undefined ? {} : { to }),
    ...(options.repair === undefined ? {} : { repair: options.repair }),
  })
  try {
    const { feed, firstAt } = await peek(opened.feed)
    if (firstAt === undefined) throw new ExperimentError([`there is no bar ${rangeText(from, to)}`])
    const { symbols } = feed
    const { benchmark } = settled
    if (benchmark !== undefined && !symbols.includes(benchmark))
      throw new ExperimentError([`\`benchmark\` is ${benchmark}, but the data has ${symbols.join(', ')}`])

    const system = wire(settled, feed, {
      mode: mode,
      journal: options.journal ?? 'off',
      start: firstAt - A_YEAR,
    })
    const record = createRecord({
      startingCash: settled.portfolio.cash,
      symbols,
      ...(benchmark === undefined ? {} : { benchmark }),
    })
    const progress = recordRun(system, record, settled)
    const market = system.get('market')
    const isStarved = (): boolean => (market.getSnapshot().context as MarketContext).starved
    const barsABreath = BARS_A_BREATH[mode]
    let breathAt = barsABreath
    system.onInstant(() => {
      // a market that waits for its feed must not be overtaken by what others have planned for later
      if (isStarved()) system.stop()
      else if (progress.bars >= breathAt) {
        breathAt = progress.bars + barsABreath
        system.stop()
      }
    })

    for (;;) {
      const { reason } = system.run()
      options.onProgress?.(progress.bars, opened.rows)
      if (isStarved()) {
        await feed.load()
        system.send('market', { type: 'feed.loaded' })
      } else if (reason === 'stopped') await new Promise((resume) => setImmediate(resume))
      else break
    }

    for (const input of opened.inputs) system.hash.input(input.path, input.sha256)
    system.hash.column('equity', record.equity.equity)
    const hash = system.hash.digest()
    const name = settled.name ?? settled.strategies.map((strategy) => strategy.name).join('+')
    return resultOf({
      record,
      summary: summarize(record, { name, hash }),
      manifest: {
        name,
        versions: versions(),
        ...(options.source === undefined ? {} : { experiment: await fingerprint(options.source) }),
        mode: mode,
        seed: settled.seed ?? 1,
        configuration: configurationOf(settled),
        inputs: opened.inputs,
        repairs: opened.repairs,
        bars: progress.bars,
        hash,
      },
      repairs: opened.repairs,
      portfolio: system.get('portfolio').getSnapshot().context as PortfolioContext,
      system,
    })
  } finally {
    await opened.close()
  }
}

/** A run begins well before its first bar, which may be a month long. */
const A_YEAR = 366 * 86_400_000_000

const rangeText = (from?: string, to?: string): string =>
  [from === undefined ? 'in the data' : `from ${from}`, to === undefined ? '' : `to ${to}`].filter(Boolean).join(' ')

/** The experiment with the options worked in. */
function settle(experiment: Experiment, options: BacktestOptions): Experiment {
  const faults = faultsOf(experiment)
  if (faults.length > 0) throw new ExperimentError(faults)
  const names = experiment.strategies.map((strategy) => strategy.name)
  for (const name of Object.keys(options.params ?? {}))
    if (!names.includes(name)) faults.push(`\`params\` names the strategy \`${name}\`; there are ${names.join(', ')}`)
  const settled: Experiment = {
    ...experiment,
    strategies: experiment.strategies.map((strategy) => {
      const params = options.params?.[strategy.name]
      return params === undefined ? strategy : withParams(strategy, params)
    }),
    portfolio: { ...experiment.portfolio, ...(options.cash === undefined ? {} : { cash: options.cash }) },
    ...(options.seed === undefined ? {} : { seed: options.seed }),
    ...(options.from === undefined ? {} : { from: options.from }),
    ...(options.to === undefined ? {} : { to: options.to }),
  }
  faults.push(...faultsOf(settled))
  if (faults.length > 0) throw new ExperimentError(faults)
  return settled
}
