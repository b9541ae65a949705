/** Highest value of a window. */
import { ExtremeKernel } from './extreme.ts'
import { PriceIndicator, checkLength } from './indicator.ts'
import type { PriceOptions } from './indicator.ts'

/**
 * The highest of the last `length` values, the newest included; of the bars' highs where nothing else is
 * said. For a breakout above earlier bars compare with `previous`.
 * @throws IndicatorError when `length` is not a positive whole number.
 * @example highest(20), highest(20, { of: 'close' })
 */
export function highest(length: number, options: PriceOptions = { of: 'high' }): PriceIndicator {
  return new PriceIndicator(new ExtremeKernel(checkLength('highest', length), 1), options)
}
