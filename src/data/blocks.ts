/** Columns on their way from a file to a feed. */

/** Rows as a file states them: numbers, NaN where nothing could be read. */
export interface RawBlock {
  readonly length: number
  /** Microseconds: of a date, of the local clock, or since the epoch, as the layout's `timeKind` says. */
  readonly time: Float64Array
  readonly open: Float64Array
  readonly high: Float64Array
  readonly low: Float64Array
  readonly close: Float64Array
  readonly volume?: Float64Array
  /** Adjusted close, where prices are to be scaled by it. */
  readonly adjusted?: Float64Array
  /** Index of the row's symbol; left out where all rows have the same. `NO_SYMBOL` is a row without one, `SKIP` one that is not wanted. */
  readonly symbol?: Uint16Array
  /** Number of each row in its file, where they do not come in the file's order. */
  readonly row?: Float64Array
  /** Number of the first row in its file, where they do. */
  readonly firstRow: number
}

export const SKIP = 65_535
export const NO_SYMBOL = 65_534

/** Rows that are bars, in order of (at, symbol). */
export interface BarBlock {
  readonly length: number
  /** Left out where all rows are of `only`. */
  readonly symbol?: Uint16Array
  /** The one symbol of the block. */
  readonly only: number
  readonly at: Float64Array
  readonly openAt: Float64Array
  readonly open: Float64Array
  readonly high: Float64Array
  readonly low: Float64Array
  readonly close: Float64Array
  readonly volume: Float64Array
}

/** A series of blocks; null ends it. */
export interface Blocks<Block> {
  next(): Promise<Block | null>
  close(): Promise<void>
}
