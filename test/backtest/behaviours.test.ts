/** Behaviours in whole runs: what has a time of its own happens then, run.json names it, and both ways of running agree. */
import { expect, test } from 'vitest'
import type { BrokerContext } from '../../actors/broker/index.ts'
import {
  backtest,
  type BacktestResult,
  bust,
  columns,
  defineStrategy,
  disconnectAt,
  doneForDayAt,
  duplicateReports,
  disconnectOn,
  type Experiment,
  delayReports,
  delayRequests,
  dropReports,
  dropRequests,
  haltAt,
  inParts,
  hours,
  minutes,
  uniform,
} from '../../src/index.ts'
import { restless } from './strategies.ts'

const bars = Array.from({ length: 48 }, (_, n) => {
  const open = 100 + 5 * Math.sin(n / 3)
  const close = 100 + 5 * Math.sin((n + 1) / 3)
  const time = new Date(Date.UTC(2020, 2, 2) + n * 3_600_000).toISOString()
  return { time, open, high: Math.max(open, close) + 1, low: Math.min(open, close) - 1, close, volume: 1_000 }
})

const experiment: Experiment = {
  data: columns({ AAA: bars }),
  strategies: [restless],
  portfolio: { cash: 100_000, recovery: { timeout: hours(1) } },
  broker: {
    behaviours: [
      duplicateReports({ every: 4 }),
      bust({ nth: 2, after: hours(1) }),
      haltAt('2020-03-02T08:00:00Z', { for: hours(2) }),
      disconnectAt('2020-03-02T14:00:00Z', { for: hours(2), working: 'cancel' }),
      doneForDayAt('2020-03-02T20:00:00Z'),
    ],
  },
}

