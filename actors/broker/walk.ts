/**
 * A bar worked along a path: first its open, then the way to one extreme, to the other, and to the close. On each stretch the orders trade in
 * the order in which the price comes to them, those of one price by time priority; what an execution releases may still be reached on the way
 * that is left. Stops that follow the market have followed it as far as the end of the stretch before.
 */
import type { MarketBar, Micros } from '../../src/events/index.ts'
import { sayAmbiguous, sidesOf, waitedPrice } from './ambiguity.ts'
import { workOrder } from './attempt.ts'
import type { Book } from './book.ts'
import type { BrokerContext, Emit, VenueOrder } from './context.ts'
import { barReach } from './models/fill.ts'
import { type Offer, pointOf } from './offer.ts'
import { pathOf, type PathPolicy, type Stake } from './path.ts'
import { collect, collectReached, workInTurn } from './reached.ts'
import { admitNewcomers, followPrice } from './trails.ts'

interface Walk {
  readonly context: BrokerContext
  readonly book: Book
  readonly offer: Offer
  readonly emit: Emit
  /** Orders that have traded on this bar: each once, however often the path comes by. */
  readonly traded: Set<string>
  /** Orders that have had a turn on this bar. */
  readonly seen: Set<string>
}

/** A stretch of the path. */
interface Way {
  readonly falls: boolean
  readonly to: number
  /** Orders that have had their turn on it. */
  readonly asked: Set<string>
}

export function walkBar(context: BrokerContext, book: Book, offer: Offer, policy: PathPolicy, emit: Emit): void {
  const { bar, at } = offer
  const walk: Walk = { context, book, offer, emit, traded: new Set(), seen: new Set() }
  book.walkedFrom = bar.openAt
  workOpen(walk)
  followPrice(book, bar.open)
  const path = pathOf(policy, bar, stakeOf(walk, at))
  for (let leg = 1; leg < path.length; leg++) {
    const [from, to] = [path[leg - 1]!, path[leg]!]
    if (from !== to) workStretch(walk, from, to)
    followPrice(book, to)
  }
  book.walkedFrom = undefined
}

/**
 * What is at stake inside the bar, once its open has been: what was entered there is held, and its exits wait. Says so if orders wait on both sides.
 */
function stakeOf({ context, book, offer, emit, traded }: Walk, at: Micros): Stake {
  const { bar } = offer
  const reached: VenueOrder[] = []
  const { reach = barReach } = context.rules.fill
  admitNewcomers(book, bar.openAt)
  collectReached(context, book, reach.low(bar), -reach.high(bar), bar.openAt, reached)
  const inside = traded.size === 0 ? reached : reached.filter(({ record }) => !traded.has(record.context.orderId))
  const { below, above } = sidesOf(inside, bar)
  if (below !== undefined && above !== undefined)
    sayAmbiguous(context, book, bar, at, 'bothSides', [below, above], emit)
  return { below: loses(below), above: loses(above), position: book.position }
}

/** A stop is hit where the market goes against it; limits and touches wait for a better price. */
function loses(order: VenueOrder | undefined): boolean | undefined {
  if (order === undefined) return undefined
  const { orderType, triggered } = order.record.context
  return !triggered && (orderType === 'stop' || orderType === 'stopLimit' || orderType.startsWith('trailing'))
}

function workOpen(walk: Walk): void {
  const { context, book, offer } = walk
  const { bar } = offer
  const orders: VenueOrder[] = []
  collect(context, book.market, -Infinity, bar.openAt, orders)
  collectReached(context, book, bar.open, -bar.open, bar.openAt, orders)
  offer.slice = pointOf(bar, bar.open, bar.openAt)
  workInTurn(orders, (order) => void turn(walk, order))
}

function workStretch(walk: Walk, from: number, to: number): void {
  const { context, book, offer } = walk
  const way: Way = { falls: to < from, to, asked: new Set() }
  let here = from
  let ahead = waiting(walk, way, here)
  for (let changes = book.changes; ahead.length > 0;) {
    const order = ahead.pop()!
    const { orderId } = order.record.context
    if (!context.orders.has(orderId)) continue
    offer.slice = stretch(offer.bar, here, to)
    const price = comesAt(order, way, here)
    here = way.falls ? Math.min(here, price) : Math.max(here, price)
    if (turn(walk, order)) way.asked.add(orderId)
    if (book.changes === changes) continue
    changes = book.changes
    ahead = waiting(walk, way, here)
  }
}

/** Works one order; false if it has lost its place in time by it, and may come once more. */
function turn({ context, book, offer, emit, traded, seen }: Walk, order: VenueOrder): boolean {
  seen.add(order.record.context.orderId)
  const { seq } = order
  const missed = workOrder(context, book, order, offer, emit)
  if (order.seq !== seq) return false
  if (missed === undefined) traded.add(order.record.context.orderId)
  return true
}

/**
 * What the price comes to from here to the end of the stretch, the next one last. What was released on this bar and lies behind the price already (the
 * stop of a position that was entered beyond it) is there at once: it does not wait for the price to come back.
 */
function waiting({ context, book, offer, traded, seen }: Walk, way: Way, here: number): VenueOrder[] {
  const { falls, to, asked } = way
  const { openAt } = offer.bar
  const orders: VenueOrder[] = []
  admitNewcomers(book, openAt)
  collect(context, book.market, -Infinity, openAt, orders)
  collectReached(context, book, falls ? to : here, falls ? -here : -to, openAt, orders)
  const sign = falls ? 1 : -1
  return orders
    .filter((order) => {
      const { orderId } = order.record.context
      return !asked.has(orderId) && !traded.has(orderId) && !(seen.has(orderId) && liesBehind(order, way))
    })
    .sort((a, b) => sign * (comesAt(a, way, here) - comesAt(b, way, here)) || b.seq - a.seq)
}

/** Whether it waits for a price to rise to it on a way that falls, or the other way round: it is behind the price, or it would not be looked at. */
function liesBehind({ place, record }: VenueOrder, { falls }: Way): boolean {
  const waitsForRise =
    place === 'above' || place === 'quotedAbove' || (place === 'trail' && record.context.side === 'buy')
  return place !== 'market' && waitsForRise === falls
}

/** Where on the way it has its turn. */
const comesAt = (order: VenueOrder, way: Way, here: number): number =>
  liesBehind(order, way) ? here : (priceOf(order) ?? here)

/** What an order waits for; one that waits for nothing is next wherever the price is. */
const priceOf = (order: VenueOrder): number | undefined => (order.place === 'market' ? undefined : waitedPrice(order))

/** The part of a bar from one price to another: what happens in it happens after the open. */
const stretch = (bar: MarketBar, from: number, to: number): MarketBar => ({
  ...pointOf(bar, from, bar.at),
  high: Math.max(from, to),
  low: Math.min(from, to),
  close: to,
})
