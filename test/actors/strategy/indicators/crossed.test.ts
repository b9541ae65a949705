/** Crossings against their definition over the whole past. */
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { crossed, Line, sma } from '../../../../actors/strategy/index.ts'

/** By the definition, over the whole past: the side now, and the last other than zero before. */
function naive(mine: readonly number[], theirs: readonly number[]): -1 | 0 | 1 {
  const sides = mine.map((x, index) => Math.sign(x - theirs[index]!))
  const now = sides.at(-1) ?? 0
  if (!(now > 0 || now < 0)) return 0
  const before = sides.slice(0, -1).findLast((side) => side !== 0)
  return before === -now ? (now as -1 | 1) : 0
}

const crossing = (line: Line, other: Line | number): -1 | 0 | 1 =>
  crossed(line).above(other) ? 1 : crossed(line).below(other) ? -1 : 0

/** Runs of one value, so that lines lie on each other for long. */
const steps = fc
  .array(fc.tuple(fc.integer({ min: 0, max: 2 }), fc.integer({ min: 1, max: 30 })), { maxLength: 8 })
  .map((runs) => runs.flatMap(([value, times]) => Array<number>(times).fill(value)))

describe('crossed', () => {
  test('follows the definition for two lines, however long they lie on each other', () => {
    fc.assert(
      fc.property(steps, steps, (first, second) => {
        const [a, b] = [new Line(), new Line()]
        const length = Math.min(first.length, second.length)
        for (let index = 0; index < length; index++) {
          a.settle(first[index]!)
          b.settle(second[index]!)
          expect(crossing(a, b)).toBe(naive(first.slice(0, index + 1), second.slice(0, index + 1)))
        }
      }),
      { numRuns: 300 },
    )
  })

  test('follows the definition for a line and a level', () => {
    fc.assert(
      fc.property(steps, (series) => {
        const line = new Line()
        series.forEach((x, index) => {
          line.settle(x)
          const seen = series.slice(0, index + 1)
          expect(crossing(line, 1)).toBe(
            naive(
              seen,
              seen.map(() => 1),
            ),
          )
        })
      }),
      { numRuns: 300 },
    )
  })

  test('a touch is no crossing, leaving on the far side is one', () => {
    const touch = (series: number[]): number => {
      const line = new Line()
      series.forEach((x) => line.settle(x))
      return crossing(line, 0)
    }
    expect(touch([-1, 0])).toBe(0)
    expect(touch([-1, 0, -1])).toBe(0)
    expect(touch([-1, 0, 0, 0, 1])).toBe(1)
    expect(touch([-1, 0, 1, 2])).toBe(0)
    expect(touch([0, 1])).toBe(0)
    expect(touch([1, 0, -1])).toBe(-1)
  })

  test('lines that began at different bars are compared bar by bar', () => {
    const [fast, slow] = [sma(1), sma(3)]
    const seen: number[] = []
    for (const x of [5, 4, 3, 2, 3, 4, 5, 4, 3]) {
      fast.update(x)
      slow.update(x)
      seen.push(crossing(fast, slow))
    }
    expect(seen).toEqual([0, 0, 0, 0, 1, 0, 0, -1, 0])
  })

  test('is false while there is no value', () => {
    const [a, b] = [new Line(), new Line()]
    expect(crossing(a, b)).toBe(0)
    a.settle(1)
    b.settle(NaN)
    a.settle(1)
    b.settle(0)
    expect(crossing(a, b)).toBe(0)
  })
})
