/** Making signals: the one place that knows how a strategy's words become an event of the protocol. */
import type { Intent, Micros, Signal, TimeInForce } from '../../src/events/index.ts'
import { type FamilyOptions, tieFamily } from './family.ts'
import { instruct, type Mutable, type OrderOptions, unknownOption } from './instructions.ts'

export type { OrderOptions } from './instructions.ts'

/** Options of an intent that may open a position: other orders may be tied to its order. */
export interface OpeningOptions extends OrderOptions, FamilyOptions {}

/** Options of an intent whose size may be left to the portfolio. */
export interface SizedOptions extends OpeningOptions {
  /** Units of the instrument; left out, the portfolio's sizing decides. */
  readonly quantity?: number
}

/** What may be changed in an order that is working. */
export interface ChangeOptions {
  /** The new total, what has been filled included. */
  readonly quantity?: number
  readonly limit?: number
  readonly stop?: number
  /** The new time in force: one of `day`, `gtc` and `gtd`, of an order that is one of these. */
  readonly timeInForce?: TimeInForce
  /** The new last instant of one that is good till a date. */
  readonly expireTime?: Micros
  readonly displayQuantity?: number
  /** Of an order that has executed nothing yet. */
  readonly minQuantity?: number
  /** Measured as the order's own are. */
  readonly trailOffset?: number
  readonly limitOffset?: number
}

/** What a signal needs beyond its options, where it is known. */
export interface SignalOrigin {
  readonly at?: Micros
  readonly strategy?: string
  /** The last price seen of the symbol. */
  readonly price?: number | undefined
}

const NOTHING: SignalOrigin = {}

function bare(intent: Intent, symbol: string, origin: SignalOrigin): Mutable<Signal> {
  const signal: Mutable<Signal> = { type: 'signal', symbol, intent }
  if (origin.at !== undefined) signal.at = origin.at
  if (origin.strategy !== undefined) signal.strategy = origin.strategy
  return signal
}

/** A signal that asks for a position or a trade. Keys that say nothing are left out. */
export function intentSignal(
  intent: Intent,
  symbol: string,
  options: SizedOptions & { readonly weight?: number } = {},
  origin: SignalOrigin = NOTHING,
): Signal {
  const signal = bare(intent, symbol, origin)
  instruct(signal, options)
  if (options.quantity !== undefined) signal.quantity = options.quantity
  if (options.weight !== undefined) signal.weight = options.weight
  const price = options.price ?? origin.price
  if (price !== undefined) signal.price = price
  if (options.tag !== undefined) signal.tag = options.tag
  tieFamily(signal, intent, options)
  return signal
}

const CHANGEABLE: ReadonlySet<string> = new Set<keyof ChangeOptions>([
  'quantity',
  'limit',
  'stop',
  'timeInForce',
  'expireTime',
  'displayQuantity',
  'minQuantity',
  'trailOffset',
  'limitOffset',
])

/** A signal about what was asked for earlier under `tag`. */
export function tagSignal(
  intent: 'cancel' | 'change',
  symbol: string,
  tag: string,
  options: ChangeOptions = {},
  origin: SignalOrigin = NOTHING,
): Signal {
  for (const key in options) if (!CHANGEABLE.has(key)) throw unknownOption(key, CHANGEABLE, 'a change')
  const signal = bare(intent, symbol, origin)
  if (options.limit !== undefined) signal.limitPrice = options.limit
  if (options.stop !== undefined) signal.stopPrice = options.stop
  if (options.quantity !== undefined) signal.quantity = options.quantity
  if (options.timeInForce !== undefined) signal.timeInForce = options.timeInForce
  if (options.expireTime !== undefined) signal.expireTime = options.expireTime
  if (options.displayQuantity !== undefined) signal.displayQuantity = options.displayQuantity
  if (options.minQuantity !== undefined) signal.minQuantity = options.minQuantity
  if (options.trailOffset !== undefined) signal.trailOffset = options.trailOffset
  if (options.limitOffset !== undefined) signal.limitOffset = options.limitOffset
  signal.tag = tag
  return signal
}
