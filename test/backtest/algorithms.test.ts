/** Execution algorithms through the whole cycle: what their child orders trade is what their orders have traded, and no more. */
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  backtest,
  type BacktestOptions,
  type Behaviour,
  bust,
  cancelSlice,
  constant,
  correct,
  defineAlgorithm,
  defineExperiment,
  defineStrategy,
  delayReports,
  dropReports,
  dropRequests,
  duplicateReports,
  duplicateRequests,
  type Experiment,
  fillOnBars,
  hours,
  minutes,
  type OrderEvent,
  ordStatus,
  rejectRequests,
  reorderReports,
  slice,
  uniform,
} from '../../src/index.ts'
import type { AlgorithmTypes, OrderSubmit } from '../../src/index.ts'
import { emit, setup } from 'xstate'
import { chase, experiment as chaseExperiment } from '../../examples/chase.ts'
import { icebergSlices, experiment as icebergExperiment } from '../../examples/iceberg-slices.ts'
import { twap, experiment as twapExperiment } from '../../examples/twap.ts'
import type { BrokerContext } from '../../actors/broker/index.ts'
import type { DeskContext } from '../../actors/execution/index.ts'
import type { OrderRecord } from '../../actors/order/index.ts'
import { market, rows, type Row } from './strategies.ts'

interface Wish {
  readonly act: 'buy' | 'sell' | 'cancel' | 'change' | 'flat' | 'plain' | 'nothing'
  readonly algorithm: 'twap' | 'chase' | 'iceberg'
  readonly away: number | undefined
  readonly gtc: boolean
  readonly quantity: number
}

const wish: fc.Arbitrary<Wish> = fc.record({
  act: fc.constantFrom('buy', 'buy', 'sell', 'cancel', 'change', 'flat', 'plain', 'nothing'),
  algorithm: fc.constantFrom('twap', 'chase', 'iceberg'),
  away: fc.option(fc.integer({ min: 1, max: 300 }), { nil: undefined }),
  gtc: fc.boolean(),
  quantity: fc.integer({ min: 1, max: 40 }),
})

const obedient = (wishes: readonly Wish[]) =>
  defineStrategy({
    name: 'obedient',
    state: () => ({ bars: 0 }),
    onBar({ bar: { symbol, close }, signal, state }) {
      const { act, algorithm, away, gtc, quantity } = wishes[state.bars++ % wishes.length]!
      const limit = away === undefined ? {} : { limit: Math.round(close * 100 + (act === 'sell' ? -away : away)) / 100 }
      const tag = `t-${state.bars}`
      const earlier = `t-${state.bars - 2}`
      switch (act) {
        case 'buy':
        case 'sell':
          return signal[act](symbol, { ...limit, quantity, algorithm, timeInForce: gtc ? 'gtc' : 'day', tag })
        case 'cancel':
          return signal.cancel(symbol, earlier)
        case 'change':
          return signal.change(symbol, earlier, { quantity })
        case 'flat':
          return signal.flat(symbol, { algorithm })
        case 'plain':
          return signal.buy(symbol, { quantity, tag })
        default:
          return undefined
      }
    },
  })

const wires: readonly Partial<Experiment>[] = [
  {},
  { latency: { orders: constant(minutes(1)), reports: constant(minutes(2)) } },
  { latency: { market: uniform(0, minutes(40)), orders: uniform(0, minutes(700)), reports: uniform(0, minutes(700)) } },
]

const experimentOn = (bars: readonly Row[], wishes: readonly Wish[], wire: number, inParts: boolean): Experiment =>
  defineExperiment({
    data: market({ A: bars }),
    strategies: [obedient(wishes)],
    algorithms: {
      twap: twap({ slices: 4, every: hours(5) }),
      chase: chase({ patience: hours(16) }),
      iceberg: icebergSlices({ show: 7 }),
    },
    portfolio: { cash: 1_000_000, risk: { buyingPower: 'none' } },
    broker: inParts ? { volume: ({ quantity }) => Math.min(quantity, 5), fill: fillOnBars({ limits: 'through' }) } : {},
    ...wires[wire]!,
  })

interface Whole {
  readonly submits: ReadonlyMap<string, OrderSubmit>
  /** Reports as the portfolio heard them, and as the desk heard them of the venue. */
  readonly toPortfolio: readonly OrderEvent[]
  readonly toDesk: readonly OrderEvent[]
  readonly run: Awaited<ReturnType<typeof backtest>>
}

