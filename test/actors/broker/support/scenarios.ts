/** Generated days at a venue: bars, orders, changes, sessions, halts. Prices are few, so that equal ones are common. */
import fc from 'fast-check'
import type { BrokerIncoming } from '../../../../actors/broker/index.ts'
import type { MarketBar, OrderSubmit, OrderType, SessionPhase } from '../../../../src/events/index.ts'

export const SYMBOLS = ['AAA', 'BBB'] as const

const price = fc.integer({ min: 95, max: 105 })
const symbol = fc.constantFrom(...SYMBOLS)

type Step = (at: number, orders: OrderSubmit[], requests: number) => BrokerIncoming | undefined

const barStep = fc
  .record({ symbol, prices: fc.tuple(price, price, price, price), opened: fc.integer({ min: 0, max: 4 }) })
  .map(({ symbol: of, prices, opened }): Step => (at) => {
    const [open, close] = prices
    const bar: MarketBar = {
      type: 'market.bar',
      symbol: of,
      at,
      openAt: at - opened,
      open,
      high: Math.max(...prices),
      low: Math.min(...prices),
      close,
      volume: 100,
    }
    return bar
  })

const takesLimit = (type: OrderType): boolean => type === 'limit' || type === 'stopLimit'
const takesStop = (type: OrderType): boolean => type === 'stop' || type === 'stopLimit'

const submitStep = fc
  .record({
    symbol,
    side: fc.constantFrom('buy' as const, 'sell' as const),
    orderType: fc.constantFrom<OrderType>('market', 'limit', 'stop', 'stopLimit'),
    quantity: fc.integer({ min: 1, max: 9 }),
    limit: price,
    stop: price,
    timeInForce: fc.constantFrom('day' as const, 'gtc' as const),
    again: fc.integer({ min: 0, max: 30 }),
  })
  .map((made): Step => (at, orders) => {
    const { symbol: of, side, orderType, quantity, timeInForce } = made
    const orderId = made.again === 0 && orders.length > 0 ? orders[0]!.orderId : `o-${orders.length + 1}`
    const event: OrderSubmit = {
      type: 'order.submit',
      at,
      orderId,
      clOrdId: `c-${at}`,
      symbol: of,
      side,
      orderType,
      quantity,
      timeInForce,
      ...(takesLimit(orderType) ? { limitPrice: made.limit } : {}),
      ...(takesStop(orderType) ? { stopPrice: made.stop } : {}),
    }
    orders.push(event)
    return event
  })

/** One of the orders so far, the last ones rather than the first; now and then one that never was. */
const which = fc.integer({ min: 0, max: 8 })
const chosen = (orders: readonly OrderSubmit[], back: number): OrderSubmit | undefined =>
  orders.length === 0 ? undefined : orders[Math.max(0, orders.length - 1 - back)]

const cancelStep = which.map((back): Step => (at, orders, requests) => {
  const order = chosen(orders, back)
  if (order === undefined) return undefined
  const orderId = back === 8 ? 'o-none' : order.orderId
  return {
    type: 'order.cancel',
    at,
    orderId,
    clOrdId: `x-${requests}`,
    origClOrdId: order.clOrdId,
    symbol: order.symbol,
  }
})

const replaceStep = fc
  .record({
    back: which,
    quantity: fc.option(fc.integer({ min: 1, max: 12 }), { nil: undefined }),
    limit: fc.option(price, { nil: undefined }),
    stop: fc.option(price, { nil: undefined }),
  })
  .map((made): Step => (at, orders, requests) => {
    const order = chosen(orders, made.back)
    if (order === undefined) return undefined
    const { orderId, clOrdId: origClOrdId, symbol: of } = order
    return {
      type: 'order.replace',
      at,
      orderId,
      clOrdId: `r-${requests}`,
      origClOrdId,
      symbol: of,
      ...(made.quantity === undefined ? {} : { quantity: made.quantity }),
      ...(made.limit === undefined ? {} : { limitPrice: made.limit }),
      ...(made.stop === undefined ? {} : { stopPrice: made.stop }),
    }
  })

const phases: SessionPhase[] = ['preOpen', 'open', 'open', 'open', 'halted', 'closed', 'closed']
const sessionStep = fc
  .record({ phase: fc.constantFrom(...phases), of: fc.option(symbol, { nil: undefined, freq: 4 }) })
  .map(({ phase, of }): Step => (at) => {
    const event = { type: 'market.session' as const, at, phase, day: 0 }
    return of === undefined ? event : { ...event, symbol: of }
  })

const openStep = fc.constant<Step>((at) => ({ type: 'market.session', at, phase: 'open', day: 0 }))

const lineStep = fc.constantFrom<Step>(
  (at) => ({ type: 'broker.disconnect', at }),
  (at) => ({ type: 'broker.connect', at }),
  (at) => ({ type: 'broker.connect', at }),
)

function toEvents(steps: readonly { step: Step; later: number }[]): BrokerIncoming[] {
  const orders: OrderSubmit[] = []
  const events: BrokerIncoming[] = []
  let at = 10
  for (const { step, later } of steps) {
    at += later
    const event = step(at, orders, events.length)
    if (event !== undefined) events.push(event)
  }
  return events
}

const timed = (step: fc.Arbitrary<Step>) => fc.record({ step, later: fc.integer({ min: 0, max: 3 }) })

const trading = [
  { arbitrary: timed(barStep), weight: 9 },
  { arbitrary: timed(submitStep), weight: 6 },
  { arbitrary: timed(cancelStep), weight: 1 },
  { arbitrary: timed(replaceStep), weight: 2 },
  { arbitrary: timed(openStep), weight: 1 },
  { arbitrary: timed(sessionStep), weight: 1 },
]

/** A day's events at a venue whose line never drops. */
export const tradingEvents: fc.Arbitrary<BrokerIncoming[]> = fc
  .array(fc.oneof(...trading), { maxLength: 60, size: 'max' })
  .map(toEvents)

/** The same with a line that drops and comes back, and an end. */
export const anyEvents: fc.Arbitrary<BrokerIncoming[]> = fc
  .tuple(
    fc.array(fc.oneof(...trading, { arbitrary: timed(lineStep), weight: 1 }), { maxLength: 60, size: 'max' }),
    fc.boolean(),
    fc.array(timed(fc.oneof(submitStep, cancelStep, replaceStep, barStep)), { maxLength: 3 }),
  )
  .map(([steps, ends, after]) => {
    const done: Step = (at) => ({ type: 'market.session', at, phase: 'done', day: 0 })
    return toEvents(ends ? [...steps, { step: done, later: 1 }, ...after] : steps)
  })
