/** What portfolio and venue say of an order that is being explained, and of no other: why they did, and did not, do what. */
import type { RefusalCode } from './signal.ts'
import type { Micros } from './time.ts'

/** Something happened in the market of a working order, and it did not trade. `code` is one of the venue's closed list of reasons. */
export interface VenueUnfilled {
  readonly type: 'venue.unfilled'
  readonly at: Micros
  readonly orderId: string
  readonly symbol: string
  /** Type of the market event; `order.submit` where it ended on its arrival. */
  readonly on: string
  readonly code: string
  readonly facts: Readonly<Record<string, number>>
  /** What the numbers do not say: by which order the volume was used up, for instance. */
  readonly text?: string
}

/** The portfolio sized an order, or held it against one of its limits. */
export interface PortfolioChecked {
  readonly type: 'portfolio.checked'
  readonly at: Micros
  readonly orderId: string
  readonly symbol: string
  readonly code: 'sizing' | RefusalCode
  readonly passed: boolean
  readonly facts: Readonly<Record<string, number>>
}

export type WatchEvent = VenueUnfilled | PortfolioChecked
