/** Terms of an instrument in Part A of the rules: commission, futures margin, leverage, borrow interest (A5, A8). */
import type { CommissionModel, InstrumentTerms } from 'quantdome'
import type { CaseCommission } from '../formats.ts'

export interface Terms {
  /** A stock is paid for; of a future only `margin` is deposited, and its profit is settled in cash. */
  readonly stocklike: boolean
  /** Deposit a contract of a future. */
  readonly margin: number
  /** Currency per point and contract of a future. */
  readonly mult: number
  readonly leverage: number
  /** Yearly rate on what is held short, and, with `interestLong`, long. */
  readonly interest: number
  readonly interestLong: boolean
  /** Commission of so many units at a price (A5). */
  fee(size: number, price: number): number
}

export function termsOf(commission: CaseCommission = {}): Terms {
  const { type = 'none', value: rate = 0, stocklike = true } = commission
  return {
    stocklike,
    margin: commission.margin ?? 0,
    mult: commission.mult ?? 1,
    leverage: commission.leverage ?? 1,
    interest: commission.interest ?? 0,
    interestLong: commission.interest_long ?? false,
    fee: (size, price) =>
      type === 'percent' ? Math.abs(size) * rate * price : type === 'per_unit' ? Math.abs(size) * rate : 0,
  }
}

/** What the portfolio's books need to know of these terms. */
export const instrumentOf = ({ stocklike, margin, mult, leverage }: Terms): InstrumentTerms =>
  stocklike ? { leverage } : { deposit: margin, multiplier: mult }

/** A5: the closing and the opening part of an execution pay alike, so the whole of it is charged at once. */
export const commissionBy =
  (terms: Readonly<Record<string, Terms>>): CommissionModel =>
  ({ order, quantity, price }) =>
    terms[order.symbol]!.fee(quantity, price)
