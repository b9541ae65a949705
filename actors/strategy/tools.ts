/** The tools in the hands of a strategy's functions: one object a strategy, used again for every call. */
import type {
  Duration,
  MarketBar,
  MarketSession,
  Micros,
  OrderEvent,
  OrderFilled,
  Signal,
  SignalRefused,
} from '../../src/events/index.ts'
import type { UpdateArgs } from '../../src/machine/index.ts'
import type { Books } from './books.ts'
import type { StrategyMachineTypes } from './context.ts'
import type { IndicatorSet, Position, Signals, Timers, Tools } from './definition.ts'
import { StrategyError } from './errors.ts'
import { intentSignal, tagSignal } from './signal.ts'
import type { ChangeOptions, OrderOptions, SignalOrigin, SizedOptions } from './signal.ts'
import type { Params } from './strategy.ts'

/** What the machine's recipe lends to the tools for the length of a call. */
export type Effects = UpdateArgs<
  StrategyMachineTypes['context'],
  StrategyMachineTypes['events'],
  StrategyMachineTypes['events'],
  StrategyMachineTypes['emitted']
>

/** The recipe at work. Outside of a call there is none, and the tools refuse. */
export class CallScope {
  readonly strategy: string
  readonly books: Books
  now: Micros = 0
  private effects: Effects | undefined = undefined

  constructor(strategy: string, books: Books) {
    this.strategy = strategy
    this.books = books
  }

  open(effects: Effects, now: Micros): void {
    this.effects = effects
    this.now = now
  }

  close(): void {
    this.effects = undefined
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

  emit(signal: Signal, what: string): void {
    this.use(what).emit(signal)
  }

  /** Time, name and last price for a signal about `symbol`. */
  origin(symbol: string): SignalOrigin {
    return { at: this.now, strategy: this.strategy, price: this.books.known(symbol)?.last?.close }
  }
}

export class SignalTools implements Signals {
  private readonly scope: CallScope

  constructor(scope: CallScope) {
    this.scope = scope
  }

  long(symbol: string, options?: SizedOptions): void {
    this.scope.emit(intentSignal('long', symbol, options, this.scope.origin(symbol)), 'signal.long')
  }
  short(symbol: string, options?: SizedOptions): void {
    this.scope.emit(intentSignal('short', symbol, options, this.scope.origin(symbol)), 'signal.short')
  }
  flat(symbol: string, options?: OrderOptions): void {
    this.scope.emit(intentSignal('flat', symbol, options, this.scope.origin(symbol)), 'signal.flat')
  }
  buy(symbol: string, options?: SizedOptions): void {
    this.scope.emit(intentSignal('buy', symbol, options, this.scope.origin(symbol)), 'signal.buy')
  }
  sell(symbol: string, options?: SizedOptions): void {
    this.scope.emit(intentSignal('sell', symbol, options, this.scope.origin(symbol)), 'signal.sell')
  }
  target(symbol: string, quantity: number, options?: OrderOptions): void {
    const { scope } = this
    scope.emit(intentSignal('target', symbol, { ...options, quantity }, scope.origin(symbol)), 'signal.target')
  }
  weight(symbol: string, part: number, options?: OrderOptions): void {
    const { scope } = this
    scope.emit(intentSignal('weight', symbol, { ...options, weight: part }, scope.origin(symbol)), 'signal.weight')
  }
  cancel(symbol: string, tag: string): void {
    this.scope.emit(tagSignal('cancel', symbol, tag, undefined, this.scope.origin(symbol)), 'signal.cancel')
  }
  change(symbol: string, tag: string, options: ChangeOptions): void {
    this.scope.emit(tagSignal('change', symbol, tag, options, this.scope.origin(symbol)), 'signal.change')
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
    if (!Number.isFinite(time))
      throw new StrategyError('misuse', `${what}('${name}') needs a time in microseconds, not ${time}`, { name, time })
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

/** All of it, with a place for what each kind of call is about. */
export class Toolbox implements Tools<Params, IndicatorSet, unknown> {
  readonly params: Params
  readonly symbols: readonly string[]
  readonly signal: Signals
  readonly timer: TimerTools
  private readonly books: Books
  private readonly none: IndicatorSet = {}
  state: unknown = undefined
  now: Micros = 0
  /** The symbol of the event at hand. */
  symbol = ''
  bar!: MarketBar
  indicators: IndicatorSet = this.none
  fill!: OrderFilled
  order!: Exclude<OrderEvent, OrderFilled>
  refusal!: SignalRefused
  session!: MarketSession
  name = ''

  constructor(params: Params, symbols: readonly string[], scope: CallScope) {
    this.params = params
    this.symbols = symbols
    this.books = scope.books
    this.signal = new SignalTools(scope)
    this.timer = new TimerTools(scope)
    // Functions on the object itself, so that they can be taken out of it by name.
    this.position = this.position.bind(this)
    this.last = this.last.bind(this)
    this.indicatorsOf = this.indicatorsOf.bind(this)
  }

  position(symbol: string = this.symbol): Position {
    return this.books.of(symbol).position
  }

  last(symbol: string): MarketBar | undefined {
    return this.books.known(symbol)?.last
  }

  indicatorsOf(symbol: string): IndicatorSet | undefined {
    const book = this.books.known(symbol)
    return book === undefined || book.bars === 0 ? undefined : book.indicators
  }
}
