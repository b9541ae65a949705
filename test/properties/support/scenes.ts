/** Generators: paths of bars, scripts of signals with every kind of request at any time, and latencies of every kind. */
import fc from 'fast-check'
import type { Latencies } from '../../../src/backtest/index.ts'
import { seconds } from '../../../src/events/index.ts'
import { constant, type LatencyModel, logNormal, recorded, uniform } from '../../../src/system/index.ts'
import { type Cue, OPEN } from './wire.ts'

export const walks = fc.array(fc.integer({ min: -3, max: 3 }), { minLength: 8, maxLength: 16 }).map((steps) => {
  let price = 100
  return steps.map((step) => (price = Math.max(90, Math.min(110, price + step))))
})

const duration = fc.integer({ min: 0, max: 120 }).map((n) => seconds(n))

/** Constant, uniform, log-normal and recorded; first in, first out, and not. */
export const latencyModels: fc.Arbitrary<LatencyModel | undefined> = fc.oneof(
  fc.constant(undefined),
  duration.map((by) => constant(by)),
  fc.tuple(duration, fc.boolean()).map(([by, reorder]) => uniform(0, by, { reorder })),
  fc.tuple(duration, fc.boolean()).map(([by, reorder]) => logNormal(by, 1, { reorder })),
  fc
    .tuple(fc.array(duration, { minLength: 1, maxLength: 4 }), fc.boolean())
    .map(([list, reorder]) => recorded(list, { reorder })),
)

/** Orders and reports each with a latency of its own. */
export const latencies: fc.Arbitrary<Latencies> = fc
  .record({ orders: latencyModels, reports: latencyModels })
  .map(({ orders, reports }) => ({
    ...(orders === undefined ? {} : { orders }),
    ...(reports === undefined ? {} : { reports }),
  }))

const moment = fc.integer({ min: 0, max: 15 * 60 }).map((n) => seconds(n))
const price = fc.integer({ min: 96, max: 104 })
const tag = fc.constantFrom('a', 'b', 'c')

const order: fc.Arbitrary<Cue> = fc
  .record({
    after: moment,
    intent: fc.constantFrom('buy', 'sell'),
    quantity: fc.integer({ min: 1, max: 12 }),
    kind: fc.constantFrom('market', 'limit', 'limit', 'stop'),
    price,
    tag,
    timeInForce: fc.constantFrom('day', 'gtc'),
  })
  .map(({ after, intent, quantity, kind, price: at, tag: name, timeInForce }) => ({
    after,
    signal: {
      intent,
      quantity,
      orderType: kind,
      tag: name,
      timeInForce,
      ...(kind === 'limit' ? { limitPrice: at } : kind === 'stop' ? { stopPrice: at } : {}),
      price: 100,
    },
  }))

const cancel: fc.Arbitrary<Cue> = fc
  .record({ after: moment, tag })
  .map(({ after, tag: name }) => ({ after, signal: { intent: 'cancel', tag: name } }))

const terms = fc.oneof(
  fc.integer({ min: 1, max: 15 }).map((quantity) => ({ quantity })),
  price.map((limitPrice) => ({ limitPrice })),
  fc.constantFrom('day' as const, 'gtc' as const).map((timeInForce) => ({ timeInForce })),
  moment.map((after) => ({ timeInForce: 'gtd' as const, expireTime: OPEN + after })),
  fc.integer({ min: 1, max: 6 }).map((displayQuantity) => ({ displayQuantity })),
)

const change: fc.Arbitrary<Cue> = fc
  .record({ after: moment, tag, terms })
  .map(({ after, tag: name, terms: to }) => ({ after, signal: { intent: 'change', tag: name, ...to } }))

export const scripts: fc.Arbitrary<readonly Cue[]> = fc
  .array(
    fc.oneof({ arbitrary: order, weight: 3 }, { arbitrary: cancel, weight: 2 }, { arbitrary: change, weight: 2 }),
    {
      minLength: 1,
      maxLength: 12,
    },
  )
  .map((cues) => cues.toSorted((a, b) => a.after - b.after))
