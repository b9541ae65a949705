/** Trades and quotes: what they fill, what they trigger, and whose bars count. */
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { type BrokerInput, fillOnBars, fillOnTicks, noFill, participation } from '../../../actors/broker/index.ts'
import type { OrderSubmit } from '../../../src/events/index.ts'
import { bar, cancel, openVenue, order, quote, replace, session, type TestVenue, trade } from './support/venue.ts'
import { words } from './support/words.ts'

const gtc = (orderId: string, more: Partial<OrderSubmit> = {}): OrderSubmit =>
  order({ orderId, at: 10, timeInForce: 'gtc', ...more })
const limit = (orderId: string, side: 'buy' | 'sell', limitPrice: number, more: Partial<OrderSubmit> = {}) =>
  gtc(orderId, { side, orderType: 'limit', limitPrice, ...more })

interface Market {
  readonly venue: TestVenue
  trade(price: number, size?: number): string[]
  quote(bid: number, ask: number, size?: number): string[]
  send(event: Parameters<TestVenue['send']>[0]): string[]
}

/** Ticks one unit of time apart, from 11 on. */
function market(input: BrokerInput = {}): Market {
  const venue = openVenue({ symbols: ['AAA'], ...input })
  let at = 10
  return {
    venue,
    trade: (price, size = 1_000) => words(venue.send(trade(price, { at: ++at, size }))),
    quote: (bid, ask, size = 1_000) => words(venue.send(quote(bid, ask, { at: ++at, bidSize: size, askSize: size }))),
    send: (event) => words(venue.send(event)),
  }
}

test('of a crossed quote, too, each trigger watches its own side', () => {
  const m = market()
  m.quote(99, 100)
  m.send(gtc('up', { side: 'sell', orderType: 'marketIfTouched', stopPrice: 103, triggerBy: 'bidAsk' }))
  m.send(gtc('down', { orderType: 'marketIfTouched', stopPrice: 97, triggerBy: 'bidAsk' }))
  expect(m.quote(103, 102)).toEqual(['up triggered', 'up 10 @ 103'])
  expect(m.quote(98, 97)).toEqual(['down triggered', 'down 10 @ 97'])
})

test('what takes a standing quote trades when it comes, or is triggered, not when the quote was made', () => {
  const m = market()
  m.quote(99, 101)
  expect(m.venue.send(gtc('b', { at: 14 }))).toMatchObject([{}, { lastPx: 101, transactTime: 14 }])
  m.send(gtc('s', { at: 15, orderType: 'stop', stopPrice: 102 }))
  expect(m.venue.send(trade(102, { at: 20, size: 5 }))).toMatchObject([{}, { lastPx: 101, transactTime: 20 }])
})

test('a fill rule of one’s own decides, and may leave the rest to the venue’s', () => {
  const m = market({
    fillTicks: (own, tick) =>
      own.orderType === 'limit' ? noFill('custom', { limit: own.limitPrice! }) : fillOnTicks(own, tick),
  })
  m.quote(99, 101)
  expect(m.send(limit('l', 'buy', 102))).toEqual(['l accepted'])
  expect(m.send(gtc('b'))).toEqual(['b accepted', 'b 10 @ 101'])
  expect(m.quote(97, 98)).toEqual([])
})

