/** Reports of what a venue does by itself, and its answer to a question. As in reports.ts, one function a shape. */
import type {
  ExecType,
  Micros,
  OrderDoneForDay,
  OrderRestated,
  OrderResumed,
  OrderStatusReport,
  OrderSuspended,
  OrderTradeCanceled,
  OrderTradeCorrected,
  RequestStatus,
} from '../../src/events/index.ts'
import { chargedFor, type OrderContext, type OrderRecord, ordStatus } from '../order/index.ts'
import { type OrderTotals, restated, type RestatedTerms, type Unsent } from './reports.ts'

type Plain = Unsent<OrderSuspended> | Unsent<OrderResumed> | Unsent<OrderDoneForDay>

const EXEC_TYPES = {
  'order.suspended': 'Suspended',
  'order.resumed': 'Restated',
  'order.doneForDay': 'DoneForDay',
} as const satisfies Record<Plain['type'], ExecType>

/** The reports that say nothing but that the order is now so. */
export const plainReport = <T extends Plain['type']>(
  type: T,
  order: OrderTotals,
  at: Micros,
  execId: string,
): Extract<Plain, { type: T }> =>
  ({
    type,
    at,
    orderId: order.orderId,
    clOrdId: order.clOrdId,
    symbol: order.symbol,
    side: order.side,
    execId,
    execType: EXEC_TYPES[type],
    ordStatus: 'New',
    orderQty: order.quantity,
    cumQty: order.cumQty,
    leavesQty: order.leavesQty,
    avgPx: order.avgPx,
    strategy: order.strategy,
    tag: order.tag,
  }) as unknown as Extract<Plain, { type: T }>

/** A restatement that says all terms, also those that stay: nobody asked for it, so nobody has them at hand. */
export const restatedInFull = (
  order: OrderContext,
  at: Micros,
  execId: string,
  { quantity, limitPrice, stopPrice, text }: Omit<RestatedTerms, 'splitRatio'>,
): Unsent<OrderRestated> =>
  restated(order, at, execId, {
    quantity,
    limitPrice: limitPrice ?? order.limitPrice,
    stopPrice: stopPrice ?? order.stopPrice,
    text,
  })

/** What became of an execution. */
interface Revision {
  readonly execRefId: string
  readonly lastQty: number
  readonly lastPx: number
  readonly commission: number
}

export const revised = (
  type: 'order.tradeCanceled' | 'order.tradeCorrected',
  order: OrderTotals,
  at: Micros,
  execId: string,
  revision: Revision,
): Unsent<OrderTradeCanceled> | Unsent<OrderTradeCorrected> => ({
  type,
  at,
  orderId: order.orderId,
  clOrdId: order.clOrdId,
  symbol: order.symbol,
  side: order.side,
  execId,
  execType: type === 'order.tradeCanceled' ? 'TradeCancel' : 'TradeCorrect',
  ordStatus: 'New',
  orderQty: order.quantity,
  cumQty: order.cumQty,
  leavesQty: order.leavesQty,
  avgPx: order.avgPx,
  strategy: order.strategy,
  tag: order.tag,
  execRefId: revision.execRefId,
  lastQty: revision.lastQty,
  lastPx: revision.lastPx,
  commission: revision.commission,
})

/** All that a venue knows of an order. */
export function statusOf(
  record: OrderRecord,
  at: Micros,
  execId: string,
  statusReqId: string,
  requestId: string | undefined,
  requestStatus: RequestStatus | undefined,
): OrderStatusReport {
  const order = record.context
  const { executions } = order
  const last = executions[executions.length - 1]
  return {
    type: 'order.status',
    at,
    orderId: order.orderId,
    clOrdId: order.clOrdId,
    symbol: order.symbol,
    side: order.side,
    execId,
    execType: 'OrderStatus',
    ordStatus: ordStatus(record),
    orderQty: order.quantity,
    cumQty: order.cumQty,
    leavesQty: order.leavesQty,
    avgPx: order.avgPx,
    strategy: order.strategy,
    tag: order.tag,
    statusReqId,
    requestId,
    requestStatus,
    lastExecId: last?.execId,
    commission: chargedFor(order),
    limitPrice: order.limitPrice,
    stopPrice: order.stopPrice,
    timeInForce: order.timeInForce,
    expireTime: order.timeInForce === 'gtd' ? order.terms.expireTime : undefined,
    displayQuantity: order.terms.displayQuantity,
    minQuantity: order.terms.minQuantity,
    trailOffset: order.terms.trailOffset,
    limitOffset: order.terms.limitOffset,
    triggered: order.triggered,
    transactTime: last?.transactTime,
    code: undefined,
  }
}
