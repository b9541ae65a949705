/** Crossings of two lines, or of a line and a level. */
import type { Crossing, Line } from './line.ts'

/**
 * Whether a line has just crossed another line or a level. A difference of exactly zero is no side: a line that touches the other and turns
 * back has not crossed it, and one that rests on it crosses when it leaves on the far side. Equality over more than eight
 * different values is beyond the memory and counts as no crossing.
 * @example if (crossed(fast).above(slow)) signal.long(bar.symbol)
 */
export function crossed(line: Line): Crossing {
  return line.crossings
}
