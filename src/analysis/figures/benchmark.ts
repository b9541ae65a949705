/** The run beside a benchmark: what of its returns the benchmark explains. */
import type { Micros } from '../../events/index.ts'
import type { EquityColumns } from '../record/index.ts'
import { firstPeriod } from './returns.ts'
import { periodRate } from './risk.ts'
import { finite } from './statistics.ts'

/** A benchmark of one's own: values in time order, in any unit. */
export interface BenchmarkSeries {
  readonly name: string
  readonly at: ArrayLike<Micros>
  readonly value: ArrayLike<number>
}

/** For each instant the last value of the series at or before it, `NaN` before the first. */
export function sampled(series: BenchmarkSeries, at: ArrayLike<Micros>): Float64Array {
  const values = new Float64Array(at.length).fill(NaN)
  let next = 0
  for (let i = 0; i < at.length; i++) {
    while (next < series.at.length && series.at[next]! <= at[i]!) next++
    if (next > 0) values[i] = series.value[next - 1]!
  }
  return values
}

/** Returns of the benchmark over the same periods as the run's; `NaN` where it has no value. */
export function benchmarkReturns(
  columns: EquityColumns,
  benchmark: ArrayLike<number>,
  startingCash: number,
): Float64Array {
  const { dayEnds } = columns
  const skip = firstPeriod(columns, startingCash)
  const returns = new Float64Array(Math.max(0, dayEnds.length - skip))
  for (let i = skip; i < dayEnds.length; i++) {
    const before = benchmark[i === 0 ? 0 : dayEnds[i - 1]!]!
    returns[i - skip] = before > 0 ? benchmark[dayEnds[i]!]! / before - 1 : NaN
  }
  return returns
}

/** Return of holding the benchmark from its first value to its last. */
export function benchmarkTotalReturn(benchmark: ArrayLike<number>): number | null {
  let first = 0
  while (first < benchmark.length && !(benchmark[first]! > 0)) first++
  return first < benchmark.length ? finite(benchmark[benchmark.length - 1]! / benchmark[first]! - 1) : null
}

/**
 * Beta and Jensen's alpha. `beta = cov(r, b) / var(b)` over the periods both have; `alpha = (mean(r) - f - beta * (mean(b) - f)) * periods`, the
 * mean return a year that the benchmark does not explain, f being the riskless rate of a period (M. C. Jensen, The Performance of
 * Mutual Funds in the Period 1945-1964, Journal of Finance 23, 1968). Both `null` with fewer than two common periods, or when the
 * benchmark does not vary.
 */
export function alphaBeta(
  returns: ArrayLike<number>,
  benchmark: ArrayLike<number>,
  periods: number,
  riskFree = 0,
): { readonly alpha: number | null; readonly beta: number | null } {
  let n = 0
  let meanR = 0
  let meanB = 0
  let covariance = 0
  let variance = 0
  for (let i = 0; i < returns.length; i++) {
    const r = returns[i]!
    const b = benchmark[i]!
    if (!Number.isFinite(r) || !Number.isFinite(b)) continue
    // Welford's update: one pass, and no loss where the means are large beside the deviations.
    n++
    const fromB = b - meanB
    meanB += fromB / n
    meanR += (r - meanR) / n
    variance += fromB * (b - meanB)
    covariance += fromB * (r - meanR)
  }
  if (n < 2 || variance <= n * 1e-24) return { alpha: null, beta: null }
  const beta = covariance / variance
  const rate = periodRate(riskFree, periods)
  return { alpha: finite((meanR - rate - beta * (meanB - rate)) * periods), beta: finite(beta) }
}
