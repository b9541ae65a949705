/** What the venue does with an order from its arrival to its end. */
import { describe, expect, test } from 'vitest'
import { bps, fixedSlippage, inParts, perShare } from '../../../actors/broker/index.ts'
import { bar, cancel, openVenue, order, replace, session, typesOf } from './support/venue.ts'

const flat = [100, 101, 99, 100] as const

describe('acceptance', () => {
  test('an order is accepted with its quantities, at the time of its arrival', () => {
    const venue = openVenue({ symbols: ['AAA'], now: () => 7 })
    const [report, ...more] = venue.send(order({ strategy: 's', tag: 't' }))
    expect(more).toEqual([])
    expect(report).toEqual({
      type: 'order.accepted',
      at: 7,
      orderId: 'o-1',
      clOrdId: 'o-1/1',
      symbol: 'AAA',
      side: 'buy',
      execId: 'e-1',
      execType: 'New',
      ordStatus: 'New',
      orderQty: 10,
      cumQty: 0,
      leavesQty: 10,
      avgPx: 0,
      strategy: 's',
      tag: 't',
    })
  })

  test('it trades on the first bar that opens when it has arrived, not before', () => {
    const venue = openVenue({ symbols: ['AAA'] })
    venue.send(order({ at: 5 }))
    expect(venue.send(bar(flat, { at: 8, openAt: 4 }))).toEqual([])
    expect(typesOf(venue.send(bar(flat, { at: 9, openAt: 5 })))).toEqual(['order.filled'])
  })

  test('its arrival is what the clock says, however long it was on the way', () => {
    let now = 6
    const venue = openVenue({ symbols: ['AAA'], now: () => now })
    venue.send(order({ at: 5 }))
    now = 9
    expect(venue.send(bar(flat, { at: 9, openAt: 5 }))).toEqual([])
    now = 12
    expect(venue.send(bar(flat, { at: 11, openAt: 6 }))[0]).toMatchObject({ at: 12, transactTime: 6 })
  })
})

describe('execution', () => {
  test('a fill carries price, slippage, commission and time, and closes the order', () => {
    const venue = openVenue({ symbols: ['AAA'], slippage: bps(10), commission: perShare(0.01, { min: 1 }) })
    venue.send(order())
    const [report] = venue.send(bar(flat, { at: 10, openAt: 4 }))
    expect(report).toMatchObject({
      type: 'order.filled',
      at: 10,
      execId: 'e-2',
      execType: 'Trade',
      ordStatus: 'Filled',
      orderQty: 10,
      cumQty: 10,
      leavesQty: 0,
      avgPx: 100.1,
      lastQty: 10,
      lastPx: 100.1,
      commission: 1,
      transactTime: 4,
    })
    expect((report as { slippage: number }).slippage).toBeCloseTo(0.1, 12)
    expect(venue.snapshot().context.orders.size).toBe(0)
    expect(venue.snapshot().context.books.get('AAA')).toMatchObject({ working: 0, dayWorking: 0, market: [] })
  })

  test('a sale slips downwards, and slippage is positive against the trader', () => {
    const venue = openVenue({ symbols: ['AAA'], slippage: fixedSlippage(0.5) })
    venue.send(order({ side: 'sell' }))
    expect(venue.send(bar(flat))[0]).toMatchObject({ lastPx: 99.5, slippage: 0.5 })
  })

  test('an order filled in parts', () => {
    const venue = openVenue({ symbols: ['AAA'], volume: inParts(2), commission: perShare(0.01, { min: 1 }) })
    venue.send(order({ quantity: 7, timeInForce: 'gtc' }))
    const first = venue.send(bar(flat))
    expect(first).toMatchObject([
      { type: 'order.filled', ordStatus: 'PartiallyFilled', lastQty: 4, cumQty: 4, leavesQty: 3, commission: 1 },
    ])
    const second = venue.send(bar([102, 103, 101, 102], { at: 11 }))
    expect(second).toMatchObject([
      { type: 'order.filled', ordStatus: 'Filled', lastQty: 3, cumQty: 7, leavesQty: 0, commission: 0 },
    ])
    expect(second[0]).toMatchObject({ avgPx: (4 * 100 + 3 * 102) / 7 })
    expect(venue.snapshot().context.orders.size).toBe(0)
  })

  test('orders trade in the order of their acceptance, whatever they are', () => {
    const venue = openVenue({ symbols: ['AAA'] })
    venue.send(order({ orderId: 'stop', orderType: 'stop', stopPrice: 101 }))
    venue.send(order({ orderId: 'limit', orderType: 'limit', limitPrice: 99 }))
    venue.send(order({ orderId: 'market' }))
    venue.send(order({ orderId: 'better', orderType: 'limit', limitPrice: 105 }))
    const fills = venue.send(bar(flat)).filter((report) => report.type === 'order.filled')
    expect(fills.map((report) => report.orderId)).toEqual(['stop', 'limit', 'market', 'better'])
  })

  test('only the bars of its symbol', () => {
    const venue = openVenue({ symbols: ['AAA', 'BBB'] })
    venue.send(order())
    expect(venue.send(bar(flat, { symbol: 'BBB' }))).toEqual([])
    expect(typesOf(venue.send(bar(flat)))).toEqual(['order.filled'])
  })
})

