/**
 * The portfolio's books: a double-entry ledger in whole units of money, and one book a symbol.
 *
 * Assets and expenses are positive, capital, income and debt negative, so the sum over all accounts is zero, exactly,
 * after every entry. Marks to market are no entries: what is held stands in the ledger at cost, its market value beside it.
 */
import type { Micros } from '../../src/events/index.ts'
import { onGrid } from './grid.ts'
import { share, toUnits } from './money.ts'
import { noExecutions, type RecentExecutions } from './recent.ts'

/** The accounts that are not a symbol's. All in units. */
export interface Accounts {
  cash: number
  /** What was paid in, negative. */
  capital: number
  /** Realised profit before costs, negative for a profit. */
  realized: number
  commission: number
  /** Interest and borrow fees paid. */
  financing: number
  /** Dividends, negative for what was received. */
  dividends: number
}

/** A split, or a dividend, that a book has gone through: what an execution of before it is reported with must go through it still. */
export interface BookAction {
  readonly at: Micros
  /** New units for one old unit, 1 for a dividend. */
  readonly ratio: number
  /** In currency a unit, 0 for a split. */
  readonly perUnit: number
}

/** One symbol: what is held, at what cost, at what mark. `cost`, `loan` and `margin` are ledger accounts, in units. */
export interface Book {
  readonly symbol: string
  readonly multiplier: number
  readonly lot: number
  /** Part of what is bought that is financed by a loan: 1 − 1/leverage. */
  readonly financed: number
  /** Deposit for each contract of a future, in currency; 0 for what is paid in full. */
  readonly deposit: number
  /** What of it must still be there to keep the contract, in currency. */
  readonly maintenanceDeposit: number
  /** Signed: positive long, negative short. */
  quantity: number
  /** What was paid for it (negative: received), in units. 0 for futures, which cost nothing. */
  cost: number
  /** Borrowed to pay for it, negative, in units. */
  loan: number
  /** Deposited for it, in units. */
  margin: number
  /** Average entry price of what is held, 0 when flat. */
  averagePrice: number
  /** Price to which a future was last settled. */
  settled: number
  /** Last price seen, NaN before the first. */
  last: number
  /** When a future was last marked to it; 0 for what is no future. */
  markedAt: Micros
  /** The best kind of tick it was marked to. */
  markedBy: 'trade' | 'mid' | ''
  /** What is held, at the last price, in units; 0 for futures, whose profit is cash already. */
  marketValue: number
  /** Open order quantity on each side. */
  workingBuy: number
  workingSell: number
  /** The last executions, oldest first, so that one can be revised: see revision.ts. */
  recent: RecentExecutions
  /** Day (since the epoch) up to which financing has been charged. */
  chargedDay: number
  /** When the last split was, NaN before the first, and its ratio: a bar that opened before it is in the old units. */
  splitAt: Micros
  splitRatio: number
  /** Margin requirements of what is held, in units; 0 without a margin rule. */
  initial: number
  maintenance: number
  /** Splits and dividends, oldest first. */
  actions: BookAction[]
}

export interface BookTerms {
  multiplier?: number
  /** Smallest step of quantity, default 1; 0 lets any quantity pass. */
  lot?: number
  /** Share of the price of what is bought that is paid in cash is 1/leverage; short sales bring all of it. Default 1. */
  leverage?: number
  /** Makes it a future: deposit for each contract, in currency; profit and loss are settled in cash at every mark. */
  deposit?: number
  /** Of a future under a margin rule: what must be there to keep a contract, at most `deposit`. Default: all of it. */
  maintenanceDeposit?: number
}

export function openAccounts(cash: number, scale: number): Accounts {
  const units = toUnits(cash, scale)
  return { cash: units, capital: -units, realized: 0, commission: 0, financing: 0, dividends: 0 }
}

export function openBook(symbol: string, terms: BookTerms = {}): Book {
  return {
    symbol,
    multiplier: terms.multiplier ?? 1,
    lot: terms.lot ?? 1,
    financed: 1 - 1 / (terms.leverage ?? 1),
    deposit: terms.deposit ?? 0,
    maintenanceDeposit: terms.maintenanceDeposit ?? terms.deposit ?? 0,
    quantity: 0,
    cost: 0,
    loan: 0,
    margin: 0,
    averagePrice: 0,
    settled: 0,
    last: Number.NaN,
    markedAt: 0,
    markedBy: '',
    marketValue: 0,
    workingBuy: 0,
    workingSell: 0,
    recent: noExecutions(),
    chargedDay: Number.NaN,
    splitAt: Number.NaN,
    splitRatio: 1,
    initial: 0,
    maintenance: 0,
    actions: [],
  }
}

/** Settles a future to a price: what it gained since the last settlement becomes cash. */
function settle(accounts: Accounts, book: Book, price: number, scale: number): number {
  const gain = toUnits(book.quantity * (price - book.settled) * book.multiplier, scale)
  accounts.cash += gain
  accounts.realized -= gain
  book.settled = price
  return gain
}

