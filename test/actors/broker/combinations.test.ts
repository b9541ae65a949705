/** Instructions that make no sense, together or by themselves, are rejected by name. */
import { describe, expect, test } from 'vitest'
import type { OrderSubmit, RejectCode } from '../../../src/events/index.ts'
import { at10, atHundred, limit } from './support/at-hundred.ts'
import { order, replace } from './support/venue.ts'

describe('what makes no sense is rejected', () => {
  const trailing = { orderType: 'trailingStop', trailBy: 'price', trailOffset: 3 } as const
  const cases: [string, Partial<OrderSubmit>, RejectCode, Record<string, number>?][] = [
    ['a stop for the close', { orderType: 'stop', stopPrice: 101, timeInForce: 'atTheClose' }, 'invalidCombination'],
    ['an iceberg to market', { displayQuantity: 5 }, 'invalidCombination'],
    ['a post-only market order', { postOnly: true }, 'invalidCombination'],
    [
      'a peak and a minimum',
      { orderType: 'limit', limitPrice: 99, displayQuantity: 5, minQuantity: 5 },
      'invalidCombination',
    ],
    [
      'an iceberg at once',
      { orderType: 'limit', limitPrice: 99, displayQuantity: 5, timeInForce: 'ioc' },
      'invalidCombination',
    ],
    ['good till no date', { timeInForce: 'gtd' }, 'missingInstruction'],
    ['good till what is no instant', { timeInForce: 'gtd', expireTime: '2020-01-01' as never }, 'missingInstruction'],
    ['good till the past', { timeInForce: 'gtd', expireTime: 9 }, 'expireTimePassed', { expireTime: 9, at: 10 }],
    ['a date and not good till it', { expireTime: 20 }, 'superfluousInstruction'],
    ['a trail without a distance', { ...trailing, trailOffset: undefined }, 'missingInstruction'],
    ['a trail without a measure', { ...trailing, trailBy: undefined }, 'invalidTrail'],
    ['a trail at no distance', { ...trailing, trailOffset: 0 }, 'invalidTrail', { trailOffset: 0 }],
    ['a trail below nothing', { ...trailing, side: 'sell', trailBy: 'percent', trailOffset: 100 }, 'invalidTrail'],
    ['a trail in ticks of no tick', { ...trailing, trailBy: 'ticks' }, 'invalidTrail'],
    ['a trailing stop with a limit offset', { ...trailing, limitOffset: 1 }, 'superfluousInstruction'],
    ['a trailing stop-limit without', { ...trailing, orderType: 'trailingStopLimit' }, 'missingInstruction'],
    [
      'a trailing stop-limit with a limit',
      { ...trailing, orderType: 'trailingStopLimit', limitOffset: 1, limitPrice: 99 },
      'superfluousPrice',
    ],
    ['a limit that trails', { orderType: 'limit', limitPrice: 99, trailOffset: 1 }, 'superfluousInstruction'],
    ['a market order that watches', { triggerBy: 'mid' }, 'superfluousInstruction'],
    [
      'a trigger that watches what is not',
      { orderType: 'stop', stopPrice: 101, triggerBy: 'moon' as 'mid' },
      'unsupported',
    ],
    [
      'a peak above the quantity',
      { orderType: 'limit', limitPrice: 99, displayQuantity: 11 },
      'invalidDisplayQuantity',
      { displayQuantity: 11, quantity: 10 },
    ],
    ['a minimum above it', { minQuantity: 11 }, 'invalidMinQuantity', { minQuantity: 11, quantity: 10 }],
    [
      'a peak of a part of a unit, of whole units',
      { orderType: 'limit', limitPrice: 99, displayQuantity: 2.5 },
      'invalidDisplayQuantity',
      { displayQuantity: 2.5, quantity: 10 },
    ],
    ['a peak of nothing', { orderType: 'limit', limitPrice: 99, displayQuantity: 0 }, 'invalidDisplayQuantity'],
    [
      'a buy to be touched above the market',
      { orderType: 'marketIfTouched', stopPrice: 101 },
      'wrongSideTouch',
      { stop: 101, last: 100 },
    ],
    ['a sale to be touched below it', { side: 'sell', orderType: 'marketIfTouched', stopPrice: 99 }, 'wrongSideTouch'],
    ['a trailing sale that begins above the market', { ...trailing, side: 'sell', stopPrice: 101 }, 'wrongSideStop'],
  ]
  test.each(cases)('%s', (_words, change, code, facts) => {
    const venue = atHundred()
    const reports = venue.send(order({ at: 10, ...change }))
    expect(reports).toMatchObject([{ type: 'order.rejected', code, ...(facts === undefined ? {} : { facts }) }])
    for (const value of Object.values(facts ?? {}))
      expect((reports[0] as { text: string }).text).toContain(String(value))
    expect(venue.snapshot().context.orders.size).toBe(0)
  })
  test('off the lot', () => {
    const venue = atHundred({ instruments: { AAA: { lot: 5 } } })
    expect(venue.send(limit(99, { displayQuantity: 4 }))).toMatchObject([{ code: 'invalidDisplayQuantity' }])
  })
  test('a replacement below the minimum, and a limit for what has none', () => {
    const venue = atHundred()
    venue.send(limit(99, { minQuantity: 5 }))
    expect(venue.send(replace('o-1', { at: 10, quantity: 4 }))).toMatchObject([{ code: 'invalidMinQuantity' }])
    venue.send(
      at10({
        orderId: 'o-2',
        side: 'sell',
        orderType: 'trailingStopLimit',
        trailBy: 'price',
        trailOffset: 3,
        limitOffset: 1,
      }),
    )
    expect(venue.send(replace('o-2', { at: 10, limitPrice: 95 }))).toMatchObject([{ code: 'superfluousPrice' }])
    venue.send(at10({ orderId: 'o-3', orderType: 'marketToLimit' }))
    expect(venue.send(replace('o-3', { at: 10, limitPrice: 95 }))).toMatchObject([{ code: 'superfluousPrice' }])
  })
})
