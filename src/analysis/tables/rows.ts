/** Reading a table: rows as plain objects, made when asked for and kept by nobody. */

/** A read-only view of a table. Rows are fresh objects: reading a million of them keeps none alive. */
export interface Rows<T> extends Iterable<T> {
  readonly length: number
  /** Row `index`, counted from 0 (or from the end when negative), `undefined` outside the table. */
  at(index: number): T | undefined
  /** All rows, or those from `start` up to but not including `end`. */
  toArray(start?: number, end?: number): T[]
}

/** A view over something that knows its length and can make a row. */
export function rowsOf<T>(table: { readonly length: number; row(index: number): T }): Rows<T> {
  return {
    get length() {
      return table.length
    },
    at(index) {
      const row = index < 0 ? table.length + index : index
      return row >= 0 && row < table.length ? table.row(row) : undefined
    },
    toArray(start = 0, end = table.length) {
      const rows: T[] = []
      for (let i = Math.max(0, start); i < Math.min(end, table.length); i++) rows.push(table.row(i))
      return rows
    },
    *[Symbol.iterator]() {
      for (let i = 0; i < table.length; i++) yield table.row(i)
    },
  }
}

/** `NaN` in a column means that there was no value. */
export const optional = (value: number): number | undefined => (Number.isNaN(value) ? undefined : value)
