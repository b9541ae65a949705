/** The settings that the parts of an experiment have. One that is misspelt would be left out in silence, and another experiment be run. */
import type { MarginTerms, RecoveryOptions, RiskLimits } from '../../actors/portfolio/index.ts'
import type { Experiment, InstrumentTerms, Latencies, Venue } from './experiment.ts'

/** What a setting may be: one of these words, a list of behaviours, a model, a number above 0, or something that is looked at elsewhere. */
type Rule = readonly string[] | 'behaviours' | Model | 'positive' | 'any'

/** A function, or an object with these functions; and one that would do. */
interface Model {
  readonly functions: readonly string[]
  readonly such: string
}
const aFunction = (such: string): Model => ({ functions: [], such })

// The compiler holds these tables complete.
const portfolio: Record<keyof Experiment['portfolio'], Rule> = {
  cash: 'any',
  sizing: { functions: ['quantity'], such: 'fixedQuantity(100)' },
  risk: 'any',
  financing: aFunction('borrowCost({ rate: 0.003 })'),
  margin: 'any',
  recovery: 'any',
  markBy: ['trade', 'mid'],
  moneyUnit: 'any',
}
const recovery: Record<keyof RecoveryOptions, Rule> = { timeout: 'positive', attempts: 'positive', daily: 'any' }
const margin: Record<keyof MarginTerms, Rule> = {
  rule: { functions: ['initial', 'maintenance'], such: 'regT()' },
  liquidate: 'any',
}
const risk: Record<keyof RiskLimits, Rule> = {
  maxOrderQuantity: 'any',
  maxOrderNotional: 'any',
  maxPosition: 'any',
  maxGrossExposure: 'any',
  priceCollar: 'any',
  dailyLoss: 'any',
  onDailyLoss: ['halt', 'liquidate'],
  resumeNextDay: 'any',
  buyingPower: ['cash', 'margin', 'none'],
  checks: 'any',
}
const broker: Record<keyof Venue, Rule> = {
  fill: aFunction('fillOnBars()'),
  fillTicks: aFunction('fillOnTicks'),
  volume: aFunction('participation(0.1)'),
  slippage: aFunction('bps(1)'),
  commission: aFunction('perShare(0.005)'),
  credit: { functions: ['open', 'book'], such: 'cashAccount({ cash: 100_000 })' },
  queue: aFunction('oldestFirst'),
  timing: ['next-open', 'same-close'],
  path: ['ohlc', 'olhc', 'adaptive', 'pessimistic', 'optimistic'],
  wrongSideStop: ['reject', 'trigger'],
  onDisconnect: ['keep', 'cancel'],
  whileDown: 'any',
  overnight: ['work', 'doneForDay'],
  behaviours: 'behaviours',
  onDividend: ['keep', 'reduce'],
  execIdPrefix: 'any',
}
const aLatency: Model = { functions: ['sampler'], such: 'constant(milliseconds(50))' }
const latency: Record<keyof Latencies, Rule> = {
  market: aLatency,
  signals: aLatency,
  orders: aLatency,
  reports: aLatency,
  notices: aLatency,
}

const instrument: Record<keyof InstrumentTerms, Rule> = {
  tick: 'any',
  multiplier: 'any',
  lot: 'any',
  leverage: 'any',
  deposit: 'any',
  maintenanceDeposit: 'any',
}

/** What is wrong with the settings of an experiment's parts, one line each. */
export function faultsOfParts(experiment: Partial<Record<keyof Experiment, unknown>>): string[] {
  const own = experiment.portfolio as Partial<Record<keyof Experiment['portfolio'], unknown>> | null | undefined
  const marginal = own?.margin as { rule?: unknown } | null | undefined
  return [
    ...faultsOfPart('portfolio', own, portfolio),
    ...faultsOfPart('portfolio.risk', own?.risk, risk),
    ...faultsOfPart('portfolio.recovery', own?.recovery, recovery),
    ...faultsOfPart('portfolio.margin', marginal, margin),
    ...(typeof marginal === 'object' && marginal !== null && marginal.rule === undefined
      ? ['`portfolio.margin` needs a rule, such as regT()']
      : []),
    ...faultsOfPart('broker', experiment.broker, broker),
    ...faultsOfPart('latency', experiment.latency, latency),
    ...faultsOfInstruments(experiment.instruments),
  ]
}

function faultsOfInstruments(instruments: unknown): string[] {
  if (instruments === undefined || instruments === null) return []
  if (typeof instruments !== 'object' || Array.isArray(instruments))
    return ['`instruments` must be terms by symbol, such as { ACME: { tick: 0.01 } }']
  return Object.entries(instruments).flatMap(([symbol, terms]) =>
    faultsOfPart(`instruments.${symbol}`, terms, instrument),
  )
}

function faultsOfPart(name: string, part: unknown, rules: Readonly<Record<string, Rule>>): string[] {
  if (part === undefined || part === null) return []
  if (typeof part !== 'object') return [`\`${name}\` must be an object, not ${typeof part}`]
  return Object.entries(part).flatMap(([key, value]) => {
    const rule = Object.hasOwn(rules, key) ? rules[key] : undefined
    if (rule === undefined) return [`\`${name}\` has no setting \`${key}\`; there are ${Object.keys(rules).join(', ')}`]
    if (value === undefined || rule === 'any') return []
    if (rule === 'behaviours') return faultsOfBehaviours(`${name}.${key}`, value)
    if (rule === 'positive')
      return typeof value === 'number' && value > 0 ? [] : [`\`${name}.${key}\` must be above 0, not ${String(value)}`]
    if ('functions' in rule)
      return isModel(value, rule)
        ? []
        : [`\`${name}.${key}\` must be a model, such as ${rule.such}, not ${shown(value)}`]
    return rule.includes(value as string) ? [] : [`\`${name}.${key}\` is ${rule.join(' or ')}, not ${String(value)}`]
  })
}

const isModel = (value: unknown, { functions }: Model): boolean =>
  functions.length === 0
    ? typeof value === 'function'
    : typeof value === 'object' &&
      value !== null &&
      functions.every((key) => typeof (value as Record<string, unknown>)[key] === 'function')

const shown = (value: unknown): string =>
  typeof value === 'object'
    ? value === null
      ? 'null'
      : 'an object'
    : typeof value === 'function'
      ? 'a function'
      : String(value)

const KINDS: readonly unknown[] = ['fault', 'reaction', 'timed']

function faultsOfBehaviours(name: string, list: unknown): string[] {
  if (!Array.isArray(list)) return [`\`${name}\` must be a list, such as [dropReports({ nth: 3 })]`]
  return list.flatMap((one: unknown, place) =>
    KINDS.includes((one as { kind?: unknown } | null | undefined)?.kind)
      ? []
      : [`\`${name}[${place}]\` is not a behaviour; make it with dropReports, disconnectAt and the like`],
  )
}
