/** Fill models: at what price an order trades on a bar, of which only open, high, low and close are known. */
import type { MarketBar } from '../../../src/events/index.ts'
import { callOf, named } from './named.ts'
import { type FillAnswer, fillAt, type FillQuestion, noFill } from './questions.ts'

/**
 * The prices that a bar can reach: only orders at or within them are asked. Buy limits and sell stops are within reach when their
 * price is at or above `low`, sell limits and buy stops when it is at or below `high`.
 */
export interface Reach {
  low(bar: MarketBar): number
  high(bar: MarketBar): number
}

/**
 * Answers whether and at what price an order trades on a bar. Any function of this shape will do. Without a `reach` it is asked
 * about every working order of the bar's symbol; with one (see `withReach`) the cost of a bar does not depend on orders that are far away.
 */
export type FillModel = ((question: FillQuestion) => FillAnswer) & {
  readonly reach?: Reach
  /** What it asks of resting limits, for trades and quotes, about which no model is asked. Default `touch`. */
  readonly limits?: LimitFill
}

/** The bar's own range: right for every model that fills nothing outside of it. */
export const barReach: Reach = { low: (bar) => bar.low, high: (bar) => bar.high }

/** A fill model that need not be asked about orders outside of its reach. */
export const withReach = (model: (question: FillQuestion) => FillAnswer, reach: Reach): FillModel =>
  Object.assign((question: FillQuestion) => model(question), { reach })

/** Whether a resting limit trades when the market only touches its price, or has to trade through it. */
export type LimitFill = 'touch' | 'through'

/** A limit that rests from the open on. At the open it gets the open's price if that is better. */
function fillLimit(question: FillQuestion, limit: number, through: boolean, triggered: boolean): FillAnswer {
  const { open, high, low } = question.bar
  if (question.order.side === 'buy') {
    if (open < limit || (open === limit && !through)) return fillAt(open, 'open', triggered)
    if (low < limit || (low === limit && !through)) return fillAt(limit, 'limit', triggered)
    return noFill(low === limit ? 'limitNotTradedThrough' : 'limitNotReached', { limit, low }, triggered)
  }
  if (open > limit || (open === limit && !through)) return fillAt(open, 'open', triggered)
  if (high > limit || (high === limit && !through)) return fillAt(limit, 'limit', triggered)
  return noFill(high === limit ? 'limitNotTradedThrough' : 'limitNotReached', { limit, high }, triggered)
}

/** A stop becomes a market order where it is hit: at the open if the bar opens at or beyond it, else at its own price. */
function fillStop(question: FillQuestion, stop: number): FillAnswer {
  const { open, high, low } = question.bar
  if (question.order.side === 'buy') {
    if (open >= stop) return fillAt(open, 'open', true)
    return high >= stop ? fillAt(stop, 'stop', true) : noFill('stopNotReached', { stop, high })
  }
  if (open <= stop) return fillAt(open, 'open', true)
  return low <= stop ? fillAt(stop, 'stop', true) : noFill('stopNotReached', { stop, low })
}

/**
 * Hit at the open, a stop-limit is a limit for the whole bar. Hit inside it, what came before and what came after is unknown: a
 * limit at or beyond the stop is marketable there and then; any other has certainly been reached only if the bar closes beyond it.
 */
function fillStopLimit(question: FillQuestion, stop: number, limit: number, through: boolean): FillAnswer {
  const { open, high, low, close } = question.bar
  if (question.order.side === 'buy') {
    if (open >= stop) return fillLimit(question, limit, through, true)
    if (high < stop) return noFill('stopNotReached', { stop, high })
    if (limit >= stop) return fillAt(stop, 'stop', true)
    if (close < limit || (close === limit && !through)) return fillAt(limit, 'limit', true)
  } else {
    if (open <= stop) return fillLimit(question, limit, through, true)
    if (low > stop) return noFill('stopNotReached', { stop, low })
    if (limit <= stop) return fillAt(stop, 'stop', true)
    if (close > limit || (close === limit && !through)) return fillAt(limit, 'limit', true)
  }
  return noFill('limitNotReachedAfterTrigger', { stop, limit, close }, true)
}

/** A touch is reached like a limit and trades like a stop: at the open if the bar opens at or beyond it, else at its own price. */
function fillIfTouched(question: FillQuestion, touch: number): FillAnswer {
  const { open, high, low } = question.bar
  if (question.order.side === 'buy') {
    if (open <= touch) return fillAt(open, 'open', true)
    return low <= touch ? fillAt(touch, 'stop', true) : noFill('touchNotReached', { touch, low })
  }
  if (open >= touch) return fillAt(open, 'open', true)
  return high >= touch ? fillAt(touch, 'stop', true) : noFill('touchNotReached', { touch, high })
}

/** Touched inside the bar, a limit at or beyond the touch is marketable there; any other lies further on the same way, so it is certain whether it was reached. */
function fillLimitIfTouched(question: FillQuestion, touch: number, limit: number, through: boolean): FillAnswer {
  const answer = fillIfTouched(question, touch)
  if (answer.kind === 'none') return answer
  const { side } = question.order
  const isMarketable = side === 'buy' ? limit >= touch : limit <= touch
  return answer.basis === 'stop' && isMarketable ? answer : fillLimit(question, limit, through, true)
}

/**
 * The venue's own rules, free of any assumption about the path inside a bar: market at the open; limit at the open if that is
 * better, else at its price; stop at the open on a gap, else at its price; stop-limit as described in docs/broker.md.
 *
 * `limits: 'through'` asks that the market trade through a resting limit, which is what being last in its queue would mean.
 */
export function fillOnBars(options: { readonly limits?: LimitFill } = {}): FillModel {
  const { limits = 'touch' } = options
  if (limits !== 'touch' && limits !== 'through')
    throw new RangeError(`fillOnBars: limits are filled by touch or through, not ${String(limits)}`)
  const through = limits === 'through'
  const model = withReach((question) => {
    const { order, bar } = question
    const { triggered } = order
    switch (order.orderType) {
      case 'market':
        return fillAt(bar.open, 'open')
      case 'limit':
        return fillLimit(question, order.limitPrice!, through, false)
      case 'marketToLimit':
        return order.limitPrice === undefined
          ? fillAt(bar.open, 'open')
          : fillLimit(question, order.limitPrice, through, false)
      case 'stop':
      case 'trailingStop':
        return triggered ? fillAt(bar.open, 'open', true) : fillStop(question, order.stopPrice!)
      case 'stopLimit':
      case 'trailingStopLimit':
        return triggered
          ? fillLimit(question, order.limitPrice!, through, true)
          : fillStopLimit(question, order.stopPrice!, order.limitPrice!, through)
      case 'marketIfTouched':
        return triggered ? fillAt(bar.open, 'open', true) : fillIfTouched(question, order.stopPrice!)
      case 'limitIfTouched':
        return triggered
          ? fillLimit(question, order.limitPrice!, through, true)
          : fillLimitIfTouched(question, order.stopPrice!, order.limitPrice!, through)
      default:
        return noFill('custom')
    }
  }, barReach)
  return named(callOf('fillOnBars', [], { ...options }), Object.assign(model, { limits: options.limits ?? 'touch' }))
}
