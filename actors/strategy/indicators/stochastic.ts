/** Stochastic oscillator. */
import { ExtremeKernel } from './extreme.ts'
import { Indicator, checkLength } from './indicator.ts'
import { Line } from './line.ts'
import { SmaKernel } from './sma.ts'
import type { PriceBar } from './indicator.ts'

/** `value` is %K. `ready` once %D has a value too. */
export class Stochastic extends Indicator {
  /** The simple average of %K. */
  readonly d = new Line()
  private readonly highs: ExtremeKernel
  private readonly lows: ExtremeKernel
  private readonly smoothK: SmaKernel
  private readonly smoothD: SmaKernel

  constructor(length: number, smoothing: number, signal: number) {
    super()
    this.highs = new ExtremeKernel(length, 1)
    this.lows = new ExtremeKernel(length, -1)
    this.smoothK = new SmaKernel(smoothing)
    this.smoothD = new SmaKernel(signal)
  }

  push(bar: PriceBar): void {
    const high = this.highs.next(bar.high)
    const low = this.lows.next(bar.low)
    const range = high - low
    const raw = range === 0 ? 50 : (100 * (bar.close - low)) / range
    const k = raw === raw ? this.smoothK.next(raw) : NaN
    this.settle(k)
    this.d.settle(k === k ? this.smoothD.next(k) : NaN)
    this.ready = this.d.ready
  }
}

/**
 * Where the close stands between the lowest low and the highest high of `length` bars, 0 to 100 (50 where they are equal), as %K smoothed over
 * `smoothing` bars, and %D, its average over `signal` bars (G. Lane). `smoothing` 1 makes it the fast stochastic.
 * @throws IndicatorError when a length is not a positive whole number.
 */
export function stochastic(length = 14, smoothing = 3, signal = 3): Stochastic {
  return new Stochastic(
    checkLength('stochastic', length),
    checkLength('stochastic', smoothing),
    checkLength('stochastic', signal),
  )
}
