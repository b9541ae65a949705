/**
 * Races that the venue itself decides: what meets in one bar or one instant. Each is named after the issue in which another engine lost it, is
 * generated with latencies on both wires, keeps all invariants, and shows that it took place in a good part of the plays.
 */
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { participation } from '../../actors/broker/index.ts'
import { type MarketBar, minutes, type OrderFilled, seconds, type TradingEvent } from '../../src/events/index.ts'
import { DAY, dailyCalendar } from '../actors/market/feeds.ts'
import {
  faultsOf,
  ledgerBalances,
  noFillTwice,
  noOverfill,
  nothingIsSilent,
  quantitiesAddUp,
  reportsAddUp,
} from './support/invariants.ts'
import { latencies } from './support/scenes.ts'
import { type Cue, OPEN, type Play, play, type Scene, venueOrders } from './support/wire.ts'

/** Every bar has 1,000 units, of which orders get 4: most executions are partial. */
const inParts = { volume: participation(0.004) }

type Of<T extends TradingEvent['type']> = Extract<TradingEvent, { readonly type: T }>
const allOf = <T extends TradingEvent['type']>(events: readonly TradingEvent[], type: T): Of<T>[] =>
  events.filter((event): event is Of<T> => event.type === type)
const fillsOf = (events: readonly TradingEvent[], orderIds?: readonly string[]): OrderFilled[] =>
  allOf(events, 'order.filled').filter(({ orderId }) => orderIds === undefined || orderIds.includes(orderId))
const sum = (fills: readonly OrderFilled[]): number => fills.reduce((total, { lastQty }) => total + lastQty, 0)
const positionOf = (played: Play): number => played.client.books['AAA']!.quantity

/** Bars a minute each, in dollars, with highs and lows of their own. */
const barsFrom = (moves: readonly (readonly [move: number, up: number, down: number])[]): MarketBar[] => {
  let price = 100
  return moves.map(([move, up, down], n) => {
    const open = price
    const close = (price = Math.max(80, Math.min(120, price + move)))
    const [high, low] = [Math.max(open, close) + up, Math.min(open, close) - down]
    const times = { at: OPEN + minutes(n + 1), openAt: OPEN + minutes(n) }
    return { type: 'market.bar', symbol: 'AAA', ...times, open, high, low, close, volume: 1_000 }
  })
}
const marketOf = (wide: number, minLength = 8, maxLength = 14): fc.Arbitrary<MarketBar[]> =>
  fc
    .array(fc.tuple(fc.integer({ min: -2, max: 2 }), fc.nat(wide), fc.nat(wide)), { minLength, maxLength })
    .map(barsFrom)

const moment = (last: number): fc.Arbitrary<number> => fc.integer({ min: 0, max: last * 60 }).map((n) => seconds(n))

/** Plays every generated scene, asks for all invariants and the race's own claim, and how many plays raced: the claim says it. */
function races<S extends Scene>(scenes: fc.Arbitrary<S>, atLeast: number, claim: (played: Play, scene: S) => boolean) {
  let raced = 0
  fc.assert(
    fc.property(scenes, (scene) => {
      const unbalanced: string[] = []
      const played = play({ ...scene, watch: (now) => unbalanced.push(...ledgerBalances(now)) })
      expect([...faultsOf(played), ...unbalanced]).toEqual([])
      if (claim(played, scene)) raced++
    }),
    { numRuns: 100 },
  )
  expect(raced).toBeGreaterThan(atLeast)
}

