/** From the venue's reports to positions and cash. */
import type { OrderRequest, VenueReport } from '../../src/events/index.ts'
import { duplicateOf, isSettled, offerToOrder, type OrderRecord, violationOf } from '../order/index.ts'
import type { Emit, PortfolioContext } from './context.ts'
import { type Book, bookFill, mark, onGrid, payFinancing } from './ledger.ts'

const MICROS_A_DAY = 86_400_000_000

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
  const leavesChange = state.leavesQty - leavesBefore
  if (leavesChange !== 0) {
    if (state.side === 'buy') book.workingBuy = onGrid(book.workingBuy + leavesChange, book.lot)
    else book.workingSell = onGrid(book.workingSell + leavesChange, book.lot)
    const outlay = context.outlay.get(report.orderId)
    if (outlay !== undefined) context.reserved += outlay * leavesChange
  }

  emit(report)
  if (report.type === 'order.filled')
    bookExecution(
      context,
      book,
      state.side === 'buy' ? report.lastQty : -report.lastQty,
      report.lastPx,
      report.commission,
      emit,
    )

  // not merely closed: the answer to a cancel that crossed the last fill is still on its way
  if (isSettled(order)) {
    context.orders.delete(report.orderId)
    // sums of fractions leave dust; with nothing open there is nothing reserved
    if (context.outlay.delete(report.orderId) && context.outlay.size === 0) context.reserved = 0
    if (state.tag !== undefined) context.tags.delete(`${state.strategy ?? ''}/${state.tag}`)
  }
}

function bookExecution(
  context: PortfolioContext,
  book: Book,
  signed: number,
  price: number,
  commission: number,
  emit: Emit,
): void {
  const { accounts, config } = context
  chargeFinancing(context, book)
  const depositsBefore = book.loan + book.margin
  const realized = bookFill(accounts, book, signed, price, commission, config.scale)
  context.deposits += book.loan + book.margin - depositsBefore
  // a future has been settled at the execution's price, which is newer than the last mark
  if (book.deposit === 0 || Number.isNaN(book.last)) remark(context, book, Number.isNaN(book.last) ? price : book.last)
  emit({
    type: 'position.changed',
    at: config.now(),
    symbol: book.symbol,
    quantity: book.quantity,
    averagePrice: book.averagePrice,
    realized: realized / config.scale,
    cash: accounts.cash / config.scale,
  })
}

/** Marks a position to a price. The hottest line of the portfolio: every bar comes through here. */
export function remark(context: PortfolioContext, book: Book, price: number): void {
  const before = book.marketValue
  const change = mark(context.accounts, book, price, context.config.scale)
  if (change !== 0) {
    context.marketValue += change
    context.grossValue += Math.abs(book.marketValue) - Math.abs(before)
  }
}

/** Charges what holding the position has cost since the last charge, by whole days. */
export function chargeFinancing(context: PortfolioContext, book: Book): void {
  const financing = context.config.financing
  if (financing === undefined) return
  const day = Math.floor(context.config.now() / MICROS_A_DAY)
  const days = day - book.chargedDay
  book.chargedDay = day
  if (book.quantity === 0 || !(days > 0)) return
  const amount = financing({
    symbol: book.symbol,
    quantity: book.quantity,
    averagePrice: book.averagePrice,
    last: book.last,
    multiplier: book.multiplier,
    days,
  })
  if (amount !== 0) payFinancing(context.accounts, amount, context.config.scale)
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
