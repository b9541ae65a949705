/** Every transition of the portfolio's machine is taken, and every event met in every state, interpreted and compiled. */
import { createActor } from 'xstate'
import { expect, test } from 'vitest'
import {
  type PortfolioIncoming,
  type PortfolioInput,
  portfolioMachine,
  trialBalance,
} from '../../../actors/portfolio/index.ts'
import type { OrderSubmit, TradingEvent } from '../../../src/events/index.ts'
import { compile, createCoverage } from '../../../src/machine/index.ts'
import { expectWhole, Pairs } from '../../support/coverage.ts'
import { accepted, bar, filled, quote, report, signal, trade } from './support.ts'

const order = { orderId: 'o-1', clOrdId: 'o-1', symbol: 'A', side: 'buy', quantity: 20 } as OrderSubmit
const ten = { ...report(order), cumQty: 10, leavesQty: 10, avgPx: 50 }
const refusal = { origClOrdId: 'o-1', code: 'custom', text: '' } as const
const session = (phase: 'open' | 'closed' | 'halted', symbol?: string): PortfolioIncoming => ({
  type: 'market.session',
  at: 0,
  phase,
  day: 2,
  ...(symbol === undefined ? {} : { symbol }),
})

/** Half of an order is executed, the other half works. */
const holding: PortfolioIncoming[] = [
  session('open'),
  bar(50),
  signal('buy', { quantity: 20 }),
  accepted(order),
  filled(order, 10, 50, 'f-1'),
]

/** How each state is reached. */
const ways = {
  active: holding,
  reducing: [...holding, { type: 'portfolio.reduce' }],
  halted: [...holding, { type: 'portfolio.halt' }],
  liquidating: [...holding, { type: 'portfolio.liquidate' }],
} satisfies Record<string, PortfolioIncoming[]>
type State = keyof typeof ways

/** One of each kind; the type says when one is missing. */
const each: { readonly [Type in PortfolioIncoming['type']]: PortfolioIncoming & { readonly type: Type } } = {
  'market.bar': bar(51),
  'market.trade': trade(52),
  'market.quote': quote(50, 52),
  'market.session': { type: 'market.session', at: 0, phase: 'open', day: 2 },
  'market.split': { type: 'market.split', symbol: 'A', at: 5, ratio: 2 },
  'market.dividend': { type: 'market.dividend', symbol: 'A', at: 5, amount: 1 },
  signal: signal('sell', { quantity: 5 }),
  'order.pendingNew': { ...ten, type: 'order.pendingNew', execType: 'PendingNew', execId: 'r' },
  'order.accepted': { ...ten, type: 'order.accepted', execType: 'New', execId: 'r' },
  'order.rejected': { ...ten, type: 'order.rejected', execType: 'Rejected', execId: 'r', code: 'custom', text: '' },
  'order.filled': filled(order, 4, 51, 'r'),
  'order.triggered': { ...ten, type: 'order.triggered', execType: 'Triggered', execId: 'r' },
  'order.activated': { ...ten, type: 'order.activated', execType: 'Triggered', execId: 'r' },
  'order.pendingCancel': { ...ten, type: 'order.pendingCancel', execType: 'PendingCancel', execId: 'r' },
  'order.canceled': { ...ten, type: 'order.canceled', execType: 'Canceled', execId: 'r', reason: 'unsolicited' },
  'order.expired': { ...ten, type: 'order.expired', execType: 'Expired', execId: 'r' },
  'order.pendingReplace': { ...ten, type: 'order.pendingReplace', execType: 'PendingReplace', execId: 'r' },
  'order.replaced': { ...ten, type: 'order.replaced', execType: 'Replaced', execId: 'r', origClOrdId: 'o-1' },
  'order.cancelRejected': { ...ten, type: 'order.cancelRejected', execType: 'Rejected', execId: 'r', ...refusal },
  'order.replaceRejected': { ...ten, type: 'order.replaceRejected', execType: 'Rejected', execId: 'r', ...refusal },
  'order.suspended': { ...ten, type: 'order.suspended', execType: 'Suspended', execId: 'r' },
  'order.resumed': { ...ten, type: 'order.resumed', execType: 'Restated', execId: 'r' },
  'order.stopped': { ...ten, type: 'order.stopped', execType: 'Stopped', execId: 'r' },
  'order.doneForDay': { ...ten, type: 'order.doneForDay', execType: 'DoneForDay', execId: 'r' },
  'order.calculated': { ...ten, type: 'order.calculated', execType: 'Calculated', execId: 'r' },
  'order.restated': { ...ten, type: 'order.restated', execType: 'Restated', execId: 'r', orderQty: 15 },
  'order.tradeCorrected': {
    ...ten,
    ...{ type: 'order.tradeCorrected', execType: 'TradeCorrect', execId: 'r' },
    ...{ execRefId: 'f-1', lastQty: 8, lastPx: 51 },
  },
  'order.tradeCanceled': {
    ...ten,
    ...{ type: 'order.tradeCanceled', execType: 'TradeCancel', execId: 'r' },
    ...{ execRefId: 'f-1', lastQty: 10, lastPx: 50 },
  },
  'order.status': { ...ten, type: 'order.status', execType: 'OrderStatus', execId: 'r' },
  'order.violation': {
    ...{ type: 'order.violation', at: 0, orderId: 'o-1', owner: 'broker' },
    ...{ state: 'live', event: 'order.cancel', text: '' },
  },
  'order.duplicate': { type: 'order.duplicate', at: 0, orderId: 'o-1', owner: 'broker', event: 'order.submit' },
  'broker.connection': { type: 'broker.connection', at: 0, state: 'connected' },
  'portfolio.reduce': { type: 'portfolio.reduce' },
  'portfolio.halt': { type: 'portfolio.halt' },
  'portfolio.liquidate': { type: 'portfolio.liquidate' },
  'portfolio.resume': { type: 'portfolio.resume' },
  'limit.dailyLoss': { type: 'limit.dailyLoss' },
  'positions.flat': { type: 'positions.flat' },
  'recovery.due': { type: 'recovery.due' },
}

