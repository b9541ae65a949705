/** The tools in the hands of a strategy's functions: one object a strategy, used again for every call. */
import type {
  CorporateAction,
  Duration,
  Intent,
  MarketBar,
  MarketQuote,
  MarketSession,
  MarketTrade,
  Micros,
  OrderEvent,
  OrderFilled,
  SignalRefused,
} from '../../src/events/index.ts'
import type { UpdateArgs } from '../../src/machine/index.ts'
import type { Books } from './books.ts'
import type { StrategyMachineTypes, StrategyTimer } from './context.ts'
import type { IndicatorSet, Position, Signals, Timers, Tools } from './definition.ts'
import { StrategyError } from './errors.ts'
import { intentSignal, tagSignal } from './signal.ts'
import type { ChangeOptions, OpeningOptions, OrderOptions, SignalOrigin, SizedOptions } from './signal.ts'
import type { Params } from './strategy.ts'

/** What the machine's recipe lends to the tools for the length of a call. */
export type Effects = UpdateArgs<
  StrategyMachineTypes['context'],
  StrategyMachineTypes['events'],
  StrategyMachineTypes['events'],
  StrategyMachineTypes['emitted']
>

const NO_INDICATORS: IndicatorSet = Object.freeze({})

/** The recipe at work. Outside of a call there is none, and the tools refuse. */
export class CallScope {
  readonly strategy: string
  readonly books: Books
  /** Those of the event's symbol, in a call about a bar or a tick. */
  indicators: IndicatorSet = NO_INDICATORS
  private effects: Effects | undefined = undefined

  /** Whether there is an `onTimer` to call. */
  readonly hearsTimers: boolean

  constructor(strategy: string, books: Books, hearsTimers: boolean) {
    this.strategy = strategy
    this.books = books
    this.hearsTimers = hearsTimers
  }

  open(effects: Effects): void {
    this.effects = effects
  }

  close(): void {
    this.effects = undefined
  }

  get now(): Micros {
    return this.use('now').context.now()
  }

  /** What the event at hand is about. */
  get symbol(): string | undefined {
    return (this.effects?.event as { readonly symbol?: string } | undefined)?.symbol
  }

  /** @throws StrategyError `misuse` outside of a call. */
  use(what: string): Effects {
    const { effects } = this
    if (effects !== undefined) return effects
    throw new StrategyError(
      'misuse',
      `strategy '${this.strategy}': ${what} was used after its function had returned; decide within onBar and its like, and let a timer call later`,
      { strategy: this.strategy, what },
    )
  }

  /** Time, name and last price for a signal about `symbol`. */
  origin(symbol: string): SignalOrigin {
    return { at: this.now, strategy: this.strategy, price: this.books.known(symbol)?.price }
  }
}

export class SignalTools implements Signals {
  private readonly scope: CallScope

  constructor(scope: CallScope) {
    this.scope = scope
  }

  long(symbol: string, options?: SizedOptions): void {
    this.want('long', symbol, options)
  }
  short(symbol: string, options?: SizedOptions): void {
    this.want('short', symbol, options)
  }
  flat(symbol: string, options?: OrderOptions): void {
    this.want('flat', symbol, options)
  }
  buy(symbol: string, options?: SizedOptions): void {
    this.want('buy', symbol, options)
  }
  sell(symbol: string, options?: SizedOptions): void {
    this.want('sell', symbol, options)
  }
  target(symbol: string, quantity: number, options?: OpeningOptions): void {
    this.want('target', symbol, { ...options, quantity })
  }
  weight(symbol: string, part: number, options?: OpeningOptions): void {
    this.want('weight', symbol, { ...options, weight: part })
  }
  cancel(symbol: string, tag: string): void {
    this.about('cancel', symbol, tag)
  }
  change(symbol: string, tag: string, options: ChangeOptions): void {
    this.about('change', symbol, tag, options)
  }

  private want(intent: Intent, symbol: string, options?: SizedOptions & { readonly weight?: number }): void {
    const { emit } = this.scope.use(`signal.${intent}`)
    emit(intentSignal(intent, symbol, options, this.scope.origin(symbol)))
  }

  private about(intent: 'cancel' | 'change', symbol: string, tag: string, options?: ChangeOptions): void {
    const { emit } = this.scope.use(`signal.${intent}`)
    emit(tagSignal(intent, symbol, tag, options, this.scope.origin(symbol)))
  }
}

/** The machine's name for a timer of the strategy. */
const timerId = (name: string): string => `timer:${name}`

export class TimerTools implements Timers {
  private readonly scope: CallScope

  constructor(scope: CallScope) {
    this.scope = scope
  }

