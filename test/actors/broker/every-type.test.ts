/** Orders of every type, instruction and time in force on generated days of bars, trades and quotes: what holds whatever they do. */
import fc from 'fast-check'
import { expect, test } from 'vitest'
import {
  type BrokerIncoming,
  type BrokerInput,
  brokerMachine,
  ORDER_TYPES,
  participation,
  PATHS,
} from '../../../actors/broker/index.ts'
import type { OrderSubmit, OrderType, TimeInForce } from '../../../src/events/index.ts'
import { expectEqualTraces } from '../../machine/support/equality.ts'
import { bar, cancel, openVenue, order, quote, replace, session, trade } from './support/venue.ts'

const price = fc.integer({ min: 95, max: 105 })
const maybe = <T>(of: fc.Arbitrary<T>): fc.Arbitrary<T | undefined> => fc.option(of, { nil: undefined, freq: 2 })

type Step = (at: number, n: number) => BrokerIncoming

const submit: fc.Arbitrary<Step> = fc
  .record({
    orderType: fc.constantFrom(...(Object.keys(ORDER_TYPES) as OrderType[])),
    side: fc.constantFrom('buy' as const, 'sell' as const),
    quantity: fc.integer({ min: 1, max: 12 }),
    timeInForce: fc.nat(6),
    limit: price,
    stop: price,
    starts: fc.boolean(),
    offset: fc.integer({ min: 1, max: 5 }),
    by: fc.constantFrom('price' as const, 'percent' as const, 'ticks' as const),
    triggerBy: maybe(fc.constantFrom('last' as const, 'bidAsk' as const, 'mid' as const)),
    part: maybe(fc.integer({ min: 1, max: 12 })),
    instruction: fc.nat(4),
    lasts: fc.integer({ min: 0, max: 6 }),
  })
  .map((made): Step => (at, n) => {
    const { orderType, side, quantity } = made
    const rules = ORDER_TYPES[orderType]
    const timeInForce: TimeInForce = rules.timesInForce[made.timeInForce % rules.timesInForce.length]!
    const instruction = (['displayQuantity', 'minQuantity', 'postOnly', 'reduceOnly'] as const)[made.instruction]
    const stops = rules.stopPrice === 'needed' || (rules.stopPrice === 'optional' && made.starts)
    const parts: Partial<OrderSubmit> = {
      ...(rules.limitPrice === 'needed' ? { limitPrice: made.limit } : {}),
      ...(stops ? { stopPrice: made.stop } : {}),
      ...(rules.trails ? { trailBy: made.by, trailOffset: made.offset } : {}),
      ...(rules.limitOffset ? { limitOffset: made.offset - 1 } : {}),
      ...(rules.triggerBy && made.triggerBy !== undefined ? { triggerBy: made.triggerBy } : {}),
      ...(timeInForce === 'gtd' ? { expireTime: at + made.lasts } : {}),
    }
    const takes = instruction !== undefined && rules.instructions.includes(instruction)
    const told = instruction === 'postOnly' || instruction === 'reduceOnly' ? true : made.part
    const how = takes && told !== undefined ? { [instruction]: told } : {}
    return order({ orderId: `o-${n}`, at, side, orderType, quantity, timeInForce, ...parts, ...how })
  })

const market: fc.Arbitrary<Step> = fc.tuple(price, price, price, price, fc.integer({ min: 0, max: 30 })).map(
  ([open, a, b, close, volume]): Step =>
    (at) =>
      bar([open, Math.max(open, a, b, close), Math.min(open, a, b, close), close], { at, volume }),
)
const size = fc.integer({ min: 0, max: 12 })
const ticks: fc.Arbitrary<Step> = fc.oneof(
  fc.tuple(price, size).map(
    ([of, units]): Step =>
      (at) =>
        trade(of, { at, size: units }),
  ),
  fc.tuple(price, fc.nat(3), size, size).map(
    ([bid, over, bidSize, askSize]): Step =>
      (at) =>
        quote(bid, bid + over, { at, bidSize, askSize }),
  ),
)
const rest: fc.Arbitrary<Step> = fc.oneof(
  fc.nat(40).map(
    (which): Step =>
      (at, n) =>
        cancel(`o-${which}`, `x-${n}`, at),
  ),
  fc.record({ which: fc.nat(40), quantity: maybe(size), limitPrice: maybe(price), stopPrice: maybe(price) }).map(
    ({ which, ...change }): Step =>
      (at, n) =>
        replace(`o-${which}`, { at, clOrdId: `r-${n}`, ...change } as object),
  ),
  fc.constantFrom('closed' as const, 'open' as const, 'halted' as const, 'open' as const).map(
    (phase): Step =>
      (at) =>
        session(phase, at),
  ),
)

const day = (hasTicks: boolean): fc.Arbitrary<BrokerIncoming[]> =>
  fc
    .array(
      fc.oneof(
        { arbitrary: submit, weight: 5 },
        { arbitrary: hasTicks ? ticks : market, weight: 7 },
        { arbitrary: rest, weight: 2 },
      ),
      { maxLength: 50, size: 'max' },
    )
    .map((steps) => steps.map((step, n) => step(11 + n, n)))

const base: BrokerInput = { symbols: ['AAA'], instruments: { AAA: { tick: 0.5 } } }
const venues: [string, BrokerInput, boolean][] = [
  ['on bars', base, false],
  ['on bars, with shared volume, and closes', { ...base, volume: participation(0.5), timing: 'same-close' }, false],
  ...PATHS.map((path): [string, BrokerInput, boolean] => [
    `along ${path}`,
    { ...base, path, volume: participation(0.5) },
    false,
  ]),
  ['on ticks', base, true],
]

test.each(venues)('%s: interpreted and compiled are the same', (_words, input, hasTicks) => {
  fc.assert(
    fc.property(day(hasTicks), (events) => {
      expectEqualTraces({ make: () => brokerMachine, input, steps: events.map((send) => ({ send })) })
    }),
    { numRuns: 20 },
  )
})

test.each(venues)('%s: no overfill, volume is shared, and nothing is a violation', (_words, input, hasTicks) => {
  fc.assert(
    fc.property(day(hasTicks), (events) => {
      const venue = openVenue(input, 'fast')
      for (const event of events) {
        const used = { buy: 0, sell: 0 }
        for (const report of venue.send(event)) {
          expect(report.type).not.toBe('order.violation')
          if (report.type !== 'order.filled') continue
          expect(report.cumQty).toBeLessThanOrEqual(report.orderQty)
          expect(report.lastQty).toBeGreaterThan(0)
          used[report.side] += report.lastQty
        }
        if (event.type === 'market.bar' && input.volume !== undefined)
          expect(Math.max(used.buy, used.sell)).toBeLessThanOrEqual(event.volume * 0.5)
        const { orders, books } = venue.snapshot().context
        const book = books.get('AAA')!
        expect(book.working).toBe(orders.size)
      }
    }),
    { numRuns: 60 },
  )
})
