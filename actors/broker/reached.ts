/** Which orders of a book a range of prices reaches. */
import type { Micros } from '../../src/events/index.ts'
import { isClosed } from '../order/index.ts'
import type { Book } from './book.ts'
import type { BrokerContext, VenueOrder } from './context.ts'
import { showStop } from './desk.ts'
import type { Entry } from './entries.ts'
import { collectTrail, type Trail } from './trail.ts'

/** Walks a ladder from its best end as far as the market reaches. Orders that came later than `openAt` are passed over. */
export function collect(
  context: BrokerContext,
  ladder: readonly Entry[],
  reach: number,
  openAt: Micros,
  into: VenueOrder[],
): void {
  for (let index = ladder.length - 1; index >= 0; index--) {
    const entry = ladder[index]!
    if (entry.key < reach) return
    const order = context.orders.get(entry.orderId)!
    if (order.activeFrom <= openAt) into.push(order)
  }
}

/** The trailing orders whose stop, shown in them from here on, is reached. */
export function collectTrailing(
  context: BrokerContext,
  book: Book,
  trail: Trail,
  reach: number,
  openAt: Micros,
  into: VenueOrder[],
): void {
  collectTrail(trail, reach, ({ orderId }, mark) => {
    const order = context.orders.get(orderId)!
    if (order.activeFrom > openAt) return
    showStop(context, book, order, mark)
    into.push(order)
  })
}

/** What a market falls to as low as a key of `fall`, and rises to as far as one of `rise`; watching trades or quotes, on a bar that is the same. */
export function collectReached(
  context: BrokerContext,
  book: Book,
  fall: number,
  rise: number,
  openAt: Micros,
  into: VenueOrder[],
): void {
  collect(context, book.below, fall, openAt, into)
  collect(context, book.quotedBelow, fall, openAt, into)
  collect(context, book.above, rise, openAt, into)
  collect(context, book.quotedAbove, rise, openAt, into)
  for (const trail of book.trails)
    collectTrailing(context, book, trail, trail.side === 'sell' ? fall : rise, openAt, into)
}

export const byPriority = (a: VenueOrder, b: VenueOrder): number => a.seq - b.seq

/**
 * Works orders by time priority. One that loses its place in time while it trades (an iceberg whose peak is gone) comes once more, behind the
 * others; one that has ended in the meantime is passed over.
 */
export function workInTurn(orders: VenueOrder[], work: (order: VenueOrder) => void): void {
  if (orders.length > 1) orders.sort(byPriority)
  for (let turn = 0; turn < orders.length; turn++) {
    const order = orders[turn]!
    if (isClosed(order.record)) continue
    const { seq } = order
    work(order)
    if (order.seq !== seq) orders.push(order)
  }
}
