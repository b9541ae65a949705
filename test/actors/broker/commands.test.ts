/** What a venue does by itself: busts, corrections, cancels, changes, suspensions, the end of an order's day. */
import { describe, expect, test } from 'vitest'
import { bps, cashAccount, perShare } from '../../../actors/broker/index.ts'
import type { BrokerInput } from '../../../actors/broker/index.ts'
import { bar, cancel, openVenue, order, replace, session, typesOf, type TestVenue } from './support/venue.ts'

const flat = [100, 101, 99, 100] as const
const limit = order({ orderType: 'limit', limitPrice: 95, timeInForce: 'gtc' })

/** A venue at which o-1, of 10, has traded `traded` at 100, by the execution e-2. */
function traded(quantity: number, input: BrokerInput = {}): TestVenue {
  const venue = openVenue({ symbols: ['AAA'], volume: () => quantity, ...input })
  venue.send(order({ timeInForce: 'gtc' }))
  venue.send(bar(flat))
  return venue
}

describe('a bust', () => {
  test('of a working order gives its quantity back to it', () => {
    const venue = traded(4)
    expect(venue.send({ type: 'venue.bust', at: 20, execId: 'e-2' })).toMatchObject([
      {
        type: 'order.tradeCanceled',
        execType: 'TradeCancel',
        at: 20,
        execRefId: 'e-2',
        lastQty: 4,
        lastPx: 100,
        commission: 0,
        ordStatus: 'New',
        cumQty: 0,
        leavesQty: 10,
        avgPx: 0,
      },
    ])
    expect(venue.send(bar(flat, { at: 30 }))).toMatchObject([{ type: 'order.filled', cumQty: 4 }])
  })

  test('of a filled order does not bring it back to work', () => {
    const venue = traded(10)
    expect(venue.send({ type: 'venue.bust', execId: 'e-2' })).toMatchObject([
      { type: 'order.tradeCanceled', cumQty: 0, leavesQty: 0 },
    ])
    expect(venue.send(bar(flat, { at: 30 }))).toEqual([])
  })

  test('gives back what was charged, or leaves some of it, and the account follows', () => {
    const credit = cashAccount({ cash: 10_000 })
    const account = (venue: TestVenue) => venue.snapshot().context.account
    const venue = traded(4, { commission: perShare(1), credit })
    expect(account(venue)).toEqual({ cash: 9_596, positions: { AAA: 4 } })
    venue.send({ type: 'venue.bust', execId: 'e-2', commission: 1 })
    expect(account(venue)).toEqual({ cash: 9_999, positions: { AAA: 0 } })
  })
})

describe('a correction', () => {
  test('changes what is named, and is the execution from then on', () => {
    const venue = traded(4, { commission: perShare(1), credit: cashAccount({ cash: 10_000 }) })
    expect(venue.send({ type: 'venue.correct', execId: 'e-2', price: 99, quantity: 3 })).toMatchObject([
      { type: 'order.tradeCorrected', execRefId: 'e-2', lastQty: 3, lastPx: 99, commission: 4, cumQty: 3, avgPx: 99 },
    ])
    expect(venue.snapshot().context.account).toEqual({ cash: 10_000 - 3 * 99 - 4, positions: { AAA: 3 } })
    expect(venue.send({ type: 'venue.bust', execId: 'e-2' })).toMatchObject([
      { type: 'broker.refused', command: 'venue.bust', code: 'notPossible', execId: 'e-2' },
    ])
    expect(venue.send({ type: 'venue.bust', execId: 'e-3' })).toMatchObject([{ type: 'order.tradeCanceled' }])
  })

  test.each([
    [{ quantity: 11 }, 'notPossible'],
    [{ quantity: 0 }, 'invalidQuantity'],
    [{ price: NaN }, 'invalidPrice'],
  ])('to %j is refused', (change, code) => {
    const venue = traded(4)
    const before = structuredClone(venue.snapshot().context.orders.get('o-1')!.record.context)
    expect(venue.send({ type: 'venue.correct', execId: 'e-2', ...change })).toMatchObject([
      { type: 'broker.refused', command: 'venue.correct', code },
    ])
    expect(venue.snapshot().context.orders.get('o-1')!.record.context).toEqual(before)
  })
})

test('what nobody knows cannot be changed', () => {
  const venue = traded(10)
  expect(venue.send({ type: 'venue.bust', execId: 'e-77' })).toMatchObject([{ code: 'unknownExecution' }])
  expect(venue.send({ type: 'venue.cancel', orderId: 'o-1' })).toMatchObject([{ code: 'tooLate', orderId: 'o-1' }])
  expect(venue.send({ type: 'venue.cancel', orderId: 'o-2' })).toMatchObject([{ code: 'unknownOrder' }])
})

test('an order is canceled that nobody asked to cancel', () => {
  const venue = openVenue({ symbols: ['AAA'] })
  venue.send(limit)
  expect(venue.send({ type: 'venue.cancel', orderId: 'o-1' })).toMatchObject([
    { type: 'order.canceled', reason: 'unsolicited', clOrdId: 'o-1/1', origClOrdId: undefined, leavesQty: 0 },
  ])
  expect(venue.snapshot().context.orders.size).toBe(0)
})

