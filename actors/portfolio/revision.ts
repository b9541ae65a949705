/**
 * Executions that are taken back or corrected after they were booked. A position at average cost depends on the order of its executions, so
 * the book remembers its last ones with what it was before each: a revised one is taken out, and those after it are booked anew. The books
 * are then what they would have been without the mistake, to the smallest unit of money.
 */
import { type Accounts, type Book, bookFill, mark } from './ledger.ts'
import { toUnits } from './money.ts'
import { type Executed, findRecent, readRecent, type RecentExecutions, remember, rewrite, takeFrom } from './recent.ts'

/** Books an execution so that it can be revised; returns the realised profit in units, commission not included. */
export function book(
  accounts: Accounts,
  into: Book,
  execId: string,
  signed: number,
  price: number,
  commission: number,
  scale: number,
): number {
  const { quantity, cost, loan, margin, averagePrice } = into
  const { cash, realized } = accounts
  const profit = bookFill(accounts, into, signed, price, commission, scale)
  const { recent } = into
  remember(
    recent,
    execId,
    signed,
    price,
    commission,
    quantity,
    cost,
    loan,
    margin,
    averagePrice,
    accounts.cash - cash,
    accounts.realized - realized,
  )
  return profit
}

const bookAgain = (
  accounts: Accounts,
  into: Book,
  { execId, signed, price, commission }: Executed,
  scale: number,
): number => book(accounts, into, execId, signed, price, commission, scale)

/**
 * Puts `now` in the place of the execution `was`; with a quantity of 0 it is only taken out, and its commission is what stays charged.
 * Returns by how much the realised profit changed, in units, commission not included.
 */
export function revise(accounts: Accounts, into: Book, was: Executed, now: Executed, scale: number): number {
  const before = accounts.realized
  const number = findRecent(into.recent, was.execId)
  if (into.deposit > 0) reverse(accounts, into, number, was, now, scale)
  else if (number < 0) oppose(accounts, into, was, now, scale)
  else rebook(accounts, into, number, now, scale)
  return before - accounts.realized
}

/** Takes out everything from an execution on, and books it again with the one execution revised. */
function rebook(accounts: Accounts, into: Book, number: number, now: Executed, scale: number): void {
  const undone = takeFrom(into.recent, number)
  const first = undone[0]!
  into.quantity = first.quantity
  into.cost = first.cost
  into.loan = first.loan
  into.margin = first.margin
  into.averagePrice = first.averagePrice
  for (const { cash, realized, commission } of undone) {
    accounts.cash -= cash
    accounts.realized -= realized
    accounts.commission -= toUnits(commission, scale)
  }
  if (now.signed !== 0) bookAgain(accounts, into, now, scale)
  else charge(accounts, now.commission, scale)
  for (let i = 1; i < undone.length; i++) bookAgain(accounts, into, undone[i]!, scale)
}

function charge(accounts: Accounts, commission: number, scale: number): void {
  const fee = toUnits(commission, scale)
  accounts.cash -= fee
  accounts.commission += fee
}

/**
 * The opposite at the same price: position and cash become exactly right, a realised profit stays where the average cost of then is not
 * known any more. It is remembered like an execution, because those before it may still be revised.
 */
function oppose(accounts: Accounts, into: Book, was: Executed, now: Executed, scale: number): void {
  book(accounts, into, was.execId, -was.signed, was.price, -was.commission, scale)
  if (now.signed !== 0) bookAgain(accounts, into, now, scale)
  else charge(accounts, now.commission, scale)
}

/**
 * The opposite for a future: exact in all, since its profit is settled in cash and does not depend on the order of executions; only its
 * average price is worked out anew.
 */
function reverse(accounts: Accounts, into: Book, number: number, was: Executed, now: Executed, scale: number): void {
  const { settled, last, recent } = into
  bookFill(accounts, into, -was.signed, was.price, 0, scale)
  if (now.signed !== 0) bookFill(accounts, into, now.signed, now.price, 0, scale)
  charge(accounts, now.commission - was.commission, scale)
  if (number >= 0) {
    const { quantity, averagePrice } = readRecent(recent, number)
    rewrite(recent, number, now, quantity, averagePrice)
    into.averagePrice = averageFrom(recent, number)
  }
  if (into.quantity === 0) return
  mark(accounts, into, settled, scale)
  into.last = last
}

/** The average price after all remembered executions, from what it was before one of them; those after it are told what they follow now. */
function averageFrom(recent: RecentExecutions, from: number): number {
  let { quantity: held, averagePrice: average } = readRecent(recent, from)
  for (let number = from; number < recent.next; number++) {
    const booked = readRecent(recent, number)
    rewrite(recent, number, booked, held, average)
    const { signed, price } = booked
    const closing = held * signed < 0 ? Math.min(Math.abs(held), Math.abs(signed)) : 0
    const opening = Math.abs(signed) - closing
    const kept = Math.abs(held) - closing
    if (opening > 0) average = (average * kept + price * opening) / (kept + opening)
    held += signed
    if (Math.abs(held) < 1e-12) average = 0
  }
  return average
}
