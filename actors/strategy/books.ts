/** What a strategy knows of each instrument: its indicators, its last bar, the position in it. */
import type { MarketBar } from '../../src/events/index.ts'
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
  position: Position

  constructor(symbol: string, indicators: IndicatorSet, warmup: number) {
    this.indicators = indicators
    this.fed = Object.values(indicators)
    this.sessional = this.fed.filter((indicator) => indicator.sessional)
    this.warmup = warmup
    this.position = { symbol, quantity: 0, averagePrice: 0 }
  }

  /** Feeds the indicators with a bar. */
  feed(bar: MarketBar): void {
    const { fed } = this
    this.last = bar
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

  /** The book of a symbol whose bars the strategy wants to see, else undefined. */
  ofBar(symbol: string): SymbolBook | undefined {
    // With one instrument, or many bars of one in a row, no look-up is needed.
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
