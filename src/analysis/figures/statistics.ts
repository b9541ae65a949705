/** The few sums that every figure is made of. A figure that is not defined is `null`, never `NaN` or infinite. */

type Numbers = ArrayLike<number>

/** `value` when it is an ordinary number, else `null`. */
export const finite = (value: number): number | null => (Number.isFinite(value) ? value : null)

/** Sum with Neumaier's compensation: the order of a million trades does not show in the result. */
export function sum(values: Numbers): number {
  let total = 0
  let lost = 0
  for (let i = 0; i < values.length; i++) {
    const value = values[i]!
    const next = total + value
    lost += Math.abs(total) >= Math.abs(value) ? total - next + value : value - next + total
    total = next
  }
  return total + lost
}

/** Arithmetic mean, `null` of nothing. */
export const mean = (values: Numbers): number | null =>
  values.length === 0 ? null : finite(sum(values) / values.length)

/** Standard deviation of a sample (divisor n - 1), `null` for fewer than two values. */
export function sampleDeviation(values: Numbers): number | null {
  const centre = mean(values)
  if (centre === null || values.length < 2) return null
  let squares = 0
  for (let i = 0; i < values.length; i++) squares += (values[i]! - centre) ** 2
  return finite(Math.sqrt(squares / (values.length - 1)))
}

/** Deviations this small beside the mean are rounding: a constant series has none. */
export const isFlat = (deviation: number, centre: number): boolean =>
  deviation <= 1e-12 * Math.max(Math.abs(centre), 1e-3)

/** Greatest and least value, `null` of nothing. */
export function extent(values: Numbers): { readonly least: number; readonly greatest: number } | null {
  if (values.length === 0) return null
  let least = Infinity
  let greatest = -Infinity
  for (let i = 0; i < values.length; i++) {
    if (values[i]! < least) least = values[i]!
    if (values[i]! > greatest) greatest = values[i]!
  }
  return { least, greatest }
}
