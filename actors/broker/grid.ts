/** Prices and sizes stand on a grid of ticks and lots, and binary fractions do not. */
import type { Side, TrailBy } from '../../src/events/index.ts'

/** Parts of a step that are rounding noise, not a distance. */
const NOISE = 1e-9

/** Whether a number is a whole multiple of a step, in spite of binary fractions (0.07 on a grid of 0.01). */
export function onGrid(value: number, step: number): boolean {
  const steps = value / step
  return Math.abs(steps - Math.round(steps)) <= NOISE * Math.max(1, Math.abs(steps))
}

/** So many steps as a number: 10,120 steps of 0.01 are 101.2, where a product would be 101.2 and a bit. */
function inSteps(steps: number, step: number): number {
  const perUnit = Math.round(1 / step)
  return perUnit > 0 && Math.abs(perUnit * step - 1) <= NOISE ? steps / perUnit : steps * step
}

/** The nearest price on the tick that is not better for the trader: up for a buy, down for a sale, but never to nothing. */
export function onTickAgainst(side: Side, price: number, tick: number): number {
  const steps = price / tick
  if (side === 'buy') return inSteps(Math.ceil(steps - NOISE * Math.max(1, steps)), tick)
  return inSteps(Math.max(1, Math.floor(steps + NOISE * Math.max(1, steps))), tick)
}

/** The largest multiple of a lot that is not above a quantity. */
export const floorToLot = (quantity: number, lot: number): number =>
  inSteps(Math.floor(quantity / lot + NOISE * Math.max(1, quantity / lot)), lot)

/**
 * A quantity of which so much is executed, with what is left cut to the lot: that is what trades. A split can leave an order with executions that make
 * no whole lot, and then the whole of it makes none either.
 */
export const withRestOnLot = (quantity: number, executed: number, lot: number): number =>
  onGrid(executed, lot) ? floorToLot(quantity, lot) : executed + floorToLot(Math.max(0, quantity - executed), lot)

/** A distance in currency; as a part of the price where it is a percentage. */
export function distanceOf(by: TrailBy | undefined, offset: number, tick: number | undefined): number {
  if (by === 'percent') return offset / 100
  return by === 'ticks' ? inSteps(offset, tick!) : offset
}
