/** How much: models that turn the direction of a signal into a quantity. */
import type { Side, Signal } from '../../src/events/index.ts'

/** What a sizing model may look at. Money in currency, quantities signed where they are positions. */
export interface SizingInput {
  readonly signal: Signal
  readonly symbol: string
  readonly side: Side
  /** Price the quantity is worked out at: the signal's, else the last mark. */
  readonly price: number
  readonly multiplier: number
  readonly cash: number
  readonly equity: number
  /** What is held. */
  readonly position: number
}

/**
 * A sizing model. `trade`: the quantity to trade, or to hold when the signal asks for a direction and nothing is held.
 * `target`: the position to reach whenever the signal asks for a direction, even if some of it is held already.
 * Quantities are cut to the instrument's lot afterwards, towards zero.
 */
export interface SizingModel {
  readonly name: string
  readonly kind: 'trade' | 'target'
  quantity(input: SizingInput): number
}

/** Always the same number of units. */
export function fixedQuantity(units: number): SizingModel {
  requirePositive('fixedQuantity', units)
  return { name: `fixedQuantity(${units})`, kind: 'trade', quantity: () => units }
}

/** As many units as an amount of currency buys at the signal's price. */
export function fixedNotional(amount: number): SizingModel {
  requirePositive('fixedNotional', amount)
  return {
    name: `fixedNotional(${amount})`,
    kind: 'trade',
    quantity: ({ price, multiplier }) => amount / (price * multiplier),
  }
}

/** As many units as a part of the equity buys at the signal's price: 0.95 is 95 %. */
export function percentOfEquity(part: number): SizingModel {
  requirePositive('percentOfEquity', part)
  return {
    name: `percentOfEquity(${part})`,
    kind: 'trade',
    quantity: ({ equity, price, multiplier }) => (part * equity) / (price * multiplier),
  }
}

/** Holds `units` long or short, adding or reducing when something else is held. */
export function targetPosition(units: number): SizingModel {
  requirePositive('targetPosition', units)
  return { name: `targetPosition(${units})`, kind: 'target', quantity: () => units }
}

function requirePositive(model: string, value: number): void {
  if (!(value > 0 && Number.isFinite(value)))
    throw new RangeError(`${model} takes a number above 0, not ${String(value)}`)
}
