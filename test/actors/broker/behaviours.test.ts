/** Behaviours of venue and line: which messages they are about, and what becomes of those. */
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  bust,
  cancelUnasked,
  correct,
  delayReports,
  delayRequests,
  disconnectOn,
  dropReports,
  dropRequests,
  duplicateReports,
  duplicateRequests,
  fillLate,
  rejectRequests,
  reorderReports,
  restateUnasked,
  resumeOrders,
  suspendOrders,
} from '../../../actors/broker/index.ts'
import type { BrokerIncoming } from '../../../actors/broker/index.ts'
import { microseconds } from '../../../src/system/index.ts'
import { live, told } from './support/live.ts'
import { bar, cancel, order, replace, session } from './support/venue.ts'
import { SYMBOLS, tradingEvents } from './support/scenarios.ts'

const flat = [100, 101, 99, 100] as const

const twoOrders: BrokerIncoming[] = [order(), order({ orderId: 'o-2', tag: 'second' }), bar(flat)]

describe('reports', () => {
  const usual = ['accepted e-1 @1', 'accepted e-2 @1', 'filled e-3 @10', 'filled e-4 @10']

  test('go their way where nothing is ordered', () => expect(told(live([], twoOrders).said)).toEqual(usual))

  test('are dropped, and it is said', () =>
    expect(told(live([dropReports({ nth: 3 })], twoOrders).said)).toEqual([
      'accepted e-1 @1',
      'accepted e-2 @1',
      'drop filled',
      'filled e-4 @10',
    ]))

  test('come twice, or more often', () => {
    expect(told(live([duplicateReports({ type: 'order.filled', times: 1 })], twoOrders).said).slice(2)).toEqual([
      'duplicate filled',
      'filled e-3 @10',
      'filled e-3 @10',
      'filled e-4 @10',
    ])
    expect(told(live([duplicateReports({ tag: 'second', count: 2 })], twoOrders).said)).toHaveLength(10)
  })

  test('leave later, and the others do not wait', () =>
    expect(told(live([fillLate({ nth: 1, by: microseconds(7) })], twoOrders).said).slice(2)).toEqual([
      'delay filled',
      'filled e-4 @10',
      'filled e-3 @17',
    ]))

  test('are passed by the next ones, and leave by themselves when none comes', () => {
    expect(told(live([reorderReports({ nth: 1, count: 2 })], twoOrders).said)).toEqual([
      'reorder accepted',
      'accepted e-2 @1',
      'filled e-3 @10',
      'accepted e-1 @10',
      'filled e-4 @10',
    ])
    expect(told(live([reorderReports({ nth: 4, by: microseconds(5) })], twoOrders).said).slice(2)).toEqual([
      'filled e-3 @10',
      'reorder filled',
      'filled e-4 @15',
    ])
  })

  test('that were held back wait for the line like any other', () => {
    const events: BrokerIncoming[] = [
      ...twoOrders,
      { type: 'broker.disconnect', at: 12 },
      { type: 'broker.connect', at: 30 },
    ]
    const late = delayReports({ type: 'order.filled', by: microseconds(7) })
    expect(live([late], events).said.slice(-3)).toMatchObject([
      { at: 30, event: { type: 'broker.connection' } },
      { at: 30, event: { execId: 'e-3' } },
      { at: 30, event: { execId: 'e-4' } },
    ])
  })

  test('are lost while the line is down, where it is said so', () => {
    const down = { type: 'broker.disconnect', at: 5, reports: 'lose', working: 'cancel' } as const
    const { said } = live([], [order(), down, { type: 'broker.connect', at: 20 }])
    expect(said.map(({ event }) => event.type)).toEqual([
      'order.accepted',
      'broker.connection',
      'broker.fault',
      'broker.connection',
    ])
    expect(said[2]!.event).toMatchObject({ cause: 'line', effect: 'drop', event: 'order.canceled', execId: 'e-2' })
  })
})

describe('requests', () => {
  test('never arrive', () =>
    expect(told(live([dropRequests({ nth: 1 })], twoOrders).said)).toEqual([
      'drop submit',
      'accepted e-1 @1',
      'filled e-2 @10',
    ]))

  test('are looked at later', () =>
    expect(told(live([delayRequests({ orderId: 'o-1', by: microseconds(3) })], twoOrders).said)).toEqual([
      'delay submit',
      'accepted e-1 @1',
      'accepted e-2 @4',
      'filled e-3 @10',
      'filled e-4 @10',
    ]))

  test('come twice: a cancel is answered once, a new order is refused the second time', () => {
    const limit = order({ orderType: 'limit', limitPrice: 50 })
    expect(told(live([duplicateRequests()], [limit, cancel('o-1')]).said)).toEqual([
      'duplicate submit',
      'accepted e-1 @1',
      'rejected e-2 @1',
      'duplicate cancel',
      'canceled e-3 @2',
      expect.stringContaining('duplicate'),
    ])
  })

  test('are refused, with a code, and the order stays as it is', () => {
    const limit = order({ orderType: 'limit', limitPrice: 50 })
    const events = [order({ orderId: 'o-0' }), limit, replace('o-1', { quantity: 5 }), cancel('o-1', 'o-1/3', 3)]
    const refusals = [
      rejectRequests({ nth: 1 }),
      rejectRequests({ type: 'order.replace', code: 'unsupported', text: 'no' }),
    ]
    expect(live(refusals, events).said.map(({ event }) => event)).toMatchObject([
      { type: 'broker.fault', effect: 'reject', cause: 'rejectRequests({ nth: 1 })' },
      { type: 'order.rejected', orderId: 'o-0', code: 'custom' },
      { type: 'order.accepted', orderId: 'o-1' },
      { type: 'broker.fault', effect: 'reject' },
      { type: 'order.replaceRejected', code: 'unsupported', text: 'no', orderQty: 10, ordStatus: 'New' },
      { type: 'order.canceled' },
    ])
  })

  test('are lost while the line is down, where it is said so', () => {
    const down = { type: 'broker.disconnect', at: 0, requests: 'lose' } as const
    expect(live([], [down, order(), { type: 'broker.connect', at: 20 }]).said.map(({ event }) => event)).toMatchObject([
      { type: 'broker.connection' },
      { type: 'broker.fault', cause: 'line', effect: 'drop', event: 'order.submit', orderId: 'o-1' },
      { type: 'broker.connection' },
    ])
  })
})

