/** The interpreted order actor and the order record give the same, event for event. */
import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { OrderNotice } from '../../../actors/order/index.ts'
import { newOrder, offerToOrder, orderActor, orderMachine, orderTable } from '../../../actors/order/index.ts'
import { Desk, SUBMIT } from './support/desk.ts'
import { checkEquality } from '../../machine/support/equality.ts'
import { anyEvent, life, terms } from './support/arbitrary.ts'

test('a record and an actor of it go the same way through any life', () => {
  fc.assert(
    fc.property(terms, life(), (given, events) => {
      const order = newOrder(given.submit, given.profile)
      const actor = orderActor(order)
      const notices: OrderNotice[] = []
      actor.on('*', (notice) => notices.push(notice))
      actor.start()
      for (const event of events) {
        notices.length = 0
        actor.send(event)
        const outcome = offerToOrder(order, event)
        const heard = notices.map(({ type }) => type)
        expect(heard).toEqual(outcome === 'applied' ? [] : [`order.${outcome}`])
        const snapshot = actor.getSnapshot()
        expect(snapshot.value).toEqual(orderTable.value(order))
        expect(snapshot.context).toEqual(order.context)
      }
      actor.stop()
    }),
    { numRuns: 100 },
  )
})

test('interpreted, compiled, as a record, and as a record inside a draft it is the same machine', () => {
  const submitted = fc.oneof({ weight: 1, arbitrary: fc.constant(SUBMIT) }, { weight: 6, arbitrary: anyEvent })
  checkEquality(orderMachine, submitted, { input: { submit: SUBMIT }, runs: 40 })
})

test('an actor is of the order as it stood, and shares nothing with it', () => {
  const desk = new Desk()
  desk.accepted()
  desk.filled(40)
  const actor = orderActor(desk.order).start()
  expect(actor.getSnapshot().matches({ working: { live: 'accepted' }, fill: 'partiallyFilled' })).toBe(true)
  desk.filled(60)
  expect(actor.getSnapshot().context.cumQty).toBe(40)
  actor.send({ type: 'order.canceled', at: 9_000, orderId: SUBMIT.orderId, execId: 'c', clOrdId: 'X' })
  expect(actor.getSnapshot().matches({ working: { closed: 'canceled' } })).toBe(true)
  expect(desk.status).toBe('Filled')
})

test('stopping an actor is no violation', () => {
  const actor = orderActor(newOrder(SUBMIT))
  const notices: OrderNotice[] = []
  actor.on('*', (notice) => notices.push(notice))
  actor.start().stop()
  expect(notices).toEqual([])
})

test('a violation names the order, the event and the reason', () => {
  const actor = orderActor(newOrder(SUBMIT))
  const notices: OrderNotice[] = []
  actor.on('*', (notice) => notices.push(notice))
  actor.start().send({ type: 'order.resumed', at: 2_000, orderId: SUBMIT.orderId, execId: 'r' })
  expect(notices).toEqual([
    {
      type: 'order.violation',
      at: 2_000,
      orderId: 'o-1',
      event: 'order.resumed',
      text: 'order.resumed: not possible in this state (0 of 100 executed, 100 left).',
    },
  ])
})
