/** What the portfolio asks of orders that an algorithm works, and what the market's day does to them. */
import type {
  MarketSession,
  OrderCancel,
  OrderMassStatusRequest,
  OrderReplace,
  OrderStatusRequest,
  OrderSubmit,
  RejectCode,
} from '../../src/events/index.ts'
import { applyToOrder, duplicateOf, isRepeated, newOrder, violationOf, replaceableOf } from '../order/index.ts'
import { type DeskContext, type Ending, nextExecId, type Parent, parentOf } from './context.ts'
import type { Emit } from './events.ts'
import { askChildren } from './recovery.ts'
import { answerQuestions, endWork, reportOn, tell } from './reports.ts'
import { isTooMuch, promised } from './slices.ts'

/** Takes an order on for its algorithm, or rejects it. */
export function begin(context: DeskContext, order: OrderSubmit, emit: Emit): void {
  const { orderId } = order
  const fault = faultOf(context, order)
  if (fault !== undefined) {
    const [code, text] = fault
    const { clOrdId, symbol, side, quantity, strategy, tag } = order
    const ids = { orderId, clOrdId, symbol, side, execId: nextExecId(context), ...(tag === undefined ? {} : { tag }) }
    const totals = {
      orderQty: quantity,
      cumQty: 0,
      leavesQty: 0,
      avgPx: 0,
      ...(strategy === undefined ? {} : { strategy }),
    }
    const at = context.config.now()
    emit({
      type: 'order.rejected',
      at,
      ...ids,
      execType: 'Rejected',
      ordStatus: 'Rejected',
      ...totals,
      code,
      text,
      facts: {},
    })
    return
  }
  context.parents.set(orderId, {
    record: newOrder(order),
    ending: '',
    children: {},
    tags: {},
    requests: 0,
    synced: {},
    heard: {},
    told: 0,
    questions: {},
    unanswered: {},
    lacks: false,
  })
  const parent = context.parents.get(orderId)!
  tell(context, parent, { ...reportOn(context, parent.record, 'New'), type: 'order.accepted' }, emit)
  emit({ type: 'work.begin', orderId, algorithm: order.algorithm!, parent: { ...order } })
}

/** Instructions that an algorithm gives its slices, and an order cannot give it. */
const NOT_FOR_PARENTS = [
  'stopPrice',
  'displayQuantity',
  'minQuantity',
  'postOnly',
  'reduceOnly',
  'trailOffset',
  'parentId',
  'linkId',
] as const satisfies readonly (keyof OrderSubmit)[]

function faultOf(context: DeskContext, order: OrderSubmit): readonly [RejectCode, string] | undefined {
  const { orderId, orderType, timeInForce, quantity, limitPrice, algorithm } = order
  const { algorithms } = context.config
  if (parentOf(context, orderId) !== undefined) return ['duplicateOrder', `there is or was an order ${orderId} already`]
  if (!algorithms.includes(algorithm!))
    return ['unsupported', `there is no algorithm ${algorithm!}; there are ${algorithms.join(', ')}`]
  if (!(quantity > 0 && Number.isFinite(quantity)))
    return ['invalidQuantity', `a quantity is a number above 0, not ${quantity}`]
  if (orderType !== 'market' && orderType !== 'limit')
    return ['unsupported', `an algorithm works market and limit orders, not ${orderType}`]
  if ((orderType === 'limit') !== (limitPrice !== undefined))
    return orderType === 'limit'
      ? ['missingPrice', 'a limit order needs a limit price']
      : ['superfluousPrice', `a market order takes no limit price, and got ${limitPrice!}`]
  if (timeInForce !== 'day' && timeInForce !== 'gtc')
    return ['unsupported', `an algorithm works orders that are good for the day or until canceled, not ${timeInForce}`]
  const strange = NOT_FOR_PARENTS.find((name) => order[name] !== undefined)
  return strange === undefined ? undefined : ['unsupported', `an order worked by an algorithm takes no ${strange}`]
}

/** Takes a request into the order's life; one that is not legal, or repeated, is said. */
function isTaken(context: DeskContext, { record }: Parent, request: OrderCancel | OrderReplace, emit: Emit): boolean {
  if (applyToOrder(record, request)) return true
  const { name } = context.config
  emit(isRepeated(record, request) ? duplicateOf(record, request, name) : violationOf(record, request, name))
  return false
}

