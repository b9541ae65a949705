/** Requests: what is refused and why, cancels, cancel/replaces. */
import { describe, expect, test } from 'vitest'
import { cashAccount } from '../../../actors/broker/index.ts'
import type { OrderSubmit, RejectCode } from '../../../src/events/index.ts'
import { bar, cancel, openVenue, order, replace, typesOf } from './support/venue.ts'

const flat = [100, 101, 99, 100] as const
const limit = (more: Partial<OrderSubmit> = {}) =>
  order({ orderType: 'limit', limitPrice: 95, timeInForce: 'gtc', ...more })

describe('a new order is rejected', () => {
  const instruments = { AAA: { tick: 0.05, lot: 10 } }
  const cases: [string, Partial<OrderSubmit>, RejectCode, Record<string, number>?][] = [
    ['of nothing', { quantity: 0 }, 'invalidQuantity', { quantity: 0 }],
    ['of less than nothing', { quantity: -10 }, 'invalidQuantity', { quantity: -10 }],
    ['of no number', { quantity: Number.NaN }, 'invalidQuantity'],
    ['of everything', { quantity: Infinity }, 'invalidQuantity'],
    ['off the lot', { quantity: 15 }, 'offLot', { quantity: 15, lot: 10 }],
    ['of an unknown symbol', { symbol: 'ZZZ' }, 'unknownSymbol'],
    ['of a type that is not traded', { orderType: 'iceberg' as 'limit' }, 'unsupported'],
    ['of a time in force that is not known', { timeInForce: 'good' as 'day' }, 'unsupported'],
    ['of a side that is not known', { side: 'cross' as 'buy' }, 'unsupported'],
    ['market with a limit price', { limitPrice: 100 }, 'superfluousPrice', { price: 100 }],
    ['market with a stop price', { stopPrice: 100 }, 'superfluousPrice'],
    ['limit without a price', { orderType: 'limit' }, 'missingPrice'],
    ['limit with a stop price', { orderType: 'limit', limitPrice: 100, stopPrice: 99 }, 'superfluousPrice'],
    ['stop without a price', { orderType: 'stop' }, 'missingPrice'],
    ['stop with a limit price', { orderType: 'stop', stopPrice: 101, limitPrice: 99 }, 'superfluousPrice'],
    ['stop-limit without a limit', { orderType: 'stopLimit', stopPrice: 101 }, 'missingPrice'],
    ['stop-limit without a stop', { orderType: 'stopLimit', limitPrice: 101 }, 'missingPrice'],
    ['limit at no price', { orderType: 'limit', limitPrice: 0 }, 'invalidPrice', { price: 0 }],
    ['stop at no number', { orderType: 'stop', stopPrice: Number.NaN }, 'invalidPrice'],
    ['limit off the tick', { orderType: 'limit', limitPrice: 99.97 }, 'offTick', { price: 99.97, tick: 0.05 }],
    ['stop off the tick', { orderType: 'stop', stopPrice: 101.01 }, 'offTick'],
    [
      'buy stop below the last price',
      { orderType: 'stop', stopPrice: 99.95 },
      'wrongSideStop',
      { stop: 99.95, last: 100 },
    ],
    ['sell stop above the last price', { side: 'sell', orderType: 'stop', stopPrice: 100.05 }, 'wrongSideStop'],
  ]
  test.each(cases)('%s', (_words, change, code, facts) => {
    const venue = openVenue({ symbols: ['AAA'], instruments })
    venue.send(bar(flat))
    const reports = venue.send(order(change))
    expect(reports).toMatchObject([
      { type: 'order.rejected', execType: 'Rejected', ordStatus: 'Rejected', code, leavesQty: 0 },
    ])
    if (facts !== undefined) expect(reports).toMatchObject([{ facts }])
    for (const value of Object.values(facts ?? {}))
      expect((reports[0] as { text: string }).text).toContain(String(value))
    expect(venue.snapshot().context.orders.size).toBe(0)
  })

  test('a price on the tick is taken in spite of binary fractions', () => {
    const venue = openVenue({ symbols: ['AAA'], instruments: { AAA: { tick: 0.01, lot: 0.1 } } })
    for (let cents = 1; cents < 2_000; cents += 7)
      expect(typesOf(venue.send(limit({ orderId: `o-${cents}`, limitPrice: cents / 100, quantity: 0.3 })))).toEqual([
        'order.accepted',
      ])
  })

  test('a stop at the last price is not beyond it', () => {
    const venue = openVenue({ symbols: ['AAA'] })
    venue.send(bar(flat))
    expect(typesOf(venue.send(order({ orderType: 'stop', stopPrice: 100 })))).toEqual(['order.accepted'])
    expect(typesOf(venue.send(order({ orderId: 'o-2', side: 'sell', orderType: 'stop', stopPrice: 100 })))).toEqual([
      'order.accepted',
    ])
  })

  test('a stop beyond the last price triggers on its first bar where that is wanted', () => {
    const venue = openVenue({ symbols: ['AAA'], wrongSideStop: 'trigger' })
    venue.send(bar(flat))
    expect(typesOf(venue.send(order({ orderType: 'stop', stopPrice: 50 })))).toEqual(['order.accepted'])
    expect(typesOf(venue.send(bar(flat, { at: 11 })))).toEqual(['order.triggered', 'order.filled'])
  })

  test('while no price is known no stop is beyond it', () => {
    const venue = openVenue({ symbols: ['AAA'] })
    expect(typesOf(venue.send(order({ orderType: 'stop', stopPrice: 50 })))).toEqual(['order.accepted'])
  })

  test('a second order of the same id, also when the first is closed', () => {
    const venue = openVenue({ symbols: ['AAA'] })
    venue.send(order())
    expect(venue.send(order())).toMatchObject([{ type: 'order.rejected', code: 'duplicateOrder' }])
    venue.send(bar(flat))
    expect(venue.send(order())).toMatchObject([{ type: 'order.rejected', code: 'duplicateOrder' }])
  })

  test('without a list of symbols one is known from its first bar on', () => {
    const venue = openVenue()
    expect(venue.send(order())).toMatchObject([{ code: 'unknownSymbol' }])
    venue.send(bar(flat))
    expect(typesOf(venue.send(order({ orderId: 'o-2' })))).toEqual(['order.accepted'])
  })

  test('by a credit model', () => {
    const credit = { ...cashAccount({ cash: 0 }), entry: () => ({ text: 'no', facts: { short: 1 } }) }
    const venue = openVenue({ symbols: ['AAA'], credit })
    expect(venue.send(order())).toMatchObject([{ code: 'insufficientFunds', text: 'no', facts: { short: 1 } }])
  })
})

