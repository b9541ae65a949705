/** Telling a repeated event from a new one: reports by their ExecID, requests by their ClOrdID. */
import type { Execution, OrderChangeRequest, OrderContext } from './context.ts'
import type { InputOf, OrderInput } from './events.ts'
import { grown } from './lists.ts'

/** Newest first, because what is repeated or referred to is mostly recent. */
export function findExecution(context: OrderContext, execId: string): Execution | undefined {
  const { executions } = context
  for (let i = executions.length - 1; i >= 0; i--) {
    if (executions[i]!.execId === execId) return executions[i]
  }
  return undefined
}

export function findRequest(context: OrderContext, clOrdId: string): OrderChangeRequest | undefined {
  const { requests } = context
  for (let i = requests.length - 1; i >= 0; i--) {
    if (requests[i]!.clOrdId === clOrdId) return requests[i]
  }
  return undefined
}

/** Whether a report with this ExecID was taken before. */
function isKnownReport(context: OrderContext, execId: string): boolean {
  return (
    findExecution(context, execId) !== undefined ||
    context.acknowledgedBy === execId ||
    (context.reports.length > 0 && context.reports.includes(execId))
  )
}

export const isNews = (context: OrderContext, event: { readonly execId: string }): boolean =>
  !isKnownReport(context, event.execId)

/** The same report or the same request once more. */
export function isDuplicate(context: OrderContext, event: OrderInput): boolean {
  if (context.submittedAt === undefined) return false
  if ('execId' in event) return isKnownReport(context, event.execId)
  if (event.type === 'order.submit') return event.clOrdId === context.firstClOrdId
  return 'clOrdId' in event && isKnownClOrdId(context, event.clOrdId)
}

export const isNewRequest = (context: OrderContext, event: InputOf<'order.cancel' | 'order.replace'>): boolean =>
  context.submittedAt !== undefined && !isKnownClOrdId(context, event.clOrdId)

const isKnownClOrdId = (context: OrderContext, clOrdId: string): boolean =>
  clOrdId === context.firstClOrdId || findRequest(context, clOrdId) !== undefined

/** Notes a report that is neither a trade nor the acknowledgement. */
export function remember(context: OrderContext, event: { readonly execId: string }): void {
  context.reports = grown(context.reports, event.execId)
}
