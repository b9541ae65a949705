/** What every kind of market data looks like to a run: describe it, open it, read its feed, close it. */
import type { MarketFeed } from '../../actors/market/feed.ts'
import type { Fault } from './fault.ts'

/** Plain JSON: what a source was told, as it stands in a run's manifest. */
export type SourceDescription = { readonly kind: string } & { readonly [option: string]: unknown }

/** How to open a source. */
export interface OpenOptions {
  /** First day (`2020-01-02`) or instant (ISO) to read, inclusive, in the data's time zone. */
  readonly from?: string
  /** Last day or instant to read, inclusive, in the data's time zone. */
  readonly to?: string
  /** Put right what is safe to put right, and list it in `repairs`; without it such data is refused. */
  readonly repair?: boolean
  /** Rows in a chunk of the feed (default 4096). It changes nothing but memory and speed. */
  readonly chunkRows?: number
}

/** What was read, so that a run can name it and be repeated on the same bytes. */
export interface InputFile {
  /** The path as it was given, or `(columns)`, `(generated)` for data without a file. */
  readonly path: string
  readonly bytes: number
  readonly sha256: string
}

/** Market data ready to be read. */
export interface OpenedData {
  readonly feed: MarketFeed
  readonly inputs: readonly InputFile[]
  /** Rows that will come: exact for data in memory, an estimate from sizes for files; before `from` and `to` are applied. */
  readonly rows: number
  /** What `repair` did so far. It grows while the feed is read and is complete at the feed's end; past 100 entries only counts grow. */
  readonly repairs: readonly Fault[]
  /** The same as `feed.close()`. */
  close(): Promise<void>
}

/** Market data: files, columns in memory, or a generator. */
export interface DataSource {
  /** What it was told, as plain JSON. */
  describe(): SourceDescription
  /**
   * Opens files and reads far enough to know symbols and sessions.
   * Throws DataError where the data cannot be used; later faults reject the feed's `load()` with a DataError too.
   */
  open(options?: OpenOptions): Promise<OpenedData>
  /** What it is combined of, where it is. */
  readonly sources?: readonly DataSource[]
}
