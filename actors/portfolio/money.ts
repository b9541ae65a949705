/** Money as integers of the smallest kept unit: rounded once, then exact. */

/** An amount that cannot be kept exactly: not a number, or beyond what an integer of that unit can hold. */
export class MoneyError extends Error {
  readonly code = 'moneyOutOfRange'
  readonly amount: number
  readonly unit: number
  constructor(amount: number, scale: number) {
    super(
      `the amount ${amount} cannot be kept in units of ${1 / scale}: at most ${Number.MAX_SAFE_INTEGER / scale} fits; choose a coarser moneyUnit`,
    )
    this.name = 'MoneyError'
    this.amount = amount
    this.unit = 1 / scale
  }
}

/** The smallest unit kept of a currency, unless the portfolio says otherwise: 10⁻⁶. */
export const DEFAULT_MONEY_UNIT = 1e-6

/** Units per one of the currency, for a smallest kept unit such as 0.01. */
export function scaleOf(unit: number): number {
  const scale = Math.round(1 / unit)
  if (!(unit > 0) || !(scale >= 1) || Math.abs(scale * unit - 1) > 1e-9)
    throw new RangeError(`moneyUnit must be 1, 0.1, 0.01 … (one over a whole number), not ${unit}`)
  return scale
}

/** An amount of currency in units, rounded half away from zero. Throws `MoneyError` where it does not fit. */
export function toUnits(amount: number, scale: number): number {
  const scaled = amount * scale
  const units = scaled < 0 ? -Math.round(-scaled) : Math.round(scaled)
  if (!(units <= Number.MAX_SAFE_INTEGER && units >= -Number.MAX_SAFE_INTEGER)) throw new MoneyError(amount, scale)
  // -0 would show up in files as another value than 0
  return units === 0 ? 0 : units
}

/** `units * part / whole`, rounded half away from zero, exact at `part === whole`. */
export function share(units: number, part: number, whole: number): number {
  if (part === whole) return units
  const scaled = (units * part) / whole
  const rounded = scaled < 0 ? -Math.round(-scaled) : Math.round(scaled)
  return rounded === 0 ? 0 : rounded
}
