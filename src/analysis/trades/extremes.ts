/**
 * The highest high and the lowest low since any earlier bar, for the excursions of trades. Every bar is pushed once and dropped
 * once, so a bar costs a constant however many lots are open, and a question costs a binary search.
 */

/** Values that no later value has reached or passed, with the bar each belongs to. */
class Standing {
  /** Elements in use; the arrays keep their length, since shortening one costs more than a bar. */
  private size = 0
  private readonly bars: number[] = []
  private readonly values: number[] = []

  push(bar: number, value: number): void {
    let size = this.size
    while (size > 0 && this.values[size - 1]! <= value) size--
    this.bars[size] = bar
    this.values[size] = value
    this.size = size + 1
  }

  /** The greatest value of bar `bar` and all after it. */
  since(bar: number): number {
    let low = 0
    let high = this.size
    while (low < high) {
      const middle = (low + high) >>> 1
      if (this.bars[middle]! < bar) low = middle + 1
      else high = middle
    }
    return low < this.size ? this.values[low]! : -Infinity
  }

  clear(): void {
    this.size = 0
  }

  divide(by: number): void {
    for (let i = 0; i < this.size; i++) this.values[i]! /= by
  }
}

export class Extremes {
  private readonly highs = new Standing()
  /** Lows with their sign turned, so that both are the same search. */
  private readonly lows = new Standing()

  /** Adds bar number `bar`; numbers only rise. */
  push(bar: number, high: number, low: number): void {
    this.highs.push(bar, high)
    this.lows.push(bar, -low)
  }

  /** Highest high of bar number `bar` and all after it, `-Infinity` when there is none. */
  highSince(bar: number): number {
    return this.highs.since(bar)
  }

  /** Lowest low of bar number `bar` and all after it, `Infinity` when there is none. */
  lowSince(bar: number): number {
    return -this.lows.since(bar)
  }

  clear(): void {
    this.highs.clear()
    this.lows.clear()
  }

  /** Prices after a split. */
  divide(by: number): void {
    this.highs.divide(by)
    this.lows.divide(by)
  }
}
