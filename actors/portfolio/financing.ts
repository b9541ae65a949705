/** What holding a position costs, by whole days: borrow fees and interest. */
import type { Micros } from '../../src/events/index.ts'
import type { PortfolioContext, Emit } from './context.ts'
import { type Book, payFinancing } from './ledger.ts'

const MICROS_A_DAY = 86_400_000_000

/** What a financing model is asked. */
export interface FinancedPosition {
  readonly symbol: string
  /** Signed. */
  readonly quantity: number
  readonly averagePrice: number
  /** Last price it was marked to, before the day that is charged for. */
  readonly last: number
  readonly multiplier: number
  /** Whole days (of UTC) since it was last charged. */
  readonly days: number
  /** When it is charged, for rates that change. */
  readonly at: Micros
}

/** An answer that says by which yearly rate it came about, a fraction. */
export interface FinancingCharge {
  readonly amount: number
  readonly rate: number
}

/** Answers what the days cost in currency; below 0 it is received. */
export type FinancingModel = (position: FinancedPosition) => number | FinancingCharge

/** Days of a year that a yearly rate is spread over: money markets in US dollars and euros take 360, others 365. */
export type YearDays = 360 | 365

export interface BorrowTerms {
  /** A year, as a fraction (0.003 is 0.3 %): for every symbol, or by symbol, where one that is not named is borrowed for nothing. */
  readonly rate: number | Readonly<Record<string, number>>
  /** Default 360. */
  readonly year?: YearDays
}

/**
 * What is sold short is borrowed: |quantity| · last price · multiplier · rate · days / year, accrued by actual days on the value at the last mark before them.
 * Not rounded here; the ledger rounds each charge once.
 * @throws RangeError unless every rate is 0 or more, and the year has 360 or 365 days.
 */
export function borrowCost(terms: BorrowTerms): FinancingModel {
  const { rate, year = 360 } = terms
  const rates: readonly (readonly [string, number])[] = typeof rate === 'number' ? [['', rate]] : Object.entries(rate)
  for (const [symbol, value] of rates)
    if (!(value >= 0 && Number.isFinite(value)))
      throw new RangeError(
        `borrowCost takes yearly rates of 0 or more, such as 0.003 for 0.3 %, not ${value}${symbol === '' ? '' : ` for ${symbol}`}`,
      )
  if (year !== 360 && year !== 365)
    throw new RangeError(`borrowCost takes a year of 360 or 365 days, not ${String(year)}`)
  const rateOf = typeof rate === 'number' ? () => rate : (symbol: string) => rate[symbol] ?? 0
  const text = rates.map(([symbol, value]) => (symbol === '' ? value : `${symbol}: ${value}`)).join(', ')
  const model: FinancingModel = ({ symbol, quantity, last, multiplier, days }) => {
    if (quantity >= 0) return 0
    const yearly = rateOf(symbol)
    return { amount: -quantity * last * multiplier * yearly * (days / year), rate: yearly }
  }
  return Object.defineProperty(model, 'name', {
    value: `borrowCost({ rate: ${typeof rate === 'number' ? text : `{ ${text} }`}, year: ${year} })`,
  })
}

/** Charges what holding the position has cost since the last charge, and says so. */
export function chargeFinancing(context: PortfolioContext, book: Book, emit: Emit): void {
  const { financing, now, scale } = context.config
  if (financing === undefined) return
  const day = Math.floor(now() / MICROS_A_DAY)
  const days = day - book.chargedDay
  book.chargedDay = day
  if (book.quantity === 0 || !(days > 0)) return
  const { symbol, quantity, averagePrice, last, multiplier } = book
  const answer = financing({ symbol, quantity, averagePrice, last, multiplier, days, at: now() })
  const { amount, rate } = typeof answer === 'number' ? { amount: answer, rate: undefined } : answer
  const paid = payFinancing(context.accounts, amount, scale)
  if (paid === 0) return
  emit({
    type: 'account.financing',
    at: now(),
    symbol,
    quantity,
    days,
    rate,
    amount: paid / scale,
    cash: context.accounts.cash / scale,
  })
}
