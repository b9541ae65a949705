/**
 * Ticks made of random numbers: the middle of the quotes is a geometric Brownian motion in trading time, events come at exponentially distributed
 * distances (a Poisson process), the spread is a geometrically distributed number of price steps, and trades hit the bid or lift the ask that stands.
 */
import type { TickChunk } from '../../actors/market/feed.ts'
import { TICK } from '../../actors/market/feed.ts'
import type { Blocks } from './blocks.ts'
import type { MarketCalendar } from './calendar.ts'
import { onGrid } from './generator.ts'
import type { Random } from './normal.ts'
import { exp, log } from './portable-math.ts'
import { cutTicks, newTicks } from './tick-blocks.ts'

/** Everything the generator must know of one symbol, no defaults left. */
export interface TickGeneratorSettings {
  /** Trades and quotes together. */
  readonly ticks: number
  /** First day, as days since the epoch. */
  readonly day: number
  /** Mean distance of ticks, in microseconds. */
  readonly every: number
  readonly price: number
  /** Yearly, as a part of one. */
  readonly volatility: number
  /** Grid of prices, and the mean spread in steps of it, at least 1. */
  readonly tick: number
  readonly spread: number
  /** Mean size of a quote. */
  readonly size: number
  /** Part of the ticks that are trades. */
  readonly trades: number
  readonly weekends: boolean
}

/** Makes the ticks of one symbol in order; the chunk's size changes nothing in them. */
export class TickGenerator implements Blocks<TickChunk> {
  readonly #settings: TickGeneratorSettings
  readonly #calendar: MarketCalendar
  readonly #random: Random
  readonly #symbol: number
  readonly #chunkRows: number
  /** Variance of a microsecond of trading. */
  readonly #variance: number
  /** Logarithms of the ratios of the geometric distributions; 0 where the mean is. */
  readonly #spreadBase: number
  readonly #sizeBase: number
  #made = 0
  #day: number
  #at: number
  #closeAt: number
  #middle: number
  /** The quote that stands, in steps of price; 0 while none does. */
  #bid = 0
  #bidSize = 0
  #ask = 0
  #askSize = 0

  constructor(
    settings: TickGeneratorSettings,
    calendar: MarketCalendar,
    random: Random,
    symbol: number,
    chunkRows: number,
  ) {
    this.#settings = settings
    this.#calendar = calendar
    this.#random = random
    this.#symbol = symbol
    this.#chunkRows = chunkRows
    this.#spreadBase = baseOf(settings.spread - 1)
    this.#sizeBase = baseOf(settings.size - 1)
    this.#day = this.#tradingDay(settings.day)
    this.#at = calendar.openOf(this.#day)
    this.#closeAt = calendar.closeOf(this.#day)
    this.#middle = settings.price
    const daysAYear = settings.weekends ? 365 : 252
    this.#variance = (settings.volatility * settings.volatility) / daysAYear / (this.#closeAt - this.#at)
  }

  async next(): Promise<TickChunk | null> {
    const { ticks } = this.#settings
    const length = Math.min(this.#chunkRows, ticks - this.#made)
    if (length <= 0) return null
    const chunk = newTicks(length)
    for (let row = 0; row < length; row++, this.#made++) this.#make(chunk, row)
    return cutTicks(chunk, 0, length)
  }

  async close(): Promise<void> {
    this.#made = this.#settings.ticks
  }

  #make(chunk: TickChunk, row: number): void {
    const random = this.#random
    this.#goOn(Math.max(1, Math.round(-log(random.uniform()) * this.#settings.every)))
    chunk.symbol[row] = this.#symbol
    chunk.at[row] = this.#at
    if (this.#bid > 0 && random.uniform() < this.#settings.trades) this.#trade(chunk, row)
    else this.#quote(chunk, row)
  }

  /** Lets time pass, into the next session where this one ends. The first tick of a session is a quote. */
  #goOn(distance: number): void {
    let at = this.#at + distance
    if (at > this.#closeAt) {
      this.#day = this.#tradingDay(this.#day + 1)
      this.#closeAt = this.#calendar.closeOf(this.#day)
      at = Math.min(this.#calendar.openOf(this.#day) + distance, this.#closeAt)
      this.#bid = 0
    }
    const variance = this.#variance * distance
    this.#middle *= exp(Math.sqrt(variance) * this.#random.normal() - variance / 2)
    this.#at = at
  }

  #quote(chunk: TickChunk, row: number): void {
    const { tick } = this.#settings
    const steps = 1 + this.#geometric(this.#spreadBase)
    const middle = this.#middle / tick
    this.#bid = Math.max(1, Math.round(middle - steps / 2))
    this.#ask = this.#bid + steps
    this.#bidSize = 1 + this.#geometric(this.#sizeBase)
    this.#askSize = 1 + this.#geometric(this.#sizeBase)
    chunk.kind[row] = TICK.quote
    chunk.price[row] = onGrid(this.#bid * tick, tick)
    chunk.size[row] = this.#bidSize
    chunk.ask[row] = onGrid(this.#ask * tick, tick)
    chunk.askSize[row] = this.#askSize
  }

  /** At the bid or at the ask, of no more than stands there. */
  #trade(chunk: TickChunk, row: number): void {
    const { tick } = this.#settings
    const buys = this.#random.uniform() < 0.5
    chunk.kind[row] = buys ? TICK.buy : TICK.sell
    chunk.price[row] = onGrid((buys ? this.#ask : this.#bid) * tick, tick)
    chunk.size[row] = Math.max(1, Math.round((buys ? this.#askSize : this.#bidSize) * this.#random.uniform()))
  }

  /** Geometrically distributed from 0 on, by inversion. */
  #geometric(base: number): number {
    return base === 0 ? 0 : Math.floor(log(this.#random.uniform()) / base)
  }

  #tradingDay(day: number): number {
    let found = day
    // Day 0 was a Thursday.
    while (!this.#settings.weekends && ((found + 4) % 7 === 6 || (found + 4) % 7 === 0)) found += 1
    return found
  }
}

const baseOf = (mean: number): number => (mean > 0 ? log(mean / (1 + mean)) : 0)
