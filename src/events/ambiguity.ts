/** What a bar leaves open. */
import type { Micros } from './time.ts'

/**
 * - `bothSides`: inside one bar the market reached an order below its open and one above it;
 * - `limitAfterStop`: a stop was hit inside the bar, and its limit lies within the bar, on the way back or not.
 */
export type AmbiguityCode = 'bothSides' | 'limitAfterStop'

/** The result of a bar depends on the order in which its prices came, which a bar does not say. */
export interface VenueAmbiguity {
  readonly type: 'venue.ambiguity'
  readonly at: Micros
  readonly symbol: string
  readonly code: AmbiguityCode
  readonly orderId: string
  readonly otherOrderId?: string | undefined
  /** Which rule decided: the venue's path policy, `none` where it has none. */
  readonly policy: string
  /** The bar's prices, those of the orders, and the position before them. */
  readonly facts: Readonly<Record<string, number>>
}
