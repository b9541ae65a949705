/**
 * The order lifecycle as a statechart of three regions: is it working, what has been asked of it, how much is executed.
 * Its events are the protocol's requests and reports themselves. Drawing and tables: docs/order-lifecycle.md.
 */
import { and, not, or, setup, stateIn } from 'xstate'
import { update } from '../../src/machine/index.ts'
import type { OrderContext, OrderLifecycleInput } from './context.ts'
import { draftContext } from './context.ts'
import type { InputOf, OrderInput, OrderNotice } from './events.ts'
import * as identity from './identity.ts'
import * as life from './life.ts'
import { whyNot } from './notices.ts'
import * as quantities from './quantities.ts'
import * as requests from './requests.ts'

/*
 * What nearly every report asks and does is written out below, `({ context, event }) => ...`, instead of being made by these two: a function of
 * its own is a function the engine can take into its caller, and orders come by the million.
 */

/** A guard from a question about the order and an event; the drawing puts it only on edges of the events it is about. */
const when =
  <E extends object>(asks: (context: OrderContext, event: E) => boolean) =>
  ({ context, event }: { context: OrderContext; event: OrderInput }): boolean =>
    asks(context, event as object as E)

/** An action from a change of the order by an event, put likewise. */
const doing = <E extends object>(change: (context: OrderContext, event: E) => void) =>
  update<OrderContext, OrderInput, undefined, OrderInput, OrderNotice>(({ context, event }) =>
    change(context, event as object as E),
  )

type QuantityChange = InputOf<'order.replaced' | 'order.restated' | 'order.tradeCorrected' | 'order.tradeCanceled'>

function isLegal(context: OrderContext, event: QuantityChange): boolean {
  switch (event.type) {
    case 'order.replaced':
      return requests.answersReplace(context, event)
    case 'order.restated':
      return quantities.restates(context, event)
    case 'order.tradeCorrected':
      return quantities.correctsTrade(context, event)
    case 'order.tradeCanceled':
      return quantities.bustsTrade(context, event)
  }
}

/** Of an order that still had something left: one that its day has ended stays done for the day. */
const leavesNothing = (context: OrderContext, event: QuantityChange): boolean =>
  context.leavesQty > 0 && isLegal(context, event) && quantities.restAfter(context, event) === 0

const leavesSome = (context: OrderContext, event: QuantityChange): boolean =>
  isLegal(context, event) && quantities.restAfter(context, event) > 0

