/** What a run did, step by step, in the terms in which cases state what is expected. */
import type { BacktestResult, FillRow, OrderCancelRejected, OrderRow, PositionChanged } from 'quantdome'
import { INTEREST_WATCH } from './strategies/interest-watch.ts'
import type { Timeline } from './timeline.ts'

/** An execution with the position around it. */
export interface Execution {
  readonly fill: FillRow
  /** Step in which it became known. */
  readonly step: number
  /** Signed. */
  readonly size: number
  readonly before: { readonly size: number; readonly price: number }
  readonly after: { readonly size: number; readonly price: number; readonly cash: number }
  /** Profit of the closing part, before commission, as the portfolio booked it. */
  readonly realized: number
  /** Signed parts of `size`. */
  readonly closed: number
  readonly opened: number
}

/** Executions in the order in which they became known. The run must have kept a journal of decisions. */
export function executionsOf(result: BacktestResult, timeline: Timeline): Execution[] {
  const changes: PositionChanged[] = []
  for (const { to, event } of result.system.journal)
    if (event.type === 'position.changed' && to !== INTEREST_WATCH) changes.push(event as PositionChanged)
  const fills = result.fills.toArray()
  if (fills.length !== changes.length)
    throw new Error(`${fills.length} fills changed positions ${changes.length} times; the journal is not whole`)
  const held = new Map<string, { size: number; price: number }>()
  return fills.map((fill, index) => {
    const { quantity, averagePrice, cash, realized } = changes[index]!
    const before = held.get(fill.symbol) ?? { size: 0, price: 0 }
    const after = { size: quantity, price: averagePrice, cash }
    held.set(fill.symbol, after)
    const size = fill.side === 'buy' ? fill.quantity : -fill.quantity
    const closed = before.size * size < 0 ? Math.sign(size) * Math.min(Math.abs(size), Math.abs(before.size)) : 0
    const step = timeline.stepOf(fill.at)
    return { fill, step, size, before, after, realized, closed, opened: size - closed }
  })
}

/** What is held of each symbol at the end of each step, and its value. */
export function holdingsOf(
  result: BacktestResult,
  timeline: Timeline,
): Map<string, { readonly size: number; readonly value: number }>[] {
  const rows = timeline.at.map(() => new Map<string, { size: number; value: number }>())
  for (const { at, symbol, quantity, marketValue } of result.record.holdings)
    rows[timeline.stepOf(at)]?.set(symbol, { size: quantity, value: marketValue })
  return rows
}

/** Orders whose cancel came in the last step: with the last bar the market is done, and the venue takes no requests any more. */
export function cancelledTooLate(result: BacktestResult): Set<string> {
  const orders = new Set<string>()
  for (const { event } of result.system.journal)
    if (event.type === 'order.cancelRejected') {
      const { orderId, code } = event as OrderCancelRejected
      if (code === 'sessionDone') orders.add(orderId)
    }
  return orders
}

/** The step in which an order was sent. */
export const sentIn = (order: OrderRow, timeline: Timeline): number => timeline.stepOf(order.submittedAt)

/** Lists of what belongs together, in order. */
export function grouped<T>(all: Iterable<T>, keyOf: (one: T) => string): Map<string, T[]> {
  const groups = new Map<string, T[]>()
  for (const one of all) {
    const group = groups.get(keyOf(one))
    if (group === undefined) groups.set(keyOf(one), [one])
    else group.push(one)
  }
  return groups
}
