/** Bars worked along a path, at their close, and what they leave open. */
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { type BrokerInput, fillOnBars, participation, type PathPolicy, PATHS } from '../../../actors/broker/index.ts'
import type { OrderSubmit, VenueAmbiguity } from '../../../src/events/index.ts'
import { bar, openVenue, order, session, type TestVenue } from './support/venue.ts'
import { words } from './support/words.ts'

type Prices = readonly [number, number, number, number]

const gtc = (orderId: string, more: Partial<OrderSubmit> = {}): OrderSubmit =>
  order({ orderId, timeInForce: 'gtc', ...more })
const limit = (orderId: string, side: 'buy' | 'sell', limitPrice: number, more: Partial<OrderSubmit> = {}) =>
  gtc(orderId, { side, orderType: 'limit', limitPrice, ...more })
const stop = (orderId: string, side: 'buy' | 'sell', stopPrice: number, more: Partial<OrderSubmit> = {}) =>
  gtc(orderId, { side, orderType: 'stop', stopPrice, ...more })

/** What the orders do on one bar under a policy. */
function on(
  prices: Prices,
  path: PathPolicy | undefined,
  orders: readonly OrderSubmit[],
  input: BrokerInput = {},
): string[] {
  const venue = openVenue({ symbols: ['AAA'], ...input, ...(path === undefined ? {} : { path }) })
  for (const submit of orders) venue.send(submit)
  return words(venue.send(bar(prices)).filter((report) => report.type !== 'venue.ambiguity'))
}

describe('the path decides in which order prices come', () => {
  const orders = [limit('profit', 'sell', 104), stop('loss', 'sell', 96)]
  const wide: Prices = [100, 105, 95, 101]
  test('ohlc', () => expect(on(wide, 'ohlc', orders)).toEqual(['profit 10 @ 104', 'loss triggered', 'loss 10 @ 96']))
  test('olhc', () => expect(on(wide, 'olhc', orders)).toEqual(['loss triggered', 'loss 10 @ 96', 'profit 10 @ 104']))
  test('without one, acceptance does', () =>
    expect(on(wide, undefined, orders)).toEqual(['profit 10 @ 104', 'loss triggered', 'loss 10 @ 96']))
  test('adaptive: the nearer extreme first, the low of two as near', () => {
    expect(on([100, 104, 95, 101], 'adaptive', orders)[0]).toBe('profit 10 @ 104')
    expect(on([100, 105, 96, 101], 'adaptive', orders)[0]).toBe('loss triggered')
    expect(on(wide, 'adaptive', orders)[0]).toBe('loss triggered')
  })
  test('pessimistic: the stop before the limit; optimistic: the limit before the stop', () => {
    const near: Prices = [100, 104, 95, 101]
    expect(on(near, 'pessimistic', orders)[0]).toBe('loss triggered')
    expect(on([100, 105, 96, 101], 'optimistic', orders)[0]).toBe('profit 10 @ 104')
    const short = [limit('profit', 'buy', 96), stop('loss', 'buy', 104)]
    expect(on([100, 105, 96, 101], 'pessimistic', short)[0]).toBe('loss triggered')
    expect(on(near, 'optimistic', short)[0]).toBe('profit 10 @ 96')
  })
  test('exits of what is entered at the open decide like all others, and are as uncertain', () => {
    const entry = [
      gtc('in'),
      limit('profit', 'sell', 104, { parentId: 'in', linkId: 'out', linkType: 'oco' }),
      stop('loss', 'sell', 96, { parentId: 'in', linkId: 'out', linkType: 'oco' }),
    ]
    const near: Prices = [100, 104, 95, 101]
    expect(on(near, 'pessimistic', entry).slice(-3)).toEqual([
      'loss triggered',
      'loss 10 @ 96',
      'profit canceled linked',
    ])
    expect(on([100, 105, 96, 101], 'optimistic', entry)).toContain('profit 10 @ 104')
    const venue = openVenue({ symbols: ['AAA'], path: 'pessimistic' })
    for (const submit of entry) venue.send(submit)
    expect(venue.send(bar(near)).filter(({ type }) => type === 'venue.ambiguity')).toMatchObject([
      { code: 'bothSides', facts: { price: 96, otherPrice: 104, position: 10 } },
    ])
  })
  test('where orders do not decide, the position does: a trailing stop of a long position', () => {
    const after = (path: PathPolicy): string[] => {
      const venue = openVenue({ symbols: ['AAA'], path })
      venue.send(gtc('in'))
      venue.send(bar([100, 100, 100, 100]))
      venue.send(gtc('trail', { at: 10, side: 'sell', orderType: 'trailingStop', trailBy: 'price', trailOffset: 3 }))
      return words(venue.send(bar([100, 110, 99, 106], { at: 11 })))
    }
    // up first, the stop rises to 107 and is hit on the way down; down first, it is at 97 and rises to 107 on the way up
    expect(after('optimistic')).toEqual(['trail triggered 107', 'trail 10 @ 107'])
    expect(after('pessimistic')).toEqual(['trail triggered 107', 'trail 10 @ 107'])
    expect(after('olhc')).toEqual(['trail triggered 107', 'trail 10 @ 107'])
  })
})