export const orderMachine = setup({
  types: {} as { context: OrderContext; events: OrderInput; input: OrderLifecycleInput; emitted: OrderNotice },
  guards: {
    wasSent: when(life.wasSent),
    acknowledgesLate: when(life.acknowledgesLate),
    refusesOrder: when(life.refusesOrder),
    refusesCopy: when(life.refusesCopy),
    firesStop: when(life.firesStop),
    isTriggered: when(life.isTriggered),
    activates: when(life.activates),
    isWaiting: when(life.isWaiting),
    entersWaiting: ({ context, event }) =>
      life.isWaiting(context) && identity.isNews(context, event as InputOf<'order.accepted'>),
    worksToday: when(life.worksToday),
    isOvertaken: when(life.isOvertaken),
    isNews: ({ context, event }) => identity.isNews(context, event as InputOf<'order.accepted'>),
    isDuplicate: when(identity.isDuplicate),

    isNewRequest: when(identity.isNewRequest),
    acknowledges: when(requests.acknowledges),
    acknowledgesAnswered: when(requests.acknowledgesAnswered),
    refuses: when(requests.refuses),
    answersReplace: when(requests.answersReplace),
    isSuperseded: when(requests.isSuperseded),
    allAnswered: when(requests.allAnswered),
    hasPendingCancel: when(requests.hasPendingCancel),
    hasPendingReplace: when(requests.hasPendingReplace),
    endsByCancel: and([stateIn({ working: 'live' }), when(requests.answersCancel)]),
    orderIsOver: or([
      stateIn({ working: { closed: 'canceled' } }),
      stateIn({ working: { closed: 'expired' } }),
      stateIn({ working: { closed: 'rejected' } }),
    ]),

    completes: ({ context, event }) => quantities.completes(context, event as InputOf<'order.filled'>),
    executesPart: ({ context, event }) => quantities.executesPart(context, event as InputOf<'order.filled'>),
    tradesAgain: when(quantities.tradesAgain),
    isLateTrade: and([not(stateIn({ working: { closed: 'rejected' } })), when(quantities.isLateTrade)]),
    bustsTrade: when(quantities.bustsTrade),
    correctsTrade: when(quantities.correctsTrade),
    leavesNothing: when(leavesNothing),
    leavesSome: when(leavesSome),
    reopens: when((context, event: QuantityChange) => context.profile === 'broker' && leavesSome(context, event)),
    enlarges: when(
      (context, event: QuantityChange) => quantities.enlarges(context, event) && leavesSome(context, event),
    ),
    comesBack: when((context, event: QuantityChange) => event.at > context.closedAt! && leavesSome(context, event)),
    restates: when(quantities.restates),
    isExecuted: when(quantities.isExecuted),
    isUnexecuted: when(quantities.isUnexecuted),
  },
  actions: {
    send: doing(life.send),
    acknowledge: update<OrderContext, OrderInput, undefined, OrderInput, OrderNotice>(({ context, event }) =>
      life.acknowledge(context, event as InputOf<'order.accepted'>),
    ),
    trigger: doing(life.trigger),
    activate: doing(life.activate),
    endDay: doing(life.endDay),
    close: doing(life.close),
    work: doing(quantities.work),
    remember: doing(identity.remember),

    addRequest: doing(requests.addRequest),
    acknowledgeRequest: doing(requests.acknowledgeRequest),
    refuseRequest: doing(requests.refuseRequest),
    grantCancel: doing(requests.grantCancel),
    applyReplace: doing(requests.applyReplace),
    dismissSuperseded: doing(requests.dismissSuperseded),

    bookTrade: update<OrderContext, OrderInput, undefined, OrderInput, OrderNotice>(({ context, event }) =>
      quantities.bookTrade(context, event as InputOf<'order.filled'>),
    ),
    bustTrade: doing(quantities.bustTrade),
    correctTrade: doing(quantities.correctTrade),
    restate: doing(quantities.restate),

    noteDuplicate: update<OrderContext, OrderInput, undefined, OrderInput, OrderNotice>(({ context, event, emit }) =>
      emit({ type: 'order.duplicate', at: event.at, orderId: context.orderId, event: event.type }),
    ),
    violate: update<OrderContext, OrderInput, undefined, OrderInput, OrderNotice>(({ context, event, emit }) =>
      emit({
        type: 'order.violation',
        at: event.at,
        orderId: context.orderId,
        event: event.type,
        text: whyNot(context, event),
      }),
    ),
  },
}).createMachine({
  id: 'order',
  type: 'parallel',
  context: ({ input }) => draftContext(input.submit, input.profile),

  // What no region takes: overtaken by later reports, no news, or not legal.
  on: {
    'order.accepted': { guard: 'acknowledgesLate', actions: 'acknowledge' },
    'order.rejected': { guard: 'refusesCopy', actions: 'remember' },
    'order.pendingNew': { guard: 'wasSent' },
    'order.status': { guard: 'wasSent' },
    'order.triggered': { guard: 'firesStop', actions: 'trigger' },
    'order.activated': { guard: 'activates', actions: 'activate' },
    'order.pendingCancel': { guard: 'acknowledgesAnswered', actions: 'remember' },
    'order.pendingReplace': { guard: 'acknowledgesAnswered', actions: 'remember' },
    'order.stopped': { guard: 'isOvertaken', actions: 'remember' },
    'order.suspended': { guard: 'isOvertaken', actions: 'remember' },
    'order.resumed': { guard: 'isOvertaken', actions: 'remember' },
    'order.doneForDay': { guard: 'isOvertaken', actions: 'remember' },
    '*': [{ guard: 'isDuplicate', actions: 'noteDuplicate' }, { actions: 'violate' }],
  },

  states: {
    working: {
      initial: 'initialized',
      states: {
        initialized: {
          on: {
            'order.submit': { target: 'live', actions: 'send' },
            'order.denied': 'denied',
          },
        },
        denied: {},
        live: {
          initial: 'submitted',
          on: {
            'order.filled': { guard: 'completes', target: 'closed.filled' },
            'order.tradeCorrected': { guard: 'leavesNothing', target: 'closed.filled' },
            'order.replaced': { guard: 'leavesNothing', target: 'closed.filled' },
            'order.restated': { guard: 'leavesNothing', target: 'closed.filled' },
            'order.stopped': { guard: 'worksToday', target: '.stopped', actions: 'remember' },
            'order.suspended': { guard: 'worksToday', target: '.suspended', actions: 'remember' },
            'order.doneForDay': { guard: 'isNews', target: '.doneForDay', actions: 'endDay' },
            'order.canceled': { guard: 'isNews', target: 'closed.canceled', actions: 'close' },
            'order.expired': { guard: 'isNews', target: 'closed.expired', actions: 'close' },
            'order.rejected': { guard: 'refusesOrder', target: 'closed.rejected', actions: 'close' },
          },
          states: {
            submitted: {
              on: {
                'order.pendingNew': { guard: 'isNews', target: 'pendingNew', actions: 'remember' },
                'order.accepted': [
                  { guard: 'entersWaiting', target: 'waiting', actions: 'acknowledge' },
                  { guard: 'isNews', target: 'accepted', actions: 'acknowledge' },
                ],
                'order.activated': { guard: 'activates', target: 'accepted', actions: 'activate' },
                'order.triggered': { guard: 'firesStop', target: 'triggered', actions: 'trigger' },
                'order.filled': { guard: 'executesPart', target: 'accepted' },
                'order.replaced': { guard: 'leavesSome', target: 'reinstated' },
                'order.restated': { guard: 'leavesSome', target: 'reinstated' },
              },
            },
            pendingNew: {
              on: {
                'order.accepted': [
                  { guard: 'entersWaiting', target: 'waiting', actions: 'acknowledge' },
                  { guard: 'isNews', target: 'accepted', actions: 'acknowledge' },
                ],
                'order.activated': { guard: 'activates', target: 'accepted', actions: 'activate' },
                'order.triggered': { guard: 'firesStop', target: 'triggered', actions: 'trigger' },
                'order.filled': { guard: 'executesPart', target: 'accepted' },
                'order.replaced': { guard: 'leavesSome', target: 'reinstated' },
                'order.restated': { guard: 'leavesSome', target: 'reinstated' },
              },
            },
            waiting: {
              on: {
                'order.activated': { guard: 'activates', target: 'accepted', actions: 'activate' },
                'order.triggered': { guard: 'firesStop', target: 'triggered', actions: 'trigger' },
                'order.filled': { guard: 'executesPart', target: 'accepted' },
              },
            },
            accepted: {
              on: { 'order.triggered': { guard: 'firesStop', target: 'triggered', actions: 'trigger' } },
            },
            triggered: {},
            stopped: {},
            suspended: {
              on: { 'order.resumed': { guard: 'isNews', target: 'reinstated', actions: 'remember' } },
            },
            doneForDay: {
              on: {
                'order.filled': { guard: 'tradesAgain', target: 'reinstated' },
                'order.restated': { guard: 'comesBack', target: 'reinstated' },
                'order.calculated': { guard: 'isNews', actions: 'remember' },
              },
            },
            reinstated: {
              id: 'reinstated',
              entry: 'work',
              always: [
                { guard: 'isTriggered', target: 'triggered' },
                { guard: 'isWaiting', target: 'waiting' },
                { target: 'accepted' },
              ],
            },
          },
        },
        closed: {
          initial: 'filled',
          states: {
            filled: {
              on: {
                'order.tradeCanceled': { guard: 'reopens', target: '#reinstated' },
                'order.tradeCorrected': { guard: 'reopens', target: '#reinstated' },
                'order.replaced': { guard: 'enlarges', target: '#reinstated' },
                'order.restated': { guard: 'enlarges', target: '#reinstated' },
                'order.calculated': { guard: 'isNews', target: 'calculated', actions: 'close' },
              },
            },
            calculated: {},
            canceled: {},
            expired: {},
            rejected: {},
          },
        },
      },
    },

    request: {
      initial: 'none',
      on: {
        'order.cancel': { guard: 'isNewRequest', target: '.review', actions: 'addRequest' },
        'order.replace': { guard: 'isNewRequest', target: '.review', actions: 'addRequest' },
        'order.pendingCancel': { guard: 'acknowledges', target: '.review', actions: 'acknowledgeRequest' },
        'order.pendingReplace': { guard: 'acknowledges', target: '.review', actions: 'acknowledgeRequest' },
        'order.canceled': { guard: 'endsByCancel', target: '.review', actions: 'grantCancel' },
        'order.replaced': [
          { guard: 'answersReplace', target: '.review', actions: 'applyReplace' },
          { guard: 'isSuperseded', target: '.review', actions: 'dismissSuperseded' },
        ],
        'order.cancelRejected': { guard: 'refuses', target: '.review', actions: 'refuseRequest' },
        'order.replaceRejected': { guard: 'refuses', target: '.review', actions: 'refuseRequest' },
      },
      states: {
        none: {},
        sent: { always: { guard: 'orderIsOver', target: 'lapsed' } },
        pendingReplace: { always: { guard: 'orderIsOver', target: 'lapsed' } },
        pendingCancel: { always: { guard: 'orderIsOver', target: 'lapsed' } },
        lapsed: {},
        review: {
          always: [
            { guard: 'allAnswered', target: 'none' },
            { guard: 'orderIsOver', target: 'lapsed' },
            { guard: 'hasPendingCancel', target: 'pendingCancel' },
            { guard: 'hasPendingReplace', target: 'pendingReplace' },
            { target: 'sent' },
          ],
        },
      },
    },

    fill: {
      initial: 'unfilled',
      on: {
        'order.tradeCanceled': { guard: 'bustsTrade', target: '.recount', actions: 'bustTrade' },
        'order.tradeCorrected': { guard: 'correctsTrade', target: '.recount', actions: 'correctTrade' },
        'order.restated': { guard: 'restates', target: '.recount', actions: 'restate' },
        'order.replaced': { guard: 'answersReplace', target: '.recount' },
      },
      states: {
        unfilled: {
          on: {
            'order.filled': [
              { guard: 'completes', target: 'filled', actions: 'bookTrade' },
              { guard: 'executesPart', target: 'partiallyFilled', actions: 'bookTrade' },
              { guard: 'isLateTrade', target: 'recount', actions: 'bookTrade' },
            ],
          },
        },
        partiallyFilled: {
          on: {
            'order.filled': [
              { guard: 'completes', target: 'filled', actions: 'bookTrade' },
              { guard: 'executesPart', actions: 'bookTrade' },
              { guard: 'isLateTrade', target: 'recount', actions: 'bookTrade' },
            ],
          },
        },
        filled: {},
        recount: {
          always: [
            { guard: 'isExecuted', target: 'filled' },
            { guard: 'isUnexecuted', target: 'unfilled' },
            { target: 'partiallyFilled' },
          ],
        },
      },
    },
  },
})
