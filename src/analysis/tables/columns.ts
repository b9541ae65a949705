/** Growing typed arrays: the columns in which a run is recorded, one row a number of bytes instead of an object. */

type Column = Float64Array | Int32Array | Uint32Array | Uint8Array | Int8Array

/** Columns of one table; all have the same capacity. */
export type Columns<T> = { [K in keyof T]: Column }

/**
 * Doubles the capacity of every column of a table, in place. Doubling makes a row's share of all copies constant, and the
 * part not yet written costs no memory because the system hands out zeroed pages only when they are touched.
 */
export function grow<T extends Columns<T>>(columns: T): void {
  for (const name in columns) columns[name] = doubled(columns[name])
}

function doubled<C extends Column>(column: C): C {
  const next = new (column.constructor as new (length: number) => C)(column.length * 2)
  next.set(column)
  return next
}

/** Rows a fresh table has room for. */
export const FIRST_CAPACITY = 64
