/**
 * The line between the venue and its client. While it is down the venue goes on trading what works there, or cancels it, as its
 * rules say; its reports wait, and are sent in their order when the line is back, or are lost.
 */
import type { BrokerLine } from './behaviour.ts'
import { type BrokerContext, type Emit, timeOf } from './context.ts'
import { copyOf, deliver, nextExecId } from './desk.ts'
import { canceled } from './reports.ts'

export function dropLine(context: BrokerContext, event: BrokerLine, emit: Emit): void {
  const at = timeOf(context, event)
  emit({ type: 'broker.connection', at, state: 'disconnected' })
  const { line } = context.rules
  const terms = event.type === 'broker.disconnect' ? event : line
  context.held = []
  context.reportsWhileDown = terms.reports ?? line.reports
  context.requestsWhileDown = terms.requests ?? line.requests
  if ((terms.working ?? line.working) === 'keep') return
  for (const order of [...context.orders.values()].sort((a, b) => a.seq - b.seq)) {
    const working = order.record.context
    // the end of another may have ended it
    if (order.tied && !context.orders.has(working.orderId)) continue
    const report = canceled(working, at, nextExecId(context), 'disconnect')
    deliver(context, context.books.get(working.symbol)!, order, report, emit)
  }
}

export function restoreLine(context: BrokerContext, event: BrokerLine, emit: Emit): void {
  emit({ type: 'broker.connection', at: timeOf(context, event), state: 'connected' })
  const held = context.held ?? []
  context.held = null
  for (const report of held) emit(copyOf(report))
}
