/** The order table: one row an order, whatever happened to it. About 160 bytes a row, the id included. */
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
import { RowIds } from '../tables/ids.ts'
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
  /** When it was filled, cancelled, rejected, denied or expired, or its day was done and it was for no other. */
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

/** A row is so many numbers, side by side: what is written together lies together. */
const WIDTH = 19
const ID = 0
const SYMBOL = 1
const STRATEGY = 2
const TAG = 3
const CODE = 4
const STATUS = 5
const SIDE = 6
const TYPE = 7
const TIME_IN_FORCE = 8
const QUANTITY = 9
const LIMIT_PRICE = 10
const STOP_PRICE = 11
const SUBMITTED_AT = 12
const ACCEPTED_AT = 13
const DONE_AT = 14
const CUM_QTY = 15
const NOTIONAL = 16
const COMMISSION = 17
/** When the venue made the last change of its terms. */
const CHANGED_AT = 18

const page = (): Float64Array => new Float64Array(PAGE_ROWS * WIDTH)

const DONE: readonly RecordedStatus[] = ['Filled', 'Canceled', 'Rejected', 'Expired', 'Denied']
const IS_DONE = STATUSES.map((status) => DONE.includes(status))
const PENDING_NEW = STATUSES.indexOf('PendingNew')
const NEW = STATUSES.indexOf('New')
const DENIED = STATUSES.indexOf('Denied')
const DONE_FOR_DAY = STATUSES.indexOf('DoneForDay')
/** Reports after which an order may have more left than before. */
const REOPENS: ReadonlySet<VenueReport['type']> = new Set([
  'order.tradeCanceled',
  'order.tradeCorrected',
  'order.replaced',
  'order.restated',
  'order.status',
])

export class OrderTable {
  private readonly names: Names
  private readonly table = new Paged(page)
  private readonly ids = new RowIds()
  /** Texts are rare, so they are kept beside the rows. */
  private readonly texts = new Map<number, string>()

  constructor(names: Names) {
    this.names = names
  }

  get length(): number {
    return this.table.length
  }

  submitted(event: OrderSubmit | OrderDenied): void {
    const p = this.add(event, TYPES.indexOf(event.orderType), event.quantity)
    const n = slotOf(this.length - 1) * WIDTH
    p[n + STATUS] = PENDING_NEW
    p[n + TIME_IN_FORCE] = TIMES_IN_FORCE.indexOf(event.timeInForce)
    p[n + LIMIT_PRICE] = event.limitPrice ?? NaN
    p[n + STOP_PRICE] = event.stopPrice ?? NaN
  }

  /** It never left, so this is the first that is said of it. */
  denied(event: OrderDenied): void {
    this.submitted(event)
    const row = this.length - 1
    this.explain(row, event.code, event.text)
    this.settle(row, DENIED, event.at, true)
  }

