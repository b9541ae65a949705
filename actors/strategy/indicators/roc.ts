/** Rate of change. */
import { Delay } from './delay.ts'
import { PriceIndicator, checkLength } from './indicator.ts'
import type { PriceKernel, PriceOptions } from './indicator.ts'

class RocKernel implements PriceKernel {
  private readonly past: Delay

  constructor(length: number) {
    this.past = new Delay(length)
  }

  next(x: number): number {
    const old = this.past.push(x)
    return (x - old) / old
  }
}

/**
 * The change over `length` bars as a part of the old value: 0.03 is a rise by three per cent.
 * @throws IndicatorError when `length` is not a positive whole number.
 */
export function roc(length: number, options?: PriceOptions): PriceIndicator {
  return new PriceIndicator(new RocKernel(checkLength('roc', length)), options)
}
