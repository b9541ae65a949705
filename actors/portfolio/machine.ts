/**
 * The portfolio: turns signals into orders, keeps positions, cash and the client's view of every order.
 *
 *   active ──reduce──▶ reducing ──resume──▶ active        no new positions
 *   active ──daily loss, halt──▶ halted ──resume, new day──▶ active
 *   any    ──liquidate──▶ liquidating ──flat──▶ halted
 */
import { setup } from 'xstate'
import type {
  BrokerConnection,
  MarketBar,
  MarketDividend,
  MarketQuote,
  MarketSession,
  MarketSplit,
  MarketTrade,
  OrderDuplicate,
  OrderViolation,
  PortfolioStateChanged,
  Signal,
  TradingEvent,
  VenueReport,
} from '../../src/events/index.ts'
import { update } from '../../src/machine/index.ts'
import { type Emit, equityUnits, openPortfolio, type PortfolioContext, type PortfolioInput } from './context.ts'
import { onDividend, onSplit } from './corporate.ts'
import { remark } from './executions.ts'
import { chargeFinancing } from './financing.ts'
import { watchMargin } from './margin-call.ts'
import { barMarks, closeOf, tickMark } from './marks.ts'
import { type Mode, place } from './placing.ts'
import { onStatus } from './reconcile.ts'
import { askOverdue, countsQuestions, onConnection, onDayEnd, setTimer } from './recovery.ts'
import { onReport } from './reports.ts'
import { cancelAll, onSignal } from './trading.ts'

/** Orders to the portfolio itself, from a person, a test or a supervisor. */
export interface PortfolioCommand {
  readonly type: 'portfolio.reduce' | 'portfolio.halt' | 'portfolio.liquidate' | 'portfolio.resume'
}

/** Said by the portfolio to itself. */
interface PortfolioNotice {
  readonly type: 'limit.dailyLoss' | 'positions.flat' | 'recovery.due'
}

export type PortfolioIncoming =
  | MarketBar
  | MarketTrade
  | MarketQuote
  | MarketSession
  | MarketSplit
  | MarketDividend
  | Signal
  | VenueReport
  | OrderViolation
  | OrderDuplicate
  | BrokerConnection
  | PortfolioCommand
  | PortfolioNotice

/** A margin call may order, and waits for the answer like everybody. */
function callForMargin(context: PortfolioContext, emit: Emit, raise: Parameters<typeof setTimer>[1]): void {
  watchMargin(context, emit)
  setTimer(context, raise)
}

/** Whether the day has lost more than it may. */
function losesTooMuch(context: PortfolioContext): boolean {
  const limit = context.config.risk.dailyLoss
  return limit !== undefined && context.dayStart - equityUnits(context) > limit * context.dayStart
}

