/**
 * What open orders have spoken for: units that are on their way, and cash. Of the orders of a group only one can execute, so only the largest
 * counts. An exit of a bracket waits for its price and reduces what its parent brings: it is not on its way, and needs no cash.
 */
import type { LinkType, OrderSubmit, Side } from '../../src/events/index.ts'
import { isWaiting, type OrderRecord } from '../order/index.ts'
import type { PortfolioContext } from './context.ts'
import { onGrid } from './grid.ts'
import type { Book } from './ledger.ts'

/** An open order with a parent or a group, and what of it is counted. */
export interface TiedOrder {
  readonly isExit: boolean
  readonly linkId: string | undefined
  /** Units on their way and cash in currency, as they are counted: of a member of a group, as they would be if it were alone. */
  due: number
  cash: number
}

/** Open orders of one `linkId`. */
export interface OrderGroup {
  readonly linkType: LinkType
  /** The strategy's name for it, as a key; empty where it has none. */
  readonly name: string
  members: string[]
  /** What is counted of it: units on their way by symbol and side, and cash. */
  due: Record<string, number>
  cash: number
}

const dueKey = (symbol: string, side: Side): string => `${symbol}/${side}`

function addDue(book: Book, side: Side, change: number): void {
  if (side === 'buy') book.workingBuy = onGrid(book.workingBuy + change, book.lot)
  else book.workingSell = onGrid(book.workingSell + change, book.lot)
}

/** An order's leaves quantity may have changed; with a split its units are others. */
export function noteLeaves(
  context: PortfolioContext,
  book: Book,
  order: OrderRecord,
  leavesBefore: number,
  splitRatio?: number,
): void {
  const { orderId, side, leavesQty } = order.context
  const outlay = context.outlay.get(orderId)
  const outlayNow = outlay === undefined || splitRatio === undefined ? outlay : outlay / splitRatio
  if (outlayNow !== undefined && splitRatio !== undefined) context.outlay.set(orderId, outlayNow)
  if (splitRatio !== undefined) recountSymbol(context, book)
  const tied = context.tied.size === 0 ? undefined : context.tied.get(orderId)
  if (tied !== undefined) return recount(context, book, order, tied)
  if (splitRatio === undefined && leavesQty !== leavesBefore) addDue(book, side, leavesQty - leavesBefore)
  if (outlay !== undefined) context.reserved += outlayNow! * leavesQty - outlay * leavesBefore
}

/** An open order may need more, or less, for each unit that is left of it than it did. */
export function setOutlay(context: PortfolioContext, book: Book, order: OrderRecord, perUnit: number): void {
  const { orderId, leavesQty } = order.context
  const before = context.outlay.get(orderId) ?? 0
  context.outlay.set(orderId, perUnit)
  const tied = context.tied.get(orderId)
  if (tied === undefined) context.reserved += (perUnit - before) * leavesQty
  else recount(context, book, order, tied)
}

const dueOf = ({ context }: OrderRecord, { isExit }: TiedOrder): number =>
  isExit || isWaiting(context) ? 0 : context.leavesQty

/** Counts an order that is tied to others anew. */
function recount(context: PortfolioContext, book: Book, order: OrderRecord, tied: TiedOrder): void {
  const { orderId, side, leavesQty } = order.context
  const due = dueOf(order, tied)
  const cash = (context.outlay.get(orderId) ?? 0) * leavesQty
  if (due === tied.due && cash === tied.cash) return
  const group = tied.linkId === undefined ? undefined : context.groups.get(tied.linkId)
  if (group === undefined) {
    addDue(book, side, due - tied.due)
    context.reserved += cash - tied.cash
  }
  tied.due = due
  tied.cash = cash
  if (group !== undefined) countLargest(context, book, side, group)
}

/** What is on its way in a symbol, counted anew: between a split and the end of an order that makes no lot any more there may be a fraction. */
function recountSymbol(context: PortfolioContext, book: Book): void {
  const due = { buy: 0, sell: 0 }
  for (const order of context.orders.values()) {
    const { orderId, symbol, side, leavesQty } = order.context
    if (symbol !== book.symbol) continue
    const tied = context.tied.get(orderId)
    if (tied !== undefined) tied.due = dueOf(order, tied)
    if (tied?.linkId === undefined) due[side] += tied?.due ?? leavesQty
  }
  for (const group of context.groups.values())
    for (const side of ['buy', 'sell'] as const) {
      const largest = largestOf(context, book, side, group)
      if (largest > 0 || dueKey(book.symbol, side) in group.due) group.due[dueKey(book.symbol, side)] = largest
      due[side] += largest
    }
  book.workingBuy = due.buy
  book.workingSell = due.sell
}

function largestOf(context: PortfolioContext, book: Book, side: Side, group: OrderGroup): number {
  let due = 0
  for (const id of group.members) {
    const { symbol, side: itsSide } = context.orders.get(id)!.context
    if (symbol === book.symbol && itsSide === side) due = Math.max(due, context.tied.get(id)!.due)
  }
  return due
}

function countLargest(context: PortfolioContext, book: Book, side: Side, group: OrderGroup): void {
  const key = dueKey(book.symbol, side)
  const due = largestOf(context, book, side, group)
  const cash = Math.max(...group.members.map((id) => context.tied.get(id)!.cash))
  addDue(book, side, due - (group.due[key] ?? 0))
  context.reserved += cash - group.cash
  group.due[key] = due
  group.cash = cash
}

/** What is counted of a group already: an order that joins it stands beside this, and not on top of it. */
export function countedOf(
  context: PortfolioContext,
  linkId: string | undefined,
  symbol: string,
  side: Side,
): { readonly due: number; readonly cash: number } {
  const group = linkId === undefined ? undefined : context.groups.get(linkId)
  return group === undefined ? NOTHING : { due: group.due[dueKey(symbol, side)] ?? 0, cash: group.cash }
}

const NOTHING = { due: 0, cash: 0 }

/** Notes an order that is tied to others and leaves now; `name` is the strategy's for its group. */
export function tie(
  context: PortfolioContext,
  book: Book,
  { orderId, linkId, linkType }: OrderSubmit,
  isExit: boolean,
  name: string,
): void {
  context.tied.set(orderId, { isExit, linkId, due: 0, cash: 0 })
  if (linkId !== undefined) {
    if (!context.groups.has(linkId)) {
      context.groups.set(linkId, { linkType: linkType!, name, members: [], due: {}, cash: 0 })
      if (name !== '') context.links.set(name, linkId)
    }
    context.groups.get(linkId)!.members.push(orderId)
  }
  recount(context, book, context.orders.get(orderId)!, context.tied.get(orderId)!)
}

/** An order is settled: nothing is tied to it here any more. */
export function untie(context: PortfolioContext, orderId: string): void {
  const tied = context.tied.size === 0 ? undefined : context.tied.get(orderId)
  if (tied === undefined) return
  context.tied.delete(orderId)
  const group = tied.linkId === undefined ? undefined : context.groups.get(tied.linkId)
  if (group === undefined) return
  group.members = group.members.filter((id) => id !== orderId)
  if (group.members.length > 0) return
  context.groups.delete(tied.linkId!)
  if (context.links.get(group.name) === tied.linkId) context.links.delete(group.name)
}
