/** The trade table: executions go in, round trips come out, while the run goes on. */
import type { MarketBar, Micros, Side } from '../../events/index.ts'
import type { Names } from '../tables/names.ts'
import { PAGE_ROWS, Paged, slotOf } from '../tables/paged.ts'
import { Book } from './book.ts'
import { profit } from './trade.ts'
import type { Match, TradeRow } from './trade.ts'

/** A row is so many numbers, side by side. */
const WIDTH = 13
const SYMBOL = 0
const SIGN = 1
const BARS = 2
const ENTRY_ORDER = 3
const EXIT_ORDER = 4
const QUANTITY = 5
const ENTRY_AT = 6
const EXIT_AT = 7
const ENTRY_PRICE = 8
const EXIT_PRICE = 9
const COMMISSION = 10
const HIGH = 11
const LOW = 12

const page = (): Float64Array => new Float64Array(PAGE_ROWS * WIDTH)

/** Stands for the exit order of what was paid off. */
const NO_ORDER = 0xffff_fffe

/** What a trade says of the orders that made it. */
export interface OrderNames {
  id(row: number): string
  strategy(row: number): string | undefined
  tag(row: number): string | undefined
}

/** What the figures need of the closed trades, as columns of one length. */
export interface TradeColumns {
  readonly length: number
  readonly net: Float64Array
  /** Net profit as a fraction of the entry value. */
  readonly returns: Float64Array
  readonly bars: Uint32Array
}

export class TradeTable {
  private readonly names: Names
  private readonly orders: OrderNames
  private readonly table = new Paged(page)
  private readonly books: (Book | undefined)[] = []
  private readonly close = (match: Match): void => this.add(match)

  /** What a unit of a symbol is worth at a price of 1. */
  private readonly multiplierOf: (symbol: number) => number

  constructor(names: Names, orders: OrderNames, multiplierOf: (symbol: number) => number) {
    this.names = names
    this.orders = orders
    this.multiplierOf = multiplierOf
  }

  /** Closed trades. */
  get length(): number {
    return this.table.length
  }

  bar(symbol: number, event: MarketBar): void {
    this.book(symbol).bar(event)
  }

  tick(symbol: number, at: Micros, price: number): void {
    this.book(symbol).tick(at, price)
  }

  fill(
    symbol: number,
    side: Side,
    quantity: number,
    price: number,
    commission: number,
    at: Micros,
    order: number,
  ): void {
    if (quantity > 0)
      this.book(symbol).fill(side === 'buy' ? 1 : -1, quantity, price, commission, at, order, this.close)
  }

  /** A split, as the market says it and then as what is held goes through it. */
  splitPrices(symbol: number, ratio: number): void {
    this.book(symbol).splitPrices(ratio)
  }
  splitLots(symbol: number, ratio: number): void {
    this.book(symbol).splitLots(ratio)
  }

  /** Units (signed) that were paid in cash instead of being held on: an exit without an order. */
  paidOff(symbol: number, quantity: number, price: number, at: Micros): void {
    this.book(symbol).fill(quantity > 0 ? -1 : 1, Math.abs(quantity), price, 0, at, NO_ORDER, this.close)
  }

  /** An execution stands no more; `stays` is what remains charged of its commission. */
  takeBack(
    symbol: number,
    side: Side,
    quantity: number,
    price: number,
    commission: number,
    stays: number,
    at: Micros,
    order: number,
  ): void {
    const book = this.book(symbol)
    const sign = side === 'buy' ? 1 : -1
    if (book.remove(sign, quantity, price, stays, order)) return
    book.fill(-sign, quantity, price, stays - commission, at, order, this.close)
  }

  /** Last close, or price of a tick, of a symbol; `NaN` before the first. */
  lastClose(symbol: number): number {
    return this.books[symbol]?.close ?? NaN
  }

  /** Signed quantity that the fills add up to. */
  quantity(symbol: number): number {
    return this.books[symbol]?.quantity ?? 0
  }