export const portfolioMachine = setup({
  types: {
    context: {} as PortfolioContext,
    events: {} as PortfolioIncoming,
    input: {} as PortfolioInput,
    emitted: {} as TradingEvent,
  },
  guards: {
    liquidatesOnLoss: ({ context }) => context.config.risk.onDailyLoss === 'liquidate',
    isOpening: ({ event }) =>
      (event as MarketSession).phase === 'open' && (event as MarketSession).symbol === undefined,
    endsWithQuestions: ({ context, event }) => {
      const { phase, symbol } = event as MarketSession
      return symbol === undefined && (phase === 'closed' || phase === 'done') && countsQuestions(context)
    },
    resumesToday: ({ context, event }) =>
      (event as MarketSession).phase === 'open' &&
      (event as MarketSession).symbol === undefined &&
      context.haltedBy === 'dailyLoss' &&
      (context.config.risk.resumeNextDay ?? true),
  },
  actions: {
    mark: update(({ context, event, emit, raise }) => {
      const bar = event as MarketBar
      const { config } = context
      const book = context.books[bar.symbol]
      if (book === undefined || !barMarks(context, book)) return
      if (config.financing !== undefined) chargeFinancing(context, book, emit)
      remark(context, book, closeOf(book, bar))
      if (book.deposit > 0) book.markedAt = bar.at
      if (config.margin !== undefined) callForMargin(context, emit, raise)
      if (losesTooMuch(context)) raise({ type: 'limit.dailyLoss' })
    }),
    markByTick: update(({ context, event, emit, raise }) => {
      const tick = event as MarketTrade | MarketQuote
      const book = context.books[tick.symbol]
      if (book === undefined) return
      const price = tickMark(context, book, tick)
      if (!(price > 0)) return
      if (context.config.financing !== undefined) chargeFinancing(context, book, emit)
      remark(context, book, price)
      if (book.deposit > 0) book.markedAt = tick.at
      if (context.config.margin !== undefined) callForMargin(context, emit, raise)
      if (losesTooMuch(context)) raise({ type: 'limit.dailyLoss' })
    }),
    trade: update(({ context, event, emit, raise }, { mode }: { mode: Mode }) => {
      onSignal(context, event as Signal, mode, emit)
      setTimer(context, raise)
    }),
    split: update(({ context, event, emit, raise }) => {
      onSplit(context, event as MarketSplit, emit)
      if (context.config.margin !== undefined) callForMargin(context, emit, raise)
    }),
    payDividend: update(({ context, event, emit, raise }) => {
      onDividend(context, event as MarketDividend, emit)
      if (context.config.margin !== undefined) callForMargin(context, emit, raise)
    }),
    report: update(({ context, event, emit, raise }) => {
      const report = event as VenueReport | OrderViolation | OrderDuplicate
      // what the venue could do nothing with says nothing of an order
      if (report.type === 'order.violation' || report.type === 'order.duplicate') return
      if (report.type === 'order.status') onStatus(context, report, emit)
      else onReport(context, report, emit)
      if (context.config.margin !== undefined) watchMargin(context, emit, report)
      setTimer(context, raise)
    }),
    resynchronize: update(({ context, event, emit, raise }) => {
      onConnection(context, event as BrokerConnection, emit)
      setTimer(context, raise)
    }),
    endDay: update(({ context, event, emit, raise }) => {
      onDayEnd(context, event as MarketSession, emit)
      setTimer(context, raise)
    }),
    askOverdue: update(({ context, emit, raise }) => {
      askOverdue(context, emit)
      setTimer(context, raise)
    }),
    startDay: update(({ context }) => {
      context.dayStart = equityUnits(context)
    }),
    noteHalt: update(({ context }, { by }: { by: 'dailyLoss' | 'command' }) => {
      context.haltedBy = by
    }),
    noteResume: update(({ context }) => {
      context.haltedBy = ''
    }),
    cancelOrders: update(({ context, emit, raise }) => {
      cancelAll(context, undefined, emit)
      setTimer(context, raise)
    }),
    sellOff: update(({ context, emit, raise }) => {
      let held = false
      for (const symbol of Object.keys(context.books)) {
        const book = context.books[symbol]!
        // what is already on its way out is not sold twice
        const left = book.quantity + book.workingBuy - book.workingSell
        if (book.quantity !== 0) held = true
        if (book.quantity > 0 && left > 0)
          place(context, book, 'sell', Math.min(left, book.quantity), {}, book.last, 'reducing', emit)
        if (book.quantity < 0 && left < 0)
          place(context, book, 'buy', Math.min(-left, -book.quantity), {}, book.last, 'reducing', emit)
      }
      if (!held) raise({ type: 'positions.flat' })
      setTimer(context, raise)
    }),
    announce: update(({ context, emit }, { state }: { state: PortfolioStateChanged['state'] }) =>
      emit({
        type: 'portfolio.state',
        at: context.config.now(),
        state,
        code: context.haltedBy,
        facts: {
          equity: equityUnits(context) / context.config.scale,
          dayStart: context.dayStart / context.config.scale,
        },
      }),
    ),
  },
}).createMachine({
  id: 'portfolio',
  context: ({ input }) => openPortfolio(input),
  initial: 'active',
  on: {
    'market.bar': { actions: 'mark' },
    'market.trade': { actions: 'markByTick' },
    'market.quote': { actions: 'markByTick' },
    'market.split': { actions: 'split' },
    'market.dividend': { actions: 'payDividend' },
    'market.session': [
      { guard: 'isOpening', actions: 'startDay' },
      { guard: 'endsWithQuestions', actions: 'endDay' },
    ],
    'order.*': { actions: 'report' },
    'broker.connection': { actions: 'resynchronize' },
    'recovery.due': { actions: 'askOverdue' },
    'portfolio.liquidate': { target: '.liquidating', actions: { type: 'noteHalt', params: { by: 'command' } } },
  },
  states: {
    active: {
      on: {
        signal: { actions: { type: 'trade', params: { mode: 'active' } } },
        'limit.dailyLoss': [
          {
            guard: 'liquidatesOnLoss',
            target: 'liquidating',
            actions: { type: 'noteHalt', params: { by: 'dailyLoss' } },
          },
          { target: 'halted', actions: { type: 'noteHalt', params: { by: 'dailyLoss' } } },
        ],
        'portfolio.reduce': 'reducing',
        'portfolio.halt': { target: 'halted', actions: { type: 'noteHalt', params: { by: 'command' } } },
      },
    },
    reducing: {
      entry: { type: 'announce', params: { state: 'reducing' } },
      exit: 'noteResume',
      on: {
        signal: { actions: { type: 'trade', params: { mode: 'reducing' } } },
        'limit.dailyLoss': [
          {
            guard: 'liquidatesOnLoss',
            target: 'liquidating',
            actions: { type: 'noteHalt', params: { by: 'dailyLoss' } },
          },
          { target: 'halted', actions: { type: 'noteHalt', params: { by: 'dailyLoss' } } },
        ],
        'portfolio.resume': { target: 'active', actions: { type: 'announce', params: { state: 'active' } } },
        'portfolio.halt': { target: 'halted', actions: { type: 'noteHalt', params: { by: 'command' } } },
      },
    },
    halted: {
      entry: ['cancelOrders', { type: 'announce', params: { state: 'halted' } }],
      on: {
        signal: { actions: { type: 'trade', params: { mode: 'halted' } } },
        'market.session': [
          {
            guard: 'resumesToday',
            target: 'active',
            actions: ['startDay', 'noteResume', { type: 'announce', params: { state: 'active' } }],
          },
          { guard: 'isOpening', actions: 'startDay' },
        ],
        'portfolio.resume': {
          target: 'active',
          actions: ['noteResume', { type: 'announce', params: { state: 'active' } }],
        },
        'portfolio.reduce': { target: 'reducing', actions: 'noteResume' },
      },
    },
    liquidating: {
      entry: ['cancelOrders', { type: 'announce', params: { state: 'liquidating' } }, 'sellOff'],
      on: {
        signal: { actions: { type: 'trade', params: { mode: 'halted' } } },
        // every report and every new session may have left something to sell, or nothing at all
        // a venue that refused would refuse again in the same instant
        'order.rejected': { actions: 'report' },
        'order.*': { actions: ['report', 'sellOff'] },
        'market.session': { guard: 'isOpening', actions: ['startDay', 'sellOff'] },
        'positions.flat': 'halted',
      },
    },
  },
})
