/** From the venue's reports to positions and cash. */
import type { OrderFilled, OrderRequest, VenueReport } from '../../src/events/index.ts'
import { duplicateOf, isSettled, offerToOrder, type OrderRecord, violationOf } from '../order/index.ts'
import { noteLeaves, untie } from './commitments.ts'
import { type Emit, type PortfolioContext, tagKey } from './context.ts'
import { announcePosition, payFraction, payMissedDividends, unitsOfToday } from './corporate.ts'
import { chargeFinancing } from './financing.ts'
import { type Book, bookFill, mark } from './ledger.ts'
import { remargin } from './margin.ts'

/** Takes a request into the client's own view of the order and lets it out; one that is not legal becomes a violation. */
export function send(context: PortfolioContext, orderId: string, request: OrderRequest, emit: Emit): void {
  const order = context.orders.get(orderId)
  if (isTaken(context, order, request, emit)) emit(request)
}

/** Takes a report into the order, the position and the ledger, and tells the strategy. */
export function onReport(context: PortfolioContext, report: VenueReport, emit: Emit): void {
  const order = context.orders.get(report.orderId)
  const leavesBefore = order?.context.leavesQty ?? 0
  if (!isTaken(context, order, report, emit)) return
  const state = order.context
  const book = context.books[state.symbol]!
  const ratio = report.type === 'order.restated' ? report.splitRatio : undefined
  noteLeaves(context, book, order, leavesBefore, ratio)
  if (ratio !== undefined) context.restatedAt.set(report.orderId, report.at)

  if (report.type === 'order.filled') onExecution(context, book, order, report, emit)
  else emit(report)

  // not merely closed: the answer to a cancel that crossed the last fill is still on its way
  if (isSettled(order)) {
    context.orders.delete(report.orderId)
    untie(context, report.orderId)
    // sums of fractions leave dust; with nothing open there is nothing reserved
    if (context.outlay.delete(report.orderId) && context.outlay.size === 0) context.reserved = 0
    if (context.restatedAt.size > 0) context.restatedAt.delete(report.orderId)
    if (state.tag !== undefined && context.tags.get(tagKey(state)) === report.orderId)
      context.tags.delete(tagKey(state))
  }
}

/** An execution: the ledger has it in the units of today, and with the dividends it was entitled to, however late it is reported. */
function onExecution(context: PortfolioContext, book: Book, order: OrderRecord, report: OrderFilled, emit: Emit): void {
  const { side, symbol } = order.context
  const signed = side === 'buy' ? report.lastQty : -report.lastQty
  const ratio = book.actions.length === 0 ? 1 : unitsOfToday(context, book, order, report)
  if (ratio !== 1) {
    const { orderId, execId } = report
    emit({ type: 'account.lateExecution', at: context.config.now(), symbol, orderId, execId, ratio })
  }
  emit(report)
  chargeFinancing(context, book, emit)
  const { accounts, config } = context
  const depositsBefore = book.loan + book.margin
  const lot = ratio === 1 ? book.lot : 0
  const price = report.lastPx / ratio
  let realized = bookFill(accounts, book, signed * ratio, price, report.commission, config.scale, lot)
  context.deposits += book.loan + book.margin - depositsBefore
  if (Number.isNaN(book.last)) remark(context, book, price)
  else if (book.deposit === 0 || isMarkNewer(book, report)) remark(context, book, book.last)
  if (ratio !== 1) realized += payFraction(context, book, emit)
  if (book.actions.length > 0) payMissedDividends(context, book, order, report, signed, emit)
  remargin(context, book)
  announcePosition(context, book, realized, emit)
}

/**
 * A future has been settled at the execution's price, which is newer than the last mark; unless the trade was before that, or its report comes
 * after the mark of the same instant.
 */
const isMarkNewer = ({ markedAt }: Book, { at, transactTime }: OrderFilled): boolean =>
  transactTime < markedAt || at === markedAt

/** Marks a position to a price. The hottest line of the portfolio: every bar comes through here. */
export function remark(context: PortfolioContext, book: Book, price: number): void {
  const before = book.marketValue
  const change = mark(context.accounts, book, price, context.config.scale)
  if (change !== 0) {
    context.marketValue += change
    context.grossValue += Math.abs(book.marketValue) - Math.abs(before)
  }
  if (context.config.margin !== undefined) remargin(context, book)
}

/** Hands an event to its order. What the order does not take is said, as a violation or as a duplicate, and has no other effect. */
function isTaken(
  context: PortfolioContext,
  order: OrderRecord | undefined,
  event: VenueReport | OrderRequest,
  emit: Emit,
): order is OrderRecord {
  if (order === undefined) {
    emit({
      type: 'order.violation',
      at: context.config.now(),
      orderId: event.orderId,
      owner: context.config.name,
      state: 'unknown',
      event: event.type,
      text: `${event.type} for ${event.orderId}, which is not open here: never sent, or finished already`,
    })
    return false
  }
  const outcome = offerToOrder(order, event)
  if (outcome === 'applied') return true
  emit(
    outcome === 'duplicate'
      ? duplicateOf(order, event, context.config.name)
      : violationOf(order, event, context.config.name),
  )
  return false
}
