/**
 * Rows in pages of columns. A row costs its bytes and no object; a table grows by a page at a time, so nothing is ever copied or
 * twice in memory, however long the run.
 */

const BITS = 12

/** Rows in a page. */
export const PAGE_ROWS = 1 << BITS

const MASK = PAGE_ROWS - 1

/** Place of a row in its page. */
export const slotOf = (row: number): number => row & MASK

/** A table of pages of type `P`, an object of columns with `PAGE_ROWS` elements each. */
export class Paged<P> {
  length = 0
  /** The page of the row that was added last. */
  last: P
  private readonly pages: P[]
  private readonly make: () => P

  constructor(make: () => P) {
    this.make = make
    this.last = make()
    this.pages = [this.last]
  }

  /** Adds a row and gives its place in `last`. */
  append(): number {
    const slot = this.length & MASK
    if (slot === 0 && this.length > 0) {
      this.last = this.make()
      this.pages.push(this.last)
    }
    this.length++
    return slot
  }

  /** The page of a row. */
  of(row: number): P {
    return this.pages[row >>> BITS]!
  }

  /** One column of all rows, end to end, in `target`, which has room for them. */
  gather<T extends Float64Array | Uint32Array | Int32Array>(column: (page: P) => T, target: T): T {
    for (let start = 0; start < this.length; start += PAGE_ROWS) {
      target.set(column(this.of(start)).subarray(0, Math.min(PAGE_ROWS, this.length - start)), start)
    }
    return target
  }
}
