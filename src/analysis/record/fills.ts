/** The fill table: one row an execution, in the order in which the executions became known. */
import type { Liquidity, Micros, OrderFilled, Side } from '../../events/index.ts'
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

const page = () => ({
  execId: new Array<string>(PAGE_ROWS),
  order: new Uint32Array(PAGE_ROWS),
  state: new Uint8Array(PAGE_ROWS),
  liquidity: new Uint8Array(PAGE_ROWS),
  at: new Float64Array(PAGE_ROWS),
  transactTime: new Float64Array(PAGE_ROWS),
  quantity: new Float64Array(PAGE_ROWS),
  price: new Float64Array(PAGE_ROWS),
  commission: new Float64Array(PAGE_ROWS),
  slippage: new Float64Array(PAGE_ROWS),
})

export class FillTable {
  private readonly names: Names
  private readonly orders: OrderTable
  private readonly table = new Paged(page)

  constructor(names: Names, orders: OrderTable) {
    this.names = names
    this.orders = orders
  }

  get length(): number {
    return this.table.length
  }

  add(order: number, event: Execution): void {
    const i = this.table.append()
    const p = this.table.last
    p.execId[i] = event.execId
    p.order[i] = order
    p.at[i] = event.at
    p.transactTime[i] = event.transactTime
    p.quantity[i] = event.lastQty
    p.price[i] = event.lastPx
    p.commission[i] = event.commission
    p.slippage[i] = event.slippage
    p.liquidity[i] = LIQUIDITIES.indexOf(event.liquidity)
  }

  /** The newest good execution of an order under this id. Busts are rare: a search from the end is enough. */
  find(order: number, execId: string): number | undefined {
    for (let row = this.length - 1; row >= 0; row--) {
      const p = this.table.of(row)
      const i = slotOf(row)
      if (p.execId[i] === execId && p.order[i] === order && p.state[i] === 0) return row
    }
    return undefined
  }

  /** The execution stands no more; `commission` is what stays charged for it. */
  revoke(row: number, state: 'corrected' | 'busted', commission: number): void {
    const p = this.table.of(row)
    const i = slotOf(row)
    p.state[i] = STATES.indexOf(state)
    p.commission[i] = commission
  }

  row(row: number): FillRow {
    const p = this.table.of(row)
    const i = slotOf(row)
    const order = p.order[i]!
    return {
      execId: p.execId[i]!,
      orderId: this.orders.id(order),
      symbol: this.names.symbols.name(this.orders.symbol(order)),
      side: this.orders.side(order),
      transactTime: p.transactTime[i]!,
      at: p.at[i]!,
      quantity: p.quantity[i]!,
      price: p.price[i]!,
      commission: p.commission[i]!,
      slippage: p.slippage[i]!,
      liquidity: LIQUIDITIES[p.liquidity[i]!],
      strategy: this.orders.strategy(order),
      tag: this.orders.tag(order),
      state: STATES[p.state[i]!]!,
    }
  }

  totals(): FillTotals {
    const totals = { count: 0, bought: 0, sold: 0, commission: 0, slippage: 0 }
    for (let row = 0; row < this.length; row++) {
      const p = this.table.of(row)
      const i = slotOf(row)
      totals.commission += p.commission[i]!
      if (p.state[i] !== 0) continue
      const value = p.quantity[i]! * Math.abs(p.price[i]!)
      totals.count++
      totals.slippage += p.slippage[i]! * p.quantity[i]!
      if (this.orders.side(p.order[i]!) === 'buy') totals.bought += value
      else totals.sold += value
    }
    return totals
  }
}
