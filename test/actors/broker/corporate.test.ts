/** Splits and dividends at the venue: what becomes of the orders that work there. */
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  type BrokerIncoming,
  brokerMachine,
  type BrokerInput,
  cashAccount,
  fillOnBars,
} from '../../../actors/broker/index.ts'
import type { MarketDividend, MarketSplit, OrderSubmit } from '../../../src/events/index.ts'
import { expectEqualTraces } from '../../machine/support/equality.ts'
import { anyEvents } from './support/scenarios.ts'
import { bar, openVenue, order, type TestVenue } from './support/venue.ts'

const split = (ratio: number, at = 5, symbol = 'AAA'): MarketSplit => ({ type: 'market.split', symbol, at, ratio })
const dividend = (amount: number, at = 5): MarketDividend => ({ type: 'market.dividend', symbol: 'AAA', at, amount })
const tick = { instruments: { AAA: { tick: 0.01, lot: 1 } } }

/** A venue with these orders at work. */
function withOrders(input: BrokerInput, ...orders: Partial<OrderSubmit>[]): TestVenue {
  const venue = openVenue({ symbols: ['AAA', 'BBB'], ...input }, 'fast')
  orders.forEach((more, index) => venue.send(order({ orderId: `o-${index + 1}`, timeInForce: 'gtc', ...more })))
  return venue
}