describe('cancel', () => {
  test('is answered at once, under its own name', () => {
    const venue = openVenue({ symbols: ['AAA'] })
    venue.send(limit())
    expect(venue.send(cancel('o-1'))).toMatchObject([
      {
        type: 'order.canceled',
        execType: 'Canceled',
        ordStatus: 'Canceled',
        clOrdId: 'o-1/2',
        origClOrdId: 'o-1/1',
        reason: 'requested',
        orderQty: 10,
        cumQty: 0,
        leavesQty: 0,
      },
    ])
    expect(venue.send(bar([90, 91, 89, 90]))).toEqual([])
  })

  test('of an unknown order is rejected', () => {
    const venue = openVenue({ symbols: ['AAA'] })
    expect(venue.send(cancel('o-9'))).toMatchObject([
      {
        type: 'order.cancelRejected',
        orderId: 'o-9',
        ordStatus: 'Rejected',
        code: 'unknownOrder',
        origClOrdId: 'o-9/1',
      },
    ])
  })

  test('of a closed order comes too late, and says what became of it', () => {
    const venue = openVenue({ symbols: ['AAA'] })
    venue.send(order())
    venue.send(bar(flat))
    expect(venue.send(cancel('o-1'))).toMatchObject([
      { type: 'order.cancelRejected', ordStatus: 'Filled', code: 'tooLate', cumQty: 10, leavesQty: 0, avgPx: 100 },
    ])
  })

  test('closed orders are remembered for a while only', () => {
    const venue = openVenue({ symbols: ['AAA'] }, 'fast')
    for (let n = 1; n <= 3_000; n++) {
      venue.send(order({ orderId: `o-${n}`, at: n * 2 }))
      venue.send(bar(flat, { at: n * 2 + 1, openAt: n * 2 }))
    }
    expect(venue.send(cancel('o-2900'))).toMatchObject([{ code: 'tooLate' }])
    expect(venue.send(cancel('o-3'))).toMatchObject([{ code: 'unknownOrder' }])
    const { orders, closed, closedBefore } = venue.snapshot().context
    expect(orders.size).toBe(0)
    expect(closed.size + closedBefore.size).toBeLessThanOrEqual(1_024)
  })
})

