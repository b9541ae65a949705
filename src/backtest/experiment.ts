/** An experiment: what is run on what. Plain values and models; everything in it can be replaced. */
import type { Behaviour, BrokerInput } from '../../actors/broker/index.ts'
import type { Algorithm } from '../../actors/execution/index.ts'
import type { BookTerms, PortfolioInput } from '../../actors/portfolio/index.ts'
import type { Strategy } from '../../actors/strategy/index.ts'
import { type ActionSources, combine, type DataSource } from '../data/index.ts'
import type { Duration } from '../events/index.ts'
import type { LatencyModel } from '../system/index.ts'
import { faultsOfParts } from './known-settings.ts'

/** Terms of one instrument, for the venue and for the portfolio. What is left out is a stock: no grid of prices, lots of 1, paid in full. */
export interface InstrumentTerms extends BookTerms {
  /** Prices of orders are whole multiples of it. */
  readonly tick?: number
}

/** How long messages travel. What is left out travels in no time. */
export interface Latencies {
  /** Market data to the strategies. The portfolio and the venue see it at once. */
  readonly market?: LatencyModel
  /** Signals to the portfolio. */
  readonly signals?: LatencyModel
  /** Orders, cancels and replaces to the venue. */
  readonly orders?: LatencyModel
  /** Reports back to the portfolio. */
  readonly reports?: LatencyModel
  /** What the portfolio tells the strategies: its view of the orders, positions, refusals. */
  readonly notices?: LatencyModel
}

/** The venue of an experiment. What the composition gives it is left out; what it may be told to do at a time of its own comes in. */
export interface Venue extends Omit<
  BrokerInput,
  'symbols' | 'now' | 'name' | 'instruments' | 'random' | 'chance' | 'watch' | 'behaviours'
> {
  /** How venue, line and market misbehave, such as `dropReports({ nth: 3 })` or `disconnectAt('2020-03-02', { for: hours(1) })`. */
  readonly behaviours?: readonly Behaviour[]
}

export interface Experiment {
  /** Names the run's folder and its report. Default: the strategies' names. */
  readonly name?: string
  /** One source, or several that are merged by time. */
  readonly data: DataSource | readonly DataSource[]
  /** Splits and dividends beside those that the data has: `splits('splits.csv')`, rows such as `{ symbol, date, split: 2 }`, or a list of both. */
  readonly actions?: ActionSources
  readonly strategies: readonly Strategy[]
  readonly portfolio: Omit<PortfolioInput, 'symbols' | 'now' | 'name' | 'instruments' | 'watch'>
  readonly broker?: Venue
  readonly instruments?: Readonly<Record<string, InstrumentTerms>>
  readonly latency?: Latencies
  /** Execution algorithms by the name that signals call them by: `{ twap: twap({ slices: 10, every: minutes(5) }) }`. */
  readonly algorithms?: Readonly<Record<string, Algorithm>>
  /** Seed of everything random in the run. Default 1. */
  readonly seed?: number
  /** First day or instant of data, such as `2019-01-01`. */
  readonly from?: string
  /** Last day (inclusive) or instant. */
  readonly to?: string
  /** Where there are ticks: least time between two rows of equity that no bar brings. Default one minute. */
  readonly equityEvery?: Duration
  /** Symbol that alpha and beta compare with. Default: the first. */
  readonly benchmark?: string
}

/** The data of an experiment as one source. */
export const dataOf = ({ data }: Pick<Experiment, 'data'>): DataSource => ('open' in data ? data : combine(...data))

/** An experiment that cannot be run as it stands; `faults` has one line for each thing that is wrong. */
export class ExperimentError extends Error {
  readonly code = 'experiment'
  readonly faults: readonly string[]
  constructor(faults: readonly string[]) {
    super(
      faults.length === 1
        ? `the experiment cannot run: ${faults[0]}`
        : `the experiment cannot run:\n  ${faults.join('\n  ')}`,
    )
    this.name = 'ExperimentError'
    this.faults = faults
  }
}

/**
 * States an experiment, so that an editor completes it; what is wrong with it is said at once.
 *
 * @throws {ExperimentError} naming every fault
 */
export function defineExperiment(experiment: Experiment): Experiment {
  const faults = faultsOf(experiment)
  if (faults.length > 0) throw new ExperimentError(faults)
  return experiment
}

/** What is wrong with a value that should be an experiment, one line each. */
export function faultsOf(value: unknown): string[] {
  if (typeof value !== 'object' || value === null)
    return [`it must be an object, not ${value === null ? 'null' : typeof value}`]
  const experiment = value as Partial<Record<keyof Experiment, unknown>>
  const faults: string[] = []
  const known = [
    'name',
    'data',
    'actions',
    'strategies',
    'portfolio',
    'broker',
    'instruments',
    'latency',
    'algorithms',
    'seed',
    'from',
    'to',
    'equityEvery',
    'benchmark',
  ]
  for (const key of Object.keys(experiment))
    if (!known.includes(key)) faults.push(`it has no setting \`${key}\`; there are ${known.join(', ')}`)

  for (const key of ['name', 'from', 'to', 'benchmark'] as const)
    if (experiment[key] !== undefined && typeof experiment[key] !== 'string')
      faults.push(`\`${key}\` must be a text, not ${String(experiment[key])}`)

  const isSource = (data: unknown) => typeof (data as Partial<DataSource> | null | undefined)?.open === 'function'
  const { data } = experiment
  if (!(Array.isArray(data) ? data.length > 0 && data.every(isSource) : isSource(data)))
    faults.push("`data` must be a data source, such as csv('prices.csv'), or a list of them")
  if (experiment.equityEvery !== undefined && !((experiment.equityEvery as number) > 0))
    faults.push(`\`equityEvery\` must be a duration such as seconds(10), not ${String(experiment.equityEvery)}`)
  if (experiment.actions !== undefined && (typeof experiment.actions !== 'object' || experiment.actions === null))
    faults.push(
      "`actions` must be splits('splits.csv'), dividends(…), or a list of these and of rows such as { symbol, date, split: 2 }",
    )
  if (!Array.isArray(experiment.strategies) || experiment.strategies.length === 0)
    faults.push('`strategies` must be a list of at least one strategy, made with defineStrategy or fromMachine')
  else {
    const names = experiment.strategies.map((strategy: unknown) => (strategy as Partial<Strategy> | null)?.name)
    names.forEach((name, index) => {
      if (typeof name !== 'string')
        faults.push(`\`strategies[${index}]\` is not a strategy; make it with defineStrategy or fromMachine`)
      else if (names.indexOf(name) !== index) faults.push(`two strategies are named \`${name}\`; names must differ`)
    })
  }
  for (const [name, algorithm] of Object.entries(experiment.algorithms ?? {}))
    if (typeof (algorithm as Partial<Algorithm> | null)?.machine !== 'object')
      faults.push(`\`algorithms.${name}\` is not an execution algorithm; make it with defineAlgorithm`)
  const portfolio = experiment.portfolio as { cash?: unknown } | undefined
  if (typeof portfolio !== 'object' || portfolio === null)
    faults.push('`portfolio` must be given, at least { cash: 100_000 }')
  else if (typeof portfolio.cash !== 'number' || !(portfolio.cash >= 0) || !Number.isFinite(portfolio.cash))
    faults.push(`\`portfolio.cash\` must be a number of 0 or more, not ${String(portfolio.cash)}`)
  if (experiment.seed !== undefined && !Number.isSafeInteger(experiment.seed))
    faults.push(`\`seed\` must be a whole number, not ${String(experiment.seed)}`)
  return [...faults, ...faultsOfParts(experiment)]
}
