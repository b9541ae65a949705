/** A price of the bar as a line, so that it can be compared and crossed like an indicator. */
import { PriceIndicator } from './indicator.ts'
import type { PriceField, PriceKernel } from './indicator.ts'

const itself: PriceKernel = { next: (x) => x }

/** @example crossed(price('close')).above(bands.upper) */
export function price(of: PriceField = 'close'): PriceIndicator {
  return new PriceIndicator(itself, { of })
}