describe('both legs of an oco group touched in one bar', () => {
  const group = { quantity: 6, link: 'pair', linkType: 'oco', timeInForce: 'gtc' } as const
  const scenes = fc
    .record({
      bars: marketOf(8),
      latency: latencies,
      parts: fc.boolean(),
      bracket: fc.boolean(),
      up: fc.integer({ min: 1, max: 4 }),
      down: fc.integer({ min: 1, max: 4 }),
      after: moment(2),
    })
    .map(({ bars, latency, parts, bracket, up, down, after }) => {
      const exits = [
        { orderType: 'limit', limitPrice: 100 + up },
        { orderType: 'stop', stopPrice: 100 - down },
      ] as const
      const script: Cue[] = bracket
        ? [{ after, signal: { intent: 'buy', quantity: 6, price: 100, childLink: 'oco', children: exits } }]
        : [
            { after, signal: { ...group, intent: 'buy', orderType: 'stop', stopPrice: 100 + up, price: 100 } },
            { after, signal: { ...group, intent: 'sell', orderType: 'stop', stopPrice: 100 - down, price: 100 } },
          ]
      return { closes: [], bars, script, latency, venue: parts ? inParts : {}, up, down }
    })

  test('backtesting.py#119, freqtrade#6261: one of them executes, the other is canceled in that instant', () =>
    races(scenes, 12, (played, { bars, up, down }) => {
      const linked = allOf(played.heard, 'order.submit').flatMap(({ orderId, linkId }) =>
        linkId === undefined ? [] : [orderId],
      )
      const legs = [...venueOrders(played)].filter(([id]) => linked.includes(id))
      const done = legs.filter(([, { context }]) => context.cumQty > 0)
      expect(done.length).toBeLessThanOrEqual(1)
      if (done.length === 0) return false
      const [id] = done[0]!
      const first = fillsOf(played.said, [id])[0]!
      const told = played.said.slice(0, played.said.indexOf(first))
      const others = allOf(told, 'order.accepted').filter(({ orderId }) => linked.includes(orderId) && orderId !== id)
      const ends = allOf(played.said, 'order.canceled').filter(({ orderId }) => linked.includes(orderId))
      expect(ends.map(({ orderId, at, reason }) => [orderId, at, reason])).toEqual(
        others.map(({ orderId }) => [orderId, first.at, 'linked']),
      )
      if (others.length === 0) return false
      const bar = bars.find(({ at }) => at === first.at)
      return bar !== undefined && bar.high >= 100 + up && bar.low <= 100 - down
    }))
})

describe('a parent canceled after a part of it was executed', () => {
  const scenes = fc
    .record({
      bars: marketOf(3),
      latency: latencies,
      quantity: fc.integer({ min: 5, max: 24 }),
      profit: fc.integer({ min: 1, max: 6 }),
      loss: fc.integer({ min: 1, max: 6 }),
      activation: fc.constantFrom('partial' as const, 'complete' as const),
      after: moment(1),
      later: moment(6),
    })
    .map(({ bars, latency, quantity, profit, loss, activation, after, later }) => {
      const children = [
        { orderType: 'limit', limitPrice: 101 + profit },
        { orderType: 'stop', stopPrice: 99 - loss },
      ] as const
      const entry = { orderType: 'limit', limitPrice: 101, timeInForce: 'gtc', tag: 'entry', price: 100 } as const
      const script: Cue[] = [
        { after, signal: { intent: 'buy', quantity, ...entry, activation, children } },
        { after: after + later, signal: { intent: 'cancel', tag: 'entry' } },
      ]
      return { closes: [], bars, script, latency, venue: inParts }
    })

  test('nautilus_trader#2704, #2623: its exits work for what it executed, and never for more', () =>
    races(scenes, 15, (played) => {
      const orders = venueOrders(played)
      const parent = [...orders].find(([, { context }]) => context.parentId === undefined)
      if (parent === undefined) return false
      const [id, { context: entry }] = parent
      let held = 0
      for (const { orderId, lastQty } of fillsOf(played.said)) {
        held += orderId === id ? lastQty : -lastQty
        expect(held).toBeGreaterThanOrEqual(0)
      }
      expect(positionOf(played)).toBe(held)
      const canceled = allOf(played.said, 'order.canceled').some(({ orderId }) => orderId === id)
      if (!canceled) return false
      const exits = [...orders].filter(([exit]) => exit !== id)
      for (const [exit, { context }] of exits) {
        expect(context.cumQty + context.leavesQty).toBeLessThanOrEqual(entry.cumQty)
        expect([exit, context.leavesQty]).toEqual([exit, held])
      }
      return entry.cumQty > 0
    }))
})

