/**
 * The line between the venue and its client. While it is down the venue goes on trading what works there, or cancels it, as its
 * rules say; its reports wait, and are sent in their order when the line is back.
 */
import { type BrokerContext, type BrokerLine, type Emit, timeOf } from './context.ts'
import { deliver, nextExecId } from './desk.ts'
import { canceled } from './reports.ts'
import type { VenueReport } from '../../src/events/index.ts'

export function dropLine(context: BrokerContext, event: BrokerLine, emit: Emit): void {
  const at = timeOf(context, event)
  emit({ type: 'broker.connection', at, state: 'disconnected' })
  context.held = []
  if (context.rules.onDisconnect === 'keep') return
  for (const order of [...context.orders.values()].sort((a, b) => a.seq - b.seq)) {
    const working = order.record.context
    const report = canceled(working, at, nextExecId(context), 'disconnect')
    deliver(context, context.books.get(working.symbol)!, order, report, emit)
  }
}

export function restoreLine(context: BrokerContext, event: BrokerLine, emit: Emit): void {
  emit({ type: 'broker.connection', at: timeOf(context, event), state: 'connected' })
  for (const report of context.held ?? []) emit(copyOf(report))
  context.held = null
}

/** Reports are flat but for a rejection's facts; a copy, because a part of the context must not leave it. */
const copyOf = (report: VenueReport): VenueReport =>
  report.type === 'order.rejected' && report.facts !== undefined
    ? { ...report, facts: { ...report.facts } }
    : { ...report }
