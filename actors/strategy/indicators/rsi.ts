/** Relative strength index. */
import { wilderKernel } from './ema.ts'
import { PriceIndicator, checkLength } from './indicator.ts'
import type { EmaKernel } from './ema.ts'
import type { PriceKernel, PriceOptions } from './indicator.ts'

class RsiKernel implements PriceKernel {
  private readonly gains: EmaKernel
  private readonly losses: EmaKernel
  private last = NaN

  constructor(length: number) {
    this.gains = wilderKernel(length)
    this.losses = wilderKernel(length)
  }

  next(x: number): number {
    const change = x - this.last
    this.last = x
    if (change !== change) return NaN
    const gain = this.gains.next(change > 0 ? change : 0)
    const loss = this.losses.next(change < 0 ? -change : 0)
    if (gain !== gain) return NaN
    const both = gain + loss
    return both === 0 ? 50 : (100 * gain) / both
  }
}

/**
 * Wilder's relative strength index, 0 to 100: the share of gains among gains and losses, each smoothed by Wilder's average over `length`
 * changes. 50 while the price does not move at all. (J. W. Wilder, New Concepts in Technical Trading Systems, 1978.)
 * @throws IndicatorError when `length` is not a positive whole number.
 */
export function rsi(length = 14, options?: PriceOptions): PriceIndicator {
  return new PriceIndicator(new RsiKernel(checkLength('rsi', length)), options)
}