export function cancelParent(context: DeskContext, request: OrderCancel, emit: Emit): void {
  const parent = context.parents.get(request.orderId)!
  const { record } = parent
  const origClOrdId = record.context.clOrdId
  if (!isTaken(context, parent, request, emit)) return
  const report = { ...reportOn(context, record, 'PendingCancel'), clOrdId: request.clOrdId }
  if (parent.ending !== '') {
    const [code, text] = ['alreadyPending', `order ${request.orderId} is ending already`] as const
    tell(
      context,
      parent,
      { ...report, type: 'order.cancelRejected', execType: 'Rejected', origClOrdId, code, text },
      emit,
    )
    return
  }
  tell(context, parent, { ...report, type: 'order.pendingCancel' }, emit)
  endWork(context, parent, 'requested', emit)
}

/** A new total must leave room for what is executed and what its children may still execute. The limit holds for slices from here on. */
export function changeParent(context: DeskContext, request: OrderReplace, emit: Emit): void {
  const parent = context.parents.get(request.orderId)!
  const { record } = parent
  const { clOrdId: origClOrdId, quantity: before, limitPrice: limitBefore } = record.context
  if (!isTaken(context, parent, request, emit)) return
  const { quantity = before, limitPrice = limitBefore } = request
  const least = record.context.cumQty + promised(parent)
  const reject = (code: RejectCode, text: string): void =>
    void tell(
      context,
      parent,
      {
        ...reportOn(context, record, 'Rejected'),
        type: 'order.replaceRejected',
        clOrdId: request.clOrdId,
        origClOrdId,
        code,
        text,
      },
      emit,
    )
  if (parent.ending !== '') return reject('alreadyPending', `order ${request.orderId} is ending already`)
  if (!(quantity > 0) || isTooMuch(least, quantity))
    return reject('invalidQuantity', `${quantity} is less than the ${least} that are executed or in the market`)
  if (request.stopPrice !== undefined || (limitPrice !== undefined) !== (limitBefore !== undefined))
    return reject('superfluousPrice', 'an algorithm keeps the type of its order')
  const strange = Object.keys(replaceableOf(request) ?? {})
  if (strange.length > 0)
    return reject('unsupported', `an algorithm does not change the ${strange.join(', ')} of its order`)
  const report = reportOn(context, record, 'Replaced')
  const terms = { clOrdId: request.clOrdId, origClOrdId, orderQty: quantity }
  tell(
    context,
    parent,
    { ...report, type: 'order.replaced', ...terms, ...(limitPrice === undefined ? {} : { limitPrice }) },
    emit,
  )
  const { orderId } = request
  if (context.parents.has(orderId))
    emit({ type: 'work.news', orderId, news: { type: 'parent.changed', parentId: orderId, quantity, limitPrice } })
}

/** How an order stands the desk knows when it knows how its children do: it asks, and answers when all are told of. A lost answer is one to the portfolio, too. */
export function status(
  context: DeskContext,
  { orderId, statusReqId, clOrdId }: Pick<OrderStatusRequest, 'orderId' | 'statusReqId' | 'clOrdId'>,
  emit: Emit,
): void {
  const parent = parentOf(context, orderId)!
  parent.questions[clOrdId] = { statusReqId }
  for (const child of Object.keys(parent.children)) parent.unanswered[child] = true
  askChildren(context, parent, statusReqId, emit)
  answerQuestions(context, parent, emit)
}

export function statusOfAll(context: DeskContext, { statusReqId }: OrderMassStatusRequest, emit: Emit): void {
  for (const { record } of [...context.parents.values()]) {
    const { orderId, firstClOrdId: clOrdId } = record.context
    status(context, { orderId, clOrdId, statusReqId }, emit)
  }
}

export function endOne(context: DeskContext, orderId: string, ending: Exclude<Ending, ''>, emit: Emit): void {
  const parent = context.parents.get(orderId)
  if (parent !== undefined) endWork(context, parent, ending, emit)
}

/** Ends every order of a symbol: its sizes mean something else now. */
export function endAll(context: DeskContext, symbol: string, ending: Exclude<Ending, ''>, emit: Emit): void {
  for (const parent of [...context.parents.values()])
    if (parent.record.context.symbol === symbol) endWork(context, parent, ending, emit)
}

/** Orders for the day end with it. After the last data nobody is at work: what is open stays open. */
export function endOfSession(context: DeskContext, { phase, symbol }: MarketSession, emit: Emit): void {
  for (const [orderId, parent] of [...context.parents]) {
    const order = parent.record.context
    if (symbol !== undefined && symbol !== order.symbol) continue
    if (phase === 'closed' && order.timeInForce === 'day') endWork(context, parent, 'expired', emit)
    if (phase === 'done' && parent.ending === '') emit({ type: 'work.end', orderId })
  }
}