/** What changes the state; everything else leaves it. Not read from the machine. */
const leads: Record<State, Partial<Record<PortfolioIncoming['type'], State>>> = {
  active: {
    'portfolio.reduce': 'reducing',
    'portfolio.halt': 'halted',
    'portfolio.liquidate': 'liquidating',
    'limit.dailyLoss': 'halted',
  },
  reducing: {
    'portfolio.resume': 'active',
    'portfolio.halt': 'halted',
    'portfolio.liquidate': 'liquidating',
    'limit.dailyLoss': 'halted',
  },
  halted: { 'portfolio.resume': 'active', 'portfolio.reduce': 'reducing', 'portfolio.liquidate': 'liquidating' },
  // taken back, the only execution leaves nothing to be sold
  liquidating: { 'positions.flat': 'halted', 'order.tradeCanceled': 'halted' },
}

const input: PortfolioInput = { cash: 10_000, symbols: ['A'], now: () => 7, recovery: { daily: true } }
const loses: PortfolioInput = { ...input, risk: { dailyLoss: 0.01 } }
const sells: PortfolioInput = { ...input, risk: { dailyLoss: 0.01, onDailyLoss: 'liquidate' } }

/** What a guard decides differently from the pairs: the portfolio, its way, and where it ends. */
const further: readonly (readonly [PortfolioInput, readonly PortfolioIncoming[], State])[] = [
  [sells, [...ways.active, bar(1)], 'liquidating'],
  [sells, [...ways.reducing, trade(1)], 'liquidating'],
  [loses, [...ways.active, bar(1), session('open', 'A')], 'halted'],
  [loses, [...ways.active, bar(1), session('open')], 'active'],
  [loses, [...ways.reducing, quote(1, 2), session('closed')], 'halted'],
  [input, [...ways.halted, session('open')], 'halted'],
  [input, [...ways.active, session('closed'), session('halted')], 'active'],
  [input, [...ways.liquidating, { ...each['order.rejected'], orderId: 'o-2', clOrdId: 'o-2' }], 'liquidating'],
  [input, [{ type: 'portfolio.liquidate' }], 'halted'],
]

test('100 % of transitions, and of pairs of state and event', () => {
  const kinds = ['interpreted', 'compiled'] as const
  const coverages = kinds.map(() => createCoverage(portfolioMachine))
  const allPairs = kinds.map(() => new Pairs(Object.keys(ways), Object.keys(each)))
  const said: string[][] = []
  kinds.forEach((kind, index) => {
    const coverage = coverages[index]!
    const heard: TradingEvent[][] = []
    const stop = kind === 'compiled' ? coverage.watch() : () => undefined
    const run = (how: PortfolioInput, way: readonly PortfolioIncoming[], last?: PortfolioIncoming) => {
      const actor =
        kind === 'compiled'
          ? createActor(compile(portfolioMachine), { input: how })
          : createActor(portfolioMachine, { input: how, inspect: coverage.inspect })
      const events: TradingEvent[] = []
      actor.on('*', (event) => void events.push({ ...event }))
      actor.start()
      for (const event of way) actor.send(event)
      const before = actor.getSnapshot().value as State
      if (last !== undefined) actor.send(last)
      heard.push(events)
      const { context, value } = actor.getSnapshot()
      expect(Object.values(trialBalance(context.accounts, context.books)).reduce((sum, one) => sum + one, 0)).toBe(0)
      return { before, after: value as State }
    }
    for (const state of Object.keys(ways) as State[])
      for (const event of Object.values(each)) {
        const { before, after } = run(input, ways[state], event)
        expect(before).toBe(state)
        allPairs[index]!.meet([before], event.type)
        expect(`${state} × ${event.type}: ${after}`).toBe(
          `${state} × ${event.type}: ${leads[state][event.type] ?? state}`,
        )
      }
    for (const [how, way, end] of further) expect(run(how, way).after).toBe(end)
    stop()
    said.push(heard.map((events) => JSON.stringify(events)))
  })
  expect(said[1]).toEqual(said[0])
  kinds.forEach((kind, index) => expectWhole(`portfolio, ${kind}`, coverages[index]!, allPairs[index]!))
})
