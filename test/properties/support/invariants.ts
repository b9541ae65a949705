/** What holds of every play, however the wire behaved, once it is quiet. Each is worked out from the orders and messages themselves. */
import { isClosed, type OrderRecord, orderState } from '../../../actors/order/index.ts'
import { trialBalance } from '../../../actors/portfolio/index.ts'
import type { AccountUncertain, OrderFilled, TradingEvent, VenueReport } from '../../../src/events/index.ts'
import { CASH, clientOrders, type Play, venueOrders } from './wire.ts'

/** A fault in words; an invariant that holds has none. */
export type Faults = readonly string[]

const isClose = (a: number, b: number): boolean => Math.abs(a - b) <= 1e-6 * Math.max(1, Math.abs(a), Math.abs(b))

const live = ({ context }: OrderRecord) => context.executions.filter((execution) => execution.live)

/** Orders of which the portfolio said that it does not know how they stand. */
const uncertainOf = (play: Play): Set<string> =>
  new Set(
    play.heard.flatMap((event) =>
      event.type === 'account.uncertain' ? [(event satisfies AccountUncertain).orderId] : [],
    ),
  )

/** On either side, no order has executed more than its quantity, and what it has is the sum of its executions. */
export const noOverfill = (play: Play): Faults =>
  [venueOrders(play), clientOrders(play)].flatMap((orders) =>
    [...orders].flatMap(([id, order]) => {
      const { quantity, cumQty } = order.context
      const sum = live(order).reduce((total, execution) => total + execution.quantity, 0)
      return [
        ...(cumQty > quantity + 1e-9 ? [`${id} executed ${cumQty} of ${quantity}`] : []),
        ...(isClose(sum, cumQty) ? [] : [`${id} has executed ${cumQty}, its executions are ${sum}`]),
      ]
    }),
  )

/** While an order works, what is executed and what is left make its quantity; AvgPx is the executions' average. */
export const quantitiesAddUp = (play: Play): Faults =>
  [venueOrders(play), clientOrders(play)].flatMap((orders) =>
    [...orders].flatMap(([id, order]) => {
      const { quantity, cumQty, leavesQty, avgPx } = order.context
      const notional = live(order).reduce((total, execution) => total + execution.quantity * execution.price, 0)
      const average = cumQty === 0 ? 0 : notional / cumQty
      return [
        ...(leavesQty > 0 && !isClose(cumQty + leavesQty, quantity)
          ? [`${id}: ${cumQty} + ${leavesQty} ≠ ${quantity}`]
          : []),
        ...(isClose(avgPx, average) ? [] : [`${id}: AvgPx ${avgPx}, its executions average ${average}`]),
      ]
    }),
  )

/** The same of every report that the venue made. */
export const reportsAddUp = (play: Play): Faults =>
  play.said.flatMap((event) => {
    if (!('leavesQty' in event)) return []
    const { type, orderId, cumQty, leavesQty, orderQty } = event as VenueReport
    return leavesQty > 0 && !isClose(cumQty + leavesQty, orderQty)
      ? [`${type} ${orderId}: ${cumQty} + ${leavesQty} ≠ ${orderQty}`]
      : []
  })

/** Client and venue have the same orders, in the same state; except where the portfolio said that it does not know. */
export function viewsAgree(play: Play): Faults {
  const venue = venueOrders(play)
  const uncertain = uncertainOf(play)
  const faults: string[] = []
  for (const [id, mine] of clientOrders(play)) {
    if (uncertain.has(id)) continue
    const theirs = venue.get(id)
    if (theirs === undefined) {
      if (!isClosed(mine) || mine.context.cumQty > 0)
        faults.push(`${id} is ${orderState(mine)} here, and unknown to the venue`)
      continue
    }
    const both = [mine, theirs].map(({ context }, side) => ({
      side,
      facts: JSON.stringify([
        context.quantity,
        context.cumQty,
        context.leavesQty,
        context.avgPx.toPrecision(9),
        context.limitPrice ?? null,
        [
          context.timeInForce,
          context.timeInForce === 'gtd' && context.terms.expireTime,
          context.terms.displayQuantity ?? null,
        ],
        isClosed(side === 0 ? mine : theirs),
      ]),
    }))
    if (both[0]!.facts !== both[1]!.facts)
      faults.push(`${id}: ${orderState(mine)} ${both[0]!.facts}, at the venue ${orderState(theirs)} ${both[1]!.facts}`)
  }
  return faults
}

