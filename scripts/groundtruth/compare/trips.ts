/** Round trips of Part A: from flat to flat, at average prices; a reversal ends one and begins the next. */
import type { Execution } from '../outcome.ts'

export interface Trip {
  readonly openStep: number
  readonly closeStep: number
  readonly direction: 'long' | 'short'
  /** Average price before the last of it was closed. */
  readonly entryPrice: number
  readonly profit: number
  readonly commission: number
}

/** `commissions` belong to `executions` one by one; `mult` is currency per point. */
export function tripsOf(
  executions: readonly Execution[],
  commissions: readonly number[],
  symbol: string,
  mult: number,
): Trip[] {
  const trips: Trip[] = []
  let openStep = 0
  let profit = 0
  let commission = 0
  executions.forEach(({ fill, step, size, before, after, closed, opened }, index) => {
    if (fill.symbol !== symbol) return
    // what was charged on top of the execution itself, such as interest, concerns what it closed
    const opening = (fill.commission * Math.abs(opened)) / Math.abs(size)
    const closing = commissions[index]! - opening
    if (before.size === 0) openStep = step
    profit -= closed * (fill.price - before.price) * mult
    if (closed === 0 || after.size * before.size > 0) {
      commission += opening + closing
      return
    }
    trips.push({
      openStep,
      closeStep: step,
      direction: before.size > 0 ? 'long' : 'short',
      entryPrice: before.price,
      profit,
      commission: commission + closing,
    })
    openStep = step
    profit = 0
    commission = opening
  })
  return trips
}