describe('an order expiring in the very instant of a fill', () => {
  const scenes = fc
    .record({
      bars: marketOf(2, 6, 8),
      latency: latencies,
      quantity: fc.integer({ min: 4, max: 30 }),
      limitPrice: fc.integer({ min: 99, max: 102 }),
      after: moment(2),
      ends: fc.integer({ min: 2, max: 6 }),
      off: fc.constantFrom(0, 0, 0, 0, -1, 1, seconds(20)),
      isDay: fc.boolean(),
      cancels: fc.boolean(),
    })
    .map(({ bars, latency, quantity, limitPrice, after, ends, off, isDay, cancels }) => {
      // a day order ends with the session, a good-till-date order after its last instant; both about the end of a bar
      const last = OPEN + minutes(ends) + (isDay ? 0 : off)
      const life = isDay ? ({ timeInForce: 'day' } as const) : ({ timeInForce: 'gtd', expireTime: last } as const)
      const order = { orderType: 'limit', limitPrice, quantity, tag: 'it', price: 100, ...life } as const
      const script: Cue[] = [{ after, signal: { intent: 'buy', ...order } }]
      if (cancels) script.push({ after: minutes(ends), signal: { intent: 'cancel', tag: 'it' } })
      const hours = isDay ? { calendar: dailyCalendar(9, 9 + ends / 60) } : {}
      return { closes: [], bars, script, latency, venue: inParts, feed: hours, last, limitPrice, quantity, isDay }
    })

  test('nautilus_trader#943: what was executed in its last instant stands, the rest expires, nothing trades later', () =>
    races(scenes, 10, (played, { bars, last, limitPrice, quantity, isDay }) => {
      const [id, order] = [...venueOrders(played)][0] ?? []
      if (id === undefined) return false
      const accepted = allOf(played.said, 'order.accepted').find(({ orderId }) => orderId === id)
      // who comes when the day is over is there for the next
      if (accepted === undefined || (isDay && accepted.at >= last)) return false
      const fills = fillsOf(played.said, [id])
      for (const { at } of fills) expect(at).toBeLessThanOrEqual(last)
      const expired = allOf(played.said, 'order.expired').filter(({ orderId }) => orderId === id)
      const canceled = allOf(played.said, 'order.canceled').filter(({ orderId }) => orderId === id)
      for (const { at, cumQty } of expired) {
        expect([at >= last, cumQty]).toEqual([true, sum(fills)])
        expect(order!.context.leavesQty).toBe(0)
      }
      // an order that was there before the bar began has its share of every bar up to its last instant
      const until = canceled[0]?.at ?? Infinity
      const sure = bars.filter(
        ({ openAt, at, low }) => openAt > accepted.at && at <= last && at < until && low <= limitPrice,
      )
      expect(sum(fills)).toBeGreaterThanOrEqual(Math.min(quantity, 4 * sure.length))
      if (order!.context.cumQty < quantity && canceled.length === 0 && bars.some(({ at }) => at > last))
        expect(expired).toHaveLength(1)
      return fills.some(({ at }) => at === last)
    }))
})

describe('a halt while stops are triggered', () => {
  const scenes = fc
    .record({
      bars: marketOf(4, 10),
      latency: latencies,
      stops: fc.array(
        fc.record({
          after: moment(4),
          buys: fc.boolean(),
          off: fc.integer({ min: 1, max: 3 }),
          quantity: fc.integer({ min: 1, max: 12 }),
        }),
        { minLength: 1, maxLength: 3 },
      ),
      from: moment(6),
      length: moment(5),
      own: fc.boolean(),
    })
    .map(({ bars, latency, stops, from, length, own }) => {
      const script = stops
        .map(({ after, buys, off, quantity }): Cue => {
          const [intent, stopPrice] = buys ? (['buy', 100 + off] as const) : (['sell', 100 - off] as const)
          return { after, signal: { intent, orderType: 'stop', stopPrice, quantity, timeInForce: 'gtc', price: 100 } }
        })
        .toSorted((a, b) => a.after - b.after)
      const of = own ? { symbol: 'AAA' } : {}
      const commands = [
        { after: from, to: 'market', event: { type: 'market.halt', ...of, reason: 'news' } },
        { after: from + length, to: 'market', event: { type: 'market.resume', ...of } },
      ]
      return {
        closes: [],
        bars,
        script,
        latency,
        commands,
        venue: inParts,
        halted: OPEN + from,
        resumed: OPEN + from + length,
      }
    })

  test('Lean#5275: none triggers or trades until it is over; those the market has passed trade on the first bar after', () =>
    races(scenes, 12, (played, { bars, halted, resumed }) => {
      const during = (at: number): boolean => at > halted && at < resumed
      const said = [...allOf(played.said, 'order.filled'), ...allOf(played.said, 'order.triggered')]
      expect(said.filter(({ at }) => during(at))).toEqual([])
      const next = bars.find(({ openAt }) => openAt > resumed)
      let raced = false
      for (const [id, { context }] of venueOrders(played)) {
        const accepted = allOf(played.said, 'order.accepted').find(({ orderId }) => orderId === id)
        if (accepted === undefined) continue
        const beyond = ({ high, low }: { high: number; low: number }): boolean =>
          context.side === 'buy' ? high >= context.stopPrice! : low <= context.stopPrice!
        const isReached = bars.some((bar) => bar.openAt > accepted.at && during(bar.at) && beyond(bar))
        if (isReached && fillsOf(played.said, [id]).every(({ at }) => at >= resumed)) raced = true
        if (next === undefined || accepted.at > resumed || !beyond({ high: next.open, low: next.open })) continue
        const triggered = allOf(played.said, 'order.triggered').find(({ orderId }) => orderId === id)
        const first = triggered ?? fillsOf(played.said, [id])[0]
        if (first !== undefined || context.leavesQty > 0) expect(first?.at).toBeLessThanOrEqual(next.at)
      }
      return raced
    }))
})

