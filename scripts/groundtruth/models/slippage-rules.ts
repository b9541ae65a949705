/** A3: slippage, its caps, and what happens beyond them. */
import { noFill, noSlippage, type SlippageModel, type SlippageQuestion } from 'quantdome'
import type { CaseSlippage } from '../formats.ts'
import type { CashBook } from './cash-check.ts'
import { keyOf } from './order-plan.ts'

/** A limit, or a stop-limit whichever of its two prices it trades at. */
const isLimited = ({ order }: SlippageQuestion): boolean =>
  order.orderType === 'limit' || order.orderType === 'stopLimit' || order.orderType === 'trailingStopLimit'

const limitOf = ({ order, account }: SlippageQuestion): number =>
  (account as CashBook | undefined)?.trails[keyOf(order)]?.limit ?? order.limitPrice!

/** Nobody traded beyond the bar; a limit order filled at the open must not pass its limit either. */
function capOf(question: SlippageQuestion): number {
  const { order, bar, basis } = question
  const limit = basis === 'open' && isLimited(question) ? limitOf(question) : undefined
  if (order.side === 'buy') return limit === undefined ? bar.high : Math.min(bar.high, limit)
  return limit ?? bar.low
}

/**
 * The slippage of Part A. A stop-limit filled at its stop inside a bar slips as far as the bar goes, even past its limit [Q].
 * `slip_match` (for limits `slip_limit`) allows a fill where the slipped price leaves the cap: at the cap, or with `slip_out` beyond it.
 */
export function slippageByRules(settings: CaseSlippage): SlippageModel {
  const { type = 'none', value = 0 } = settings
  if (type === 'none' || value === 0) return noSlippage
  return (question) => {
    const { order, price, basis } = question
    // an order for the close gets its close
    if (basis === 'limit' || basis === 'custom') return price
    if (basis !== 'stop' && settings.slip_open !== true) return price
    const isBuy = order.side === 'buy'
    const slipped = type === 'percent' ? price * (isBuy ? 1 + value : 1 - value) : isBuy ? price + value : price - value
    const cap = capOf(question)
    if (isBuy ? slipped <= cap : slipped >= cap) return slipped
    const isMatched = settings.slip_match === true || (isLimited(question) && settings.slip_limit === true)
    if (!isMatched) return noFill('slippageOutsideBar', { price, slipped, cap })
    return settings.slip_out === true ? slipped : cap
  }
}
