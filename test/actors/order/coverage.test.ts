/** Every transition of the lifecycle is taken, and every event met in every state, by lives that the model follows. */
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { draftOrder, offerToOrder, orderMachine, orderState, newOrder } from '../../../actors/order/index.ts'
import { createCoverage } from '../../../src/machine/index.ts'
import { expectWhole, Pairs } from '../../support/coverage.ts'
import { life, ORDER_EVENTS, terms } from './support/arbitrary.ts'
import { Desk, SUBMIT } from './support/desk.ts'
import { expectSame, OrderModel } from './support/model.ts'

const STATES = [
  ...['initialized', 'denied'],
  ...['submitted', 'pendingNew', 'waiting', 'accepted', 'triggered', 'stopped', 'suspended', 'doneForDay'].map(
    (s) => `live.${s}`,
  ),
  ...['filled', 'calculated', 'canceled', 'expired', 'rejected'].map((s) => `closed.${s}`),
  ...['none', 'sent', 'pendingReplace', 'pendingCancel', 'lapsed'],
  ...['unfilled', 'partiallyFilled', 'filled'],
]

test('100 % of the pairs of state and event', () => {
  const coverage = createCoverage(orderMachine)
  const stop = coverage.watch()
  const pairs = new Pairs(STATES, ORDER_EVENTS)
  const meet = (state: string, event: string): void => pairs.meet(state.split(' / '), event)

  for (const [given, events] of fc.sample(fc.tuple(terms, life()), { seed: 1, numRuns: 4_000 })) {
    const order = newOrder(given.submit, given.profile)
    const model = new OrderModel(given)
    for (const event of events) {
      meet(orderState(order), event.type)
      expectSame(order, model, event)
    }
  }
  // Two that chance rarely finds.
  const overtaken = new Desk()
  overtaken.replace('Y', 80)
  overtaken.replace('Z', 70, 'Y')
  overtaken.replaced('Z', 70)
  expect(overtaken.replaced('Y', 80, { at: SUBMIT.at })).toBe('applied')
  const hasty = new Desk()
  hasty.tell('order.pendingNew', {})
  hasty.replace('Y', 80)
  expect(hasty.replaced('Y', 80)).toBe('applied')

  for (const type of ORDER_EVENTS) {
    const [event] = fc
      .sample(
        life().filter((events) => events.some((one) => one.type === type)),
        { seed: 1, numRuns: 1 },
      )[0]!
      .filter((one) => one.type === type)
    const draft = draftOrder(SUBMIT)
    meet('initialized', type)
    const isLegal = type === 'order.submit' || type === 'order.denied'
    expect(offerToOrder(draft, event!)).toBe(isLegal ? 'applied' : 'violation')
    const denied = draftOrder(SUBMIT)
    offerToOrder(denied, { type: 'order.denied', at: SUBMIT.at, orderId: SUBMIT.orderId })
    meet('denied', type)
    expect(offerToOrder(denied, event!)).toBe('violation')
  }
  stop()

  expectWhole('order lifecycle', coverage, pairs)
})
