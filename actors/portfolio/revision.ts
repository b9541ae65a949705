/**
 * Executions that are taken back or corrected after they were booked. A position at average cost depends on the order of its executions, so
 * the book remembers its last ones with what it was before each: a revised one is taken out, and those after it are booked anew. The books
 * are then what they would have been without the mistake, to the smallest unit of money.
 */
import { type Accounts, type Book, bookFill, mark } from './ledger.ts'
import { toUnits } from './money.ts'

/** Executions that a book can take back exactly. An older one is undone by its opposite. */
const REMEMBERED = 64

/** An execution: `signed` units (positive bought) at a price. */
export interface Executed {
  readonly execId: string
  readonly signed: number
  readonly price: number
  /** In currency. */
  readonly commission: number
}

/** An execution as it was booked: what the book was before it, and what it changed in the accounts, commission included, in units. */
export interface Booked extends Executed {
  readonly quantity: number
  readonly cost: number
  readonly loan: number
  readonly margin: number
  readonly averagePrice: number
  readonly cash: number
  readonly realized: number
}

/** Books an execution so that it can be revised; returns the realised profit in units, commission not included. */
export function book(accounts: Accounts, into: Book, execution: Executed, scale: number): number {
  const { quantity, cost, loan, margin, averagePrice } = into
  const { cash, realized } = accounts
  const { execId, signed, price, commission } = execution
  const profit = bookFill(accounts, into, signed, price, commission, scale)
  into.recent.push({
    execId,
    signed,
    price,
    commission,
    quantity,
    cost,
    loan,
    margin,
    averagePrice,
    cash: accounts.cash - cash,
    realized: accounts.realized - realized,
  })
  if (into.recent.length > REMEMBERED) into.recent.splice(0, REMEMBERED / 2)
  return profit
}

/**
 * Puts `now` in the place of the execution `was`; with a quantity of 0 it is only taken out, and its commission is what stays charged.
 * Returns by how much the realised profit changed, in units, commission not included.
 */
export function revise(accounts: Accounts, into: Book, was: Executed, now: Executed, scale: number): number {
  const before = accounts.realized
  const place = into.recent.findIndex(({ execId }) => execId === was.execId)
  if (into.deposit > 0) reverse(accounts, into, was, now, scale)
  else if (place < 0) oppose(accounts, into, was, now, scale)
  else rebook(accounts, into, place, now, scale)
  return before - accounts.realized
}

/** Takes out everything from a place on, and books it again with the one execution revised. */
function rebook(accounts: Accounts, into: Book, place: number, now: Executed, scale: number): void {
  const undone = into.recent.splice(place).map((booked) => ({ ...booked }))
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
  if (now.signed !== 0) book(accounts, into, now, scale)
  else charge(accounts, now.commission, scale)
  for (let i = 1; i < undone.length; i++) book(accounts, into, undone[i]!, scale)
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
  book(accounts, into, { ...was, signed: -was.signed, commission: -was.commission }, scale)
  if (now.signed !== 0) book(accounts, into, now, scale)
  else charge(accounts, now.commission, scale)
}

/**
 * The opposite for a future: exact in all, since its profit is settled in cash and does not depend on the order of executions; only its
 * average price is worked out anew.
 */
function reverse(accounts: Accounts, into: Book, was: Executed, now: Executed, scale: number): void {
  const { settled, last, recent } = into
  bookFill(accounts, into, -was.signed, was.price, 0, scale)
  if (now.signed !== 0) bookFill(accounts, into, now.signed, now.price, 0, scale)
  charge(accounts, now.commission - was.commission, scale)
  const place = recent.findIndex(({ execId }) => execId === was.execId)
  if (place >= 0) {
    recent[place] = { ...recent[place]!, ...now }
    into.averagePrice = averageFrom(recent, place)
  }
  if (into.quantity === 0) return
  mark(accounts, into, settled, scale)
  into.last = last
}

/** The average price after all remembered executions, from what it was before the one at `place`; those after it are told what they follow now. */
function averageFrom(recent: Booked[], place: number): number {
  let { quantity: held, averagePrice: average } = recent[place]!
  for (let i = place; i < recent.length; i++) {
    const { signed, price } = recent[i]!
    recent[i] = { ...recent[i]!, quantity: held, averagePrice: average }
    const closing = held * signed < 0 ? Math.min(Math.abs(held), Math.abs(signed)) : 0
    const opening = Math.abs(signed) - closing
    const kept = Math.abs(held) - closing
    if (opening > 0) average = (average * kept + price * opening) / (kept + opening)
    held += signed
    if (Math.abs(held) < 1e-12) average = 0
  }
  return average
}
