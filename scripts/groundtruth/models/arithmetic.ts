/** Two operations that decide how many units trade, and so must round as the other engines' language does. */

/** Python's `x // y` for floats: exact where the quotient of two floats would be rounded up to a whole number. */
export function floorDivide(x: number, y: number): number {
  const rest = x % y
  let quotient = (x - rest) / y
  if (rest !== 0 && rest < 0 !== y < 0) quotient -= 1
  const floored = Math.floor(quotient)
  return quotient - floored > 0.5 ? floored + 1 : floored
}

export const MICROS_A_DAY = 86_400_000_000

/** Calendar date of an instant, as days since the epoch. */
export const dateOf = (at: number): number => Math.floor(at / MICROS_A_DAY)
