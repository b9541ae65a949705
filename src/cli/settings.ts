/** `--set path=value`: which paths an experiment has, and the experiment with some of them changed. */
import type { RiskLimits } from '../../actors/portfolio/index.ts'
import type { Experiment, InstrumentTerms, Latencies } from '../backtest/index.ts'
import { UsageError } from './errors.ts'
import {
  boolean,
  choice,
  duration,
  kindOf,
  model,
  models,
  modelWith,
  number,
  readValue,
  type Kind,
} from './setting-value.ts'

/** Parameters to run with, by strategy. */
export type ParamOverrides = Record<string, Record<string, number | string | boolean>>

type Portfolio = Experiment['portfolio']
type Broker = NonNullable<Experiment['broker']>

// The compiler holds these tables complete: a new setting of a portfolio or a broker has to be entered here or left out by name.
const portfolio: Record<Exclude<keyof Portfolio, 'risk' | 'margin' | 'recovery'>, Kind> = {
  cash: number,
  sizing: model('fixedQuantity()', 'fixedNotional()', 'percentOfEquity()', 'targetPosition()'),
  moneyUnit: number,
  markBy: choice('trade', 'mid'),
  financing: model('borrowCost()'),
}
const risk: Record<Exclude<keyof RiskLimits, 'checks'>, Kind> = {
  maxOrderQuantity: number,
  maxOrderNotional: number,
  maxPosition: number,
  maxGrossExposure: number,
  priceCollar: number,
  dailyLoss: number,
  onDailyLoss: choice('halt', 'liquidate'),
  resumeNextDay: boolean,
  buyingPower: choice('cash', 'margin', 'none'),
}
const margin: Record<keyof NonNullable<Portfolio['margin']>, Kind> = {
  rule: model('regT()'),
  liquidate: choice('largestLoss', 'largestPosition', 'symbol', 'none'),
}
const recovery: Record<keyof NonNullable<Portfolio['recovery']>, Kind> = {
  timeout: duration,
  attempts: number,
  daily: boolean,
}
const broker: Record<Exclude<keyof Broker, 'whileDown'>, Kind> = {
  fill: model('fillOnBars()'),
  fillTicks: model('fillOnTicks'),
  volume: model('unlimitedVolume', 'participation()', 'inParts()'),
  slippage: model(
    ...[
      'noSlippage',
      'fixedSlippage()',
      'percentSlippage()',
      'bps()',
      'spread()',
      'oneTick()',
      'volumeShareSlippage()',
    ],
    ...['inTurn()', 'withinBar()'],
  ),
  commission: model(
    ...['noCommission', 'perShare()', 'perContract()', 'percentOfNotional()', 'fixed()', 'tiered()', 'makerTaker()'],
    ...['regulatoryFees()', 'together()', 'rounded()'],
  ),
  credit: modelWith(['regT()'], 'cashAccount()', 'marginAccount()'),
  queue: model('oldestFirst'),
  timing: choice('next-open', 'same-close'),
  path: choice('ohlc', 'olhc', 'adaptive', 'pessimistic', 'optimistic'),
  wrongSideStop: choice('reject', 'trigger'),
  onDisconnect: choice('keep', 'cancel'),
  overnight: choice('work', 'doneForDay'),
  onDividend: choice('keep', 'reduce'),
  execIdPrefix: kindOf('')!,
  behaviours: models(
    ...['dropReports()', 'duplicateReports()', 'delayReports()', 'fillLate()', 'reorderReports()', 'dropRequests()'],
    ...['duplicateRequests()', 'delayRequests()', 'rejectRequests()', 'pendRequests()', 'bust()', 'correct()'],
    ...['cancelUnasked()', 'restateUnasked()', 'suspendOrders()', 'resumeOrders()', 'disconnectAt()', 'disconnectOn()'],
    ...['connectAt()', 'haltAt()', 'doneForDayAt()'],
  ),
}
const whileDown: Record<keyof NonNullable<Broker['whileDown']>, Kind> = {
  reports: choice('hold', 'lose'),
  requests: choice('reject', 'lose'),
}
const delay = model('constant()', 'uniform()', 'exponential()', 'logNormal()', 'recorded()')
const latency: Record<keyof Latencies, Kind> = {
  market: delay,
  signals: delay,
  orders: delay,
  reports: delay,
  notices: delay,
}

