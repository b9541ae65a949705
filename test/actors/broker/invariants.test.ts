/** What holds of every day at the venue, whatever happens on it. */
import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { BrokerEmitted, BrokerIncoming, BrokerInput } from '../../../actors/broker/index.ts'
import type { MarketBar, OrderFilled, OrderSubmit } from '../../../src/events/index.ts'
import { SYMBOLS, tradingEvents } from './support/scenarios.ts'
import { openVenue } from './support/venue.ts'

interface Exchange {
  readonly event: BrokerIncoming
  readonly said: BrokerEmitted[]
}

interface Day {
  readonly exchanges: Exchange[]
  readonly stillWorking: readonly string[]
}

function live(events: readonly BrokerIncoming[], input: BrokerInput = {}): Day {
  const venue = openVenue({ symbols: SYMBOLS, ...input }, 'fast')
  const exchanges = events.map((event) => ({ event, said: venue.send(event) }))
  return { exchanges, stillWorking: [...venue.snapshot().context.orders.keys()] }
}

const partial: BrokerInput = { volume: () => 2 }

function holds(claim: (day: Day) => void, input?: BrokerInput, runs = 300): void {
  fc.assert(
    fc.property(tradingEvents, (events) => claim(live(events, input))),
    { numRuns: runs },
  )
}

/** Every execution with the bar it happened on and the order it belongs to. */
function* executions({ exchanges }: Day): Generator<{ fill: OrderFilled; bar: MarketBar; order: OrderSubmit }> {
  const orders = new Map<string, OrderSubmit>()
  for (const { event, said } of exchanges) {
    if (event.type === 'order.submit' && said[0]?.type === 'order.accepted') orders.set(event.orderId, event)
    if (event.type !== 'market.bar') continue
    for (const report of said)
      if (report.type === 'order.filled') yield { fill: report, bar: event, order: orders.get(report.orderId)! }
  }
}

test('nothing trades outside of its bar', () =>
  holds((day) => {
    for (const { fill, bar } of executions(day)) {
      expect(fill.lastPx).toBeGreaterThanOrEqual(bar.low)
      expect(fill.lastPx).toBeLessThanOrEqual(bar.high)
    }
  }))

test('no order trades at a price worse than its limit', () =>
  holds((day) => {
    const limits = new Map<string, number>()
    for (const { event, said } of day.exchanges)
      for (const report of said) {
        if (event.type === 'order.submit' && report.type === 'order.accepted' && event.limitPrice !== undefined)
          limits.set(event.orderId, event.limitPrice)
        if (report.type === 'order.replaced' && report.limitPrice !== undefined)
          limits.set(report.orderId, report.limitPrice)
        const limit = limits.get('orderId' in report ? report.orderId : '')
        if (report.type !== 'order.filled' || limit === undefined) continue
        const better = (limit - report.lastPx) * (report.side === 'buy' ? 1 : -1)
        expect(better).toBeGreaterThanOrEqual(0)
      }
  }))

test('nothing trades before it has arrived, and only on its own symbol', () =>
  holds((day) => {
    for (const { bar, order } of executions(day)) {
      expect(order.symbol).toBe(bar.symbol)
      expect(order.at).toBeLessThanOrEqual(bar.openAt)
    }
  }))

test('quantities add up, and no order is overfilled', () =>
  holds((day) => {
    const executed = new Map<string, { quantity: number; value: number }>()
    for (const { said } of day.exchanges)
      for (const report of said) {
        if (!('cumQty' in report) || report.type === 'order.rejected' || report.ordStatus === 'Rejected') continue
        const sum = executed.get(report.orderId) ?? { quantity: 0, value: 0 }
        executed.set(report.orderId, sum)
        if (report.type === 'order.filled') {
          sum.quantity += report.lastQty
          sum.value += report.lastQty * report.lastPx
        }
        expect(report.cumQty).toBe(sum.quantity)
        expect(report.avgPx).toBeCloseTo(sum.quantity === 0 ? 0 : sum.value / sum.quantity, 9)
        expect(report.cumQty).toBeLessThanOrEqual(report.orderQty)
        const over = report.ordStatus === 'Canceled' || report.ordStatus === 'Expired'
        expect(report.leavesQty).toBe(over ? 0 : report.orderQty - report.cumQty)
      }
  }, partial))

