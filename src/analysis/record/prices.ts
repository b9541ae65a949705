/**
 * The course of one symbol's price in a bounded number of points, built while the bars go by. When the room is used up, every
 * two neighbours are merged into one bar and from then on twice as many bars go into a point, so that extremes survive.
 */
import type { Micros } from '../../events/index.ts'

/** A bar, or the price of a tick four times. */
interface Price {
  readonly at: Micros
  readonly open: number
  readonly high: number
  readonly low: number
  readonly close: number
}

/** A drawn price: bars of equal length, each covering `barsPerPoint` bars or ticks of the data (the last one possibly fewer). */
export interface PriceSeries {
  readonly symbol: string
  readonly barsPerPoint: number
  /** Close time of each point. */
  readonly at: readonly Micros[]
  readonly open: readonly number[]
  readonly high: readonly number[]
  readonly low: readonly number[]
  readonly close: readonly number[]
}

export class ThinnedPrices {
  private readonly capacity: number
  private stride = 1
  /** Bars in the newest point. */
  private filled = 0
  private readonly at: number[] = []
  private readonly open: number[] = []
  private readonly high: number[] = []
  private readonly low: number[] = []
  private readonly close: number[] = []

  /** `capacity` is an even number of points. */
  constructor(capacity: number) {
    this.capacity = capacity
  }

  add(price: Price): void {
    const last = this.at.length - 1
    if (last >= 0 && this.filled < this.stride) {
      this.filled++
      this.at[last] = price.at
      this.close[last] = price.close
      if (price.high > this.high[last]!) this.high[last] = price.high
      if (price.low < this.low[last]!) this.low[last] = price.low
      return
    }
    if (this.at.length === this.capacity) this.merge()
    this.at.push(price.at)
    this.open.push(price.open)
    this.high.push(price.high)
    this.low.push(price.low)
    this.close.push(price.close)
    this.filled = 1
  }

  read(symbol: string): PriceSeries {
    const { at, open, high, low, close } = this
    return {
      symbol,
      barsPerPoint: this.stride,
      at: at.slice(),
      open: open.slice(),
      high: high.slice(),
      low: low.slice(),
      close: close.slice(),
    }
  }

  private merge(): void {
    const half = this.capacity / 2
    for (let i = 0; i < half; i++) {
      const a = 2 * i
      const b = a + 1
      this.at[i] = this.at[b]!
      this.open[i] = this.open[a]!
      this.high[i] = Math.max(this.high[a]!, this.high[b]!)
      this.low[i] = Math.min(this.low[a]!, this.low[b]!)
      this.close[i] = this.close[b]!
    }
    for (const column of [this.at, this.open, this.high, this.low, this.close]) column.length = half
    this.stride *= 2
  }
}
