/** A8: interest on what is held short, and where the instrument says so on what is held long. */
import type { FinancingModel } from 'quantdome'
import { dateOf, MICROS_A_DAY } from './arithmetic.ts'
import type { Terms } from './terms.ts'

/** A financing model that can be asked afterwards what it has charged: Part A reports it with the next closing fill. */
export class BorrowInterest {
  private readonly terms: Readonly<Record<string, Terms>>
  private readonly dateOfBar: (symbol: string, at: number) => number
  private readonly sums: Record<string, number> = {}

  /** `dateOfBar` has the date of an instrument's newest bar: days on which it has none are charged with the next. */
  constructor(terms: Readonly<Record<string, Terms>>, dateOfBar: (symbol: string, at: number) => number) {
    this.terms = terms
    this.dateOfBar = dateOfBar
  }

  readonly model: FinancingModel = ({ symbol, quantity, averagePrice, days: since, at }) => {
    const { interest, interestLong } = this.terms[symbol]!
    if (interest === 0 || (quantity > 0 && !interestLong)) return 0
    const days = this.dateOfBar(symbol, at) - this.dateOfBar(symbol, (dateOf(at) - since + 1) * MICROS_A_DAY - 1)
    const amount = days * (interest / 365) * Math.abs(quantity) * averagePrice
    this.sums[symbol] = this.charged(symbol) + amount
    return amount
  }

  /** Charged for an instrument so far, in currency. */
  charged(symbol: string): number {
    return this.sums[symbol] ?? 0
  }
}
