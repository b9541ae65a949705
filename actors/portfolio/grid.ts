/** Quantities stand on a grid of lots, and binary fractions do not. */

/** A quantity on the lot grid, free of the dust that adding fractions leaves. */
export function onGrid(quantity: number, lot: number): number {
  if (lot === 0) return Math.abs(quantity) < 1e-12 ? 0 : quantity
  if (lot === 1) return Math.round(quantity) + 0
  // the inverse of a decimal lot is a whole number, which keeps 0.3 at 0.3 instead of 0.30000000000000004
  const perUnit = Math.round(1 / lot)
  if (Math.abs(perUnit * lot - 1) < 1e-9) return Math.round(quantity * perUnit) / perUnit + 0
  return Math.round(quantity / lot) * lot + 0
}

/** Cut to the lot, towards zero; forgives the last bits of a quotient that should have been whole. */
export function cutToLot(quantity: number, lot: number): number {
  if (lot === 0 || !Number.isFinite(quantity)) return quantity
  const lots = Math.trunc((quantity / lot) * (1 + 2 * Number.EPSILON))
  return onGrid(lots * lot, lot)
}