describe('a split on a day with working brackets', () => {
  const scenes = fc
    .record({
      ratio: fc.constantFrom(2, 4, 0.5),
      bars: marketOf(3, 10, 12),
      latency: latencies,
      quantity: fc.integer({ min: 1, max: 4 }).map((n) => 4 * n),
      profit: fc.integer({ min: 1, max: 6 }),
      loss: fc.integer({ min: 1, max: 6 }),
      activation: fc.constantFrom('partial' as const, 'complete' as const),
    })
    .map(({ ratio, bars, latency, quantity, profit, loss, activation }) => {
      // the second half of the bars is of the next day, with its prices in the new units
      const half = bars.length / 2
      const dated = bars.map((bar, n) =>
        n < half ? bar : { ...bar, at: bar.at + DAY, openAt: bar.openAt + DAY, volume: 1_000 },
      )
      const before = dated.map((bar, n): MarketBar => {
        if (n >= half) return bar
        const { open, high, low, close, volume } = bar
        const prices = { open: open * ratio, high: high * ratio, low: low * ratio, close: close * ratio }
        return { ...bar, ...prices, volume: volume / ratio }
      })
      const script = (units: number): Cue[] => {
        const exits = [
          { orderType: 'limit', limitPrice: (101 + profit) * units },
          { orderType: 'stop', stopPrice: (99 - loss) * units },
        ] as const
        const entry = { orderType: 'limit', limitPrice: 101 * units, timeInForce: 'gtc', price: 100 * units } as const
        const signal = { intent: 'buy', quantity: quantity / units, ...entry, activation, children: exits } as const
        return [{ after: 0, signal }]
      }
      const rest = { closes: [], latency, venue: inParts }
      return {
        split: {
          ...rest,
          bars: before,
          script: script(ratio),
          feed: { actions: [{ day: 11, symbol: 'AAA', split: ratio }] },
        },
        adjusted: { ...rest, bars: dated, script: script(1) },
        ratio,
      }
    })

  test('alpaca-py#469, Lean#6933: the run is the one on adjusted prices, to the execution, the position and the cash', () => {
    let raced = 0
    fc.assert(
      fc.property(scenes, ({ split, adjusted, ratio }) => {
        const unbalanced: string[] = []
        const one = play({ ...split, watch: (now) => unbalanced.push(...ledgerBalances(now)) })
        const other = play(adjusted)
        expect([...noOverfill(one), ...quantitiesAddUp(one), ...reportsAddUp(one), ...unbalanced]).toEqual([])
        expect([...nothingIsSilent(one), ...noFillTwice(one), ...faultsOf(other)]).toEqual([])
        const units = (at: number): number => (at < 11 * DAY ? ratio : 1)
        expect(fillsOf(one.said).map((f) => [f.at, f.side, f.lastQty * units(f.at), f.lastPx / units(f.at)])).toEqual(
          fillsOf(other.said).map((f) => [f.at, f.side, f.lastQty, f.lastPx]),
        )
        expect([positionOf(one), one.client.accounts.cash]).toEqual([positionOf(other), other.client.accounts.cash])
        if (allOf(one.said, 'order.restated').some(({ splitRatio }) => splitRatio !== undefined)) raced++
      }),
      { numRuns: 50 },
    )
    expect(raced).toBeGreaterThan(15)
  })
})
