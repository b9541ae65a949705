/** Bollinger bands. */
import { IndicatorError, PriceIndicator, checkLength } from './indicator.ts'
import { Line } from './line.ts'
import { SlidingMoments } from './moments.ts'
import type { PriceBar, PriceKernel, PriceOptions } from './indicator.ts'

class MiddleKernel implements PriceKernel {
  readonly moments: SlidingMoments

  constructor(length: number) {
    this.moments = new SlidingMoments(length)
  }

  next(x: number): number {
    this.moments.push(x)
    return this.moments.full ? this.moments.mean : NaN
  }
}

/** `value` is the middle band. */
export class Bollinger extends PriceIndicator {
  readonly upper = new Line()
  readonly lower = new Line()
  private readonly moments: SlidingMoments
  private readonly width: number

  constructor(length: number, width: number, options?: PriceOptions) {
    const kernel = new MiddleKernel(length)
    super(kernel, options)
    this.moments = kernel.moments
    this.width = width
  }

  override push(bar: PriceBar): void {
    super.push(bar)
    this.follow()
  }

  override update(x: number): number {
    super.update(x)
    this.follow()
    return this.value
  }

  private follow(): void {
    const { moments } = this
    const half = moments.full ? this.width * Math.sqrt(moments.squaredDeviations / moments.length) : NaN
    this.upper.settle(this.value + half)
    this.lower.settle(this.value - half)
  }
}

/**
 * The simple average of `length` values, and bands `width` population standard deviations above and below it (J. Bollinger).
 * @throws IndicatorError when `length` is not a positive whole number or `width` not a positive number.
 */
export function bollinger(length = 20, width = 2, options?: PriceOptions): Bollinger {
  checkLength('bollinger', length)
  if (!(width > 0 && width < Infinity))
    throw new IndicatorError(
      'invalidParameter',
      `bollinger(${length}, ${width}): the width must be a positive number of standard deviations`,
      {
        width,
      },
    )
  return new Bollinger(length, width, options)
}