describe('against quotes', () => {
  test('a market order takes the other side as it arrives', () => {
    const m = market()
    m.quote(99, 101)
    expect(m.send(gtc('b'))).toEqual(['b accepted', 'b 10 @ 101'])
    expect(m.send(gtc('s', { side: 'sell' }))).toEqual(['s accepted', 's 10 @ 99'])
  })
  test('no more than is quoted, shared; the rest waits for the next quote', () => {
    const m = market()
    m.quote(99, 101, 15)
    expect(m.send(gtc('a'))).toEqual(['a accepted', 'a 10 @ 101'])
    expect(m.send(gtc('b'))).toEqual(['b accepted', 'b 5 @ 101'])
    expect(m.trade(101)).toEqual([])
    expect(m.quote(100, 102, 3)).toEqual(['b 3 @ 102'])
    expect(m.quote(100, 103, 30)).toEqual(['b 2 @ 103'])
  })
  test('a marketable limit takes the quote; what is left rests at its own price', () => {
    const m = market()
    m.quote(99, 101, 4)
    expect(m.send(limit('l', 'buy', 102))).toEqual(['l accepted', 'l 4 @ 101'])
    expect(m.quote(98, 100, 5)).toEqual(['l 5 @ 102'])
  })
  test('a resting limit trades at its price when the other side comes to it', () => {
    const m = market()
    m.quote(99, 101)
    m.send(limit('b', 'buy', 98))
    m.send(limit('s', 'sell', 103))
    expect(m.quote(97, 98.5)).toEqual([])
    expect(m.quote(97, 98)).toEqual(['b 10 @ 98'])
    expect(m.quote(104, 105)).toEqual(['s 10 @ 103'])
  })
  test('an empty side is no market', () => {
    const m = market()
    m.venue.send(quote(99, 0, { at: 11, askSize: 0 }))
    expect(m.send(gtc('b'))).toEqual(['b accepted'])
    m.send(limit('l', 'buy', 98))
    expect(words(m.venue.send(quote(99, 0, { at: 12, askSize: 0 })))).toEqual([])
    expect(m.quote(99, 101)).toEqual(['b 10 @ 101'])
  })
  test('immediate or cancel, fill or kill: now or never', () => {
    const m = market()
    m.quote(99, 101, 6)
    expect(m.send(gtc('k', { timeInForce: 'fok' }))).toEqual(['k accepted', 'k canceled timeInForce'])
    expect(m.send(limit('i', 'buy', 101, { timeInForce: 'ioc' }))).toEqual([
      'i accepted',
      'i 6 @ 101',
      'i canceled timeInForce',
    ])
    expect(m.send(limit('j', 'buy', 100, { timeInForce: 'ioc' }))).toEqual(['j accepted', 'j canceled timeInForce'])
  })
  test('a post-only order is measured by the quote', () => {
    const m = market()
    m.quote(99, 101)
    expect(m.venue.send(limit('p', 'buy', 101, { postOnly: true }))).toMatchObject([
      { code: 'wouldTrade', facts: { limit: 101, market: 101 } },
    ])
    expect(m.send(limit('q', 'buy', 100, { postOnly: true }))).toEqual(['q accepted'])
  })
  test('a replaced limit may take the quote at once', () => {
    const m = market()
    m.quote(99, 101)
    m.send(limit('l', 'buy', 98))
    expect(m.send(replace('l', { at: 11, limitPrice: 101 }))).toEqual(['l replaced', 'l 10 @ 101'])
  })
  test('market-to-limit rests at what it got', () => {
    const m = market()
    m.quote(99, 101, 4)
    expect(m.send(gtc('m', { orderType: 'marketToLimit' }))).toEqual(['m accepted', 'm 4 @ 101', 'm limit 101'])
    expect(m.quote(99, 102)).toEqual([])
    expect(m.quote(99, 101)).toEqual(['m 6 @ 101'])
  })
  test('a rate of participation is one of the quoted size', () => {
    const m = market({ volume: participation(0.1) })
    m.quote(99, 101, 50)
    expect(m.send(gtc('b'))).toEqual(['b accepted', 'b 5 @ 101'])
  })
})

