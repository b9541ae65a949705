/** The fill table: one row an execution, in the order in which the executions became known. */
import type { Liquidity, Micros, OrderFilled, Side } from '../../events/index.ts'
import { Ids } from '../tables/ids.ts'
import type { Names } from '../tables/names.ts'
import { PAGE_ROWS, Paged, slotOf } from '../tables/paged.ts'
import type { OrderTable } from './orders.ts'

/** An execution. */
export interface FillRow {
  readonly execId: string
  readonly orderId: string
  readonly symbol: string
  readonly side: Side
  /** When the trade happened. */
  readonly transactTime: Micros
  /** When it was reported. */
  readonly at: Micros
  readonly quantity: number
  /** Slippage included. */
  readonly price: number
  readonly commission: number
  /** What slippage added per unit, against the trader when positive. */
  readonly slippage: number
  /** Left out by a venue that does not say. */
  readonly liquidity: Liquidity | undefined
  readonly strategy: string | undefined
  readonly tag: string | undefined
  /** `busted`: the venue took the trade back. `corrected`: replaced by the row that follows with the venue's new figures. */
  readonly state: 'good' | 'corrected' | 'busted'
}

/** Sums in currency: traded value and slippage of the executions that stand, and all commission charged. */
export interface FillTotals {
  /** Executions that stand. */
  readonly count: number
  readonly bought: number
  readonly sold: number
  readonly commission: number
  /** What slippage cost. */
  readonly slippage: number
}

/** What the table takes of an execution. */
type Execution = Pick<
  OrderFilled,
  'at' | 'execId' | 'transactTime' | 'lastQty' | 'lastPx' | 'commission' | 'slippage' | 'liquidity'
>

const STATES = ['good', 'corrected', 'busted'] as const
const LIQUIDITIES = [undefined, 'maker', 'taker'] as const

/** A row is so many numbers, side by side. */
const WIDTH = 10
const ID = 0
const ORDER = 1
const STATE = 2
const LIQUIDITY = 3
const AT = 4
const TRANSACT_TIME = 5
const QUANTITY = 6
const PRICE = 7
const COMMISSION = 8
const SLIPPAGE = 9

const page = (): Float64Array => new Float64Array(PAGE_ROWS * WIDTH)

export class FillTable {
  private readonly names: Names
  private readonly orders: OrderTable
  private readonly table = new Paged(page)
  private readonly ids = new Ids()

  private readonly multiplierOf: (symbol: number) => number

  constructor(names: Names, orders: OrderTable, multiplierOf: (symbol: number) => number) {
    this.names = names
    this.orders = orders
    this.multiplierOf = multiplierOf
  }

  get length(): number {
    return this.table.length
  }

  add(order: number, event: Execution): void {
    const n = this.table.append() * WIDTH
    const p = this.table.last
    p[n + ID] = this.ids.number(event.execId)
    p[n + ORDER] = order
    p[n + LIQUIDITY] = LIQUIDITIES.indexOf(event.liquidity)
    p[n + AT] = event.at
    p[n + TRANSACT_TIME] = event.transactTime
    p[n + QUANTITY] = event.lastQty
    p[n + PRICE] = event.lastPx
    p[n + COMMISSION] = event.commission
    p[n + SLIPPAGE] = event.slippage
  }

  /** The newest good execution of an order under this id. Busts are rare: a search from the end is enough. */
  find(order: number, execId: string): number | undefined {
    const id = this.ids.number(execId)
    for (let row = this.length - 1; row >= 0; row--) {
      const p = this.table.of(row)
      const n = slotOf(row) * WIDTH
      if (p[n + ID] === id && p[n + ORDER] === order && p[n + STATE] === 0) return row
    }
    return undefined
  }

  /** The execution stands no more; `commission` is what stays charged for it. */
  revoke(row: number, state: 'corrected' | 'busted', commission: number): void {
    const p = this.table.of(row)
    const n = slotOf(row) * WIDTH
    p[n + STATE] = STATES.indexOf(state)
    p[n + COMMISSION] = commission
  }

  row(row: number): FillRow {
    const p = this.table.of(row)
    const n = slotOf(row) * WIDTH
    const order = p[n + ORDER]!
    return {
      execId: this.ids.text(p[n + ID]!),
      orderId: this.orders.id(order),
      symbol: this.names.symbols.name(this.orders.symbol(order)),
      side: this.orders.side(order),
      transactTime: p[n + TRANSACT_TIME]!,
      at: p[n + AT]!,
      quantity: p[n + QUANTITY]!,
      price: p[n + PRICE]!,
      commission: p[n + COMMISSION]!,
      slippage: p[n + SLIPPAGE]!,
      liquidity: LIQUIDITIES[p[n + LIQUIDITY]!],
      strategy: this.orders.strategy(order),
      tag: this.orders.tag(order),
      state: STATES[p[n + STATE]!]!,
    }
  }

  totals(): FillTotals {
    const totals = { count: 0, bought: 0, sold: 0, commission: 0, slippage: 0 }
    for (let row = 0; row < this.length; row++) {
      const p = this.table.of(row)
      const n = slotOf(row) * WIDTH
      totals.commission += p[n + COMMISSION]!
      if (p[n + STATE] !== 0) continue
      const order = p[n + ORDER]!
      const units = p[n + QUANTITY]! * this.multiplierOf(this.orders.symbol(order))
      const value = units * Math.abs(p[n + PRICE]!)
      totals.count++
      totals.slippage += p[n + SLIPPAGE]! * units
      if (this.orders.side(order) === 'buy') totals.bought += value
      else totals.sold += value
    }
    return totals
  }
}
