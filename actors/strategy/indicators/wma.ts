/** Linearly weighted moving average. */
import { ExactSum, SlidingSum } from './exact-sum.ts'
import { PriceIndicator, checkLength } from './indicator.ts'
import type { PriceKernel, PriceOptions } from './indicator.ts'

/** Keeps Σ w·x: when the window slides every weight falls by one, so the plain sum is taken off and the newest enters with the full weight. */
class WmaKernel implements PriceKernel {
  private readonly length: number
  private readonly weights: number
  private readonly sum: SlidingSum
  private readonly weighted = new ExactSum()
  private plain = 0
  private plainRest = 0
  private count = 0

  constructor(length: number) {
    this.length = length
    this.weights = (length * (length + 1)) / 2
    this.sum = new SlidingSum(length)
  }

  next(x: number): number {
    const { weighted, sum } = this
    if (this.count < this.length) weighted.addProduct(x, ++this.count)
    else {
      weighted.add(-this.plain)
      weighted.add(-this.plainRest)
      weighted.addProduct(x, this.length)
    }
    this.plain = sum.push(x)
    this.plainRest = sum.rest
    return this.count === this.length ? weighted.total / this.weights : NaN
  }
}

/**
 * Moving average in which the newest of `length` values weighs `length`, the one before `length − 1`, and so on.
 * @throws IndicatorError when `length` is not a positive whole number.
 */
export function wma(length: number, options?: PriceOptions): PriceIndicator {
  return new PriceIndicator(new WmaKernel(checkLength('wma', length)), options)
}
