/** Generated lives of an order: every kind of event, in any order, with few ids and small numbers so that they meet. */
import fc from 'fast-check'
import type { LifecycleProfile, OrderInput, OrderInputType } from '../../../../actors/order/index.ts'
import type { OrderSubmit } from '../../../../src/events/index.ts'
import { SUBMIT } from './desk.ts'

/** The more often, the likelier an order lives long enough to get into every state. */
const WEIGHTS: Readonly<Record<OrderInputType, number>> = {
  'order.submit': 2,
  'order.denied': 1,
  'order.cancel': 4,
  'order.replace': 6,
  'order.pendingNew': 3,
  'order.accepted': 4,
  'order.rejected': 2,
  'order.filled': 16,
  'order.triggered': 3,
  'order.activated': 4,
  'order.pendingCancel': 4,
  'order.canceled': 3,
  'order.expired': 1,
  'order.pendingReplace': 5,
  'order.replaced': 8,
  'order.cancelRejected': 4,
  'order.replaceRejected': 4,
  'order.suspended': 2,
  'order.resumed': 4,
  'order.stopped': 1,
  'order.doneForDay': 2,
  'order.calculated': 2,
  'order.restated': 4,
  'order.tradeCorrected': 6,
  'order.tradeCanceled': 5,
  'order.status': 2,
}

export const ORDER_EVENTS = Object.keys(WEIGHTS) as OrderInputType[]

/** The order of the generated lives. */
export interface Terms {
  readonly submit: OrderSubmit
  readonly profile: LifecycleProfile
}

export const terms: fc.Arbitrary<Terms> = fc.record({
  submit: fc
    .record({
      quantity: fc.constantFrom(4, 6, 9),
      timeInForce: fc.constantFrom('day' as const, 'gtc' as const),
      stopPrice: fc.constantFrom(undefined, 9),
      parentId: fc.constantFrom(undefined, 'o-0'),
    })
    .map(({ quantity, timeInForce, stopPrice, parentId }) => ({
      ...SUBMIT,
      quantity,
      timeInForce,
      ...(parentId === undefined ? {} : { parentId }),
      ...(stopPrice === undefined ? {} : { stopPrice, orderType: 'stopLimit' as const }),
    })),
  profile: fc.constantFrom('broker' as const, 'broker' as const, 'exchange' as const),
})

/** What a step draws; its place in the list makes an event of it, so that a shorter list stays meaningful. */
const draw = fc.record({
  type: fc.oneof(...ORDER_EVENTS.map((type) => ({ weight: WEIGHTS[type], arbitrary: fc.constant(type) }))),
  clOrdId: fc.constantFrom('Y', 'Z', 'Y', 'Z', 'W', 'X'),
  quantity: fc.integer({ min: 0, max: 10 }),
  price: fc.integer({ min: 1, max: 5 }),
  /** How many steps back the execution lies that this one refers to. */
  refersBack: fc.integer({ min: 1, max: 4 }),
  /** Above 0: a report that repeats the ExecID of an earlier step. */
  repeats: fc.oneof({ weight: 9, arbitrary: fc.constant(0) }, { weight: 1, arbitrary: fc.integer({ min: 1, max: 6 }) }),
  /** How much older than its place in line the report is. */
  lag: fc.oneof({ weight: 3, arbitrary: fc.constant(0) }, { weight: 1, arbitrary: fc.integer({ min: 1, max: 12 }) }),
  fact: fc.boolean(),
})

type Draw = typeof draw extends fc.Arbitrary<infer T> ? T : never

function eventOf(step: Draw, place: number): OrderInput {
  const { type, clOrdId, quantity, price, fact } = step
  const at = SUBMIT.at + 10 * (place + 1) - 10 * step.lag
  const event = {
    type,
    at,
    orderId: SUBMIT.orderId,
    execId: `e${place - step.repeats}`,
    clOrdId,
    origClOrdId: 'X',
    symbol: SUBMIT.symbol,
    quantity,
    orderQty: quantity,
    lastQty: Math.min(quantity, 4),
    lastPx: price,
    transactTime: at,
    execRefId: `e${place - step.refersBack}`,
    code: fact ? 'duplicateOrder' : 'custom',
    ...(fact && type === 'order.restated' ? { splitRatio: 2 } : {}),
    ...(fact ? { limitPrice: price } : {}),
    ...(type === 'order.replace' && price > 2 ? { timeInForce: fact ? 'day' : 'gtc' } : {}),
  }
  if (type === 'order.submit') return { ...SUBMIT, clOrdId: fact ? 'X' : clOrdId }
  if (type === 'order.cancel' || type === 'order.replace') {
    const { execId: _, ...request } = event
    return request as unknown as OrderInput
  }
  return event as unknown as OrderInput
}

export const life = (maxLength = 30): fc.Arbitrary<OrderInput[]> =>
  fc.array(draw, { maxLength, size: 'max' }).map((steps) => steps.map(eventOf))

/** One event of any kind, as if somewhere in a life. */
export const anyEvent: fc.Arbitrary<OrderInput> = fc
  .tuple(draw, fc.nat({ max: 30 }))
  .map(([step, place]) => eventOf(step, place))
