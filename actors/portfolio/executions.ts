/** Executions in the books: what was traded, corrected or taken back changes positions, cash and ledger. */
import type { Micros, OrderFilled, OrderTradeCanceled, OrderTradeCorrected } from '../../src/events/index.ts'
import type { Execution, OrderRecord } from '../order/index.ts'
import type { Emit, PortfolioContext } from './context.ts'
import { announcePosition, pay, payFraction, payMissedDividends, unitsOfToday } from './corporate.ts'
import { chargeFinancing } from './financing.ts'
import { type Book, bookFill, mark } from './ledger.ts'
import { remargin } from './margin.ts'
import { type Executed, noExecutions } from './recent.ts'
import { book as enter, revise } from './revision.ts'

/** An execution: the ledger has it in the units of today, and with the dividends it was entitled to, however late it is reported. */
export function bookExecution(
  context: PortfolioContext,
  book: Book,
  order: OrderRecord,
  report: OrderFilled,
  emit: Emit,
): void {
  const { side, symbol } = order.context
  const { execId, commission } = report
  const signed = side === 'buy' ? report.lastQty : -report.lastQty
  const ratio = book.actions.length === 0 ? 1 : unitsOfToday(context, book, order, report)
  if (ratio !== 1)
    emit({
      type: 'account.lateExecution',
      at: context.config.now(),
      symbol,
      orderId: report.orderId,
      execId,
      ratio,
    })
  emit(report)
  chargeFinancing(context, book, emit)
  const { accounts, config } = context
  const depositsBefore = book.loan + book.margin
  const price = report.lastPx / ratio
  let realized =
    ratio === 1
      ? enter(accounts, book, execId, signed, price, commission, config.scale)
      : bookFill(accounts, book, signed * ratio, price, commission, config.scale, 0)
  context.deposits += book.loan + book.margin - depositsBefore
  if (Number.isNaN(book.last)) remark(context, book, price)
  else if (book.deposit === 0 || isMarkNewer(book, report)) remark(context, book, book.last)
  if (ratio !== 1) {
    // a fraction that is paid off is no execution: what was before it can no more be booked anew
    book.recent = noExecutions()
    realized += payFraction(context, book, emit)
  }
  if (book.actions.length > 0) payMissedDividends(context, book, order, report, signed, emit)
  remargin(context, book)
  announcePosition(context, book, realized, emit)
}

/** What an execution was before a report revised it: a copy, because the order goes on. */
export type Revised = Pick<Execution, 'execId' | 'quantity' | 'price' | 'commission' | 'transactTime'>

/** Books that an execution was corrected or taken back, dividends included. */
export function bookRevision(
  context: PortfolioContext,
  book: Book,
  order: OrderRecord,
  report: OrderTradeCanceled | OrderTradeCorrected,
  was: Revised,
  emit: Emit,
): void {
  const sign = order.context.side === 'buy' ? 1 : -1
  const isBust = report.type === 'order.tradeCanceled'
  const before: Executed = { ...was, signed: sign * was.quantity }
  const now: Executed = {
    execId: report.execId,
    signed: isBust ? 0 : sign * report.lastQty,
    price: report.lastPx,
    commission: report.commission ?? (isBust ? 0 : was.commission),
  }
  chargeFinancing(context, book, emit)
  const { accounts, config } = context
  const depositsBefore = book.loan + book.margin
  const realized = revise(accounts, book, before, now, config.scale)
  context.deposits += book.loan + book.margin - depositsBefore
  if (book.deposit === 0) remark(context, book, Number.isNaN(book.last) ? report.lastPx : book.last)
  payDividends(context, book, was.transactTime, now.signed - before.signed, emit)
  remargin(context, book)
  announcePosition(context, book, realized, emit)
}

/** Dividends that were paid on more, or on less, than there was. */
function payDividends(context: PortfolioContext, book: Book, since: Micros, units: number, emit: Emit): void {
  for (const { at, perUnit } of book.actions) if (perUnit > 0 && since < at) pay(context, book, units, perUnit, emit)
}

/**
 * A future has been settled at the execution's price, which is newer than the last mark; unless the trade was before that, or its report comes
 * after the mark of the same instant.
 */
const isMarkNewer = ({ markedAt }: Book, { at, transactTime }: OrderFilled): boolean =>
  transactTime < markedAt || at === markedAt

/** Marks a position to a price. The hottest line of the portfolio: every bar comes through here. */
export function remark(context: PortfolioContext, book: Book, price: number): void {
  const { config } = context
  const before = book.marketValue
  if (before === 0 && book.quantity === 0) book.last = price
  else {
    const change = mark(context.accounts, book, price, config.scale)
    if (change !== 0) {
      context.marketValue += change
      context.grossValue += Math.abs(book.marketValue) - Math.abs(before)
    }
  }
  if (config.margin !== undefined) remargin(context, book)
}
