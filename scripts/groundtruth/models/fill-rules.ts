/** A2: at what price an order trades on a bar. Where the venue's own rules differ the rule is marked. */
import { fillAt, type FillAnswer, type FillModel, type FillQuestion, noFill, type WorkingOrder } from 'quantdome'
import type { CashBook } from './cash-check.ts'
import { keyOf } from './order-plan.ts'

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

/** Whether an order for the close trades on the bar before: its session has ended between the two. */
export const isPastClose = (
  book: CashBook | undefined,
  { symbol, ...order }: Pick<WorkingOrder, 'symbol' | 'orderId' | 'tag'>,
): boolean => {
  const key = keyOf(order)
  return book?.annotated[key] !== undefined && book.clocks[symbol]!.at > book.sessionEnds[key]!
}

function fillClose({ order, bar, previousAt, account }: FillQuestion): FillAnswer {
  const book = account as CashBook
  if (isPastClose(book, order)) return fillAt(book.annotated[keyOf(order)]!, 'custom', false, previousAt)
  return fillAt(bar.close, 'custom', false, bar.at)
}

function ruleFor(options: { readonly coc?: boolean }): FillModel {
  return (question) => {
    const { order, bar, activeFrom } = question
    const book = question.account as CashBook | undefined
    const key = keyOf(order)
    switch (order.orderType) {
      case 'market': {
        if (book?.sessionEnds[key] !== undefined) return fillClose(question)
        // on a bar that was over when it came, it waits
        if (options.coc !== true) return bar.at > activeFrom ? fillAt(bar.open, 'open') : noFill('notYetActive')
        const price = book?.closes[order.orderId]
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
      case 'trailingStop':
        return fillStop(question, book!.trails[key]!.stop)
      case 'trailingStopLimit': {
        const { stop, limit } = book!.trails[key]!
        return order.triggered ? fillLimit(question, limit, true) : fillStopLimit(question, stop, limit)
      }
      default:
        return noFill('custom')
    }
  }
}

/**
 * The fill rules of Part A. `coc` (cheat on close): market orders trade at the close of the bar on which they were sent, whatever
 * has happened since; that close stands in the account of the credit model, which was asked when they arrived.
 */
export function fillByRules(options: { readonly coc?: boolean } = {}): FillModel {
  const rule = ruleFor(options)
  return (question) => {
    const answer = rule(question)
    const now = (question.account as CashBook | undefined)?.now ?? 0
    const { bar } = question
    if (answer.kind === 'none' || bar.at >= now) return answer
    // [Q] A10: the bar was over, so the trade was before everything that is known of it
    return { ...answer, transactTime: answer.transactTime ?? bar.openAt }
  }
}