describe('on trades', () => {
  test('without quotes a market order gets the next trade, no more than its size', () => {
    const m = market()
    m.trade(100)
    expect(m.send(gtc('b'))).toEqual(['b accepted'])
    expect(m.trade(101, 4)).toEqual(['b 4 @ 101'])
    expect(m.trade(102)).toEqual(['b 6 @ 102'])
  })
  test('the size is shared by time priority, each side by itself', () => {
    const m = market()
    m.trade(100)
    m.send(limit('a', 'buy', 99))
    m.send(limit('b', 'buy', 99))
    m.send(limit('c', 'sell', 98, { at: 11 }))
    expect(m.trade(99, 14)).toEqual(['a 10 @ 99', 'b 4 @ 99', 'c 10 @ 99'])
  })
  test('a limit that has rested gets its own price, one that has just come the better one', () => {
    const m = market()
    m.trade(100)
    m.send(limit('b', 'buy', 99, { at: 11 }))
    m.send(limit('c', 'buy', 101, { at: 11 }))
    expect(m.trade(100)).toEqual(['c 10 @ 100'])
    expect(m.trade(97)).toEqual(['b 10 @ 99'])
  })
  test('through: trading at the limit is not enough', () => {
    const m = market({ fill: fillOnBars({ limits: 'through' }) })
    m.trade(100)
    m.send(limit('b', 'buy', 99))
    expect(m.trade(99)).toEqual([])
    expect(m.trade(98.5)).toEqual(['b 10 @ 99'])
  })
  test('where there are quotes, what takes waits for them', () => {
    const m = market()
    m.quote(99, 101, 10)
    m.send(gtc('a'))
    expect(m.send(gtc('b'))).toEqual(['b accepted'])
    expect(m.trade(100)).toEqual([])
  })
  test('the first trade of a session is its open', () => {
    const m = market()
    m.trade(100)
    m.send(session('closed', 12))
    m.send(gtc('o', { at: 12, timeInForce: 'atTheOpen' }))
    m.send(session('open', 13))
    expect(words(m.venue.send(trade(103, { at: 14 })))).toEqual(['o 10 @ 103'])
  })
  test('the last trade of a session is its close', () => {
    const m = market()
    m.trade(100)
    m.send(gtc('c', { at: 11, timeInForce: 'atTheClose' }))
    m.trade(104)
    expect(m.send(session('closed', 20))).toEqual(['c 10 @ 104'])
  })
})

describe('triggers', () => {
  const stop = (more: Partial<OrderSubmit> = {}) =>
    gtc('s', { side: 'sell', orderType: 'stop', stopPrice: 98, ...more })
  test('by last: a trade fires, a quote does not; it trades against the quote that stands', () => {
    const m = market()
    m.quote(99, 101)
    m.send(stop())
    expect(m.quote(97, 101)).toEqual([])
    expect(m.trade(98)).toEqual(['s triggered', 's 10 @ 97'])
  })
  test('without quotes it trades with the trade that fired it', () => {
    const m = market()
    m.trade(100)
    m.send(stop())
    expect(m.trade(96)).toEqual(['s triggered', 's 10 @ 96'])
  })
  test('by bid and offer', () => {
    const m = market()
    m.quote(99, 101)
    m.send(stop({ triggerBy: 'bidAsk' }))
    expect(m.trade(97)).toEqual([])
    expect(m.quote(98.5, 99)).toEqual([])
    expect(m.quote(98, 100)).toEqual(['s triggered', 's 10 @ 98'])
  })
  test('by the middle', () => {
    const m = market()
    m.quote(99, 101)
    m.send(stop({ triggerBy: 'mid' }))
    expect(m.quote(97, 100)).toEqual([])
    expect(m.quote(97, 99)).toEqual(['s triggered', 's 10 @ 97'])
  })
  test('a buy stop by bid and offer watches the offer', () => {
    const m = market()
    m.quote(99, 101)
    m.send(stop({ side: 'buy', stopPrice: 103, triggerBy: 'bidAsk' }))
    expect(m.quote(102, 102.5)).toEqual([])
    expect(m.quote(102, 103)).toEqual(['s triggered', 's 10 @ 103'])
  })
  test('a stop-limit becomes a limit that rests', () => {
    const m = market()
    m.trade(100)
    m.send(stop({ orderType: 'stopLimit', limitPrice: 97 }))
    expect(m.trade(96)).toEqual(['s triggered'])
    expect(m.trade(96.5)).toEqual([])
    expect(m.trade(97.5)).toEqual(['s 10 @ 97'])
  })
  test('if touched', () => {
    const m = market()
    m.quote(99, 101)
    m.trade(100)
    m.send(gtc('t', { orderType: 'marketIfTouched', stopPrice: 98 }))
    m.send(gtc('u', { side: 'sell', orderType: 'limitIfTouched', stopPrice: 103, limitPrice: 99, triggerBy: 'bidAsk' }))
    expect(m.trade(97)).toEqual(['t triggered', 't 10 @ 101'])
    expect(m.quote(102, 103)).toEqual([])
    expect(m.quote(103, 104)).toEqual(['u triggered', 'u 10 @ 103'])
  })
  test('a trailing stop follows what it watches', () => {
    const m = market()
    m.quote(99, 101)
    m.trade(100)
    const trail = { side: 'sell', orderType: 'trailingStop', trailBy: 'price', trailOffset: 2 } as const
    m.send(gtc('last', { ...trail }))
    m.send(gtc('bid', { ...trail, triggerBy: 'bidAsk' }))
    expect(m.quote(104, 106)).toEqual([])
    expect(m.trade(99)).toEqual([])
    expect(m.quote(102, 106)).toEqual(['bid triggered 102', 'bid 10 @ 102'])
    expect(m.trade(98)).toEqual(['last triggered 98', 'last 10 @ 102'])
  })
})