describe('along the path', () => {
  test('gaps trade at the open, by time priority', () =>
    expect(on([100, 105, 95, 101], 'ohlc', [stop('s', 'buy', 98), limit('l', 'buy', 101), gtc('m')])).toEqual([
      's triggered',
      's 10 @ 100',
      'l 10 @ 100',
      'm 10 @ 100',
    ]))
  test('prices come before priority', () =>
    expect(on([100, 105, 95, 101], 'olhc', [limit('far', 'buy', 96), limit('near', 'buy', 98)])).toEqual([
      'near 10 @ 98',
      'far 10 @ 96',
    ]))
  test('of one price the oldest comes first', () =>
    expect(
      on([100, 105, 95, 101], 'olhc', [limit('a', 'buy', 96), stop('b', 'sell', 96), limit('c', 'buy', 96)]),
    ).toEqual(['a 10 @ 96', 'b triggered', 'b 10 @ 96', 'c 10 @ 96']))
  test('volume goes to who is reached first', () =>
    expect(
      on([100, 105, 95, 101], 'olhc', [limit('far', 'buy', 96), limit('near', 'buy', 98)], {
        volume: participation(0.015),
      }),
    ).toEqual(['near 10 @ 98', 'far 5 @ 96']))
  test('a stop-limit waits for its limit on the way that is left', () => {
    const back = gtc('sl', { orderType: 'stopLimit', stopPrice: 103, limitPrice: 101 })
    expect(on([100, 105, 98, 102], 'ohlc', [back])).toEqual(['sl triggered', 'sl 10 @ 101'])
    expect(on([100, 105, 98, 102], 'olhc', [back])).toEqual(['sl triggered'])
    expect(on([100, 105, 98, 100.5], 'olhc', [back])).toEqual(['sl triggered', 'sl 10 @ 101'])
  })
  test('what has traded in part is not asked again on the same bar', () =>
    expect(on([100, 105, 95, 101], 'ohlc', [limit('l', 'buy', 99)], { volume: () => 3 })).toEqual(['l 3 @ 99']))
  test('an iceberg trades peak by peak, behind the others of its price', () =>
    expect(
      on([100, 105, 95, 101], 'olhc', [
        limit('ice', 'buy', 98, { quantity: 20, displayQuantity: 10 }),
        limit('b', 'buy', 98),
        limit('c', 'buy', 97),
      ]),
    ).toEqual(['ice 10 @ 98', 'b 10 @ 98', 'ice 10 @ 98', 'c 10 @ 97']))
  test('a trailing stop follows each stretch', () => {
    const trail = gtc('t', { side: 'sell', orderType: 'trailingStop', trailBy: 'price', trailOffset: 4, stopPrice: 94 })
    expect(on([100, 106, 97, 101], 'ohlc', [trail])).toEqual(['t triggered 102', 't 10 @ 102'])
    expect(on([100, 106, 97, 104], 'olhc', [trail])).toEqual([])
    expect(on([100, 106, 97, 101], 'olhc', [trail])).toEqual(['t triggered 102', 't 10 @ 102'])
  })
  test('a limit at the very end that must be traded through is not', () =>
    expect(
      on([100, 105, 95, 101], 'ohlc', [limit('l', 'buy', 95)], { fill: fillOnBars({ limits: 'through' }) }),
    ).toEqual([]))
  test('what a fill releases may be reached on the rest of the way', () => {
    const entry = limit('entry', 'buy', 98)
    const loss = stop('loss', 'sell', 96, { parentId: 'entry' })
    const profit = limit('profit', 'sell', 104, { parentId: 'entry' })
    expect(on([100, 105, 95, 101], 'olhc', [entry, loss])).toEqual([
      'entry 10 @ 98',
      'loss activated',
      'loss triggered',
      'loss 10 @ 96',
    ])
    expect(on([100, 105, 97, 101], 'olhc', [entry, profit])).toEqual([
      'entry 10 @ 98',
      'profit activated',
      'profit 10 @ 104',
    ])
    expect(on([100, 105, 97, 101], 'ohlc', [entry, profit])).toEqual(['entry 10 @ 98', 'profit activated'])
    expect(on([100, 105, 95, 101], undefined, [entry, loss])).toEqual(['entry 10 @ 98', 'loss activated'])
  })
  test('what a fill releases beyond the market trades there and then, and does not wait for a better price', () => {
    // the entry was to be at 104, and a gap gave it 100: the stop at 103, the profit at 99 are passed already
    const entry = limit('entry', 'buy', 104)
    const loss = stop('loss', 'sell', 103, { parentId: 'entry' })
    const profit = limit('profit', 'sell', 99, { parentId: 'entry' })
    for (const path of ['ohlc', 'olhc'] as const) {
      expect(on([100, 105, 95, 101], path, [entry, loss])).toEqual([
        'entry 10 @ 100',
        'loss activated',
        'loss triggered',
        'loss 10 @ 100',
      ])
      expect(on([100, 105, 95, 101], path, [entry, profit])).toEqual([
        'entry 10 @ 100',
        'profit activated',
        'profit 10 @ 100',
      ])
    }
    const short = limit('short', 'sell', 96)
    const cover = stop('cover', 'buy', 97, { parentId: 'short' })
    for (const path of ['ohlc', 'olhc'] as const)
      expect(on([100, 105, 95, 101], path, [short, cover]).at(-1)).toBe('cover 10 @ 100')
  })
  test('it needs a model that says what a bar reaches', () =>
    expect(() => openVenue({ path: 'ohlc', fill: (question) => fillOnBars()(question) })).toThrow(
      /path needs a fill model/,
    ))
})

