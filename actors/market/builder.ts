/**
 * Bars made of ticks while these go by: nothing is read ahead, so nothing in a bar is known too early.
 *
 * Bars have their places on a grid that begins with the session's open; its last bar ends with the close. Before the open and after the close
 * the grid goes on. A bar has what happened from its beginning on to before its end; a tick of the very close is in the session's last bar, and no
 * bar goes beyond its trading day. Where nothing happens there is no bar.
 */
import type { MarketBar, Micros } from '../../src/events/index.ts'
import { NEVER } from './cursor.ts'
import type { BuiltBars, SessionCalendar } from './feed.ts'

export class BarBuilder {
  /** When the bars that are being built, or are ready, are to be published. */
  dueAt: Micros = NEVER
  private readonly symbols: readonly string[]
  private readonly calendar: SessionCalendar
  private readonly built: BuiltBars
  /** End of the bars that are being built. */
  private end: Micros = NEVER
  /** Symbols that have a bar under construction, and the bars by symbol. */
  private readonly active: number[] = []
  private readonly bars: (Bar | undefined)[] = []
  /** Bars that are complete and not published. */
  private ready: MarketBar[] = []

  constructor(symbols: readonly string[], calendar: SessionCalendar, built: BuiltBars) {
    this.symbols = symbols
    this.calendar = calendar
    this.built = built
  }

  trade(symbol: number, at: Micros, price: number, size: number): void {
    if (this.built.by[symbol] === 'trade') this.add(symbol, at, price, size)
  }

  quote(symbol: number, at: Micros, bid: number, ask: number): void {
    // A side that is empty leaves no middle.
    if (this.built.by[symbol] === 'mid' && bid > 0 && ask > 0) this.add(symbol, at, (bid + ask) / 2, 0)
  }

  private add(symbol: number, at: Micros, price: number, volume: number): void {
    if (at >= this.end || this.active.length === 0) this.enter(at)
    const bar = this.bars[symbol]
    if (bar === undefined) {
      this.active.push(symbol)
      this.bars[symbol] = { openAt: at, open: price, high: price, low: price, close: price, volume }
      return
    }
    if (price > bar.high) bar.high = price
    if (price < bar.low) bar.low = price
    bar.close = price
    bar.volume += volume
  }

  /** Goes to the bar that an instant lies in. */
  private enter(at: Micros): void {
    const end = this.endOf(at)
    if (end === this.end) return
    if (this.active.length > 0) this.ready = this.complete()
    else this.dueAt = end
    this.end = end
  }

  private endOf(at: Micros): Micros {
    const { length } = this.built
    const ending = this.calendar.sessionOf(at)
    const next = this.calendar.sessionOf(at + 1)
    // The very open belongs to what begins there.
    const { openAt, closeAt } = next.openAt === at ? next : ending
    if (at > closeAt) return this.sameDay(at, closeAt + (Math.floor((at - closeAt) / length) + 1) * length)
    const end = openAt + (Math.floor((at - openAt) / length) + 1) * length
    return Math.min(end, at < openAt ? openAt : closeAt)
  }

  /** `end`, or the last instant of the trading day of `at` where that comes first: found by halving, for a calendar does not tell it. */
  private sameDay(at: Micros, end: Micros): Micros {
    const { day } = this.calendar.sessionOf(at)
    if (this.calendar.sessionOf(end).day === day) return end
    let [inside, outside] = [at, end]
    while (outside - inside > 1) {
      const middle = Math.floor((inside + outside) / 2)
      if (this.calendar.sessionOf(middle).day === day) inside = middle
      else outside = middle
    }
    return inside
  }

  private complete(): MarketBar[] {
    const { bars, symbols, end } = this
    const complete = this.active
      .sort((a, b) => a - b)
      .map((symbol): MarketBar => {
        const { openAt, open, high, low, close, volume } = bars[symbol]!
        bars[symbol] = undefined
        return { type: 'market.bar', symbol: symbols[symbol]!, at: end, openAt, open, high, low, close, volume }
      })
    this.active.length = 0
    return complete
  }

  /** Emits the bars that are due, in the order of their symbols. */
  publish(emit: (bar: MarketBar) => void): void {
    const due = this.ready.length > 0 ? this.ready : this.complete()
    this.ready = []
    this.dueAt = this.active.length > 0 ? this.end : NEVER
    for (const bar of due) emit(bar)
  }
}

interface Bar {
  readonly openAt: Micros
  readonly open: number
  high: number
  low: number
  close: number
  volume: number
}
