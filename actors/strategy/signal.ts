/** Making signals: the one place that knows how a strategy's words become an event of the protocol. */
import type { Intent, Micros, OrderType, Signal, TimeInForce } from '../../src/events/index.ts'

/** How the order is to be worked. A market order for the day where nothing is said. */
export interface OrderOptions {
  /** Not worse than this price. */
  readonly limit?: number
  /** Rest until the price has gone through this one; with `limit` it then becomes a limit order. */
  readonly stop?: number
  readonly timeInForce?: TimeInForce
  /** A name for what is asked, by which it can be cancelled or changed later. */
  readonly tag?: string
  /** The price to size by. Default: the last close the strategy saw. */
  readonly price?: number
}

/** Options of an intent whose size may be left to the portfolio. */
export interface SizedOptions extends OrderOptions {
  /** Units of the instrument; left out, the portfolio's sizing decides. */
  readonly quantity?: number
}

/** What may be changed in an order that is working. */
export interface ChangeOptions {
  /** The new total, what has been filled included. */
  readonly quantity?: number
  readonly limit?: number
  readonly stop?: number
}

/** What a signal needs beyond its options, where it is known. */
export interface SignalOrigin {
  readonly at?: Micros
  readonly strategy?: string
  /** The last price seen of the symbol. */
  readonly price?: number | undefined
}

type Mutable<T> = { -readonly [K in keyof T]: T[K] }

const NOTHING: SignalOrigin = {}

function bare(intent: Intent, symbol: string, origin: SignalOrigin): Mutable<Signal> {
  const signal: Mutable<Signal> = { type: 'signal', symbol, intent }
  if (origin.at !== undefined) signal.at = origin.at
  if (origin.strategy !== undefined) signal.strategy = origin.strategy
  return signal
}

function orderTypeOf({ limit, stop }: OrderOptions): OrderType | undefined {
  if (stop !== undefined) return limit === undefined ? 'stop' : 'stopLimit'
  return limit === undefined ? undefined : 'limit'
}

/** A signal that asks for a position or a trade. Keys that say nothing are left out. */
export function intentSignal(
  intent: Intent,
  symbol: string,
  options: SizedOptions & { readonly weight?: number } = {},
  origin: SignalOrigin = NOTHING,
): Signal {
  const signal = bare(intent, symbol, origin)
  const orderType = orderTypeOf(options)
  if (orderType !== undefined) signal.orderType = orderType
  if (options.limit !== undefined) signal.limitPrice = options.limit
  if (options.stop !== undefined) signal.stopPrice = options.stop
  if (options.timeInForce !== undefined) signal.timeInForce = options.timeInForce
  if (options.quantity !== undefined) signal.quantity = options.quantity
  if (options.weight !== undefined) signal.weight = options.weight
  const price = options.price ?? origin.price
  if (price !== undefined) signal.price = price
  if (options.tag !== undefined) signal.tag = options.tag
  return signal
}

/** A signal about what was asked for earlier under `tag`. */
export function tagSignal(
  intent: 'cancel' | 'change',
  symbol: string,
  tag: string,
  options: ChangeOptions = {},
  origin: SignalOrigin = NOTHING,
): Signal {
  const signal = bare(intent, symbol, origin)
  if (options.limit !== undefined) signal.limitPrice = options.limit
  if (options.stop !== undefined) signal.stopPrice = options.stop
  if (options.quantity !== undefined) signal.quantity = options.quantity
  signal.tag = tag
  return signal
}
