/**
 * Seeded randomness: one stream a name, all split from the run's seed, so that what one actor draws never changes what another gets.
 *
 * The generator is xoroshiro128+ (pure-rand); a stream's 128 bits of state are the SHA-256 of seed and name, cut off.
 */
import { createHash } from 'node:crypto'
import { uniformFloat64 } from 'pure-rand/distribution/uniformFloat64'
import { uniformInt } from 'pure-rand/distribution/uniformInt'
import { xoroshiro128plusFromState } from 'pure-rand/generator/xoroshiro128plus'
import { exp, ln } from './arithmetic.ts'
import { UsageError } from './errors.ts'

/** A stream of random numbers. The same seed and name give the same numbers on every machine and Node version. */
export interface RandomStream {
  /** Uniform in [0, 1), a multiple of 2^-53. */
  next(): number
  /** A uniform integer from `min` to `max`, both included. */
  int(min: number, max: number): number
  /** True with probability `p`. */
  chance(p: number): boolean
  /** Normal, by Marsaglia's polar method. */
  normal(mean?: number, deviation?: number): number
  /** Exponential with this mean: the gap between arrivals of a Poisson process. */
  exponential(mean: number): number
  /** Log-normal: `median` times e to the power of a normal with deviation `sigma`. */
  logNormal(median: number, sigma: number): number
  /** One item of a non-empty list. */
  pick<T>(items: readonly T[]): T
}

/** The stream `name` of `seed`. */
export function randomStream(seed: number, name: string): RandomStream {
  const digest = createHash('sha256').update(`${seed}\n${name}`).digest()
  // The one state xoroshiro128+ cannot leave is all zeros: impossible in practice, and ruled out by the last bit.
  const state = [0, 4, 8, 12].map((offset) => digest.readInt32LE(offset))
  state[3] = (state[3] as number) | 1
  const generator = xoroshiro128plusFromState(state)
  let spare = 0
  let hasSpare = false

  const next = (): number => uniformFloat64(generator)
  const standardNormal = (): number => {
    if (hasSpare) {
      hasSpare = false
      return spare
    }
    for (;;) {
      const x = 2 * next() - 1
      const y = 2 * next() - 1
      const s = x * x + y * y
      if (s >= 1 || s === 0) continue
      const scale = Math.sqrt((-2 * ln(s)) / s)
      spare = y * scale
      hasSpare = true
      return x * scale
    }
  }
  return {
    next,
    int: (min, max) => uniformInt(generator, min, max),
    chance: (p) => next() < p,
    normal: (mean = 0, deviation = 1) => mean + deviation * standardNormal(),
    exponential: (mean) => -mean * ln(1 - next()),
    logNormal: (median, sigma) => median * exp(sigma * standardNormal()),
    pick: (items) => {
      if (items.length === 0) throw new UsageError('emptyList', 'pick needs at least one item', {})
      return items[uniformInt(generator, 0, items.length - 1)] as never
    },
  }
}