async function wholeOf(experiment: Experiment, options: BacktestOptions = {}): Promise<Whole> {
  const run = await backtest(experiment, { journal: 'decisions', ...options })
  const submits = new Map<string, OrderSubmit>()
  const [toPortfolio, toDesk]: OrderEvent[][] = [[], []]
  for (const { from, to, event } of run.system.journal) {
    if (to === 'broker' && event.type === 'order.submit')
      submits.set((event as OrderSubmit).orderId, event as OrderSubmit)
    if (to === 'execution' && from === 'portfolio' && event.type === 'order.submit')
      submits.set((event as OrderSubmit).orderId, event as OrderSubmit)
    if (to === 'portfolio' && event.type.startsWith('order.')) toPortfolio!.push(event as OrderEvent)
    if (to === 'execution' && from === 'broker') toDesk!.push(event as OrderEvent)
  }
  return { run, submits, toPortfolio: toPortfolio!, toDesk: toDesk! }
}

const holds = (claim: (whole: Whole) => void, numRuns = 25): Promise<void> =>
  fc.assert(
    fc.asyncProperty(
      rows(30, 8),
      fc.array(wish, { minLength: 1, maxLength: 6 }),
      fc.nat(wires.length - 1),
      fc.boolean(),
      async (bars, wishes, wire, inParts) => claim(await wholeOf(experimentOn(bars, wishes, wire, inParts))),
    ),
    { numRuns },
  )

const executed = (reports: readonly OrderEvent[], is: (orderId: string) => boolean): number =>
  reports.reduce((sum, one) => sum + (one.type === 'order.filled' && is(one.orderId) ? one.lastQty : 0), 0)

const parentsOf = (submits: Whole['submits']): OrderSubmit[] =>
  [...submits.values()].filter(({ algorithm }) => algorithm !== undefined)

describe('TWAP, Chase and an iceberg by slices, whatever is asked of them', () => {
  test('an order has traded what its child orders have, and never more than its quantity', () =>
    holds(({ submits, toPortfolio, toDesk }) => {
      for (const { orderId, quantity } of parentsOf(submits)) {
        const traded = executed(toPortfolio, (id) => id === orderId)
        expect(traded).toBe(executed(toDesk, (id) => id.startsWith(`${orderId}-`)))
        const changed = toPortfolio.flatMap((one) =>
          one.type === 'order.replaced' && one.orderId === orderId ? [one.orderQty] : [],
        )
        expect(traded).toBeLessThanOrEqual(Math.max(quantity, ...changed))
      }
    }))

  test('its price is kept: no child trades beyond the limit of its parent', () =>
    holds(({ submits, toDesk }) => {
      for (const report of toDesk) {
        if (report.type !== 'order.filled') continue
        const parent = submits.get(report.orderId.slice(0, report.orderId.lastIndexOf('-')))
        if (parent?.limitPrice === undefined) continue
        if (parent.side === 'buy') expect(report.lastPx).toBeLessThanOrEqual(parent.limitPrice)
        else expect(report.lastPx).toBeGreaterThanOrEqual(parent.limitPrice)
      }
    }))

  test('once the wire is quiet portfolio and desk agree on parents, desk and venue on children, and none outlives its parent', () =>
    holds(({ run }) => {
      const { system, portfolio } = run
      const desk = system.get('execution').getSnapshot().context as DeskContext
      const venue = system.get('broker').getSnapshot().context as BrokerContext
      const line = (record: OrderRecord): string => {
        const { orderId, quantity, cumQty, leavesQty } = record.context
        return [orderId, quantity, cumQty, leavesQty, ordStatus(record)].join(' ')
      }
      const parents = [...desk.parents.values()]
      const children = parents
        .flatMap((parent) => Object.values(parent.children))
        .filter(({ context }) => context.leavesQty > 0)
      const isOfParent = (orderId: string): boolean => desk.parents.has(orderId)
      const known = [...portfolio.orders.values()]
      expect(known.filter(({ context }) => isOfParent(context.orderId)).map(line)).toEqual(
        parents.map(({ record }) => line(record)),
      )
      const atVenue = [...venue.orders.values()].map(({ record }) => line(record))
      const plain = known.filter(({ context }) => !isOfParent(context.orderId))
      expect(atVenue.toSorted()).toEqual([...children, ...plain].map(line).toSorted())
      const odd = [...system.journal].filter(({ event }) => /order\.(violation|duplicate)/.test(event.type))
      expect(odd).toEqual([])
    }))

  test('every order for an algorithm has ended once, or is open', () =>
    holds(({ run, submits, toPortfolio }) => {
      for (const { orderId } of parentsOf(submits)) {
        const ends = toPortfolio.filter(
          (one) =>
            one.orderId === orderId &&
            (one.type === 'order.filled' || one.type === 'order.replaced'
              ? one.leavesQty === 0
              : /canceled|expired|order.rejected/.test(one.type)),
        )
        expect(ends.length).toBe(run.portfolio.orders.has(orderId) ? 0 : 1)
      }
    }))

  test('what is generated comes to something', async () => {
    let [fills, canceled, partial] = [0, 0, 0]
    await holds(({ submits, toPortfolio }) => {
      const parents = new Set(parentsOf(submits).map(({ orderId }) => orderId))
      for (const one of toPortfolio) {
        if (!parents.has(one.orderId)) continue
        if (one.type === 'order.filled') fills++
        if (one.type === 'order.filled' && one.leavesQty > 0) partial++
        if (one.type === 'order.canceled') canceled++
      }
    }, 60)
    expect(Math.min(fills, canceled, partial)).toBeGreaterThan(10)
  })

  test('interpreted or compiled it is the same run', () =>
    fc.assert(
      fc.asyncProperty(
        rows(20, 8),
        fc.array(wish, { minLength: 1, maxLength: 6 }),
        fc.nat(2),
        fc.subarray(Object.keys(misfortunes)),
        async (bars, wishes, wire, names) => {
          const plain = experimentOn(bars, wishes, wire, true)
          const behaviours = names.map((name) => misfortunes[name]!)
          const experiment = { ...plain, broker: { ...plain.broker, behaviours } }
          const [fast, observed] = await Promise.all(
            (['fast', 'observed'] as const).map((mode) => backtest(experiment, { mode })),
          )
          expect(fast!.hash).toBe(observed!.hash)
        },
      ),
      { numRuns: 10 },
    ))
})

