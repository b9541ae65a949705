/** Exponential moving averages: the ordinary one and Wilder's. */
import { ExactSum } from './exact-sum.ts'
import { PriceIndicator, checkLength } from './indicator.ts'
import type { PriceKernel, PriceOptions } from './indicator.ts'

/** Exponential smoothing that starts from the mean of the first `length` values. */
export class EmaKernel implements PriceKernel {
  private readonly length: number
  /** The part of the old mean in the new. */
  private readonly kept: number
  private readonly seed = new ExactSum()
  private count = 0
  private mean = NaN

  constructor(length: number, weight: number) {
    this.length = length
    this.kept = 1 - weight
  }

  next(x: number): number {
    if (this.count === this.length) {
      // In this form the mean of a price that rests comes to rest on it, so nothing crosses it by rounding alone.
      this.mean = x + this.kept * (this.mean - x)
      return this.mean
    }
    this.seed.add(x)
    if (++this.count === this.length) this.mean = this.seed.total / this.length
    return this.mean
  }
}

/**
 * Exponential moving average with weight 2 / (length + 1), started from the mean of the first `length` values.
 * @throws IndicatorError when `length` is not a positive whole number.
 */
export function ema(length: number, options?: PriceOptions): PriceIndicator {
  return new PriceIndicator(new EmaKernel(checkLength('ema', length), 2 / (length + 1)), options)
}

/** Wilder's smoothing, the one in RSI and ATR: weight 1 / length (J. W. Wilder, New Concepts in Technical Trading Systems, 1978). */
export const wilderKernel = (length: number): EmaKernel => new EmaKernel(length, 1 / length)
