/** Mean and standard deviation of a sliding window, without the cancellation that the text-book sums suffer from. */
import { ExactSum, productError } from './exact-sum.ts'

export class SlidingMoments {
  readonly length: number
  private readonly window: Float64Array
  private readonly sum = new ExactSum()
  private readonly squares = new ExactSum()
  private index = 0
  private count = 0

  constructor(length: number) {
    this.length = length
    this.window = new Float64Array(length)
  }

  get full(): boolean {
    return this.count === this.length
  }

  push(x: number): void {
    const { window, index } = this
    const oldest = window[index]!
    this.sum.exchange(x, oldest)
    this.squares.addProduct(oldest, oldest, -1)
    this.squares.addProduct(x, x)
    window[index] = x
    this.index = index + 1 === this.length ? 0 : index + 1
    if (this.count < this.length) this.count++
  }

  get mean(): number {
    return this.sum.total / this.length
  }

  /** Σ (x − mean)², as (n Σx² − (Σx)²) / n with both terms in double precision twice over. */
  get squaredDeviations(): number {
    const { length: n, sum, squares } = this
    const total = sum.total
    const square = total * total
    const scaled = n * squares.total
    const tail =
      productError(n, squares.total, scaled) -
      productError(total, total, square) +
      (n * squares.rest - 2 * total * sum.rest)
    return Math.max(0, scaled - square + tail) / n
  }
}
