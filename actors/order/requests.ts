/** The chain of cancel and replace requests: each is answered under its own ClOrdID, and the answer to one leaves the others. */
import type { OrderChangeRequest, OrderContext } from './context.ts'
import type { InputOf } from './events.ts'
import { findRequest, isNews, remember } from './identity.ts'
import { grown } from './lists.ts'
import { isChangeable, stopShortOfExecuted } from './quantities.ts'
import { changeTerms, replaceableOf, without } from './terms.ts'

type Answer = { readonly clOrdId: string; readonly execId: string }

const isAnswered = ({ state }: Pick<OrderChangeRequest, 'state'>): boolean =>
  state === 'accepted' || state === 'rejected'

/** A request that the venue has neither accepted nor rejected. */
export const awaitsAnswer = (request: Pick<OrderChangeRequest, 'state'>): boolean => !isAnswered(request)

function unanswered(
  context: OrderContext,
  clOrdId: string,
  kind: OrderChangeRequest['kind'],
): OrderChangeRequest | undefined {
  const request = findRequest(context, clOrdId)
  return request !== undefined && request.kind === kind && awaitsAnswer(request) ? request : undefined
}

// What the drawing asks

/** The venue says that it has a request which it has not answered. */
export const acknowledges = (
  context: OrderContext,
  event: InputOf<'order.pendingCancel' | 'order.pendingReplace'>,
): boolean =>
  isNews(context, event) &&
  unanswered(context, event.clOrdId, event.type === 'order.pendingCancel' ? 'cancel' : 'replace')?.state === 'sent'

/** The same of a request whose answer has overtaken this report: it is no news. */
export function acknowledgesAnswered(
  context: OrderContext,
  event: InputOf<'order.pendingCancel' | 'order.pendingReplace'>,
): boolean {
  const request = findRequest(context, event.clOrdId)
  const kind = event.type === 'order.pendingCancel' ? 'cancel' : 'replace'
  return request !== undefined && request.kind === kind && isAnswered(request) && isNews(context, event)
}

export const refuses = (
  context: OrderContext,
  event: InputOf<'order.cancelRejected' | 'order.replaceRejected'>,
): boolean =>
  isNews(context, event) &&
  unanswered(context, event.clOrdId, event.type === 'order.cancelRejected' ? 'cancel' : 'replace') !== undefined

export const answersCancel = (context: OrderContext, event: Answer): boolean =>
  isNews(context, event) && unanswered(context, event.clOrdId, 'cancel') !== undefined

export const answersReplace = (context: OrderContext, event: InputOf<'order.replaced'>): boolean =>
  event.orderQty > 0 &&
  isNews(context, event) &&
  isChangeable(context, event) &&
  unanswered(context, event.clOrdId, 'replace') !== undefined &&
  !isSuperseded(context, event)

/** A confirmation that was made before that of a later request and arrives after it: its terms no longer hold. */
export function isSuperseded(context: OrderContext, event: InputOf<'order.replaced'>): boolean {
  const request = unanswered(context, event.clOrdId, 'replace')
  return request?.supersededAt !== undefined && event.at <= request.supersededAt && isNews(context, event)
}

export const allAnswered = (context: OrderContext): boolean => context.requests.every(isAnswered)

const hasPending = (context: OrderContext, kind: OrderChangeRequest['kind']): boolean =>
  context.requests.some((request) => request.kind === kind && request.state === 'pending')

export const hasPendingCancel = (context: OrderContext): boolean => hasPending(context, 'cancel')
export const hasPendingReplace = (context: OrderContext): boolean => hasPending(context, 'replace')

// What the drawing does

export function addRequest(context: OrderContext, event: InputOf<'order.cancel' | 'order.replace'>): void {
  const replace = event.type === 'order.replace' ? event : undefined
  context.requests = grown(context.requests, {
    kind: replace === undefined ? 'cancel' : 'replace',
    clOrdId: event.clOrdId,
    origClOrdId: event.origClOrdId,
    quantity: replace?.quantity,
    limitPrice: replace?.limitPrice,
    stopPrice: replace?.stopPrice,
    terms: replace === undefined ? undefined : replaceableOf(replace),
    state: 'sent',
    supersededAt: undefined,
  })
}

export function acknowledgeRequest(context: OrderContext, event: Answer): void {
  findRequest(context, event.clOrdId)!.state = 'pending'
  remember(context, event)
}

export function refuseRequest(context: OrderContext, event: Answer): void {
  findRequest(context, event.clOrdId)!.state = 'rejected'
  remember(context, event)
}

/** Its order ends by it; the working region remembers the report. */
export function grantCancel(context: OrderContext, event: Answer): void {
  findRequest(context, event.clOrdId)!.state = 'accepted'
  context.clOrdId = event.clOrdId
}

/** The new terms hold from here on; a quantity below what is executed means: stop executing. */
export function applyReplace(context: OrderContext, event: InputOf<'order.replaced'>): void {
  let request: OrderChangeRequest | undefined
  let isLastAccepted = true
  for (const other of context.requests) {
    if (other.clOrdId === event.clOrdId) request = other
    else if (request !== undefined) isLastAccepted &&= other.state !== 'accepted'
    else if (other.kind === 'replace' && awaitsAnswer(other)) other.supersededAt = event.at
  }
  request!.state = 'accepted'
  context.limitPrice = event.limitPrice ?? request!.limitPrice ?? context.limitPrice
  context.stopPrice = event.stopPrice ?? request!.stopPrice ?? context.stopPrice
  changeTerms(context, replaceableOf(event) ?? request!.terms)
  // A cancel after it may have been confirmed first, when the wire turned the two around.
  if (isLastAccepted) context.clOrdId = event.clOrdId
  stopShortOfExecuted(context, event.orderQty)
  remember(context, event)
}

/** Every confirmation says quantity and prices as they are, but of the other terms only what it changed: what no later one has changed holds. */
export function dismissSuperseded(context: OrderContext, event: InputOf<'order.replaced'>): void {
  const { requests } = context
  const at = requests.findIndex(({ clOrdId }) => clOrdId === event.clOrdId)
  const request = requests[at]!
  request.state = 'accepted'
  let terms = replaceableOf(event) ?? request.terms
  for (let i = at + 1; terms !== undefined && i < requests.length; i++)
    if (requests[i]!.state === 'accepted' && requests[i]!.terms !== undefined)
      terms = without(terms, requests[i]!.terms!)
  changeTerms(context, terms)
  remember(context, event)
}

/** OrigClOrdID of the next request: the last one that was not rejected, answered or not (FIX's optimistic chain). */
export function lastClOrdId(context: OrderContext): string {
  const { requests } = context
  for (let i = requests.length - 1; i >= 0; i--) {
    if (requests[i]!.state !== 'rejected') return requests[i]!.clOrdId
  }
  return context.firstClOrdId
}
