/** The settings that the parts of an experiment have. One that is misspelt would be left out in silence, and another experiment be run. */
import type { MarginTerms, RecoveryOptions, RiskLimits } from '../../actors/portfolio/index.ts'
import type { Experiment, InstrumentTerms, Latencies, Venue } from './experiment.ts'

/** What a setting may be: one of these words, a list of behaviours, a model, a value of a kind, or something that is looked at elsewhere. */
type Rule = readonly string[] | 'behaviours' | Model | Kind | 'any'

/** A value that passes a test, and what to say of one that does not. */
interface Kind {
  readonly holds: (value: unknown) => boolean
  readonly must: string
}
const isNumber = (value: unknown): value is number => typeof value === 'number' && Number.isFinite(value)
/** Without bound, if need be: a limit may be Infinity. */
const positive: Kind = { holds: (value) => typeof value === 'number' && value > 0, must: 'be a number above 0' }
const positiveAmount: Kind = { holds: (value) => isNumber(value) && value > 0, must: 'be a number above 0' }
const amount: Kind = { holds: (value) => isNumber(value) && value >= 0, must: 'be a number of 0 or more' }
const whole: Kind = {
  holds: (value) => Number.isInteger(value) && Number(value) > 0,
  must: 'be a whole number above 0',
}
const yesOrNo: Kind = { holds: (value) => typeof value === 'boolean', must: 'be true or false' }
const text: Kind = { holds: (value) => typeof value === 'string', must: 'be a text' }
const factor: Kind = { holds: (value) => isNumber(value) && value >= 1, must: 'be a number of 1 or more' }
const unitOfMoney: Kind = {
  // 1, 0.1, 0.01: a whole number of units makes one of the currency
  holds: (value) => isNumber(value) && value > 0 && value <= 1 && Math.abs(Math.round(1 / value) * value - 1) <= 1e-9,
  must: 'be 1, 0.1, 0.01 … (one over a whole number)',
}
const listOfChecks: Kind = {
  holds: (value) => Array.isArray(value) && value.every((one) => typeof one === 'function'),
  must: 'be a list of functions, such as [({ order }) => refusal(…)]',
}

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
  moneyUnit: unitOfMoney,
}
const recovery: Record<keyof RecoveryOptions, Rule> = { timeout: positive, attempts: whole, daily: yesOrNo }
const LIQUIDATIONS: readonly unknown[] = ['largestLoss', 'largestPosition', 'symbol', 'none']
const margin: Record<keyof MarginTerms, Rule> = {
  rule: { functions: ['initial', 'maintenance'], such: 'regT()' },
  liquidate: {
    holds: (value) => typeof value === 'function' || LIQUIDATIONS.includes(value),
    must: `be ${LIQUIDATIONS.join(' or ')} or a function`,
  },
}
const risk: Record<keyof RiskLimits, Rule> = {
  maxOrderQuantity: positive,
  maxOrderNotional: positive,
  maxPosition: positive,
  maxGrossExposure: positive,
  priceCollar: positive,
  dailyLoss: positive,
  onDailyLoss: ['halt', 'liquidate'],
  resumeNextDay: yesOrNo,
  buyingPower: ['cash', 'margin', 'none'],
  checks: listOfChecks,
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
  execIdPrefix: text,
}
const whileDown: Record<keyof NonNullable<Venue['whileDown']>, Rule> = {
  reports: ['hold', 'lose'],
  requests: ['reject', 'lose'],
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
  tick: positiveAmount,
  multiplier: positiveAmount,
  lot: amount,
  leverage: factor,
  deposit: amount,
  maintenanceDeposit: amount,
}

/** What is wrong with the settings of an experiment's parts, one line each. */
export function faultsOfParts(experiment: Partial<Record<keyof Experiment, unknown>>): string[] {
  const own = experiment.portfolio as Partial<Record<keyof Experiment['portfolio'], unknown>> | null | undefined
  const marginal = own?.margin as { rule?: unknown } | null | undefined
  return [
    ...faultsOfPart('portfolio', own, portfolio),
    ...faultsOfPart('portfolio.risk', own?.risk, risk),
    ...faultsOfMoney(own),
    ...faultsOfPart('portfolio.recovery', own?.recovery, recovery),
    ...faultsOfPart('portfolio.margin', marginal, margin),
    ...(typeof marginal === 'object' && marginal !== null && marginal.rule === undefined
      ? ['`portfolio.margin` needs a rule, such as regT()']
      : []),
    ...faultsOfPart('broker', experiment.broker, broker),
    ...faultsOfPart('broker.whileDown', (experiment.broker as Venue | null | undefined)?.whileDown, whileDown),
    ...faultsOfPart('latency', experiment.latency, latency),
    ...faultsOfInstruments(experiment.instruments),
  ]
}