  at(time: Micros, name: string): void {
    this.set('timer.at', time, name)
  }
  after(duration: Duration, name: string): void {
    this.checkDuration('timer.after', duration, name, 0)
    this.set('timer.after', this.scope.now + duration, name)
  }
  every(duration: Duration, name: string): void {
    this.checkDuration('timer.every', duration, name, 1)
    this.set('timer.every', this.scope.now + duration, name, duration)
  }
  cancel(name: string): void {
    const { context, cancel } = this.scope.use('timer.cancel')
    if (!Object.hasOwn(context.timers, name)) return
    delete context.timers[name]
    cancel(timerId(name))
  }

  /** Sets a timer, in place of one with the same name. */
  set(what: string, time: Micros, name: string, every?: Duration): void {
    const { context, raise, cancel } = this.scope.use(what)
    if (typeof name !== 'string' || name === '')
      throw new StrategyError('misuse', `${what} needs a name for the timer, not ${String(name)}`, { name })
    if (!Number.isFinite(time))
      throw new StrategyError('misuse', `${what}('${name}') needs a time in microseconds, not ${time}`, { name, time })
    if (!this.scope.hearsTimers)
      throw new StrategyError('misuse', `${what}('${name}'): the strategy has no onTimer that would be called`, {
        name,
      })
    if (Object.hasOwn(context.timers, name)) cancel(timerId(name))
    const at = Math.max(Math.round(time), this.scope.now)
    context.timers[name] = at
    raise(every === undefined ? { type: 'strategy.timer', name } : { type: 'strategy.timer', name, every }, {
      delay: (at - this.scope.now) / 1000,
      id: timerId(name),
    })
  }

  private checkDuration(what: string, duration: Duration, name: string, least: number): void {
    if (duration >= least && duration < Infinity) return
    throw new StrategyError(
      'misuse',
      `${what}(${duration}, '${name}') needs a duration of at least ${least} microseconds; seconds(), minutes(), hours() and days() make one`,
      { name, duration },
    )
  }
}

/**
 * All of it. What a call is about is read from the event at hand, so that laying out the tools costs nothing; which of these
 * properties mean something in which call is a matter of its type.
 */
export class Toolbox implements Tools<Params, IndicatorSet, unknown> {
  readonly params: Params
  readonly symbols: readonly string[]
  readonly signal: Signals
  readonly timer: TimerTools
  private readonly scope: CallScope

  constructor(params: Params, symbols: readonly string[], scope: CallScope) {
    this.params = params
    this.symbols = symbols
    this.scope = scope
    this.signal = new SignalTools(scope)
    this.timer = new TimerTools(scope)
    // Functions on the object itself, so that they can be taken out of it by name.
    this.position = this.position.bind(this)
    this.last = this.last.bind(this)
    this.lastTrade = this.lastTrade.bind(this)
    this.lastQuote = this.lastQuote.bind(this)
    this.indicatorsOf = this.indicatorsOf.bind(this)
  }

  get state(): unknown {
    return this.scope.use('state').context.state
  }
  get now(): Micros {
    return this.scope.now
  }
  get bar(): MarketBar {
    return this.scope.use('bar').event as MarketBar
  }
  get trade(): MarketTrade {
    return this.scope.use('trade').event as MarketTrade
  }
  get quote(): MarketQuote {
    return this.scope.use('quote').event as MarketQuote
  }
  get action(): CorporateAction {
    return this.scope.use('action').event as CorporateAction
  }
  get indicators(): IndicatorSet {
    return this.scope.indicators
  }
  get fill(): OrderFilled {
    return this.scope.use('fill').event as OrderFilled
  }
  get order(): Exclude<OrderEvent, OrderFilled> {
    return this.scope.use('order').event as Exclude<OrderEvent, OrderFilled>
  }
  get refusal(): SignalRefused {
    return this.scope.use('refusal').event as SignalRefused
  }
  get session(): MarketSession {
    return this.scope.use('session').event as MarketSession
  }
  /** Of a timer. */
  get name(): string {
    return (this.scope.use('name').event as StrategyTimer).name
  }

  position(symbol: string = this.scope.symbol ?? ''): Position {
    return this.scope.books.of(symbol).position
  }

  last(symbol: string): MarketBar | undefined {
    return this.scope.books.known(symbol)?.last
  }

  lastTrade(symbol: string): MarketTrade | undefined {
    return this.scope.books.known(symbol)?.lastTrade
  }

  lastQuote(symbol: string): MarketQuote | undefined {
    return this.scope.books.known(symbol)?.lastQuote
  }

  indicatorsOf(symbol: string): IndicatorSet | undefined {
    const book = this.scope.books.known(symbol)
    return book === undefined || book.bars === 0 ? undefined : book.indicators
  }
}
