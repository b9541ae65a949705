/** Instructions and times in force on bars, a behaviour each. */
import { describe, expect, test } from 'vitest'
import { makerTaker, participation, spread } from '../../../actors/broker/index.ts'
import type { OrderSubmit } from '../../../src/events/index.ts'
import { bar, cancel, openVenue, replace, session, type TestVenue, typesOf } from './support/venue.ts'
import { at10, atHundred, limit } from './support/at-hundred.ts'
import { words } from './support/words.ts'

describe('if touched', () => {
  const touch = (more: Partial<OrderSubmit> = {}) => at10({ orderType: 'marketIfTouched', stopPrice: 98, ...more })
  test('trades at its price where the market comes to it, and slips like a market order', () => {
    const venue = atHundred()
    venue.send(touch())
    expect(venue.next([100, 101, 99, 100])).toEqual([])
    expect(venue.next([100, 101, 97, 100])).toEqual(['o-1 triggered', 'o-1 10 @ 98'])
  })
  test('at the open on a gap', () => {
    const venue = atHundred()
    venue.send(touch({ side: 'sell', stopPrice: 102 }))
    expect(venue.next([104, 105, 103, 104])).toEqual(['o-1 triggered', 'o-1 10 @ 104'])
  })
  test('with a limit beyond the touch it has to fall on', () => {
    const venue = atHundred()
    venue.send(touch({ orderType: 'limitIfTouched', limitPrice: 97 }))
    expect(venue.next([100, 101, 97.5, 100])).toEqual(['o-1 triggered'])
    expect(venue.next([100, 101, 96, 100])).toEqual(['o-1 10 @ 97'])
  })
  test('with a limit on the near side it is marketable when touched', () => {
    const venue = atHundred()
    venue.send(touch({ orderType: 'limitIfTouched', limitPrice: 99 }))
    expect(venue.next([100, 101, 97.5, 100])).toEqual(['o-1 triggered', 'o-1 10 @ 98'])
  })
})

