/** Words for what was not taken: why an event is not legal, in numbers a person can act on. */
import type { OrderContext } from './context.ts'
import type { OrderInput } from './events.ts'
import { findExecution, findRequest } from './identity.ts'

/** Why this event does not fit this order, as far as the order's own facts tell; the state is named by the owner. */
export function whyNot(context: OrderContext, event: OrderInput): string {
  const { quantity, cumQty, leavesQty } = context
  if (context.submittedAt === undefined) return `${event.type}: the order was never submitted.`
  switch (event.type) {
    case 'order.filled':
      if (!(event.lastQty > 0)) return `order.filled: a quantity of ${event.lastQty}; it must be above 0.`
      if (!Number.isFinite(event.lastPx)) return `order.filled: a price of ${event.lastPx}.`
      if (leavesQty > 0) return `order.filled: ${event.lastQty} executed where ${leavesQty} of ${quantity} are left.`
      return `order.filled: ${event.lastQty} executed at ${event.transactTime}, but nothing is left (${cumQty} of ${quantity} executed).`
    case 'order.pendingCancel':
    case 'order.pendingReplace':
    case 'order.cancelRejected':
    case 'order.replaceRejected':
      return `${event.type}: ${requestText(context, event.clOrdId)}.`
    case 'order.replaced':
      if (!(event.orderQty > 0)) return `order.replaced: a quantity of ${event.orderQty}; it must be above 0.`
      return `order.replaced: ${requestText(context, event.clOrdId)}, ${leavesQty} of ${quantity} are left.`
    case 'order.tradeCorrected':
    case 'order.tradeCanceled': {
      const execution = findExecution(context, event.execRefId)
      if (execution === undefined) return `${event.type}: no execution ${event.execRefId}.`
      if (!execution.live) return `${event.type}: execution ${event.execRefId} was itself corrected or busted.`
      return `${event.type}: ${cumQty} of ${quantity} are executed; the corrected quantity does not fit.`
    }
    case 'order.rejected':
      return `order.rejected: ${cumQty} of ${quantity} are executed.`
    case 'order.triggered':
      return context.triggered
        ? 'order.triggered: it has triggered before.'
        : 'order.triggered: it waits for no price, or is over.'
    case 'order.activated':
      return context.activated
        ? 'order.activated: it works already.'
        : 'order.activated: it waits for no parent, or is over.'
    default:
      return `${event.type}: not possible in this state (${cumQty} of ${quantity} executed, ${leavesQty} left).`
  }
}

function requestText(context: OrderContext, clOrdId: string): string {
  const request = findRequest(context, clOrdId)
  return request === undefined
    ? `no request ${clOrdId} was sent`
    : `the ${request.kind} request ${clOrdId} is ${request.state}`
}
