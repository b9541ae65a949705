/** The venue's answers to questions: how an order stands, what became of a request, which orders work. */
import type {
  OrderMassStatusRequest,
  OrderStatusRequest,
  RequestStatus,
  StatusRequest,
} from '../../src/events/index.ts'
import { findRequest, newOrder, type OrderRecord } from '../order/index.ts'
import { type BrokerContext, type Emit, timeOf } from './context.ts'
import { closedOrder, nextExecId, send } from './desk.ts'
import { faultNotice } from './notices.ts'
import { statusOf } from './own-reports.ts'

export function answerStatus(context: BrokerContext, question: OrderStatusRequest, emit: Emit): void {
  const { orderId, clOrdId, symbol, statusReqId } = question
  const at = timeOf(context, question)
  const record = context.orders.get(orderId)?.record ?? closedOrder(context, orderId) ?? pendingNew(context, orderId)
  const execId = nextExecId(context)
  if (record !== undefined) {
    const requestStatus = stateOf(context, record, clOrdId)
    const requestId = requestStatus === undefined ? undefined : clOrdId
    return send(context, statusOf(record, at, execId, statusReqId, requestId, requestStatus), emit)
  }
  send(
    context,
    {
      type: 'order.status',
      at,
      orderId,
      clOrdId,
      symbol,
      side: 'buy',
      execId,
      execType: 'OrderStatus',
      ordStatus: 'Rejected',
      orderQty: 0,
      cumQty: 0,
      leavesQty: 0,
      avgPx: 0,
      strategy: undefined,
      tag: undefined,
      statusReqId,
      requestId: undefined,
      requestStatus: undefined,
      lastExecId: undefined,
      commission: undefined,
      limitPrice: undefined,
      stopPrice: undefined,
      triggered: undefined,
      transactTime: undefined,
      code: 'unknownOrder',
    },
    emit,
  )
}

/** Every order that works, oldest first. */
export function answerMassStatus(context: BrokerContext, question: OrderMassStatusRequest, emit: Emit): void {
  const at = timeOf(context, question)
  for (const { record } of [...context.orders.values()].sort((a, b) => a.seq - b.seq))
    send(context, statusOf(record, at, nextExecId(context), question.statusReqId, undefined, undefined), emit)
}

/** The line is down: nobody hears the question. */
export const loseQuestion = (context: BrokerContext, question: StatusRequest, emit: Emit): void =>
  emit(faultNotice('line', 'drop', question, timeOf(context, question)))

/** An order that has come and was not looked at yet (FIX: Pending New, which is only said when the status is asked for). */
function pendingNew({ plan }: BrokerContext, orderId: string): OrderRecord | undefined {
  for (const { request } of plan?.delayed ?? [])
    if (request.type === 'order.submit' && request.orderId === orderId) return newOrder(request, 'exchange')
  return undefined
}

/** What became of a cancel or replace; undefined where the question is about the order itself. */
function stateOf({ plan }: BrokerContext, record: OrderRecord, clOrdId: string): RequestStatus | undefined {
  if (clOrdId === record.context.firstClOrdId) return undefined
  if (plan?.delayed.some(({ request }) => request.clOrdId === clOrdId) === true) return 'pending'
  const state = findRequest(record.context, clOrdId)?.state
  return state === undefined ? 'unknown' : state === 'sent' ? 'pending' : state
}
