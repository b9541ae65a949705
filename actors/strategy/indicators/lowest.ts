/** Lowest value of a window. */
import { ExtremeKernel } from './extreme.ts'
import { PriceIndicator, checkLength } from './indicator.ts'
import type { PriceOptions } from './indicator.ts'

/**
 * The lowest of the last `length` values, the newest included; of the bars' lows where nothing else is
 * said. For a break below earlier bars compare with `previous`.
 * @throws IndicatorError when `length` is not a positive whole number.
 * @example lowest(20), lowest(20, { of: 'close' })
 */
export function lowest(length: number, options: PriceOptions = { of: 'low' }): PriceIndicator {
  return new PriceIndicator(new ExtremeKernel(checkLength('lowest', length), -1), options)
}
