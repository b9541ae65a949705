/** Which orders a bar makes the venue look at: with a reach those within it, without one all that are active. */
import { expect, test } from 'vitest'
import { barReach, fillOnBars, type FillModel, withReach } from '../../../actors/broker/index.ts'
import type { MarketBar, OrderSubmit } from '../../../src/events/index.ts'
import { bar, openVenue, order } from './support/venue.ts'

const KINDS = [
  ['buyLimit', 'buy', 'limit'],
  ['sellLimit', 'sell', 'limit'],
  ['buyStop', 'buy', 'stop'],
  ['sellStop', 'sell', 'stop'],
] as const

/** The orders at every price from 90 to 110 that were asked about on a bar, by kind. */
function askedOn(prices: MarketBar, reaching: boolean): Record<string, number[]> {
  const asked: Record<string, number[]> = { buyLimit: [], sellLimit: [], buyStop: [], sellStop: [] }
  const usual = fillOnBars()
  const counting: FillModel = (question) => {
    const { orderId, limitPrice, stopPrice } = question.order
    asked[orderId.split('/')[0]!]!.push((limitPrice ?? stopPrice)!)
    return usual(question)
  }
  const venue = openVenue({ symbols: ['AAA'], fill: reaching ? withReach(counting, barReach) : counting }, 'fast')
  for (let price = 90; price <= 110; price++)
    for (const [kind, side, orderType] of KINDS) {
      const at: Partial<OrderSubmit> = orderType === 'limit' ? { limitPrice: price } : { stopPrice: price }
      venue.send(order({ orderId: `${kind}/${price}`, side, orderType, ...at }))
    }
  venue.send(prices)
  return asked
}

const range = (from: number, to: number): number[] => Array.from({ length: to - from + 1 }, (_, n) => from + n)

test('with the reach of a bar: what its range comes to, and no more', () => {
  expect(askedOn(bar([100, 103, 98, 101]), true)).toEqual({
    buyLimit: range(98, 110),
    sellLimit: range(90, 103),
    buyStop: range(90, 103),
    sellStop: range(98, 110),
  })
})

test('without a reach: every order', () => {
  const all = range(90, 110)
  expect(askedOn(bar([100, 103, 98, 101]), false)).toEqual({
    buyLimit: all,
    sellLimit: all,
    buyStop: all,
    sellStop: all,
  })
})

test('after the nearest order is gone the next one is the nearest', () => {
  const venue = openVenue({ symbols: ['AAA'] }, 'fast')
  for (const limitPrice of [97, 99, 98]) venue.send(order({ orderId: `${limitPrice}`, orderType: 'limit', limitPrice }))
  const traded = [99, 98, 97].map((low, n) =>
    venue
      .send(bar([100, 101, low, 100], { at: 10 + n }))
      .flatMap((report) => ('orderId' in report ? report.orderId : [])),
  )
  expect(traded).toEqual([['99'], ['98'], ['97']])
})
