/** Risk, and return for the risk taken, from a series of period returns. */
import { finite, isFlat, mean, sampleDeviation } from './statistics.ts'

/** A yearly rate as the rate of one period that compounds to it: `(1 + rate) ^ (1 / periods) - 1`. */
export const periodRate = (annualRate: number, periods: number): number => (1 + annualRate) ** (1 / periods) - 1

/**
 * Annual volatility: the sample standard deviation (n - 1) of the period returns, times the square root of the periods in a year, which
 * assumes returns independent of each other (Hull, Options, Futures and Other Derivatives, estimating volatility).
 */
export function volatility(returns: ArrayLike<number>, periods: number): number | null {
  const deviation = sampleDeviation(returns)
  return deviation === null ? null : deviation * Math.sqrt(periods)
}

/**
 * Sharpe ratio: mean of the returns above the riskless rate over their sample standard deviation, times the square root of the
 * periods in a year (W. F. Sharpe, The Sharpe Ratio, Journal of Portfolio Management 21, 1994). `riskFree` is a yearly
 * rate. `null` for fewer than two returns and for returns that do not vary.
 */
export function sharpe(returns: ArrayLike<number>, periods: number, riskFree = 0): number | null {
  const centre = mean(returns)
  const deviation = sampleDeviation(returns)
  if (centre === null || deviation === null || isFlat(deviation, centre)) return null
  return finite(((centre - periodRate(riskFree, periods)) / deviation) * Math.sqrt(periods))
}

/**
 * Sortino ratio: mean of the returns above the target over the downside deviation, times the square root of the periods in a year.
 * The downside deviation is the root of the mean of `min(0, return - target)²` over ALL periods (F. Sortino and L. Price, Performance
 * Measurement in a Downside Risk Framework, Journal of Investing 3, 1994). `target` is a yearly rate. `null` without returns or without
 * a period below the target.
 */
export function sortino(returns: ArrayLike<number>, periods: number, target = 0): number | null {
  const centre = mean(returns)
  if (centre === null || returns.length < 2) return null
  const goal = periodRate(target, periods)
  let squares = 0
  for (let i = 0; i < returns.length; i++) squares += Math.min(0, returns[i]! - goal) ** 2
  const downside = Math.sqrt(squares / returns.length)
  return downside === 0 ? null : finite(((centre - goal) / downside) * Math.sqrt(periods))
}

/**
 * Calmar ratio: annual return over the maximum drawdown of the same span, here the whole run (T. W. Young, Calmar Ratio: A Smoother Tool,
 * Futures 20, 1991, used 36 months). `null` when nothing was ever drawn down.
 */
export function calmar(annualReturnFraction: number | null, maxDrawdown: number | null): number | null {
  if (annualReturnFraction === null || maxDrawdown === null || maxDrawdown === 0) return null
  return finite(annualReturnFraction / maxDrawdown)
}
