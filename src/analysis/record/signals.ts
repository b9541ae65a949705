/** The signal table: what the strategies wanted, and what quantity came of it. */
import type { Intent, Micros, OrderSubmit, Signal, SignalRefused } from '../../events/index.ts'
import { FIRST_CAPACITY, grow } from '../tables/columns.ts'
import type { Names } from '../tables/names.ts'
import { optional } from '../tables/rows.ts'

/** A signal. */
export interface SignalRow {
  readonly at: Micros
  readonly strategy: string | undefined
  readonly tag: string | undefined
  readonly symbol: string
  readonly intent: Intent
  /** The price the strategy saw, else the last close of the symbol. */
  readonly price: number | undefined
  /**
   * Signed quantity to trade: what the strategy asked for, or, where it left the size to the portfolio, the quantity of the
   * orders the portfolio made of it in one instant (0 when it refused). `undefined` while neither is known.
   */
  readonly quantity: number | undefined
}

const INTENTS: readonly Intent[] = ['long', 'short', 'flat', 'buy', 'sell', 'target', 'weight', 'cancel', 'change']

const columns = (capacity: number) => ({
  symbol: new Uint32Array(capacity),
  strategy: new Uint32Array(capacity),
  tag: new Uint32Array(capacity),
  intent: new Uint8Array(capacity),
  at: new Float64Array(capacity),
  price: new Float64Array(capacity),
  quantity: new Float64Array(capacity),
  /** When its first order went out. */
  sizedAt: new Float64Array(capacity),
})

export class SignalTable {
  length = 0
  private readonly names: Names
  private readonly columns = columns(FIRST_CAPACITY)
  /** By symbol: the last signal whose size is the portfolio's to say, plus one; 0 is none. */
  private readonly unsized: number[] = []

  constructor(names: Names) {
    this.names = names
  }

  add(event: Signal, now: Micros, close: number): void {
    const row = this.length
    const c = this.columns
    if (row === c.symbol.length) grow(c)
    this.length = row + 1
    const symbol = this.names.symbols.number(event.symbol)
    c.symbol[row] = symbol
    c.strategy[row] = this.names.strategies.number(event.strategy)
    c.tag[row] = this.names.tags.number(event.tag)
    c.intent[row] = INTENTS.indexOf(event.intent)
    c.at[row] = event.at ?? now
    c.price[row] = event.price ?? close
    c.sizedAt[row] = NaN
    const asked =
      event.intent === 'buy' ? event.quantity : event.intent === 'sell' && event.quantity ? -event.quantity : undefined
    c.quantity[row] = asked ?? NaN
    if (event.intent === 'cancel' || event.intent === 'change') return
    this.unsized[symbol] = asked === undefined ? row + 1 : 0
  }

  /** An order left the portfolio: if it is the answer to a signal without a size, that signal now has one. */
  ordered(event: OrderSubmit): void {
    const row = this.waiting(event.symbol, event.strategy)
    if (row === undefined) return
    const c = this.columns
    if (Number.isNaN(c.sizedAt[row])) {
      c.sizedAt[row] = event.at
      c.quantity[row] = 0
    } else if (c.sizedAt[row] !== event.at) return
    c.quantity[row]! += event.side === 'buy' ? event.quantity : -event.quantity
  }

  refused(event: SignalRefused): void {
    const row = this.waiting(event.symbol, event.strategy)
    if (row === undefined || !Number.isNaN(this.columns.sizedAt[row])) return
    this.columns.quantity[row] = 0
    this.unsized[this.columns.symbol[row]!] = 0
  }

  row(row: number): SignalRow {
    const c = this.columns
    return {
      at: c.at[row]!,
      strategy: this.names.strategies.text(c.strategy[row]!),
      tag: this.names.tags.text(c.tag[row]!),
      symbol: this.names.symbols.name(c.symbol[row]!),
      intent: INTENTS[c.intent[row]!]!,
      price: optional(c.price[row]!),
      quantity: optional(c.quantity[row]!),
    }
  }

  private waiting(symbolName: string, strategy: string | undefined): number | undefined {
    const row = (this.unsized[this.names.symbols.number(symbolName)] ?? 0) - 1
    if (row < 0 || this.columns.strategy[row] !== this.names.strategies.number(strategy)) return undefined
    return row
  }
}
