/** A venue in the middle of things, and orders that come to it. */
import type { BrokerInput } from '../../../../actors/broker/index.ts'
import type { OrderSubmit } from '../../../../src/events/index.ts'
import { bar, openVenue, order, type TestVenue } from './venue.ts'
import { words } from './words.ts'

type Prices = readonly [number, number, number, number]

/** A venue whose last bar closed at 100 at time 10; orders come at 10, later bars are one unit long. */
export function atHundred(input: BrokerInput = {}): TestVenue & { next(prices: Prices, at?: number): string[] } {
  const venue = openVenue({ symbols: ['AAA'], ...input })
  venue.send(bar([100, 101, 99, 100]))
  let now = 10
  return {
    ...venue,
    next(prices, at = now + 1) {
      now = at
      return words(venue.send(bar(prices, { at, openAt: at - 1 })))
    },
  }
}

export const at10 = (more: Partial<OrderSubmit>): OrderSubmit => order({ at: 10, timeInForce: 'gtc', ...more })
export const limit = (limitPrice: number, more: Partial<OrderSubmit> = {}): OrderSubmit =>
  at10({ orderType: 'limit', limitPrice, ...more })
