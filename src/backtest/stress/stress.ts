/** `stress`: an experiment under other assumptions of how orders fill, one at a time and all at their worst and best. */
import { type StressOmission, type StressRun, thinned } from '../../analysis/index.ts'
import { backtest } from '../backtest.ts'
import type { Experiment } from '../experiment.ts'
import { configurationOf } from '../manifest.ts'
import type { BacktestResult } from '../result.ts'
import type { BacktestOptions } from '../run.ts'
import { settle } from '../settle.ts'
import { type Assumption, type Factor, FACTORS } from './factors.ts'
import { ambiguitiesOf, extremes, figuresOf } from './grid.ts'
import { StressGrid } from './result.ts'

export interface StressOptions extends Omit<BacktestOptions, 'journal' | 'onProgress' | 'source'> {
  /** Factors to try. Default all of them, `FACTORS`. */
  readonly factors?: readonly Factor[]
  /** Called before each run, and at the end, with how many are done and how many there will be. */
  readonly onProgress?: (done: number, total: number) => void
  /** Stops at the next breath of a run; what is done is kept. */
  readonly signal?: AbortSignal
}

/** Thrown through a run that is to stop. */
class Stopped extends Error {}

/** Points of an equity curve that are kept. */
const CURVE = 600

/**
 * Runs an experiment as it is, then with each assumption of each factor in place of its own, then with all factors at their worst and at
 * their best: at most 1 + (number of other assumptions) + 2 runs. The base run is the one that `backtest` makes, with the same hash.
 *
 * @throws what `backtest` throws, where the experiment itself cannot be run; a variation that fails is noted as failed
 * @throws the signal's reason, where it was stopped before the base run was done
 *
 * @example
 * const grid = await stress(experiment)
 * grid.factors[0].title // what the result hangs on most
 */
export async function stress(experiment: Experiment, options: StressOptions = {}): Promise<StressGrid> {
  const { factors = FACTORS, onProgress, signal, ...rest } = options
  const omitted: StressOmission[] = []
  const fit = factors.filter((factor) => {
    const reason = factor.unfit?.(experiment)
    if (reason !== undefined) omitted.push({ factor: factor.title, reason })
    return reason === undefined
  })
  const course = new Course(experiment, rest, signal)
  const plans = fit.flatMap((factor) => factor.assumptions.map((assumption) => course.plan(factor.name, assumption)))
  const planned = 1 + plans.filter(({ isBase }) => !isBase).length + 2
  const make = async (plan: Plan): Promise<void> => {
    onProgress?.(course.done, planned)
    await course.make(plan)
  }

  onProgress?.(0, planned)
  const first = await course.begin().catch((error: unknown) => {
    throw error instanceof Stopped ? signal?.reason : error
  })
  let isComplete = true
  try {
    for (const plan of plans) await make(plan)
    await make(course.combine(fit, 'worst'))
    await make(course.combine(fit, 'best'))
  } catch (error) {
    if (!(error instanceof Stopped)) throw error
    isComplete = false
  }
  onProgress?.(course.done, planned)
  const { name, from, to, symbols, startingCash } = first.summary
  const titles = new Map(fit.map((factor) => [factor.name, factor.title]))
  const { base, runs } = course
  const ambiguities = ambiguitiesOf(first.record.incidents)
  return new StressGrid(
    { name, from, to, symbols, startingCash, base, runs, omitted, ambiguities, planned, isComplete },
    titles,
  )
}

/** One run to make. */
interface Plan {
  readonly factor: string
  readonly label: string
  readonly experiment: Experiment
  readonly isBase: boolean
}

/** The runs, as they are made. */
class Course {
  base!: StressRun
  readonly runs: StressRun[] = []
  /** Runs made, failed ones included. */
  done = 0
  readonly #experiment: Experiment
  readonly #options: BacktestOptions
  readonly #signal: AbortSignal | undefined
  readonly #key: string

