/** Donchian channel. */
import { ExtremeKernel } from './extreme.ts'
import { Indicator, checkLength } from './indicator.ts'
import { Line } from './line.ts'
import type { PriceBar } from './indicator.ts'

/** `value` is the middle of the channel. */
export class Donchian extends Indicator {
  /** Highest high. */
  readonly upper = new Line()
  /** Lowest low. */
  readonly lower = new Line()
  private readonly highs: ExtremeKernel
  private readonly lows: ExtremeKernel

  constructor(length: number) {
    super()
    this.highs = new ExtremeKernel(length, 1)
    this.lows = new ExtremeKernel(length, -1)
  }

  push(bar: PriceBar): void {
    const upper = this.highs.next(bar.high)
    const lower = this.lows.next(bar.low)
    this.upper.settle(upper)
    this.lower.settle(lower)
    this.settle((upper + lower) / 2)
  }
}

/**
 * Highest high and lowest low of the last `length` bars, the newest included: for a breakout compare the price with `upper.previous`
 * (R. Donchian).
 * @throws IndicatorError when `length` is not a positive whole number.
 */
export function donchian(length = 20): Donchian {
  return new Donchian(checkLength('donchian', length))
}
