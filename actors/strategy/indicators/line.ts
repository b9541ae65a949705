/** A line of numbers that grows by one with every bar: its newest value, the one before, and enough of the past to see a crossing. */

/** Distinct values that are remembered. A value that stays the same over many bars takes one place. */
const DEPTH = 8
const MASK = DEPTH - 1

/**
 * One output of an indicator. `value` is NaN until there is one; then `ready` is true.
 * A line is fed by its indicator; strategies read it.
 */
export class Line {
  /** The newest value, NaN before there is one. */
  value = NaN
  /** Whether there is a value, and of an indicator with several lines: whether all of them have one. */
  ready = false
  /** How often the line was fed, values or not. */
  updates = 0
  private readonly values = new Float64Array(DEPTH).fill(NaN)
  private readonly since = new Int32Array(DEPTH)
  private head = 0

  /** The value one bar ago, NaN where there was none. */
  get previous(): number {
    const { head } = this
    return this.since[head] === this.updates ? this.values[(head - 1) & MASK]! : this.values[head]!
  }

  /** Appends `value`; NaN says that there is none yet. Only an indicator calls it. */
  settle(value: number): void {
    const updates = this.updates + 1
    this.updates = updates
    // A repeated value needs no place of its own: `since` tells how long it has stood.
    if (value !== this.value && value === value) {
      const head = (this.head + 1) & MASK
      this.values[head] = value
      this.since[head] = updates
      this.head = head
      this.value = value
      this.ready = true
    }
  }

  /**
   * Compares this line with another, or with a fixed level, at the last bar before the newest on which they differed:
   * 1 above, -1 below, 0 when that is not known (no values, or equal for as long as the memory reaches).
   */
  lastSide(other: Line | number): -1 | 0 | 1 {
    return typeof other === 'number' ? this.lastSideOfLevel(other) : this.lastSideOfLine(other)
  }

  private lastSideOfLevel(level: number): -1 | 0 | 1 {
    let slot = this.since[this.head] === this.updates ? this.head - 1 : this.head
    for (let left = DEPTH - 1; left > 0; left--, slot--) {
      const value = this.values[slot & MASK]!
      if (value > level) return 1
      if (value < level) return -1
      if (value !== level) return 0
    }
    return 0
  }

  private lastSideOfLine(other: Line): -1 | 0 | 1 {
    // Counted in bars ago, so that lines that began at different bars can be compared.
    let ago = 1
    let mine = this.head
    let theirs = other.head
    let left = 2 * DEPTH
    while (left-- > 0) {
      while (this.updates - this.since[mine & MASK]! < ago && this.head - mine < DEPTH - 1) mine--
      while (other.updates - other.since[theirs & MASK]! < ago && other.head - theirs < DEPTH - 1) theirs--
      const mySince = this.updates - this.since[mine & MASK]!
      const theirSince = other.updates - other.since[theirs & MASK]!
      if (mySince < ago || theirSince < ago) return 0
      const value = this.values[mine & MASK]!
      const level = other.values[theirs & MASK]!
      if (value > level) return 1
      if (value < level) return -1
      if (value !== level) return 0
      ago = Math.min(mySince, theirSince) + 1
    }
    return 0
  }

  toJSON(): number | null {
    return this.ready ? this.value : null
  }
}
