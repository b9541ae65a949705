/** A market made of random numbers: geometric Brownian motion with regimes of volatility, gaps between sessions, correlated symbols. */
import type { BarChunk } from '../../actors/market/feed.ts'
import type { Blocks } from './blocks.ts'
import type { MarketCalendar } from './calendar.ts'
import { newChunk } from './chunks.ts'
import type { Random } from './normal.ts'
import { cholesky, equalCorrelation, streamsOf } from './normal.ts'
import { exp, log } from './portable-math.ts'

/** A state of the market: how much its volatility is multiplied, and how many days it lasts on average. */
export interface Regime {
  readonly volatility: number
  readonly days: number
}

/** Everything the generator must know, no defaults left. */
export interface GeneratorSettings {
  readonly symbols: number
  /** Bars of each symbol. */
  readonly bars: number
  /** First day, as days since the epoch. */
  readonly day: number
  /** Microseconds of a bar; 0 for a bar a session. */
  readonly interval: number
  readonly seed: number
  readonly price: number
  /** Yearly, as parts of one: expected return and standard deviation. */
  readonly drift: number
  readonly volatility: number
  readonly correlation: number | readonly (readonly number[])[]
  readonly regimes: readonly Regime[]
  /** Part of a day's variance that happens between sessions. */
  readonly gaps: number
  /** Units traded in a day, on average. */
  readonly volume: number
  readonly tick: number
  readonly weekends: boolean
}

/** Standard deviation of the logarithm of volume around its mean. */
const VOLUME_SPREAD = 0.35

/** Makes bars in the order of a feed, chunk by chunk; the chunk's size changes nothing in them. */
export class Generator implements Blocks<BarChunk> {
  readonly #settings: GeneratorSettings
  readonly #calendar: MarketCalendar
  readonly #chunkRows: number
  readonly #market: Random
  readonly #streams: readonly Random[]
  readonly #mix: Mix
  readonly #prices: Float64Array
  readonly #normals: Float64Array
  /** Factor by which the regime multiplies volatility, scaled so that the long run has the stated volatility. */
  readonly #factors: readonly number[]
  /** Bars of the first day: a day on which clocks change has some more or less. */
  readonly #barsADay: number
  #barsToday: number
  #regime = 0
  #day: number
  #barOfDay = 0
  #bar = 0
  #symbol = 0
  #opened = false

  constructor(settings: GeneratorSettings, calendar: MarketCalendar, chunkRows: number) {
    this.#settings = settings
    this.#calendar = calendar
    this.#chunkRows = chunkRows
    const { symbols, regimes } = settings
    const [market, ...streams] = streamsOf(settings.seed, symbols + 1)
    this.#market = market!
    this.#streams = streams
    this.#mix = mixOf(settings.correlation, symbols)
    this.#prices = new Float64Array(symbols).fill(settings.price)
    this.#normals = new Float64Array(symbols)
    const total = regimes.reduce((sum, regime) => sum + regime.days, 0)
    const variance = regimes.reduce(
      (sum, regime) => sum + (regime.days / total) * regime.volatility * regime.volatility,
      0,
    )
    this.#factors = regimes.map((regime) => regime.volatility / Math.sqrt(variance))
    this.#day = this.#tradingDay(settings.day)
    this.#barsADay = this.#barsOf(this.#day)
    this.#barsToday = this.#barsADay
  }

  async next(): Promise<BarChunk | null> {
    return this.make()
  }

  async close(): Promise<void> {
    this.#bar = this.#settings.bars
  }

