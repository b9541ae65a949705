/** Momentum. */
import { Delay } from './delay.ts'
import { PriceIndicator, checkLength } from './indicator.ts'
import type { PriceKernel, PriceOptions } from './indicator.ts'

class MomentumKernel implements PriceKernel {
  private readonly past: Delay

  constructor(length: number) {
    this.past = new Delay(length)
  }

  next(x: number): number {
    return x - this.past.push(x)
  }
}

/**
 * The change over `length` bars, in the price's units.
 * @throws IndicatorError when `length` is not a positive whole number.
 */
export function momentum(length: number, options?: PriceOptions): PriceIndicator {
  return new PriceIndicator(new MomentumKernel(checkLength('momentum', length)), options)
}