/** Settings that are sound by themselves, and not together. */
function faultsOfMoney(own: Partial<Record<keyof Experiment['portfolio'], unknown>> | null | undefined): string[] {
  const { cash, moneyUnit } = own ?? {}
  const isTooFine = isNumber(cash) && unitOfMoney.holds(moneyUnit) && cash / Number(moneyUnit) > Number.MAX_SAFE_INTEGER
  const { buyingPower } = (own?.risk ?? {}) as RiskLimits
  return [
    ...(isTooFine ? [`\`portfolio.moneyUnit\` must be coarser than ${shown(moneyUnit)} to count ${cash} in it`] : []),
    ...(buyingPower === 'margin' && (own?.margin === undefined || own.margin === null)
      ? ['`portfolio.risk.buyingPower` margin needs a rule: `portfolio.margin`, such as { rule: regT() }']
      : []),
  ]
}

function faultsOfInstruments(instruments: unknown): string[] {
  if (instruments === undefined || instruments === null) return []
  if (typeof instruments !== 'object' || Array.isArray(instruments))
    return ['`instruments` must be terms by symbol, such as { ACME: { tick: 0.01 } }']
  return Object.entries(instruments).flatMap(([symbol, terms]) => {
    if (terms === null || terms === undefined)
      return [`\`instruments.${symbol}\` must be an object, not ${String(terms)}`]
    const { deposit = 0, maintenanceDeposit } = terms as InstrumentTerms
    return [
      ...faultsOfPart(`instruments.${symbol}`, terms, instrument),
      ...(maintenanceDeposit !== undefined && maintenanceDeposit > deposit
        ? [
            `\`instruments.${symbol}.maintenanceDeposit\` must be at most the deposit of ${deposit}, not ${shown(maintenanceDeposit)}`,
          ]
        : []),
    ]
  })
}

function faultsOfPart(name: string, part: unknown, rules: Readonly<Record<string, Rule>>): string[] {
  if (part === undefined || part === null) return []
  if (typeof part !== 'object' || Array.isArray(part))
    return [`\`${name}\` must be an object, not ${Array.isArray(part) ? 'a list' : typeof part}`]
  return Object.entries(part).flatMap(([key, value]) => {
    const rule = Object.hasOwn(rules, key) ? rules[key] : undefined
    if (rule === undefined) return [`\`${name}\` has no setting \`${key}\`; there are ${Object.keys(rules).join(', ')}`]
    if (value === undefined || rule === 'any') return []
    if (rule === 'behaviours') return faultsOfBehaviours(`${name}.${key}`, value)
    if ('holds' in rule) return rule.holds(value) ? [] : [`\`${name}.${key}\` must ${rule.must}, not ${shown(value)}`]
    if ('functions' in rule)
      return isModel(value, rule)
        ? []
        : [`\`${name}.${key}\` must be a model, such as ${rule.such}, not ${shown(value)}`]
    return rule.includes(value as string) ? [] : [`\`${name}.${key}\` is ${rule.join(' or ')}, not ${shown(value)}`]
  })
}

const isModel = (value: unknown, { functions }: Model): boolean =>
  functions.length === 0
    ? typeof value === 'function'
    : typeof value === 'object' &&
      value !== null &&
      functions.every((key) => typeof (value as Record<string, unknown>)[key] === 'function')

/** A text in quotes, so that one that looks like a number is seen to be none. */
function shown(value: unknown): string {
  if (Array.isArray(value)) return 'a list'
  if (typeof value === 'object') return value === null ? 'null' : 'an object'
  return typeof value === 'function' ? 'a function' : typeof value === 'string' ? `'${value}'` : String(value)
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
