/** The fill table: one row an execution, in the order in which the executions became known. */
import type { Micros, OrderFilled, Side } from '../../events/index.ts'
import { FIRST_CAPACITY, grow } from '../tables/columns.ts'
import type { Names } from '../tables/names.ts'
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
  readonly strategy: string | undefined
  readonly tag: string | undefined
  /** `busted`: the venue took the trade back. `corrected`: replaced by the row that follows with the venue's new figures. */
  readonly state: 'good' | 'corrected' | 'busted'
}

const STATES = ['good', 'corrected', 'busted'] as const

const columns = (capacity: number) => ({
  order: new Uint32Array(capacity),
  state: new Uint8Array(capacity),
  at: new Float64Array(capacity),
  transactTime: new Float64Array(capacity),
  quantity: new Float64Array(capacity),
  price: new Float64Array(capacity),
  commission: new Float64Array(capacity),
  slippage: new Float64Array(capacity),
})

export class FillTable {
  length = 0
  private readonly names: Names
  private readonly orders: OrderTable
  private readonly columns = columns(FIRST_CAPACITY)
  private readonly execIds: string[] = []

  constructor(names: Names, orders: OrderTable) {
    this.names = names
    this.orders = orders
  }

  add(
    order: number,
    event: Pick<OrderFilled, 'at' | 'execId' | 'transactTime' | 'lastQty' | 'lastPx' | 'commission' | 'slippage'>,
  ): void {
    const row = this.length
    const c = this.columns
    if (row === c.order.length) grow(c)
    this.length = row + 1
    this.execIds.push(event.execId)
    c.order[row] = order
    c.at[row] = event.at
    c.transactTime[row] = event.transactTime
    c.quantity[row] = event.lastQty
    c.price[row] = event.lastPx
    c.commission[row] = event.commission
    c.slippage[row] = event.slippage
  }

  /** The newest good execution of an order under this id. Busts are rare: a search from the end is enough. */
  find(order: number, execId: string): number | undefined {
    for (let i = this.length - 1; i >= 0; i--) {
      if (this.execIds[i] === execId && this.columns.order[i] === order && this.columns.state[i] === 0) return i
    }
    return undefined
  }

  revoke(row: number, state: 'corrected' | 'busted'): void {
    this.columns.state[row] = STATES.indexOf(state)
  }

  row(row: number): FillRow {
    const c = this.columns
    const order = c.order[row]!
    return {
      execId: this.execIds[row] ?? '',
      orderId: this.orders.id(order),
      symbol: this.names.symbols.name(this.orders.symbol(order)),
      side: this.orders.side(order),
      transactTime: c.transactTime[row]!,
      at: c.at[row]!,
      quantity: c.quantity[row]!,
      price: c.price[row]!,
      commission: c.commission[row]!,
      slippage: c.slippage[row]!,
      strategy: this.orders.strategy(order),
      tag: this.orders.tag(order),
      state: STATES[c.state[row]!] ?? 'good',
    }
  }

  /** Traded value and slippage over the executions that stand, and all commission charged, in currency. */
  totals(): { count: number; bought: number; sold: number; commission: number; slippage: number } {
    const c = this.columns
    const totals = { count: 0, bought: 0, sold: 0, commission: 0, slippage: 0 }
    for (let i = 0; i < this.length; i++) {
      totals.commission += c.commission[i]!
      if (c.state[i] !== 0) continue
      const value = c.quantity[i]! * Math.abs(c.price[i]!)
      totals.count++
      totals.slippage += c.slippage[i]! * c.quantity[i]!
      if (this.orders.side(c.order[i]!) === 'buy') totals.bought += value
      else totals.sold += value
    }
    return totals
  }
}