describe('trailing', () => {
  const trail = (more: Partial<OrderSubmit> = {}) =>
    at10({ side: 'sell', orderType: 'trailingStop', trailBy: 'price', trailOffset: 3, ...more })
  test('the stop begins behind the last price, and rises with closes only', () => {
    const venue = atHundred()
    venue.send(trail())
    expect(venue.next([100, 110, 98, 104])).toEqual([])
    expect(venue.next([104, 105, 101.5, 103])).toEqual([])
    expect(venue.next([103, 104, 100, 102])).toEqual(['o-1 triggered 101', 'o-1 10 @ 101'])
  })
  test('of a buy it falls', () => {
    const venue = atHundred()
    venue.send(trail({ side: 'buy', trailBy: 'percent', trailOffset: 10 }))
    expect(venue.next([100, 105, 80, 90])).toEqual([])
    expect(venue.next([90, 98, 85, 95])).toEqual([])
    expect(venue.next([95, 99, 94, 98])).toEqual(['o-1 triggered 99', 'o-1 10 @ 99'])
  })
  test('a stop on the tick is hit by a touch, whatever binary fractions make of its distance', () => {
    const venue = atHundred({ instruments: { AAA: { tick: 0.05 } } })
    venue.next([0.3, 0.3, 0.3, 0.3])
    venue.send(trail({ trailOffset: 0.1, timeInForce: 'gtc' })) // 0.3 - 0.1 is 0.19999999999999998
    expect(venue.next([0.3, 0.3, 0.2, 0.3])).toEqual(['o-1 triggered 0.2', 'o-1 10 @ 0.2'])
    const high = atHundred({ instruments: { AAA: { tick: 1 } } })
    high.next([3668, 3668, 3668, 3668])
    high.send(trail({ side: 'buy', trailBy: 'percent', trailOffset: 0.04, stopPrice: 3669, timeInForce: 'gtc' }))
    expect(high.next([3668, 3669, 3668, 3668])).toEqual(['o-1 triggered 3669', 'o-1 10 @ 3669'])
  })
  test('in ticks, on the tick', () => {
    const venue = atHundred({ instruments: { AAA: { tick: 0.25 } } })
    venue.send(trail({ trailBy: 'ticks', trailOffset: 8 }))
    expect(venue.next([100, 101, 98, 100])).toEqual(['o-1 triggered 98', 'o-1 10 @ 98'])
  })
  test('a percentage is put on the tick, away from the market', () => {
    const venue = atHundred({ instruments: { AAA: { tick: 0.25 } } })
    venue.send(trail({ trailBy: 'percent', trailOffset: 1.1 }))
    expect(venue.next([100, 101, 98.75, 100])).toEqual(['o-1 triggered 98.75', 'o-1 10 @ 98.75'])
  })
  test('with a stop price of its own it begins there, and rises once the market is far enough', () => {
    const venue = atHundred()
    venue.send(trail({ stopPrice: 90 }))
    expect(venue.next([100, 101, 91, 92])).toEqual([])
    expect(venue.next([92, 98, 92, 97])).toEqual([])
    expect(venue.next([97, 97, 93, 95])).toEqual(['o-1 triggered 94', 'o-1 10 @ 94'])
  })
  test('before any price it waits for one', () => {
    const venue = openVenue({ symbols: ['AAA'] })
    venue.send(trail({ at: 1 }))
    expect(venue.send(bar([50, 60, 40, 50], { at: 2 }))).toEqual([])
    expect(words(venue.send(bar([50, 51, 47, 50], { at: 3 })))).toEqual(['o-1 triggered 47', 'o-1 10 @ 47'])
  })
  test('a close before its arrival does not move it', () => {
    const venue = atHundred()
    venue.send(trail({ at: 12 }))
    expect(venue.next([100, 120, 100, 119], 11)).toEqual([])
    expect(venue.next([101, 101, 97, 98], 13)).toEqual(['o-1 triggered 97', 'o-1 10 @ 97'])
  })
  test('with a limit, that follows its stop and is fixed with it', () => {
    const venue = atHundred()
    venue.send(trail({ orderType: 'trailingStopLimit', limitOffset: 1 }))
    expect(venue.next([103, 104, 100, 103])).toEqual([])
    const reports = venue.send(bar([98, 98.5, 97, 98], { at: 12 }))
    expect(reports).toMatchObject([{ type: 'order.triggered', stopPrice: 100, limitPrice: 99 }])
    expect(venue.next([98, 99.5, 97, 98], 13)).toEqual(['o-1 10 @ 99'])
  })
  test('a replaced stop begins anew from where it is put', () => {
    const venue = atHundred()
    venue.send(trail())
    expect(venue.send(replace('o-1', { at: 10, stopPrice: 99 }))).toMatchObject([{ type: 'order.replaced' }])
    expect(venue.next([100, 100.5, 99, 100])).toEqual(['o-1 triggered 99', 'o-1 10 @ 99'])
  })
  test('another size leaves the stop where it has come to', () => {
    const venue = atHundred()
    venue.send(trail())
    venue.next([100, 111, 100, 110])
    expect(venue.send(replace('o-1', { at: 11, quantity: 20 }))).toMatchObject([{ stopPrice: 107 }])
    expect(venue.next([110, 111, 106, 110])).toEqual(['o-1 triggered 107', 'o-1 20 @ 107'])
  })
  test('canceled, it is gone', () => {
    const venue = atHundred()
    venue.send(trail())
    venue.next([100, 111, 100, 110])
    expect(venue.send(cancel('o-1'))).toMatchObject([{ type: 'order.canceled' }])
    expect(venue.next([110, 111, 50, 60])).toEqual([])
  })
})

describe('market to limit', () => {
  test('what the market does not fill rests at the price it got', () => {
    const venue = atHundred({ volume: () => 4 })
    venue.send(at10({ orderType: 'marketToLimit' }))
    expect(venue.next([101, 102, 100, 102])).toEqual(['o-1 4 @ 101', 'o-1 limit 101'])
    expect(venue.next([103, 104, 102, 103])).toEqual([])
    expect(venue.next([102, 104, 100, 103])).toEqual(['o-1 4 @ 101'])
  })
})

