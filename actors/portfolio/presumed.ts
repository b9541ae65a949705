/**
 * Orders that are presumed lost: the venue knew nothing of them when it was asked. Where the question had overtaken the order, the order turns
 * up after all, and is open again.
 */
import type { OrderSubmit, VenueReport } from '../../src/events/index.ts'
import { awaitsAnswer, newOrder, offerToOrder, type OrderInput, type OrderRecord } from '../order/index.ts'
import { noteLeaves } from './commitments.ts'
import { type PortfolioContext, tagKey } from './context.ts'
import { reopen } from './memory.ts'

/** It is closed here because of what the venue did not know. */
export function presumeLost({ recovery }: PortfolioContext, orderId: string): void {
  recovery.presumed.set(orderId, true)
}

/** Whether a report can only be about an order that arrived. */
function proves(report: VenueReport): boolean {
  if (report.inferred === true || report.ordStatus === 'Rejected') return false
  return !('code' in report) || (report.code !== 'unknownOrder' && report.code !== 'duplicateOrder')
}

/** The order anew, as it was when it was sent, with the requests that nobody has answered; nothing where it was not presumed lost. */
export function revived(context: PortfolioContext, order: OrderRecord, report: VenueReport): OrderRecord | undefined {
  const { presumed, synced } = context.recovery
  const { orderId, symbol, requests } = order.context
  if (presumed.size === 0 || !presumed.has(orderId) || !proves(report)) return undefined
  presumed.delete(orderId)
  synced.delete(orderId)
  const record = newOrder(submissionOf(order), 'exchange')
  for (const { kind, state, clOrdId, origClOrdId, quantity, limitPrice, stopPrice } of requests) {
    if (!awaitsAnswer({ state })) continue
    const terms = kind === 'cancel' ? {} : { quantity, limitPrice, stopPrice }
    const request = { type: `order.${kind}`, at: report.at, orderId, clOrdId, origClOrdId, symbol, ...terms }
    offerToOrder(record, request as OrderInput)
  }
  reopen(context, orderId, record)
  noteLeaves(context, context.books[symbol]!, record, 0)
  const { tag, strategy } = record.context
  if (tag !== undefined && !context.tags.has(tagKey({ strategy, tag, symbol })))
    context.tags.set(tagKey({ strategy, tag, symbol }), orderId)
  return record
}

/** An order that was sent, as it was sent. */
export function submissionOf({ context }: OrderRecord): OrderSubmit {
  const { orderId, symbol, side, orderType, quantity, limitPrice, stopPrice, timeInForce, terms } = context
  return {
    type: 'order.submit',
    at: context.submittedAt ?? 0,
    orderId,
    clOrdId: context.firstClOrdId,
    symbol,
    side,
    orderType,
    quantity,
    limitPrice,
    stopPrice,
    timeInForce,
    ...terms,
    parentId: context.parentId,
    strategy: context.strategy,
    tag: context.tag,
  }
}
