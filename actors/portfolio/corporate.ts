/**
 * Splits and dividends. A split changes what is held and what it cost a unit, and no money; a dividend is cash for who is long and a charge for who is
 * short. Both hold for what was traded before them, so an execution that is reported late goes through what it has missed.
 */
import type { MarketDividend, MarketSplit, Micros, OrderFilled } from '../../src/events/index.ts'
import type { OrderRecord } from '../order/index.ts'
import type { Emit, PortfolioContext } from './context.ts'
import { forget } from './memory.ts'
import { type Book, payOff, receiveDividend } from './ledger.ts'
import { remargin } from './margin.ts'
import { toUnits } from './money.ts'
import { cutToLot, onGrid } from './grid.ts'
import { noExecutions } from './recent.ts'

/** A split or a dividend that cannot be: a ratio or an amount that is no number above 0. */
export class CorporateActionError extends Error {
  readonly code = 'corporateAction'
  readonly symbol: string
  readonly value: number
  constructor(what: string, symbol: string, value: number) {
    super(`${what} of ${symbol} must be a number above 0, not ${value}`)
    this.name = 'CorporateActionError'
    this.symbol = symbol
    this.value = value
  }
}

/** Parts of a unit that are the rounding of a ratio such as one third, and not a fraction. */
const DUST = 1e-9

export function onSplit(context: PortfolioContext, event: MarketSplit, emit: Emit): void {
  const book = context.books[event.symbol]
  if (book === undefined) return
  const { at, ratio } = event
  if (!(ratio > 0 && Number.isFinite(ratio)))
    throw new CorporateActionError('the ratio of a split', event.symbol, ratio)
  book.actions.push({ at, ratio, perUnit: 0 })
  book.splitRatio = book.splitAt === at ? book.splitRatio * ratio : ratio
  book.splitAt = at
  book.last /= ratio
  book.settled /= ratio
  forget(context, event.symbol)
  book.recent = noExecutions()
  if (book.quantity === 0) return
  const before = book.quantity
  book.quantity *= ratio
  book.averagePrice /= ratio
  const { symbol, quantity, averagePrice } = book
  emit({ type: 'account.split', at: context.config.now(), symbol, ratio, before, quantity, averagePrice })
  const realized = payFraction(context, book, emit)
  remargin(context, book)
  announcePosition(context, book, realized, emit)
}

export function onDividend(context: PortfolioContext, event: MarketDividend, emit: Emit): void {
  const book = context.books[event.symbol]
  if (book === undefined) return
  const { at, amount } = event
  if (!(amount > 0 && Number.isFinite(amount))) throw new CorporateActionError('the dividend', event.symbol, amount)
  book.actions.push({ at, ratio: 1, perUnit: amount })
  pay(context, book, book.quantity, amount, emit)
}

/** What a future pays is in its price, and not paid to who holds it. */
export function pay(context: PortfolioContext, book: Book, quantity: number, perUnit: number, emit: Emit): void {
  if (quantity === 0 || book.deposit > 0) return
  const { accounts, config } = context
  const received = receiveDividend(accounts, quantity * perUnit * book.multiplier, config.scale)
  emit({
    type: 'account.dividend',
    at: config.now(),
    symbol: book.symbol,
    quantity,
    perUnit,
    amount: received / config.scale,
    cash: accounts.cash / config.scale,
  })
}

/** Pays in cash what of a position makes no lot, at its mark. Answers with the realised profit in units. */
export function payFraction(context: PortfolioContext, book: Book, emit: Emit): number {
  const whole = onGrid(book.quantity, book.lot)
  if (Math.abs(book.quantity - whole) <= DUST * Math.max(1, Math.abs(whole))) {
    book.quantity = whole
    return 0
  }
  const left = cutToLot(book.quantity, book.lot)
  const quantity = book.quantity - left
  const { accounts, config } = context
  const valueBefore = book.marketValue
  const depositsBefore = book.loan + book.margin
  const value = book.deposit > 0 ? 0 : toUnits(left * book.last * book.multiplier, config.scale)
  const { cash, realized } = payOff(accounts, book, left, value)
  context.marketValue += value - valueBefore
  context.grossValue += Math.abs(value) - Math.abs(valueBefore)
  context.deposits += book.loan + book.margin - depositsBefore
  emit({
    type: 'account.cashInLieu',
    at: config.now(),
    symbol: book.symbol,
    quantity,
    price: book.last,
    amount: cash / config.scale,
    cash: accounts.cash / config.scale,
  })
  return realized
}

/**
 * Whether an execution happened before a split, and so is in the units of before it. At the instant of a split itself it did if its order was there before, and
 * the venue had not restated it yet.
 */
function isBefore(context: PortfolioContext, splitAt: Micros, order: OrderRecord, report: OrderFilled): boolean {
  if (report.at !== splitAt) return report.at < splitAt
  return order.context.submittedAt! < splitAt && context.restatedAt.get(report.orderId) !== splitAt
}

/** Units of today for each unit of an execution. */
export function unitsOfToday(context: PortfolioContext, book: Book, order: OrderRecord, report: OrderFilled): number {
  let ratio = 1
  for (const action of book.actions)
    if (action.ratio !== 1 && isBefore(context, action.at, order, report)) ratio *= action.ratio
  return ratio
}

/** Pays the dividends that an execution (signed, in its own units) was entitled to and that were paid before it was reported. */
export function payMissedDividends(
  context: PortfolioContext,
  book: Book,
  order: OrderRecord,
  report: OrderFilled,
  signed: number,
  emit: Emit,
): void {
  let units = signed
  for (const { at, ratio, perUnit } of book.actions) {
    if (ratio !== 1 && isBefore(context, at, order, report)) units *= ratio
    if (perUnit > 0 && report.at < at) pay(context, book, units, perUnit, emit)
  }
}

/** Says what is held now. */
export function announcePosition(context: PortfolioContext, book: Book, realized: number, emit: Emit): void {
  const { accounts, config } = context
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
