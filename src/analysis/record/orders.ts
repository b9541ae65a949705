/** The order table: one row an order, whatever happened to it. About 130 bytes a row, the id included. */
import type {
  Micros,
  OrderDenied,
  OrderSubmit,
  OrderType,
  OrdStatus,
  Side,
  TimeInForce,
  VenueReport,
} from '../../events/index.ts'
import { FIRST_CAPACITY, grow } from '../tables/columns.ts'
import type { Names } from '../tables/names.ts'
import { optional } from '../tables/rows.ts'

/** FIX's OrdStatus, or `Denied` for an order that the portfolio's own risk check kept at home. */
export type RecordedStatus = OrdStatus | 'Denied'

/** An order as it stands now. Prices and amounts in currency, quantities in units of the instrument. */
export interface OrderRow {
  readonly orderId: string
  readonly strategy: string | undefined
  readonly tag: string | undefined
  readonly symbol: string
  readonly side: Side
  /** `undefined` where the order never left and its type is not known. */
  readonly orderType: OrderType | undefined
  readonly quantity: number
  readonly limitPrice: number | undefined
  readonly stopPrice: number | undefined
  readonly timeInForce: TimeInForce | undefined
  readonly submittedAt: Micros
  readonly acceptedAt: Micros | undefined
  /** When it was filled, cancelled, rejected, denied or expired. */
  readonly doneAt: Micros | undefined
  readonly status: RecordedStatus
  readonly cumQty: number
  readonly avgPx: number
  readonly commission: number
  /** Why it was denied, rejected or cancelled. */
  readonly code: string | undefined
  readonly text: string | undefined
}

const SIDES: readonly Side[] = ['buy', 'sell']
const TYPES: readonly (OrderType | undefined)[] = [undefined, 'market', 'limit', 'stop', 'stopLimit']
const TIMES_IN_FORCE: readonly (TimeInForce | undefined)[] = [undefined, 'day', 'gtc']

const columns = (capacity: number) => ({
  symbol: new Uint32Array(capacity),
  strategy: new Uint32Array(capacity),
  tag: new Uint32Array(capacity),
  status: new Uint32Array(capacity),
  code: new Uint32Array(capacity),
  side: new Uint8Array(capacity),
  orderType: new Uint8Array(capacity),
  timeInForce: new Uint8Array(capacity),
  quantity: new Float64Array(capacity),
  limitPrice: new Float64Array(capacity),
  stopPrice: new Float64Array(capacity),
  submittedAt: new Float64Array(capacity),
  acceptedAt: new Float64Array(capacity),
  doneAt: new Float64Array(capacity),
  cumQty: new Float64Array(capacity),
  notional: new Float64Array(capacity),
  commission: new Float64Array(capacity),
})

const isDone = (status: string): boolean =>
  status === 'Filled' || status === 'Canceled' || status === 'Rejected' || status === 'Expired' || status === 'Denied'

export class OrderTable {
  length = 0
  private readonly names: Names
  private readonly columns = columns(FIRST_CAPACITY)
  private readonly ids: string[] = []
  /** Texts are rare, so they are kept beside the columns. */
  private readonly texts = new Map<number, string>()
  /** Only orders that may still change; a finished order leaves nothing behind but its row. */
  private readonly open = new Map<string, number>()
  /** Made the first time that something is said of a finished order. */
  private finished: Map<string, number> | undefined

  constructor(names: Names) {
    this.names = names
  }

  submitted(event: OrderSubmit): void {
    this.add(event, TYPES.indexOf(event.orderType), event.quantity, 'PendingNew')
    const c = this.columns
    const row = this.length - 1
    c.timeInForce[row] = TIMES_IN_FORCE.indexOf(event.timeInForce)
    c.limitPrice[row] = event.limitPrice ?? NaN
    c.stopPrice[row] = event.stopPrice ?? NaN
  }

  denied(event: OrderDenied): void {
    const row = this.open.get(event.orderId) ?? this.add(event, 0, event.quantity, 'Denied')
    this.explain(row, event.code, event.text)
    this.settle(row, event.orderId, 'Denied', event.at)
  }

