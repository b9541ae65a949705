/** From the reports on child orders to their parent's: what they execute is executed of the parent, and their end may be its end. */
import type { OrderCancel, OrderReport, OrderStatusReport, VenueReport } from '../../src/events/index.ts'
import {
  applyToOrder,
  chargedFor,
  duplicateOf,
  findRequest,
  hasExecuted,
  isClosed,
  lastClOrdId,
  offerToOrder,
  type OrderRecord,
  ordStatus,
  violationOf,
} from '../order/index.ts'
import { type DeskContext, type Ending, nextExecId, type Parent, parentOfChild, retire } from './context.ts'
import type { Emit } from './events.ts'
import { askChild, isTooMuch, makeGood, makeUp } from './recovery.ts'

type Draft<Report> = { -readonly [Key in keyof Report]: Report[Key] }

/** What every report on a parent says; status and quantities are brought up to date by `tell`. */
export const reportOn = (
  context: DeskContext,
  { context: order }: OrderRecord,
  execType: OrderReport['execType'],
): Draft<OrderReport> => ({
  at: context.config.now(),
  orderId: order.orderId,
  clOrdId: order.clOrdId,
  symbol: order.symbol,
  side: order.side,
  execId: nextExecId(context),
  execType,
  ordStatus: 'New',
  orderQty: order.quantity,
  cumQty: order.cumQty,
  leavesQty: order.leavesQty,
  avgPx: order.avgPx,
  ...(order.strategy === undefined ? {} : { strategy: order.strategy }),
  ...(order.tag === undefined ? {} : { tag: order.tag }),
})

/** Applies a report to a parent and sends it with the quantities after it; a parent that is closed by it is worked no more. False if it is not legal. */
export function tell(context: DeskContext, parent: Parent, report: Draft<VenueReport>, emit: Emit): boolean {
  const { record } = parent
  if (!applyToOrder(record, report)) {
    emit(violationOf(record, report, context.config.name))
    return false
  }
  const { orderId, quantity, cumQty, leavesQty, avgPx } = record.context
  Object.assign(report, { ordStatus: ordStatus(record), orderQty: quantity, cumQty, leavesQty, avgPx })
  emit(report)
  if (!isClosed(record) || !context.parents.has(orderId)) return true
  if (parent.ending === '') emit({ type: 'work.end', orderId })
  retire(context, orderId)
  return true
}

/** Answers what was asked, unless a child has not been told of. */
export function answerQuestions(context: DeskContext, parent: Parent, emit: Emit): void {
  if (Object.keys(parent.unanswered).length > 0) return
  const { record, questions } = parent
  parent.questions = {}
  for (const [clOrdId, { statusReqId }] of Object.entries(questions)) {
    const asked = findRequest(record.context, clOrdId)
    const isAboutOrder = clOrdId === record.context.firstClOrdId
    const state = asked === undefined ? 'unknown' : asked.state === 'sent' ? 'pending' : asked.state
    parent.told = context.config.now()
    emit({
      ...statusOf(context, record),
      statusReqId,
      ...(isAboutOrder ? {} : { requestId: clOrdId, requestStatus: state }),
    })
  }
}

function statusOf(context: DeskContext, record: OrderRecord): OrderStatusReport {
  const { limitPrice, executions } = record.context
  const last = executions.at(-1)
  return {
    ...reportOn(context, record, 'OrderStatus'),
    type: 'order.status',
    ordStatus: ordStatus(record),
    commission: chargedFor(record.context),
    ...(last === undefined ? {} : { lastExecId: last.execId, transactTime: last.transactTime }),
    ...(limitPrice === undefined ? {} : { limitPrice }),
  }
}

export function onChildReport(context: DeskContext, report: VenueReport, emit: Emit): void {
  const parent = parentOfChild(context, report.orderId)!
  const isAnswer = report.type === 'order.status' && !isOutOfDate(parent, report)
  take(context, report, emit)
  if (!isAnswer) return
  delete parent.unanswered[report.orderId]
  answerQuestions(context, parent, emit)
}

function take(context: DeskContext, report: VenueReport, emit: Emit): void {
  const parent = parentOfChild(context, report.orderId)!
  const child = parent.children[report.orderId]
  // a report on an order that only looks like a child
  if (child === undefined) return emit(report)
  const { name } = context.config
  if (isCovered(parent, report)) return emit(duplicateOf(child, report, name))
  if (isRefusedCopy(child, report)) {
    emit(duplicateOf(child, report, name))
    return askChild(context, child, `${report.orderId} refused`, emit)
  }
  const conclude = (concluded: VenueReport): void => take(context, concluded, emit)
  if (endsWithMore(child, report)) {
    // what is left of the parent must be known before the next slice; what was charged, the venue is asked for
    makeGood(child, { ...report, ordStatus: 'New', leavesQty: 0, commission: undefined }, conclude)
    parent.synced[report.orderId] = { at: report.at, cumQty: report.cumQty, isNews: true }
    askChild(context, child, `${report.orderId} ended`, emit)
  }
  const outcome = offerToOrder(child, report)
  if (outcome !== 'applied') {
    emit(outcome === 'duplicate' ? duplicateOf(child, report, name) : violationOf(child, report, name))
    // what it takes back or corrects was not heard of
    if (outcome === 'violation' && (report.type === 'order.tradeCanceled' || report.type === 'order.tradeCorrected'))
      askChild(context, child, `${report.orderId} revised`, emit)
    return
  }
  if (report.type !== 'order.status' && report.inferred !== true)
    parent.heard[report.orderId] = Math.max(report.at, parent.heard[report.orderId] ?? 0)
  const { orderId } = parent.record.context
  if (parent.ending === '' && context.parents.has(orderId)) emit({ type: 'work.news', orderId, news: { ...report } })
  passExecution(context, parent, report, emit)
  if (report.type === 'order.status' && isOutOfDate(parent, report)) {
    askChild(context, child, `${report.orderId} late`, emit)
  } else if (report.type === 'order.status') {
    const { at, cumQty } = report
    const before = parent.synced[report.orderId]
    const isNews = !hasExecuted(child.context, report) || (before?.at === at && before.isNews)
    makeGood(child, report, conclude)
    parent.synced[report.orderId] = { at, cumQty, isNews }
    if (parent.lacks)
      makeUp(parent, reportOn(context, parent.record, 'OrderStatus'), (concluded) =>
        tell(context, parent, concluded, emit),
      )
  }
  // a cancel that did not arrive is asked for once more
  if (parent.ending !== '' && report.type === 'order.cancelRejected' && report.inferred === true && !isClosed(child))
    askCancel(context, parent, child, emit)
  finish(context, parent, emit)
}

