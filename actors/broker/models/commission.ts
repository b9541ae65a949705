/**
 * Commission models: what the broker charges for an execution, in currency. Amounts are not rounded here: the ledger rounds each once, to its
 * money unit, where the execution is booked. A broker that charges whole cents is `rounded(model, 0.01)`.
 */
import { callOf, checkModels, named } from './named.ts'
import type { CommissionQuestion } from './questions.ts'

/** Answers what is charged for one execution; below 0 is a rebate. `question.charged` is what the order has paid already. */
export type CommissionModel = (question: CommissionQuestion) => number

/** Trading is free. */
export const noCommission: CommissionModel = () => 0

/** What holds for an order as a whole, however many parts it is filled in. */
export interface OrderBounds {
  /** Least of currency for an order that trades at all. */
  readonly min?: number
  /** Most of currency. */
  readonly max?: number
  /** Most as a part of the traded value (0.01 = 1 %); where it is below `min`, it prevails. */
  readonly maxShare?: number
}

/** What an order is charged in all, if it has executed so many units of so much value (the multiplier included), both above 0. */
type OrderCharge = (units: number, value: number) => number

const worth = ({ instrument }: CommissionQuestion, units: number, price: number): number =>
  units * price * (instrument.multiplier ?? 1)

/**
 * A charge that is a function of the whole order: an execution pays what the order costs with it, less what it costs without it. That is
 * computed from the order's own quantities and not from what was charged, so that charges can be added up (`together`).
 */
export function byOrder(question: CommissionQuestion, charge: OrderCharge): number {
  const { order, quantity, price } = question
  const { cumQty, avgPx } = order
  const before = worth(question, cumQty, avgPx)
  const after = charge(cumQty + quantity, before + worth(question, quantity, price))
  return cumQty === 0 ? after : after - charge(cumQty, before)
}

/** An order's charge inside its bounds. */
export const bounded = (amount: number, value: number, { min = 0, max = Infinity, maxShare }: OrderBounds): number => {
  const inside = Math.min(Math.max(amount, min), max)
  return maxShare === undefined ? inside : Math.min(inside, value * maxShare)
}

/** @throws RangeError unless 0 <= min <= max, and maxShare is above 0. */
export function checkBounds(model: string, { min = 0, max = Infinity, maxShare }: OrderBounds): void {
  if (!(min >= 0 && min <= max)) throw new RangeError(`${model} takes 0 <= min <= max, not min ${min} and max ${max}`)
  if (maxShare !== undefined && !(maxShare > 0))
    throw new RangeError(
      `${model} takes a maxShare above 0, a part of the traded value such as 0.01 for 1 %, not ${maxShare}`,
    )
}

/**
 * `rate` of currency per unit, within bounds for the order. US brokers publish it in this form: 0.005 a share, at least 1.00 an order, at most 1 % of
 * its value is `perShare(0.005, { min: 1, maxShare: 0.01 })`.
 * @throws RangeError unless rate >= 0, 0 <= min <= max and maxShare > 0.
 */
export function perShare(rate: number, bounds: OrderBounds = {}): CommissionModel {
  if (!(rate >= 0)) throw new RangeError(`perShare takes an amount of currency per unit of 0 or more, not ${rate}`)
  checkBounds('perShare', bounds)
  const name = callOf('perShare', [rate], { ...bounds })
  const { min = 0, max = Infinity, maxShare } = bounds
  if (min === 0 && max === Infinity && maxShare === undefined)
    return named(name, (question) => question.quantity * rate)
  const charge: OrderCharge = (units, value) => bounded(units * rate, value, bounds)
  return named(name, (question) => byOrder(question, charge))
}

/**
 * So much currency per contract and execution side, by symbol or for all. A symbol that is not in the list is free.
 * @throws RangeError unless every amount is 0 or more.
 */
export function perContract(amount: number | Readonly<Record<string, number>>): CommissionModel {
  const amounts = typeof amount === 'number' ? { each: amount } : amount
  for (const [symbol, value] of Object.entries(amounts))
    if (!(value >= 0))
      throw new RangeError(`perContract takes amounts of currency of 0 or more, not ${value} for ${symbol}`)
  if (typeof amount === 'number') return named(callOf('perContract', [amount]), ({ quantity }) => quantity * amount)
  return named(callOf('perContract', [], amount), ({ order, quantity }) => quantity * (amount[order.symbol] ?? 0))
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

/** Several charges at once, added up: a broker's, an exchange's and a regulator's, for instance. */
export function together(...models: readonly CommissionModel[]): CommissionModel {
  checkModels('together', models)
  return named(
    callOf(
      'together',
      models.map((model) => model.name),
    ),
    (question) => {
      let sum = 0
      for (const model of models) sum += model(question)
      return sum
    },
  )
}

/**
 * A charge in whole multiples of `step`, execution by execution: to the nearest one (halves away from zero), or up.
 * @throws RangeError unless step is above 0.
 */
export function rounded(model: CommissionModel, step: number, how: 'nearest' | 'up' = 'nearest'): CommissionModel {
  checkModels('rounded', [model])
  if (!(step > 0 && Number.isFinite(step)))
    throw new RangeError(`rounded takes a step of currency above 0, such as 0.01, not ${step}`)
  return named(callOf('rounded', [model.name, step, `'${how}'`]), (question) => inSteps(model(question), step, how))
}

/** An amount in whole multiples of a step; a distance of less than 1e-9 steps is rounding noise. */
export function inSteps(amount: number, step: number, how: 'nearest' | 'up'): number {
  const steps = amount / step
  const whole = how === 'up' ? Math.ceil(steps - 1e-9) : Math.sign(steps) * Math.round(Math.abs(steps))
  // a step such as 0.01 is one over a whole number: a quotient is the nearest number to its multiple, a product is not
  const perUnit = Math.round(1 / step)
  return (Math.abs(perUnit * step - 1) < 1e-9 ? whole / perUnit : whole * step) + 0
}