/** What a line and a venue may do to the messages of children; questions and answers arrive. */
const misfortunes: Readonly<Record<string, Behaviour>> = {
  'executions are lost': dropReports({ type: 'order.filled', every: 2 }),
  'ends are lost': dropReports({ type: ['order.canceled', 'order.expired', 'order.rejected'] }),
  'acknowledgements and refusals are lost': dropReports({ type: ['order.accepted', 'order.cancelRejected'] }),
  'busts are lost': dropReports({ type: 'order.tradeCanceled' }),
  'executions are busted': bust({ every: 3 }),
  'reports are late': delayReports({ type: 'order.filled', every: 3, by: hours(30) }),
  'reports come twice': duplicateReports({ every: 2 }),
  'submissions are lost': dropRequests({ type: 'order.submit', every: 3 }),
  'cancels are lost': dropRequests({ type: 'order.cancel', every: 2 }),
  'requests are refused': rejectRequests({ every: 4 }),
  'requests come twice': duplicateRequests({ every: 3 }),
  'reports are overtaken': reorderReports({ every: 3, by: hours(9) }),
  'executions are corrected': correct({ every: 4, quantity: 1, after: hours(7) }),
}

test('in the end portfolio, desk and venue have the same position, whatever is lost between desk and venue', async () => {
  let astray = 0
  let inferred = 0
  await fc.assert(
    fc.asyncProperty(
      rows(30, 8),
      fc.array(wish, { minLength: 1, maxLength: 6 }),
      fc.boolean(),
      fc.subarray(Object.keys(misfortunes), { minLength: 1, maxLength: 3 }),
      async (bars, wishes, inParts, names) => {
        const plain = experimentOn(bars, wishes, 0, inParts)
        const behaviours = names.map((name) => misfortunes[name]!)
        const { run, toDesk } = await wholeOf({ ...plain, broker: { ...plain.broker, behaviours } })
        const venue = run.system.get('broker').getSnapshot().context as BrokerContext
        const records = [...venue.orders.values()].map(({ record }) => record)
        const traded = [...records, ...venue.closed.values(), ...venue.closedBefore.values()]
          .map(({ context: { side, cumQty } }) => (side === 'buy' ? cumQty : -cumQty))
          .reduce((sum, quantity) => sum + quantity, 0)
        expect(run.portfolio.books['A']!.quantity).toBe(traded)
        astray += toDesk.length > 0 ? run.record.incidents.filter(({ kind }) => kind === 'fault').length : 0
        inferred += [...run.system.journal].filter(
          ({ to, from, event }) => to === 'portfolio' && from === 'execution' && 'inferred' in event,
        ).length
      },
    ),
    { numRuns: 120 },
  )
  expect(Math.min(astray, inferred)).toBeGreaterThan(20)
})

