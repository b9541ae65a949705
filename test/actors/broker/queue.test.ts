/** Queue models: whose turn it is when a bar has come, and on which bar. */
import { describe, expect, test } from 'vitest'
import {
  type BrokerInput,
  cashAccount,
  fillAt,
  type FillModel,
  oldestFirst,
  type QueueModel,
} from '../../../actors/broker/index.ts'
import { bar, openVenue, order, typesOf } from './support/venue.ts'

const venueOf = (queue: QueueModel, input: BrokerInput = {}) => openVenue({ symbols: ['AAA', 'BBB'], queue, ...input })

const tradesOf = (reports: readonly { readonly type: string }[]) =>
  reports.filter(({ type }) => type === 'order.filled') as unknown as {
    orderId: string
    lastPx: number
    lastQty: number
  }[]

/** Sales before purchases, so that what they bring can be spent on the same bar. */
const salesFirst: QueueModel = ({ bar: { symbol }, waiting, turn }) => {
  for (const side of ['sell', 'buy'])
    for (const { order: one } of waiting()) if (one.symbol === symbol && one.side === side) turn(one.orderId)
}

describe('a queue model', () => {
  test('serves in its own order', () => {
    const orders = [order({ orderId: 'buy' }), order({ orderId: 'sell', side: 'sell' })]
    const traded = (queue: QueueModel) => {
      const venue = venueOf(queue, { credit: cashAccount({ cash: 0 }) })
      for (const one of orders) venue.send(one)
      return tradesOf(venue.send(bar([100, 101, 99, 100], { at: 10 }))).map(({ orderId }) => orderId)
    }
    expect(traded(oldestFirst)).toEqual(['sell'])
    expect(traded(salesFirst)).toEqual(['sell', 'buy'])
  })

  test('gives no turn in a halt, and an order may not trade at a close of one', () => {
    const venue = venueOf(oldestFirst, { timing: 'same-close' })
    venue.send({ type: 'market.session', at: 5, phase: 'halted', day: 0, symbol: 'AAA' })
    venue.send(order({ orderId: 'o-1' }))
    expect(venue.send(bar([100, 101, 99, 100], { at: 10 }))).toEqual([])
    expect(typesOf(venue.send(order({ orderId: 'o-2', at: 10 })))).toEqual(['order.accepted'])
  })

  test('need not serve anybody', () => {
    const venue = venueOf(() => {})
    venue.send(order())
    expect(venue.send(bar([100, 101, 99, 100], { at: 10 }))).toEqual([])
  })

  test('may give an order several turns on a bar, each of them asks anew and knows what has traded', () => {
    const used: number[] = []
    const turns: number[] = []
    const venue = venueOf(
      ({ waiting, turn }) => {
        for (const { order: one } of waiting()) turns.push(turn(one.orderId), turn(one.orderId), turn(one.orderId))
      },
      {
        volume: ({ usedVolume, quantity }) => {
          used.push(usedVolume)
          return Math.min(6, quantity)
        },
      },
    )
    venue.send(order({ quantity: 10 }))
    const reports = venue.send(bar([100, 101, 99, 100], { at: 10 }))
    expect(tradesOf(reports).map(({ lastQty }) => lastQty)).toEqual([6, 4])
    expect(used).toEqual([0, 6])
    expect(turns).toEqual([6, 4, 0])
  })

  test('may serve one symbol when the bar of another comes: on its own last bar, with the close before that', () => {
    const seen: (number | undefined)[] = []
    const note: FillModel = ({ bar: { open }, previousClose }) => {
      seen.push(open, previousClose)
      return fillAt(open, 'open')
    }
    const venue = venueOf(
      ({ bar: { symbol }, waiting, turn }) => {
        if (symbol === 'BBB') for (const { order: one } of waiting()) turn(one.orderId)
      },
      { fill: note },
    )
    venue.send(bar([90, 90, 90, 91], { at: 1 }))
    venue.send(order({ symbol: 'AAA' }))
    expect(venue.send(bar([100, 101, 99, 100.5], { at: 10 }))).toEqual([])
    expect(tradesOf(venue.send(bar([50, 50, 50, 50], { at: 10, symbol: 'BBB' })))).toMatchObject([{ lastPx: 100 }])
    expect(seen).toEqual([100, 91])
  })

  test('cannot serve a symbol without a bar, one that is halted, or an order that is gone', () => {
    const answers: number[] = []
    const venue = venueOf(({ turn }) => {
      answers.push(turn('a'), turn('b'), turn('nobody'))
    })
    venue.send(order({ orderId: 'a', symbol: 'AAA' }))
    venue.send(order({ orderId: 'b', symbol: 'BBB' }))
    venue.send({ type: 'market.session', at: 5, phase: 'halted', day: 1, symbol: 'AAA' })
    expect(typesOf(venue.send(bar([100, 101, 99, 100], { at: 10 })))).toEqual([])
    expect(answers).toEqual([0, 0, 0])
  })

  test('may end orders, and what is gone cannot end again', () => {
    const venue = venueOf(({ waiting, cancel, expire }) => {
      for (const { order: one } of waiting()) {
        if (one.side === 'buy') cancel(one.orderId)
        else expire(one.orderId)
        cancel(one.orderId)
      }
    })
    venue.send(order({ orderId: 'a' }))
    venue.send(order({ orderId: 'b', side: 'sell' }))
    expect(venue.send(bar([100, 101, 99, 100], { at: 10 }))).toMatchObject([
      { type: 'order.canceled', orderId: 'a', reason: 'unsolicited', ordStatus: 'Canceled' },
      { type: 'order.expired', orderId: 'b', ordStatus: 'Expired' },
    ])
    expect(venue.snapshot().context.orders.size).toBe(0)
  })

  test('sees a child once its parent has traded, on the same bar if it looks again', () => {
    const seen: string[][] = []
    const venue = venueOf(({ waiting, turn }) => {
      for (let round = 0; round < 2; round++) {
        seen.push(waiting().map(({ order: one }) => one.orderId))
        turn('child')
        for (const { order: one } of waiting()) turn(one.orderId)
      }
    })
    venue.send(order({ orderId: 'parent' }))
    venue.send(order({ orderId: 'child', side: 'sell', orderType: 'limit', limitPrice: 100.5, parentId: 'parent' }))
    const reports = venue.send(bar([100, 101, 99, 100], { at: 10 }))
    expect(tradesOf(reports).map(({ orderId }) => orderId)).toEqual(['parent', 'child'])
    expect(seen).toEqual([['parent'], ['child']])
  })
})
