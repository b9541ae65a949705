/** Good-till-date orders by the instant in which they end, so that the next one is known without a look at any. */
import type { Micros } from '../../src/events/index.ts'
import type { BrokerContext, VenueOrder } from './context.ts'
import { insertSorted, positionIn } from './entries.ts'

/** Keys are negated times: the soonest comes last. */
const keyOf = (order: VenueOrder): number => -order.record.context.terms.expireTime!

function noteNext(context: BrokerContext): void {
  const soonest = context.expiries.at(-1)
  context.nextExpiry = soonest === undefined ? Number.MAX_SAFE_INTEGER : -soonest.key
}

export function noteExpiry(context: BrokerContext, order: VenueOrder): void {
  insertSorted(context.expiries, { key: keyOf(order), seq: order.seq, orderId: order.record.context.orderId })
  noteNext(context)
}

/** An order may have lost its place in time since it came, so it is found by its name among those of its instant. */
export function forgetExpiry(context: BrokerContext, order: VenueOrder): void {
  const { orderId } = order.record.context
  let at = positionIn(context.expiries, keyOf(order), Number.MAX_SAFE_INTEGER)
  while (context.expiries[at]!.orderId !== orderId) at++
  context.expiries.splice(at, 1)
  noteNext(context)
}

/** Orders whose last instant lies before `at`, the soonest first. */
export function due(context: BrokerContext, at: Micros): string[] {
  const ids: string[] = []
  for (let i = context.expiries.length - 1; i >= 0 && -context.expiries[i]!.key < at; i--)
    ids.push(context.expiries[i]!.orderId)
  return ids
}
