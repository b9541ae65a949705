/**
 * What follows for other orders when one executes, changes or ends: children begin to work or end, members of a group shrink or end. Nothing
 * is done here; the desk takes the steps one by one, each of which may have consequences of its own before the next is asked for.
 */
import type { Micros, OrderCanceled, VenueReport } from '../../src/events/index.ts'
import type { OrderRecord } from '../order/index.ts'
import { type BrokerContext, instrumentOf, type VenueOrder } from './context.ts'
import { withRestOnLot } from './grid.ts'
import { forgetParent, type Group, isNothing, leaveGroup, type Parent, roomOf } from './ties.ts'

/** One thing to do to an order that is open. */
export type Consequence =
  | { readonly kind: 'activate'; readonly orderId: string }
  | { readonly kind: 'restate'; readonly orderId: string; readonly quantity: number; readonly text: string }
  | { readonly kind: 'cancel'; readonly orderId: string; readonly reason: OrderCanceled['reason'] }

type Steps = Generator<Consequence, void>

const cancel = (orderId: string, reason: 'parent' | 'linked'): Consequence => ({ kind: 'cancel', orderId, reason })

/** A quantity after a subtraction, its rest on the lot, without the dust of binary fractions. */
function restate(context: BrokerContext, order: VenueOrder, quantity: number, text: string): Consequence {
  const { orderId, symbol, cumQty } = order.record.context
  const { lot } = instrumentOf(context.rules, symbol)
  const tidy = lot === undefined ? Number(quantity.toPrecision(15)) : withRestOnLot(quantity, cumQty, lot)
  return { kind: 'restate', orderId, quantity: tidy, text }
}

/** What follows from a report on an order that is tied to others; the report has been applied, and the order closed if it ended it. */
export function* consequences(context: BrokerContext, order: VenueOrder, report: VenueReport): Steps {
  // what follows from joining the others is `joining`, what a split does to them all `splitTies`
  if (report.type === 'order.accepted') return
  if (report.type === 'order.restated' && report.splitRatio !== undefined) return
  const { orderId } = order.record.context
  const isOver = !context.orders.has(orderId)
  if (order.linkId !== undefined) {
    const group = context.ties.groups.get(order.linkId)
    if (group !== undefined) yield* forGroup(context, order.linkId, group, orderId, isOver, report)
  }
  yield* forFamily(context, order.record, isOver, report.at)
}

/** What follows from an execution that was busted or corrected after its order's end. Groups do not come back. */
export const revisions = (context: BrokerContext, record: OrderRecord, at: Micros): Steps =>
  forFamily(context, record, true, at)

function* forFamily(context: BrokerContext, record: OrderRecord, isOver: boolean, at: Micros): Steps {
  const { orderId, parentId, cumQty } = record.context
  const own = context.ties.parents.get(orderId)
  if (own !== undefined) yield* forChildren(context, orderId, own, { cumQty, isOver, at })
  if (parentId !== undefined) yield* forSiblings(context, parentId, record, isOver)
}

/**
 * `oco`: the first execution, also a partial one, or end of a member cancels the others, the last that came first. `ouo`: an execution
 * reduces the others by as much, and cancels those of which nothing would be left.
 */
function* forGroup(
  context: BrokerContext,
  linkId: string,
  group: Group,
  orderId: string,
  isOver: boolean,
  report: VenueReport,
): Steps {
  const executed = report.type === 'order.filled' ? report.lastQty : 0
  const others = group.members.filter((id) => id !== orderId).reverse()
  // what ends because its group does, ends nothing more
  const ends = group.linkType === 'oco' && !group.isOver && (isOver || executed > 0)
  group.executed += executed
  if (ends) group.isOver = true
  if (isOver) leaveGroup(context, linkId, group, orderId)
  if (!ends && (executed === 0 || group.linkType === 'oco')) return
  for (const id of others) {
    const other = context.orders.get(id)
    if (other === undefined) continue
    const { quantity, leavesQty } = other.record.context
    if (ends || isNothing(leavesQty - executed, quantity)) yield cancel(id, 'linked')
    else yield restate(context, other, quantity - executed, `${executed} of its group executed`)
  }
}

/** The parent's side: it has executed more, or less since one was busted, or it is over. */
function* forChildren(
  context: BrokerContext,
  parentId: string,
  parent: Parent,
  { cumQty, isOver, at }: { readonly cumQty: number; readonly isOver: boolean; readonly at: Micros },
): Steps {
  if (parent.cumQty === cumQty && parent.isOver === isOver) return
  if (parent.cumQty !== cumQty) {
    parent.fresh = Math.max(0, (parent.freshAt === at ? parent.fresh : 0) + cumQty - parent.cumQty)
    parent.freshAt = at
  }
  parent.cumQty = cumQty
  parent.isOver = isOver
  for (const id of [...parent.children]) yield* forChild(context, parent, id)
  forget(context, parentId, parent)
}

/** A child has executed, changed or ended: the others of its parent share what is left. */
function* forSiblings(context: BrokerContext, parentId: string, record: OrderRecord, isOver: boolean): Steps {
  const parent = context.ties.parents.get(parentId)
  if (parent === undefined) return
  const { orderId, side, cumQty } = record.context
  if (side !== parent.side) parent.exits[orderId] = cumQty
  if (isOver) parent.children = parent.children.filter((id) => id !== orderId)
  if (parent.isOver) for (const id of [...parent.children]) yield* forChild(context, parent, id)
  forget(context, parentId, parent)
}

/**
 * While its parent may still execute, a child keeps its quantity and works as much of it as the parent has executed. Once the parent is over, what it
 * has executed is all there will be: the child is cut to it, or ends.
 */
function* forChild(context: BrokerContext, parent: Parent, orderId: string): Steps {
  const child = context.orders.get(orderId)
  if (child === undefined) return
  const { quantity, cumQty, leavesQty } = child.record.context
  if (parent.isOver) {
    const room = roomOf(context, parent, child)
    if (isNothing(room, quantity)) return yield cancel(orderId, 'parent')
    if (!isNothing(leavesQty - room, quantity))
      yield restate(context, child, cumQty + room, `${room} of its parent are left for it`)
  }
  const isDue = parent.cumQty > 0 && (parent.isOver || child.waits === 'partial')
  if (child.waits !== undefined && isDue) yield { kind: 'activate', orderId }
}

function forget(context: BrokerContext, parentId: string, parent: Parent): void {
  if (parent.isOver && parent.children.length === 0) forgetParent(context, parentId, parent)
}

/** What follows for an order from joining the others, right after its acceptance. */
export function* joining(context: BrokerContext, order: VenueOrder): Steps {
  const { orderId, parentId, quantity } = order.record.context
  const group = order.linkId === undefined ? undefined : context.ties.groups.get(order.linkId)
  if (group?.linkType === 'ouo' && group.executed > 0)
    yield restate(context, order, quantity - group.executed, `${group.executed} of its group are executed`)
  const parent = parentId === undefined ? undefined : context.ties.parents.get(parentId)
  if (parent !== undefined) yield* forChild(context, parent, orderId)
}
