/** Standard deviation of a window. */
import { PriceIndicator, checkLength } from './indicator.ts'
import { SlidingMoments } from './moments.ts'
import type { PriceKernel, PriceOptions } from './indicator.ts'

export interface StdevOptions extends PriceOptions {
  /** Divide by `length − 1` (an estimate from a sample) rather than by `length`. */
  readonly sample?: boolean
}

class StdevKernel implements PriceKernel {
  private readonly moments: SlidingMoments
  private readonly divisor: number

  constructor(length: number, divisor: number) {
    this.moments = new SlidingMoments(length)
    this.divisor = divisor
  }

  next(x: number): number {
    this.moments.push(x)
    return this.moments.full ? Math.sqrt(this.moments.squaredDeviations / this.divisor) : NaN
  }
}

/**
 * The standard deviation of the last `length` values, of the population unless `sample` is set.
 * @throws IndicatorError when `length` is not a whole number, or too small (1, or 2 for a sample).
 */
export function stdev(length: number, options: StdevOptions = {}): PriceIndicator {
  checkLength('stdev', length, options.sample ? 2 : 1)
  return new PriceIndicator(new StdevKernel(length, options.sample ? length - 1 : length), options, ['of', 'sample'])
}
