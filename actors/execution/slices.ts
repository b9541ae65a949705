/** From a worker's slices to child orders: never more than the parent, never beyond its limit. */
import type { OrderReplace, OrderSubmit } from '../../src/events/index.ts'
import { applyToOrder, awaitsAnswer, isClosed, lastClOrdId, newOrder, type OrderRecord } from '../order/index.ts'
import type { DeskContext, Parent } from './context.ts'
import type {
  Emit,
  SliceCancel,
  SliceChange,
  SliceRefusalCode,
  SliceRefused,
  SliceRequest,
  SliceSubmit,
} from './events.ts'
import { askCancel, openChildren } from './reports.ts'

/** A part of a quantity that is taken for rounding. */
const ROUNDING = 1e-9

export const isTooMuch = (quantity: number, most: number): boolean => quantity > most * (1 + ROUNDING)

/** What a child may still execute, changes that are on their way included. */
function promise({ context }: OrderRecord): number {
  let most = context.quantity
  for (const { kind, state, quantity } of context.requests)
    if (kind === 'replace' && awaitsAnswer({ state })) most = Math.max(most, quantity ?? 0)
  return most - context.cumQty
}

/** What the open children of a parent may still execute. */
export const promised = (parent: Parent): number => openChildren(parent).reduce((sum, child) => sum + promise(child), 0)

type Fault = readonly [SliceRefusalCode, string, Record<string, number>]

function refuse({ parentId, tag }: SliceRequest, [code, text, facts]: Fault, emit: Emit): void {
  const news: SliceRefused = { type: 'slice.refused', parentId, tag, code, text, facts }
  emit({ type: 'work.news', orderId: parentId, news })
}

/** The parent, if it is being worked: what a worker says after its end comes too late. */
function atWork(context: DeskContext, request: SliceRequest, emit: Emit): Parent | undefined {
  const parent = context.parents.get(request.parentId)
  if (parent !== undefined && parent.ending === '') return parent
  refuse(request, ['parentOver', `order ${request.parentId} is not being worked any more`, {}], emit)
  return undefined
}

/** The open child of a tag. */
function childOf(parent: Parent, tag: string): OrderRecord | undefined {
  const child = parent.children[parent.tags[tag] ?? '']
  return child === undefined || isClosed(child) ? undefined : child
}

function faultOfQuantity(parent: Parent, quantity: number, own: number): Fault | undefined {
  if (!(quantity > 0 && Number.isFinite(quantity)))
    return ['invalidQuantity', `a quantity is a number above 0, not ${quantity}`, { quantity }]
  const free = parent.record.context.leavesQty - promised(parent) + own
  if (!isTooMuch(quantity, free)) return undefined
  return ['tooMuch', `${quantity} is more than the ${free} that are left to send`, { quantity, free }]
}

function faultOfLimit({ record }: Parent, limit: number | undefined): Fault | undefined {
  const { side, limitPrice } = record.context
  if (limitPrice === undefined || (limit !== undefined && (side === 'buy' ? limit <= limitPrice : limit >= limitPrice)))
    return undefined
  return [
    'beyondLimit',
    `a slice at ${limit ?? 'the market'} may be worse than the limit of its parent, ${limitPrice}`,
    { limit: limit ?? 0, parent: limitPrice },
  ]
}

export function submitChild(context: DeskContext, request: SliceSubmit, emit: Emit): void {
  const parent = atWork(context, request, emit)
  if (parent === undefined) return
  const { type: _, parentId, tag, quantity, ...how } = request
  const order = parent.record.context
  const isPlain = how.orderType === undefined && how.limitPrice === undefined
  const limitPrice = isPlain ? order.limitPrice : how.limitPrice
  const fault =
    childOf(parent, tag) === undefined
      ? (faultOfQuantity(parent, quantity, 0) ?? faultOfLimit(parent, limitPrice))
      : (['duplicateTag', `a slice ${tag} is still open`, {}] as const)
  if (fault !== undefined) return refuse(request, fault, emit)
  const { symbol, side, strategy, timeInForce } = order
  const orderId = `${parentId}-${Object.keys(parent.children).length + 1}`
  const child: OrderSubmit = {
    ...how,
    type: 'order.submit',
    at: context.config.now(),
    orderId,
    clOrdId: orderId,
    symbol,
    side,
    orderType: how.orderType ?? (limitPrice === undefined ? 'market' : 'limit'),
    quantity,
    ...(limitPrice === undefined ? {} : { limitPrice }),
    timeInForce: how.timeInForce ?? timeInForce,
    ...(strategy === undefined ? {} : { strategy }),
    tag,
  }
  parent.children[orderId] = newOrder(child)
  parent.tags[tag] = orderId
  emit(child)
}

const unknownTag = (tag: string): Fault => ['unknownTag', `no open slice is tagged ${tag}`, {}]

export function cancelChild(context: DeskContext, request: SliceCancel, emit: Emit): void {
  const parent = atWork(context, request, emit)
  if (parent === undefined) return
  const child = childOf(parent, request.tag)
  if (child === undefined) refuse(request, unknownTag(request.tag), emit)
  else askCancel(context, parent, child, emit)
}

export function changeChild(context: DeskContext, request: SliceChange, emit: Emit): void {
  const parent = atWork(context, request, emit)
  if (parent === undefined) return
  const child = childOf(parent, request.tag)
  if (child === undefined) return refuse(request, unknownTag(request.tag), emit)
  const { orderId, symbol, cumQty, limitPrice: limitBefore } = child.context
  const { quantity, limitPrice } = request
  const fault =
    (quantity === undefined ? undefined : faultOfQuantity(parent, quantity - cumQty, promise(child))) ??
    faultOfLimit(parent, limitPrice ?? limitBefore)
  if (fault !== undefined) return refuse(request, fault, emit)
  const replace: OrderReplace = {
    type: 'order.replace',
    at: context.config.now(),
    orderId,
    clOrdId: `${orderId}.${++parent.requests}`,
    origClOrdId: lastClOrdId(child.context),
    symbol,
    ...(quantity === undefined ? {} : { quantity }),
    ...(limitPrice === undefined ? {} : { limitPrice }),
  }
  applyToOrder(child, replace)
  emit(replace)
}
