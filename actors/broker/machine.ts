/**
 * The simulated venue. While there is trading, two things are true of it at any time, and neither knows of the other: whether the line to it is
 * up, and which phase its market is in.
 *
 *   trading ┬ line      connected ◀──broker.connect / broker.disconnect──▶ disconnected    every request is rejected, reports wait
 *           │
 *           └ session   preOpen ──▶ open ◀──▶ halted      bars are traded on only while it is open
 *                          ▲         │
 *                          └ closed ◀┘                    DAY orders end with it
 *
 *   done                                                  after the last data: every request is rejected
 *
 * It starts `open`: a venue that is never told of sessions trades all the time.
 */
import { setup } from 'xstate'
import type {
  MarketBar,
  MarketDividend,
  MarketQuote,
  MarketSession,
  MarketSplit,
  MarketTrade,
  Micros,
  OrderCancel,
  OrderReplace,
  OrderRequest,
  OrderSubmit,
  SessionPhase,
} from '../../src/events/index.ts'
import { update } from '../../src/machine/index.ts'
import type { BrokerLine, BrokerRelease } from './behaviour.ts'
import { perform } from './commands.ts'
import {
  type BrokerContext,
  type BrokerEmitted,
  type BrokerIncoming,
  type BrokerInput,
  type Emit,
  initialContext,
} from './context.ts'
import { onDividend, splitOrders } from './corporate.ts'
import { dropLine, restoreLine } from './line.ts'
import { noteBar, workBar } from './matching.ts'
import { noteTick, workTick } from './ticks.ts'
import { intercept, outletOf, release } from './plan.ts'
import { cancel, refuse, refuseAsOrdered, replace, submit } from './requests.ts'
import { beginTrading, endDay, enterOwnPhase, expireDue, pauseTrading } from './session.ts'
import { answerMassStatus, answerStatus, loseQuestion } from './status.ts'

const isPhase =
  (phase: SessionPhase) =>
  ({ event }: { event: BrokerIncoming }): boolean =>
    (event as MarketSession).phase === phase

/** A handler of one event; its reports pass the behaviours that were ordered. */
const doing = <Event>(handle: (context: BrokerContext, event: Event, emit: Emit) => void) =>
  update<BrokerContext, BrokerIncoming, undefined, BrokerIncoming, BrokerEmitted>((args) =>
    handle(args.context, args.event as Event, outletOf(args)),
  )

/** A handler of one event that finds only orders that are still good. */
const afterExpiries = <Event extends { readonly at: Micros }>(
  handle: (context: BrokerContext, event: Event, emit: Emit) => void,
) =>
  doing<Event>((context, event, emit) => {
    if (event.at > context.nextExpiry) expireDue(context, event, emit)
    handle(context, event, emit)
  })

/** A handler of a request, which the behaviours see first. */
const answering = <Request extends OrderRequest>(
  handle: (context: BrokerContext, event: Request, emit: Emit) => void,
) =>
  update<BrokerContext, BrokerIncoming, undefined, BrokerIncoming, BrokerEmitted>((args) => {
    const request = args.event as Request
    const fault = intercept(args, request)
    if (fault === true) return
    if (fault === false) handle(args.context, request, outletOf(args))
    else refuseAsOrdered(args.context, request, { code: fault.code, text: fault.text, facts: {} }, outletOf(args))
  })

