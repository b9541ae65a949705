/** A2: at what price an order trades on a bar. Where the venue's own rules differ the rule is marked. */
import { fillAt, type FillAnswer, type FillModel, type FillQuestion, noFill } from 'quantdome'
import { dateOf } from './arithmetic.ts'
import type { CashBook } from './cash-check.ts'

/** At the open when that is better, else at the limit when it is touched. */
function fillLimit({ order, bar }: FillQuestion, limit: number, triggered: boolean): FillAnswer {
  const { open, high, low } = bar
  if (order.side === 'buy') {
    if (limit >= open) return fillAt(open, 'open', triggered)
    return limit >= low ? fillAt(limit, 'limit', triggered) : noFill('limitNotReached', { limit, low }, triggered)
  }
  if (limit <= open) return fillAt(open, 'open', triggered)
  return limit <= high ? fillAt(limit, 'limit', triggered) : noFill('limitNotReached', { limit, high }, triggered)
}

/**
 * [Q] A stop has no memory of being hit: what is left of it after a partial fill, or after a fill that slippage forbade, must be
 * touched again. So the answer never says `triggered`.
 */
function fillStop({ order, bar }: FillQuestion, stop: number): FillAnswer {
  const { open, high, low } = bar
  if (order.side === 'buy') {
    if (open >= stop) return fillAt(open, 'open')
    return high >= stop ? fillAt(stop, 'stop') : noFill('stopNotReached', { stop, high })
  }
  if (open <= stop) return fillAt(open, 'open')
  return low <= stop ? fillAt(stop, 'stop') : noFill('stopNotReached', { stop, low })
}

/** [Q] Hit inside the bar with the limit on the far side, a buy asks for open > close, a sale for open <= close. */
function fillStopLimit(question: FillQuestion, stop: number, limit: number): FillAnswer {
  const { order, bar } = question
  const { open, high, low, close } = bar
  if (order.side === 'buy') {
    if (open >= stop) return fillLimit(question, limit, true)
    if (high < stop) return noFill('stopNotReached', { stop, high })
    if (limit >= stop) return fillAt(stop, 'stop', true)
    if (open > close && limit >= close) return fillAt(limit, 'limit', true)
  } else {
    if (open <= stop) return fillLimit(question, limit, true)
    if (low > stop) return noFill('stopNotReached', { stop, low })
    if (limit <= stop) return fillAt(stop, 'stop', true)
    if (open <= close && limit <= close) return fillAt(limit, 'limit', true)
  }
  return noFill('limitNotReachedAfterTrigger', { stop, limit, close }, true)
}

/**
 * The fill rules of Part A. `coc` (cheat on close): market orders trade at the close of the bar on which they were sent, whatever
 * has happened since; that close stands in the account of the credit model, which was asked when they arrived.
 */
export function fillByRules(options: { readonly coc?: boolean } = {}): FillModel {
  return (question) => {
    const { order, bar, activeFrom } = question
    // A6: good for the calendar day on which it was sent, so that on daily bars it is dead before it could trade [Q]
    if (order.timeInForce === 'day' && dateOf(bar.at) > dateOf(activeFrom)) return noFill('custom', { activeFrom })
    switch (order.orderType) {
      case 'market': {
        if (options.coc !== true) return fillAt(bar.open, 'open')
        const price = (question.account as CashBook).closes[order.orderId]
        if (price === undefined) throw new Error(`the close at which ${order.orderId} was sent is not known`)
        return fillAt(price, 'close', false, activeFrom)
      }
      case 'limit':
        return fillLimit(question, order.limitPrice!, false)
      case 'stop':
        return fillStop(question, order.stopPrice!)
      case 'stopLimit':
        return order.triggered
          ? fillLimit(question, order.limitPrice!, true)
          : fillStopLimit(question, order.stopPrice!, order.limitPrice!)
      default:
        return noFill('custom')
    }
  }
}