describe('bars and ticks of one symbol', () => {
  test('from its first tick on a symbol is worked on ticks, and its bars change nothing', () => {
    const m = market()
    expect(m.send(gtc('a', { at: 1 }))).toEqual(['a accepted'])
    expect(m.send(bar([100, 101, 99, 100], { at: 9 }))).toEqual(['a 10 @ 100'])
    m.trade(105)
    m.send(limit('b', 'buy', 99))
    expect(m.send(bar([100, 101, 90, 95], { at: 20 }))).toEqual([])
    expect(m.venue.snapshot().context.books.get('AAA')).toMatchObject({ lastClose: 105, lastAt: 11 })
  })
  test('another symbol keeps its bars', () => {
    const venue = openVenue({ symbols: ['AAA', 'BBB'] })
    venue.send(trade(100))
    venue.send(gtc('b', { symbol: 'BBB' }))
    expect(words(venue.send(bar([50, 51, 49, 50], { symbol: 'BBB', at: 12 })))).toEqual(['b 10 @ 50'])
  })
})

describe('while there is no trading, ticks only set the price', () => {
  test.each(['preOpen', 'halted', 'closed'] as const)('%s', (phase) => {
    const m = market()
    m.quote(99, 101)
    m.send(session(phase, 11))
    expect(m.send(gtc('b', { at: 12 }))).toEqual(['b accepted'])
    expect(m.quote(100, 102)).toEqual([])
    expect(m.trade(101)).toEqual([])
    m.send(session('open', 14))
    expect(m.quote(101, 103)).toEqual(['b 10 @ 103'])
  })
  test('of one symbol that is halted', () => {
    const m = market()
    m.quote(99, 101)
    m.send(session('halted', 11, 'AAA'))
    expect(m.send(gtc('b', { at: 12 }))).toEqual(['b accepted'])
    expect(m.quote(100, 102)).toEqual([])
    m.send(session('open', 14, 'AAA'))
    expect(m.quote(101, 103)).toEqual(['b 10 @ 103'])
  })
})

