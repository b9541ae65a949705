/** The trade table: executions go in, round trips come out, while the run goes on. */
import type { MarketBar, Micros, Side } from '../../events/index.ts'
import { FIRST_CAPACITY, grow } from '../tables/columns.ts'
import type { Names } from '../tables/names.ts'
import { Book } from './book.ts'
import { grossOf } from './trade.ts'
import type { Match, TradeRow } from './trade.ts'

const columns = (capacity: number) => ({
  symbol: new Uint32Array(capacity),
  sign: new Int8Array(capacity),
  bars: new Uint32Array(capacity),
  entryOrder: new Uint32Array(capacity),
  exitOrder: new Uint32Array(capacity),
  quantity: new Float64Array(capacity),
  entryAt: new Float64Array(capacity),
  exitAt: new Float64Array(capacity),
  entryPrice: new Float64Array(capacity),
  exitPrice: new Float64Array(capacity),
  commission: new Float64Array(capacity),
  high: new Float64Array(capacity),
  low: new Float64Array(capacity),
})

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
  /** Closed trades. */
  length = 0
  private readonly names: Names
  private readonly orders: OrderNames
  private readonly columns = columns(FIRST_CAPACITY)
  private readonly books: (Book | undefined)[] = []
  private readonly close = (match: Match): void => this.add(match)

  constructor(names: Names, orders: OrderNames) {
    this.names = names
    this.orders = orders
  }

  bar(symbol: number, event: MarketBar): void {
    this.book(symbol).bar(event)
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

  /** Last close of a symbol, `NaN` before its first bar. */
  lastClose(symbol: number): number {
    return this.books[symbol]?.close ?? NaN
  }

  /** Signed quantity that the fills add up to. */
  quantity(symbol: number): number {
    return this.books[symbol]?.quantity ?? 0
  }

  row(row: number): TradeRow {
    const c = this.columns
    return this.describe({
      symbol: c.symbol[row]!,
      sign: c.sign[row]!,
      quantity: c.quantity[row]!,
      entryAt: c.entryAt[row]!,
      exitAt: c.exitAt[row]!,
      entryPrice: c.entryPrice[row]!,
      exitPrice: c.exitPrice[row]!,
      commission: c.commission[row]!,
      high: c.high[row]!,
      low: c.low[row]!,
      bars: c.bars[row]!,
      entryOrder: c.entryOrder[row]!,
      exitOrder: c.exitOrder[row]!,
    })
  }

  /** The lots still held, by symbol and then oldest first, marked at the last close. */
  open(): TradeRow[] {
    return this.books.flatMap((book) => book?.marked().map((match) => this.describe(match)) ?? [])
  }

  read(): TradeColumns {
    const length = this.length
    const net = new Float64Array(length)
    const returns = new Float64Array(length)
    const c = this.columns
    for (let i = 0; i < length; i++) {
      const gross = c.sign[i]! * (c.exitPrice[i]! - c.entryPrice[i]!) * c.quantity[i]!
      net[i] = gross - c.commission[i]!
      returns[i] = net[i]! / Math.abs(c.entryPrice[i]! * c.quantity[i]!)
    }
    return { length, net, returns, bars: c.bars.subarray(0, length) }
  }

  private book(symbol: number): Book {
    return (this.books[symbol] ??= new Book(symbol))
  }

  private add(match: Match): void {
    const row = this.length
    const c = this.columns
    if (row === c.symbol.length) grow(c)
    this.length = row + 1
    c.symbol[row] = match.symbol
    c.sign[row] = match.sign
    c.bars[row] = match.bars
    c.entryOrder[row] = match.entryOrder
    c.exitOrder[row] = match.exitOrder
    c.quantity[row] = match.quantity
    c.entryAt[row] = match.entryAt
    c.exitAt[row] = match.exitAt
    c.entryPrice[row] = match.entryPrice
    c.exitPrice[row] = match.exitPrice
    c.commission[row] = match.commission
    c.high[row] = match.high
    c.low[row] = match.low
  }

  private describe(m: Match): TradeRow {
    const long = m.sign > 0
    const gross = grossOf(m)
    const net = gross - m.commission
    const mae = m.sign * ((long ? m.low : m.high) - m.entryPrice) * m.quantity
    const mfe = m.sign * ((long ? m.high : m.low) - m.entryPrice) * m.quantity
    const value = Math.abs(m.entryPrice * m.quantity)
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
      exitOrderId: m.exitOrder === -1 ? '' : this.orders.id(m.exitOrder),
    }
  }
}
