/** Normally distributed random numbers, alone and correlated. */
import { uniformFloat64 } from 'pure-rand/distribution/uniformFloat64'
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus'
import type { RandomGenerator } from 'pure-rand/types/RandomGenerator'
import { dataError } from './fault.ts'
import { log } from './portable-math.ts'

/** A stream of random numbers. */
export class Random {
  readonly #source: RandomGenerator
  #spare = Number.NaN

  constructor(source: RandomGenerator) {
    this.#source = source
  }

  /** Uniform in (0, 1). */
  uniform(): number {
    return uniformFloat64(this.#source) || Number.MIN_VALUE
  }

  /** Standard normal, by Marsaglia's polar method (A convenient method for generating normal variables, 1964). */
  normal(): number {
    const spare = this.#spare
    if (spare === spare) {
      this.#spare = Number.NaN
      return spare
    }
    for (;;) {
      const x = 2 * uniformFloat64(this.#source) - 1
      const y = 2 * uniformFloat64(this.#source) - 1
      const s = x * x + y * y
      if (s >= 1 || s === 0) continue
      const factor = Math.sqrt((-2 * log(s)) / s)
      this.#spare = y * factor
      return x * factor
    }
  }
}

/** Independent streams of one seed: each begins 2^64 numbers after the one before. */
export function streamsOf(seed: number, count: number): Random[] {
  const source = xoroshiro128plus(seed)
  return Array.from({ length: count }, () => {
    source.jump()
    return new Random(source.clone())
  })
}

/**
 * The lower triangle L of a correlation matrix, L·Lᵀ being the matrix (Cholesky), row by row. Throws DataError for a matrix that is not
 * one of correlations: symmetric, ones on the diagonal, positive definite.
 */
export function cholesky(matrix: readonly (readonly number[])[], size: number): Float64Array[] {
  const lower: Float64Array[] = []
  if (matrix.length !== size || matrix.some((row) => row.length !== size)) throw noCorrelation()
  for (const [i, row] of matrix.entries()) {
    const current = new Float64Array(i + 1)
    for (let j = 0; j <= i; j++) {
      let sum = row[j]!
      if (sum !== matrix[j]![i] || (i === j && sum !== 1)) throw noCorrelation()
      const other = j === i ? current : lower[j]!
      for (let k = 0; k < j; k++) sum -= current[k]! * other[k]!
      if (i === j && !(sum > 0)) throw noCorrelation()
      current[j] = i === j ? Math.sqrt(sum) : sum / other[j]!
    }
    lower.push(current)
  }
  return lower
}

function noCorrelation() {
  return dataError(
    'badOption',
    'correlation must be a number from 0 to below 1, or a matrix of correlations: as many rows and columns as symbols, symmetric, ones on the ' +
      'diagonal, positive definite.',
  )
}

/** The matrix in which all symbols are correlated alike. */
export function equalCorrelation(count: number, correlation: number): number[][] {
  return Array.from({ length: count }, (_, i) => Array.from({ length: count }, (__, j) => (i === j ? 1 : correlation)))
}
