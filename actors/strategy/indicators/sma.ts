/** Simple moving average. */
import { SlidingSum } from './exact-sum.ts'
import { PriceIndicator, checkLength } from './indicator.ts'
import type { PriceKernel, PriceOptions } from './indicator.ts'

export class SmaKernel implements PriceKernel {
  private readonly sum: SlidingSum

  constructor(length: number) {
    this.sum = new SlidingSum(length)
  }

  next(x: number): number {
    const { sum } = this
    const total = sum.push(x)
    return sum.full ? total / sum.length : NaN
  }
}

/**
 * The mean of the last `length` values: their exact sum, rounded once, divided by `length`. It does not drift.
 * @throws IndicatorError when `length` is not a positive whole number.
 * @example sma(20), sma(20, { of: 'volume' })
 */
export function sma(length: number, options?: PriceOptions): PriceIndicator {
  return new PriceIndicator(new SmaKernel(checkLength('sma', length)), options)
}
