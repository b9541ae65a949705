/** What holds of orders that belong together, whatever happens to them, on generated days. */
import fc from 'fast-check'
import { expect, test } from 'vitest'
import {
  brokerMachine,
  type BrokerEmitted,
  type BrokerIncoming,
  type BrokerInput,
} from '../../../actors/broker/index.ts'
import type { OrderSubmit, VenueReport } from '../../../src/events/index.ts'
import { expectEqualTraces } from '../../machine/support/equality.ts'
import { changingDays, plainDays } from './support/families.ts'
import { openVenue } from './support/venue.ts'

const inputs: BrokerInput[] = [
  { symbols: ['AAA'] },
  { symbols: ['AAA'], volume: ({ quantity }) => Math.min(quantity, 2), onDisconnect: 'cancel' },
  { symbols: ['AAA'], volume: ({ quantity, usedVolume }) => Math.min(quantity, Math.max(0, 5 - usedVolume)) },
  { symbols: ['AAA'], path: 'ohlc' },
  { symbols: ['AAA'], path: 'pessimistic', volume: ({ quantity }) => Math.min(quantity, 2) },
  { symbols: ['AAA'], path: 'optimistic' },
]

const isReport = (said: BrokerEmitted): said is VenueReport => 'execId' in said
const ENDS = new Set(['order.canceled', 'order.expired', 'order.rejected'])

/** What is known of an order from the venue's reports alone. */
class Watched {
  readonly submit: OrderSubmit
  accepted = false
  ends = 0
  cum = 0
  leaves: number
  activatedAt = Infinity
  constructor(submit: OrderSubmit) {
    this.submit = submit
    this.leaves = submit.quantity
  }
  get isOpen(): boolean {
    return this.accepted && this.ends === 0
  }
  take(report: VenueReport): void {
    if (report.type === 'order.accepted') this.accepted = true
    if (report.type === 'order.activated') this.activatedAt = report.at
    const isNews = !report.type.endsWith('Rejected')
    if (!isNews) return
    this.cum = report.cumQty
    this.leaves = report.leavesQty
    if (ENDS.has(report.type) || report.ordStatus === 'Filled') this.ends++
  }
}

class Watch {
  readonly orders = new Map<string, Watched>()
  readonly of = (event: BrokerIncoming): void => {
    if (event.type === 'order.submit') this.orders.set(event.orderId, new Watched(event))
  }
  hear(said: readonly BrokerEmitted[], each: (order: Watched, report: VenueReport) => void): void {
    for (const report of said) {
      if (!isReport(report)) continue
      const order = this.orders.get(report.orderId)!
      order.take(report)
      each(order, report)
    }
  }
  childrenOf(order: Watched): Watched[] {
    return [...this.orders.values()].filter((one) => one.submit.parentId === order.submit.orderId)
  }
  membersOf(linkId: string): Watched[] {
    return [...this.orders.values()].filter((one) => one.submit.linkId === linkId)
  }
}

function holds(
  days: fc.Arbitrary<BrokerIncoming[]>,
  each: (watch: Watch, order: Watched, report: VenueReport, event: BrokerIncoming, input: BrokerInput) => void,
  after: (watch: Watch) => void = () => {},
): void {
  fc.assert(
    fc.property(days, fc.constantFrom(...inputs), (events, input) => {
      const venue = openVenue(input, 'fast')
      const watch = new Watch()
      for (const event of events) {
        watch.of(event)
        const said = venue.send(event)
        expect(said.filter(({ type }) => type === 'order.violation' || type === 'order.duplicate')).toEqual([])
        watch.hear(said, (order, report) => each(watch, order, report, event, input))
        after(watch)
      }
      const open = [...watch.orders.values()].filter((order) => order.isOpen).map(({ submit }) => submit.orderId)
      expect([...venue.snapshot().context.orders.keys()].sort()).toEqual(open.sort())
    }),
    { numRuns: 150 },
  )
}

test('every order ends at most once, and after its end nothing happens to it', () =>
  holds(changingDays, (_, order, report) => {
    expect(order.ends).toBeLessThanOrEqual(1)
    if (report.type === 'order.filled') expect(order.cum).toBeLessThanOrEqual(report.orderQty)
    if (order.ends === 0) expect(order.cum + order.leaves).toBe(report.orderQty)
  }))

test('children never execute more than their parent', () =>
  holds(changingDays, (watch, order) => {
    const parent = order.submit.parentId === undefined ? order : watch.orders.get(order.submit.parentId)
    if (parent === undefined) return
    const children = watch.childrenOf(parent)
    const exits = children.filter(({ submit }) => submit.side !== parent.submit.side)
    expect(exits.reduce((sum, { cum }) => sum + cum, 0)).toBeLessThanOrEqual(parent.cum)
    for (const child of children) expect(child.cum).toBeLessThanOrEqual(parent.cum)
  }))

