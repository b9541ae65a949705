/** How much was done: time in the market, and how often the capital was turned over. */
import { finite, mean } from './statistics.ts'

/** Exposure: the share of rows (instants with a bar) at which anything was held, long or short. `null` without rows. */
export function exposure(gross: ArrayLike<number>): number | null {
  let held = 0
  for (let i = 0; i < gross.length; i++) if (gross[i]! > 0) held++
  return gross.length === 0 ? null : held / gross.length
}

/**
 * Turnover a year: half of all that was traded (bought plus sold, by value) over the mean equity, by the years of the run. Buying and later
 * selling everything once in a year is a turnover of 1. `null` without a span of time or when the mean equity is not above zero.
 */
export function turnover(traded: number, equity: ArrayLike<number>, years: number): number | null {
  const capital = mean(equity)
  if (capital === null || capital <= 0 || years <= 0) return null
  return finite(traded / 2 / capital / years)
}