describe('immediate or cancel', () => {
  test('trades what there is at the first price, and no more', () => {
    const venue = atHundred({ volume: () => 4 })
    venue.send(at10({ timeInForce: 'ioc' }))
    expect(venue.next([101, 102, 100, 102])).toEqual(['o-1 4 @ 101', 'o-1 canceled timeInForce'])
  })
  test('a limit that the first price does not meet is canceled, though the bar reaches it later', () => {
    const venue = atHundred()
    venue.send(limit(98, { timeInForce: 'ioc' }))
    expect(venue.next([100, 101, 90, 95])).toEqual(['o-1 canceled timeInForce'])
  })
  test('it waits for the bar it can be worked on', () => {
    const venue = atHundred()
    venue.send(at10({ at: 10.5, timeInForce: 'ioc' }))
    expect(venue.next([100, 101, 90, 95])).toEqual([])
    expect(venue.next([96, 97, 95, 96])).toEqual(['o-1 10 @ 96'])
  })
})

describe('fill or kill', () => {
  test('trades all', () => {
    const venue = atHundred({ volume: () => 10 })
    venue.send(limit(101, { timeInForce: 'fok' }))
    expect(venue.next([100, 101, 90, 95])).toEqual(['o-1 10 @ 100'])
  })
  test('or nothing', () => {
    const venue = atHundred({ volume: () => 9 })
    venue.send(limit(101, { timeInForce: 'fok' }))
    expect(venue.next([100, 101, 90, 95])).toEqual(['o-1 canceled timeInForce'])
  })
})

describe('good till date', () => {
  test('trades until its instant, and ends with the first event after it', () => {
    const venue = atHundred()
    venue.send(limit(95, { timeInForce: 'gtd', expireTime: 11 }))
    venue.send(limit(94, { orderId: 'o-2', timeInForce: 'gtd', expireTime: 12 }))
    expect(venue.next([100, 101, 95, 100])).toEqual(['o-1 10 @ 95'])
    expect(venue.next([100, 101, 96, 100])).toEqual([])
    expect(venue.next([100, 101, 90, 95])).toEqual(['o-2 expired'])
  })
  test('sessions are events too: what ended over the weekend is gone before the day begins', () => {
    for (const phase of ['preOpen', 'open', 'halted', 'closed'] as const) {
      const venue = atHundred()
      venue.send(limit(95, { timeInForce: 'gtd', expireTime: 12 }))
      expect(venue.send(session(phase, 12))).toEqual([])
      expect(words(venue.send(session(phase, 13)))).toEqual(['o-1 expired'])
    }
    const venue = atHundred()
    venue.send(limit(95, { timeInForce: 'gtd', expireTime: 12 }))
    expect(words(venue.send(session('halted', 13, 'AAA')))).toEqual(['o-1 expired'])
  })
  test('a split does not restate what has ended, and a dividend does not reduce it', () => {
    const venue = atHundred({ onDividend: 'reduce' })
    venue.send(limit(95, { timeInForce: 'gtd', expireTime: 12 }))
    venue.send(limit(94, { orderId: 'o-2', timeInForce: 'gtd', expireTime: 14 }))
    expect(words(venue.send({ type: 'market.split', symbol: 'AAA', at: 13, ratio: 2 }))).toEqual([
      'o-1 expired',
      'o-2 limit 47',
    ])
    expect(words(venue.send({ type: 'market.dividend', symbol: 'AAA', at: 15, amount: 1 }))).toEqual(['o-2 expired'])
  })
  test('the soonest first, before whatever the event is about', () => {
    const venue = atHundred()
    venue.send(limit(95, { timeInForce: 'gtd', expireTime: 13 }))
    venue.send(limit(94, { orderId: 'o-2', timeInForce: 'gtd', expireTime: 12 }))
    venue.send(limit(93, { orderId: 'o-3', timeInForce: 'gtd', expireTime: 12 }))
    venue.send(limit(92, { orderId: 'o-4', timeInForce: 'gtd', expireTime: 40 }))
    expect(typesOf(venue.send(cancel('o-4', 'x', 11)))).toEqual(['order.canceled'])
    expect(words(venue.send(cancel('o-2', 'y', 14)))).toEqual([
      'o-2 expired',
      'o-3 expired',
      'o-1 expired',
      'o-2 cancelRejected',
    ])
    expect(venue.snapshot().context).toMatchObject({ expiries: [], nextExpiry: Number.MAX_SAFE_INTEGER })
  })
})

