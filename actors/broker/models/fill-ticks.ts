/** Fill rules on trades and quotes. On a tick there is one price, so nothing has to be assumed about a way to it. */
import type { MarketQuote, Side, TriggerBy } from '../../../src/events/index.ts'
import type { LimitFill } from './fill.ts'
import { type FillAnswer, fillAt, noFill, type WorkingOrder } from './questions.ts'

/**
 * Answers whether and at what price an order trades on a trade or a quote. Any function of this shape will do. It is asked about the orders whose
 * price the tick has come to, and about those that have just come; `fillOnTicks` is the venue's own rule, and may be called by another.
 */
export type TickFillModel = (order: WorkingOrder, tick: Tick) => FillAnswer

/** How the present tick bears on an order. */
export interface Tick {
  /** What the order would trade at if it takes what is there; `undefined` where nothing is, and why. */
  readonly price: number | undefined
  readonly lacks: 'waitsForQuote' | 'noQuote'
  /** What a resting limit is measured by: a trade's price, or the other side's quote; `undefined` where that is empty. */
  readonly limitBy: number | undefined
  /** What its trigger watches, if this tick is about that. */
  readonly watched: (by: TriggerBy) => number | undefined
  /** The order has been in the market before this tick: it gets its limit, not the tick's price. */
  readonly rests: boolean
  readonly limits: LimitFill
}

type Sides = Pick<MarketQuote, 'bid' | 'bidSize' | 'ask' | 'askSize'>

export const tickOfTrade = (price: number, isQuoted: boolean, rests: boolean, limits: LimitFill): Tick => ({
  price: isQuoted ? undefined : price,
  lacks: 'waitsForQuote',
  limitBy: price,
  watched: (by) => (by === 'last' ? price : undefined),
  rests,
  limits,
})

export function tickOfQuote(quote: Sides, side: Side, rests: boolean, limits: LimitFill): Tick {
  const { bid, bidSize, ask, askSize } = quote
  const price = side === 'buy' ? (askSize > 0 ? ask : undefined) : bidSize > 0 ? bid : undefined
  return {
    price,
    lacks: 'noQuote',
    limitBy: price,
    watched: (by) =>
      by === 'last' ? undefined : by === 'bidAsk' ? price : askSize > 0 && bidSize > 0 ? (bid + ask) / 2 : undefined,
    rests,
    limits,
  }
}

const take = ({ price, lacks }: Tick, triggered: boolean): FillAnswer =>
  price === undefined ? noFill(lacks, {}, triggered) : fillAt(price, 'open', triggered)

/** At its limit while it rests; at the market's price, which is as good or better, when it has just come or was just triggered. */
function fillLimit(order: WorkingOrder, limit: number, tick: Tick, triggered: boolean, rests: boolean): FillAnswer {
  const { side } = order
  const { limitBy, limits, lacks } = tick
  if (limitBy === undefined) return noFill(lacks, {}, triggered)
  const beyond = side === 'buy' ? limit - limitBy : limitBy - limit
  const seen: Record<string, number> = side === 'buy' ? { limit, low: limitBy } : { limit, high: limitBy }
  if (beyond < 0) return noFill('limitNotReached', seen, triggered)
  if (!rests) return take(tick, triggered)
  return beyond === 0 && limits === 'through'
    ? noFill('limitNotTradedThrough', seen, triggered)
    : fillAt(limit, 'limit', triggered)
}

/** Whether the watched price has come to the trigger; a reason if not. */
function trigger({ orderType, side, stopPrice, terms }: WorkingOrder, tick: Tick): FillAnswer | undefined {
  const stop = stopPrice!
  const price = tick.watched(terms.triggerBy)
  if (price === undefined) return noFill('notWatched', { stop })
  const isTouch = orderType === 'marketIfTouched' || orderType === 'limitIfTouched'
  const rises = isTouch === (side === 'sell')
  if (rises ? price >= stop : price <= stop) return undefined
  const seen: Record<string, number> = rises ? { high: price } : { low: price }
  return isTouch ? noFill('touchNotReached', { touch: stop, ...seen }) : noFill('stopNotReached', { stop, ...seen })
}

/**
 * Whether and at what price an order trades on a tick: what takes liquidity gets the tick's price, a resting limit its own; triggers fire when what they
 * watch has come to them, and what they release takes what is there.
 */
export function fillOnTicks(order: WorkingOrder, tick: Tick): FillAnswer {
  const { orderType, limitPrice, triggered } = order
  const isLimit = orderType === 'stopLimit' || orderType === 'limitIfTouched' || orderType === 'trailingStopLimit'
  switch (orderType) {
    case 'market':
      return take(tick, false)
    case 'limit':
      return fillLimit(order, limitPrice!, tick, false, tick.rests)
    case 'marketToLimit':
      return limitPrice === undefined ? take(tick, false) : fillLimit(order, limitPrice, tick, false, true)
    default:
      if (triggered) return isLimit ? fillLimit(order, limitPrice!, tick, true, tick.rests) : take(tick, true)
      return trigger(order, tick) ?? (isLimit ? fillLimit(order, limitPrice!, tick, true, false) : take(tick, true))
  }
}
