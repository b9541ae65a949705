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
  MarketSession,
  OrderCancel,
  OrderReplace,
  OrderRequest,
  OrderSubmit,
  SessionPhase,
} from '../../src/events/index.ts'
import { update } from '../../src/machine/index.ts'
import {
  type BrokerContext,
  type BrokerEmitted,
  type BrokerIncoming,
  type BrokerInput,
  type BrokerLine,
  initialContext,
} from './context.ts'
import { dropLine, restoreLine } from './line.ts'
import { noteBar, workBar } from './matching.ts'
import { cancel, refuse, replace, submit } from './requests.ts'
import { endDay, enterOwnPhase } from './session.ts'

const isPhase =
  (phase: SessionPhase) =>
  ({ event }: { event: BrokerIncoming }): boolean =>
    (event as MarketSession).phase === phase

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
    marketOpens: isPhase('open'),
    marketHalts: isPhase('halted'),
    marketCloses: isPhase('closed'),
    marketIsDone: isPhase('done'),
    reportsWait: ({ context }) => context.held !== null,
  },
  actions: {
    submit: update(({ context, event, emit }) => submit(context, event as OrderSubmit, emit)),
    cancel: update(({ context, event, emit }) => cancel(context, event as OrderCancel, emit)),
    replace: update(({ context, event, emit }) => replace(context, event as OrderReplace, emit)),
    refuse: update(({ context, event, emit }, params: { readonly code: 'disconnected' | 'sessionDone' }) =>
      refuse(context, event as OrderRequest, params, emit),
    ),
    dropLine: update(({ context, event, emit }) => dropLine(context, event as BrokerLine, emit)),
    restoreLine: update(({ context, event, emit }) => restoreLine(context, event as BrokerLine, emit)),
    work: update(({ context, event, emit }) => workBar(context, event as MarketBar, emit)),
    note: update(({ context, event, emit }, { phase }: { readonly phase: SessionPhase }) =>
      noteBar(context, event as MarketBar, phase, emit),
    ),
    enterOwnPhase: update(({ context, event, emit }) =>
      enterOwnPhase(context, event as MarketSession & { readonly symbol: string }, emit),
    ),
    endDay: update(({ context, event, emit }) => endDay(context, event as MarketSession, emit)),
  },
}).createMachine({
  id: 'broker',
  context: initialContext,
  initial: 'trading',
  states: {
    trading: {
      type: 'parallel',
      states: {
        line: {
          initial: 'connected',
          states: {
            connected: {
              on: {
                'order.submit': { actions: 'submit' },
                'order.cancel': { actions: 'cancel' },
                'order.replace': { actions: 'replace' },
                'broker.disconnect': { target: 'disconnected', actions: 'dropLine' },
              },
            },
            disconnected: {
              on: {
                'order.submit': { actions: { type: 'refuse', params: { code: 'disconnected' } } },
                'order.cancel': { actions: { type: 'refuse', params: { code: 'disconnected' } } },
                'order.replace': { actions: { type: 'refuse', params: { code: 'disconnected' } } },
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
              { guard: 'marketPreOpens', target: '.preOpen' },
              { guard: 'marketOpens', target: '.open' },
              { guard: 'marketHalts', target: '.halted' },
              { guard: 'marketCloses', target: '.closed' },
              { guard: 'marketIsDone', target: '#broker.done' },
            ],
          },
          states: {
            preOpen: { on: { 'market.bar': { actions: { type: 'note', params: { phase: 'preOpen' } } } } },
            open: { on: { 'market.bar': { actions: 'work' } } },
            halted: { on: { 'market.bar': { actions: { type: 'note', params: { phase: 'halted' } } } } },
            closed: {
              entry: 'endDay',
              on: { 'market.bar': { actions: { type: 'note', params: { phase: 'closed' } } } },
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
        'broker.connect': { guard: 'reportsWait', actions: 'restoreLine' },
      },
    },
  },
})
