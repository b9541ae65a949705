/** Drawdowns: how far, and for how long, equity stood below the best it had been. */
import type { Duration, Micros } from '../../events/index.ts'

/** One stretch below a peak. */
export interface Drawdown {
  /** Greatest distance below the peak, as a positive fraction of it. */
  readonly depth: number
  /** When the peak was last touched. */
  readonly peakAt: Micros
  readonly troughAt: Micros
  /** First time at or above the peak again, `null` when that never came. */
  readonly recoveredAt: Micros | null
  /** From the peak to the recovery, or to the end of the data, in microseconds. */
  readonly duration: Duration
}

export interface Drawdowns {
  readonly count: number
  /** The deepest; the first of equals. `null` when equity never fell below a peak. */
  readonly deepest: Drawdown | null
  /** The one that took longest; not always the deepest. */
  readonly longest: Drawdown | null
  /** Mean depth over all of them, each counted once; `null` when there is none. */
  readonly averageDepth: number | null
  readonly averageDuration: Duration | null
}

/**
 * Finds the drawdowns of an equity column in one pass, row by row and not by the day, so that a low within a day counts. The first peak is the
 * starting cash. Depth is `(peak - equity) / peak`, which means something only
 * below a peak above zero.
 */
export function drawdowns(at: ArrayLike<Micros>, equity: ArrayLike<number>, startingCash: number): Drawdowns {
  let peak = startingCash
  let peakAt = at[0] ?? 0
  let depth = 0
  let troughAt = peakAt
  let count = 0
  let depths = 0
  let durations = 0
  let deepest: Drawdown | null = null
  let longest: Drawdown | null = null

  const close = (end: Micros, recoveredAt: Micros | null): void => {
    const drawdown: Drawdown = { depth, peakAt, troughAt, recoveredAt, duration: end - peakAt }
    count++
    depths += depth
    durations += drawdown.duration
    if (deepest === null || depth > deepest.depth) deepest = drawdown
    if (longest === null || drawdown.duration > longest.duration) longest = drawdown
    depth = 0
  }

  for (let i = 0; i < at.length; i++) {
    const value = equity[i]!
    if (value >= peak) {
      if (depth > 0) close(at[i]!, at[i]!)
      peak = value
      peakAt = at[i]!
      continue
    }
    const below = peak > 0 ? (peak - value) / peak : 0
    if (below > depth) {
      depth = below
      troughAt = at[i]!
    }
  }
  if (depth > 0) close(at[at.length - 1]!, null)

  return {
    count,
    deepest,
    longest,
    averageDepth: count === 0 ? null : depths / count,
    averageDuration: count === 0 ? null : durations / count,
  }
}
