/** A value of some bars ago. */

/** Answers what was pushed `length` pushes before, NaN while there was nothing. */
export class Delay {
  private readonly ring: Float64Array
  private index = 0

  constructor(length: number) {
    this.ring = new Float64Array(length).fill(NaN)
  }

  push(x: number): number {
    const { ring, index } = this
    const old = ring[index]!
    ring[index] = x
    this.index = index + 1 === ring.length ? 0 : index + 1
    return old
  }
}
