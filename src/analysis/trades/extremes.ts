/**
 * The highest high and the lowest low since any earlier bar, for the excursions of trades. Every bar is pushed once and dropped
 * once, so a bar costs a constant however many lots are open, and a question costs a binary search.
 */

/** Values that no later value has reached or passed, with the bar each belongs to. */
class Standing {
  private readonly bars: number[] = []
  private readonly values: number[] = []

  push(bar: number, value: number): void {
    const { bars, values } = this
    let length = values.length
    while (length > 0 && values[length - 1]! <= value) length--
    values.length = bars.length = length
    values.push(value)
    bars.push(bar)
  }

  /** The greatest value of bar `bar` and all after it. */
  since(bar: number): number {
    const { bars, values } = this
    let low = 0
    let high = bars.length
    while (low < high) {
      const middle = (low + high) >>> 1
      if (bars[middle]! < bar) low = middle + 1
      else high = middle
    }
    return low < values.length ? values[low]! : -Infinity
  }

  clear(): void {
    this.bars.length = 0
    this.values.length = 0
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
}
