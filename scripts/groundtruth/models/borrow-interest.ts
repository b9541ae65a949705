/** A8: interest on what is held short, and where the instrument says so on what is held long. */
import type { FinancingModel } from 'quantdome'
import type { Terms } from './terms.ts'

/** A financing model that can be asked afterwards what it has charged: Part A reports it with the next closing fill. */
export class BorrowInterest {
  private readonly terms: Readonly<Record<string, Terms>>
  private readonly sums: Record<string, number> = {}

  constructor(terms: Readonly<Record<string, Terms>>) {
    this.terms = terms
  }

  readonly model: FinancingModel = ({ symbol, quantity, averagePrice, days }) => {
    const { interest, interestLong } = this.terms[symbol]!
    if (interest === 0 || (quantity > 0 && !interestLong)) return 0
    const amount = days * (interest / 365) * Math.abs(quantity) * averagePrice
    this.sums[symbol] = this.charged(symbol) + amount
    return amount
  }

  /** Charged for an instrument so far, in currency. */
  charged(symbol: string): number {
    return this.sums[symbol] ?? 0
  }
}