test('a child trades only after its activation; on a later bar, unless the venue knows the path inside of one', () =>
  holds(changingDays, (_, order, report, event, input) => {
    if (report.type !== 'order.filled' || order.submit.parentId === undefined || event.type !== 'market.bar') return
    if (input.path === undefined) expect(event.openAt).toBeGreaterThanOrEqual(order.activatedAt)
    else expect(order.activatedAt).toBeLessThan(Infinity)
  }))

test('once a parent is over its children are no more than it has executed; without executions there are none', () =>
  holds(
    changingDays,
    () => {},
    (watch) => {
      for (const parent of watch.orders.values()) {
        if (parent.isOpen) continue
        const children = watch.childrenOf(parent)
        const taken = children.reduce((sum, one) => sum + (one.submit.side === parent.submit.side ? 0 : one.cum), 0)
        for (const child of children.filter(({ isOpen }) => isOpen)) {
          const room = parent.cum - (child.submit.side === parent.submit.side ? child.cum : taken)
          expect(child.leaves).toBeGreaterThan(0)
          expect(child.leaves).toBeLessThanOrEqual(room)
          expect(child.activatedAt).toBeLessThan(Infinity)
        }
      }
    },
  ))

test('of an oco group only one executes, and with its first execution or the first end the others are over', () =>
  holds(
    changingDays,
    () => {},
    (watch) => {
      for (const { submit } of watch.orders.values()) {
        if (submit.linkType !== 'oco') continue
        const members = watch.membersOf(submit.linkId!).filter(({ accepted }) => accepted)
        expect(members.filter(({ cum }) => cum > 0).length).toBeLessThanOrEqual(1)
        if (members.some(({ cum, ends }) => cum > 0 || ends > 0))
          expect(members.filter(({ cum, isOpen }) => isOpen && cum === 0)).toEqual([])
      }
    },
  ))

test('an ouo group executes no more than its largest order, and what is left of each is at most what is left of it', () =>
  holds(
    plainDays,
    () => {},
    (watch) => {
      for (const { submit } of watch.orders.values()) {
        if (submit.linkType !== 'ouo') continue
        const members = watch.membersOf(submit.linkId!).filter(({ accepted }) => accepted)
        const executed = members.reduce((sum, { cum }) => sum + cum, 0)
        const largest = Math.max(0, ...members.map((one) => one.submit.quantity))
        expect(executed).toBeLessThanOrEqual(largest)
        for (const member of members)
          if (member.isOpen) expect(member.leaves).toBeLessThanOrEqual(member.submit.quantity - executed)
      }
    },
  ))

test('interpreted and compiled it is the same venue', () => {
  fc.assert(
    fc.property(changingDays, fc.constantFrom(...inputs), (events, input) => {
      expectEqualTraces({ make: () => brokerMachine, input, steps: events.map((send) => ({ send })) })
    }),
    { numRuns: 40 },
  )
})

test('ties are forgotten with the orders they tied', () => {
  const venue = openVenue({ symbols: ['AAA'] }, 'fast')
  const plain = { type: 'order.submit', symbol: 'AAA', quantity: 1, orderType: 'market', timeInForce: 'gtc' } as const
  for (let i = 0; i < 3_000; i++) {
    const at = 10 + 4 * i
    const ids = { orderId: `o-${i}`, clOrdId: `o-${i}` }
    venue.send({ ...plain, ...ids, at, side: 'buy' })
    for (const [leg, orderType] of [
      ['a', 'market'],
      ['b', 'market'],
    ] as const)
      venue.send({
        ...plain,
        orderId: `o-${i}${leg}`,
        clOrdId: `o-${i}${leg}`,
        at,
        side: 'sell',
        orderType,
        parentId: `o-${i}`,
        linkId: `g-${i}`,
        linkType: 'oco',
      })
    for (const end of [at + 1, at + 2])
      venue.send({
        type: 'market.bar',
        symbol: 'AAA',
        at: end,
        openAt: end - 1,
        open: 1,
        high: 1,
        low: 1,
        close: 1,
        volume: 1,
      })
  }
  const { orders, ties } = venue.snapshot().context
  expect([orders.size, ties.parents.size, ties.groups.size]).toEqual([0, 0, 0])
  expect(ties.past.size + ties.pastBefore.size).toBeLessThanOrEqual(512)
})
