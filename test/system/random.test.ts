/** Random streams, ids and the arithmetic below them. */
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { exp, ln } from '../../src/system/arithmetic.ts'
import { createActorSystem } from '../../src/system/index.ts'
import { randomStream } from '../../src/system/random.ts'

const mean = (list: number[]): number => list.reduce((sum, x) => sum + x, 0) / list.length
const deviation = (list: number[]): number => {
  const m = mean(list)
  return Math.sqrt(mean(list.map((x) => (x - m) ** 2)))
}
const draw = (n: number, next: () => number): number[] => Array.from({ length: n }, next)

describe('a random stream', () => {
  test('is the same for the same seed and name, and another for any other', () => {
    const first = (seed: number, name: string): number[] => {
      const stream = randomStream(seed, name)
      return draw(4, () => stream.next())
    }
    expect(first(7, 'a')).toEqual(first(7, 'a'))
    const all = [first(7, 'a'), first(8, 'a'), first(7, 'b'), first(71, ''), first(7, '1')].flat()
    expect(new Set(all).size).toBe(all.length)
  })

  test('gives these numbers on every machine', () => {
    const stream = randomStream(42, 'golden')
    expect([stream.next(), stream.int(1, 6), stream.normal(), stream.exponential(10), stream.logNormal(5, 0.5)])
      .toMatchInlineSnapshot(`
      [
        0.23286185756445887,
        6,
        -0.32980504020594337,
        13.693250525655607,
        11.027225787001996,
      ]
    `)
  })

  test('has the moments of its distributions', () => {
    const stream = randomStream(1, 'moments')
    const n = 20_000
    expect(mean(draw(n, () => stream.next()))).toBeCloseTo(0.5, 1)
    const normal = draw(n, () => stream.normal(3, 2))
    expect(mean(normal)).toBeCloseTo(3, 1)
    expect(deviation(normal)).toBeCloseTo(2, 1)
    const exponential = draw(n, () => stream.exponential(4))
    expect(Math.min(...exponential)).toBeGreaterThanOrEqual(0)
    expect(mean(exponential) / 4).toBeCloseTo(1, 1)
    expect(deviation(exponential) / 4).toBeCloseTo(1, 1)
    const logNormal = draw(n, () => stream.logNormal(5, 0.5)).toSorted((a, b) => a - b)
    expect((logNormal[n / 2] as number) / 5).toBeCloseTo(1, 1)
    expect(deviation(logNormal.map((x) => Math.log(x)))).toBeCloseTo(0.5, 1)
    expect(draw(n, () => Number(stream.chance(0.25))).reduce((a, b) => a + b) / n).toBeCloseTo(0.25, 1)
  })

  test('draws integers from the whole of their range, and items of a list', () => {
    const stream = randomStream(1, 'ints')
    expect(new Set(draw(200, () => stream.int(-1, 2)))).toEqual(new Set([-1, 0, 1, 2]))
    expect(new Set(Array.from({ length: 100 }, () => stream.pick(['x', 'y'])))).toEqual(new Set(['x', 'y']))
    expect(() => stream.pick([])).toThrow(/at least one/)
  })

  test('one per name in a system: what one actor draws does not change what another gets', () => {
    const quiet = createActorSystem({ seed: 3 })
    const busy = createActorSystem({ seed: 3 })
    for (let i = 0; i < 10; i++) busy.random('a').next()
    expect(busy.random('b').next()).toBe(quiet.random('b').next())
    expect(quiet.random('b')).toBe(quiet.random('b'))
  })
})

describe('ids', () => {
  test('are the same in every run of a seed, and unlike each other', () => {
    const ids = (seed: number): string[] => {
      const system = createActorSystem({ seed })
      return [system.id('order'), system.id('order'), system.id('fill'), system.id('order', 5)]
    }
    expect(ids(1)).toEqual(ids(1))
    expect(ids(1).map((id) => id.length)).toEqual([21, 21, 21, 5])
    expect(new Set([...ids(1), ...ids(2)]).size).toBe(8)
  })
})

describe('ln and exp, which must not differ between engines', () => {
  test('agree with the true values to the last bits', () => {
    const close = (x: number, y: number): boolean =>
      x === y || Math.abs(x - y) <= 4e-16 * Math.max(Math.abs(x), Math.abs(y), 1e-300) + 1e-17
    fc.assert(
      fc.property(fc.double({ min: 5e-324, max: 1.7e308, noNaN: true }), (x) => {
        expect(close(ln(x), Math.log(x))).toBe(true)
      }),
      { numRuns: 2000 },
    )
    fc.assert(
      fc.property(fc.double({ min: -700, max: 700, noNaN: true }), (x) => {
        expect(Math.abs(exp(x) / Math.exp(x) - 1)).toBeLessThan(1e-15)
      }),
      { numRuns: 2000 },
    )
    expect([ln(1), exp(0)]).toEqual([0, 1])
  })
})
