/** The highest or lowest value of a sliding window in constant time. */
import type { PriceKernel } from './indicator.ts'

/**
 * A monotonic queue: a value that is older and no more extreme than a newer one can never be the answer again, so it is dropped. What is
 * left is ordered, the answer in front. Each value enters and leaves once.
 */
export class ExtremeKernel implements PriceKernel {
  private readonly length: number
  private readonly sign: 1 | -1
  private readonly values: Float64Array
  private readonly times: Float64Array
  private front = 0
  private size = 0
  private count = 0

  /** `sign` 1 keeps the highest, -1 the lowest. */
  constructor(length: number, sign: 1 | -1) {
    this.length = length
    this.sign = sign
    this.values = new Float64Array(length)
    this.times = new Float64Array(length)
  }

  next(x: number): number {
    const { values, times, length, sign } = this
    const now = this.count++
    const signed = sign * x
    let { front, size } = this
    if (size > 0 && times[front]! <= now - length) {
      front = front + 1 === length ? 0 : front + 1
      size--
    }
    while (size > 0 && values[(front + size - 1) % length]! <= signed) size--
    const back = (front + size) % length
    values[back] = signed
    times[back] = now
    this.front = front
    this.size = size + 1
    return now + 1 >= length ? sign * values[front]! : NaN
  }
}
