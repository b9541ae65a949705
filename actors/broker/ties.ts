/**
 * Orders that belong together, as the venue keeps track of them: who waits for whom, and who shares a group. What follows for the others from
 * the report on one is in `consequences.ts`.
 */
import type { ChildActivation, LinkType, Micros, Side } from '../../src/events/index.ts'
import { RENEWAL } from '../order/index.ts'
import type { BrokerContext, VenueOrder } from './context.ts'
import { floorToLot } from './grid.ts'
import type { Offer } from './offer.ts'

/** An order that others wait for. */
export interface Parent {
  readonly symbol: string
  readonly side: Side
  cumQty: number
  /** What it executed when it last did, and when: on bars its children trade that from the next one on. */
  fresh: number
  freshAt: Micros | undefined
  /** It executes no more. */
  isOver: boolean
  /** Its children that are open, in the order in which they came. */
  children: string[]
  /** What the children on the other side have executed, by order id: together never more than the parent. */
  exits: Record<string, number>
}

/** Orders of one `linkId`. */
export interface Group {
  readonly linkType: LinkType
  /** Those that are open, in the order in which they came. */
  members: string[]
  /** What its members have executed. */
  executed: number
  /** Of an `oco` group: a member has executed or ended, nobody joins any more. */
  isOver: boolean
}

export interface Ties {
  /** Parents that are open or have open children, by order id. */
  parents: Map<string, Parent>
  /** Groups with open members, by `linkId`. */
  groups: Map<string, Group>
  /** Groups without: at most two generations, so that a member that comes late finds out. */
  past: Map<string, Group>
  pastBefore: Map<string, Group>
  /** What children have taken of parents that are not looked at any more: likewise. */
  taken: Map<string, number>
  takenBefore: Map<string, number>
}

export const openTies = (): Ties => ({
  parents: new Map(),
  groups: new Map(),
  past: new Map(),
  pastBefore: new Map(),
  taken: new Map(),
  takenBefore: new Map(),
})

/** What ties an order of the venue to others; for most orders nothing does. */
export interface OrderTies {
  /** It has a parent, a child or a group: what happens to it has consequences for others. */
  tied: boolean
  /** It is not worked yet, and this is what it waits for. */
  waits: ChildActivation | undefined
  readonly linkId: string | undefined
}

/** A quantity is taken for none below this part of its order's: sums of lots such as 0.1 are not exact in binary. */
const ROUNDING = 1e-9

export const isNothing = (quantity: number, of: number): boolean => quantity <= of * ROUNDING

/** What the children on the other side have executed of a parent's quantity. */
export function exited(parent: Parent): number {
  let sum = 0
  for (const quantity of Object.values(parent.exits)) sum += quantity
  return sum
}

/** How much a child may execute for the time being, whatever its own quantity: what its parent has executed and nobody has used. */
export function roomOf(context: BrokerContext, parent: Parent, child: VenueOrder, fresh = 0): number {
  const { side, cumQty, symbol } = child.record.context
  const room = Math.max(0, parent.cumQty - fresh - (side === parent.side ? cumQty : exited(parent)))
  // a split can leave a parent with executions that make no whole lot
  const lot = context.rules.instruments.get(symbol)?.lot
  return lot === undefined || lot === 0 ? room : floorToLot(room, lot)
}

/** A bar does not say what came after an execution inside it. A path does, and a queue model decides by itself. */
const freshOf = ({ rules }: BrokerContext, { fresh, freshAt }: Parent, { source, at }: Offer): number =>
  source === 'bar' && freshAt === at && rules.path === undefined && rules.queue === undefined ? fresh : 0

/** How much of an order can trade on an offer: all that is left, for a child what its parent allows. */
export function workable(context: BrokerContext, order: VenueOrder, offer: Offer): number {
  const { leavesQty, parentId, quantity } = order.record.context
  if (parentId === undefined) return leavesQty
  const parent = context.ties.parents.get(parentId)
  if (parent === undefined || order.waits !== undefined) return 0
  const room = roomOf(context, parent, order, freshOf(context, parent, offer))
  return isNothing(room, quantity) ? 0 : Math.min(leavesQty, room)
}

/** A group as long as it is remembered. */
export const groupOf = ({ ties }: BrokerContext, linkId: string): Group | undefined =>
  ties.groups.get(linkId) ?? ties.past.get(linkId) ?? ties.pastBefore.get(linkId)

/** Adds an order to its group, which may be remembered from before. */
export function joinGroup(context: BrokerContext, linkId: string, linkType: LinkType, orderId: string): void {
  const { groups } = context.ties
  const known = groupOf(context, linkId)
  if (!groups.has(linkId)) groups.set(linkId, { linkType, members: [], executed: known?.executed ?? 0, isOver: false })
  groups.get(linkId)!.members.push(orderId)
}

/** Takes an order that has ended out of its group. */
export function leaveGroup({ ties }: BrokerContext, linkId: string, group: Group, orderId: string): void {
  group.members = group.members.filter((id) => id !== orderId)
  if (group.members.length > 0) return
  ties.groups.delete(linkId)
  if (!group.isOver && group.executed === 0) return
  if (ties.past.size >= RENEWAL) {
    ties.pastBefore = ties.past
    ties.past = new Map()
  }
  const { linkType, executed, isOver } = group
  ties.past.set(linkId, { linkType, members: [], executed, isOver })
}

/** Looks no more at a parent: it is over and has no open children. For those still to come it is noted what is taken. */
export function forgetParent({ ties }: BrokerContext, parentId: string, parent: Parent): void {
  ties.parents.delete(parentId)
  const taken = exited(parent)
  if (taken === 0) return
  if (ties.taken.size >= RENEWAL) {
    ties.takenBefore = ties.taken
    ties.taken = new Map()
  }
  ties.taken.set(parentId, taken)
}

/** What children have taken of a parent that is not looked at any more. */
export const takenOf = ({ ties }: BrokerContext, parentId: string): number =>
  ties.taken.get(parentId) ?? ties.takenBefore.get(parentId) ?? 0

/** The orders of a symbol that wait for their parents, in no particular order: they stand in no queue. */
export function waitingOf(context: BrokerContext, symbol: string): VenueOrder[] {
  const waiting: VenueOrder[] = []
  for (const parent of context.ties.parents.values()) {
    if (parent.symbol !== symbol) continue
    for (const id of parent.children) {
      const order = context.orders.get(id)!
      if (order.waits !== undefined) waiting.push(order)
    }
  }
  return waiting
}
