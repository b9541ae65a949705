/** Figures of closed trades, from their net profits (commission taken off). Lots still open are not in them. */
import { finite, isFlat, mean, sampleDeviation, sum } from './statistics.ts'

type Numbers = ArrayLike<number>

/** Share of the trades that earned something; one that ends at exactly zero is no win. `null` without trades. */
export function winRate(net: Numbers): number | null {
  let wins = 0
  for (let i = 0; i < net.length; i++) if (net[i]! > 0) wins++
  return net.length === 0 ? null : wins / net.length
}

/**
 * Profit factor: what the winners earned over what the losers lost, in currency. `null` when nothing
 * was lost, since the ratio then has no value.
 */
export function profitFactor(net: Numbers): number | null {
  const wins = new Float64Array(net.length)
  const losses = new Float64Array(net.length)
  for (let i = 0; i < net.length; i++) {
    wins[i] = Math.max(0, net[i]!)
    losses[i] = Math.min(0, net[i]!)
  }
  const won = sum(wins)
  const lost = -sum(losses)
  return lost === 0 ? null : finite(won / lost)
}

/** Expectancy: mean net profit of a trade, in currency. The same as `win rate * mean win - loss rate * mean loss`. */
export const expectancy = (net: Numbers): number | null => mean(net)

/**
 * System quality number: `sqrt(n) * mean(net) / deviation(net)` with the sample deviation, the t statistic of the mean profit (V. K. Tharp, Definitive Guide to Position
 * Sizing, 2008, which takes multiples of the initial risk; here, as in most engines, net profits, and all n rather than 100 at most). `null` for fewer than two
 * trades or when all earned the same.
 */
export function sqn(net: Numbers): number | null {
  const centre = mean(net)
  const deviation = sampleDeviation(net)
  if (centre === null || deviation === null || isFlat(deviation, centre)) return null
  return finite((Math.sqrt(net.length) * centre) / deviation)
}