  /** The next rows, or null after the last. */
  make(): BarChunk | null {
    const { bars, symbols, interval } = this.#settings
    const left = (bars - this.#bar) * symbols - this.#symbol
    const length = Math.min(this.#chunkRows, left)
    if (length <= 0) return null
    const chunk = newChunk(length)
    let row = 0
    while (row < length) {
      if (this.#symbol === 0) this.#beginBar()
      const openAt = this.#calendar.openOf(this.#day) + this.#barOfDay * interval
      const at = interval === 0 ? this.#calendar.closeOf(this.#day) : openAt + interval
      const until = Math.min(symbols, this.#symbol + length - row)
      for (; this.#symbol < until; this.#symbol++, row++) {
        chunk.symbol[row] = this.#symbol
        chunk.at[row] = at
        chunk.openAt[row] = openAt
        this.#makeBar(this.#symbol, chunk, row)
      }
      if (this.#symbol === symbols) this.#endBar()
    }
    return chunk
  }

  #beginBar(): void {
    if (this.#barOfDay === 0) {
      const { regimes } = this.#settings
      const { days } = regimes[this.#regime]!
      if (this.#market.uniform() * days < 1 && regimes.length > 1) {
        const step = 1 + Math.floor(this.#market.uniform() * (regimes.length - 1))
        this.#regime = (this.#regime + step) % regimes.length
      }
      if (this.#opened) this.#openGap()
      this.#opened = true
    }
    this.#mix(this.#normals, this.#streams, this.#market)
  }

  /** Prices move while the market is closed; the next bar opens where they are. */
  #openGap(): void {
    const { drift, gaps } = this.#settings
    if (gaps === 0) return
    const variance = this.#dayVariance() * gaps
    const deviation = Math.sqrt(variance)
    const mean = (drift / this.#daysAYear()) * gaps - variance / 2
    this.#mix(this.#normals, this.#streams, this.#market)
    for (let i = 0; i < this.#prices.length; i++) this.#prices[i]! *= exp(mean + deviation * this.#normals[i]!)
  }

  #makeBar(symbol: number, chunk: BarChunk, row: number): void {
    const { drift, gaps, volume, tick } = this.#settings
    const random = this.#streams[symbol]!
    const part = (1 - gaps) / this.#barsADay
    const variance = this.#dayVariance() * part
    const deviation = Math.sqrt(variance)
    const normal = this.#normals[symbol]!
    const move = (drift / this.#daysAYear()) * part - variance / 2 + deviation * normal
    // Highest and lowest of a Brownian bridge from 0 to move, each by inversion of its own distribution (Karatzas and Shreve, 2.8.14).
    const top = (move + Math.sqrt(move * move - 2 * variance * log(random.uniform()))) / 2
    const bottom = (move - Math.sqrt(move * move - 2 * variance * log(random.uniform()))) / 2
    const from = this.#prices[symbol]!
    const to = from * exp(move)
    this.#prices[symbol] = to
    const open = onGrid(from, tick)
    const close = onGrid(to, tick)
    chunk.open[row] = open
    chunk.close[row] = close
    chunk.high[row] = Math.max(onGrid(from * exp(top), tick), open, close)
    chunk.low[row] = Math.min(onGrid(from * exp(bottom), tick), open, close)
    // More is traded in large moves; 0.6 + 0.5·E|normal| is 1.
    const activity =
      (0.6 + 0.5 * Math.abs(normal)) * exp(VOLUME_SPREAD * random.normal() - (VOLUME_SPREAD * VOLUME_SPREAD) / 2)
    chunk.volume[row] = Math.max(1, Math.round((volume / this.#barsADay) * activity))
  }

  #endBar(): void {
    this.#symbol = 0
    this.#bar += 1
    this.#barOfDay += 1
    if (this.#barOfDay < this.#barsToday) return
    this.#barOfDay = 0
    this.#day = this.#tradingDay(this.#day + 1)
    this.#barsToday = this.#barsOf(this.#day)
  }

  #barsOf(day: number): number {
    const { interval } = this.#settings
    return interval === 0 ? 1 : Math.floor((this.#calendar.closeOf(day) - this.#calendar.openOf(day)) / interval)
  }

  #tradingDay(day: number): number {
    let found = day
    // Day 0 was a Thursday.
    while (!this.#settings.weekends && ((found + 4) % 7 === 6 || (found + 4) % 7 === 0)) found += 1
    return found
  }

  #daysAYear(): number {
    return this.#settings.weekends ? 365 : 252
  }

  #dayVariance(): number {
    const deviation = this.#settings.volatility * this.#factors[this.#regime]!
    return (deviation * deviation) / this.#daysAYear()
  }
}

/** Fills `normals` with correlated standard normals. */
type Mix = (normals: Float64Array, streams: readonly Random[], market: Random) => void

function mixOf(correlation: GeneratorSettings['correlation'], symbols: number): Mix {
  if (typeof correlation === 'number' && correlation >= 0 && correlation < 1) {
    // One common factor gives equal correlations at a cost that grows with the symbols, not with their square.
    const [common, own] = [Math.sqrt(correlation), Math.sqrt(1 - correlation)]
    return (normals, streams, market) => {
      const shared = symbols > 1 ? market.normal() : 0
      for (let i = 0; i < symbols; i++)
        normals[i] = symbols > 1 ? common * shared + own * streams[i]!.normal() : streams[i]!.normal()
    }
  }
  const lower = cholesky(
    typeof correlation === 'number' ? equalCorrelation(symbols, correlation) : correlation,
    symbols,
  )
  const independent = new Float64Array(symbols)
  return (normals, streams) => {
    for (let i = 0; i < symbols; i++) {
      independent[i] = streams[i]!.normal()
      const row = lower[i]!
      let sum = 0
      for (let k = 0; k <= i; k++) sum += row[k]! * independent[k]!
      normals[i] = sum
    }
  }
}

/** The nearest price on the grid; a tick below 1 divides, so that 0.01 gives 100.07 and not 100.07000000000001. */
export function onGrid(price: number, tick: number): number {
  const steps = Math.max(1, tick >= 1 ? Math.round(price / tick) : Math.round(price * Math.round(1 / tick)))
  return tick >= 1 ? steps * tick : steps / Math.round(1 / tick)
}
