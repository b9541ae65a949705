/** Brackets and groups through the whole cycle, with latencies on every wire: what client and venue agree on once it is quiet. */
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  backtest,
  type BacktestResult,
  constant,
  defineExperiment,
  defineStrategy,
  type Experiment,
  fixedQuantity,
  minutes,
  type OrderEvent,
  type OrderSubmit,
  ordStatus,
  type SizedOptions,
  type Strategy,
  uniform,
} from '../../src/index.ts'
import type { BrokerContext } from '../../actors/broker/index.ts'
import type { OrderRecord } from '../../actors/order/index.ts'
import { market, rows, type Row } from './strategies.ts'

/** What a strategy does on a bar: prices are distances from its close, in currency. */
interface Wish {
  readonly act: 'bracket' | 'scaleOut' | 'nested' | 'pair' | 'flat' | 'cancel' | 'resize' | 'nothing'
  readonly side: 'buy' | 'sell'
  readonly limit: number | undefined
  readonly profit: number
  readonly loss: number
  readonly activation: 'partial' | 'complete'
  readonly link: 'oco' | 'ouo'
  readonly trailing: boolean
}

const distance = fc.integer({ min: 1, max: 300 }).map((cents) => cents / 100)
const wish: fc.Arbitrary<Wish> = fc.record({
  act: fc.constantFrom('bracket', 'bracket', 'scaleOut', 'nested', 'pair', 'flat', 'cancel', 'resize', 'nothing'),
  side: fc.constantFrom('buy', 'sell'),
  limit: fc.option(distance, { nil: undefined }),
  profit: distance,
  loss: distance,
  activation: fc.constantFrom('partial', 'complete'),
  link: fc.constantFrom('oco', 'ouo'),
  trailing: fc.boolean(),
})

const cents = (price: number): number => Math.max(1, Math.round(price * 100) / 100)

/** Does what it is told, bar by bar, and begins again when the list is over. */
const obedient = (wishes: readonly Wish[]): Strategy =>
  defineStrategy({
    name: 'obedient',
    state: () => ({ bars: 0 }),
    onBar({ bar: { symbol, close }, signal, state }) {
      const { act, side, limit, profit, loss, activation, link, trailing } = wishes[state.bars++ % wishes.length]!
      const sign = side === 'buy' ? 1 : -1
      const at = (away: number): number => cents(close + sign * away)
      const entry: SizedOptions = limit === undefined ? {} : { limit: at(-limit), timeInForce: 'gtc' }
      const stopLoss = trailing ? { trailOffset: loss } : at(-4 - loss)
      const takeProfit = at(profit)
      switch (act) {
        case 'bracket':
          return signal[side](symbol, {
            ...entry,
            quantity: 10,
            bracket: { takeProfit, stopLoss },
            childLink: link,
            activation,
          })
        case 'scaleOut':
          return signal[side](symbol, {
            ...entry,
            quantity: 10,
            tag: `entry ${state.bars}`,
            activation,
            bracket: [
              { quantity: 4, takeProfit, stopLoss },
              { quantity: 6, takeProfit: at(2 * profit), stopLoss, linkType: link },
            ],
          })
        case 'nested':
          return signal[side](symbol, {
            ...entry,
            quantity: 10,
            children: [{ limit: takeProfit, children: [{ limit: at(0), bracket: { takeProfit, stopLoss } }] }],
          })
        case 'pair':
          signal.buy(symbol, {
            quantity: 7,
            stop: cents(close + profit),
            link: 'pair',
            linkType: link,
            timeInForce: 'gtc',
          })
          return signal.sell(symbol, {
            quantity: 7,
            stop: cents(close - loss),
            link: 'pair',
            linkType: link,
            timeInForce: 'gtc',
          })
        case 'flat':
          return signal.flat(symbol)
        case 'cancel':
          return signal.cancel(symbol, 'takeProfit')
        case 'resize':
          return signal.change(symbol, 'stopLoss', { quantity: 3 })
        default:
          return undefined
      }
    },
  })

const wires: readonly Partial<Experiment>[] = [
  {},
  { latency: { orders: constant(minutes(1)), reports: constant(minutes(2)) } },
  { latency: { signals: uniform(0, minutes(9)), orders: uniform(0, minutes(700)), reports: uniform(0, minutes(700)) } },
]

const experimentOn = (bars: readonly Row[], wishes: readonly Wish[], wire: number, inParts: boolean): Experiment =>
  defineExperiment({
    data: market({ A: bars }),
    strategies: [obedient(wishes)],
    portfolio: { cash: 100_000, sizing: fixedQuantity(10), risk: { buyingPower: 'none' } },
    broker: inParts ? { volume: ({ quantity, usedVolume }) => Math.min(quantity, Math.max(0, 6 - usedVolume)) } : {},
    ...wires[wire]!,
  })

interface Whole {
  readonly run: BacktestResult
  readonly submits: ReadonlyMap<string, OrderSubmit>
  /** What the portfolio took, in its order. */
  readonly reports: readonly OrderEvent[]
}

async function wholeOf(experiment: Experiment): Promise<Whole> {
  const run = await backtest(experiment, { journal: 'decisions' })
  const submits = new Map<string, OrderSubmit>()
  const reports: OrderEvent[] = []
  for (const { from, to, event } of run.system.journal) {
    if (from === 'portfolio' && event.type === 'order.submit')
      submits.set((event as OrderSubmit).orderId, event as OrderSubmit)
    if (to === 'portfolio' && event.type.startsWith('order.')) reports.push(event as OrderEvent)
  }
  return { run, submits, reports }
}

