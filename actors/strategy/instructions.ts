/** How an order is to be worked: the strategy's words for it, and the protocol's. */
import type { Instructions, Micros, OrderType, TimeInForce, TrailBy, TriggerBy } from '../../src/events/index.ts'
import { StrategyError } from './errors.ts'

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
  /** Name of the execution algorithm that is to work it, one of the experiment's `algorithms`. */
  readonly algorithm?: string
  /** A name for what is asked, by which it can be cancelled or changed later. */
  readonly tag?: string
  /** The price to size by. Default: the last close the strategy saw. */
  readonly price?: number
}

export type Mutable<T> = { -readonly [K in keyof T]: T[K] }

/** The type that the prices make of an order; `undefined` for a market order. */
function orderTypeOf(options: OrderOptions): OrderType | undefined {
  const { orderType, limit, stop, touch, trailBy, trailOffset, limitOffset } = options
  if (orderType !== undefined) return orderType
  // Whoever speaks of a trail means one: without its offset the venue refuses it, where a market order would trade.
  if (trailOffset !== undefined || trailBy !== undefined || limitOffset !== undefined)
    return limitOffset === undefined ? 'trailingStop' : 'trailingStopLimit'
  if (touch !== undefined) return limit === undefined ? 'marketIfTouched' : 'limitIfTouched'
  if (stop !== undefined) return limit === undefined ? 'stop' : 'stopLimit'
  return limit === undefined ? undefined : 'limit'
}

/** Everything that the options of a signal, an exit or a child may say. */
const KNOWN: ReadonlySet<string> = new Set([
  'trailOffset',
  'limitOffset',
  'triggerBy',
  'timeInForce',
  'expireTime',
  'displayQuantity',
  'minQuantity',
  'postOnly',
  'reduceOnly',
  'algorithm',
  'limit',
  'stop',
  'touch',
  'trailBy',
  'orderType',
  'tag',
  'price',
  'quantity',
  'weight',
  'side',
  'bracket',
  'children',
  'childLink',
  'activation',
  'link',
  'linkType',
])

/**
 * How an order is to be worked, as a signal and its children say it. Keys that say nothing are left out.
 *
 * @throws StrategyError `misuse` for an option that there is not: a misspelt limit would be a market order.
 */
export function instruct(order: Mutable<Instructions>, options: OrderOptions): void {
  for (const key in options) if (!KNOWN.has(key)) throw unknownOption(key, KNOWN)
  const orderType = orderTypeOf(options)
  if (orderType !== undefined) order.orderType = orderType
  if (options.limit !== undefined) order.limitPrice = options.limit
  const stop = options.stop ?? options.touch
  if (stop !== undefined) order.stopPrice = stop
  if (options.trailOffset !== undefined || options.trailBy !== undefined) order.trailBy = options.trailBy ?? 'price'
  passOn(order, options)
}

/** What a signal carries under the names it has in the options; field by field, which is many times as fast as a loop over the names. */
function passOn(order: Mutable<Instructions>, options: OrderOptions): void {
  if (options.trailOffset !== undefined) order.trailOffset = options.trailOffset
  if (options.limitOffset !== undefined) order.limitOffset = options.limitOffset
  if (options.triggerBy !== undefined) order.triggerBy = options.triggerBy
  if (options.timeInForce !== undefined) order.timeInForce = options.timeInForce
  if (options.expireTime !== undefined) order.expireTime = options.expireTime
  if (options.displayQuantity !== undefined) order.displayQuantity = options.displayQuantity
  if (options.minQuantity !== undefined) order.minQuantity = options.minQuantity
  if (options.postOnly !== undefined) order.postOnly = options.postOnly
  if (options.reduceOnly !== undefined) order.reduceOnly = options.reduceOnly
  if (options.algorithm !== undefined) order.algorithm = options.algorithm
}

export const unknownOption = (key: string, known: ReadonlySet<string>, what = 'a signal'): StrategyError =>
  new StrategyError('misuse', `${what} has no option '${key}'; there are ${[...known].join(', ')}`, { key })
