/** Price series and bars for the indicators' tests: ordinary, flat, stepped, and with far outliers. */
import fc from 'fast-check'
import type { PriceBar } from '../../../../actors/strategy/index.ts'

const cents = (from: number, to: number): fc.Arbitrary<number> =>
  fc.integer({ min: Math.round(from * 100), max: Math.round(to * 100) }).map((n) => n / 100)

/** Positive prices. Half of them come from a handful of levels, so that ties and flat stretches are common. */
export const prices: fc.Arbitrary<number[]> = fc.oneof(
  fc.array(cents(0.01, 500), { maxLength: 80 }),
  fc.array(fc.constantFrom(1, 2, 2, 3, 100.01), { maxLength: 80 }),
  fc.array(fc.double({ min: 1e-3, max: 1e9, noNaN: true }), { maxLength: 80 }),
)

export const bars: fc.Arbitrary<PriceBar[]> = fc.array(
  fc
    .tuple(cents(1, 100), cents(1, 100), cents(0, 5), cents(0, 0.9), fc.nat({ max: 1000 }))
    .map(([open, close, up, down, volume]) => ({
      open,
      close,
      high: Math.max(open, close) + up,
      low: Math.min(open, close) - down,
      volume,
    })),
  { maxLength: 60 },
)

export const lengths: fc.Arbitrary<number> = fc.integer({ min: 1, max: 20 })

/** The last `length` of a list's first `end` elements, undefined while there are too few. */
export function windowOf<T>(list: readonly T[], end: number, length: number): readonly T[] | undefined {
  return end < length ? undefined : list.slice(end - length, end)
}

/** The exact sum of doubles, rounded once, by whole-number arithmetic. */
export function exactSum(values: readonly number[]): number {
  const scale = 2 ** 80
  let sum = 0n
  for (const value of values) sum += BigInt(value * scale)
  return Number(sum) / scale
}

export const mean = (values: readonly number[]): number => exactSum(values) / values.length

/** Close to a part in 10¹⁰ of the wanted number, or of `unit` where that is larger. */
export function isClose(got: number, want: number, unit = 0): boolean {
  if (Number.isNaN(want)) return Number.isNaN(got)
  return Math.abs(got - want) <= 1e-10 * Math.max(Math.abs(want), unit)
}