describe('reactions', () => {
  test('bust and correct executions, at once or later', () => {
    const behaviours = [bust({ nth: 2, after: microseconds(5) }), correct({ nth: 1, price: 99 })]
    expect(live(behaviours, twoOrders).said.slice(2)).toMatchObject([
      { at: 10, event: { type: 'order.filled', execId: 'e-3' } },
      { at: 10, event: { type: 'order.filled', execId: 'e-4' } },
      { at: 10, event: { type: 'order.tradeCorrected', execRefId: 'e-3', lastPx: 99 } },
      { at: 15, event: { type: 'order.tradeCanceled', execRefId: 'e-4', at: 15 } },
    ])
  })

  test('cancel, restate, suspend and resume orders', () => {
    const limit = order({ orderType: 'limit', limitPrice: 50, tag: 'a' })
    const behaviours = [
      cancelUnasked({ tag: 'b' }),
      restateUnasked({ tag: 'a', quantity: 5, after: microseconds(1) }),
      suspendOrders({ tag: 'a', after: microseconds(2) }),
      resumeOrders({ after: microseconds(3) }),
    ]
    expect(told(live(behaviours, [limit, { ...limit, orderId: 'o-2', tag: 'b' }]).said)).toEqual([
      'accepted e-1 @1',
      'accepted e-2 @1',
      'canceled e-3 @1',
      'restated e-4 @2',
      'suspended e-5 @3',
      'resumed e-6 @6',
    ])
  })

  test('drop the line', () => {
    const { said } = live([disconnectOn({ type: 'order.filled', working: 'cancel', reports: 'lose' })], twoOrders)
    expect(said.slice(2).map(({ event }) => event)).toMatchObject([
      { type: 'order.filled', execId: 'e-3' },
      { type: 'order.filled', execId: 'e-4' },
      { type: 'broker.connection', state: 'disconnected' },
    ])
  })
})

test('a matcher takes what fits in every respect, and counts only that', () => {
  const seen = (match: Parameters<typeof dropReports>[0]): number =>
    live([dropReports(match)], twoOrders).said.filter(({ event }) => event.type === 'broker.fault').length
  expect(seen({})).toBe(4)
  expect(seen({ type: ['order.accepted', 'order.rejected'] })).toBe(2)
  expect(seen({ symbol: 'BBB' })).toBe(0)
  expect(seen({ side: 'buy', tag: 'second' })).toBe(2)
  expect(seen({ orderId: 'o-1', nth: 2 })).toBe(1)
  expect(seen({ every: 2 })).toBe(2)
  expect(seen({ times: 3 })).toBe(3)
  expect(seen({ from: 2 })).toBe(2)
  expect(seen({ to: '1970-01-01T00:00:00Z' })).toBe(0)
  expect(seen({ probability: 0 })).toBe(0)
  expect(seen({ probability: 1 })).toBe(4)
})

describe('a misbehaving line', () => {
  const faults = fc.subarray(
    [
      duplicateReports({ probability: 0.3 }),
      delayReports({ probability: 0.3, by: microseconds(3) }),
      reorderReports({ every: 4, by: microseconds(9) }),
      delayRequests({ every: 5, by: microseconds(2) }),
      duplicateRequests({ type: ['order.cancel', 'order.replace'], every: 3 }),
      suspendOrders({ every: 3 }),
      resumeOrders({ after: microseconds(4) }),
      bust({ every: 3, after: microseconds(2) }),
      correct({ every: 5, price: 7, after: microseconds(1) }),
    ],
    { minLength: 1 },
  )

  test('loses nothing that it was not told to lose: every report made arrives, each as often as it was ordered', () =>
    fc.assert(
      fc.property(tradingEvents, faults, (events, behaviours) => {
        const { said } = live(behaviours, [...events, session('open', 1_000)], { symbols: SYMBOLS })
        const copies = new Map<string, number>()
        const doubled = new Set<string>()
        for (const { event } of said) {
          if (event.type === 'broker.fault' && event.effect === 'duplicate' && event.execId !== undefined)
            doubled.add(event.execId)
          if (!('ordStatus' in event)) continue
          copies.set(event.execId, (copies.get(event.execId) ?? 0) + 1)
        }
        const ids = [...copies.keys()].map((execId) => Number(execId.slice(2))).toSorted((a, b) => a - b)
        expect(ids).toEqual(ids.map((_id, index) => index + 1))
        for (const [execId, count] of copies) expect(count).toBe(doubled.has(execId) ? 2 : 1)
      }),
      { numRuns: 100 },
    ))

  test('misbehaves the same way every time, interpreted and compiled', () =>
    fc.assert(
      fc.property(tradingEvents, faults, (events, behaviours) => {
        const [fast, observed] = (['fast', 'observed'] as const).map((mode) =>
          live(behaviours, events, { symbols: SYMBOLS }, mode),
        )
        expect(observed).toEqual(fast)
      }),
      { numRuns: 40 },
    ))
})
