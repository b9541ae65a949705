/** The holdings table: what was held of each symbol, and what it was worth, whenever the backtest says so. */
import type { Micros } from '../../events/index.ts'
import { FIRST_CAPACITY, grow } from '../tables/columns.ts'
import type { Names } from '../tables/names.ts'

/** A position at a market update. */
export interface HoldingRow {
  readonly at: Micros
  readonly symbol: string
  /** Signed: positive long, negative short. */
  readonly quantity: number
  /** Signed value at the last price, in currency. */
  readonly marketValue: number
}

const columns = (capacity: number) => ({
  symbol: new Uint32Array(capacity),
  at: new Float64Array(capacity),
  quantity: new Float64Array(capacity),
  marketValue: new Float64Array(capacity),
})

export class HoldingTable {
  length = 0
  private readonly names: Names
  private readonly columns = columns(FIRST_CAPACITY)

  constructor(names: Names) {
    this.names = names
  }

  add(at: Micros, symbol: string, quantity: number, marketValue: number): void {
    const row = this.length
    const c = this.columns
    if (row === c.at.length) grow(c)
    this.length = row + 1
    c.symbol[row] = this.names.symbols.number(symbol)
    c.at[row] = at
    c.quantity[row] = quantity
    c.marketValue[row] = marketValue
  }

  row(row: number): HoldingRow {
    const c = this.columns
    return {
      at: c.at[row]!,
      symbol: this.names.symbols.name(c.symbol[row]!),
      quantity: c.quantity[row]!,
      marketValue: c.marketValue[row]!,
    }
  }
}
