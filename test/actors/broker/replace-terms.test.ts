/** What a replacement changes beside quantity and prices: time in force, what is shown, the least quantity, the distance of a trail. */
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { BrokerInput } from '../../../actors/broker/index.ts'
import type { OrderReplace, OrderSubmit } from '../../../src/events/index.ts'
import { bar, openVenue, order, replace, session } from './support/venue.ts'
import { words } from './support/words.ts'

const resting: Partial<OrderSubmit> = { orderType: 'limit', limitPrice: 50, quantity: 30 }

/** A venue with an order, and the words of what it says to a replacement, to a bar and to a phase. */
function venueWith(more: Partial<OrderSubmit> = {}, input: BrokerInput = {}) {
  const venue = openVenue({ symbols: ['AAA'], ...input })
  let requests = 0
  venue.send(bar([100, 100, 100, 100], { at: 1 }))
  const submit = (one: Partial<OrderSubmit>): string[] => words(venue.send(order({ at: 2, ...resting, ...one })))
  expect(submit({ orderId: 'o-1', ...more })).toEqual(['o-1 accepted'])
  const change = (terms: Partial<OrderReplace>, at = 3) =>
    venue.send({ ...replace('o-1', terms), clOrdId: `r-${++requests}`, at })
  return {
    venue,
    submit,
    change,
    says: (terms: Partial<OrderReplace>, at = 3): string[] => words(change(terms, at)),
    phase: (name: 'open' | 'closed', at: number): string[] => words(venue.send(session(name, at))),
    bar: (price: number, at: number): string[] => words(venue.send(bar([price, price, price, price], { at }))),
    get order() {
      return venue.snapshot().context.orders.get('o-1')!
    },
  }
}

