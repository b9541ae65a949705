/** A bar in the hands of a queue model. */
import type { MarketBar } from '../../src/events/index.ts'
import { type Book, unused } from './book.ts'
import { type BrokerContext, type Shown, tradesIn, type VenueOrder } from './context.ts'
import type { QueueModel } from './models/queue.ts'

/** Notes the bar for later turns; the price before it is still the book's. */
function show(context: BrokerContext, bar: MarketBar): void {
  const { seen, lastClose, lastAt } = context.books.get(bar.symbol)!
  context.shown.set(bar.symbol, { bar: { ...bar }, seen, lastClose, lastAt, used: unused() })
}

/** Lets the model give turns; `work` is what happens in one. */
export function workQueue(
  context: BrokerContext,
  queue: QueueModel,
  bar: MarketBar,
  work: (book: Book, order: VenueOrder, shown: Shown) => void,
): void {
  show(context, bar)
  queue({
    bar,
    account: context.account,
    waiting: () =>
      [...context.orders.values()]
        .toSorted((a, b) => a.seq - b.seq)
        .map(({ record, activeFrom }) => ({ order: record.context, activeFrom })),
    turn(orderId) {
      const order = context.orders.get(orderId)
      if (order === undefined) return 0
      const { symbol, cumQty } = order.record.context
      const shown = context.shown.get(symbol)
      const book = context.books.get(symbol)!
      if (shown === undefined || !tradesIn(book.phase)) return 0
      work(book, order, shown)
      return order.record.context.cumQty - cumQty
    },
  })
}
