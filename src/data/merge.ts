/** Merges series of bars by (time, symbol) into chunks: a tournament tree, so a row of 500 series costs nine comparisons. */
import type { BarChunk } from '../../actors/market/feed.ts'
import type { BarBlock, Blocks } from './blocks.ts'

/** Rows of a chunk where nothing else is asked for. */
export const CHUNK_ROWS = 4_096

/** A bar that a second series holds too. */
export interface Duplicate {
  readonly symbol: number
  readonly at: number
  /** Numbers of the series of the first and the second. */
  readonly first: number
  readonly second: number
  /** Whether all values are equal. */
  readonly copy: boolean
}

/** Chunks of bars out of several series, each of them ordered by (at, symbol). */
export class Merge implements Blocks<BarChunk> {
  readonly #series: readonly Blocks<BarBlock>[]
  readonly #chunkRows: number
  readonly #onDuplicate: ((found: Duplicate) => void) | undefined
  /** Heads: the block of each series, the row in it, and the keys of that row. */
  readonly #blocks: (BarBlock | null)[]
  readonly #rows: Int32Array
  readonly #at: Float64Array
  readonly #symbol: Int32Array
  /** The losers of a tournament over the series; place 0 is the winner. */
  readonly #tree: Int32Array
  /** The last row that was given out, where duplicates are looked for: time, open, high, low, close, volume; its symbol; its series. */
  readonly #last = new Float64Array(6).fill(Number.NaN)
  #lastSymbol = -1
  #lastSeries = -1
  #started = false

  /**
   * `onDuplicate` is needed where a symbol may come from more than one series. It may throw; where it returns, the second bar is left out.
   */
  constructor(series: readonly Blocks<BarBlock>[], chunkRows: number, onDuplicate?: (found: Duplicate) => void) {
    this.#series = series
    this.#chunkRows = chunkRows
    this.#onDuplicate = onDuplicate
    this.#blocks = series.map(() => null)
    this.#rows = new Int32Array(series.length)
    this.#at = new Float64Array(series.length)
    this.#symbol = new Int32Array(series.length)
    this.#tree = new Int32Array(series.length)
  }

  async next(): Promise<BarChunk | null> {
    if (!this.#started) {
      this.#started = true
      await Promise.all(this.#series.map((_, index) => this.#refill(index)))
      this.#build()
    }
    const chunk = emptyChunk(this.#chunkRows)
    const length = this.#series.length === 1 ? await this.#copyOne(chunk) : await this.#mergeAll(chunk)
    return length === 0 ? null : cutChunk(chunk, length)
  }

  async close(): Promise<void> {
    await Promise.all(this.#series.map((one) => one.close()))
  }

  async #copyOne(chunk: BarChunk): Promise<number> {
    let length = 0
    while (length < this.#chunkRows) {
      const block = this.#blocks[0]!
      if (block === null) break
      const row = this.#rows[0]!
      const count = Math.min(block.length - row, this.#chunkRows - length)
      copyRows(block, row, count, chunk, length)
      length += count
      this.#rows[0] = row + count
      if (row + count === block.length) await this.#refill(0)
    }
    return length
  }

  async #mergeAll(chunk: BarChunk): Promise<number> {
    const { symbol, at, openAt, open, high, low, close, volume } = chunk
    const tree = this.#tree
    let length = 0
    while (length < this.#chunkRows) {
      const series = tree[0]!
      const block = this.#blocks[series]!
      if (block === null) break
      const row = this.#rows[series]!
      if (this.#onDuplicate === undefined || this.#isNew(series, block, row)) {
        symbol[length] = this.#symbol[series]!
        at[length] = this.#at[series]!
        openAt[length] = block.openAt[row]!
        open[length] = block.open[row]!
        high[length] = block.high[row]!
        low[length] = block.low[row]!
        close[length] = block.close[row]!
        volume[length] = block.volume[row]!
        length += 1
      }
      if (row + 1 === block.length) await this.#refill(series)
      else this.#show(series, block, row + 1)
      this.#replay(series)
    }
    return length
  }

  /** False for a bar that the last row was too; equal keys come one after the other. */
  #isNew(series: number, block: BarBlock, row: number): boolean {
    const last = this.#last
    const values = [block.at, block.open, block.high, block.low, block.close, block.volume]
    const symbol = this.#symbol[series]!
    if (symbol === this.#lastSymbol && last[0] === block.at[row]) {
      const copy = values.every((column, index) => column[row] === last[index])
      this.#onDuplicate!({ symbol, at: block.at[row]!, first: this.#lastSeries, second: series, copy })
      return false
    }
    for (let index = 0; index < values.length; index++) last[index] = values[index]![row]!
    this.#lastSymbol = symbol
    this.#lastSeries = series
    return true
  }

  async #refill(series: number): Promise<void> {
    let block = await this.#series[series]!.next()
    while (block !== null && block.length === 0) block = await this.#series[series]!.next()
    this.#blocks[series] = block
    if (block !== null) return this.#show(series, block, 0)
    this.#at[series] = Infinity
    this.#symbol[series] = 0x7fff_ffff
  }

  #show(series: number, block: BarBlock, row: number): void {
    this.#rows[series] = row
    this.#at[series] = block.at[row]!
    this.#symbol[series] = block.symbol === undefined ? block.only : block.symbol[row]!
  }

  #before(a: number, b: number): boolean {
    const atA = this.#at[a]!
    const atB = this.#at[b]!
    if (atA !== atB) return atA < atB
    const symbolA = this.#symbol[a]!
    const symbolB = this.#symbol[b]!
    return symbolA === symbolB ? a < b : symbolA < symbolB
  }

  #build(): void {
    this.#tree.fill(-1)
    for (let series = this.#series.length - 1; series >= 0; series--) this.#replay(series)
  }

  #replay(series: number): void {
    const tree = this.#tree
    let winner = series
    for (let node = (series + tree.length) >> 1; node > 0; node >>= 1) {
      const rival = tree[node]!
      if (rival === -1) {
        tree[node] = winner
        return
      }
      if (this.#before(rival, winner)) {
        tree[node] = winner
        winner = rival
      }
    }
    tree[0] = winner
  }
}

function emptyChunk(rows: number): BarChunk {
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

function copyRows(block: BarBlock, from: number, count: number, chunk: BarChunk, to: number): void {
  const end = from + count
  if (block.symbol === undefined) chunk.symbol.fill(block.only, to, to + count)
  else chunk.symbol.set(block.symbol.subarray(from, end), to)
  chunk.at.set(block.at.subarray(from, end), to)
  chunk.openAt.set(block.openAt.subarray(from, end), to)
  chunk.open.set(block.open.subarray(from, end), to)
  chunk.high.set(block.high.subarray(from, end), to)
  chunk.low.set(block.low.subarray(from, end), to)
  chunk.close.set(block.close.subarray(from, end), to)
  chunk.volume.set(block.volume.subarray(from, end), to)
}

function cutChunk(chunk: BarChunk, length: number): BarChunk {
  if (length === chunk.length) return chunk
  return {
    length,
    symbol: chunk.symbol.subarray(0, length),
    at: chunk.at.subarray(0, length),
    openAt: chunk.openAt.subarray(0, length),
    open: chunk.open.subarray(0, length),
    high: chunk.high.subarray(0, length),
    low: chunk.low.subarray(0, length),
    close: chunk.close.subarray(0, length),
    volume: chunk.volume.subarray(0, length),
  }
}
