/** What a behaviour of the venue or its line is: when it takes place, and what it does then. How they are ordered is in behaviours.ts. */
import type {
  Duration,
  FaultEffect,
  Micros,
  OrderCancel,
  OrderReplace,
  OrderReport,
  OrderRequest,
  RejectCode,
  Side,
  VenueCommand,
  VenueReport,
} from '../../src/events/index.ts'

/** What happens while the line is down; what is left out is as the venue's own rules say. */
export interface LineTerms {
  /** What happens to working orders when the line drops: `keep` (the default) or `cancel`. */
  readonly working?: 'keep' | 'cancel'
  /** Reports are kept until the line is back (`hold`, the default), or never come (`lose`). */
  readonly reports?: 'hold' | 'lose'
  /** Requests are refused at once (`reject`, the default), or never arrive and are not answered (`lose`). */
  readonly requests?: 'reject' | 'lose'
}

/** The line to the venue drops and comes back. */
export type BrokerLine =
  | ({ readonly type: 'broker.disconnect'; readonly at?: Micros } & LineTerms)
  | { readonly type: 'broker.connect'; readonly at?: Micros }

/** Said by the venue to itself: a message that was held back goes on now, or a request is answered. */
export interface BrokerRelease {
  readonly type: 'broker.release'
  readonly ticket: number
}

/** A moment: an instant in microseconds, or a date (`2020-03-02`, its midnight) or date and time as ISO 8601 has them, in UTC unless an offset is written. */
export type Moment = Micros | string

/** Which messages a behaviour is about. All that is given must hold; nothing given is every message. */
export interface Match {
  /** Type of the message, such as `order.filled`; several mean any of them. */
  readonly type?: string | readonly string[]
  readonly symbol?: string
  readonly side?: Side
  readonly orderId?: string
  /** Of its order. */
  readonly strategy?: string
  readonly tag?: string
  readonly from?: Moment
  readonly to?: Moment
  /** Only the n-th of those that match all the above, 1 being the first. */
  readonly nth?: number
  /** Only every n-th of them. */
  readonly every?: number
  /** Each of them with this probability, drawn from a stream of the run's seed. */
  readonly probability?: number
  /** At most so many. */
  readonly times?: number
}

/** Moment a behaviour takes place. */
export interface Occasion {
  /** Shown in run.json: the call that made it. */
  readonly name: string
  readonly direction: 'report' | 'request'
  /** Whether it is about a message at all; `nth` and the like are counted by the venue. */
  readonly isAbout: (message: VenueReport | OrderRequest, at: Micros) => boolean
  /** The only symbol it is about, if it is about one. */
  readonly symbol: string | undefined
  readonly nth: number | undefined
  readonly every: number | undefined
  readonly probability: number | undefined
  readonly times: number | undefined
}

/** Something happens to messages on the line. */
export interface LineFault extends Occasion {
  readonly kind: 'fault'
  readonly effect: FaultEffect
  /** `delay`, `pend`: how long; `reorder`: how long at most. */
  readonly by: Duration
  /** `reorder`: how many later reports pass it; `duplicate`: how many more of it come. */
  readonly count: number
  /** `reject`: why. */
  readonly code: RejectCode
  readonly text: string
}

/** A report makes the venue do something, at once or later. */
export interface Reaction extends Occasion {
  readonly kind: 'reaction'
  readonly after: Duration
  readonly commands: (report: VenueReport) => readonly (VenueCommand | BrokerLine)[]
  /** The line drops by it. */
  readonly dropsLine: boolean
}

/** One thing to be told to the venue or the market at its time. */
export interface TimedStep {
  readonly at: Micros
  readonly to: 'broker' | 'market'
  readonly event: { readonly type: string; readonly symbol?: string }
}

/** Something happens at a time of its own. */
export interface Timed {
  readonly kind: 'timed'
  readonly name: string
  readonly steps: () => readonly TimedStep[]
}

export type Behaviour = LineFault | Reaction | Timed

const ISO = /^(\d{4}-\d{2}-\d{2})(?:[T ](\d{2}:\d{2}(?::\d{2}(?:\.\d{1,6})?)?)(Z|[+-]\d{2}:\d{2})?)?$/

/**
 * Without an offset it is in UTC: left to `Date.parse`, a time would be that of the machine's own zone, and a run another one elsewhere.
 *
 * @throws RangeError when it is neither a number nor a date.
 */
export function momentOf(when: Moment): Micros {
  const at = typeof when === 'number' ? when : instantOf(when)
  if (!Number.isFinite(at))
    throw new RangeError(`${String(when)} is no moment; write 2020-03-02 or 2020-03-02T14:30:00Z`)
  return at
}

function instantOf(text: string): Micros {
  const [, date, time = '00:00', offset = 'Z'] = ISO.exec(text) ?? []
  // 30 February would be read as 1 March.
  const midnight = date === undefined ? NaN : Date.parse(`${date}T00:00Z`)
  if (!Number.isFinite(midnight) || new Date(midnight).toISOString().slice(0, 10) !== date) return NaN
  return Date.parse(`${date}T${time}${offset}`) * 1_000
}

export function positive(name: string, what: string, value: number | undefined, whole: boolean): void {
  if (
    value === undefined ||
    (typeof value === 'number' && value > 0 && (whole ? Number.isInteger(value) : Number.isFinite(value)))
  )
    return
  throw new RangeError(`${name}: ${what} must be a ${whole ? 'whole number' : 'number'} above 0, not ${value}`)
}

