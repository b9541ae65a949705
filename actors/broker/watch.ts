/**
 * The orders whose every event is to be explained, and what happened to them on the event that is being worked. A venue that nobody asks has
 * no watch, and does and says nothing of all this. An instance of a class, so that immer leaves it alone: nothing in it outlives its event.
 */
import type { Side } from '../../src/events/index.ts'
import type { NoFill } from './models/questions.ts'

/** What became of a watched order on the present event: a reason, `filled`, or nothing yet. */
export type Outcome = Pick<NoFill, 'code' | 'facts'> | 'filled' | undefined

export class Watch {
  readonly orders: readonly string[]
  /** Watched orders that worked when the present event came. */
  readonly looks = new Map<string, Outcome>()
  /** Stops of those that trail, as they stood then. */
  readonly stops = new Map<string, number>()
  /** What anybody has traded on it. */
  readonly #trades: { readonly orderId: string; readonly side: Side; readonly quantity: number }[] = []

  constructor(orders: readonly string[]) {
    this.orders = orders
  }

  /** An event comes, and these watched orders work in its market. */
  begin(working: Iterable<string>): void {
    this.looks.clear()
    this.stops.clear()
    this.#trades.length = 0
    for (const orderId of working) this.looks.set(orderId, undefined)
  }

  /** The venue asked its models about an order, and this was in the way. The last thing that is said of an event counts. */
  miss(orderId: string, code: NoFill['code'], facts: NoFill['facts']): void {
    if (this.looks.has(orderId) && this.looks.get(orderId) !== 'filled') this.looks.set(orderId, { code, facts })
  }

  traded(orderId: string, side: Side, quantity: number): void {
    this.#trades.push({ orderId, side, quantity })
    if (this.looks.has(orderId)) this.looks.set(orderId, 'filled')
  }

  /** Who has used up the volume of a side, as text. */
  users(side: Side): string {
    return this.#trades
      .filter((trade) => trade.side === side)
      .map(({ orderId, quantity }) => `${orderId} (${quantity})`)
      .join(', ')
  }
}