describe('a restatement', () => {
  test('changes the terms, and the order trades by them on bars that open later', () => {
    const venue = openVenue({ symbols: ['AAA'] })
    venue.send(limit)
    expect(venue.send({ type: 'venue.restate', at: 20, orderId: 'o-1', limitPrice: 101, quantity: 4 })).toMatchObject([
      { type: 'order.restated', limitPrice: 101, orderQty: 4, leavesQty: 4, clOrdId: 'o-1/1' },
    ])
    expect(venue.send(bar(flat, { at: 20 }))).toEqual([])
    expect(venue.send(bar(flat, { at: 21 }))).toMatchObject([{ type: 'order.filled', lastQty: 4, lastPx: 100 }])
  })

  test('to what is executed fills the order', () => {
    const venue = traded(4)
    expect(venue.send({ type: 'venue.restate', orderId: 'o-1', quantity: 4 })).toMatchObject([
      { type: 'order.restated', orderQty: 4, leavesQty: 0, ordStatus: 'Filled' },
    ])
    expect(venue.snapshot().context.orders.size).toBe(0)
    expect(venue.snapshot().context.books.get('AAA')!.market).toEqual([])
  })

  test('to nothing is refused', () => {
    const venue = traded(4)
    expect(venue.send({ type: 'venue.restate', orderId: 'o-1', quantity: 0 })).toMatchObject([
      { type: 'broker.refused', code: 'invalidQuantity' },
    ])
  })

  test('of a price that the order does not take is refused', () => {
    const venue = traded(4)
    expect(venue.send({ type: 'venue.restate', orderId: 'o-1', limitPrice: 90 })).toMatchObject([
      { type: 'broker.refused', code: 'superfluousPrice' },
    ])
  })
})

describe('a suspended order', () => {
  test('does not trade, can be changed and canceled, and goes on when it is resumed', () => {
    const venue = openVenue({ symbols: ['AAA'], slippage: bps(0) })
    venue.send(order({ timeInForce: 'gtc' }))
    expect(venue.send({ type: 'venue.suspend', orderId: 'o-1' })).toMatchObject([
      { type: 'order.suspended', ordStatus: 'Suspended', leavesQty: 10 },
    ])
    expect(venue.send(bar(flat))).toEqual([])
    expect(venue.send(replace('o-1', { quantity: 20 }))).toMatchObject([{ type: 'order.replaced', orderQty: 20 }])
    expect(venue.send(bar(flat, { at: 20 }))).toEqual([])
    expect(venue.send({ type: 'venue.resume', at: 20, orderId: 'o-1' })).toMatchObject([
      { type: 'order.resumed', ordStatus: 'New' },
    ])
    expect(venue.send({ type: 'venue.resume', at: 20, orderId: 'o-1' })).toMatchObject([{ code: 'notPossible' }])
    expect(venue.send(bar(flat, { at: 20 }))).toEqual([])
    expect(venue.send(bar(flat, { at: 30 }))).toMatchObject([{ type: 'order.filled', lastQty: 20 }])
  })

  test('can be canceled', () => {
    const venue = openVenue({ symbols: ['AAA'] })
    venue.send(limit)
    venue.send({ type: 'venue.suspend', orderId: 'o-1' })
    expect(typesOf(venue.send(cancel('o-1')))).toEqual(['order.canceled'])
  })
})

describe('the end of an order’s day', () => {
  test('closes a day order; any other waits for the next day, which restates it', () => {
    const venue = openVenue({ symbols: ['AAA'] })
    venue.send(session('open'))
    venue.send({ ...limit, limitPrice: 100 })
    venue.send({ ...limit, orderId: 'o-2', timeInForce: 'day' })
    expect(venue.send({ type: 'venue.doneForDay', at: 5 })).toMatchObject([
      { type: 'order.doneForDay', orderId: 'o-1', ordStatus: 'DoneForDay', leavesQty: 10 },
      { type: 'order.doneForDay', orderId: 'o-2', leavesQty: 0 },
    ])
    expect(venue.send({ type: 'venue.doneForDay', at: 6 })).toEqual([])
    expect(venue.send(bar(flat))).toEqual([])
    venue.send(session('halted', 11))
    expect(venue.send(session('open', 12))).toEqual([])
    venue.send(session('closed', 13))
    expect(venue.send(session('open', 20))).toMatchObject([
      { type: 'order.restated', orderId: 'o-1', ordStatus: 'New', leavesQty: 10, at: 20 },
    ])
    expect(venue.send(bar(flat, { at: 30 }))).toMatchObject([{ type: 'order.filled', orderId: 'o-1' }])
  })

  test('comes with every close where that is the rule', () => {
    const venue = openVenue({ symbols: ['AAA'], overnight: 'doneForDay' })
    venue.send(session('open'))
    venue.send(limit)
    venue.send({ ...limit, orderId: 'o-2', timeInForce: 'day' })
    expect(typesOf(venue.send(session('closed', 13)))).toEqual(['order.expired', 'order.doneForDay'])
    expect(typesOf(venue.send(session('open', 20)))).toEqual(['order.restated'])
    expect(typesOf(venue.send(session('closed', 23)))).toEqual(['order.doneForDay'])
    expect(typesOf(venue.send(cancel('o-1', 'x', 24)))).toEqual(['order.canceled'])
    expect(venue.send(session('open', 30))).toEqual([])
  })

  test('of one order leaves the others at work', () => {
    const venue = openVenue({ symbols: ['AAA'] })
    venue.send(limit)
    venue.send({ ...limit, orderId: 'o-2' })
    expect(venue.send({ type: 'venue.doneForDay', orderId: 'o-2' })).toMatchObject([{ orderId: 'o-2' }])
  })
})
