/** Volume-weighted average price of a session. */
import { ExactSum } from './exact-sum.ts'
import { Indicator } from './indicator.ts'
import type { PriceBar } from './indicator.ts'

export class Vwap extends Indicator {
  private readonly traded = new ExactSum()
  private readonly volume = new ExactSum()

  override get sessional(): boolean {
    return true
  }

  override openSession(): void {
    this.traded.clear()
    this.volume.clear()
  }

  push(bar: PriceBar): void {
    this.traded.add(((bar.high + bar.low + bar.close) / 3) * bar.volume)
    this.volume.add(bar.volume)
    const volume = this.volume.total
    // Before the first trade of a session the last session's value stands.
    this.settle(volume > 0 ? this.traded.total / volume : NaN)
  }
}

/** The mean of the typical price (high + low + close) / 3 since the session opened, weighted by volume. */
export function vwap(): Vwap {
  return new Vwap()
}