test('good-till-date orders end before a tick after their instant', () => {
  const m = market()
  m.send(limit('a', 'buy', 99, { timeInForce: 'gtd', expireTime: 11 }))
  m.send(limit('b', 'buy', 98, { timeInForce: 'gtd', expireTime: 12 }))
  expect(m.trade(100)).toEqual([])
  expect(m.trade(90)).toEqual(['a expired', 'b 10 @ 98'])
  m.send(limit('c', 'buy', 80, { at: 12, timeInForce: 'gtd', expireTime: 12 }))
  expect(m.quote(70, 75)).toEqual(['c expired'])
  expect(m.send(cancel('c'))).toEqual(['c cancelRejected'])
})

test('what trades on a tick is never more than its size, a side, nor at a price worse than the limit', () => {
  const price = fc.integer({ min: 95, max: 105 })
  const size = fc.integer({ min: 0, max: 12 })
  const step = fc.oneof(
    fc.record({ kind: fc.constant('trade' as const), price, size }),
    fc.record({
      kind: fc.constant('quote' as const),
      bid: price,
      over: fc.integer({ min: 0, max: 3 }),
      size,
      other: size,
    }),
    fc.record({
      kind: fc.constant('order' as const),
      side: fc.constantFrom('buy' as const, 'sell' as const),
      orderType: fc.constantFrom('market' as const, 'limit' as const, 'stop' as const, 'marketIfTouched' as const),
      timeInForce: fc.constantFrom('gtc' as const, 'ioc' as const),
      triggerBy: fc.constantFrom('last' as const, 'bidAsk' as const, 'mid' as const),
      price,
      quantity: fc.integer({ min: 1, max: 9 }),
    }),
  )
  fc.assert(
    fc.property(fc.array(step, { maxLength: 40 }), (steps) => {
      const venue = openVenue({ symbols: ['AAA'], wrongSideStop: 'trigger' }, 'fast')
      const limits = new Map<string, OrderSubmit>()
      let left = { trade: { buy: 0, sell: 0 }, bid: 0, ask: 0 }
      let isQuoted = false
      for (const [n, made] of steps.entries()) {
        const at = 10 + n
        let said
        if (made.kind === 'trade') {
          left = { ...left, trade: { buy: made.size, sell: made.size } }
          said = venue.send(trade(made.price, { at, size: made.size }))
        } else if (made.kind === 'quote') {
          isQuoted = true
          left = { ...left, bid: made.size, ask: made.other, trade: { buy: 0, sell: 0 } }
          said = venue.send(quote(made.bid, made.bid + made.over, { at, bidSize: made.size, askSize: made.other }))
        } else {
          const waits = made.orderType === 'stop' || made.orderType === 'marketIfTouched'
          const submit = order({
            orderId: `o-${n}`,
            at,
            side: made.side,
            quantity: made.quantity,
            orderType: made.orderType,
            timeInForce: waits ? 'gtc' : made.timeInForce,
            ...(waits ? { stopPrice: made.price, triggerBy: made.triggerBy } : {}),
            ...(made.orderType === 'limit' ? { limitPrice: made.price } : {}),
          })
          limits.set(submit.orderId, submit)
          left = { ...left, trade: { buy: 0, sell: 0 } }
          said = venue.send(submit)
        }
        for (const report of said) {
          if (report.type !== 'order.filled') continue
          const { limitPrice } = limits.get(report.orderId)!
          const { side, lastQty, lastPx } = report
          if (limitPrice !== undefined)
            expect((limitPrice - lastPx) * (side === 'buy' ? 1 : -1)).toBeGreaterThanOrEqual(0)
          if (made.kind === 'trade' && left.trade[side] >= lastQty && (!isQuoted || lastPx === limitPrice))
            left.trade[side] -= lastQty
          else if (side === 'buy') left.ask -= lastQty
          else left.bid -= lastQty
        }
        expect(Math.min(left.trade.buy, left.trade.sell, left.bid, left.ask)).toBeGreaterThanOrEqual(0)
      }
    }),
    { numRuns: 300 },
  )
})
