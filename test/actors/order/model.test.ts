/** The machine against an independent model, over generated lives with every kind of mistake a wire and a venue can make. */
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { isClosed, newOrder, offerToOrder, orderState } from '../../../actors/order/index.ts'
import { life, terms } from './support/arbitrary.ts'
import { expectSame, OrderModel } from './support/model.ts'

const RUNS = 500

test('an order does what its model says, event for event', () => {
  fc.assert(
    fc.property(terms, life(), (given, events) => {
      const order = newOrder(given.submit, given.profile)
      const model = new OrderModel(given)
      for (const event of events) expectSame(order, model, event)
    }),
    { numRuns: RUNS },
  )
})

test('whatever happens, the quantities agree and what is not taken changes nothing', () => {
  fc.assert(
    fc.property(terms, life(), (given, events) => {
      const order = newOrder(given.submit, given.profile)
      for (const event of events) {
        const before = JSON.stringify(order)
        const outcome = offerToOrder(order, event)
        if (outcome !== 'applied') expect(JSON.stringify(order)).toBe(before)
        expect(order.status).toBe('active')

        const { quantity, cumQty, leavesQty, executions, notional, avgPx } = order.context
        const live = executions.filter((execution) => execution.live)
        expect(cumQty).toBe(live.reduce((sum, execution) => sum + execution.quantity, 0))
        expect(notional).toBeCloseTo(
          live.reduce((sum, execution) => sum + execution.quantity * execution.price, 0),
          9,
        )
        expect(avgPx).toBeCloseTo(cumQty === 0 ? 0 : notional / cumQty, 9)
        expect(cumQty).toBeLessThanOrEqual(quantity)
        expect(cumQty + leavesQty).toBe(isClosed(order) ? cumQty : quantity)

        const [working, , fill] = orderState(order).split(' / ')
        expect(fill).toBe(cumQty === 0 ? 'unfilled' : cumQty === quantity ? 'filled' : 'partiallyFilled')
        expect(leavesQty > 0).toBe(!isClosed(order))
        if (working!.startsWith('closed.')) expect(leavesQty).toBe(0)
      }
    }),
    { numRuns: RUNS },
  )
})

test('an order that has ended by cancelation, expiry or rejection ends by nothing else', () => {
  fc.assert(
    fc.property(terms, life(40), (given, events) => {
      const order = newOrder(given.submit, given.profile)
      let end: string | undefined
      for (const event of events) {
        offerToOrder(order, event)
        const [working] = orderState(order).split(' / ')
        if (end !== undefined) expect(working).toBe(end)
        if (/^closed\.(canceled|expired|rejected|calculated)$/.test(working!)) end = working
      }
    }),
    { numRuns: RUNS },
  )
})
