/** Commission models: what the broker charges for an execution, in currency. */
import { callOf, named } from './named.ts'
import type { CommissionQuestion } from './questions.ts'

/** Answers what is charged for one execution; below 0 is a rebate. `question.charged` is what the order has paid already. */
export type CommissionModel = (question: CommissionQuestion) => number

/** Trading is free. */
export const noCommission: CommissionModel = () => 0

/**
 * `rate` of currency per unit; `min` and `max` hold for an order as a whole, however many parts it is filled in.
 * @throws RangeError unless rate >= 0 and 0 <= min <= max.
 */
export function perShare(rate: number, bounds: { readonly min?: number; readonly max?: number } = {}): CommissionModel {
  const { min = 0, max = Infinity } = bounds
  if (!(rate >= 0)) throw new RangeError(`perShare takes an amount of currency per unit of 0 or more, not ${rate}`)
  if (!(min >= 0 && min <= max)) throw new RangeError(`perShare takes 0 <= min <= max, not min ${min} and max ${max}`)
  const name = callOf('perShare', [rate], { ...bounds })
  if (min === 0 && max === Infinity) return named(name, (question) => question.quantity * rate)
  return named(
    name,
    ({ order, quantity, charged }) => Math.min(Math.max((order.cumQty + quantity) * rate, min), max) - charged,
  )
}

/**
 * `rate` of the traded value (0.001 = 0.1 %), the multiplier included.
 * @throws RangeError unless rate is 0 or more.
 */
export function percentOfNotional(rate: number): CommissionModel {
  if (!(rate >= 0))
    throw new RangeError(
      `percentOfNotional takes a part of the value of 0 or more, such as 0.001 for 0.1 %, not ${rate}`,
    )
  return named(
    callOf('percentOfNotional', [rate]),
    ({ price, quantity, instrument }) => quantity * price * (instrument.multiplier ?? 1) * rate,
  )
}

/**
 * `amount` of currency for an order that trades at all, charged with its first execution.
 * @throws RangeError unless amount is 0 or more.
 */
export function fixed(amount: number): CommissionModel {
  if (!(amount >= 0)) throw new RangeError(`fixed takes an amount of currency of 0 or more, not ${amount}`)
  return named(callOf('fixed', [amount]), ({ order }) => (order.cumQty === 0 ? amount : 0))
}

/** Several charges at once, added up: a broker's and an exchange's, for instance. */
export function sumOf(...models: readonly CommissionModel[]): CommissionModel {
  return named(
    callOf(
      'sumOf',
      models.map((model) => model.name),
    ),
    (question) => {
      let sum = 0
      for (const model of models) sum += model(question)
      return sum
    },
  )
}
