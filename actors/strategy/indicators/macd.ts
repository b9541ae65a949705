/** Moving average convergence/divergence. */
import { EmaKernel } from './ema.ts'
import { IndicatorError, PriceIndicator, checkLength } from './indicator.ts'
import { Line } from './line.ts'
import type { PriceBar, PriceKernel, PriceOptions } from './indicator.ts'

class DifferenceKernel implements PriceKernel {
  private readonly fast: EmaKernel
  private readonly slow: EmaKernel

  constructor(fast: number, slow: number) {
    this.fast = new EmaKernel(fast, 2 / (fast + 1))
    this.slow = new EmaKernel(slow, 2 / (slow + 1))
  }

  next(x: number): number {
    return this.fast.next(x) - this.slow.next(x)
  }
}

/** `value` is the MACD line. `ready` once the signal line has a value too. */
export class Macd extends PriceIndicator {
  /** The exponential average of the MACD line. */
  readonly signal = new Line()
  /** The MACD line less its signal line. */
  readonly histogram = new Line()
  private readonly smooth: EmaKernel

  constructor(fast: number, slow: number, signal: number, options?: PriceOptions) {
    super(new DifferenceKernel(fast, slow), options)
    this.smooth = new EmaKernel(signal, 2 / (signal + 1))
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
    const { value } = this
    const signal = value === value ? this.smooth.next(value) : NaN
    this.signal.settle(signal)
    this.histogram.settle(value - signal)
    this.ready = this.signal.ready
  }
}

/**
 * The difference of a fast and a slow exponential average, with its own exponential average as signal line (G. Appel).
 * @throws IndicatorError when a length is not a positive whole number, or the fast one is not below the slow one.
 */
export function macd(fast = 12, slow = 26, signal = 9, options?: PriceOptions): Macd {
  checkLength('macd', fast)
  checkLength('macd', slow)
  checkLength('macd', signal)
  if (fast >= slow)
    throw new IndicatorError(
      'invalidParameter',
      `macd(${fast}, ${slow}, ${signal}): the fast length must be below the slow one`,
      {
        fast,
        slow,
      },
    )
  return new Macd(fast, slow, signal, options)
}
