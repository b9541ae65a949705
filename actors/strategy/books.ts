/** What a strategy knows of each instrument: its indicators, its last bar, the position in it. */
import { type MarketBar, type MarketQuote, type MarketTrade, midOf } from '../../src/events/index.ts'
import type { AnyDefinition, IndicatorSet, Position } from './definition.ts'
import type { Indicator } from './indicators/index.ts'
import type { Params } from './strategy.ts'

/** One instrument as the strategy sees it. */
export class SymbolBook {
  readonly indicators: IndicatorSet
  private readonly fed: readonly Indicator[]
  private readonly sessional: readonly Indicator[]
  private readonly warmup: number
  /** Whether `onBar` is to be called for it. */
  warm = false
  bars = 0
  last: MarketBar | undefined = undefined
  /** The newest price that was heard: a close, a trade, the middle of a quote. */
  price: number | undefined = undefined
  lastTrade: MarketTrade | undefined = undefined
  lastQuote: MarketQuote | undefined = undefined
  position: Position

  constructor(symbol: string, indicators: IndicatorSet, warmup: number) {
    this.indicators = indicators
    this.fed = Object.values(indicators)
    this.sessional = this.fed.filter((indicator) => indicator.sessional)
    this.warmup = warmup
    // Where there is nothing to wait for, ticks are told from the first on.
    this.warm = warmup === 0 || (warmup < 0 && this.fed.length === 0)
    this.position = { symbol, quantity: 0, averagePrice: 0 }
  }

  /** Takes note of a trade. */
  trade(trade: MarketTrade): void {
    this.lastTrade = trade
    this.price = trade.price
  }

  /** Takes note of a quote. */
  quote(quote: MarketQuote): void {
    this.lastQuote = quote
    const mid = midOf(quote)
    if (mid > 0) this.price = mid
  }

  /** Feeds the indicators with a bar. */
  feed(bar: MarketBar): void {
    const { fed } = this
    this.last = bar
    this.price = bar.close
    this.bars++
    for (let index = 0; index < fed.length; index++) fed[index]!.push(bar)
    if (!this.warm) this.warm = this.warmup >= 0 ? this.bars > this.warmup : fed.every((indicator) => indicator.ready)
  }

  openSession(): void {
    for (const indicator of this.sessional) indicator.openSession()
  }
}

/** `warmup` of a book that waits for its indicators. */
const UNTIL_READY = -1

/** The books of all instruments, made when a symbol is first heard of. */
export class Books {
  private readonly definition: AnyDefinition
  private readonly params: Params
  private readonly wanted: ReadonlySet<string> | undefined
  private readonly books = new Map<string, SymbolBook>()
  private lastBook: SymbolBook | undefined = undefined
  private lastSymbol: string | undefined = undefined

  constructor(definition: AnyDefinition, params: Params) {
    this.definition = definition
    this.params = params
    this.wanted = definition.symbols === undefined ? undefined : new Set(definition.symbols)
  }

  /** The book of a symbol that the strategy wants to see, else undefined. */
  ofMarket(symbol: string): SymbolBook | undefined {
    // With one instrument, or many events of one in a row, no look-up is needed.
    if (symbol === this.lastSymbol) return this.lastBook
    const book = this.wanted === undefined || this.wanted.has(symbol) ? this.of(symbol) : undefined
    this.lastSymbol = symbol
    this.lastBook = book
    return book
  }

  of(symbol: string): SymbolBook {
    const known = this.books.get(symbol)
    if (known !== undefined) return known
    const { definition } = this
    const book = new SymbolBook(symbol, definition.indicators?.(this.params) ?? {}, definition.warmup ?? UNTIL_READY)
    this.books.set(symbol, book)
    return book
  }

  known(symbol: string): SymbolBook | undefined {
    return this.books.get(symbol)
  }

  openSession(): void {
    for (const book of this.books.values()) book.openSession()
  }

  /** The indicators of every symbol, which show their newest values. */
  toJSON(): Record<string, IndicatorSet> {
    return Object.fromEntries([...this.books].map(([symbol, book]) => [symbol, book.indicators]))
  }
}
