/** Where the machine meets the user's code: each method is one kind of call, with its tools laid out. */
import type {
  CorporateAction,
  MarketBar,
  MarketQuote,
  MarketSession,
  MarketTrade,
  OrderEvent,
  OrderFilled,
  PositionChanged,
  SignalRefused,
} from '../../src/events/index.ts'
import { Books } from './books.ts'
import type { SymbolBook } from './books.ts'
import type { StrategyTimer } from './context.ts'
import type { AnyDefinition, IndicatorSet } from './definition.ts'
import { userCodeError } from './errors.ts'
import type { StrategyError } from './errors.ts'
import type { Params } from './strategy.ts'
import { CallScope, Toolbox } from './tools.ts'
import type { Effects } from './tools.ts'

type Handler = Extract<keyof AnyDefinition, `on${string}`>

/**
 * Holds what cannot stand in the machine's context as plain data: the user's functions, the indicators, and the tools. It is a class instance, so
 * the context holds it as an opaque value.
 */
export class Desk {
  private readonly definition: AnyDefinition
  private readonly books: Books
  private readonly scope: CallScope
  private readonly tools: Toolbox

  constructor(definition: AnyDefinition, params: Params, symbols: readonly string[]) {
    this.definition = definition
    this.books = new Books(definition, params)
    this.scope = new CallScope(definition.name, this.books, definition.onTimer !== undefined)
    this.tools = new Toolbox(params, symbols, this.scope)
  }

  /** Feeds a bar to the indicators of its symbol. */
  observe(bar: MarketBar): void {
    this.books.ofMarket(bar.symbol)?.feed(bar)
  }

  /** Feeds a bar and calls `onBar`; false while the symbol is not warm, or not wanted. */
  bar(effects: Effects, bar: MarketBar): boolean {
    const book = this.books.ofMarket(bar.symbol)
    if (book === undefined) return false
    book.feed(bar)
    if (!book.warm) return false
    const { scope } = this
    scope.indicators = book.indicators
    scope.open(effects)
    try {
      this.definition.onBar?.(this.tools)
    } catch (cause) {
      throw this.failed('onBar', cause)
    }
    scope.close()
    return true
  }

  /** Takes note of a trade or a quote; its symbol's book, where the strategy wants to see it. */
  noteTick(tick: MarketTrade | MarketQuote): SymbolBook | undefined {
    const book = this.books.ofMarket(tick.symbol)
    if (tick.type === 'market.trade') book?.trade(tick)
    else book?.quote(tick)
    return book
  }

  /** Takes note of a tick and calls `onTrade` or `onQuote`; false while the symbol is not warm, or not wanted. */
  tick(effects: Effects, tick: MarketTrade | MarketQuote): boolean {
    const book = this.noteTick(tick)
    if (book === undefined || !book.warm) return false
    this.scope.indicators = book.indicators
    this.call(tick.type === 'market.trade' ? 'onTrade' : 'onQuote', effects)
    return true
  }

  /** A split or a dividend of an instrument that the strategy wants to see. */
  action(effects: Effects, action: CorporateAction): void {
    if (this.books.ofMarket(action.symbol) !== undefined) this.call('onAction', effects)
  }

  fill(effects: Effects, fill: OrderFilled): void {
    if (this.isMine(fill)) this.call('onFill', effects)
  }

  order(effects: Effects, order: Exclude<OrderEvent, OrderFilled>): void {
    if (this.isMine(order)) this.call('onOrder', effects)
  }

  refusal(effects: Effects, refusal: SignalRefused): void {
    if (this.isMine(refusal)) this.call('onRefused', effects)
  }

  /** Indicators that begin anew with a session do so when the market opens, not when it goes on after a halt. */
  noteSession(session: MarketSession): void {
    if (session.phase === 'preOpen') this.books.openSession()
  }

  session(effects: Effects, session: MarketSession): void {
    this.noteSession(session)
    this.call('onSession', effects)
  }

  /** A timer ran off: notes it, sets it again if it repeats, and calls `onTimer` unless the strategy is paused. */
  timer(effects: Effects, { name, every }: StrategyTimer, isCalled: boolean): void {
    delete effects.context.timers[name]
    if (every !== undefined) {
      this.scope.open(effects)
      this.tools.timer.every(every, name)
    }
    if (isCalled) this.call('onTimer', effects)
    this.scope.close()
  }

  start(effects: Effects): void {
    this.call('onStart', effects)
  }

  /** Calls `onStop`, then takes back every timer: nothing is to happen any more. */
  stop(effects: Effects): void {
    this.call('onStop', effects)
    this.scope.open(effects)
    for (const name of Object.keys(effects.context.timers)) this.tools.timer.cancel(name)
    this.scope.close()
  }

  position({ symbol, quantity, averagePrice }: PositionChanged): void {
    this.books.of(symbol).position = { symbol, quantity, averagePrice }
  }

  /** Several strategies may share a portfolio; each answers for its own orders. What names no strategy concerns all. */
  private isMine(event: { readonly type: string }): boolean {
    const owner = (event as { readonly strategy?: string }).strategy
    return owner === undefined || owner === this.definition.name
  }

  /** Calls a function of the user's, if there is one, with the event of `effects` on the table. `onBar` has a way of its own, being called most. */
  private call(handler: Exclude<Handler, 'onBar'>, effects: Effects): void {
    const { definition, scope } = this
    if (definition[handler] === undefined) return
    scope.open(effects)
    try {
      definition[handler](this.tools)
    } catch (cause) {
      throw this.failed(handler, cause)
    }
    scope.close()
  }

  private failed(handler: Handler, cause: unknown): StrategyError {
    const { now, symbol } = this.scope
    this.scope.close()
    return userCodeError(this.definition.name, handler, now, symbol, cause)
  }

  /** What a person wants to see of it: the newest values of the indicators. */
  toJSON(): Record<string, IndicatorSet> {
    return this.books.toJSON()
  }
}
