/** The order table: one row an order, whatever happened to it. About 130 bytes a row, the id included. */
import type {
  Micros,
  OrderDenied,
  OrderReplaced,
  OrderRestated,
  OrderSubmit,
  OrderType,
  OrdStatus,
  Side,
  TimeInForce,
  VenueReport,
} from '../../events/index.ts'
import type { Names } from '../tables/names.ts'
import { PAGE_ROWS, Paged, slotOf } from '../tables/paged.ts'
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

/** The statuses of every order first: they are looked for from the front. */
const STATUSES: readonly RecordedStatus[] = [
  ...([
    'PendingNew',
    'New',
    'Filled',
    'PartiallyFilled',
    'Canceled',
    'Rejected',
    'Expired',
    'Denied',
    'PendingCancel',
  ] as const),
  ...([
    'PendingReplace',
    'Replaced',
    'DoneForDay',
    'Stopped',
    'Suspended',
    'Calculated',
    'AcceptedForBidding',
  ] as const),
]

const SIDES: readonly Side[] = ['buy', 'sell']
/** Every type and time in force of the protocol: what is missing here would read as unknown. */
const TYPES: readonly (OrderType | undefined)[] = [
  undefined,
  'market',
  'limit',
  'stop',
  'stopLimit',
  'marketIfTouched',
  'limitIfTouched',
  'trailingStop',
  'trailingStopLimit',
  'marketToLimit',
]
const TIMES_IN_FORCE: readonly (TimeInForce | undefined)[] = [
  undefined,
  'day',
  'gtc',
  'gtd',
  'ioc',
  'fok',
  'atTheOpen',
  'atTheClose',
]

const page = () => ({
  id: new Array<string>(PAGE_ROWS),
  symbol: new Uint32Array(PAGE_ROWS),
  strategy: new Uint32Array(PAGE_ROWS),
  tag: new Uint32Array(PAGE_ROWS),
  code: new Uint32Array(PAGE_ROWS),
  status: new Uint8Array(PAGE_ROWS),
  side: new Uint8Array(PAGE_ROWS),
  orderType: new Uint8Array(PAGE_ROWS),
  timeInForce: new Uint8Array(PAGE_ROWS),
  quantity: new Float64Array(PAGE_ROWS),
  limitPrice: new Float64Array(PAGE_ROWS),
  stopPrice: new Float64Array(PAGE_ROWS),
  submittedAt: new Float64Array(PAGE_ROWS),
  acceptedAt: new Float64Array(PAGE_ROWS),
  doneAt: new Float64Array(PAGE_ROWS),
  cumQty: new Float64Array(PAGE_ROWS),
  notional: new Float64Array(PAGE_ROWS),
  commission: new Float64Array(PAGE_ROWS),
})

const isDone = (status: string): boolean =>
  status === 'Filled' || status === 'Canceled' || status === 'Rejected' || status === 'Expired' || status === 'Denied'

export class OrderTable {
  private readonly names: Names
  private readonly table = new Paged(page)
  /** Texts are rare, so they are kept beside the columns. */
  private readonly texts = new Map<number, string>()
  /** Only orders that may still change; a finished order leaves nothing behind but its row. */
  private readonly open = new Map<string, number>()
  /** Made the first time that something is said of a finished order. */
  private finished: Map<string, number> | undefined

  constructor(names: Names) {
    this.names = names
  }

  get length(): number {
    return this.table.length
  }

  submitted(event: OrderSubmit): void {
    const row = this.add(event, TYPES.indexOf(event.orderType), event.quantity)
    const p = this.table.of(row)
    const i = slotOf(row)
    p.status[i] = STATUSES.indexOf('PendingNew')
    p.timeInForce[i] = TIMES_IN_FORCE.indexOf(event.timeInForce)
    p.limitPrice[i] = event.limitPrice ?? NaN
    p.stopPrice[i] = event.stopPrice ?? NaN
  }

  denied(event: OrderDenied): void {
    const row = this.open.get(event.orderId) ?? this.add(event, 0, event.quantity)
    this.explain(row, event.code, event.text)
    this.settle(row, event.orderId, 'Denied', event.at)
  }

  /** Takes what a report says of prices, quantity, time and status; executions come through `executed`. Gives the row. */
  reported(event: VenueReport): number {
    const row = this.find(event.orderId) ?? this.add(event, 0, event.orderQty)
    switch (event.type) {
      case 'order.accepted':
        this.table.of(row).acceptedAt[slotOf(row)] = event.at
        break
      case 'order.rejected':
        this.explain(row, event.code, event.text)
        break
      case 'order.canceled':
        this.explain(row, event.reason, undefined)
        break
      case 'order.replaced':
      case 'order.restated':
        this.amend(row, event)
        break
      default:
        // Everything else changes the status alone.
        break
    }
    this.settle(row, event.orderId, event.ordStatus, event.at)
    return row
  }

