/** An order that is to join others: whether it can, and how it is noted. */
import type { ChildActivation, LinkType, OrderSubmit } from '../../src/events/index.ts'
import type { BrokerContext } from './context.ts'
import { closedOrder } from './desk.ts'
import type { Fault } from './reports.ts'
import { exited, groupOf, isNothing, joinGroup, type Parent, takenOf } from './ties.ts'
import { faultOf } from './fault.ts'

/** Why a new order cannot be tied to the others it names; `undefined` if it can, or names none. */
export function faultOfTies(context: BrokerContext, order: OrderSubmit): Fault | undefined {
  const { parentId, activation, linkId, linkType, algorithm } = order
  if (algorithm !== undefined)
    return faultOf('unsupported', `algorithms are the client's, and this run has none named ${algorithm}`)
  if (parentId === undefined && activation === undefined && linkId === undefined && linkType === undefined)
    return undefined
  return faultOfLooseEnds(order) ?? faultOfParent(context, order) ?? faultOfGroup(context, order)
}

const ACTIVATIONS: readonly (ChildActivation | undefined)[] = ['partial', 'complete', undefined]
const LINK_TYPES: readonly LinkType[] = ['oco', 'ouo']

/** Requests may come from a test, a file or another process, so what their types say is checked as well. */
function faultOfLooseEnds({ parentId, activation, linkId, linkType }: OrderSubmit): Fault | undefined {
  if (!ACTIVATIONS.includes(activation))
    return faultOf('unsupported', `a child is activated by partial or complete execution, not ${String(activation)}`)
  if (activation !== undefined && parentId === undefined)
    return faultOf('unknownParent', `an order without a parent is active at once; it has no activation`)
  if ((linkId === undefined) !== (linkType === undefined))
    return faultOf('invalidLink', 'a group of orders needs both a name and a kind, linkId and linkType')
  if (linkType !== undefined && !LINK_TYPES.includes(linkType))
    return faultOf('invalidLink', `the kinds of groups are oco and ouo, not ${String(linkType)}`)
  return undefined
}

/** The parent as far as it is known here: at work, or over with open children, or over and remembered. */
function parentOf(context: BrokerContext, parentId: string): Parent | undefined {
  const noted = context.ties.parents.get(parentId)
  if (noted !== undefined) return noted
  const working = context.orders.get(parentId)?.record
  const known = working ?? closedOrder(context, parentId)
  if (known === undefined) return undefined
  const { symbol, side, cumQty } = known.context
  const isOver = working === undefined
  const taken = takenOf(context, parentId)
  const exits: Record<string, number> = taken > 0 ? { before: taken } : {}
  return { symbol, side, cumQty, fresh: 0, freshAt: undefined, isOver, children: [], exits }
}

function faultOfParent(context: BrokerContext, { orderId, symbol, side, parentId }: OrderSubmit): Fault | undefined {
  if (parentId === undefined) return undefined
  if (parentId === orderId) return faultOf('unknownParent', `order ${orderId} cannot be its own parent`)
  const parent = parentOf(context, parentId)
  if (parent === undefined)
    return faultOf('unknownParent', `there is no order ${parentId} that ${orderId} could wait for`)
  if (parent.symbol !== symbol)
    return faultOf('unknownParent', `order ${parentId} is one of ${parent.symbol}, its child ${orderId} of ${symbol}`)
  if (!parent.isOver) return undefined
  const executed = parent.cumQty
  const taken = side === parent.side ? 0 : exited(parent)
  if (!isNothing(executed - taken, executed)) return undefined
  const text = `order ${parentId} is over: ${executed} executed, of which its children have taken ${taken}`
  return faultOf('parentOver', text, { executed, taken })
}

function faultOfGroup(context: BrokerContext, { linkId, linkType, quantity }: OrderSubmit): Fault | undefined {
  const group = linkId === undefined ? undefined : groupOf(context, linkId)
  if (group === undefined) return undefined
  const { executed } = group
  if (group.linkType !== linkType)
    return faultOf('invalidLink', `the orders of ${linkId} are tied by ${group.linkType}, not by ${linkType}`)
  if (group.isOver)
    return faultOf('linkOver', `an order of ${linkId} has executed or ended already`, { executed, quantity })
  if (linkType === 'ouo' && isNothing(quantity - executed, quantity))
    return faultOf('linkOver', `${executed} of ${linkId} are executed, which leaves nothing of ${quantity}`, {
      executed,
      quantity,
    })
  return undefined
}

/** Notes a new order with its parent and its group. */
export function join(context: BrokerContext, { orderId, parentId, linkId, linkType }: OrderSubmit): void {
  if (linkId !== undefined) joinGroup(context, linkId, linkType!, orderId)
  if (parentId === undefined) return
  const { parents } = context.ties
  if (!parents.has(parentId)) parents.set(parentId, parentOf(context, parentId)!)
  parents.get(parentId)!.children.push(orderId)
  const working = context.orders.get(parentId)
  if (working !== undefined) working.tied = true
}