export const brokerMachine = setup({
  types: {
    context: {} as BrokerContext,
    events: {} as BrokerIncoming,
    input: {} as BrokerInput,
    emitted: {} as BrokerEmitted,
  },
  guards: {
    isOfOneSymbol: ({ event }) => (event as MarketSession).symbol !== undefined,
    marketPreOpens: isPhase('preOpen'),
    tradingPauses: ({ context, event }) => {
      const { phase, at } = event as MarketSession
      return phase === 'preOpen' && (context.isOpen || at > context.nextExpiry)
    },
    marketOpens: isPhase('open'),
    marketHalts: isPhase('halted'),
    marketCloses: isPhase('closed'),
    marketIsDone: isPhase('done'),
    reportsWait: ({ context }) => context.held !== null,
  },
  actions: {
    submit: answering<OrderSubmit>(submit),
    cancel: answering<OrderCancel>(cancel),
    replace: answering<OrderReplace>(replace),
    refuse: update((args, params: { readonly code: 'disconnected' | 'sessionDone' }) =>
      refuse(args.context, args.event as OrderRequest, params, args.emit),
    ),
    answerStatus: doing(answerStatus),
    answerMassStatus: doing(answerMassStatus),
    loseQuestion: doing(loseQuestion),
    perform: doing(perform),
    release: update((args) => release(args, args.event as BrokerRelease)),
    dropLine: doing<BrokerLine>(dropLine),
    restoreLine: update(({ context, event, emit }) => restoreLine(context, event as BrokerLine, emit)),
    // written out: the engine takes it into its caller, and every bar comes through here
    work: update((args) => workBar(args.context, args.event as MarketBar, outletOf(args))),
    workTick: doing<MarketTrade | MarketQuote>(workTick),
    noteTick: update((args, { phase }: { readonly phase: SessionPhase }) =>
      noteTick(args.context, args.event as MarketTrade | MarketQuote, phase, outletOf(args)),
    ),
    note: update((args, { phase }: { readonly phase: SessionPhase }) =>
      noteBar(args.context, args.event as MarketBar, phase, outletOf(args)),
    ),
    enterOwnPhase: afterExpiries(enterOwnPhase),
    beginTrading: afterExpiries<MarketSession>(beginTrading),
    pauseTrading: afterExpiries<MarketSession>(pauseTrading),
    endDay: afterExpiries<MarketSession>(endDay),
    split: afterExpiries<MarketSplit>(splitOrders),
    passDividend: afterExpiries<MarketDividend>(onDividend),
  },
}).createMachine({
  id: 'broker',
  context: initialContext,
  initial: 'trading',
  on: {
    'venue.*': { actions: 'perform' },
    'broker.release': { actions: 'release' },
  },
  states: {
    trading: {
      type: 'parallel',
      on: {
        'market.split': { actions: 'split' },
        'market.dividend': { actions: 'passDividend' },
      },
      states: {
        line: {
          initial: 'connected',
          states: {
            connected: {
              on: {
                'order.submit': { actions: 'submit' },
                'order.cancel': { actions: 'cancel' },
                'order.replace': { actions: 'replace' },
                'order.statusRequest': { actions: 'answerStatus' },
                'order.massStatusRequest': { actions: 'answerMassStatus' },
                'broker.disconnect': { target: 'disconnected', actions: 'dropLine' },
              },
            },
            disconnected: {
              on: {
                'order.submit': { actions: { type: 'refuse', params: { code: 'disconnected' } } },
                'order.cancel': { actions: { type: 'refuse', params: { code: 'disconnected' } } },
                'order.replace': { actions: { type: 'refuse', params: { code: 'disconnected' } } },
                'order.statusRequest': { actions: 'loseQuestion' },
                'order.massStatusRequest': { actions: 'loseQuestion' },
                'broker.connect': { target: 'connected', actions: 'restoreLine' },
              },
            },
          },
        },
        session: {
          initial: 'open',
          on: {
            'market.session': [
              { guard: 'isOfOneSymbol', actions: 'enterOwnPhase' },
              { guard: 'tradingPauses', target: '.preOpen', actions: 'pauseTrading' },
              { guard: 'marketPreOpens', target: '.preOpen' },
              { guard: 'marketOpens', target: '.open' },
              { guard: 'marketHalts', target: '.halted' },
              { guard: 'marketCloses', target: '.closed' },
              { guard: 'marketIsDone', target: '#broker.done' },
            ],
          },
          states: {
            preOpen: {
              on: {
                'market.bar': { actions: { type: 'note', params: { phase: 'preOpen' } } },
                'market.trade': { actions: { type: 'noteTick', params: { phase: 'preOpen' } } },
                'market.quote': { actions: { type: 'noteTick', params: { phase: 'preOpen' } } },
              },
            },
            open: {
              entry: 'beginTrading',
              on: {
                'market.bar': { actions: 'work' },
                'market.trade': { actions: 'workTick' },
                'market.quote': { actions: 'workTick' },
              },
            },
            halted: {
              entry: 'pauseTrading',
              on: {
                'market.bar': { actions: { type: 'note', params: { phase: 'halted' } } },
                'market.trade': { actions: { type: 'noteTick', params: { phase: 'halted' } } },
                'market.quote': { actions: { type: 'noteTick', params: { phase: 'halted' } } },
              },
            },
            closed: {
              entry: 'endDay',
              on: {
                'market.bar': { actions: { type: 'note', params: { phase: 'closed' } } },
                'market.trade': { actions: { type: 'noteTick', params: { phase: 'closed' } } },
                'market.quote': { actions: { type: 'noteTick', params: { phase: 'closed' } } },
              },
            },
          },
        },
      },
    },
    done: {
      on: {
        'order.submit': { actions: { type: 'refuse', params: { code: 'sessionDone' } } },
        'order.cancel': { actions: { type: 'refuse', params: { code: 'sessionDone' } } },
        'order.replace': { actions: { type: 'refuse', params: { code: 'sessionDone' } } },
        'order.statusRequest': { actions: 'answerStatus' },
        'order.massStatusRequest': { actions: 'answerMassStatus' },
        'broker.connect': { guard: 'reportsWait', actions: 'restoreLine' },
      },
    },
  },
})
