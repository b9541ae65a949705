/** Collects what differs, in words; the first few are shown. */

const RELATIVE = 1e-9

/** Equal to 1e-9 of the larger of two numbers, and of amounts below 1 to 1e-9 itself: they are what large amounts leave. */
export const isSame = (a: number, b: number): boolean =>
  a === b || Math.abs(a - b) <= RELATIVE * Math.max(1, Math.abs(a), Math.abs(b))

/** As `isSame`, but of small numbers, too, only a part of 1e-9. For prices. */
const isSamePrice = (a: number, b: number): boolean =>
  a === b || Math.abs(a - b) <= RELATIVE * Math.max(Math.abs(a), Math.abs(b))

export class Differences {
  readonly lines: string[] = []

  /** An amount of money, a quantity, or any text. */
  check(what: string, ours: number | string | undefined, theirs: number | string | undefined): void {
    const same = typeof ours === 'number' && typeof theirs === 'number' ? isSame(ours, theirs) : ours === theirs
    if (!same) this.note(what, ours, theirs)
  }

  price(what: string, ours: number, theirs: number): void {
    if (!isSamePrice(ours, theirs)) this.note(what, ours, theirs)
  }

  /** An amount that was rounded on the way, by no more than `allowed`. */
  rounded(what: string, ours: number, theirs: number, allowed: number): void {
    if (Math.abs(ours - theirs) > allowed && !isSame(ours, theirs)) this.note(what, ours, theirs)
  }

  private note(what: string, ours: unknown, theirs: unknown): void {
    this.lines.push(`${what} is ${String(ours)}, expected ${String(theirs)}`)
  }

  /** One line with the first differences, or `undefined` when there is none. */
  text(most = 3): string | undefined {
    const { lines } = this
    if (lines.length === 0) return undefined
    const rest = lines.length - most
    return lines.slice(0, most).join('; ') + (rest > 0 ? `; and ${rest} more` : '')
  }
}
