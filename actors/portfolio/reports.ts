/** The client's view of its orders: requests go out through it, and the venue's reports come in. */
import type { OrderRequest, VenueReport } from '../../src/events/index.ts'
import { duplicateOf, findExecution, isSettled, offerToOrder, type OrderRecord, violationOf } from '../order/index.ts'
import { noteLeaves, untie } from './commitments.ts'
import { type Emit, type PortfolioContext, tagKey } from './context.ts'
import { bookExecution, bookRevision, type Revised } from './executions.ts'
import { close, closedOrder, reopen } from './memory.ts'
import { revived } from './presumed.ts'
import { awaitAnswer, compare, doubt, isCovered, isOldNews, isRefusedCopy, unknownOrder } from './recovery.ts'

/** Takes a request into the client's own view of the order and lets it out; one that is not legal becomes a violation. */
export function send(context: PortfolioContext, orderId: string, request: OrderRequest, emit: Emit): void {
  const order = context.orders.get(orderId)!
  if (offerToOrder(order, request) !== 'applied') return emit(violationOf(order, request, context.config.name))
  awaitAnswer(context, orderId)
  emit(request)
}

/** Takes a report, or says why not. What does not fit makes the portfolio ask how the order stands. */
export function onReport(context: PortfolioContext, report: VenueReport, emit: Emit): void {
  let open = context.orders.get(report.orderId)
  const known = open ?? closedOrder(context, report.orderId)
  if (known === undefined) return unknownOrder(context, report, emit)
  open = revived(context, known, report) ?? open
  const order = open ?? known
  const { name } = context.config
  if (isCovered(context, order, report)) return emit(duplicateOf(order, report, name))
  if (isRefusedCopy(context, order, report)) {
    emit(duplicateOf(order, report, name))
    return doubt(context, order, report.at, emit)
  }
  const outcome = take(context, order, report, emit, open !== undefined)
  if (outcome === 'applied') return compare(context, order, report, emit)
  if (outcome === 'duplicate' || isOldNews(context, order, report)) return emit(duplicateOf(order, report, name))
  emit(violationOf(order, report, name))
  doubt(context, order, report.at, emit)
}

/** Takes a report into the order, the position and the ledger, and tells the strategy. What is not taken has no effect. */
export function take(
  context: PortfolioContext,
  order: OrderRecord,
  report: VenueReport,
  emit: Emit,
  isOpen = context.orders.has(report.orderId),
): ReturnType<typeof offerToOrder> {
  const state = order.context
  const { orderId } = state
  const leavesBefore = state.leavesQty
  const was = isRevision(report) ? revised(order, report.execRefId) : undefined
  const outcome = offerToOrder(order, report)
  if (outcome !== 'applied') return outcome
  const book = context.books[state.symbol]!
  if (!isOpen && !isSettled(order)) reopen(context, orderId, order)
  const ratio = report.type === 'order.restated' ? report.splitRatio : undefined
  noteLeaves(context, book, order, leavesBefore, ratio)
  if (ratio !== undefined) context.restatedAt.set(orderId, report.at)

  if (report.type === 'order.filled') bookExecution(context, book, order, report, emit)
  else emit(report)
  if (isRevision(report)) bookRevision(context, book, order, report, was!, emit)

  // not merely closed: the answer to a cancel that crossed the last fill is still on its way
  if (isOpen && isSettled(order)) {
    close(context, orderId, order)
    untie(context, orderId)
    // sums of fractions leave dust; with nothing open there is nothing reserved
    if (context.outlay.delete(orderId) && context.outlay.size === 0) context.reserved = 0
    if (context.restatedAt.size > 0) context.restatedAt.delete(orderId)
    if (state.tag !== undefined && context.tags.get(tagKey(state)) === orderId) context.tags.delete(tagKey(state))
  }
  return outcome
}

type Revision = Extract<VenueReport, { type: 'order.tradeCanceled' | 'order.tradeCorrected' }>

const isRevision = (report: VenueReport): report is Revision =>
  report.type === 'order.tradeCanceled' || report.type === 'order.tradeCorrected'

function revised(order: OrderRecord, execRefId: string): Revised | undefined {
  const execution = findExecution(order.context, execRefId)
  if (execution === undefined) return undefined
  const { execId, quantity, price, commission, transactTime } = execution
  return { execId, quantity, price, commission, transactTime }
}
