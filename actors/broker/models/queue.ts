/** Queue models: whose turn it is when a bar has come. */
import type { MarketBar, Micros } from '../../../src/events/index.ts'
import { named } from './named.ts'
import type { WorkingOrder } from './questions.ts'

/** A working order that waits for its turn. */
export interface QueuedOrder {
  readonly order: WorkingOrder
  /** From when on it can trade: its arrival, or that of its last replacement. */
  readonly activeFrom: Micros
}

/** What a queue model has in its hands for the length of one bar. */
export interface QueueDesk {
  /** The bar that has come. */
  readonly bar: MarketBar
  /** The credit model's account, `undefined` where there is none. A queue and a credit model that are made for each other may both write to it. */
  readonly account: unknown
  /**
   * Everything that could trade on a bar now, whatever its symbol, by time priority. A child is here once its parent has traded, so a second look
   * on the same bar finds it.
   */
  waiting(): readonly QueuedOrder[]
  /**
   * Gives an order its turn on the last bar of its symbol: the other models are asked, and what they say is done. Answers how many units
   * it traded; 0 for an order that is not there any more, or whose symbol has no bar yet or does not trade now.
   */
  turn(orderId: string): number
  /** Ends an order unasked (`unsolicited`): what works against its own side, for instance, or what a rule of the market's forbids. */
  cancel(orderId: string): void
  /** Ends an order because its time is over, where it is the model that says so. */
  expire(orderId: string): void
}

/**
 * Called once for every bar, in place of the venue's own rule (`oldestFirst`). An order may have its turn never, once or several
 * times on a bar, orders of other symbols too. Nothing keeps a model from serving orders on a bar that was over when they arrived: that is
 * its own responsibility, and `activeFrom` says it.
 */
export type QueueModel = (desk: QueueDesk) => void

/** The venue's own rule as a model: the orders of the bar's symbol that were there when it opened, each once, by time priority. */
export const oldestFirst: QueueModel = named('oldestFirst', ({ bar, waiting, turn }) => {
  for (const { order, activeFrom } of waiting())
    if (order.symbol === bar.symbol && activeFrom <= bar.openAt) turn(order.orderId)
})