/**
 * Books an execution: `signed` units (positive bought) at `price`. What reduces the position realises profit against its
 * average cost; the rest opens. Returns the realised profit in units, commission not included. `lot` is the grid on which the position stands
 * afterwards.
 */
export function bookFill(
  accounts: Accounts,
  book: Book,
  signed: number,
  price: number,
  commission: number,
  scale: number,
  lot: number = book.lot,
): number {
  const held = book.quantity
  const closing = held !== 0 && held < 0 !== signed < 0 ? Math.min(Math.abs(held), Math.abs(signed)) : 0
  const opening = Math.abs(signed) - closing
  let realized = 0

  if (book.deposit > 0) {
    realized = held === 0 ? 0 : settle(accounts, book, price, scale)
    const freed = closing > 0 ? share(book.margin, closing, Math.abs(held)) : 0
    const deposited = toUnits(opening * book.deposit, scale)
    accounts.cash += freed - deposited
    book.margin += deposited - freed
    book.settled = price
  } else {
    const direction = signed < 0 ? -1 : 1
    if (closing > 0) {
      const value = toUnits(closing * price * book.multiplier, scale) * -direction
      const cost = share(book.cost, closing, Math.abs(held))
      const loan = share(book.loan, closing, Math.abs(held))
      realized = value - cost
      accounts.cash += value + loan
      accounts.realized -= realized
      book.cost -= cost
      book.loan -= loan
    }
    if (opening > 0) {
      const cost = toUnits(opening * price * book.multiplier, scale) * direction
      // nobody lends for a sale: it brings money
      const loan = book.financed === 0 || direction < 0 ? 0 : toUnits((cost / scale) * book.financed, scale)
      accounts.cash -= cost - loan
      book.cost += cost
      book.loan -= loan
    }
  }

  if (commission !== 0) {
    const fee = toUnits(commission, scale)
    accounts.cash -= fee
    accounts.commission += fee
  }

  book.quantity = withoutDust(held + signed, lot)
  if (book.quantity === 0) book.averagePrice = 0
  else if (opening > 0) {
    const kept = Math.abs(held) - closing
    book.averagePrice = (book.averagePrice * kept + price * opening) / (kept + opening)
  }
  return realized
}

/** On the lot up to the rounding of binary fractions. A fraction of a lot that was traded is held: the books are what was reported. */
function withoutDust(quantity: number, lot: number): number {
  const whole = onGrid(quantity, lot)
  return Math.abs(quantity - whole) <= 1e-9 * Math.max(1, Math.abs(whole)) ? whole : quantity
}

/** Marks a book to a price; returns by how much its market value changed, in units. */
export function mark(accounts: Accounts, book: Book, price: number, scale: number): number {
  book.last = price
  if (book.quantity === 0 && book.marketValue === 0) return 0
  if (book.deposit > 0) {
    settle(accounts, book, price, scale)
    return 0
  }
  const value = toUnits(book.quantity * price * book.multiplier, scale)
  const change = value - book.marketValue
  book.marketValue = value
  return change
}

/** Pays interest or a borrow fee, in currency. Answers with it in units. */
export function payFinancing(accounts: Accounts, amount: number, scale: number): number {
  const units = toUnits(amount, scale)
  accounts.cash -= units
  accounts.financing += units
  return units
}

/** Receives a dividend, in currency; below 0 it is paid. Answers with it in units. */
export function receiveDividend(accounts: Accounts, amount: number, scale: number): number {
  const units = toUnits(amount, scale)
  accounts.cash += units
  accounts.dividends -= units
  return units
}

/**
 * Takes a part of a position off for cash, so that neither equity nor the sum of the accounts changes: what is left is worth `value` units at its
 * mark, and the cash is what it was worth more before. Returns the cash and the realised profit, in units.
 */
export function payOff(
  accounts: Accounts,
  book: Book,
  left: number,
  value: number,
): { readonly cash: number; readonly realized: number } {
  const whole = Math.abs(book.quantity)
  const part = whole - Math.abs(left)
  const cost = share(book.cost, part, whole)
  const loan = share(book.loan, part, whole)
  const margin = share(book.margin, part, whole)
  const cash = book.marketValue - value
  accounts.cash += cash + loan + margin
  accounts.realized -= cash - cost
  book.cost -= cost
  book.loan -= loan
  book.margin -= margin
  book.marketValue = value
  book.quantity = left
  if (left === 0) book.averagePrice = 0
  return { cash, realized: cash - cost }
}

/** Every account and its balance in units; the balances add up to zero. */
export function trialBalance(accounts: Accounts, books: Readonly<Record<string, Book>>): Record<string, number> {
  const balances: Record<string, number> = { ...accounts }
  for (const symbol of Object.keys(books)) {
    const book = books[symbol]!
    if (book.cost !== 0) balances[`securities:${symbol}`] = book.cost
    if (book.loan !== 0) balances[`loan:${symbol}`] = book.loan
    if (book.margin !== 0) balances[`margin:${symbol}`] = book.margin
  }
  return balances
}
