/** Average true range. */
import { wilderKernel } from './ema.ts'
import { BarIndicator, checkLength } from './indicator.ts'
import type { EmaKernel } from './ema.ts'
import type { BarKernel, PriceBar } from './indicator.ts'

class AtrKernel implements BarKernel {
  private readonly mean: EmaKernel
  private close = NaN

  constructor(length: number) {
    this.mean = wilderKernel(length)
  }

  next(bar: PriceBar): number {
    const { close } = this
    this.close = bar.close
    if (close !== close) return NaN
    return this.mean.next(Math.max(bar.high, close) - Math.min(bar.low, close))
  }
}

/**
 * Wilder's average true range over `length` bars, in the price's units. The first bar has no true range, as it has no close before it.
 * (J. W. Wilder, New Concepts in Technical Trading Systems, 1978.)
 * @throws IndicatorError when `length` is not a positive whole number.
 */
export function atr(length = 14): BarIndicator {
  return new BarIndicator(new AtrKernel(checkLength('atr', length)))
}
