/** Ticks on their way from a file to a feed. */
import type { TickChunk } from '../../actors/market/feed.ts'

/** Rows as a file states them: numbers, NaN where nothing could be read. */
export interface RawTicks {
  readonly length: number
  /** Microseconds, as the layout's `timeKind` says. */
  readonly time: Float64Array
  /** Price of a trade, bid of a quote. */
  readonly price: Float64Array
  /** Size of a trade, or of the bid. Left out where the file has none. */
  readonly size?: Float64Array
  /** Of quotes. */
  readonly ask?: Float64Array
  readonly askSize?: Float64Array
  /** Of trades: one of `TICK`. Left out where the file does not say. */
  readonly kind?: Float64Array
  /** Index of the row's symbol; left out where all rows have the same. */
  readonly symbol?: Uint16Array
  /** Number of each row in its file, where they do not come in the file's order. */
  readonly row?: Float64Array
  /** Number of the first row in its file, where they do. */
  readonly firstRow: number
}

/** A chunk of zeros with room for so many rows. */
export function newTicks(rows: number): TickChunk {
  const column = () => new Float64Array(rows)
  return {
    length: rows,
    symbol: new Uint16Array(rows),
    kind: new Uint8Array(rows),
    at: column(),
    price: column(),
    size: column(),
    ask: column(),
    askSize: column(),
  }
}

/** Rows `from` to below `to` of a chunk, without copying them. */
export function cutTicks(chunk: TickChunk, from: number, to: number): TickChunk {
  if (from === 0 && to === chunk.length) return chunk
  return {
    length: to - from,
    symbol: chunk.symbol.subarray(from, to),
    kind: chunk.kind.subarray(from, to),
    at: chunk.at.subarray(from, to),
    price: chunk.price.subarray(from, to),
    size: chunk.size.subarray(from, to),
    ask: chunk.ask.subarray(from, to),
    askSize: chunk.askSize.subarray(from, to),
  }
}

/** Writes a row of one chunk over a row of another. */
export function copyTick(from: TickChunk, row: number, chunk: TickChunk, to: number): void {
  chunk.symbol[to] = from.symbol[row]!
  chunk.kind[to] = from.kind[row]!
  chunk.at[to] = from.at[row]!
  chunk.price[to] = from.price[row]!
  chunk.size[to] = from.size[row]!
  chunk.ask[to] = from.ask[row]!
  chunk.askSize[to] = from.askSize[row]!
}