  /** Takes what a report says of prices, quantity, time and status; executions come through `executed`. Gives the row. */
  reported(event: VenueReport): number {
    const row = this.find(event, event.orderQty)
    switch (event.type) {
      case 'order.filled':
        break
      case 'order.accepted':
        this.table.of(row)[slotOf(row) * WIDTH + ACCEPTED_AT] = event.at
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
    // of an order that the venue does not know it says `Rejected`, which is about the request
    if (
      (event.type === 'order.cancelRejected' || event.type === 'order.replaceRejected') &&
      event.code === 'unknownOrder'
    )
      return row
    const status = STATUSES.indexOf(event.ordStatus)
    const isDone = IS_DONE[status]! || (status === DONE_FOR_DAY && event.leavesQty === 0)
    if (!this.isOvertaken(row, event, status)) this.settle(row, status, event.at, isDone)
    return row
  }

  /** The report was made before one that was heard first, and its status was over by then. */
  private isOvertaken(row: number, { type, at }: VenueReport, status: number): boolean {
    if (IS_DONE[status]!) return false
    if (!IS_DONE[this.read(row, STATUS)]!) return status === NEW && this.read(row, CUM_QTY) > 0 && !REOPENS.has(type)
    const doneAt = this.read(row, DONE_AT)
    return at < doneAt || (at === doneAt && !REOPENS.has(type))
  }

  /** Books an execution; a negative quantity takes one back. */
  executed(row: number, quantity: number, price: number, commission: number): void {
    const p = this.table.of(row)
    const n = slotOf(row) * WIDTH
    p[n + CUM_QTY]! += quantity
    p[n + NOTIONAL]! += quantity * price
    p[n + COMMISSION]! += commission
  }

  private read(row: number, field: number): number {
    return this.table.of(row)[slotOf(row) * WIDTH + field]!
  }

  id(row: number): string {
    return this.ids.text(this.read(row, ID))
  }

  symbol(row: number): number {
    return this.read(row, SYMBOL)
  }

  side(row: number): Side {
    return SIDES[this.read(row, SIDE)]!
  }

  strategy(row: number): string | undefined {
    return this.names.strategies.text(this.read(row, STRATEGY))
  }

  tag(row: number): string | undefined {
    return this.names.tags.text(this.read(row, TAG))
  }

  row(row: number): OrderRow {
    const read = (field: number): number => this.read(row, field)
    const cumQty = read(CUM_QTY)
    return {
      orderId: this.id(row),
      strategy: this.strategy(row),
      tag: this.tag(row),
      symbol: this.names.symbols.name(read(SYMBOL)),
      side: this.side(row),
      orderType: TYPES[read(TYPE)],
      quantity: read(QUANTITY),
      limitPrice: optional(read(LIMIT_PRICE)),
      stopPrice: optional(read(STOP_PRICE)),
      timeInForce: TIMES_IN_FORCE[read(TIME_IN_FORCE)],
      submittedAt: read(SUBMITTED_AT),
      acceptedAt: optional(read(ACCEPTED_AT)),
      doneAt: optional(read(DONE_AT)),
      status: STATUSES[read(STATUS)]!,
      cumQty,
      avgPx: cumQty > 0 ? read(NOTIONAL) / cumQty : 0,
      commission: read(COMMISSION),
      code: this.names.codes.text(read(CODE)),
      text: this.texts.get(row),
    }
  }

  /** Orders by status. */
  counts(): Record<string, number> {
    const counts: Record<string, number> = {}
    for (let row = 0; row < this.length; row++) {
      const status = STATUSES[this.read(row, STATUS)]!
      counts[status] = (counts[status] ?? 0) + 1
    }
    return counts
  }

  /** Adds the row of an order and gives its page. */
  private add(event: OrderSubmit | OrderDenied | VenueReport, orderType: number, quantity: number): Float64Array {
    const n = this.table.append() * WIDTH
    const p = this.table.last
    p[n + ID] = this.ids.note(event.orderId, this.length - 1)
    p[n + SYMBOL] = this.names.symbols.number(event.symbol)
    p[n + STRATEGY] = this.names.strategies.number(event.strategy)
    p[n + TAG] = this.names.tags.number(event.tag)
    p[n + SIDE] = event.side === 'buy' ? 0 : 1
    p[n + TYPE] = orderType
    p[n + QUANTITY] = quantity
    p[n + LIMIT_PRICE] = NaN
    p[n + STOP_PRICE] = NaN
    p[n + SUBMITTED_AT] = event.at
    p[n + ACCEPTED_AT] = NaN
    p[n + DONE_AT] = NaN
    p[n + CHANGED_AT] = event.at
    return p
  }

  private amend(row: number, event: OrderReplaced | OrderRestated): void {
    const p = this.table.of(row)
    const n = slotOf(row) * WIDTH
    if (event.type === 'order.restated' && event.splitRatio !== undefined) p[n + CUM_QTY]! *= event.splitRatio
    if (event.timeInForce !== undefined) p[n + TIME_IN_FORCE] = TIMES_IN_FORCE.indexOf(event.timeInForce)
    // made before a change that was heard first
    if (event.at < p[n + CHANGED_AT]!) return
    p[n + CHANGED_AT] = event.at
    p[n + QUANTITY] = event.orderQty
    if (event.limitPrice !== undefined) p[n + LIMIT_PRICE] = event.limitPrice
    if (event.stopPrice !== undefined) p[n + STOP_PRICE] = event.stopPrice
  }

  /** `status`: its place among all. */
  private settle(row: number, status: number, at: Micros, isDone: boolean): void {
    const p = this.table.of(row)
    const n = slotOf(row) * WIDTH
    // Of an order that is over more may be said, such as its status: it is over since it ended.
    if (isDone && p[n + STATUS] === status) return
    p[n + STATUS] = status
    p[n + DONE_AT] = isDone ? at : NaN
  }

  private explain(row: number, code: string, text: string | undefined): void {
    this.table.of(row)[slotOf(row) * WIDTH + CODE] = this.names.codes.number(code)
    if (text !== undefined && text !== '') this.texts.set(row, text)
  }

  /** The row of an order, a new one where nothing was ever said of it. */
  private find(event: VenueReport, quantity: number): number {
    const row = this.ids.find(event.orderId)
    if (row >= 0) return row
    this.add(event, 0, quantity)
    return this.length - 1
  }
}
