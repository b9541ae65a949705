/** What crossed on the wire: for every cancel and replace, what the client heard between the request and its answer. */
import { expect } from 'vitest'
import type { OrderRecord } from '../../../actors/order/index.ts'
import type {
  OrderCancel,
  OrderFilled,
  OrderReplace,
  OrderSubmit,
  TradingEvent,
  VenueReport,
} from '../../../src/events/index.ts'
import { faultsOf, ledgerBalances, noOverfill, quantitiesAddUp } from './invariants.ts'
import { clientOrders, play, type Play, type Scene } from './wire.ts'

export interface Crossing {
  readonly request: OrderCancel | OrderReplace
  /** Executions heard of while the request was not answered. */
  readonly fills: readonly OrderFilled[]
  /** Requests of the same order that were made meanwhile. */
  readonly later: readonly (OrderCancel | OrderReplace)[]
  readonly answer: VenueReport | undefined
}

const ANSWERS: readonly string[] = ['order.canceled', 'order.cancelRejected', 'order.replaced', 'order.replaceRejected']

const isRequest = (event: TradingEvent): event is OrderCancel | OrderReplace =>
  event.type === 'order.cancel' || event.type === 'order.replace'

export const answersIn = (events: readonly TradingEvent[], clOrdId: string): VenueReport[] =>
  events.filter(
    (event): event is VenueReport => ANSWERS.includes(event.type) && 'clOrdId' in event && event.clOrdId === clOrdId,
  )

export function crossingsOf({ heard }: Pick<Play, 'heard'>): Crossing[] {
  return heard.flatMap((request, from) => {
    if (!isRequest(request)) return []
    const answer = answersIn(heard, request.clOrdId)[0]
    const until = answer === undefined ? heard.length : heard.indexOf(answer)
    const between = heard
      .slice(from + 1, until)
      .filter((event) => 'orderId' in event && event.orderId === request.orderId)
    const fills = between.filter((event): event is OrderFilled => event.type === 'order.filled')
    return [{ request, fills, later: between.filter(isRequest), answer }]
  })
}

export const fillsIn = (events: readonly TradingEvent[]): OrderFilled[] =>
  events.filter((event): event is OrderFilled => event.type === 'order.filled')

/** The first order of a play, as it was sent and as the client has it. */
export function orderIn(played: Play): { readonly sent: OrderSubmit; readonly order: OrderRecord } {
  const sent = played.heard.find((event): event is OrderSubmit => event.type === 'order.submit')
  if (sent === undefined) throw new Error('no order was sent')
  return { sent, order: clientOrders(played).get(sent.orderId)! }
}

/** What the client found wrong with what it heard. */
export const complaintsOf = ({ heard }: Play): TradingEvent[] =>
  heard.filter(({ type }) => type === 'order.violation' || type === 'order.duplicate' || type === 'account.uncertain')

/** Plays a scene in which every invariant has to hold: those that know no exception after every instant, the others once it is quiet. */
export function playSound(scene: Scene): Play {
  const faults: string[] = []
  const played = play({
    ...scene,
    watch: (now) => {
      scene.watch?.(now)
      faults.push(...ledgerBalances(now), ...noOverfill(now), ...quantitiesAddUp(now))
    },
  })
  expect([...faults, ...faultsOf(played)]).toEqual([])
  return played
}
