/** The strategy machine interpreted and compiled, on anything that may be said to it; and every transition of it taken. */
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { defineStrategy, sma, strategyMachine } from '../../../actors/strategy/index.ts'
import { seconds } from '../../../src/events/index.ts'
import { createCoverage } from '../../../src/machine/index.ts'
import { barsOf, runStrategy, type Said } from './run.ts'

/** Has an answer to everything, and remembers what it was asked. */
const busy = defineStrategy({
  name: 'busy',
  indicators: () => ({ average: sma(2) }),
  state: () => ({ calls: [] as string[] }),
  onBar({ bar, indicators, state, signal, position, timer, now }) {
    state.calls.push(`bar ${now} ${indicators.average.value} ${position().quantity}`)
    signal.target(bar.symbol, Math.round(indicators.average.value))
    if (bar.close % 3 === 0) timer.after(seconds(2), 'later')
  },
  onTrade: ({ state, trade, indicators, signal, lastQuote }) => {
    state.calls.push(`trade ${trade.price} ${indicators.average.value} ${lastQuote(trade.symbol)?.bid}`)
    signal.buy(trade.symbol, { quantity: 1 })
  },
  onQuote: ({ state, quote, lastTrade }) =>
    void state.calls.push(`quote ${quote.bid} ${lastTrade(quote.symbol)?.price}`),
  onAction: ({ state, action }) => void state.calls.push(`${action.type} ${action.symbol}`),
  onFill: ({ state, fill }) => void state.calls.push(`fill ${fill.orderId}`),
  onOrder: ({ state, order }) => void state.calls.push(order.type),
  onRefused: ({ state, refusal, signal }) => {
    state.calls.push(refusal.code)
    signal.flat(refusal.symbol)
  },
  onSession: ({ state, session }) => void state.calls.push(session.phase),
  onTimer: ({ state, name, signal, now }) => {
    state.calls.push(`${name} ${now}`)
    signal.weight('ACME', 0.5)
  },
  onStart: ({ timer }) => timer.every(seconds(3), 'tick'),
  onStop: ({ state, now }) => void state.calls.push(`stop ${now}`),
})

type Event = Said['event'] & Record<string, unknown>

const symbols = fc.constantFrom('ACME', 'BOLT')
const anything: fc.Arbitrary<Event> = fc.oneof(
  {
    weight: 8,
    arbitrary: fc
      .record({ symbol: symbols, close: fc.nat({ max: 9 }) })
      .map(({ symbol, close }) => barsOf(symbol, [close])[0]!.event as never),
  },
  fc.oneof(
    fc.record({
      type: fc.constant('market.trade'),
      symbol: symbols,
      price: fc.integer({ min: 1, max: 9 }),
      size: fc.nat(3),
    }),
    fc
      .record({ symbol: symbols, bid: fc.integer({ min: 1, max: 9 }), bidSize: fc.nat({ max: 1 }) })
      .map((quote) => ({ type: 'market.quote', ...quote, ask: quote.bid + 2, askSize: 1 })),
    fc.record({ type: fc.constantFrom('market.split', 'market.dividend'), symbol: symbols, ratio: fc.constant(2) }),
  ),
  fc.record({
    type: fc.constantFrom('order.filled', 'order.accepted', 'order.denied'),
    orderId: fc.constantFrom('o-1', 'o-2'),
    strategy: fc.constantFrom('busy', 'other'),
    symbol: symbols,
  }),
  fc.record({ type: fc.constant('signal.refused'), code: fc.constant('noPrice'), symbol: symbols }),
  fc.record({
    type: fc.constant('position.changed'),
    symbol: symbols,
    quantity: fc.integer({ min: -1, max: 1 }),
    averagePrice: fc.constant(1),
  }),
  fc.record({
    type: fc.constant('portfolio.state'),
    state: fc.constantFrom('active', 'reducing', 'halted', 'liquidating'),
  }),
  fc.record({ type: fc.constant('market.session'), phase: fc.constantFrom('preOpen', 'open', 'closed') }),
  fc.constantFrom('strategy.pause', 'strategy.resume').map((type) => ({ type })),
  {
    weight: 1,
    arbitrary: fc.constantFrom<Event>({ type: 'strategy.stop' }, { type: 'market.session', phase: 'done' }),
  },
)

const lives: fc.Arbitrary<Said[]> = fc.array(fc.tuple(anything, fc.nat({ max: 2 })), { maxLength: 40 }).map((rows) => {
  let at = 0
  const said = rows.map(([event, wait]) => ({ at: (at += seconds(wait)), event }))
  return [...said, { at, event: { type: 'strategy.stop' } }]
})

test('interpreted and compiled are the same', () =>
  fc.assert(
    fc.property(lives, (said) => {
      const [fast, observed] = (['fast', 'observed'] as const).map((mode) => {
        const states: unknown[] = []
        return { ...runStrategy(busy, said, { mode, onState: (value) => states.push(value) }), states }
      })
      expect(fast).toEqual(observed)
    }),
    { numRuns: 100 },
  ))

test('every transition of the machine can be taken', () => {
  const coverage = createCoverage(strategyMachine)
  const stop = coverage.watch()
  const portfolio = (state: string): Event => ({ type: 'portfolio.state', state })
  const session = (phase: string): Event => ({ type: 'market.session', phase })
  const say = (type: string): Event => ({ type, symbol: 'ACME', quantity: 1 })
  const bars = (...closes: number[]): Event[] => barsOf('ACME', closes).map(({ event }) => event as never)
  const timer: Event = { type: 'strategy.timer', name: 'x' }
  const everything = ['order.filled', 'order.accepted', 'signal.refused', 'position.changed'].map(say)
  const ticks = ['market.trade', 'market.quote', 'market.split', 'market.dividend'].map(say)
  const paths: Event[][] = [
    [...everything, ...ticks, portfolio('active'), session('open'), timer, say('strategy.stop')],
    [
      session('done'),
      ...everything,
      ...ticks,
      portfolio('active'),
      ...bars(1),
      session('open'),
      timer,
      say('strategy.pause'),
      say('strategy.stop'),
    ],
    [
      say('strategy.pause'),
      say('strategy.pause'),
      ...bars(1),
      ...ticks,
      session('open'),
      timer,
      say('strategy.resume'),
    ],
    [say('strategy.pause'), portfolio('halted'), say('strategy.resume'), portfolio('active'), ...bars(1, 2)],
    [
      ...bars(1, 2),
      portfolio('halted'),
      portfolio('liquidating'),
      portfolio('active'),
      say('strategy.pause'),
      say('strategy.resume'),
    ],
    [portfolio('halted'), say('strategy.pause'), session('done')],
  ]
  for (const path of paths) {
    // Its timers go on until it is stopped.
    const said = [...path, say('strategy.stop')].map((event, index) => ({ at: index, event }))
    runStrategy(busy, said, { mode: 'fast' })
  }
  stop()
  expect(coverage.untaken()).toEqual([])
})