/** The venue has the child and refuses a copy of it; that it was accepted has not been heard. */
const isRefusedCopy = ({ context }: OrderRecord, report: VenueReport): boolean =>
  report.type === 'order.rejected' &&
  report.code === 'duplicateOrder' &&
  context.acknowledgedBy === undefined &&
  context.executions.length === 0

/** A child is over, and more of it was executed than has been reported. */
const endsWithMore = ({ context }: OrderRecord, { type, cumQty, inferred }: VenueReport): boolean =>
  (type === 'order.canceled' || type === 'order.expired') && inferred !== true && isTooMuch(cumQty, context.cumQty)

/** A status that was overtaken by what happened after it: taken for the truth it would undo that. */
const isOutOfDate = ({ heard, synced }: Parent, { orderId, at }: VenueReport): boolean =>
  at < Math.max(heard[orderId] ?? 0, synced[orderId]?.at ?? 0)

/** An execution of before a status that has told it, or of what has become of it by then. */
function isCovered({ synced }: Parent, { type, orderId, at, cumQty, inferred }: VenueReport): boolean {
  const known = synced[orderId]
  if (inferred === true || known === undefined) return false
  if (type !== 'order.filled' && type !== 'order.tradeCanceled' && type !== 'order.tradeCorrected') return false
  return at < known.at || (at === known.at && known.isNews && cumQty <= known.cumQty)
}

/** Executions, corrections and busts of a child are the parent's, under the same ExecID. */
function passExecution(context: DeskContext, parent: Parent, report: VenueReport, emit: Emit): void {
  if (report.type !== 'order.filled' && report.type !== 'order.tradeCorrected' && report.type !== 'order.tradeCanceled')
    return
  const { orderId, clOrdId, strategy, tag } = parent.record.context
  // made before a status that did not know of it: to whom that was told it is news of now
  const at = report.at < parent.told ? context.config.now() : report.at
  if (!tell(context, parent, { ...report, at, orderId, clOrdId, strategy: strategy!, tag: tag! }, emit))
    parent.lacks = true
}

/** The child orders of a parent that can still trade. */
export const openChildren = (parent: Parent): OrderRecord[] =>
  Object.values(parent.children).filter((child) => !isClosed(child))

/** Ends the work on a parent: its open children are canceled, and with the last of them it is over. */
export function endWork(context: DeskContext, parent: Parent, ending: Exclude<Ending, ''>, emit: Emit): void {
  if (parent.ending !== '') return
  parent.ending = ending
  emit({ type: 'work.end', orderId: parent.record.context.orderId })
  for (const child of openChildren(parent)) askCancel(context, parent, child, emit)
  finish(context, parent, emit)
}

/** Asks the venue to cancel a child, unless that has been asked already. */
export function askCancel(context: DeskContext, parent: Parent, child: OrderRecord, emit: Emit): void {
  const { orderId, symbol, requests } = child.context
  if (requests.some(({ kind, state }) => kind === 'cancel' && state !== 'rejected')) return
  const request: OrderCancel = {
    type: 'order.cancel',
    at: context.config.now(),
    orderId,
    clOrdId: `${orderId}.${++parent.requests}`,
    origClOrdId: lastClOrdId(child.context),
    symbol,
  }
  applyToOrder(child, request)
  emit(request)
}

/** A parent that is ending is over once no child can trade any more. */
function finish(context: DeskContext, parent: Parent, emit: Emit): void {
  const { record, ending } = parent
  if (ending === '') return
  const request = record.context.requests.find(({ kind, state }) => kind === 'cancel' && state !== 'rejected')
  if (isClosed(record)) {
    if (request !== undefined && request.state !== 'accepted') refuseCancel(context, parent, request.clOrdId, emit)
    return
  }
  if (openChildren(parent).length > 0) return
  if (ending === 'expired') {
    tell(context, parent, { ...reportOn(context, record, 'Expired'), type: 'order.expired' }, emit)
    return
  }
  const report = reportOn(context, record, 'Canceled')
  tell(
    context,
    parent,
    request === undefined || ending !== 'requested'
      ? { ...report, type: 'order.canceled', reason: ending }
      : { ...report, type: 'order.canceled', clOrdId: request.clOrdId, origClOrdId: report.clOrdId, reason: ending },
    emit,
  )
}

/** The last executions have crossed the cancel. */
function refuseCancel(context: DeskContext, parent: Parent, clOrdId: string, emit: Emit): void {
  const { clOrdId: origClOrdId, orderId } = parent.record.context
  const [code, text] = ['tooLate', `order ${orderId} is filled`] as const
  const report = reportOn(context, parent.record, 'Rejected')
  tell(context, parent, { ...report, type: 'order.cancelRejected', clOrdId, origClOrdId, code, text }, emit)
}