function holds(claim: (whole: Whole) => void, numRuns = 60): Promise<void> {
  return fc.assert(
    fc.asyncProperty(
      rows(30, 8),
      fc.array(wish, { minLength: 1, maxLength: 6 }),
      fc.nat(wires.length - 1),
      fc.boolean(),
      async (bars, wishes, wire, inParts) => claim(await wholeOf(experimentOn(bars, wishes, wire, inParts))),
    ),
    { numRuns },
  )
}

const cumOf = (reports: readonly OrderEvent[], orderId: string): number =>
  reports.reduce((sum, one) => sum + (one.type === 'order.filled' && one.orderId === orderId ? one.lastQty : 0), 0)

describe('once the wire is quiet', () => {
  test('client and venue know the same orders in the same state, and nothing was out of place', () =>
    holds(({ run }) => {
      const { system, portfolio } = run
      const venue = system.get('broker').getSnapshot().context as BrokerContext
      const line = (record: OrderRecord): unknown => {
        const { orderId, quantity, cumQty, leavesQty, limitPrice } = record.context
        return [orderId, quantity, cumQty, leavesQty, limitPrice, ordStatus(record)]
      }
      const here = [...portfolio.orders.values()].map(line)
      const there = [...venue.orders.values()].map(({ record }) => line(record))
      expect(here.map(String).toSorted()).toEqual(there.map(String).toSorted())
      const odd = [...system.journal].filter(
        ({ event }) => event.type === 'order.violation' || event.type === 'order.duplicate',
      )
      expect(odd).toEqual([])
    }))

  test('what is generated comes to something', async () => {
    let [activated, exits, linked] = [0, 0, 0]
    await holds(({ submits, reports }) => {
      for (const one of reports) {
        if (one.type === 'order.activated') activated++
        if (one.type === 'order.filled' && submits.get(one.orderId)!.parentId !== undefined) exits++
        if (one.type === 'order.canceled' && one.reason === 'linked') linked++
      }
    }, 30)
    expect(Math.min(activated, exits, linked)).toBeGreaterThan(20)
  })

  test('children have executed at most what their parent has, exits together', () =>
    holds(({ submits, reports }) => {
      for (const parent of submits.values()) {
        const executed = cumOf(reports, parent.orderId)
        const children = [...submits.values()].filter(({ parentId }) => parentId === parent.orderId)
        const exits = children.filter(({ side }) => side !== parent.side)
        expect(exits.reduce((sum, { orderId }) => sum + cumOf(reports, orderId), 0)).toBeLessThanOrEqual(executed)
        for (const { orderId } of children) expect(cumOf(reports, orderId)).toBeLessThanOrEqual(executed)
      }
    }))

  test('of an oco group one has executed at most; an ouo group no more than its quantity', () =>
    holds(({ submits, reports }) => {
      for (const { linkId, linkType } of submits.values()) {
        if (linkId === undefined) continue
        const members = [...submits.values()].filter((one) => one.linkId === linkId)
        const executed = members.map(({ orderId }) => cumOf(reports, orderId))
        if (linkType === 'oco') expect(executed.filter((quantity) => quantity > 0).length).toBeLessThanOrEqual(1)
        else
          expect(executed.reduce((sum, quantity) => sum + quantity, 0)).toBeLessThanOrEqual(
            Math.max(...members.map(({ quantity }) => quantity)),
          )
      }
    }))

  test('every order has ended once or is open, and what is counted for open orders is what they are', () =>
    holds(({ run, submits, reports }) => {
      const { portfolio } = run
      for (const { orderId } of submits.values()) {
        const ends = reports.filter(
          (one) =>
            one.orderId === orderId &&
            'ordStatus' in one &&
            one.type !== 'order.cancelRejected' &&
            one.type !== 'order.replaceRejected' &&
            ['Filled', 'Canceled', 'Expired', 'Rejected'].includes(one.ordStatus),
        )
        expect(ends.length).toBe(portfolio.orders.has(orderId) ? 0 : 1)
      }
      expect([...portfolio.tied.keys()].filter((orderId) => !portfolio.orders.has(orderId))).toEqual([])
      const counted = { buy: 0, sell: 0 }
      const largest = new Map<string, number>()
      for (const [orderId, { context }] of portfolio.orders) {
        const tied = portfolio.tied.get(orderId)
        const due = tied === undefined ? context.leavesQty : tied.due
        if (tied?.linkId === undefined) counted[context.side] += due
        else
          largest.set(
            `${tied.linkId} ${context.side}`,
            Math.max(largest.get(`${tied.linkId} ${context.side}`) ?? 0, due),
          )
      }
      for (const [key, due] of largest) counted[key.endsWith('buy') ? 'buy' : 'sell'] += due
      const { workingBuy, workingSell } = portfolio.books['A']!
      expect({ buy: workingBuy, sell: workingSell }).toEqual(counted)
    }))

  test('interpreted or compiled it is the same run', () =>
    fc.assert(
      fc.asyncProperty(
        rows(25, 8),
        fc.array(wish, { minLength: 1, maxLength: 6 }),
        fc.nat(2),
        async (bars, wishes, wire) => {
          const experiment = experimentOn(bars, wishes, wire, true)
          const [fast, observed] = await Promise.all(
            (['fast', 'observed'] as const).map((mode) => backtest(experiment, { mode })),
          )
          expect(fast!.hash).toBe(observed!.hash)
        },
      ),
      { numRuns: 15 },
    ))
})