describe('time in force', () => {
  test('from the day to until canceled: it outlives its day; and back', () => {
    const day = venueWith({ timeInForce: 'day' })
    expect(day.change({ timeInForce: 'gtc' })).toMatchObject([
      { type: 'order.replaced', timeInForce: 'gtc', orderQty: 30, limitPrice: 50 },
    ])
    expect(day.phase('closed', 5)).toEqual([])
    const gtc = venueWith({ timeInForce: 'gtc' })
    expect(gtc.says({ timeInForce: 'day' })).toEqual(['o-1 replaced'])
    expect(gtc.phase('closed', 5)).toEqual(['o-1 expired'])
  })

  test('till a date, to another date, and to no date', () => {
    const { says, bar: at, change } = venueWith({ timeInForce: 'gtc' })
    expect(says({ timeInForce: 'gtd', expireTime: 20 })).toEqual(['o-1 replaced'])
    expect(change({ expireTime: 40 })).toMatchObject([{ type: 'order.replaced', expireTime: 40 }])
    expect(at(100, 30)).toEqual([])
    expect(at(100, 41)).toEqual(['o-1 expired'])
    const free = venueWith({ timeInForce: 'gtd', expireTime: 20 })
    expect(free.says({ timeInForce: 'gtc' })).toEqual(['o-1 replaced'])
    // gone with the date
    expect(free.says({ timeInForce: 'gtd' })).toEqual(['o-1 replaceRejected'])
    expect(free.bar(100, 30)).toEqual([])
  })

  test('keeps its place in time, and so does a least quantity', () => {
    const { submit, says, bar: at } = venueWith({ timeInForce: 'day', quantity: 10 }, { volume: () => 4 })
    submit({ orderId: 'o-2', timeInForce: 'day' })
    expect(says({ timeInForce: 'gtc', minQuantity: 4 })).toEqual(['o-1 replaced'])
    expect(at(50, 10)[0]).toBe('o-1 4 @ 50')
  })

  test('is counted right however often it is changed, up to the end of the orders', () => {
    const step = fc.record({
      which: fc.integer({ min: 1, max: 4 }),
      timeInForce: fc.constantFrom('day' as const, 'gtc' as const, 'gtd' as const),
      expireTime: fc.integer({ min: 1, max: 60 }),
      quantity: fc.option(fc.integer({ min: 1, max: 9 }), { nil: undefined }),
      price: fc.constantFrom(100, 100, 100, 50),
    })
    fc.assert(
      fc.property(fc.array(step, { maxLength: 30 }), fc.boolean(), (steps, isFast) => {
        const venue = openVenue({ symbols: ['AAA'], volume: () => 3 }, isFast ? 'fast' : 'observed')
        venue.send(bar([100, 100, 100, 100], { at: 1 }))
        for (const [n, timeInForce] of (['day', 'gtc', 'gtd', 'day'] as const).entries())
          venue.send(
            order({
              ...resting,
              orderId: `o-${n + 1}`,
              quantity: 9,
              timeInForce,
              ...(timeInForce === 'gtd' ? { expireTime: 30 } : {}),
            }),
          )
        for (const [n, { which, timeInForce, expireTime, quantity, price }] of steps.entries()) {
          const terms = { timeInForce, ...(timeInForce === 'gtd' ? { expireTime } : {}), ...(quantity && { quantity }) }
          venue.send({ ...replace(`o-${which}`, terms), clOrdId: `r-${n}`, at: 2 + n })
          venue.send(bar([price, price, price, price], { at: 3 + n, openAt: 2 + n }))
          const { orders, dayWorking, expiries, nextExpiry } = venue.snapshot().context
          const open = [...orders.values()].map(({ record }) => record.context)
          const dated = open.filter((one) => one.timeInForce === 'gtd').map((one) => one.terms.expireTime!)
          expect(dayWorking).toBe(open.filter((one) => one.timeInForce === 'day').length)
          expect(expiries.map(({ key }) => -key).toSorted((a, b) => a - b)).toEqual(dated.toSorted((a, b) => a - b))
          expect(nextExpiry).toBe(Math.min(Number.MAX_SAFE_INTEGER, ...dated))
        }
        const days = [...venue.snapshot().context.orders.values()].filter(
          ({ record }) => record.context.timeInForce === 'day',
        )
        const ended = venue.send(session('closed', 99)).filter(({ type }) => type === 'order.expired')
        const late = [...venue.snapshot().context.orders.values()].map(({ record }) => record.context.timeInForce)
        expect(late).not.toContain('day')
        expect(ended.length).toBeGreaterThanOrEqual(days.length)
      }),
      { numRuns: 150 },
    )
  })
})

describe('what is shown', () => {
  test('a plain limit order becomes an iceberg: as much as it shows trades at a time, behind those that were there', () => {
    const { submit, change, bar: at } = venueWith()
    submit({ orderId: 'o-2', quantity: 5 })
    expect(change({ displayQuantity: 10 })).toMatchObject([{ type: 'order.replaced', displayQuantity: 10 }])
    expect(at(50, 10)).toEqual(['o-2 5 @ 50', 'o-1 10 @ 50', 'o-1 10 @ 50', 'o-1 10 @ 50'])
  })

  test('more of it, or all', () => {
    const more = venueWith({ displayQuantity: 5 })
    expect(more.says({ displayQuantity: 20 })).toEqual(['o-1 replaced'])
    expect(more.bar(50, 10)).toEqual(['o-1 20 @ 50', 'o-1 10 @ 50'])
    const all = venueWith({ displayQuantity: 5 })
    expect(all.says({ displayQuantity: 30 })).toEqual(['o-1 replaced'])
    expect(all.bar(50, 10)).toEqual(['o-1 30 @ 50'])
  })
})