test('timed behaviours happen at their time, are named, and change no hash between modes', async () => {
  const runs = []
  for (const mode of ['fast', 'observed'] as const) runs.push(await backtest(experiment, { mode, journal: 'all' }))
  const [fast, observed] = runs
  expect(fast!.hash).toBe(observed!.hash)

  const seen = [...fast!.system.journal].map(({ event }) => event as { type: string; at: number; state?: string })
  const at = (day: string): number => Date.parse(day) * 1_000
  const times = (type: string, state?: string) =>
    new Set(
      seen.filter((one) => one.type === type && (state === undefined || one.state === state)).map((one) => one.at),
    )
  expect(times('broker.connection', 'disconnected')).toContain(at('2020-03-02T14:00:00Z'))
  expect(times('broker.connection', 'connected')).toContain(at('2020-03-02T16:00:00Z'))
  const types = new Set(seen.map((one) => one.type))
  for (const type of ['order.tradeCanceled', 'order.statusRequest', 'order.status', 'market.halt'])
    expect(types).toContain(type)

  const plain = JSON.parse(JSON.stringify(fast!.manifest)) as { configuration: { broker: { behaviours: unknown } } }
  expect(plain.configuration.broker.behaviours).toEqual([
    'duplicateReports({ every: 4 })',
    expect.stringMatching(/^bust\(.*nth: 2/),
    expect.stringMatching(/^haltAt\("2020-03-02T08:00:00Z"/),
    expect.stringMatching(/^disconnectAt\("2020-03-02T14:00:00Z".*working: 'cancel'/),
    'doneForDayAt("2020-03-02T20:00:00Z")',
  ])
  const quiet = await backtest({ ...experiment, broker: {} })
  expect(quiet.hash).not.toBe(fast!.hash)
})

/** What the venue's own executions make of the position. */
function positionAtVenue(run: BacktestResult): number {
  const { orders, closed, closedBefore } = run.system.get('broker').getSnapshot().context as BrokerContext
  const working = [...orders.values()].map(({ record }) => record)
  return [...working, ...closed.values(), ...closedBefore.values()]
    .map(({ context: { side, cumQty } }) => (side === 'buy' ? cumQty : -cumQty))
    .reduce((sum, quantity) => sum + quantity, 0)
}

test.each([
  ['executions are lost', dropReports({ type: 'order.filled', every: 2 })],
  ['the last reports of orders are lost', dropReports({ type: ['order.canceled', 'order.expired', 'order.rejected'] })],
  ['requests are lost', dropRequests({ every: 3 })],
  ['requests are looked at long after they were asked about', delayRequests({ every: 2, by: minutes(20) })],
  ['answers come late and out of order', delayReports({ every: 3, by: minutes(90) })],
])('without a word about recovery the portfolio comes to the venue’s position where %s', async (_, behaviour) => {
  const run = await backtest({ ...experiment, portfolio: { cash: 100_000 }, broker: { behaviours: [behaviour] } })
  const { quantity } = run.portfolio.books['AAA']!
  expect(run.fills.length).toBeGreaterThan(5)
  expect(quantity).toBe(positionAtVenue(run))
})

test.each([1, 2, 3, 4, 5, 6])('nor does it lose orders that questions about them overtake (seed %i)', async (seed) => {
  const overtaking = uniform(0, hours(3), { reorder: true })
  const run = await backtest({
    ...experiment,
    seed,
    portfolio: { cash: 100_000 },
    broker: { behaviours: [duplicateReports({ every: 3 })] },
    latency: { orders: overtaking, reports: overtaking },
  })
  expect(run.portfolio.books['AAA']!.quantity).toBe(positionAtVenue(run))
  const { orders } = run.system.get('broker').getSnapshot().context as BrokerContext
  const open = [...run.orders].filter(({ doneAt }) => doneAt === undefined).map(({ orderId }) => orderId)
  expect(open.toSorted()).toEqual([...orders.keys()].toSorted())
})

test('where reports overtake each other the portfolio comes to the venue’s terms at the end of the day', async () => {
  const changeful = defineStrategy({
    name: 'changeful',
    state: () => ({ bars: 0 }),
    onBar({ bar: { symbol, close }, signal, state }) {
      state.bars++
      for (const link of ['a', 'b', 'c']) {
        // 20 far away, tied to 9 that are executed one by one
        if (state.bars === 1)
          signal.buy(symbol, { quantity: 20, limit: close / 2, timeInForce: 'gtc', tag: link, link, linkType: 'ouo' })
        if (state.bars === 1)
          signal.buy(symbol, { quantity: 9, timeInForce: 'gtc', tag: `${link}x`, link, linkType: 'ouo' })
      }
    },
  })
  for (let seed = 1; seed <= 8; seed++) {
    const run = await backtest({
      ...experiment,
      seed,
      strategies: [changeful],
      portfolio: { cash: 100_000 },
      broker: { volume: inParts(9) },
      latency: { reports: uniform(0, hours(4), { reorder: true }) },
    })
    const { orders } = run.system.get('broker').getSnapshot().context as BrokerContext
    expect(run.orders.toArray().filter(({ doneAt }) => doneAt === undefined)).toMatchObject(
      [...orders.values()].map(({ record: { context } }) => ({ orderId: context.orderId, quantity: context.quantity })),
    )
    for (const [orderId, { record }] of orders)
      expect(run.portfolio.orders.get(orderId)!.context.quantity).toBe(record.context.quantity)
  }
})

test('what cannot be known because the line stays down is said', async () => {
  const behaviours = [disconnectOn({ type: 'order.accepted', nth: 3, reports: 'lose', requests: 'lose' })]
  const run = await backtest({ ...experiment, portfolio: { cash: 100_000 }, broker: { behaviours } })
  expect(run.record.incidents).toContainEqual(expect.objectContaining({ kind: 'uncertain', code: 'noAnswer' }))
})

test.each([undefined, 'AAA'])(
  'a halt lasts as long as it was ordered to, over the night as well (symbol %s)',
  async (symbol) => {
    const of = symbol === undefined ? {} : { symbol }
    const behaviours = [haltAt('2020-03-02T20:00:00Z', { for: hours(10), ...of })]
    const run = await backtest({ ...experiment, portfolio: { cash: 100_000 }, broker: { behaviours } })
    const times = [...run.fills].map(({ at }) => new Date(at / 1_000).toISOString())
    expect(times.some((time) => time <= '2020-03-02T20:00:00.000Z')).toBe(true)
    expect(times.filter((time) => time > '2020-03-02T20:00:00.000Z' && time <= '2020-03-03T06:00:00.000Z')).toEqual([])
    expect(times.some((time) => time > '2020-03-03T06:00:00.000Z')).toBe(true)
  },
)
