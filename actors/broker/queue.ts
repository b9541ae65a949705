/** A bar in the hands of a queue model. */
import type { MarketBar, VenueReport } from '../../src/events/index.ts'
import { type Book, unused } from './book.ts'
import { type BrokerContext, type Emit, type Shown, timeOf, tradesIn, type VenueOrder } from './context.ts'
import { deliver, nextExecId } from './desk.ts'
import type { WorkingOrder } from './models/questions.ts'
import type { QueueModel } from './models/queue.ts'
import { canceled, expired, type Unsent } from './reports.ts'

/** Notes the bar for later turns; the price before it is still the book's. */
function show(context: BrokerContext, bar: MarketBar): void {
  const { seen, lastClose, lastAt } = context.books.get(bar.symbol)!
  context.shown.set(bar.symbol, { bar: { ...bar }, seen, lastClose, lastAt, used: unused() })
}

/** A child whose parent has not traded, a suspended order and one for the close do not meet bars. */
const hasTurns = ({ place }: VenueOrder): boolean => place !== 'nowhere' && place !== 'closing'

/** Lets the model give turns; `work` is what happens in one. */
export function workQueue(
  context: BrokerContext,
  queue: QueueModel,
  bar: MarketBar,
  work: (book: Book, order: VenueOrder, shown: Shown) => void,
  emit: Emit,
): void {
  show(context, bar)
  const at = timeOf(context, bar)
  const end = (orderId: string, reportOn: (working: WorkingOrder, execId: string) => Unsent<VenueReport>): void => {
    const order = context.orders.get(orderId)
    if (order === undefined) return
    const working = order.record.context
    deliver(context, context.books.get(working.symbol)!, order, reportOn(working, nextExecId(context)), emit)
  }
  queue({
    bar,
    account: context.account,
    waiting: () =>
      [...context.orders.values()]
        .filter(hasTurns)
        .toSorted((a, b) => a.seq - b.seq)
        .map(({ record, activeFrom }) => ({ order: record.context, activeFrom })),
    turn(orderId) {
      const order = context.orders.get(orderId)
      if (order === undefined || !hasTurns(order)) return 0
      const { symbol, cumQty } = order.record.context
      const shown = context.shown.get(symbol)
      const book = context.books.get(symbol)!
      if (shown === undefined || !tradesIn(book.phase)) return 0
      work(book, order, shown)
      return order.record.context.cumQty - cumQty
    },
    cancel: (orderId) => end(orderId, (working, execId) => canceled(working, at, execId, 'unsolicited')),
    expire: (orderId) => end(orderId, (working, execId) => expired(working, at, execId)),
  })
}
