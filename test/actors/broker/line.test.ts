/** The line to the venue: while it is down requests are rejected, and reports wait. */
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { anyEvents, SYMBOLS } from './support/scenarios.ts'
import { bar, cancel, openVenue, order, replace, session, typesOf } from './support/venue.ts'

const flat = [100, 101, 99, 100] as const
const limit = order({ orderType: 'limit', limitPrice: 95, timeInForce: 'gtc' })

test('requests are rejected at once, and leave the order as it is', () => {
  const venue = openVenue({ symbols: ['AAA'] })
  venue.send(limit)
  expect(venue.send({ type: 'broker.disconnect', at: 5 })).toEqual([
    { type: 'broker.connection', at: 5, state: 'disconnected' },
  ])
  expect(venue.send(order({ orderId: 'o-2' }))).toMatchObject([{ type: 'order.rejected', code: 'disconnected' }])
  expect(venue.send(cancel('o-1'))).toMatchObject([
    { type: 'order.cancelRejected', code: 'disconnected', ordStatus: 'New', leavesQty: 10 },
  ])
  expect(venue.send(replace('o-1', { quantity: 5 }))).toMatchObject([
    { type: 'order.replaceRejected', code: 'disconnected' },
  ])
  expect(venue.send(cancel('o-7'))).toMatchObject([
    { type: 'order.cancelRejected', code: 'disconnected', ordStatus: 'Rejected' },
  ])
  venue.send({ type: 'broker.connect', at: 6 })
  expect(typesOf(venue.send(cancel('o-1')))).toEqual(['order.canceled'])
})

test('what works goes on working, and its reports come when the line is back', () => {
  const venue = openVenue({ symbols: ['AAA'] })
  venue.send(limit)
  venue.send(order({ orderId: 'o-2', orderType: 'limit', limitPrice: 1 }))
  venue.send({ type: 'broker.disconnect', at: 5 })
  expect(venue.send(bar([94, 95, 93, 94]))).toEqual([])
  expect(venue.send(session('closed', 11))).toEqual([])
  expect(venue.send({ type: 'broker.connect', at: 20 })).toMatchObject([
    { type: 'broker.connection', at: 20, state: 'connected' },
    { type: 'order.filled', orderId: 'o-1', at: 10, lastPx: 94, execId: 'e-3' },
    { type: 'order.expired', orderId: 'o-2', at: 11, execId: 'e-4' },
  ])
  expect(venue.snapshot().context.held).toBeNull()
})

test('or is canceled when the line drops, oldest first, where that is the rule', () => {
  const venue = openVenue({ symbols: ['AAA'], onDisconnect: 'cancel' })
  venue.send(limit)
  venue.send({ ...limit, orderId: 'o-2' })
  expect(typesOf(venue.send({ type: 'broker.disconnect', at: 5 }))).toEqual(['broker.connection'])
  expect(venue.snapshot().context.orders.size).toBe(0)
  expect(venue.send({ type: 'broker.connect', at: 6 })).toMatchObject([
    { type: 'broker.connection' },
    { type: 'order.canceled', orderId: 'o-1', reason: 'disconnect', at: 5 },
    { type: 'order.canceled', orderId: 'o-2', reason: 'disconnect', ordStatus: 'Canceled' },
  ])
})

test('after the end of the data a line that comes back still brings what waited', () => {
  const venue = openVenue({ symbols: ['AAA'] })
  venue.send(order())
  venue.send({ type: 'broker.disconnect', at: 5 })
  venue.send(bar(flat))
  venue.send(session('done', 11))
  expect(venue.send(order({ orderId: 'o-2' }))).toMatchObject([{ type: 'order.rejected', code: 'sessionDone' }])
  expect(typesOf(venue.send({ type: 'broker.connect', at: 12 }))).toEqual(['broker.connection', 'order.filled'])
  expect(venue.send({ type: 'broker.connect', at: 13 })).toEqual([])
})

test('a line that drops changes nothing but the time at which reports are heard', () => {
  fc.assert(
    fc.property(anyEvents, (events) => {
      const [cut, whole] = [openVenue({ symbols: SYMBOLS }, 'fast'), openVenue({ symbols: SYMBOLS }, 'fast')]
      let down = false
      const heard: unknown[] = []
      const wanted: unknown[] = []
      for (const event of [...events, { type: 'broker.connect', at: 1_000 } as const]) {
        if (event.type === 'broker.disconnect') down = true
        if (event.type === 'broker.connect') down = false
        const isLost = down && event.type.startsWith('order.')
        const said = cut.send(event).filter((report) => report.type.startsWith('order.'))
        if (isLost) expect(said).toMatchObject([{ code: expect.stringMatching(/^(disconnected|sessionDone)$/) }])
        else heard.push(...said)
        if (!isLost && !event.type.startsWith('broker.'))
          wanted.push(...whole.send(event).filter((report) => report.type.startsWith('order.')))
      }
      const unnumbered = (reports: unknown[]) => reports.map((report) => ({ ...(report as object), execId: '' }))
      expect(unnumbered(heard)).toEqual(unnumbered(wanted))
    }),
    { numRuns: 150 },
  )
})
