/** Making, filling and cutting the chunks of a feed. */
import type { BarChunk } from '../../actors/market/feed.ts'

/** Rows of a chunk where nothing else is asked for. */
export const CHUNK_ROWS = 4_096

/** Rows of a chunk merged from so many series: sixteen instants of all of them, so that stripes are long. */
export const chunkRowsFor = (series: number): number => Math.max(CHUNK_ROWS, 16 * series)

/** A chunk of zeros with room for so many rows. */
export function newChunk(rows: number): BarChunk {
  const column = () => new Float64Array(rows)
  return {
    length: rows,
    symbol: new Uint16Array(rows),
    at: column(),
    openAt: column(),
    open: column(),
    high: column(),
    low: column(),
    close: column(),
    volume: column(),
  }
}

/** Rows `from` to below `to` of a chunk, without copying them. */
export function cutChunk(chunk: BarChunk, from: number, to: number): BarChunk {
  if (from === 0 && to === chunk.length) return chunk
  return {
    length: to - from,
    symbol: chunk.symbol.subarray(from, to),
    at: chunk.at.subarray(from, to),
    openAt: chunk.openAt.subarray(from, to),
    open: chunk.open.subarray(from, to),
    high: chunk.high.subarray(from, to),
    low: chunk.low.subarray(from, to),
    close: chunk.close.subarray(from, to),
    volume: chunk.volume.subarray(from, to),
  }
}