test('every accepted order ends exactly once or still works', () =>
  holds((day) => {
    const open = new Set<string>()
    for (const { said } of day.exchanges)
      for (const report of said) {
        if (report.type === 'order.accepted') open.add(report.orderId)
        const ends = 'leavesQty' in report && report.leavesQty === 0 && !report.type.endsWith('ejected')
        if (ends) expect(open.delete(report.orderId)).toBe(true)
      }
    expect([...open].toSorted()).toEqual([...day.stillWorking].toSorted())
  }, partial))

test('no DAY order survives the close', () =>
  holds((day) => {
    const forDay = new Set<string>()
    const survivors: string[] = []
    for (const { event, said } of day.exchanges) {
      for (const report of said) {
        if (report.type === 'order.accepted' && event.type === 'order.submit' && event.timeInForce === 'day')
          forDay.add(report.orderId)
        if (
          report.type === 'order.expired' ||
          ('leavesQty' in report && report.leavesQty === 0 && report.type !== 'order.rejected')
        )
          forDay.delete(report.orderId)
      }
      if (event.type === 'market.session' && event.phase === 'closed' && event.symbol === undefined)
        survivors.push(...forDay)
    }
    expect(survivors).toEqual([])
  }))

test('price, then time: no resting limit trades on a bar while a better one of its side does not', () =>
  holds((day) => {
    const waiting = new Map<string, { order: OrderSubmit; limit: number; since: number; rank: number }>()
    const unfair: string[] = []
    let rank = 0
    for (const { event, said } of day.exchanges) {
      const filled = new Set(said.flatMap((report) => (report.type === 'order.filled' ? [report.orderId] : [])))
      if (event.type === 'market.bar')
        for (const one of waiting.values())
          for (const other of waiting.values()) {
            const { side, symbol } = one.order
            if (other.order.side !== side || other.order.symbol !== symbol || symbol !== event.symbol) continue
            if (one.since > event.openAt) continue
            const better = (one.limit - other.limit) * (side === 'buy' ? 1 : -1)
            if (better > 0 || (better === 0 && one.rank < other.rank))
              if (filled.has(other.order.orderId) && !filled.has(one.order.orderId)) unfair.push(one.order.orderId)
          }
      for (const report of said) {
        if (event.type === 'order.submit' && report.type === 'order.accepted' && event.orderType === 'limit')
          waiting.set(event.orderId, { order: event, limit: event.limitPrice!, since: event.at, rank: ++rank })
        const known = 'orderId' in report ? waiting.get(report.orderId) : undefined
        if (known === undefined) continue
        if (report.type === 'order.replaced')
          Object.assign(known, { limit: report.limitPrice, since: report.at, rank: ++rank })
        if ('leavesQty' in report && report.leavesQty === 0 && report.type !== 'order.rejected')
          waiting.delete(known.order.orderId)
      }
    }
    expect(unfair).toEqual([])
  }))

test('reports are numbered without a gap', () =>
  holds((day) => {
    const ids = day.exchanges.flatMap(({ said }) =>
      said.flatMap((report) => ('execId' in report ? [report.execId] : [])),
    )
    expect(ids).toEqual(ids.map((_id, index) => `e-${index + 1}`))
  }))

test('the books hold what works, and nothing else', () =>
  fc.assert(
    fc.property(tradingEvents, (events) => {
      const venue = openVenue({ symbols: SYMBOLS, volume: () => 2 }, 'fast')
      for (const event of events) {
        venue.send(event)
        const { orders, books, dayWorking } = venue.snapshot().context
        const standing = [...books.values()].flatMap((book) => {
          const entries = [book.market, book.below, book.above]
          for (const ladder of entries)
            for (let n = 1; n < ladder.length; n++) expect(ladder[n - 1]!.key).toBeLessThanOrEqual(ladder[n]!.key)
          expect(entries.flat().length).toBe(book.working)
          return entries.flat().map((entry) => entry.orderId)
        })
        expect(standing.toSorted()).toEqual([...orders.keys()].toSorted())
        const forDay = [...orders.values()].filter((order) => order.record.context.timeInForce === 'day')
        expect(dayWorking).toBe(forDay.length)
      }
    }),
    { numRuns: 100 },
  ))
