/** Commissions that depend on what has traded in the month, or on who added the liquidity. */
import { bounded, byOrder, checkBounds, type CommissionModel, type OrderBounds } from './commission.ts'
import { callOf, named } from './named.ts'

/** From a monthly volume of `from` on, the rate is this. */
export interface Tier {
  readonly from: number
  /** Currency per unit, or part of the value where tiers are by value. */
  readonly rate: number
}

/** What is measured by tiers, and what rates are of: units, or traded value in currency (the multiplier included). */
export type MeasuredBy = 'quantity' | 'notional'

const unitsOf = (tiers: readonly Tier[]): string => `[${tiers.map(({ from, rate }) => `${from}: ${rate}`).join(', ')}]`

/**
 * Rates that fall with the volume of the calendar month (UTC). Marginal: each unit is charged at the rate of the tier it falls into, so an order
 * that crosses a border pays both rates. An order's units are counted from the volume that the month had before its first execution, for all of
 * its executions; orders that are executed at the same time therefore count from the same volume. Bounds hold for the order as a whole.
 *
 * @throws RangeError unless there are tiers, the first from 0, each from above the one before it, and every rate is 0 or more
 *
 * @example
 * tiered([{ from: 0, rate: 0.0035 }, { from: 300_000, rate: 0.002 }], { min: 0.35, maxShare: 0.01 })
 */
export function tiered(
  tiers: readonly Tier[],
  options: OrderBounds & { readonly by?: MeasuredBy } = {},
): CommissionModel {
  const { by = 'quantity', ...bounds } = options
  checkBounds('tiered', bounds)
  if (by !== 'quantity' && by !== 'notional')
    throw new RangeError(`tiered measures by 'quantity' or 'notional', not ${String(by)}`)
  if (tiers.length === 0 || tiers[0]!.from !== 0)
    throw new RangeError('tiered takes at least one tier, the first from 0')
  tiers.forEach(({ from, rate }, index) => {
    if (!(rate >= 0)) throw new RangeError(`tiered takes rates of 0 or more, not ${rate} from ${from}`)
    if (index > 0 && !(from > tiers[index - 1]!.from))
      throw new RangeError(`tiered takes tiers in rising order, not ${from} after ${tiers[index - 1]!.from}`)
  })
  const own = tiers.map(({ from, rate }) => ({ from, rate }))

  /** What the volume from `start` to `end` costs. */
  const between = (start: number, end: number): number => {
    let sum = 0
    for (let index = 0; index < own.length; index++) {
      const { from, rate } = own[index]!
      const to = own[index + 1]?.from ?? Infinity
      const part = Math.min(end, to) - Math.max(start, from)
      if (part > 0) sum += part * rate
    }
    return sum
  }
  return named(callOf('tiered', [unitsOf(own)], { ...options }), (question) => {
    const start = by === 'quantity' ? question.monthQuantity : question.monthNotional
    return byOrder(question, (units, value) =>
      bounded(between(start, start + (by === 'quantity' ? units : value)), value, bounds),
    )
  })
}

/**
 * One rate for executions that add liquidity and another for those that take it; below 0 it is a rebate. Of the traded value, or with
 * `by: 'quantity'` of currency per unit. How an execution is told apart: `liquidityOf`.
 * @throws RangeError unless both are finite.
 */
export function makerTaker(
  rates: { readonly maker: number; readonly taker: number },
  options: { readonly by?: MeasuredBy } = {},
): CommissionModel {
  const { maker, taker } = rates
  const { by = 'notional' } = options
  if (!Number.isFinite(maker) || !Number.isFinite(taker))
    throw new RangeError(
      `makerTaker takes two rates, such as { maker: -0.0001, taker: 0.0004 }, not ${maker} and ${taker}`,
    )
  if (by !== 'quantity' && by !== 'notional')
    throw new RangeError(`makerTaker measures by 'quantity' or 'notional', not ${String(by)}`)
  return named(
    callOf('makerTaker', [`{ maker: ${maker}, taker: ${taker} }`], { ...options }),
    ({ quantity, price, instrument, liquidity }) =>
      (liquidity === 'maker' ? maker : taker) *
      (by === 'quantity' ? quantity : quantity * price * (instrument.multiplier ?? 1)),
  )
}
