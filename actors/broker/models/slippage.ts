/** Slippage models: what trading costs in price, because the market moves between the decision and the trade. */
import type { Side } from '../../../src/events/index.ts'
import { callOf, checkModels, named } from './named.ts'
import { noFill, type NoFill, type SlippageQuestion } from './questions.ts'

/**
 * Answers the price that an execution gets instead of `price`, or that it does not happen on this bar (`noFill`). The venue puts
 * the answer on the instrument's tick, against the trader, and reports the difference to `price`.
 */
export type SlippageModel = (question: SlippageQuestion) => number | NoFill

/** Against the trader: up for a buy, down for a sale. */
export const worse = (side: Side, price: number, amount: number): number =>
  side === 'buy' ? price + amount : price - amount

/** A limit is a promise about the price, so only orders without one slip: market orders, and what becomes one when it is triggered. */
export const slips = ({ order, basis }: SlippageQuestion): boolean =>
  basis !== 'limit' && order.limitPrice === undefined

/**
 * A worse price, for an execution that takes liquidity; one at the order's own limit was resting there and keeps it. An order with a limit
 * pays up to its limit. A sale that would come to no price at all does not trade.
 */
export function taken(question: SlippageQuestion, amount: number): number | NoFill {
  const { order, price, basis, bar } = question
  if (basis === 'limit') return price
  const slipped = worse(order.side, price, amount)
  const { limitPrice } = order
  const kept = limitPrice === undefined || (order.side === 'buy') === slipped <= limitPrice ? slipped : limitPrice
  return kept > 0 ? kept : noFill('slippageOutsideBar', { price, slipped, low: bar.low })
}

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
  checkModels('withinBar', [slippage])
  return named(callOf('withinBar', [slippage.name]), (question) => {
    const slipped = slippage(question)
    return typeof slipped === 'number' ? Math.min(Math.max(slipped, question.bar.low), question.bar.high) : slipped
  })
}

/** One model after the other, each on the price of the one before: `inTurn(spread({ bps: 4 }), oneTick(0.2))`. */
export function inTurn(...models: readonly SlippageModel[]): SlippageModel {
  checkModels('inTurn', models)
  return named(
    callOf(
      'inTurn',
      models.map((model) => model.name),
    ),
    (question) => {
      let price = question.price
      for (const model of models) {
        const answer = model(price === question.price ? question : { ...question, price })
        if (typeof answer !== 'number') return answer
        price = answer
      }
      return price
    },
  )
}