  /** Takes what a report says of prices, quantity, time and status; executions come through `filled`. Gives the row. */
  reported(event: VenueReport): number {
    const row = this.find(event.orderId) ?? this.add(event, 0, event.orderQty, event.ordStatus)
    const c = this.columns
    switch (event.type) {
      case 'order.filled':
      case 'order.cancelRejected':
      case 'order.replaceRejected':
      case 'order.tradeCanceled':
      case 'order.tradeCorrected':
        break
      case 'order.accepted':
        c.acceptedAt[row] = event.at
        break
      case 'order.rejected':
        this.explain(row, event.code, event.text)
        break
      case 'order.canceled':
        this.explain(row, event.reason, undefined)
        break
      case 'order.replaced':
      case 'order.restated':
        c.quantity[row] = event.orderQty
        if (event.limitPrice !== undefined) c.limitPrice[row] = event.limitPrice
        if (event.stopPrice !== undefined) c.stopPrice[row] = event.stopPrice
        break
    }
    this.settle(row, event.orderId, event.ordStatus, event.at)
    return row
  }

  /** Books an execution; a negative quantity takes one back. */
  executed(row: number, quantity: number, price: number, commission: number): void {
    const c = this.columns
    c.cumQty[row]! += quantity
    c.notional[row]! += quantity * price
    c.commission[row]! += commission
  }

  id(row: number): string {
    return this.ids[row] ?? ''
  }

  symbol(row: number): number {
    return this.columns.symbol[row]!
  }

  side(row: number): Side {
    return SIDES[this.columns.side[row]!]!
  }

  strategy(row: number): string | undefined {
    return this.names.strategies.text(this.columns.strategy[row]!)
  }

  tag(row: number): string | undefined {
    return this.names.tags.text(this.columns.tag[row]!)
  }

  row(row: number): OrderRow {
    const c = this.columns
    const cumQty = c.cumQty[row]!
    return {
      orderId: this.id(row),
      strategy: this.strategy(row),
      tag: this.tag(row),
      symbol: this.names.symbols.name(c.symbol[row]!),
      side: this.side(row),
      orderType: TYPES[c.orderType[row]!],
      quantity: c.quantity[row]!,
      limitPrice: optional(c.limitPrice[row]!),
      stopPrice: optional(c.stopPrice[row]!),
      timeInForce: TIMES_IN_FORCE[c.timeInForce[row]!],
      submittedAt: c.submittedAt[row]!,
      acceptedAt: optional(c.acceptedAt[row]!),
      doneAt: optional(c.doneAt[row]!),
      status: this.names.codes.name(c.status[row]!) as RecordedStatus,
      cumQty,
      avgPx: cumQty > 0 ? c.notional[row]! / cumQty : 0,
      commission: c.commission[row]!,
      code: this.names.codes.text(c.code[row]!),
      text: this.texts.get(row),
    }
  }

  /** Orders by status. */
  counts(): Record<string, number> {
    const counts: Record<string, number> = {}
    for (let i = 0; i < this.length; i++) {
      const status = this.names.codes.name(this.columns.status[i]!)
      counts[status] = (counts[status] ?? 0) + 1
    }
    return counts
  }

  private add(
    event: { at: Micros; orderId: string; symbol: string; side: Side; strategy?: string; tag?: string },
    orderType: number,
    quantity: number,
    status: RecordedStatus,
  ): number {
    const row = this.length
    const c = this.columns
    if (row === c.symbol.length) grow(c)
    this.length = row + 1
    this.ids.push(event.orderId)
    this.open.set(event.orderId, row)
    c.symbol[row] = this.names.symbols.number(event.symbol)
    c.strategy[row] = this.names.strategies.number(event.strategy)
    c.tag[row] = this.names.tags.number(event.tag)
    c.status[row] = this.names.codes.number(status)
    c.side[row] = event.side === 'buy' ? 0 : 1
    c.orderType[row] = orderType
    c.quantity[row] = quantity
    c.limitPrice[row] = NaN
    c.stopPrice[row] = NaN
    c.submittedAt[row] = event.at
    c.acceptedAt[row] = NaN
    c.doneAt[row] = NaN
    return row
  }

  private settle(row: number, orderId: string, status: RecordedStatus, at: Micros): void {
    const c = this.columns
    c.status[row] = this.names.codes.number(status)
    if (!isDone(status)) {
      c.doneAt[row] = NaN
      return
    }
    c.doneAt[row] = at
    this.open.delete(orderId)
    this.finished?.set(orderId, row)
  }

  private explain(row: number, code: string, text: string | undefined): void {
    this.columns.code[row] = this.names.codes.number(code)
    if (text !== undefined && text !== '') this.texts.set(row, text)
  }

  private find(orderId: string): number | undefined {
    const row = this.open.get(orderId)
    if (row !== undefined) return row
    // Something is said of an order that is finished or was never seen: rare, so the index of all ids is made only now.
    this.finished ??= new Map(this.ids.map((id, index) => [id, index]))
    return this.finished.get(orderId)
  }
}