  /** Books an execution; a negative quantity takes one back. */
  executed(row: number, quantity: number, price: number, commission: number): void {
    const p = this.table.of(row)
    const i = slotOf(row)
    p.cumQty[i]! += quantity
    p.notional[i]! += quantity * price
    p.commission[i]! += commission
  }

  id(row: number): string {
    return this.table.of(row).id[slotOf(row)]!
  }

  symbol(row: number): number {
    return this.table.of(row).symbol[slotOf(row)]!
  }

  side(row: number): Side {
    return SIDES[this.table.of(row).side[slotOf(row)]!]!
  }

  strategy(row: number): string | undefined {
    return this.names.strategies.text(this.table.of(row).strategy[slotOf(row)]!)
  }

  tag(row: number): string | undefined {
    return this.names.tags.text(this.table.of(row).tag[slotOf(row)]!)
  }

  row(row: number): OrderRow {
    const p = this.table.of(row)
    const i = slotOf(row)
    const cumQty = p.cumQty[i]!
    return {
      orderId: p.id[i]!,
      strategy: this.strategy(row),
      tag: this.tag(row),
      symbol: this.names.symbols.name(p.symbol[i]!),
      side: this.side(row),
      orderType: TYPES[p.orderType[i]!],
      quantity: p.quantity[i]!,
      limitPrice: optional(p.limitPrice[i]!),
      stopPrice: optional(p.stopPrice[i]!),
      timeInForce: TIMES_IN_FORCE[p.timeInForce[i]!],
      submittedAt: p.submittedAt[i]!,
      acceptedAt: optional(p.acceptedAt[i]!),
      doneAt: optional(p.doneAt[i]!),
      status: STATUSES[p.status[i]!]!,
      cumQty,
      avgPx: cumQty > 0 ? p.notional[i]! / cumQty : 0,
      commission: p.commission[i]!,
      code: this.names.codes.text(p.code[i]!),
      text: this.texts.get(row),
    }
  }

  /** Orders by status. */
  counts(): Record<string, number> {
    const counts: Record<string, number> = {}
    for (let row = 0; row < this.length; row++) {
      const status = STATUSES[this.table.of(row).status[slotOf(row)]!]!
      counts[status] = (counts[status] ?? 0) + 1
    }
    return counts
  }

  private add(event: OrderSubmit | OrderDenied | VenueReport, orderType: number, quantity: number): number {
    const i = this.table.append()
    const row = this.table.length - 1
    const p = this.table.last
    this.open.set(event.orderId, row)
    p.id[i] = event.orderId
    p.symbol[i] = this.names.symbols.number(event.symbol)
    p.strategy[i] = this.names.strategies.number(event.strategy)
    p.tag[i] = this.names.tags.number(event.tag)
    p.side[i] = event.side === 'buy' ? 0 : 1
    p.orderType[i] = orderType
    p.quantity[i] = quantity
    p.limitPrice[i] = NaN
    p.stopPrice[i] = NaN
    p.submittedAt[i] = event.at
    p.acceptedAt[i] = NaN
    p.doneAt[i] = NaN
    return row
  }

  private amend(row: number, event: OrderReplaced | OrderRestated): void {
    const p = this.table.of(row)
    const i = slotOf(row)
    p.quantity[i] = event.orderQty
    if (event.type === 'order.restated' && event.splitRatio !== undefined) p.cumQty[i]! *= event.splitRatio
    if (event.limitPrice !== undefined) p.limitPrice[i] = event.limitPrice
    if (event.stopPrice !== undefined) p.stopPrice[i] = event.stopPrice
  }

  private settle(row: number, orderId: string, status: RecordedStatus, at: Micros): void {
    const p = this.table.of(row)
    const i = slotOf(row)
    p.status[i] = STATUSES.indexOf(status)
    if (!isDone(status)) {
      p.doneAt[i] = NaN
      return
    }
    p.doneAt[i] = at
    this.open.delete(orderId)
    this.finished?.set(orderId, row)
  }

  private explain(row: number, code: string, text: string | undefined): void {
    this.table.of(row).code[slotOf(row)] = this.names.codes.number(code)
    if (text !== undefined && text !== '') this.texts.set(row, text)
  }

  private find(orderId: string): number | undefined {
    const row = this.open.get(orderId)
    if (row !== undefined) return row
    // Something is said of an order that is finished or was never seen: rare, so the index of all ids is made only now.
    if (this.finished === undefined) {
      this.finished = new Map()
      for (let i = 0; i < this.length; i++) this.finished.set(this.id(i), i)
    }
    return this.finished.get(orderId)
  }
}