describe('cancel/replace', () => {
  test('changes what it names and leaves the rest', () => {
    const venue = openVenue({ symbols: ['AAA'] })
    venue.send(limit())
    expect(venue.send(replace('o-1', { limitPrice: 96 }))).toMatchObject([
      {
        type: 'order.replaced',
        execType: 'Replaced',
        ordStatus: 'New',
        clOrdId: 'o-1/2',
        origClOrdId: 'o-1/1',
        orderQty: 10,
        leavesQty: 10,
        limitPrice: 96,
      },
    ])
    expect(venue.send(bar([97, 98, 96, 97]))).toMatchObject([{ type: 'order.filled', clOrdId: 'o-1/2', lastPx: 96 }])
  })

  test('a new stop price moves a stop', () => {
    const venue = openVenue({ symbols: ['AAA'] })
    venue.send(order({ side: 'sell', orderType: 'stop', stopPrice: 90 }))
    venue.send(replace('o-1', { stopPrice: 97 }))
    expect(venue.send(bar([99, 100, 96, 98]))).toMatchObject([{ type: 'order.triggered' }, { lastPx: 97 }])
  })

  const pair = (change: Parameters<typeof replace>[1]): string[] => {
    const venue = openVenue({ symbols: ['AAA'] })
    venue.send(limit({ orderId: 'first' }))
    venue.send(limit({ orderId: 'second' }))
    venue.send(replace('first', { clOrdId: 'r', ...change }))
    return venue.send(bar([90, 91, 89, 90])).map((report) => (report as { orderId: string }).orderId)
  }
  test('less at the same price keeps the place in time', () =>
    expect(pair({ quantity: 5 })).toEqual(['first', 'second']))
  test('nothing new keeps it too', () => expect(pair({ limitPrice: 95 })).toEqual(['first', 'second']))
  test('more loses it', () => expect(pair({ quantity: 15 })).toEqual(['second', 'first']))
  test('another price loses it', () => expect(pair({ limitPrice: 96 })).toEqual(['second', 'first']))

  test('with another price it trades only on bars that open after it', () => {
    const venue = openVenue({ symbols: ['AAA'] })
    venue.send(limit())
    venue.send(replace('o-1', { limitPrice: 96, at: 5 }))
    expect(venue.send(bar([90, 91, 89, 90], { at: 10, openAt: 4 }))).toEqual([])
    expect(typesOf(venue.send(bar([90, 91, 89, 90], { at: 11, openAt: 5 })))).toEqual(['order.filled'])
  })

  test('at or below what is executed it means: no more', () => {
    const venue = openVenue({ symbols: ['AAA'], volume: () => 4 })
    venue.send(limit())
    venue.send(bar([90, 91, 89, 90]))
    expect(venue.send(replace('o-1', { quantity: 3 }))).toMatchObject([
      { type: 'order.replaced', ordStatus: 'Filled', orderQty: 4, cumQty: 4, leavesQty: 0 },
    ])
    expect(venue.snapshot().context.orders.size).toBe(0)
    expect(venue.send(bar([90, 91, 89, 90], { at: 12 }))).toEqual([])
  })

  const refused: [string, OrderSubmit, Parameters<typeof replace>[1], RejectCode][] = [
    ['to nothing', limit(), { quantity: 0 }, 'invalidQuantity'],
    ['off the lot', limit(), { quantity: 3 }, 'offLot'],
    ['off the tick', limit(), { limitPrice: 95.01 }, 'offTick'],
    ['to no price', limit(), { limitPrice: -1 }, 'invalidPrice'],
    ['a limit on a market order', order(), { limitPrice: 95 }, 'superfluousPrice'],
    ['a stop on a limit order', limit(), { stopPrice: 105 }, 'superfluousPrice'],
    ['a stop to the wrong side', order({ orderType: 'stop', stopPrice: 105 }), { stopPrice: 95 }, 'wrongSideStop'],
  ]
  test.each(refused)('is rejected: %s', (_words, submit, change, code) => {
    const venue = openVenue({ symbols: ['AAA'], instruments: { AAA: { tick: 0.05, lot: 5 } } })
    venue.send(bar(flat))
    venue.send({ ...submit, at: 20 })
    expect(venue.send(replace('o-1', { at: 21, ...change }))).toMatchObject([
      { type: 'order.replaceRejected', code, ordStatus: 'New', orderQty: 10, leavesQty: 10, origClOrdId: 'o-1/1' },
    ])
  })

  test('a stop that was hit has no stop price any more', () => {
    const venue = openVenue({ symbols: ['AAA'] })
    venue.send(order({ orderType: 'stopLimit', stopPrice: 101, limitPrice: 90, timeInForce: 'gtc' }))
    venue.send(bar([100, 102, 99, 100]))
    expect(venue.send(replace('o-1', { stopPrice: 110 }))).toMatchObject([{ code: 'superfluousPrice' }])
    expect(venue.send(replace('o-1', { clOrdId: 'again', limitPrice: 99 }))).toMatchObject([{ type: 'order.replaced' }])
    expect(venue.send(bar([100, 102, 99, 100], { at: 20 }))).toMatchObject([{ type: 'order.filled', lastPx: 99 }])
  })

  test('of a closed order comes too late, of an unknown one it is unknown', () => {
    const venue = openVenue({ symbols: ['AAA'] })
    venue.send(order())
    venue.send(bar(flat))
    expect(venue.send(replace('o-1', { quantity: 20 }))).toMatchObject([
      { type: 'order.replaceRejected', code: 'tooLate', ordStatus: 'Filled' },
    ])
    expect(venue.send(replace('o-2', { quantity: 20 }))).toMatchObject([
      { type: 'order.replaceRejected', code: 'unknownOrder', ordStatus: 'Rejected' },
    ])
  })
})

test('a request that comes a second time changes nothing, and is reported', () => {
  const venue = openVenue({ symbols: ['AAA'], name: 'nyse' })
  venue.send(limit())
  venue.send(replace('o-1', { quantity: 5 }))
  expect(venue.send(replace('o-1', { quantity: 8 }))).toMatchObject([
    { type: 'order.duplicate', orderId: 'o-1', owner: 'nyse', event: 'order.replace' },
  ])
})