describe('a trail', () => {
  const trailing: Partial<OrderSubmit> = {
    ...{ side: 'sell', orderType: 'trailingStop', limitPrice: undefined },
    ...{ trailBy: 'price', trailOffset: 10, timeInForce: 'gtc' },
  }

  test('closer or wider: the stop is so far from the best price that there was, and the report says where', () => {
    const { change, bar: at } = venueWith(trailing)
    at(110, 10)
    at(108, 11)
    expect(change({ trailOffset: 5 }, 12)).toMatchObject([{ type: 'order.replaced', trailOffset: 5, stopPrice: 105 }])
    expect(change({ trailOffset: 20 }, 13)).toMatchObject([{ stopPrice: 90 }])
    expect(change({ trailOffset: 4 }, 14)).toMatchObject([{ stopPrice: 106 }])
    expect(at(107, 15)).toEqual([])
    expect(at(105, 16)).toEqual(['o-1 triggered 106', 'o-1 30 @ 105'])
  })

  test('of a stop-limit: the limit lies as far beyond the stop as is said last', () => {
    const { change } = venueWith({ ...trailing, orderType: 'trailingStopLimit', limitOffset: 1 })
    expect(change({ limitOffset: 3 })).toMatchObject([{ limitOffset: 3, stopPrice: 90, limitPrice: 87 }])
    expect(change({ trailOffset: 5 })).toMatchObject([{ trailOffset: 5, stopPrice: 95, limitPrice: 92 }])
  })
})

describe('what cannot be', () => {
  const gtd = { timeInForce: 'gtd', expireTime: 20 } as const
  const following = {
    orderType: 'trailingStop',
    limitPrice: undefined,
    trailBy: 'percent',
    trailOffset: 5,
    side: 'sell',
  } as const
  test.each<[string, Partial<OrderSubmit>, Partial<OrderReplace>]>([
    ['invalidCombination', {}, { timeInForce: 'fok' }],
    ['invalidCombination', { timeInForce: 'atTheClose' }, { timeInForce: 'gtc' }],
    ['missingInstruction', {}, { timeInForce: 'gtd' }],
    ['expireTimePassed', {}, { timeInForce: 'gtd', expireTime: 2 }],
    ['expireTimePassed', gtd, { expireTime: 2 }],
    ['superfluousInstruction', {}, { expireTime: 9 }],
    ['superfluousInstruction', gtd, { timeInForce: 'day', expireTime: 9 }],
    ['invalidDisplayQuantity', {}, { displayQuantity: 31 }],
    ['invalidDisplayQuantity', {}, { displayQuantity: 0 }],
    ['invalidDisplayQuantity', {}, { displayQuantity: 20, quantity: 10 }],
    ['invalidMinQuantity', {}, { minQuantity: Number.NaN }],
    ['invalidCombination', { displayQuantity: 5 }, { minQuantity: 5 }],
    ['invalidCombination', { postOnly: true }, { minQuantity: 5 }],
    ['invalidCombination', { orderType: 'market', limitPrice: undefined }, { displayQuantity: 5 }],
    ['superfluousInstruction', {}, { trailOffset: 5 }],
    ['invalidTrail', following, { trailOffset: 100 }],
    ['invalidTrail', following, { trailOffset: -1 }],
    ['superfluousInstruction', following, { limitOffset: 1 }],
  ])('%s: an order %o replaced by %o is as it was', (code, made, terms) => {
    const tried = venueWith({ timeInForce: 'gtc', ...made })
    const now = () => {
      const { record, peak, trail, special } = tried.order
      const { terms: its, timeInForce, quantity, limitPrice } = record.context
      return structuredClone({ its, timeInForce, quantity, limitPrice, peak, trail, special })
    }
    const before = now()
    expect(tried.change(terms)).toMatchObject([{ type: 'order.replaceRejected', code }])
    expect(now()).toEqual(before)
  })

  test('a least quantity of an order that has traded, and the trail of one that has triggered', () => {
    const part = venueWith({}, { volume: () => 4 })
    part.bar(50, 10)
    expect(part.change({ minQuantity: 5 }, 11)).toMatchObject([{ code: 'superfluousInstruction' }])
    const stop = venueWith(
      { ...following, orderType: 'trailingStopLimit', limitOffset: 0, timeInForce: 'gtc' },
      { volume: () => 4 },
    )
    expect(stop.bar(94, 10)).toContain('o-1 triggered 95')
    expect(stop.change({ trailOffset: 2 }, 11)).toMatchObject([
      { type: 'order.replaceRejected', code: 'superfluousInstruction' },
    ])
  })
})
