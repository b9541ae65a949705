/**
 * The desk for execution algorithms. To the portfolio it is the venue of the orders that an algorithm works, to the venue the client of their child
 * orders; every other request and report goes through it as it is.
 *
 *   portfolio ──order with an algorithm──▶ desk ──work.begin──▶ pool ──▶ worker, the algorithm's statechart
 *   worker ──slice.submit / cancel / change──▶ desk ──child orders──▶ venue
 *   venue ──reports on children──▶ desk ──▶ worker, and what they executed as the parent's ──▶ portfolio
 */
import { setup } from 'xstate'
import type {
  MarketSession,
  MarketSplit,
  OrderCancel,
  OrderMassStatusRequest,
  OrderReplace,
  OrderRequest,
  OrderStatusRequest,
  OrderSubmit,
  StatusRequest,
  VenueReport,
} from '../../src/events/index.ts'
import { update } from '../../src/machine/index.ts'
import { type DeskContext, type DeskInput, openDesk, parentOf, parentOfChild } from './context.ts'
import type { DeskEmitted, DeskIncoming, SliceCancel, SliceChange, SliceSubmit, WorkDone } from './events.ts'
import { begin, cancelParent, changeParent, endAll, endOfSession, endOne, status, statusOfAll } from './parents.ts'
import { onChildReport } from './reports.ts'
import { cancelChild, changeChild, submitChild } from './slices.ts'

export const executionMachine = setup({
  types: {} as { context: DeskContext; events: DeskIncoming; input: DeskInput; emitted: DeskEmitted },
  guards: {
    hasAlgorithm: ({ event }) => (event as OrderSubmit).algorithm !== undefined,
    isOfParent: ({ context, event }) => context.parents.has((event as OrderRequest).orderId),
    wasParent: ({ context, event }) => parentOf(context, (event as OrderRequest).orderId) !== undefined,
    isOfChild: ({ context, event }) => parentOfChild(context, (event as VenueReport).orderId) !== undefined,
    hasParents: ({ context }) => context.parents.size > 0,
  },
  actions: {
    passOn: update(({ event, emit }) => emit(event as OrderRequest | StatusRequest | VenueReport)),
    begin: update(({ context, event, emit }) => begin(context, event as OrderSubmit, emit)),
    cancelParent: update(({ context, event, emit }) => cancelParent(context, event as OrderCancel, emit)),
    changeParent: update(({ context, event, emit }) => changeParent(context, event as OrderReplace, emit)),
    tellStatus: update(({ context, event, emit }) => status(context, event as OrderStatusRequest, emit)),
    tellAll: update(({ context, event, emit }) => statusOfAll(context, event as OrderMassStatusRequest, emit)),
    report: update(({ context, event, emit }) => onChildReport(context, event as VenueReport, emit)),
    submitChild: update(({ context, event, emit }) => submitChild(context, event as SliceSubmit, emit)),
    cancelChild: update(({ context, event, emit }) => cancelChild(context, event as SliceCancel, emit)),
    changeChild: update(({ context, event, emit }) => changeChild(context, event as SliceChange, emit)),
    giveBack: update(({ context, event, emit }) => endOne(context, (event as WorkDone).orderId, 'algorithm', emit)),
    followSession: update(({ context, event, emit }) => endOfSession(context, event as MarketSession, emit)),
    endForSplit: update(({ context, event, emit }) =>
      endAll(context, (event as MarketSplit).symbol, 'corporateAction', emit),
    ),
  },
}).createMachine({
  id: 'execution',
  context: ({ input }) => openDesk(input),
  on: {
    'order.submit': [{ guard: 'hasAlgorithm', actions: 'begin' }, { actions: 'passOn' }],
    'order.cancel': [{ guard: 'isOfParent', actions: 'cancelParent' }, { actions: 'passOn' }],
    'order.replace': [{ guard: 'isOfParent', actions: 'changeParent' }, { actions: 'passOn' }],
    'order.statusRequest': [{ guard: 'wasParent', actions: 'tellStatus' }, { actions: 'passOn' }],
    'order.massStatusRequest': { actions: ['passOn', 'tellAll'] },
    // said by the venue, and noted where it was said
    'order.violation': {},
    'order.duplicate': {},
    'order.*': [{ guard: 'isOfChild', actions: 'report' }, { actions: 'passOn' }],
    'slice.submit': { actions: 'submitChild' },
    'slice.cancel': { actions: 'cancelChild' },
    'slice.change': { actions: 'changeChild' },
    'work.done': { guard: 'hasParents', actions: 'giveBack' },
    'market.session': { guard: 'hasParents', actions: 'followSession' },
    'market.split': { guard: 'hasParents', actions: 'endForSplit' },
  },
})
