/** From a report to what the lifecycle hears of it: its kind and its quantities, never its totals. */
import type { OrderInput } from '../../actors/order/index.ts'
import type { ExecType, Micros } from '../events/index.ts'
import { type Entry, regionsIn } from './book.ts'
import type { Step } from './step.ts'

/** A whole report's event has these; the lifecycle reads of them what its kind needs. */
interface Facts {
  readonly at: Micros
  readonly orderId: string
  readonly clOrdId: string
  readonly execId: string
  readonly orderQty: number
  readonly lastQty: number
  readonly lastPx: number
  readonly transactTime: Micros
  readonly execRefId: string
  readonly code: 'duplicateOrder' | 'custom'
  readonly limitPrice: number | undefined
  readonly stopPrice: number | undefined
  readonly splitRatio: number | undefined
}

/** What each ExecType tells. */
const EVENTS: Readonly<Record<ExecType, OrderInput['type']>> = {
  PendingNew: 'order.pendingNew',
  New: 'order.accepted',
  Trade: 'order.filled',
  TradeCorrect: 'order.tradeCorrected',
  TradeCancel: 'order.tradeCanceled',
  PendingCancel: 'order.pendingCancel',
  Canceled: 'order.canceled',
  PendingReplace: 'order.pendingReplace',
  Replaced: 'order.replaced',
  Rejected: 'order.rejected',
  Expired: 'order.expired',
  DoneForDay: 'order.doneForDay',
  Stopped: 'order.stopped',
  Suspended: 'order.suspended',
  Calculated: 'order.calculated',
  Restated: 'order.restated',
  Triggered: 'order.triggered',
  OrderStatus: 'order.status',
}

/** Several where a venue bundles them, or where the request that a report answers is not among the messages. */
export function eventsOf(step: Step, entry: Entry): OrderInput[] {
  const facts = factsOf(step, entry)
  const event = (type: OrderInput['type'], execId = facts.execId): OrderInput =>
    ({ ...facts, type, execId }) as OrderInput
  const implied = impliedRequest(step, entry, facts)
  if (step.kind === 'cancelReject') return [...implied, event(rejection(step, entry, facts.clOrdId))]
  const type = step.execType!
  if (isBundled(step)) return [...implied, event('order.filled', `${facts.execId}/fill`), event(EVENTS[type])]
  // FIX has no ExecType for an order that comes back from a suspension: it is activated, or new, again.
  const comesBack =
    (type === 'Triggered' || type === 'New') &&
    regionsIn(entry).working === 'live.suspended' &&
    (type === 'Triggered' || entry.order.context.acknowledgedBy !== undefined)
  if (comesBack) return [...implied, event('order.resumed')]
  // Activated for one reason after another (a child whose parent has executed, then its stop): that it works is known.
  const isWorking = type === 'Triggered' && entry.order.context.triggered
  return [...implied, event(isWorking ? 'order.status' : EVENTS[type])]
}

/** An end that carries a last execution: two events in one message, which FIX forbids and some exchanges send. */
export const isBundled = ({ execType, lastQty }: Step): boolean =>
  (execType === 'Canceled' || execType === 'Expired' || execType === 'DoneForDay') &&
  lastQty !== undefined &&
  lastQty > 0

function factsOf(step: Step, entry: Entry): Facts {
  const { context } = entry.order
  const clOrdId = step.clOrdId ?? context.clOrdId
  const request = context.requests.find((one) => one.clOrdId === clOrdId)
  return {
    at: step.at,
    orderId: context.orderId,
    clOrdId,
    execId: step.execId ?? `step ${step.step}`,
    orderQty: step.orderQty ?? (step.execType === 'Replaced' ? request?.quantity : undefined) ?? context.quantity,
    lastQty: step.lastQty ?? 0,
    lastPx: step.lastPx ?? 0,
    transactTime: step.transactTime ?? tradeTime(step, entry),
    execRefId: step.execRefId ?? '(none)',
    code: entry.copies > 0 || step.isDuplicateOrder === true ? 'duplicateOrder' : 'custom',
    limitPrice: step.limitPrice,
    stopPrice: step.stopPrice,
    splitRatio: splitRatio(step, entry),
  }
}

/** A trade that does not say when it happened and is reported of an order that is over happened before that. */
function tradeTime({ at }: Step, entry: Entry): Micros {
  const { closedAt, leavesQty } = entry.order.context
  return closedAt !== undefined && leavesQty === 0 ? Math.min(at, closedAt) : at
}

/**
 * A restatement for a split says what has become of the order's quantity; what is executed changes by the same ratio. That it is one is
 * said by its reason, or follows from the day's quantities: DayOrderQty = OrderQty - (CumQty - DayCumQty).
 */
function splitRatio(step: Step, entry: Entry): number | undefined {
  const { orderQty, dayOrderQty, dayCumQty } = step
  const { quantity, cumQty } = entry.order.context
  if (step.execType !== 'Restated' || orderQty === undefined || orderQty === quantity) return undefined
  const ratio = orderQty / quantity
  if (step.isCorporateAction === true) return ratio
  if (dayOrderQty === undefined || dayCumQty === undefined || cumQty === 0) return undefined
  return orderQty - dayOrderQty + dayCumQty === cumQty * ratio ? ratio : undefined
}

function rejection(step: Step, entry: Entry, clOrdId: string): OrderInput['type'] {
  const request = entry.order.context.requests.find((one) => one.clOrdId === clOrdId)
  return `order.${request?.kind ?? step.rejects ?? 'cancel'}Rejected`
}

/** Where a file holds reports alone, an answer tells of its request. */
function impliedRequest(step: Step, entry: Entry, facts: Facts): OrderInput[] {
  const { clOrdId } = facts
  const { context } = entry.order
  const kind = requestKind(step)
  const isKnown = clOrdId === context.firstClOrdId || context.requests.some((one) => one.clOrdId === clOrdId)
  if (!entry.isImplied || kind === undefined || isKnown) return []
  const { at, orderId } = facts
  const request = { type: `order.${kind}`, at, orderId, clOrdId, origClOrdId: step.origClOrdId ?? context.clOrdId }
  return [{ ...request, symbol: context.symbol } as OrderInput]
}

function requestKind({ kind, execType, rejects }: Step): 'cancel' | 'replace' | undefined {
  if (kind === 'cancelReject') return rejects ?? 'cancel'
  if (execType === 'PendingCancel' || execType === 'Canceled') return 'cancel'
  return execType === 'PendingReplace' || execType === 'Replaced' ? 'replace' : undefined
}