  row(row: number): TradeRow {
    const p = this.table.of(row)
    const n = slotOf(row) * WIDTH
    return this.describe({
      symbol: p[n + SYMBOL]!,
      sign: p[n + SIGN]!,
      quantity: p[n + QUANTITY]!,
      entryAt: p[n + ENTRY_AT]!,
      exitAt: p[n + EXIT_AT]!,
      entryPrice: p[n + ENTRY_PRICE]!,
      exitPrice: p[n + EXIT_PRICE]!,
      commission: p[n + COMMISSION]!,
      high: p[n + HIGH]!,
      low: p[n + LOW]!,
      bars: p[n + BARS]!,
      entryOrder: p[n + ENTRY_ORDER]!,
      exitOrder: p[n + EXIT_ORDER]!,
    })
  }

  /** The lots still held, by symbol and then oldest first, marked at the last close. */
  open(): TradeRow[] {
    return this.books.flatMap((book) => book?.marked().map((match) => this.describe(match)) ?? [])
  }

  read(): TradeColumns {
    const { length } = this
    const net = new Float64Array(length)
    const returns = new Float64Array(length)
    const bars = new Uint32Array(length)
    for (let row = 0; row < length; row++) {
      const p = this.table.of(row)
      const n = slotOf(row) * WIDTH
      const price = p[n + ENTRY_PRICE]!
      const units = p[n + QUANTITY]! * this.multiplierOf(p[n + SYMBOL]!)
      net[row] = profit(p[n + SIGN]!, price, p[n + EXIT_PRICE]!, units) - p[n + COMMISSION]!
      returns[row] = net[row]! / Math.abs(price * units)
      bars[row] = p[n + BARS]!
    }
    return { length, net, returns, bars }
  }

  private book(symbol: number): Book {
    return (this.books[symbol] ??= new Book(symbol))
  }

  private add(match: Match): void {
    const n = this.table.append() * WIDTH
    const p = this.table.last
    p[n + SYMBOL] = match.symbol
    p[n + SIGN] = match.sign
    p[n + BARS] = match.bars
    p[n + ENTRY_ORDER] = match.entryOrder
    p[n + EXIT_ORDER] = match.exitOrder
    p[n + QUANTITY] = match.quantity
    p[n + ENTRY_AT] = match.entryAt
    p[n + EXIT_AT] = match.exitAt
    p[n + ENTRY_PRICE] = match.entryPrice
    p[n + EXIT_PRICE] = match.exitPrice
    p[n + COMMISSION] = match.commission
    p[n + HIGH] = match.high
    p[n + LOW] = match.low
  }

  private describe(m: Match): TradeRow {
    const long = m.sign > 0
    const units = m.quantity * this.multiplierOf(m.symbol)
    const gross = profit(m.sign, m.entryPrice, m.exitPrice, units)
    const net = gross - m.commission
    const mae = profit(m.sign, m.entryPrice, long ? m.low : m.high, units)
    const mfe = profit(m.sign, m.entryPrice, long ? m.high : m.low, units)
    const value = Math.abs(m.entryPrice * units)
    return {
      symbol: this.names.symbols.name(m.symbol),
      direction: long ? 'long' : 'short',
      open: m.exitOrder === -1,
      quantity: m.quantity,
      entryAt: m.entryAt,
      exitAt: m.exitAt,
      entryPrice: m.entryPrice,
      exitPrice: m.exitPrice,
      gross,
      commission: m.commission,
      net,
      return: net / value,
      mae,
      mfe,
      maeReturn: mae / value,
      mfeReturn: mfe / value,
      bars: m.bars,
      strategy: this.orders.strategy(m.entryOrder),
      tag: this.orders.tag(m.entryOrder),
      entryOrderId: this.orders.id(m.entryOrder),
      exitOrderId: m.exitOrder === -1 || m.exitOrder === NO_ORDER ? '' : this.orders.id(m.exitOrder),
    }
  }
}