const terms: Record<keyof InstrumentTerms, Kind> = {
  tick: number,
  multiplier: number,
  lot: number,
  leverage: number,
  deposit: number,
  maintenanceDeposit: number,
}
/** Stands in a list of paths for any symbol of the data, which nobody knows before it is opened. */
const ANY_SYMBOL = 'SYMBOL'

/** Every path that can be set, with what it takes. Parameters of strategies come first, under the strategy's name. */
export function settablePaths(experiment: Experiment): Map<string, Kind> {
  const paths = new Map<string, Kind>()
  for (const strategy of experiment.strategies)
    for (const [name, value] of Object.entries(strategy.params))
      addPath(paths, `${strategy.name}.${name}`, kindOf(value))
  const groups = {
    portfolio,
    'portfolio.risk': risk,
    'portfolio.recovery': recovery,
    'portfolio.margin': experiment.portfolio.margin === undefined ? { rule: margin.rule } : margin,
    broker,
    'broker.whileDown': whileDown,
    latency,
  }
  for (const [group, kinds] of Object.entries(groups))
    for (const [name, kind] of Object.entries(kinds)) addPath(paths, `${group}.${name}`, kind)
  for (const [name, kind] of Object.entries(terms)) addPath(paths, `instruments.${ANY_SYMBOL}.${name}`, kind)
  addPath(paths, 'seed', number)
  addPath(paths, 'benchmark', kindOf(''))
  addPath(paths, 'equityEvery', duration)
  return paths
}

function addPath(paths: Map<string, Kind>, path: string, kind: Kind | undefined): void {
  if (kind !== undefined) paths.set(path, kind)
}

/**
 * The experiment with these settings, and the parameters to run it with.
 *
 * @param settings each `path=value`; of two with the same path the later counts
 * @param library where models are found by name: the package's public list
 * @throws {UsageError} `set.form`, `set.path` (naming what there is) or `set.value`
 */
export function applySettings(
  experiment: Experiment,
  settings: readonly string[],
  library: Readonly<Record<string, unknown>>,
): { experiment: Experiment; params: ParamOverrides } {
  const paths = settablePaths(experiment)
  const params: ParamOverrides = {}
  let changed: object = experiment
  for (const setting of settings) {
    const split = setting.indexOf('=')
    if (split <= 0)
      throw new UsageError('set.form', `--set ${setting}: write path=value, such as portfolio.cash=50000.`)
    const path = setting.slice(0, split)
    const parts = partsOf(path)
    const kind = paths.get(parts[0] === 'instruments' ? `instruments.${ANY_SYMBOL}.${parts[2] ?? ''}` : path)
    if (kind === undefined) throw unknownPath(path, paths)
    const value = readValue(path, setting.slice(split + 1), kind, library)
    const strategy = experiment.strategies.find(
      ({ name, params: own }) => path.startsWith(`${name}.`) && Object.hasOwn(own, path.slice(name.length + 1)),
    )
    if (strategy)
      (params[strategy.name] ??= {})[path.slice(strategy.name.length + 1)] = value as number | string | boolean
    else changed = withValue(changed, parts, value)
  }
  return { experiment: changed as Experiment, params }
}

/** The names along a path; a symbol may have dots of its own. */
function partsOf(path: string): readonly string[] {
  const [, symbol, term] = /^instruments\.(.+)\.(\w+)$/.exec(path) ?? []
  return symbol === undefined || term === undefined ? path.split('.') : ['instruments', symbol, term]
}

/** A copy along the path; what lies beside it is shared. */
function withValue(target: object, [first = '', ...rest]: readonly string[], value: unknown): object {
  const inner = (target as Record<string, object | undefined>)[first] ?? {}
  return { ...target, [first]: rest.length === 0 ? value : withValue(inner, rest, value) }
}

function unknownPath(path: string, paths: ReadonlyMap<string, Kind>): UsageError {
  const groups = new Map<string, string[]>()
  for (const known of paths.keys()) {
    const group = known.slice(0, Math.max(0, known.lastIndexOf('.')))
    groups.set(group, [...(groups.get(group) ?? []), known.slice(group === '' ? 0 : group.length + 1)])
  }
  const lines = [...groups].map(([group, names]) => `  ${group === '' ? '' : `${group}.  `}${names.join(', ')}`)
  return new UsageError('set.path', `--set ${path}: there is no such setting. This experiment has\n${lines.join('\n')}`)
}
