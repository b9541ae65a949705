/** Making signals: the one place that knows how a strategy's words become an event of the protocol. */
import type { Intent, Micros, OrderType, Signal, TimeInForce, TrailBy, TriggerBy } from '../../src/events/index.ts'

/** How the order is to be worked. A market order for the day where nothing is said. */
export interface OrderOptions {
  /** Not worse than this price. */
  readonly limit?: number
  /** Rest until the price has gone through this one; with `limit` it then becomes a limit order. */
  readonly stop?: number
  /** Rest until the price has come as far as this one, which is better than the market's; with `limit` it then becomes a limit order. */
  readonly touch?: number
  /** A stop that follows the market at this distance, above 0. With `stop` it begins there. */
  readonly trailOffset?: number
  /** What `trailOffset` and `limitOffset` are measured in. Default `price`. */
  readonly trailBy?: TrailBy
  /** Of a trailing stop: once it is hit it becomes a limit order so far beyond the stop. */
  readonly limitOffset?: number
  /** The price that a stop, touch or trail watches. Default `last`. */
  readonly triggerBy?: TriggerBy
  /** Only where it does not follow from the prices above: `marketToLimit`. */
  readonly orderType?: OrderType
  readonly timeInForce?: TimeInForce
  /** With `gtd`: the last instant at which it may trade. */
  readonly expireTime?: Micros
  /** Shown to the market at a time: an iceberg. */
  readonly displayQuantity?: number
  /** Least quantity of the first execution. */
  readonly minQuantity?: number
  /** Rejected if it would trade at once. */
  readonly postOnly?: boolean
  /** Never opens or enlarges a position. */
  readonly reduceOnly?: boolean
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

/** The type that the prices make of an order; `undefined` for a market order. */
function orderTypeOf({ orderType, limit, stop, touch, trailOffset, limitOffset }: OrderOptions): OrderType | undefined {
  if (orderType !== undefined) return orderType
  if (trailOffset !== undefined) return limitOffset === undefined ? 'trailingStop' : 'trailingStopLimit'
  if (touch !== undefined) return limit === undefined ? 'marketIfTouched' : 'limitIfTouched'
  if (stop !== undefined) return limit === undefined ? 'stop' : 'stopLimit'
  return limit === undefined ? undefined : 'limit'
}

/** Instructions that a signal carries under the names they have in the options. */
const PASSED_ON = [
  'trailOffset',
  'limitOffset',
  'triggerBy',
  'timeInForce',
  'expireTime',
  'displayQuantity',
  'minQuantity',
  'postOnly',
  'reduceOnly',
] as const satisfies readonly (keyof OrderOptions & keyof Signal)[]

/** How an order is to be worked, as a signal says it. Keys that say nothing are left out. */
function instruct(signal: Mutable<Signal>, options: OrderOptions): void {
  const orderType = orderTypeOf(options)
  if (orderType !== undefined) signal.orderType = orderType
  if (options.limit !== undefined) signal.limitPrice = options.limit
  const stop = options.stop ?? options.touch
  if (stop !== undefined) signal.stopPrice = stop
  if (options.trailOffset !== undefined) signal.trailBy = options.trailBy ?? 'price'
  for (const key of PASSED_ON) if (options[key] !== undefined) copy(signal, options, key)
}

function copy<K extends keyof OrderOptions & keyof Signal>(to: Mutable<Signal>, from: OrderOptions, key: K): void {
  to[key] = from[key] as Mutable<Signal>[K]
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