describe('a split', () => {
  const restatedBy = (ratio: number, submit: Partial<OrderSubmit>, input: BrokerInput = tick) =>
    withOrders(input, submit)
      .send(split(ratio))
      .map((event) =>
        event.type === 'order.restated'
          ? [event.orderQty, event.limitPrice, event.stopPrice]
          : event.type === 'order.canceled'
            ? event.reason
            : event.type,
      )

  test.each<[string, number, Partial<OrderSubmit>, (number | undefined)[]]>([
    ['a market order', 2, {}, [20, undefined, undefined]],
    ['a limit', 2, { orderType: 'limit', limitPrice: 50 }, [20, 25, undefined]],
    ['a stop-limit', 4, { orderType: 'stopLimit', stopPrice: 50, limitPrice: 48 }, [40, 12, 12.5]],
    ['a reverse split', 0.1, { orderType: 'limit', limitPrice: 5, quantity: 25 }, [2, 50, undefined]],
    ['a buy limit goes down to the tick', 3, { orderType: 'limit', limitPrice: 100 }, [30, 33.33, undefined]],
    ['a sell limit goes up', 3, { side: 'sell', orderType: 'limit', limitPrice: 100 }, [30, 33.34, undefined]],
    ['a buy stop goes up', 3, { orderType: 'stop', stopPrice: 100 }, [30, undefined, 33.34]],
    ['a sell stop goes down', 3, { side: 'sell', orderType: 'stop', stopPrice: 100 }, [30, undefined, 33.33]],
  ])('%s', (_name, ratio, submit, terms) => expect(restatedBy(ratio, submit)).toEqual([terms]))

  test('an order for whole units stays one where no lot is given, another is cut nowhere', () => {
    expect(restatedBy(0.1, { quantity: 25 }, {})).toEqual([[2, undefined, undefined]])
    expect(restatedBy(0.5, { quantity: 0.25 }, {})).toEqual([[0.125, undefined, undefined]])
  })
  test('what would be less than a lot is canceled, and says so', () =>
    expect(restatedBy(0.25, { quantity: 3 })).toEqual([[0.75, undefined, undefined], 'corporateAction']))
  test('other symbols are left alone', () => expect(withOrders({}, {}).send(split(2, 5, 'BBB'))).toEqual([]))

  test('it works on at its new price, in the place it had', () => {
    const venue = withOrders(tick, { orderType: 'limit', limitPrice: 50 }, { orderType: 'limit', limitPrice: 50 })
    venue.send(split(2))
    expect(venue.send(bar([30, 31, 26, 30], { at: 10 }))).toEqual([])
    expect(venue.send(bar([30, 31, 25, 30], { at: 11 }))).toMatchObject([
      { orderId: 'o-1', lastQty: 20, lastPx: 25 },
      { orderId: 'o-2', lastQty: 20, lastPx: 25 },
    ])
  })
  test('the last price is restated as well: what is the wrong side of a stop follows it', () => {
    const venue = openVenue({ symbols: ['AAA'] }, 'fast')
    venue.send(bar([100, 100, 100, 100]))
    venue.send(split(2, 11))
    expect(venue.send(order({ orderType: 'stop', stopPrice: 49, at: 12 }))).toMatchObject([{ code: 'wrongSideStop' }])
    expect(venue.send(order({ orderId: 'b', orderType: 'stop', stopPrice: 60, at: 12 }))).toMatchObject([
      { type: 'order.accepted' },
    ])
  })
  test('what is executed is restated with the order, and a cash account keeps the position', () => {
    const venue = withOrders(
      { volume: ({ quantity }) => Math.min(quantity, 4), credit: cashAccount({ cash: 400 }) },
      { side: 'sell' },
    )
    venue.send(bar([10, 10, 10, 10], { at: 3 }))
    expect(venue.send(split(3))).toMatchObject([{ type: 'order.restated', orderQty: 30, cumQty: 12, leavesQty: 18 }])
    expect(venue.snapshot().context.account).toMatchObject({ positions: { AAA: -12 } })
    venue.send(dividend(1, 6))
    expect(venue.snapshot().context.account).toMatchObject({ cash: 400 + 40 - 12 })
  })

  // Independent of how: value and the trader's prices are what they were, up to a lot and a tick, in the trader's disfavour never.
  test('any orders, any ratio: no order is worth more, none less by more than a lot and a tick', () => {
    const price = fc.integer({ min: 100, max: 90_000 }).map((cents) => cents / 100)
    fc.assert(
      fc.property(
        fc.array(
          fc.record({
            side: fc.constantFrom('buy' as const, 'sell' as const),
            orderType: fc.constantFrom('limit' as const, 'stop' as const, 'stopLimit' as const, 'market' as const),
            quantity: fc.integer({ min: 1, max: 500 }),
            limit: price,
            stop: price,
          }),
          { maxLength: 8 },
        ),
        fc.tuple(fc.integer({ min: 1, max: 20 }), fc.integer({ min: 1, max: 20 })).map(([a, b]) => a / b),
        (orders, ratio) => {
          const venue = withOrders(
            tick,
            ...orders.map(({ limit, stop, ...rest }) => ({
              ...rest,
              ...(rest.orderType.includes('imit') ? { limitPrice: limit } : {}),
              ...(rest.orderType.startsWith('stop') ? { stopPrice: stop } : {}),
            })),
          )
          const said = venue.send(split(ratio))
          const ended = new Set(said.flatMap((event) => (event.type === 'order.canceled' ? [event.orderId] : [])))
          expect(said.length).toBe(orders.length + ended.size)
          said.forEach((event, index) => {
            if (event.type === 'order.canceled') return expect(event.reason).toBe('corporateAction')
            if (event.type !== 'order.restated') throw new Error(event.type)
            const { side, quantity, limit, stop } = orders[index]!
            if (ended.has(event.orderId)) return expect(event.leavesQty).toBeLessThan(1)
            const sign = side === 'buy' ? 1 : -1
            const lost = quantity * ratio - event.orderQty
            expect(lost).toBeGreaterThan(-1e-6)
            expect(lost).toBeLessThan(1)
            const { limitPrice, stopPrice } = event
            for (const [now, was, way] of [
              [limitPrice, limit, sign],
              [stopPrice, stop, -sign],
            ] as const) {
              if (now === undefined) continue
              const better = (was / ratio - now) * way
              expect(better).toBeGreaterThan(-1e-6)
              // nothing is below one tick
              expect(better).toBeLessThan(now === 0.01 ? Infinity : 0.01 + 1e-6)
            }
          })
        },
      ),
      { numRuns: 150 },
    )
  })
})

