/** The last executions of a book, each with what the book was before it: as columns, because every execution is written down and hardly one is ever asked for. */

/** Executions that a book can take back exactly. An older one is undone by its opposite. A power of two. */
const REMEMBERED = 64
const FIELDS = 10

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

/** Plain data, read and written by the functions here alone. Executions are numbered as they come; of number n the place is n modulo the size. */
export interface RecentExecutions {
  /** Number of the oldest that is remembered, and of the next. */
  first: number
  next: number
  readonly ids: string[]
  readonly numbers: number[]
}

export const noExecutions = (): RecentExecutions => ({ first: 0, next: 0, ids: [], numbers: [] })

export const countOf = ({ first, next }: RecentExecutions): number => next - first

/** Adds one; the parameters are the fields of `Booked`. */
export function remember(
  recent: RecentExecutions,
  execId: string,
  signed: number,
  price: number,
  commission: number,
  quantity: number,
  cost: number,
  loan: number,
  margin: number,
  averagePrice: number,
  cash: number,
  realized: number,
): void {
  const { ids, numbers } = recent
  const place = recent.next++ % REMEMBERED
  if (recent.next - recent.first > REMEMBERED) recent.first = recent.next - REMEMBERED
  ids[place] = execId
  const n = place * FIELDS
  numbers[n] = signed
  numbers[n + 1] = price
  numbers[n + 2] = commission
  numbers[n + 3] = quantity
  numbers[n + 4] = cost
  numbers[n + 5] = loan
  numbers[n + 6] = margin
  numbers[n + 7] = averagePrice
  numbers[n + 8] = cash
  numbers[n + 9] = realized
}

/** The number of an execution; -1 when it is not remembered. */
export function findRecent({ first, next, ids }: RecentExecutions, execId: string): number {
  for (let number = first; number < next; number++) if (ids[number % REMEMBERED] === execId) return number
  return -1
}

export function readRecent({ ids, numbers }: RecentExecutions, number: number): Booked {
  const place = number % REMEMBERED
  const n = place * FIELDS
  return {
    execId: ids[place]!,
    signed: numbers[n]!,
    price: numbers[n + 1]!,
    commission: numbers[n + 2]!,
    quantity: numbers[n + 3]!,
    cost: numbers[n + 4]!,
    loan: numbers[n + 5]!,
    margin: numbers[n + 6]!,
    averagePrice: numbers[n + 7]!,
    cash: numbers[n + 8]!,
    realized: numbers[n + 9]!,
  }
}

/** Forgets an execution and all after it; gives them, oldest first. */
export function takeFrom(recent: RecentExecutions, number: number): Booked[] {
  const taken: Booked[] = []
  for (let each = number; each < recent.next; each++) taken.push(readRecent(recent, each))
  recent.next = number
  return taken
}

/** Writes the facts of an execution anew, and what the book was before it. */
export function rewrite(
  recent: RecentExecutions,
  number: number,
  { execId, signed, price, commission }: Executed,
  quantity: number,
  averagePrice: number,
): void {
  const { ids, numbers } = recent
  const place = number % REMEMBERED
  const n = place * FIELDS
  ids[place] = execId
  numbers[n] = signed
  numbers[n + 1] = price
  numbers[n + 2] = commission
  numbers[n + 3] = quantity
  numbers[n + 7] = averagePrice
}
