/**
 * Reports on child orders that a line has lost. When the portfolio asks how an order stands, the desk asks the venue how its children do; what an
 * answer shows to be missing is concluded from it, marked `inferred`, and taken like any other report.
 */
import type { OrderReport, OrderStatusReport, VenueReport } from '../../src/events/index.ts'
import {
  awaitsAnswer,
  chargedFor,
  findRequest,
  hasExecuted,
  isClosed,
  isSame,
  type OrderRecord,
} from '../order/index.ts'
import type { DeskContext, Parent } from './context.ts'
import type { Emit } from './events.ts'

export function askChildren(context: DeskContext, parent: Parent, statusReqId: string, emit: Emit): void {
  for (const child of Object.values(parent.children)) askChild(context, child, statusReqId, emit)
}

/** One question for each request that is not answered; at least one about the child itself. */
export function askChild({ config }: DeskContext, { context }: OrderRecord, statusReqId: string, emit: Emit): void {
  const { orderId, symbol, firstClOrdId, requests } = context
  const about = requests.filter(awaitsAnswer).map(({ clOrdId }) => clOrdId)
  for (const clOrdId of about.length === 0 ? [firstClOrdId] : about)
    emit({ type: 'order.statusRequest', at: config.now(), orderId, statusReqId, clOrdId, symbol })
}

/** Differences of sums carry the noise of binary fractions. */
const clean = (value: number): number => Number(value.toPrecision(12))
export const isTooMuch = (quantity: number, most: number): boolean => quantity > most && !isSame(quantity, most)

/** What a report or a status says of an order as a whole. */
type Told = OrderReport & Partial<Omit<OrderStatusReport, 'type'>>

/** Gives `take` the reports that must have been sent, in the order in which it may have happened. */
export function makeGood(child: OrderRecord, status: Told, take: (report: VenueReport) => void): void {
  let conclusions = 0
  const conclude = (type: VenueReport['type'], execType: VenueReport['execType'], facts: object = {}): void => {
    const { at, orderId, clOrdId, symbol, side, execId, ordStatus, orderQty, cumQty, leavesQty, avgPx, tag } = status
    const totals = { ordStatus, orderQty, cumQty, leavesQty, avgPx }
    const ids = { at, orderId, clOrdId, symbol, side, execId: `${execId}.${++conclusions}`, execType, tag }
    take({ type, ...ids, ...totals, inferred: true, ...facts } as VenueReport)
  }
  const { ordStatus } = status
  const isUnheard = child.context.acknowledgedBy === undefined
  if (status.code === 'unknownOrder') {
    const text = 'the venue knows no such order: it did not arrive'
    if (isUnheard && child.context.executions.length === 0 && !isClosed(child))
      conclude('order.rejected', 'Rejected', { code: 'notReceived', text, facts: {} })
    return
  }
  if (isUnheard && ordStatus !== 'Rejected' && ordStatus !== 'PendingNew') conclude('order.accepted', 'New')
  if (status.triggered === true && !child.context.triggered) conclude('order.triggered', 'Triggered')
  answer(child, status, conclude)
  execute(child, status, conclude)
  if (isClosed(child)) return
  if (ordStatus === 'Expired') conclude('order.expired', 'Expired')
  if (ordStatus === 'Rejected')
    conclude('order.rejected', 'Rejected', { code: 'custom', text: 'the venue refused the order', facts: {} })
  if (ordStatus !== 'Canceled') return
  const isAsked = findRequest(child.context, status.clOrdId)?.kind === 'cancel'
  conclude('order.canceled', 'Canceled', { reason: isAsked ? 'requested' : 'unsolicited' })
}

/** What its children have executed and an order lacks, once it fits: the children are right, because the venue has told of them. */
export function makeUp(parent: Parent, now: OrderReport, take: (report: VenueReport) => void): void {
  let [cumQty, notional, commission] = [0, 0, 0]
  for (const { context } of Object.values(parent.children)) {
    cumQty += context.cumQty
    notional += context.notional
    commission += chargedFor(context)
  }
  if (isTooMuch(cumQty, parent.record.context.quantity)) return
  parent.lacks = false
  makeGood(parent.record, { ...now, cumQty, avgPx: cumQty === 0 ? 0 : notional / cumQty, commission }, take)
}

type Conclude = (type: VenueReport['type'], execType: VenueReport['execType'], facts?: object) => void

/** What became of the cancel or replace that was asked about. */
function answer({ context }: OrderRecord, status: Told, conclude: Conclude): void {
  const { requestId, requestStatus, orderQty, limitPrice } = status
  const request = requestId === undefined ? undefined : findRequest(context, requestId)
  if (request === undefined || !awaitsAnswer(request)) return
  const { kind, clOrdId } = request
  const facts = { clOrdId, origClOrdId: context.clOrdId }
  if (requestStatus === 'accepted' && kind === 'replace')
    conclude('order.replaced', 'Replaced', { ...facts, orderQty, ...(limitPrice === undefined ? {} : { limitPrice }) })
  const refused = kind === 'cancel' ? 'order.cancelRejected' : 'order.replaceRejected'
  if (requestStatus === 'rejected')
    conclude(refused, 'Rejected', { ...facts, code: 'custom', text: 'the venue refused it' })
  if (requestStatus === 'unknown')
    conclude(refused, 'Rejected', { ...facts, code: 'notReceived', text: 'it did not arrive' })
}

/** Executions that were not heard of are one; where some were taken back or corrected, all that counts becomes one. */
function execute({ context }: OrderRecord, status: Told, conclude: Conclude): void {
  const { cumQty, avgPx, at, commission = chargedFor(context) } = status
  const transactTime = Math.min(status.transactTime ?? at, context.closedAt ?? at)
  const agrees = (): boolean => hasExecuted(context, { cumQty, avgPx, commission })
  const fill = (lastQty: number, lastPx: number): void => {
    const traded = { lastQty: clean(lastQty), lastPx: clean(lastPx), slippage: 0, transactTime, liquidity: 'taker' }
    conclude('order.filled', 'Trade', { ...traded, commission: clean(commission - chargedFor(context)) })
  }
  if (agrees()) return
  const missing = cumQty - context.cumQty
  const price = (cumQty * avgPx - context.notional) / missing
  if (missing > 0 && price > 0) fill(missing, price)
  if (agrees()) return
  const [first, ...others] = context.executions.filter(({ live }) => live).map((execution) => ({ ...execution }))
  const revise = (type: 'order.tradeCanceled' | 'order.tradeCorrected', execRefId: string, facts: object): void =>
    conclude(type, type === 'order.tradeCanceled' ? 'TradeCancel' : 'TradeCorrect', { execRefId, ...facts })
  for (const { execId, quantity, price: px } of others)
    revise('order.tradeCanceled', execId, { lastQty: quantity, lastPx: px, commission: 0 })
  if (first === undefined) return
  // what is charged beyond this stays with the one that is left
  const rest = { commission: clean(commission - chargedFor(context) + first.commission) }
  if (cumQty > 0) revise('order.tradeCorrected', first.execId, { lastQty: cumQty, lastPx: avgPx, ...rest })
  else revise('order.tradeCanceled', first.execId, { lastQty: first.quantity, lastPx: first.price, ...rest })
}
