/** Where the machine meets the user's code: each method is one kind of call, with its tools laid out. */
import type {
  MarketBar,
  MarketSession,
  OrderEvent,
  OrderFilled,
  PositionChanged,
  SignalRefused,
} from '../../src/events/index.ts'
import { Books } from './books.ts'
import type { StrategyTimer } from './context.ts'
import type { AnyDefinition } from './definition.ts'
import { userCodeError } from './errors.ts'
import type { StrategyError } from './errors.ts'
import type { Params } from './strategy.ts'
import { CallScope, Toolbox } from './tools.ts'
import type { Effects } from './tools.ts'

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
    this.scope = new CallScope(definition.name, this.books)
    this.tools = new Toolbox(params, symbols, this.scope)
  }

  /** Feeds a bar to the indicators of its symbol. */
  observe(bar: MarketBar): void {
    this.books.ofBar(bar.symbol)?.feed(bar)
  }

  /** Feeds a bar and calls `onBar`; false while the symbol is not warm, or not wanted. */
  bar(effects: Effects, bar: MarketBar): boolean {
    const book = this.books.ofBar(bar.symbol)
    if (book === undefined) return false
    book.feed(bar)
    if (!book.warm) return false
    const { tools } = this
    tools.bar = bar
    tools.indicators = book.indicators
    this.begin(effects, bar.symbol)
    try {
      this.definition.onBar(tools)
    } catch (cause) {
      throw this.failed('onBar', cause)
    }
    this.scope.close()
    return true
  }

  fill(effects: Effects, fill: OrderFilled): void {
    if (this.definition.onFill === undefined || !this.isMine(fill)) return
    this.tools.fill = fill
    this.begin(effects, fill.symbol)
    try {
      this.definition.onFill(this.tools)
    } catch (cause) {
      throw this.failed('onFill', cause)
    }
    this.scope.close()
  }

  order(effects: Effects, order: Exclude<OrderEvent, OrderFilled>): void {
    if (this.definition.onOrder === undefined || !this.isMine(order)) return
    this.tools.order = order
    this.begin(effects, 'symbol' in order ? order.symbol : '')
    try {
      this.definition.onOrder(this.tools)
    } catch (cause) {
      throw this.failed('onOrder', cause)
    }
    this.scope.close()
  }

  refusal(effects: Effects, refusal: SignalRefused): void {
    if (this.definition.onRefused === undefined || !this.isMine(refusal)) return
    this.tools.refusal = refusal
    this.begin(effects, refusal.symbol)
    try {
      this.definition.onRefused(this.tools)
    } catch (cause) {
      throw this.failed('onRefused', cause)
    }
    this.scope.close()
  }

  /** Indicators that begin anew with a session do so when the market opens, not when it goes on after a halt. */
  noteSession(session: MarketSession): void {
    if (session.phase === 'preOpen') this.books.openSession()
  }

  session(effects: Effects, session: MarketSession): void {
    this.noteSession(session)
    if (this.definition.onSession === undefined) return
    this.tools.session = session
    this.begin(effects, session.symbol ?? '')
    try {
      this.definition.onSession(this.tools)
    } catch (cause) {
      throw this.failed('onSession', cause)
    }
    this.scope.close()
  }

  /** A timer ran off: notes it, sets it again if it repeats, and calls `onTimer` unless the strategy is paused. */
  timer(effects: Effects, timer: StrategyTimer, call: boolean): void {
    const { tools } = this
    this.begin(effects, '')
    delete effects.context.timers[timer.name]
    if (timer.every !== undefined) tools.timer.every(timer.every, timer.name)
    if (call && this.definition.onTimer !== undefined) {
      tools.name = timer.name
      try {
        this.definition.onTimer(tools)
      } catch (cause) {
        throw this.failed('onTimer', cause)
      }
    }
    this.scope.close()
  }

  start(effects: Effects): void {
    if (this.definition.onStart === undefined) return
    this.begin(effects, '')
    try {
      this.definition.onStart(this.tools)
    } catch (cause) {
      throw this.failed('onStart', cause)
    }
    this.scope.close()
  }

  /** Calls `onStop`, then takes back every timer: nothing is to happen any more. */
  stop(effects: Effects): void {
    this.begin(effects, '')
    if (this.definition.onStop !== undefined) {
      try {
        this.definition.onStop(this.tools)
      } catch (cause) {
        throw this.failed('onStop', cause)
      }
    }
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

  private begin(effects: Effects, symbol: string): void {
    const { tools } = this
    const now = effects.context.now()
    tools.symbol = symbol
    tools.now = now
    tools.state = effects.context.state
    this.scope.open(effects, now)
  }

  private failed(handler: string, cause: unknown): StrategyError {
    const { symbol } = this.tools
    this.scope.close()
    return userCodeError(this.definition.name, handler, this.scope.now, symbol === '' ? undefined : symbol, cause)
  }

  toJSON(): Books {
    return this.books
  }
}
