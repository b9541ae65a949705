/** A line of numbers that grows by one with every bar: its newest value, the one before, and enough of the past to see a crossing. */

/** Distinct values that are remembered. A value that stays the same over many bars takes one place. */
const DEPTH = 8
const MASK = DEPTH - 1

/** Asks on which bar one line went through another. It is true on one bar only: the first on which the new side is seen. */
export interface Crossing {
  /** The line is above `other` now, and the last time the two differed before now it was below. */
  above(other: Line | number): boolean
  /** The line is below `other` now, and the last time the two differed before now it was above. */
  below(other: Line | number): boolean
}

/**
 * One output of an indicator. `value` is NaN until there is one; then `ready` is true.
 * A line is fed by its indicator; strategies read it.
 */
export class Line {
  /** The newest value, NaN before there is one. */
  value = NaN
  /** The value one bar ago, NaN where there was none. */
  previous = NaN
  /** Whether there is a value, and of an indicator with several lines: whether all of them have one. */
  ready = false
  /** How often the line was fed, values or not. */
  updates = 0
  /** The last distinct values, and behind each, `DEPTH` places on, the update since which it stood. */
  private readonly past = new Float64Array(2 * DEPTH).fill(NaN, 0, DEPTH)
  private head = 0
  private crossing: Crossing | undefined = undefined

  /** Appends `value`; NaN says that there is none yet. Only an indicator calls it. */
  settle(value: number): void {
    const last = this.value
    const updates = this.updates + 1
    this.updates = updates
    this.previous = last
    if (value === last || value !== value) return
    const { past } = this
    const head = (this.head + 1) & MASK
    past[head] = value
    past[head + DEPTH] = updates
    this.head = head
    this.value = value
    this.ready = true
  }

  /**
   * Compares this line with another, or with a fixed level, at the last bar before the newest on which they differed:
   * 1 above, -1 below, 0 when that is not known (no values, or equal for as long as the memory reaches).
   */
  lastSide(other: Line | number): -1 | 0 | 1 {
    const { previous } = this
    const level = typeof other === 'number' ? other : other.previous
    if (previous > level) return 1
    if (previous < level) return -1
    if (previous !== level) return 0
    return typeof other === 'number' ? this.lastSideOfLevel(other) : this.lastSideOfLine(other)
  }

  /** How many bars ago the remembered value `back` places behind the newest came about. */
  private age(back: number): number {
    return this.updates - this.past[((this.head - back) & MASK) + DEPTH]!
  }

  private remembered(back: number): number {
    return this.past[(this.head - back) & MASK]!
  }

  private lastSideOfLevel(level: number): -1 | 0 | 1 {
    for (let back = this.age(0) === 0 ? 1 : 0; back < DEPTH; back++) {
      const value = this.remembered(back)
      if (value > level) return 1
      if (value < level) return -1
      if (value !== level) return 0
    }
    return 0
  }

  private lastSideOfLine(other: Line): -1 | 0 | 1 {
    // Counted in bars ago, so that lines that began at different bars can be compared.
    let ago = 1
    let mine = 0
    let theirs = 0
    for (;;) {
      while (mine < DEPTH && this.age(mine) < ago) mine++
      while (theirs < DEPTH && other.age(theirs) < ago) theirs++
      if (mine === DEPTH || theirs === DEPTH) return 0
      const value = this.remembered(mine)
      const level = other.remembered(theirs)
      if (value > level) return 1
      if (value < level) return -1
      if (value !== level) return 0
      // Equal since the later of the two came about: look at the bar before that.
      ago = Math.min(this.age(mine), other.age(theirs)) + 1
    }
  }

  /** For `crossed`: one object a line, however often it is asked. */
  get crossings(): Crossing {
    return (this.crossing ??= new LineCrossing(this))
  }

  toJSON(): number | null {
    return this.ready ? this.value : null
  }
}

class LineCrossing implements Crossing {
  private readonly line: Line

  constructor(line: Line) {
    this.line = line
  }

  above(other: Line | number): boolean {
    const { line } = this
    return line.value > (typeof other === 'number' ? other : other.value) && line.lastSide(other) < 0
  }

  below(other: Line | number): boolean {
    const { line } = this
    return line.value < (typeof other === 'number' ? other : other.value) && line.lastSide(other) > 0
  }
}