/** The position is the sum of the executions, here and at the venue; the cash is what they cost. */
export function booksAgree(play: Play): Faults {
  const { accounts, books, config } = play.client
  const uncertain = uncertainOf(play)
  const faults: string[] = []
  const own = sumOf(clientOrders(play), new Set())
  const position = books['AAA']!.quantity
  if (!isClose(own.quantity, position)) faults.push(`position ${position}, executions ${own.quantity}`)
  const cash = accounts.cash / config.scale
  if (Math.abs(CASH - own.cost - cash) > 0.005) faults.push(`cash ${cash}, executions leave ${CASH - own.cost}`)
  const theirs = sumOf(venueOrders(play), uncertain)
  const known = sumOf(clientOrders(play), uncertain)
  if (!isClose(known.quantity, theirs.quantity))
    faults.push(`position ${known.quantity}, at the venue ${theirs.quantity}`)
  if (Math.abs(known.cost - theirs.cost) > 0.005) faults.push(`paid ${known.cost}, at the venue ${theirs.cost}`)
  return faults
}

function sumOf(
  orders: ReadonlyMap<string, OrderRecord>,
  without: ReadonlySet<string>,
): { quantity: number; cost: number } {
  let quantity = 0
  let cost = 0
  for (const [id, order] of orders) {
    if (without.has(id)) continue
    const sign = order.context.side === 'buy' ? 1 : -1
    for (const { live: counts, quantity: units, price, commission } of order.context.executions) {
      if (counts) quantity += sign * units
      if (counts) cost += sign * units * price
      if (counts || units === 0) cost += commission
    }
  }
  return { quantity, cost }
}

/** All accounts add up to zero. To be asked after every instant. */
export function ledgerBalances(play: Play): Faults {
  const sum = Object.values(trialBalance(play.client.accounts, play.client.books)).reduce(
    (total, balance) => total + balance,
    0,
  )
  return sum === 0 ? [] : [`the accounts add up to ${sum}`]
}

const isReport = (event: { readonly type: string }): event is VenueReport => 'ordStatus' in event

/** Every report that arrived was taken, or it was said why not; every report made arrived, or it was said that it was lost. */
export function nothingIsSilent(play: Play): Faults {
  const arrived = play.journal.filter(({ to, event }) => to === 'portfolio' && isReport(event)).length
  const answers = play.heard.filter(
    (event) =>
      (isReport(event) && event.inferred !== true) ||
      (event.type === 'order.duplicate' && event.owner === 'portfolio') ||
      (event.type === 'order.violation' && event.owner === 'portfolio'),
  ).length
  const left = play.said.filter(isReport).length
  return [
    ...(arrived === answers ? [] : [`${arrived} reports arrived, ${answers} were answered for`]),
    ...(arrived === left ? [] : [`${left} reports left the venue, ${arrived} arrived`]),
  ]
}

/** Every order that was sent is over, once, or works on both sides; or the portfolio says that it does not know. */
export function ordersEnd(play: Play): Faults {
  const uncertain = uncertainOf(play)
  const mine = clientOrders(play)
  const theirs = venueOrders(play)
  const faults: string[] = []
  for (const event of play.heard) {
    if (event.type !== 'order.submit' || uncertain.has(event.orderId)) continue
    const { orderId } = event
    const order = mine.get(orderId)
    if (order === undefined) faults.push(`${orderId} is forgotten`)
    else if (!isClosed(order) && (theirs.get(orderId) === undefined || isClosed(theirs.get(orderId)!)))
      faults.push(`${orderId} is ${orderState(order)} here, and nothing works at the venue`)
    const ends = play.heard.filter((other) => isEnd(other, orderId))
    // An order that was presumed lost may turn up, is open again, and ends once more; what the venue says itself is the end for good.
    const last = ends.findIndex((end) => !isInferred(end))
    if (last !== -1 && last < ends.length - 1) faults.push(`${orderId} ended ${ends.length} times`)
  }
  return faults
}

const isInferred = (event: TradingEvent): boolean => 'inferred' in event && event.inferred === true

const isEnd = (event: TradingEvent, orderId: string): boolean =>
  (event.type === 'order.canceled' ||
    event.type === 'order.expired' ||
    // the refusal of a copy is not the end of the order itself
    (event.type === 'order.rejected' && event.code !== 'duplicateOrder')) &&
  event.orderId === orderId

/** No fill twice in the books, by its ExecID. */
export function noFillTwice(play: Play): Faults {
  const ids = play.heard.flatMap((event) =>
    event.type === 'order.filled' ? [(event satisfies OrderFilled).execId] : [],
  )
  return ids.length === new Set(ids).size ? [] : [`executions were booked twice: ${ids.join(' ')}`]
}

/** Everything above, once the wire is quiet. */
export const faultsOf = (played: Play): Faults => [
  ...noOverfill(played),
  ...quantitiesAddUp(played),
  ...reportsAddUp(played),
  ...viewsAgree(played),
  ...booksAgree(played),
  ...ledgerBalances(played),
  ...nothingIsSilent(played),
  ...ordersEnd(played),
  ...noFillTwice(played),
]