  constructor(experiment: Experiment, options: BacktestOptions, signal: AbortSignal | undefined) {
    this.#experiment = experiment
    this.#options = options
    this.#signal = signal
    this.#key = this.#keyOf(experiment)
  }

  plan(factor: string, { label, apply }: Assumption): Plan {
    const experiment = apply(this.#experiment)
    return { factor, label, experiment, isBase: this.#keyOf(experiment) === this.#key }
  }

  /** Every factor at the assumption that was worst (or best) for final equity; where the experiment's own was, it stays. */
  combine(factors: readonly Factor[], which: 'worst' | 'best'): Plan {
    let experiment = this.#experiment
    for (const { name, assumptions } of factors) {
      const own = this.runs.filter((run) => run.factor === name && run.figures !== undefined)
      const run = extremes([this.base, ...own])[which === 'worst' ? 0 : 1]
      const assumption = assumptions.find(({ label }) => run !== this.base && label === run.label)
      if (assumption !== undefined) experiment = assumption.apply(experiment)
    }
    return { factor: which, label: `all at their ${which}`, experiment, isBase: experiment === this.#experiment }
  }

  async begin(): Promise<BacktestResult> {
    const result = await this.#run(this.#experiment)
    const { finalEquity } = result.summary
    this.base = { ...runOf('base', 'as it is', result, finalEquity, true), isBase: true }
    return result
  }

  async make({ factor, label, experiment, isBase }: Plan): Promise<void> {
    const isCombined = factor === 'worst' || factor === 'best'
    if (isBase) {
      this.runs.push({ ...this.base, factor, label, curve: isCombined ? this.base.curve : undefined })
      return
    }
    try {
      const result = await this.#run(experiment)
      this.runs.push(runOf(factor, label, result, this.base.figures!.finalEquity, isCombined))
    } catch (error) {
      if (error instanceof Stopped) throw error
      this.runs.push(failed(factor, label, error))
    }
  }

  async #run(experiment: Experiment): Promise<BacktestResult> {
    const stopIfAsked = (): void => {
      if (this.#signal?.aborted) throw new Stopped()
    }
    stopIfAsked()
    try {
      return await backtest(experiment, { ...this.#options, onProgress: stopIfAsked })
    } finally {
      this.done++
    }
  }

  /** Two experiments of one key make the same run. */
  #keyOf(experiment: Experiment): string {
    return JSON.stringify(withDefaults(configurationOf(settle(experiment, this.#options)) as Configuration))
  }
}

interface Configuration {
  readonly broker?: object
}

/** What the venue assumes where it is told nothing. */
const DEFAULTS = { fill: 'fillOnBars()', timing: 'next-open', slippage: 'noSlippage', volume: 'unlimitedVolume' }

function withDefaults(configuration: Configuration): object {
  const broker: Record<string, unknown> = { ...DEFAULTS, ...configuration.broker }
  if (broker['fill'] === "fillOnBars({ limits: 'touch' })") broker['fill'] = DEFAULTS.fill
  const sorted = Object.entries(broker).toSorted(([a], [b]) => (a < b ? -1 : 1))
  return { ...configuration, broker: Object.fromEntries(sorted) }
}

function runOf(
  factor: string,
  label: string,
  { summary, hash, equity }: BacktestResult,
  baseEquity: number,
  hasCurve: boolean,
): StressRun {
  const figures = figuresOf(summary)
  return {
    factor,
    label,
    isBase: false,
    figures,
    change: figures.finalEquity - baseEquity,
    hash,
    failure: undefined,
    curve: hasCurve ? thinned(equity, CURVE) : undefined,
  }
}

const failed = (factor: string, label: string, error: unknown): StressRun => ({
  factor,
  label,
  isBase: false,
  figures: undefined,
  change: undefined,
  hash: undefined,
  failure: error instanceof Error ? error.message : String(error),
  curve: undefined,
})
