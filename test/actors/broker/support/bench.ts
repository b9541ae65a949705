/** A venue on a bench, for orders that belong together: reports in a few words, bars one after the other, and a bracket to begin with. */
import type { BrokerEmitted, BrokerInput } from '../../../../actors/broker/index.ts'
import type { OrderSubmit, VenueCommand } from '../../../../src/events/index.ts'
import { bar, cancel, openVenue, order, replace, type TestVenue } from './venue.ts'

type Prices = readonly [number, number, number, number]

/** What was said, a few words a report: `accepted a`, `filled a 4`, `canceled b linked`, `restated b 6`. */
export function words(events: readonly BrokerEmitted[]): string[] {
  return events
    .filter(({ type }) => type !== 'venue.ambiguity')
    .map((event) => {
      const what = `${event.type.replace('order.', '')} ${'orderId' in event ? event.orderId : ''}`
      switch (event.type) {
        case 'order.filled':
          return `${what} ${event.lastQty}`
        case 'order.canceled':
          return `${what} ${event.reason}`
        case 'order.restated':
        case 'order.replaced':
          return `${what} ${event.orderQty}`
        case 'order.rejected':
          return `${what} ${event.code}`
        case 'order.cancelRejected':
        case 'order.replaceRejected':
          return `${what} ${event.code}`
        default:
          return what
      }
    })
}

/** A venue whose bars come one after the other, each two units of time long. */
export class Bench {
  readonly venue: TestVenue
  private at = 10
  constructor(input: BrokerInput = {}) {
    this.venue = openVenue({ symbols: ['AAA', 'BBB'], ...input })
  }
  lastFill: string | undefined
  lastExec: string | undefined
  bar(...prices: Prices): string[] {
    this.at += 2
    const said = this.venue.send(bar(prices, { at: this.at, openAt: this.at - 2 }))
    const fills = said.filter((event) => event.type === 'order.filled')
    this.lastFill = fills.at(-1)?.execId ?? this.lastFill
    return words(said)
  }
  command(event: VenueCommand): string[] {
    const said = this.venue.send({ ...event, at: this.at })
    const first = said[0]!
    if ('execId' in first && first.execId !== undefined) this.lastExec = first.execId
    return words(said)
  }
  /** Time goes on without saying so. */
  submit(more: Partial<OrderSubmit>): string[] {
    const event = order({ at: this.at, timeInForce: 'gtc', ...more })
    return words(this.venue.send(event))
  }
  cancel(orderId: string): string[] {
    return words(this.venue.send(cancel(orderId, undefined, this.at)))
  }
  replace(orderId: string, change: { quantity?: number; limitPrice?: number; stopPrice?: number }): string[] {
    return words(this.venue.send({ ...replace(orderId, change), at: this.at }))
  }
  open(): string[] {
    return [...this.venue.snapshot().context.orders.keys()]
  }
}

/** Nothing within reach of any order below. */
export const quiet: Prices = [100, 101, 99, 100]

export const entry: Partial<OrderSubmit> = { orderId: 'e', orderType: 'limit', limitPrice: 95, quantity: 10 }
export const profit: Partial<OrderSubmit> = {
  orderId: 'p',
  parentId: 'e',
  side: 'sell',
  orderType: 'limit',
  limitPrice: 110,
  quantity: 10,
}
export const loss: Partial<OrderSubmit> = {
  ...profit,
  orderId: 'l',
  orderType: 'stop',
  limitPrice: undefined,
  stopPrice: 90,
}
export const tie = (linkType: 'oco' | 'ouo', ...orders: Partial<OrderSubmit>[]): Partial<OrderSubmit>[] =>
  orders.map((one) => ({ ...one, linkId: 'g', linkType }))

export function bracket(bench: Bench, more: Partial<OrderSubmit> = {}, linkType: 'oco' | 'ouo' = 'ouo'): void {
  bench.submit(entry)
  for (const child of tie(linkType, profit, loss)) bench.submit({ ...child, ...more })
}

export const inTwos: BrokerInput = { volume: ({ quantity }) => Math.min(quantity, 4) }
