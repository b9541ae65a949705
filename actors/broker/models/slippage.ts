/** Slippage models: what trading costs in price, because the market moves between the decision and the trade. */
import type { Side } from '../../../src/events/index.ts'
import { callOf, named } from './named.ts'
import { noFill, type NoFill, type SlippageQuestion } from './questions.ts'

/**
 * Answers the price that an execution gets instead of `price`, or that it does not happen on this bar (`noFill`). The venue puts
 * the answer on the instrument's tick, against the trader, and reports the difference to `price`.
 */
export type SlippageModel = (question: SlippageQuestion) => number | NoFill

/** Against the trader: up for a buy, down for a sale. */
const worse = (side: Side, price: number, amount: number): number => (side === 'buy' ? price + amount : price - amount)

/** A limit is a promise about the price, so only market and stop orders slip. */
const slips = ({ order, basis }: SlippageQuestion): boolean =>
  basis !== 'limit' && (order.orderType === 'market' || order.orderType === 'stop')

/** Trades get the price of the fill model. */
export const noSlippage: SlippageModel = (question) => question.price

/**
 * Market and stop orders get a price worse by `amount`, in currency. A sale that would come to no price at all does not trade.
 * @throws RangeError unless amount is 0 or more.
 */
export function fixedSlippage(amount: number): SlippageModel {
  if (!(amount >= 0)) throw new RangeError(`fixedSlippage takes an amount of currency of 0 or more, not ${amount}`)
  return named(callOf('fixedSlippage', [amount]), (question) => {
    if (!slips(question)) return question.price
    const slipped = worse(question.order.side, question.price, amount)
    return slipped > 0
      ? slipped
      : noFill('slippageOutsideBar', { price: question.price, slipped, low: question.bar.low })
  })
}

/**
 * Market and stop orders get a price worse by `rate` of it (0.001 = 0.1 %).
 * @throws RangeError unless 0 <= rate < 1.
 */
export function percentSlippage(rate: number): SlippageModel {
  if (!(rate >= 0 && rate < 1))
    throw new RangeError(
      `percentSlippage takes a part of the price from 0 to below 1, such as 0.001 for 0.1 %, not ${rate}`,
    )
  return named(callOf('percentSlippage', [rate]), (question) =>
    slips(question) ? worse(question.order.side, question.price, question.price * rate) : question.price,
  )
}

/** `percentSlippage` in hundredths of a percent: `bps(1)` is 0.0001 of the price. */
export const bps = (basisPoints: number): SlippageModel =>
  named(callOf('bps', [basisPoints]), percentSlippage(basisPoints / 10_000))

/** Another model's price, but never outside the bar's range: nobody traded there. */
export const withinBar = (slippage: SlippageModel): SlippageModel => {
  return named(callOf('withinBar', [slippage.name]), (question) => {
    const slipped = slippage(question)
    return typeof slipped === 'number' ? Math.min(Math.max(slipped, question.bar.low), question.bar.high) : slipped
  })
}