describe('the examples', () => {
  test('TWAP buys in ten equal slices, a quarter of an hour apart', async () => {
    const { toDesk, submits } = await wholeOf(twapExperiment)
    const slices = [...submits.values()].filter(({ orderId }) => orderId.startsWith('o-1-'))
    expect(slices.map(({ quantity }) => quantity)).toEqual(Array.from({ length: 10 }, () => 100))
    const gaps = slices.slice(1).map(({ at }, place) => at - slices[place]!.at)
    expect(new Set(gaps)).toEqual(new Set([minutes(15)]))
    expect(executed(toDesk, () => true)).toBe(1_000)
  })

  test('Chase goes with the market, and takes the rest when its patience is over', async () => {
    const hasty: Experiment = { ...chaseExperiment, algorithms: { chase: chase({ patience: minutes(3) }) } }
    const { toDesk, submits } = await wholeOf(hasty)
    expect(toDesk.filter(({ type }) => type === 'order.replaced').length).toBeGreaterThan(0)
    const last = submits.get('o-1-2')!
    expect(last).toMatchObject({ orderType: 'market', tag: 'take' })
    expect(executed(toDesk, () => true)).toBe(1_000)
  })
})

test('the iceberg of the example shows 150 at a time', async () => {
  const { toDesk, submits } = await wholeOf(icebergExperiment)
  const parts = [...submits.values()].filter(({ orderId }) => orderId.startsWith('o-1-'))
  expect(parts.map(({ quantity }) => quantity)).toEqual([150, 150, 150, 150, 150, 150, 100])
  expect(executed(toDesk, () => true)).toBe(1_000)
})

describe('an algorithm of one’s own', () => {
  const stubborn = setup({
    types: {} as AlgorithmTypes<{ parent: OrderSubmit; heard: string[] }>,
    actions: {
      ask: emit(({ context }) => slice(context.parent, { quantity: 1_000, tag: 'all' })),
      takeBack: emit(({ context }) => cancelSlice(context.parent, 'all')),
    },
  }).createMachine({
    id: 'stubborn',
    context: ({ input }) => ({ parent: input.parent, heard: [] }),
    initial: 'asking',
    states: {
      asking: { entry: 'ask', on: { 'slice.refused': { target: 'done', actions: 'takeBack' } } },
      done: { type: 'final' },
    },
  })

  const once = (options: object) =>
    defineStrategy({
      name: 'once',
      state: () => ({ is: false }),
      onBar({ bar, signal, state }) {
        if (!state.is) signal.buy(bar.symbol, { quantity: 10, algorithm: 'own', ...options })
        state.is = true
      },
    })
  const flatRow: Row = { open: 100, high: 100, low: 100, close: 100 }
  const own = (more: Partial<Experiment> = {}, options: object = {}): Experiment => ({
    data: market({ A: [flatRow, flatRow, flatRow] }),
    strategies: [once(options)],
    algorithms: { own: defineAlgorithm(stubborn) },
    portfolio: { cash: 10_000 },
    ...more,
  })

  test('that asks for too much is told so; what is left when it is done is given back', async () => {
    const { toPortfolio } = await wholeOf(own())
    expect(toPortfolio.map(({ type }) => type)).toEqual(['order.accepted', 'order.canceled'])
    expect(toPortfolio[1]).toMatchObject({ reason: 'algorithm', cumQty: 0 })
  })

  test.each<[string, Experiment, object]>([
    ['that the run has not', own({ algorithms: { other: defineAlgorithm(stubborn) } }), { code: 'unsupported' }],
    ['in a run without any', own({ algorithms: undefined as never }), { code: 'unsupported' }],
  ])('%s is rejected by name', async (_, experiment, what) => {
    const run = await backtest(experiment, { journal: 'decisions' })
    const heard = [...run.system.journal].filter(({ to }) => to === 'portfolio').map(({ event }) => event)
    expect(heard.find(({ type }) => type === 'order.rejected')).toMatchObject(what)
  })

  test('is not for brackets: such a signal is refused', async () => {
    const { run, toPortfolio } = await wholeOf(own({}, { bracket: { stopLoss: 90 } }))
    expect(toPortfolio).toEqual([])
    expect(run.record.incidents).toBeDefined()
  })

  test('must be a machine, and is named with its parameters in the manifest', async () => {
    expect(() => defineAlgorithm({} as never)).toThrow(/state machine/)
    expect(() => defineExperiment(own({ algorithms: { own: {} as never } }))).toThrow(/algorithms.own/)
    const run = await backtest(twapExperiment)
    expect(run.manifest.configuration).toMatchObject({ algorithms: { twap: 'twap({ slices: 10, every: 900000000 })' } })
  })
})
