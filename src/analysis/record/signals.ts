/** The signal table: what the strategies wanted, and what quantity came of it. */
import type { Intent, Micros, OrderDenied, OrderSubmit, Signal, SignalRefused } from '../../events/index.ts'
import type { Names } from '../tables/names.ts'
import { PAGE_ROWS, Paged, slotOf } from '../tables/paged.ts'
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
   * orders the portfolio made of it in one instant, without those that wait for others (0 when it refused, or denied them). `undefined` while neither is known.
   */
  readonly quantity: number | undefined
}

const INTENTS: readonly Intent[] = ['long', 'short', 'flat', 'buy', 'sell', 'target', 'weight', 'cancel', 'change']

const page = () => ({
  symbol: new Uint32Array(PAGE_ROWS),
  strategy: new Uint32Array(PAGE_ROWS),
  tag: new Uint32Array(PAGE_ROWS),
  intent: new Uint8Array(PAGE_ROWS),
  at: new Float64Array(PAGE_ROWS),
  price: new Float64Array(PAGE_ROWS),
  quantity: new Float64Array(PAGE_ROWS),
  /** When its first order went out. */
  sizedAt: new Float64Array(PAGE_ROWS),
})

export class SignalTable {
  private readonly names: Names
  private readonly table = new Paged(page)
  /** By symbol: the last signal whose size is the portfolio's to say, plus one; 0 is none. */
  private readonly unsized: number[] = []

  constructor(names: Names) {
    this.names = names
  }

  get length(): number {
    return this.table.length
  }

  add(event: Signal, now: Micros, close: number): void {
    const i = this.table.append()
    const p = this.table.last
    const symbol = this.names.symbols.number(event.symbol)
    p.symbol[i] = symbol
    p.strategy[i] = this.names.strategies.number(event.strategy)
    p.tag[i] = this.names.tags.number(event.tag)
    p.intent[i] = INTENTS.indexOf(event.intent)
    p.at[i] = event.at ?? now
    p.price[i] = event.price ?? close
    p.sizedAt[i] = NaN
    const asked = askedFor(event)
    p.quantity[i] = asked
    if (event.intent === 'cancel' || event.intent === 'change') return
    this.unsized[symbol] = Number.isNaN(asked) ? this.table.length : 0
  }

  /** An order left the portfolio: if it is the answer to a signal without a size, that signal now has one. */
  ordered(event: OrderSubmit): void {
    if (event.parentId !== undefined) return // it waits for its entry: counted in, a long with two exits would be a sale
    const row = this.waiting(event.symbol, event.strategy)
    if (row < 0) return
    const p = this.table.of(row)
    const i = slotOf(row)
    if (Number.isNaN(p.sizedAt[i])) {
      p.sizedAt[i] = event.at
      p.quantity[i] = 0
    } else if (p.sizedAt[i] !== event.at) return
    p.quantity[i]! += event.side === 'buy' ? event.quantity : -event.quantity
  }

  /** An order was kept at home: of this signal nothing is traded but what leaves in the same instant. */
  denied(event: OrderDenied): void {
    const row = this.waiting(event.symbol, event.strategy)
    if (row < 0) return
    const p = this.table.of(row)
    const i = slotOf(row)
    if (!Number.isNaN(p.sizedAt[i])) return
    p.sizedAt[i] = event.at
    p.quantity[i] = 0
  }

  refused(event: SignalRefused): void {
    const row = this.waiting(event.symbol, event.strategy)
    if (row < 0) return
    const p = this.table.of(row)
    const i = slotOf(row)
    if (!Number.isNaN(p.sizedAt[i])) return
    p.quantity[i] = 0
    this.unsized[p.symbol[i]!] = 0
  }

  row(row: number): SignalRow {
    const p = this.table.of(row)
    const i = slotOf(row)
    return {
      at: p.at[i]!,
      strategy: this.names.strategies.text(p.strategy[i]!),
      tag: this.names.tags.text(p.tag[i]!),
      symbol: this.names.symbols.name(p.symbol[i]!),
      intent: INTENTS[p.intent[i]!]!,
      price: optional(p.price[i]!),
      quantity: optional(p.quantity[i]!),
    }
  }

  /** Row of the signal of this symbol and strategy whose size is not known for good, -1 when there is none. */
  private waiting(symbol: string, strategy: string | undefined): number {
    const row = (this.unsized[this.names.symbols.number(symbol)] ?? 0) - 1
    if (row < 0) return -1
    return this.table.of(row).strategy[slotOf(row)] === this.names.strategies.number(strategy) ? row : -1
  }
}

/** The signed quantity a signal names itself; `NaN` where the size follows from something only the portfolio knows. */
function askedFor(event: Signal): number {
  if (event.quantity === undefined) return NaN
  return event.intent === 'buy' ? event.quantity : event.intent === 'sell' ? -event.quantity : NaN
}
