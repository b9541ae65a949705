/** The settings that the parts of an experiment have. One that is misspelt would be left out in silence, and another experiment be run. */
import type { RiskLimits } from '../../actors/portfolio/index.ts'
import type { Experiment, InstrumentTerms, Latencies, Venue } from './experiment.ts'

/** What a setting may be: one of these words, a list of behaviours, or something that is looked at elsewhere. */
type Rule = readonly string[] | 'behaviours' | 'any'

// The compiler holds these tables complete.
const portfolio: Record<keyof Experiment['portfolio'], Rule> = {
  cash: 'any',
  sizing: 'any',
  risk: 'any',
  financing: 'any',
  margin: 'any',
  recovery: 'any',
  markBy: ['trade', 'mid'],
  moneyUnit: 'any',
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
  fill: 'any',
  fillTicks: 'any',
  volume: 'any',
  slippage: 'any',
  commission: 'any',
  credit: 'any',
  queue: 'any',
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
const latency: Record<keyof Latencies, Rule> = {
  market: 'any',
  signals: 'any',
  orders: 'any',
  reports: 'any',
  notices: 'any',
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
  const limits = (experiment.portfolio as { risk?: unknown } | null | undefined)?.risk
  return [
    ...faultsOfPart('portfolio', experiment.portfolio, portfolio),
    ...faultsOfPart('portfolio.risk', limits, risk),
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
    return rule.includes(value as string) ? [] : [`\`${name}.${key}\` is ${rule.join(' or ')}, not ${String(value)}`]
  })
}

const KINDS: readonly unknown[] = ['fault', 'reaction', 'timed']

function faultsOfBehaviours(name: string, list: unknown): string[] {
  if (!Array.isArray(list)) return [`\`${name}\` must be a list, such as [dropReports({ nth: 3 })]`]
  return list.flatMap((one: unknown, place) =>
    KINDS.includes((one as { kind?: unknown } | null | undefined)?.kind)
      ? []
      : [`\`${name}[${place}]\` is not a behaviour; make it with dropReports, disconnectAt and the like`],
  )
}