describe('iceberg', () => {
  test('shows its peak and goes behind the others with every refill', () => {
    const venue = atHundred({ volume: participation(0.024) })
    venue.send(limit(99, { quantity: 30, displayQuantity: 10 }))
    venue.send(limit(99, { orderId: 'o-2', quantity: 12 }))
    expect(venue.next([100, 101, 98, 100])).toEqual(['o-1 10 @ 99', 'o-2 12 @ 99', 'o-1 2 @ 99'])
    expect(venue.next([100, 101, 98, 100])).toEqual(['o-1 8 @ 99', 'o-1 10 @ 99'])
  })
  test('trades whole where there is enough', () => {
    const venue = atHundred()
    venue.send(limit(99, { quantity: 25, displayQuantity: 10 }))
    expect(venue.next([100, 101, 98, 100])).toEqual(['o-1 10 @ 99', 'o-1 10 @ 99', 'o-1 5 @ 99'])
  })
})

describe('minimum quantity', () => {
  test('is for the first execution', () => {
    let some = 4
    const venue = atHundred({ volume: () => some })
    venue.send(limit(99, { minQuantity: 5 }))
    expect(venue.next([100, 101, 98, 100])).toEqual([])
    some = 6
    expect(venue.next([100, 101, 98, 100])).toEqual(['o-1 6 @ 99'])
    some = 1
    expect(venue.next([100, 101, 98, 100])).toEqual(['o-1 1 @ 99'])
  })
})

describe('reduce only', () => {
  const position = (venue: TestVenue, side: 'buy' | 'sell', quantity: number) => {
    venue.send(at10({ orderId: 'p', side, quantity }))
    venue.send(bar([100, 101, 99, 100], { at: 11 }))
  }
  test('is cut down to what is held, and the rest is canceled', () => {
    const venue = atHundred()
    position(venue, 'buy', 6)
    venue.send(at10({ at: 11, side: 'sell', reduceOnly: true }))
    expect(venue.next([101, 102, 100, 101], 12)).toEqual(['o-1 6 @ 101', 'o-1 canceled reduceOnly'])
  })
  test('is canceled where there is nothing to reduce', () => {
    const venue = atHundred()
    position(venue, 'sell', 6)
    venue.send(at10({ at: 11, side: 'sell', reduceOnly: true }))
    expect(venue.next([101, 102, 100, 101], 12)).toEqual(['o-1 canceled reduceOnly'])
  })
  test('rests for as long as its price is not there', () => {
    const venue = atHundred()
    venue.send(limit(105, { side: 'sell', reduceOnly: true }))
    expect(venue.next([101, 102, 100, 101])).toEqual([])
  })
})

describe('post only', () => {
  test('is rejected at or beyond the last price', () => {
    const venue = atHundred()
    expect(venue.send(limit(100, { postOnly: true }))).toMatchObject([
      { code: 'wouldTrade', facts: { limit: 100, market: 100 } },
    ])
    expect(venue.send(limit(100, { side: 'sell', postOnly: true, orderId: 'o-2' }))).toMatchObject([
      { code: 'wouldTrade' },
    ])
    expect(typesOf(venue.send(limit(99.5, { postOnly: true, orderId: 'o-3' })))).toEqual(['order.accepted'])
    expect(venue.send(replace('o-3', { limitPrice: 101, at: 10 }))).toMatchObject([{ code: 'wouldTrade' }])
  })
  test('is canceled when its first bar opens beyond it', () => {
    const venue = atHundred()
    venue.send(limit(99, { postOnly: true }))
    expect(venue.next([98, 99, 97, 98])).toEqual(['o-1 canceled postOnly'])
  })
  test('rests at its limit, and gets that also when a later bar opens beyond it', () => {
    const venue = atHundred()
    venue.send(limit(99, { postOnly: true }))
    expect(venue.next([100, 101, 99.5, 100])).toEqual([])
    expect(venue.next([98, 99, 97, 98])).toEqual(['o-1 10 @ 99'])
  })
  test('never takes: it is the maker also at an open, and pays no spread', () => {
    const venue = atHundred({ commission: makerTaker({ maker: -0.001, taker: 0.002 }), slippage: spread({ price: 1 }) })
    venue.send(limit(99, { postOnly: true }))
    venue.next([100, 101, 99.5, 100])
    const [filled] = venue.send(bar([98, 99, 97, 98], { at: 12, openAt: 11 }))
    expect(filled).toMatchObject({ lastPx: 99, slippage: 0, liquidity: 'maker', commission: -0.99, transactTime: 11 })
  })
})