describe('what a bar leaves open is said', () => {
  const ambiguities = (venue: TestVenue, prices: Prices): VenueAmbiguity[] =>
    venue.send(bar(prices)).filter((report) => report.type === 'venue.ambiguity')
  const both = [limit('profit', 'sell', 104), stop('loss', 'sell', 96)]
  test.each([undefined, ...PATHS])('orders on both sides of the open: %s', (path) => {
    const venue = openVenue({ symbols: ['AAA'], ...(path === undefined ? {} : { path }) })
    for (const submit of both) venue.send(submit)
    expect(ambiguities(venue, [100, 105, 95, 101])).toEqual([
      {
        type: 'venue.ambiguity',
        at: 10,
        symbol: 'AAA',
        code: 'bothSides',
        orderId: 'loss',
        otherOrderId: 'profit',
        policy: path ?? 'none',
        facts: { open: 100, high: 105, low: 95, close: 101, position: 0, price: 96, otherPrice: 104 },
      },
    ])
  })
  test('not where one of them is met at the open, or is not reached', () => {
    for (const prices of [
      [104, 105, 95, 101],
      [100, 103, 95, 101],
      [100, 105, 97, 101],
    ] as const) {
      const venue = openVenue({ symbols: ['AAA'] })
      for (const submit of both) venue.send(submit)
      expect(ambiguities(venue, prices)).toEqual([])
    }
  })
  test('a limit within the bar whose stop was hit inside it', () => {
    const venue = openVenue({ symbols: ['AAA'] })
    venue.send(gtc('sl', { orderType: 'stopLimit', stopPrice: 103, limitPrice: 99 }))
    expect(ambiguities(venue, [100, 105, 98, 102])).toMatchObject([{ code: 'limitAfterStop', orderId: 'sl' }])
  })
  test('not one that the bar did not come to', () => {
    const venue = openVenue({ symbols: ['AAA'] })
    venue.send(gtc('sl', { orderType: 'stopLimit', stopPrice: 103, limitPrice: 97 }))
    expect(ambiguities(venue, [100, 105, 98, 102])).toEqual([])
  })
})