/** A setting that there is not would be left out in silence, and something else happen. */
export function checkKeys(name: string, settings: object, known: readonly string[]): void {
  for (const key of Object.keys(settings))
    if (!known.includes(key)) throw new RangeError(`${name} has no setting ${key}; there are ${known.join(', ')}`)
}

/** Of a symbol, or an order. */
export function aName(name: string, what: string, value: unknown): void {
  if (value === undefined || (typeof value === 'string' && value !== '')) return
  throw new RangeError(`${name}: ${what} must be a name, not ${String(value)}`)
}

const LINE_TERMS: { readonly [Key in keyof Required<LineTerms>]: readonly LineTerms[Key][] } = {
  working: ['keep', 'cancel'],
  reports: ['hold', 'lose'],
  requests: ['reject', 'lose'],
}

export function checkLineTerms(name: string, terms: LineTerms): void {
  checkKeys(name, terms, ['for', ...Object.keys(LINE_TERMS)])
  for (const [key, words] of Object.entries(LINE_TERMS)) {
    const value = terms[key as keyof LineTerms]
    if (value !== undefined && !(words as readonly unknown[]).includes(value))
      throw new RangeError(`${name}: ${key} is ${words.join(' or ')}, not ${String(value)}`)
  }
}

const KEYS: readonly string[] = [
  'type',
  'symbol',
  'side',
  'orderId',
  'strategy',
  'tag',
  'from',
  'to',
  'nth',
  'every',
  'probability',
  'times',
] satisfies readonly (keyof Match)[]

// The compiler holds these tables complete.
const REPORTS: Readonly<Record<VenueReport['type'], true>> = {
  'order.pendingNew': true,
  'order.accepted': true,
  'order.rejected': true,
  'order.filled': true,
  'order.triggered': true,
  'order.activated': true,
  'order.pendingCancel': true,
  'order.canceled': true,
  'order.expired': true,
  'order.pendingReplace': true,
  'order.replaced': true,
  'order.cancelRejected': true,
  'order.replaceRejected': true,
  'order.suspended': true,
  'order.resumed': true,
  'order.stopped': true,
  'order.doneForDay': true,
  'order.calculated': true,
  'order.restated': true,
  'order.tradeCorrected': true,
  'order.tradeCanceled': true,
  'order.status': true,
}
const REQUESTS: Readonly<Record<OrderRequest['type'], true>> = {
  'order.submit': true,
  'order.cancel': true,
  'order.replace': true,
}

/** A key or a type that there is not would be about every message, or about none. */
function checkMatch(name: string, direction: Occasion['direction'], match: Match): void {
  for (const key of Object.keys(match))
    if (!KEYS.includes(key)) throw new RangeError(`${name}: there is no ${key} to match; there are ${KEYS.join(', ')}`)
  const types = Object.keys(direction === 'report' ? REPORTS : REQUESTS)
  for (const type of match.type === undefined ? [] : [match.type].flat())
    if (!types.includes(type))
      throw new RangeError(`${name}: there is no ${direction} ${type}; there are ${types.join(', ')}`)
}

export function occasion(name: string, direction: Occasion['direction'], match: Match): Occasion {
  checkMatch(name, direction, match)
  const { symbol, side, orderId, strategy, tag, nth, every, probability, times } = match
  positive(name, 'nth', nth, true)
  positive(name, 'every', every, true)
  positive(name, 'times', times, true)
  if (probability !== undefined && !(probability >= 0 && probability <= 1))
    throw new RangeError(`${name}: a probability is from 0 to 1, not ${probability}`)
  const types = match.type === undefined ? undefined : [match.type].flat()
  const from = match.from === undefined ? -Infinity : momentOf(match.from)
  const to = match.to === undefined ? Infinity : momentOf(match.to)
  const isAbout: Occasion['isAbout'] = (message, at) => {
    const facts = message as Partial<OrderReport>
    return (
      at >= from &&
      at <= to &&
      (types === undefined || types.includes(message.type)) &&
      (symbol === undefined || message.symbol === symbol) &&
      (side === undefined || facts.side === side) &&
      (orderId === undefined || message.orderId === orderId) &&
      (strategy === undefined || facts.strategy === strategy) &&
      (tag === undefined || facts.tag === tag)
    )
  }
  return { name, direction, isAbout, symbol, nth, every, probability, times }
}

/** A message that was held back. */
export interface HeldMessage {
  readonly ticket: number
  readonly report: VenueReport
  /** So many later reports pass it first; 0 where only its time lets it go. */
  behind: number
}

/** A cancel or replace that the venue has said it has, and answers later. */
export interface PendedRequest {
  readonly ticket: number
  readonly request: OrderCancel | OrderReplace
}

/** A request that the venue has, and has not looked at yet. */
export interface DelayedRequest {
  readonly ticket: number
  readonly request: OrderRequest
}

/** Where the behaviours of a venue stand: plain data. */
export interface PlanState {
  /** By behaviour: messages that it was about, and how often it took place. */
  matched: number[]
  taken: number[]
  held: HeldMessage[]
  pended: PendedRequest[]
  delayed: DelayedRequest[]
  tickets: number
}

export const openPlan = (behaviours: readonly unknown[]): PlanState => ({
  matched: behaviours.map(() => 0),
  taken: behaviours.map(() => 0),
  held: [],
  pended: [],
  delayed: [],
  tickets: 0,
})
