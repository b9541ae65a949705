/** Highest value of a window. */
import { ExtremeKernel } from './extreme.ts'
import { PriceIndicator, checkLength } from './indicator.ts'
import type { PriceOptions } from './indicator.ts'

/**
 * The highest of the last `length` values, the newest included. For a breakout above earlier bars compare with `previous`.
 * @throws IndicatorError when `length` is not a positive whole number.
 * @example highest(20, { of: 'high' })
 */
export function highest(length: number, options?: PriceOptions): PriceIndicator {
  return new PriceIndicator(new ExtremeKernel(checkLength('highest', length), 1), options)
}