describe('same-close', () => {
  const atClose = (more: BrokerInput = {}): TestVenue => {
    const venue = openVenue({ symbols: ['AAA'], timing: 'same-close', ...more })
    venue.send(bar([100, 101, 99, 100.5]))
    return venue
  }
  test('an order that comes with the close trades there', () => {
    const reports = atClose().send(gtc('o', { at: 10 }))
    expect(words(reports)).toEqual(['o accepted', 'o 10 @ 100.5'])
    expect(reports[1]).toMatchObject({ at: 10, transactTime: 10 })
  })
  test('also after the session has closed with it', () => {
    const venue = atClose()
    venue.send(session('closed', 10))
    expect(words(venue.send(gtc('o', { at: 10 })))).toEqual(['o accepted', 'o 10 @ 100.5'])
    expect(words(venue.send(gtc('moc', { at: 10, timeInForce: 'atTheClose' })))).toEqual([
      'moc accepted',
      'moc 10 @ 100.5',
    ])
  })
  test('one for the close waits for it while the market is open', () =>
    expect(words(atClose().send(gtc('moc', { at: 10, timeInForce: 'atTheClose' })))).toEqual(['moc accepted']))
  test('a limit only if the close meets it; a stop never', () => {
    const venue = atClose()
    expect(words(venue.send(limit('a', 'buy', 100.5, { at: 10 })))).toEqual(['a accepted', 'a 10 @ 100.5'])
    expect(words(venue.send(limit('b', 'buy', 100, { at: 10 })))).toEqual(['b accepted'])
    expect(words(venue.send(stop('c', 'buy', 100.5, { at: 10 })))).toEqual(['c accepted'])
  })
  test('an order that comes later trades at the next open', () => {
    const venue = atClose()
    expect(words(venue.send(gtc('o', { at: 10.5 })))).toEqual(['o accepted'])
    expect(words(venue.send(bar([102, 103, 101, 102], { at: 12, openAt: 11 })))).toEqual(['o 10 @ 102'])
  })
  test('immediate orders are over with it, and share its volume', () => {
    const venue = atClose({ volume: participation(0.012) })
    expect(words(venue.send(gtc('a', { at: 10, timeInForce: 'ioc' })))).toEqual(['a accepted', 'a 10 @ 100.5'])
    expect(words(venue.send(gtc('b', { at: 10, timeInForce: 'ioc' })))).toEqual([
      'b accepted',
      'b 2 @ 100.5',
      'b canceled timeInForce',
    ])
  })
})

test('on every path each order trades at most once a bar, within it, and at its limit or better', () => {
  const price = fc.integer({ min: 90, max: 110 })
  const submit = fc
    .record({ side: fc.constantFrom('buy' as const, 'sell' as const), isStop: fc.boolean(), price })
    .map(({ side, isStop, price: at }) => (isStop ? stop('x', side, at) : limit('x', side, at)))
  fc.assert(
    fc.property(
      fc.array(submit, { maxLength: 12 }),
      fc.tuple(price, price, price, price),
      fc.constantFrom(...PATHS),
      (orders, prices, path) => {
        const [open, a, b, close] = prices
        const [high, low] = [Math.max(open, a, b, close), Math.min(open, a, b, close)]
        const venue = openVenue({ symbols: ['AAA'], path }, 'fast')
        for (const [n, submitted] of orders.entries())
          venue.send({ ...submitted, orderId: `o-${n}`, clOrdId: `c-${n}` })
        const fills = venue.send(bar([open, high, low, close])).filter((report) => report.type === 'order.filled')
        expect(new Set(fills.map(({ orderId }) => orderId)).size).toBe(fills.length)
        for (const { orderId, lastPx, side } of fills) {
          const { limitPrice, stopPrice } = orders[Number(orderId.slice(2))]!
          expect(lastPx).toBeGreaterThanOrEqual(low)
          expect(lastPx).toBeLessThanOrEqual(high)
          const sign = side === 'buy' ? 1 : -1
          if (limitPrice !== undefined) expect((limitPrice - lastPx) * sign).toBeGreaterThanOrEqual(0)
          else expect((lastPx - stopPrice!) * sign).toBeGreaterThanOrEqual(0)
        }
        const reached = orders.filter(({ side, limitPrice, stopPrice }) => {
          const falls = (side === 'buy') === (limitPrice !== undefined)
          return falls ? low <= (limitPrice ?? stopPrice!) : high >= (limitPrice ?? stopPrice!)
        })
        expect(fills.length).toBe(reached.length)
      },
    ),
    { numRuns: 200 },
  )
})
