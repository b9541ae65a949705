/** What goes over the wire between portfolio and venue in a run, as scenarios: one an order, seen from either end. */
import { wire } from '../../../src/backtest/index.ts'
import type { DataSource, Experiment } from '../../../src/index.ts'
import type { OrderRequest, VenueReport } from '../../../src/events/index.ts'
import { EXEC_TYPE_WORDS, ORD_STATUS_WORDS } from '../../../src/fix/words.ts'
import type { ScenarioJson } from './matrices.ts'

export type End = 'client' | 'venue'
type Message = OrderRequest | VenueReport

const REQUESTS = ['order.submit', 'order.cancel', 'order.replace']
const isMessage = ({ type }: { readonly type: string }): boolean =>
  type.startsWith('order.') && !['order.denied', 'order.violation', 'order.duplicate'].includes(type)

/**
 * The messages of a run on one source of data, in the order in which one end has them: what it hears when it hears it, what it says with what it says it to.
 */
export async function messages(experiment: Experiment, end: End): Promise<Message[]> {
  const opened = await (experiment.data as DataSource).open()
  await opened.feed.load()
  const system = wire(experiment, opened.feed, { mode: 'fast', journal: 'all', start: 0 })
  system.run()
  const actor = end === 'client' ? 'portfolio' : 'broker'
  const said = new Map<number, { seq: number; event: Message }[]>()
  const journal = [...system.journal]
  for (const { from, cause, event, seq } of journal) {
    if (from !== actor || !isMessage(event)) continue
    const isOwn = REQUESTS.includes(event.type) === (end === 'client')
    const list = said.get(cause) ?? []
    // Several hear it; it is said once.
    if (isOwn && !list.some((one) => one.event === event)) said.set(cause, [...list, { seq, event: event as Message }])
  }
  const list: Message[] = []
  for (const { to, from, event, seq } of journal) {
    if (to !== actor) continue
    if (isMessage(event) && from === (end === 'client' ? 'broker' : 'portfolio')) list.push(event as Message)
    for (const one of said.get(seq) ?? []) list.push(one.event)
    said.delete(seq)
  }
  return list
}

/** One scenario an order, in the file's format. */
export function scenariosOf(list: readonly Message[]): ScenarioJson[] {
  const orders = new Map<string, ScenarioJson>()
  for (const message of list) {
    const { orderId } = message
    let one = orders.get(orderId)
    if (one === undefined) {
      one = { id: orderId, title: 'of a run', steps: [] }
      orders.set(orderId, one)
    }
    one.steps.push(
      message.type === 'order.submit' || message.type === 'order.cancel' || message.type === 'order.replace'
        ? requestStep(message)
        : reportStep(message),
    )
  }
  return [...orders.values()]
}

function requestStep(request: OrderRequest): Record<string, unknown> {
  const { clOrdId } = request
  const common = { msgSent: null, execType: null, time: request.at }
  if (request.type === 'order.submit') {
    const { quantity, limitPrice, stopPrice, timeInForce } = request
    return {
      ...common,
      msgReceived: `New Order(${clOrdId})`,
      orderQty: quantity,
      price: limitPrice,
      stopPx: stopPrice,
      timeInForce,
    }
  }
  const ids = `(${clOrdId},${request.origClOrdId})`
  if (request.type === 'order.cancel') return { ...common, msgReceived: `Cancel Request${ids}` }
  const { quantity, limitPrice, stopPrice } = request
  return { ...common, msgReceived: `Replace Request${ids}`, orderQty: quantity, price: limitPrice, stopPx: stopPrice }
}

function reportStep(report: VenueReport): Record<string, unknown> {
  const { type, clOrdId, execId, execType, ordStatus, orderQty, cumQty, leavesQty, avgPx } = report
  const isReject = type === 'order.cancelRejected' || type === 'order.replaceRejected'
  const orig = 'origClOrdId' in report && report.origClOrdId !== undefined ? `,${report.origClOrdId}` : ''
  return {
    time: report.at,
    msgReceived: null,
    msgSent: `${isReject ? 'Cancel Reject' : 'Execution'}(${clOrdId}${orig})`,
    execType: isReject ? null : EXEC_TYPE_WORDS[execType],
    execId,
    ordStatus: ORD_STATUS_WORDS[ordStatus],
    orderQty: isReject ? null : orderQty,
    cumQty,
    leavesQty,
    avgPx,
    ...('lastQty' in report ? { lastQty: report.lastQty, lastPx: report.lastPx } : {}),
    ...('execRefId' in report ? { execRefId: report.execRefId } : {}),
    ...('limitPrice' in report ? { price: report.limitPrice } : {}),
    ...(type === 'order.rejected'
      ? { comment: report.code === 'duplicateOrder' ? 'duplicate order' : report.code }
      : {}),
  }
}
