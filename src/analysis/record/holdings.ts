/** The holdings table: what was held of each symbol, and what it was worth, whenever the backtest says so. */
import type { Micros } from '../../events/index.ts'
import type { Names } from '../tables/names.ts'
import { PAGE_ROWS, Paged, slotOf } from '../tables/paged.ts'

/** A position at a market update. */
export interface HoldingRow {
  readonly at: Micros
  readonly symbol: string
  /** Signed: positive long, negative short. */
  readonly quantity: number
  /** Signed value at the last price, in currency. */
  readonly marketValue: number
}

const page = () => ({
  symbol: new Uint32Array(PAGE_ROWS),
  at: new Float64Array(PAGE_ROWS),
  quantity: new Float64Array(PAGE_ROWS),
  marketValue: new Float64Array(PAGE_ROWS),
})

export class HoldingTable {
  private readonly names: Names
  private readonly table = new Paged(page)

  constructor(names: Names) {
    this.names = names
  }

  get length(): number {
    return this.table.length
  }

  add(at: Micros, symbol: string, quantity: number, marketValue: number): void {
    const i = this.table.append()
    const p = this.table.last
    p.symbol[i] = this.names.symbols.number(symbol)
    p.at[i] = at
    p.quantity[i] = quantity
    p.marketValue[i] = marketValue
  }

  row(row: number): HoldingRow {
    const p = this.table.of(row)
    const i = slotOf(row)
    return {
      at: p.at[i]!,
      symbol: this.names.symbols.name(p.symbol[i]!),
      quantity: p.quantity[i]!,
      marketValue: p.marketValue[i]!,
    }
  }
}