describe('a dividend', () => {
  const reduced = (submit: Partial<OrderSubmit>, amount = 0.255, input: BrokerInput = tick) =>
    withOrders({ onDividend: 'reduce', ...input }, submit)
      .send(dividend(amount))
      .map((event) => (event.type === 'order.restated' ? [event.limitPrice, event.stopPrice] : event.type))

  test('changes no order by itself', () =>
    expect(withOrders(tick, { orderType: 'limit', limitPrice: 50 }).send(dividend(1))).toEqual([]))
  test('can reduce buy limits and sell stops, to the next tick below', () => {
    expect(reduced({ orderType: 'limit', limitPrice: 50 })).toEqual([[49.74, undefined]])
    expect(reduced({ orderType: 'stop', stopPrice: 50, side: 'sell' })).toEqual([[undefined, 49.74]])
    expect(reduced({ orderType: 'stopLimit', stopPrice: 50, limitPrice: 49, side: 'sell' })).toEqual([[48.74, 49.74]])
    expect(reduced({ orderType: 'limit', limitPrice: 50 }, 0.255, {})).toEqual([[49.745, undefined]])
  })
  test('leaves sell limits and buy stops', () => {
    expect(reduced({ orderType: 'limit', limitPrice: 50, side: 'sell' })).toEqual([])
    expect(reduced({ orderType: 'stop', stopPrice: 50 })).toEqual([])
    expect(reduced({ orderType: 'stopLimit', stopPrice: 50, limitPrice: 51 })).toEqual([])
    expect(reduced({})).toEqual([])
  })
  test('an order to buy if touched comes down as a limit does, one to sell stays', () => {
    expect(reduced({ orderType: 'marketIfTouched', stopPrice: 50 })).toEqual([[undefined, 49.74]])
    expect(reduced({ orderType: 'limitIfTouched', stopPrice: 50, limitPrice: 49 })).toEqual([[48.74, 49.74]])
    expect(reduced({ orderType: 'marketIfTouched', stopPrice: 150, side: 'sell' })).toEqual([])
    expect(reduced({ orderType: 'limitIfTouched', stopPrice: 150, limitPrice: 151, side: 'sell' })).toEqual([])
  })
  test('ends an order whose price it takes away', () => {
    expect(reduced({ orderType: 'limit', limitPrice: 0.2 })).toEqual(['order.canceled'])
    expect(reduced({ orderType: 'limit', limitPrice: 0.26 })).toEqual(['order.canceled'])
    expect(reduced({ orderType: 'limit', limitPrice: 0.27 })).toEqual([[0.01, undefined]])
  })
})

// Whole ratios, and half for orders of even size only, leave a venue's state comparable.
const action: fc.Arbitrary<BrokerIncoming> = fc.oneof(
  fc
    .tuple(fc.constantFrom('AAA', 'BBB'), fc.constantFrom(2, 3, 0.5, 0.1))
    .map(([symbol, ratio]): MarketSplit => ({ type: 'market.split', symbol, at: 0, ratio })),
  fc.constantFrom(0.5, 2, 200).map((amount) => dividend(amount, 0)),
)
const days = fc.tuple(anyEvents, fc.array(fc.tuple(action, fc.nat(60)), { maxLength: 5 })).map(([events, actions]) => {
  const all = [...events]
  for (const [each, place] of actions) {
    const at = Math.min(place, all.length)
    all.splice(at, 0, { ...each, at: (all[at - 1] as { at?: number } | undefined)?.at ?? 0 } as BrokerIncoming)
  }
  return all
})

test('at any time, interpreted and compiled: the same reports, none illegal, and the books stay whole', () => {
  const input: BrokerInput = {
    symbols: ['AAA', 'BBB'],
    onDividend: 'reduce',
    fill: fillOnBars(),
    wrongSideStop: 'trigger',
  }
  fc.assert(
    fc.property(days, (events) => {
      const venue = openVenue(input, 'fast')
      for (const event of events) {
        expect(venue.send(event).map(({ type }) => type)).not.toContain('order.violation')
        const { orders, books } = venue.snapshot().context
        let standing = 0
        for (const book of books.values()) {
          for (const place of ['market', 'below', 'above'] as const) {
            const ladder = book[place]
            standing += ladder.length
            expect(ladder).toEqual([...ladder].sort((a, b) => a.key - b.key || b.seq - a.seq))
            if (place === 'market') continue
            for (const { orderId, key } of ladder) {
              const { orderType, triggered, limitPrice, stopPrice } = orders.get(orderId)!.record.context
              const price = triggered || orderType === 'limit' ? limitPrice! : stopPrice!
              expect(key).toBe(place === 'below' ? price : -price)
            }
          }
        }
        expect(standing).toBe(orders.size)
      }
    }),
    { numRuns: 120 },
  )
  fc.assert(
    fc.property(days, (events) =>
      expectEqualTraces({ make: () => brokerMachine, input, steps: events.map((send) => ({ send })) }),
    ),
    { numRuns: 20 },
  )
})
