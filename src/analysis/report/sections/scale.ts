/** Round steps and their labels, for the plots that are drawn when the page is made. */
import { decimal } from '../../format/numbers.ts'

/** The smallest of 1, 2 and 5 times a power of ten that is not below `rough`, which is above 0. */
export function roundStep(rough: number): number {
  const power = 10 ** Math.floor(Math.log10(rough))
  return [1, 2, 5, 10].map((m) => m * power).find((step) => step >= rough) ?? rough
}

/** Multiples of a round step between two limits, about `count` of them. */
export function roundTicks(
  low: number,
  high: number,
  count: number,
): { readonly step: number; readonly ticks: number[] } {
  const step = roundStep((high - low) / count)
  const ticks: number[] = []
  for (let k = Math.ceil(low / step); k * step <= high; k++) ticks.push(k * step)
  return { step, ticks }
}

/** A fraction as percent, with the decimals that multiples of `step` need. */
export function stepPercent(value: number, step: number): string {
  let digits = 0
  while (digits < 6 && Math.abs(step * 100 - Number((step * 100).toFixed(digits))) > step * 1e-6) digits++
  return `${decimal(value * 100, digits)} %`
}
