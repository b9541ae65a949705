/** What an engine says about its run, and whether its trades are the right ones. */

/** Row of the bar, signed quantity, price. */
export type Fill = readonly [row: number, quantity: number, price: number]

export interface Outcome {
  readonly version: string
  readonly bars: number
  /** Processor time of the engine's own run, the data already loaded. */
  readonly seconds: number
  readonly peak_MB: number
  readonly fills: readonly Fill[]
}

const words = (fill: Fill | undefined): string =>
  fill === undefined
    ? 'nothing'
    : `${fill[1] > 0 ? 'bought' : 'sold'} ${Math.abs(fill[1])} at ${fill[2]} on bar ${fill[0]}`

/** The first difference in words, or undefined when bar, quantity and price of every round trip are the same. A last position left open is not compared. */
export function difference(outcome: Outcome, expected: Outcome): string | undefined {
  if (outcome.bars !== expected.bars) return `it read ${outcome.bars} bars instead of ${expected.bars}`
  const length = Math.max(outcome.fills.length & ~1, expected.fills.length & ~1)
  for (let index = 0; index < length; index++) {
    const its = outcome.fills[index]
    const right = expected.fills[index]
    if (its === undefined || right === undefined || its.some((value, part) => value !== right[part]))
      return `fill ${index + 1} of ${length}: it ${words(its)}, the hand loop ${words(right)}`
  }
  return undefined
}
