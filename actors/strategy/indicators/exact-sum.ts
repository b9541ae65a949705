/** Sums that do not drift however long they slide: what rounding loses is kept and added back. */

/**
 * A running sum in two parts, after Knuth's TwoSum (TAOCP 2, 4.2.2): `high` is the sum as floating point makes it, `low` collects exactly
 * what each addition rounded away. For values within some forty binary orders of magnitude the two together are the exact sum,
 * so taking a value out again leaves nothing of it behind.
 */
export class ExactSum {
  high = 0
  low = 0

  add(x: number): void {
    const { high } = this
    const sum = high + x
    const part = sum - high
    this.low += high - (sum - part) + (x - part)
    this.high = sum
  }

  /** Adds `x` and takes `y` out; their errors come together before they reach `low`, which keeps the dependent chain short. */
  exchange(x: number, y: number): void {
    const { high } = this
    const more = high + x
    const moreX = more - high
    const less = more - y
    const lessY = less - more
    this.low += high - (more - moreX) + (x - moreX) + (more - (less - lessY) - (y + lessY))
    this.high = less
  }

  /** Adds `sign × x × y` without rounding the product. */
  addProduct(x: number, y: number, sign: 1 | -1 = 1): void {
    const product = x * y
    this.add(sign * product)
    this.add(sign * productError(x, y, product))
  }

  /** The sum, rounded once. */
  get total(): number {
    return this.high + this.low
  }

  /** What `total` leaves out of the exact sum. */
  get rest(): number {
    const total = this.high + this.low
    const part = total - this.high
    return this.high - (total - part) + (this.low - part)
  }

  clear(): void {
    this.high = 0
    this.low = 0
  }
}

/** `x × y − product` exactly, for `product = x * y` (Dekker 1971, with Veltkamp's splitting). */
export function productError(x: number, y: number, product: number): number {
  const splitX = 134_217_729 * x
  const highX = splitX - (splitX - x)
  const lowX = x - highX
  const splitY = 134_217_729 * y
  const highY = splitY - (splitY - y)
  const lowY = y - highY
  return lowX * lowY - (product - highX * highY - lowX * highY - highX * lowY)
}

/**
 * The last `length` values and their sum. It is `ExactSum` again, written out over one array: averages are what most bars are spent on, and
 * this way an update touches two objects instead of six.
 */
export class SlidingSum {
  readonly length: number
  /** The values, then the sum's high and low part. */
  private readonly cells: Float64Array
  private index = 0
  private count = 0

  constructor(length: number) {
    this.length = length
    this.cells = new Float64Array(length + 2)
  }

  get full(): boolean {
    return this.count === this.length
  }

  /** Pushes `x`, drops the oldest value once the window is full, and answers the sum, rounded once. */
  push(x: number): number {
    const { cells, index, length } = this
    const oldest = cells[index]!
    const high = cells[length]!
    const more = high + x
    const moreX = more - high
    const less = more - oldest
    const lessOldest = less - more
    // Both errors come together before they reach the low part, which keeps the chain of dependent additions short.
    const low =
      cells[length + 1]! + (high - (more - moreX) + (x - moreX) + (more - (less - lessOldest) - (oldest + lessOldest)))
    cells[index] = x
    cells[length] = less
    cells[length + 1] = low
    this.index = index + 1 === length ? 0 : index + 1
    if (this.count < length) this.count++
    return less + low
  }

  /** What the last answer left out of the exact sum. */
  get rest(): number {
    const high = this.cells[this.length]!
    const low = this.cells[this.length + 1]!
    const total = high + low
    const part = total - high
    return high - (total - part) + (low - part)
  }
}
