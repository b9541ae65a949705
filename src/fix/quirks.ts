/**
 * Where the specification's own matrices contradict the specification's rules, each with a name. A report that differs from the lifecycle in
 * just such a way is a quirk, not a violation: who follows the matrices to the letter sends it.
 */
import { awaitsAnswer } from '../../actors/order/index.ts'
import type { Entry, Values } from './book.ts'
import type { Step } from './step.ts'

export interface Quirk {
  readonly name: string
  /** The matrix that shows it. */
  readonly seenIn: string
  readonly explanation: string
  /** Whether it explains every difference of this report. */
  readonly explains: (step: Step, values: Values, entry: Entry, differs: ReadonlySet<string>) => boolean
}

const only = (differs: ReadonlySet<string>, ...fields: readonly string[]): boolean =>
  [...differs].every((field) => fields.includes(field))

const ENDS: ReadonlySet<string> = new Set(['Canceled', 'Expired', 'DoneForDay', 'Rejected', 'Calculated'])

export const QUIRKS: readonly Quirk[] = [
  {
    name: 'acknowledged-while-pending',
    seenIn: 'B.1.d',
    explanation:
      'the acceptance of an order says New although a request is pending; Pending Cancel and Pending Replace outrank New.',
    explains: ({ execType, stated }, { ordStatus }, _, differs) =>
      only(differs, 'ordStatus') &&
      execType === 'New' &&
      stated.ordStatus === 'New' &&
      (ordStatus === 'PendingCancel' || ordStatus === 'PendingReplace'),
  },
  {
    name: 'quantity-before-confirmation',
    seenIn: 'D.2.b',
    explanation:
      'a Pending Replace shows the quantity of a replace that is not confirmed yet; until then the original quantity holds.',
    explains: ({ execType, stated }, { cumQty }, entry, differs) =>
      only(differs, 'orderQty', 'leavesQty') &&
      execType === 'PendingReplace' &&
      entry.order.context.requests.some(
        ({ kind, state, quantity }) =>
          kind === 'replace' &&
          awaitsAnswer({ state }) &&
          (stated.orderQty === undefined || stated.orderQty === quantity) &&
          (stated.leavesQty === undefined || stated.leavesQty === quantity! - cumQty),
      ),
  },
  {
    name: 'nothing-left-of-a-new-order',
    seenIn: 'E.1.a',
    explanation:
      'LeavesQty is 0 for an order that has just been accepted; OrderQty = CumQty + LeavesQty while it works.',
    explains: ({ execType, stated }, _, __, differs) =>
      only(differs, 'leavesQty') &&
      (execType === 'New' || execType === 'PendingNew' || execType === 'Restated') &&
      stated.leavesQty === 0 &&
      (stated.ordStatus === 'New' || stated.ordStatus === 'PendingNew'),
  },
  {
    name: 'leaves-after-the-end',
    seenIn: 'EX.I.1.b',
    explanation: 'LeavesQty still shows what was not executed of an order that is over; nothing of it works any more.',
    explains: ({ stated }, { ordStatus, orderQty, cumQty, leavesQty }, _, differs) =>
      only(differs, 'leavesQty') &&
      ENDS.has(ordStatus) &&
      leavesQty === 0 &&
      orderQty !== undefined &&
      stated.leavesQty === orderQty - cumQty,
  },
  {
    name: 'nothing-left-until-tomorrow',
    seenIn: 'A.1.b',
    explanation: 'LeavesQty is 0 as if the order were over with its day; one that lives on keeps what is left (H.1.a).',
    explains: ({ stated }, { ordStatus }, _, differs) =>
      only(differs, 'leavesQty') && ordStatus === 'DoneForDay' && stated.leavesQty === 0,
  },
  {
    name: 'end-told-with-the-fill',
    seenIn: 'EX.I.1.b',
    explanation:
      'the execution of an immediate order already carries the status of its end; a fill and another change of state are two reports.',
    explains: ({ execType, stated }, { ordStatus }, entry, differs) =>
      only(differs, 'ordStatus', 'leavesQty') &&
      execType === 'Trade' &&
      ordStatus === 'PartiallyFilled' &&
      (stated.ordStatus === 'Canceled' || stated.ordStatus === 'Expired') &&
      (!differs.has('leavesQty') || stated.leavesQty === 0) &&
      (entry.submit.timeInForce === 'ioc' ||
        entry.submit.timeInForce === 'fok' ||
        entry.order.context.profile === 'exchange'),
  },
  {
    name: 'status-replaced',
    seenIn: 'FIX 4.2 and before',
    explanation: 'OrdStatus Replaced for the confirmation of a replace; since FIX 4.3 that is New.',
    explains: ({ execType, stated }, { ordStatus }, _, differs) =>
      only(differs, 'ordStatus') && execType === 'Replaced' && stated.ordStatus === 'Replaced' && ordStatus === 'New',
  },
]
