/** The shape of a strategy as a plain object: what its functions are given, and what they may ask for. */
import type {
  Duration,
  CorporateAction,
  MarketBar,
  MarketQuote,
  MarketSession,
  MarketTrade,
  Micros,
  OrderEvent,
  OrderFilled,
  SignalRefused,
} from '../../src/events/index.ts'
import type { Indicator } from './indicators/index.ts'
import type { ChangeOptions, OpeningOptions, OrderOptions, SizedOptions } from './signal.ts'
import type { Params, Widened } from './strategy.ts'

/** A symbol's indicators, by the names the strategy gave them. */
export type IndicatorSet = Readonly<Record<string, Indicator>>

/** What is held of a symbol, as the portfolio last reported it. */
export interface Position {
  readonly symbol: string
  /** Signed: positive long, negative short, 0 flat. */
  readonly quantity: number
  /** Average cost per unit, 0 when flat. */
  readonly averagePrice: number
}

/** Says what the strategy wants. The portfolio decides whether, and how much; see `Intent` in the protocol. */
export interface Signals {
  /** Be long: nothing happens while a long position is held or on its way. */
  long(symbol: string, options?: SizedOptions): void
  /** Be short: nothing happens while a short position is held or on its way. */
  short(symbol: string, options?: SizedOptions): void
  /** Hold nothing. */
  flat(symbol: string, options?: OrderOptions): void
  /** Buy, whatever is held. */
  buy(symbol: string, options?: SizedOptions): void
  /** Sell, whatever is held. */
  sell(symbol: string, options?: SizedOptions): void
  /** Hold `quantity` units, negative for a short position. */
  target(symbol: string, quantity: number, options?: OpeningOptions): void
  /** Hold this part of equity, negative for a short position. */
  weight(symbol: string, part: number, options?: OpeningOptions): void
  /** Cancel what was asked for under `tag`. */
  cancel(symbol: string, tag: string): void
  /** Change the order that was asked for under `tag`. */
  change(symbol: string, tag: string, options: ChangeOptions): void
}

/** Asks to be called later, in virtual time, through `onTimer`. A name has one timer: setting it again replaces it. */
export interface Timers {
  /** At a time; at once when it has passed. */
  at(time: Micros, name: string): void
  /** After a length of time. */
  after(duration: Duration, name: string): void
  /** Again and again, until it is cancelled or the strategy stops. */
  every(duration: Duration, name: string): void
  cancel(name: string): void
}

/** What every function of a strategy is given. The object is used again for the next call: take out of it what is to be kept. */
export interface Tools<P, I, S> {
  readonly params: P
  /** The instruments of the run that the strategy wants to see. */
  readonly symbols: readonly string[]
  /** The strategy's own memory: change it in place. Plain data only. */
  readonly state: S
  /** Virtual time. */
  readonly now: Micros
  readonly signal: Signals
  readonly timer: Timers
  /** What the portfolio holds of a symbol; of the event's own symbol when none is given. */
  position(symbol?: string): Position
  /** The last bar of a symbol, if one was seen. */
  last(symbol: string): MarketBar | undefined
  /** The last trade and the last quote of a symbol, if the strategy hears them (`onTrade`, `onQuote`) and one was there. */
  lastTrade(symbol: string): MarketTrade | undefined
  lastQuote(symbol: string): MarketQuote | undefined
  /** The indicators of a symbol, if a bar of it was seen. */
  indicatorsOf(symbol: string): I | undefined
}

export interface BarArgs<P, I, S> extends Tools<P, I, S> {
  readonly bar: MarketBar
  /** The indicators of the bar's symbol, this bar included. */
  readonly indicators: I
}
export interface TradeArgs<P, I, S> extends Tools<P, I, S> {
  readonly trade: MarketTrade
  /** The indicators of the trade's symbol, up to the last bar. */
  readonly indicators: I
}
export interface QuoteArgs<P, I, S> extends Tools<P, I, S> {
  readonly quote: MarketQuote
  /** The indicators of the quote's symbol, up to the last bar. */
  readonly indicators: I
}
export interface ActionArgs<P, I, S> extends Tools<P, I, S> {
  /** A split or a dividend, before the session in which it holds. */
  readonly action: CorporateAction
}
export interface FillArgs<P, I, S> extends Tools<P, I, S> {
  readonly fill: OrderFilled
}
export interface OrderArgs<P, I, S> extends Tools<P, I, S> {
  /** A request or a report on an order of this strategy. */
  readonly order: Exclude<OrderEvent, OrderFilled>
}
export interface RefusalArgs<P, I, S> extends Tools<P, I, S> {
  readonly refusal: SignalRefused
}
export interface SessionArgs<P, I, S> extends Tools<P, I, S> {
  readonly session: MarketSession
}
export interface TimerArgs<P, I, S> extends Tools<P, I, S> {
  /** The timer's name. */
  readonly name: string
}

/** A strategy as a plain object. Write the properties in this order, so that the types of the later follow from the earlier. */
export interface StrategyDefinition<P extends Params, I extends IndicatorSet, S> {
  readonly name: string
  /** Defaults of the parameters; a run may override them. */
  readonly params?: P
  /** Only bars of these instruments; all when left out. */
  readonly symbols?: readonly string[]
  /** Bars of a symbol to let pass before `onBar`, `onTrade` and `onQuote` are called for it. Left out: until its indicators are ready. */
  readonly warmup?: number
  /** Makes the indicators of one symbol; called once for each symbol when it is first heard of. They are fed with bars, before `onBar`. */
  readonly indicators?: (params: Widened<P>) => I
  /** Makes the strategy's own memory at the start. Plain data: it is copied and compared. */
  readonly state?: (params: Widened<P>) => S
  /** A bar is complete. */
  onBar?(args: BarArgs<Widened<P>, I, S>): void
  /** There was a trade in the market. */
  onTrade?(args: TradeArgs<Widened<P>, I, S>): void
  /** The best bid and offer have changed. */
  onQuote?(args: QuoteArgs<Widened<P>, I, S>): void
  /** An instrument is split, or pays a dividend. */
  onAction?(args: ActionArgs<Widened<P>, I, S>): void
  /** An order of this strategy was filled, in part or whole. */
  onFill?(args: FillArgs<Widened<P>, I, S>): void
  /** Anything else happened to an order of this strategy. */
  onOrder?(args: OrderArgs<Widened<P>, I, S>): void
  /** The portfolio made no order of a signal. */
  onRefused?(args: RefusalArgs<Widened<P>, I, S>): void
  /** The market entered a phase of its session. */
  onSession?(args: SessionArgs<Widened<P>, I, S>): void
  onTimer?(args: TimerArgs<Widened<P>, I, S>): void
  /** Before anything else. */
  onStart?(args: Tools<Widened<P>, I, S>): void
  /** When the strategy is stopped, or the market is done. */
  onStop?(args: Tools<Widened<P>, I, S>): void
}

/** A definition whose types have been forgotten: what the machine works with. */
export type AnyDefinition = StrategyDefinition<Params, IndicatorSet, unknown>
