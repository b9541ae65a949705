/** Crossings of two lines, or of a line and a level. */
import type { Line } from './line.ts'

/** Asks on which bar one line went through another. It is true on one bar only: the first on which the new side is seen. */
export interface Crossing {
  /** The line is above `other` now, and the last time the two differed before now it was below. */
  above(other: Line | number): boolean
  /** The line is below `other` now, and the last time the two differed before now it was above. */
  below(other: Line | number): boolean
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

/**
 * Whether a line has just crossed another line or a level. A difference of exactly zero is no side: a line that touches the other and turns
 * back has not crossed it, and one that rests on it crosses when it leaves on the far side. Equality over more than eight
 * different values is beyond the memory and counts as no crossing.
 * @example if (crossed(fast).above(slow)) signal.long(bar.symbol)
 */
export function crossed(line: Line): Crossing {
  return new LineCrossing(line)
}
