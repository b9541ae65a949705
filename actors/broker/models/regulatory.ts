/** Fees that regulators of US equities take of sales, and brokers pass on. */
import { type CommissionModel, inSteps } from './commission.ts'
import { callOf, named } from './named.ts'

export interface RegulatoryRates {
  /** Part of the value sold: the SEC's fee under Section 31 of the Exchange Act. 27.80 a million is 0.0000278. */
  readonly value?: number
  /** Currency per unit sold: FINRA's Trading Activity Fee. */
  readonly perUnit?: number
  /** Most of the fee per unit for one execution, in currency. */
  readonly perUnitMax?: number
  /** Each of the two fees is rounded up to a whole multiple of it, such as 0.01; left out, neither is rounded. */
  readonly roundUpTo?: number
}

/**
 * Charged for every execution of a sale, short sales included, and for no purchase. Both rates change every year or so, so they are parameters; docs/costs.md
 * lists some with their dates.
 * @throws RangeError unless every number is 0 or more, and roundUpTo above 0.
 */
export function regulatoryFees(rates: RegulatoryRates): CommissionModel {
  const { value = 0, perUnit = 0, perUnitMax = Infinity, roundUpTo } = rates
  for (const [name, rate] of Object.entries({ value, perUnit, perUnitMax }))
    if (!(rate >= 0)) throw new RangeError(`regulatoryFees takes a ${name} of 0 or more, not ${rate}`)
  if (roundUpTo !== undefined && !(roundUpTo > 0 && Number.isFinite(roundUpTo)))
    throw new RangeError(`regulatoryFees takes a roundUpTo of currency above 0, such as 0.01, not ${roundUpTo}`)
  const charged = (fee: number): number => (roundUpTo === undefined ? fee : inSteps(fee, roundUpTo, 'up'))
  return named(callOf('regulatoryFees', [], { ...rates }), ({ order, quantity, price, instrument }) =>
    order.side === 'buy'
      ? 0
      : charged(quantity * price * (instrument.multiplier ?? 1) * value) +
        charged(Math.min(quantity * perUnit, perUnitMax)),
  )
}
