/** What the account has traded in a calendar month, which is what commissions by volume are graded by. */
import type { Micros } from '../../src/events/index.ts'
import type { BrokerContext, VenueOrder } from './context.ts'
import type { CreditQuestion } from './models/questions.ts'
import type { Unsent } from './reports.ts'

/** First instant of the month after the one of an instant, in UTC. */
function endOfMonth(at: Micros): Micros {
  const date = new Date(at / 1000)
  return Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + 1) * 1000
}

/** Tells a question what the month had traded before the order began. Its first execution fixes that for all of them. */
export function setMonth(
  context: BrokerContext,
  order: VenueOrder,
  question: Unsent<CreditQuestion>,
  at: Micros,
): void {
  if (at >= context.monthEnds) {
    context.monthEnds = endOfMonth(at)
    context.monthQuantity = 0
    context.monthNotional = 0
  }
  const isFirst = question.order.cumQty === 0
  question.monthQuantity = isFirst ? context.monthQuantity : order.monthQuantity
  question.monthNotional = isFirst ? context.monthNotional : order.monthNotional
}

/** Takes an execution that happens into the month's sums, and its charge into the order's. */
export function noteMonth(context: BrokerContext, order: VenueOrder, question: CreditQuestion): void {
  const { quantity, price, instrument, commission } = question
  order.charged += commission
  order.monthQuantity = question.monthQuantity
  order.monthNotional = question.monthNotional
  context.monthQuantity += quantity
  context.monthNotional += quantity * price * (instrument.multiplier ?? 1)
}
