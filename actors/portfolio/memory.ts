/** Closed orders, remembered for a while: executions are reported late, corrected and taken back after their order is over. */
import { type OrderRecord, RENEWAL } from '../order/index.ts'
import type { PortfolioContext } from './context.ts'

/** Two generations: the newer holds at most `RENEWAL` orders, and becomes the older when it is full. */
export interface ClosedOrders {
  newer: Map<string, OrderRecord>
  older: Map<string, OrderRecord>
  count: number
}

export const noClosedOrders = (): ClosedOrders => ({ newer: new Map(), older: new Map(), count: 0 })

/** A closed order, as long as it is remembered. */
export const closedOrder = ({ closed }: PortfolioContext, orderId: string): OrderRecord | undefined =>
  closed.newer.get(orderId) ?? closed.older.get(orderId)

/** The order of this id, open or remembered. */
export const orderOf = (context: PortfolioContext, orderId: string): OrderRecord | undefined =>
  context.orders.get(orderId) ?? closedOrder(context, orderId)

/** An open order is over. */
export function close(context: PortfolioContext, orderId: string, order: OrderRecord): void {
  const { closed } = context
  context.orders.delete(orderId)
  if (closed.count === RENEWAL) {
    const { synced, asked, presumed } = context.recovery
    if (presumed.size > 0) for (const forgotten of closed.older.keys()) presumed.delete(forgotten)
    if (synced.size > 0) for (const forgotten of closed.older.keys()) synced.delete(forgotten)
    if (asked.size > 0) for (const forgotten of closed.older.keys()) asked.delete(forgotten)
    closed.older = closed.newer
    closed.newer = new Map()
    closed.count = 0
  }
  closed.newer.set(orderId, order)
  closed.count++
}

/** An order that was over is open again. */
export function reopen(context: PortfolioContext, orderId: string, order: OrderRecord): void {
  const { closed } = context
  if (closed.newer.delete(orderId)) closed.count--
  else closed.older.delete(orderId)
  context.orders.set(orderId, order)
}

/** Forgets the closed orders of a symbol: after a split their executions are in units that are no more. */
export function forget({ closed }: PortfolioContext, symbol: string): void {
  for (const orders of [closed.newer, closed.older])
    for (const [orderId, order] of orders) if (order.context.symbol === symbol) orders.delete(orderId)
  closed.count = closed.newer.size
}