describe('at the open', () => {
  const moo = (more: Partial<OrderSubmit> = {}) => at10({ timeInForce: 'atTheOpen', ...more })
  const nextDay = (venue: TestVenue, at: number) => {
    venue.send(session('closed', at))
    venue.send(session('preOpen', at + 1))
    venue.send(session('open', at + 1))
  }
  test('trades at the open of the first bar of the next session', () => {
    const venue = atHundred()
    venue.send(session('closed', 10))
    venue.send(moo())
    venue.send(moo({ orderId: 'o-2', orderType: 'limit', limitPrice: 101 }))
    venue.send(moo({ orderId: 'o-3', orderType: 'limit', limitPrice: 100 }))
    venue.send(session('open', 19))
    expect(venue.next([101, 105, 99, 104], 20)).toEqual(['o-1 10 @ 101', 'o-2 10 @ 101', 'o-3 expired'])
  })
  test('that came before the session closed waits over the night', () => {
    const venue = atHundred()
    venue.send(moo())
    nextDay(venue, 10)
    expect(venue.next([102, 105, 99, 104], 20)).toEqual(['o-1 10 @ 102'])
  })
  test('expires when the next bar shows that the open had passed', () => {
    const venue = atHundred()
    venue.send(moo())
    expect(venue.next([101, 105, 99, 104])).toEqual(['o-1 expired'])
  })
})

describe('at the close', () => {
  const moc = (more: Partial<OrderSubmit> = {}) => at10({ timeInForce: 'atTheClose', ...more })
  test('trades at the last price when the session closes, limits only where it is as good', () => {
    const venue = atHundred()
    venue.send(moc())
    venue.send(moc({ orderId: 'o-2', orderType: 'limit', limitPrice: 103 }))
    expect(venue.next([101, 105, 99, 104])).toEqual([])
    expect(venue.next([104, 105, 99, 103.5])).toEqual([])
    const reports = venue.send(session('closed', 12))
    expect(words(reports)).toEqual(['o-1 10 @ 103.5', 'o-2 expired'])
    expect(reports[0]).toMatchObject({ transactTime: 12, at: 12 })
  })
  test('that came with the close waits for the next one', () => {
    const venue = atHundred()
    venue.next([101, 105, 99, 104])
    venue.send(moc({ at: 11 }))
    expect(venue.send(session('closed', 11))).toEqual([])
    venue.send(session('open', 19))
    venue.next([104, 105, 99, 103], 20)
    expect(words(venue.send(session('closed', 20)))).toEqual(['o-1 10 @ 103'])
  })
  test('without a price after it, it expires', () => {
    const venue = atHundred()
    venue.send(moc({ at: 12 }))
    expect(words(venue.send(session('closed', 15)))).toEqual(['o-1 expired'])
  })
  test('one symbol may close by itself', () => {
    const venue = atHundred()
    venue.send(moc())
    venue.next([101, 105, 99, 104])
    expect(words(venue.send(session('closed', 11, 'AAA')))).toEqual(['o-1 10 @ 104'])
  })
  test.each([undefined, 'AAA'])('does not trade while the market, or its symbol, is halted: it expires', (symbol) => {
    const venue = atHundred()
    venue.send(moc())
    venue.next([101, 105, 99, 104])
    venue.send(session('halted', 12, symbol))
    expect(venue.next([104, 105, 99, 103], 13)).toEqual([])
    expect(words(venue.send(session('closed', 13)))).toEqual(['o-1 expired'])
  })
  test('shares the volume of its bar', () => {
    const venue = atHundred({ volume: participation(0.015) })
    venue.send(at10({ orderId: 'm' }))
    venue.send(moc())
    expect(venue.next([101, 105, 99, 104])).toEqual(['m 10 @ 101'])
    expect(words(venue.send(session('closed', 11)))).toEqual(['o-1 5 @ 104', 'o-1 expired'])
  })
})
