/** Simple moving average. */
import { SlidingSum } from './exact-sum.ts'
import { PriceIndicator, checkLength } from './indicator.ts'
import type { PriceKernel, PriceOptions } from './indicator.ts'

export class SmaKernel extends SlidingSum implements PriceKernel {
  next(x: number): number {
    const total = this.push(x)
    return this.full ? total / this.length : NaN
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