describe('stops', () => {
  test('a stop that is hit says so, and trades as a market order', () => {
    const venue = openVenue({ symbols: ['AAA'], volume: inParts(2) })
    venue.send(order({ orderType: 'stop', stopPrice: 101, timeInForce: 'gtc' }))
    const reports = venue.send(bar(flat))
    expect(reports).toMatchObject([
      { type: 'order.triggered', execType: 'Triggered', ordStatus: 'New' },
      { type: 'order.filled', lastPx: 101, lastQty: 5 },
    ])
    expect(venue.send(bar([90, 91, 89, 90], { at: 11 }))).toMatchObject([
      { type: 'order.filled', lastPx: 90, lastQty: 5 },
    ])
  })

  test('a stop-limit that is hit and not filled is a limit from then on', () => {
    const venue = openVenue({ symbols: ['AAA'] })
    venue.send(order({ orderType: 'stopLimit', stopPrice: 101, limitPrice: 98, timeInForce: 'gtc' }))
    expect(typesOf(venue.send(bar([100, 102, 99, 100])))).toEqual(['order.triggered'])
    expect(venue.snapshot().context.books.get('AAA')).toMatchObject({ below: [{ key: 98 }], above: [] })
    expect(venue.send(bar([99, 100, 98.5, 99], { at: 11 }))).toEqual([])
    expect(venue.send(bar([99, 100, 97, 99], { at: 12 }))).toMatchObject([{ type: 'order.filled', lastPx: 98 }])
  })
})

describe('time in force', () => {
  test('DAY orders expire at the close in the order of their acceptance, others stay', () => {
    const venue = openVenue({ symbols: ['AAA', 'BBB'] })
    venue.send(order({ orderId: 'b', symbol: 'BBB', orderType: 'limit', limitPrice: 1 }))
    venue.send(order({ orderId: 'g', timeInForce: 'gtc', orderType: 'limit', limitPrice: 1 }))
    venue.send(order({ orderId: 'a', orderType: 'stop', stopPrice: 900 }))
    const reports = venue.send(session('closed', 20))
    expect(reports).toMatchObject([
      { type: 'order.expired', orderId: 'b', execType: 'Expired', ordStatus: 'Expired', leavesQty: 0, at: 20 },
      { type: 'order.expired', orderId: 'a' },
    ])
    expect([...venue.snapshot().context.orders.keys()]).toEqual(['g'])
  })

  test('an order that comes after the close belongs to the next session', () => {
    const venue = openVenue({ symbols: ['AAA'] })
    venue.send(session('closed', 20))
    venue.send(order({ at: 20 }))
    venue.send(session('preOpen', 29))
    venue.send(session('open', 30))
    expect(typesOf(venue.send(bar(flat, { at: 40, openAt: 30 })))).toEqual(['order.filled'])
  })

  test('an instrument that closes by itself ends only its own DAY orders', () => {
    const venue = openVenue({ symbols: ['AAA', 'BBB'] })
    venue.send(order({ orderId: 'a' }))
    venue.send(order({ orderId: 'b', symbol: 'BBB' }))
    expect(venue.send(session('closed', 20, 'BBB'))).toMatchObject([{ type: 'order.expired', orderId: 'b' }])
    expect(typesOf(venue.send(bar(flat)))).toEqual(['order.filled'])
  })

  test('what still works when the market is done stays as it is', () => {
    const venue = openVenue({ symbols: ['AAA'] })
    venue.send(order({ timeInForce: 'gtc', orderType: 'limit', limitPrice: 1 }))
    expect(venue.send(session('done', 30))).toEqual([])
    expect([...venue.snapshot().context.orders.keys()]).toEqual(['o-1'])
    expect(venue.send(order({ orderId: 'o-2' }))).toMatchObject([{ type: 'order.rejected', code: 'sessionDone' }])
    expect(venue.send(cancel('o-1'))).toMatchObject([
      { type: 'order.cancelRejected', code: 'sessionDone', leavesQty: 10 },
    ])
    expect(venue.send(replace('o-1', { quantity: 5 }))).toMatchObject([
      { type: 'order.replaceRejected', code: 'sessionDone', ordStatus: 'New' },
    ])
  })
})

describe('phases', () => {
  test.each(['preOpen', 'halted', 'closed'] as const)('nothing trades in the phase %s', (phase) => {
    const venue = openVenue({ symbols: ['AAA'] })
    venue.send(session(phase, 1))
    venue.send(order())
    expect(venue.send(bar(flat))).toEqual([])
    venue.send(session('open', 10))
    expect(typesOf(venue.send(bar(flat, { at: 20, openAt: 10 })))).toEqual(['order.filled'])
  })

  test('a halt of one instrument leaves the others, and ends with its own event or the close', () => {
    const venue = openVenue({ symbols: ['AAA', 'BBB'] })
    venue.send(session('halted', 1, 'AAA'))
    venue.send(order({ orderId: 'a' }))
    venue.send(order({ orderId: 'b', symbol: 'BBB' }))
    expect(venue.send(bar(flat))).toEqual([])
    expect(typesOf(venue.send(bar(flat, { symbol: 'BBB' })))).toEqual(['order.filled'])
    venue.send(session('open', 10, 'AAA'))
    expect(typesOf(venue.send(bar(flat, { at: 20, openAt: 11 })))).toEqual(['order.filled'])
    venue.send(session('halted', 21, 'AAA'))
    venue.send(session('closed', 30))
    venue.send(session('open', 40))
    venue.send(order({ orderId: 'c', at: 41 }))
    expect(typesOf(venue.send(bar(flat, { at: 50, openAt: 41 })))).toEqual(['order.filled'])
  })

  test('a bar on which nothing may trade still is the last price', () => {
    const venue = openVenue({ symbols: ['AAA'] })
    venue.send(session('halted', 1))
    venue.send(bar([100, 110, 90, 105]))
    expect(venue.send(order({ orderType: 'stop', stopPrice: 104 }))).toMatchObject([{ code: 'wrongSideStop' }])
  })
})
