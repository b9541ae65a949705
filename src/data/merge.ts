/** Merges series of bars by (time, symbol) into chunks. */
import type { BarChunk } from '../../actors/market/feed.ts'
import type { BarBlock, Blocks } from './blocks.ts'
import { cutChunk, newChunk } from './chunks.ts'
import { Heads, Tournament } from './heads.ts'
import { Stripe } from './stripe.ts'

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

export interface MergeOptions {
  readonly chunkRows: number
  /** True where every series has one symbol, and they come in the order of their symbols: then rows of equal times are copied in stripes. */
  readonly inOrder: boolean
  /** Needed where a symbol may come from more than one series. It may throw; where it returns, the second bar is left out. */
  readonly onDuplicate?: ((found: Duplicate) => void) | undefined
}

/** Below one row for so many series, searching for stripes costs more than a tournament. */
const SPARSE = 16

/** Chunks of bars out of several series, each of them ordered by (at, symbol). */
export class Merge implements Blocks<BarChunk> {
  readonly #series: readonly Blocks<BarBlock>[]
  readonly #options: MergeOptions
  readonly #heads: Heads
  readonly #tournament: Tournament
  readonly #stripe: Stripe
  /** The last row that was given out, where duplicates are looked for: time, open, high, low, close, volume; its symbol; its series. */
  readonly #last = new Float64Array(6).fill(Number.NaN)
  #lastSymbol = -1
  #lastSeries = -1
  #started = false
  /** Rows to merge by tournament before a stripe is looked for again; the tree is built while it is above 0. */
  #byTournament = 0

  constructor(series: readonly Blocks<BarBlock>[], options: MergeOptions) {
    this.#series = series
    this.#options = options
    this.#heads = new Heads(series)
    this.#tournament = new Tournament(this.#heads)
    this.#stripe = new Stripe(series.length)
  }

  async next(): Promise<BarChunk | null> {
    if (!this.#started) {
      this.#started = true
      await Promise.all(this.#series.map((_, index) => this.#heads.refill(index)))
      if (!this.#options.inOrder) this.#useTournament(Infinity)
    }
    // A stripe is at least one instant, so a chunk must have room for one row of every series.
    const chunk = newChunk(Math.max(this.#options.chunkRows, this.#options.inOrder ? this.#series.length : 1))
    let length = 0
    while (length < chunk.length) {
      const added = this.#byTournament > 0 ? await this.#playOut(chunk, length) : await this.#stripeOut(chunk, length)
      if (added <= 0) break
      length += added
    }
    return length === 0 ? null : cutChunk(chunk, 0, length)
  }

  async close(): Promise<void> {
    await Promise.all(this.#series.map((one) => one.close()))
  }

  #useTournament(rows: number): void {
    this.#byTournament = rows
    this.#tournament.build()
  }

  /** Adds a stripe; 0 where nothing is left, or no room. */
  async #stripeOut(chunk: BarChunk, length: number): Promise<number> {
    const heads = this.#heads
    const stripe = this.#stripe
    const room = chunk.length - length
    stripe.find(heads, room)
    const { width, depth, members } = stripe
    if (width === 0 || width > room) return 0
    if (width * depth * SPARSE < heads.count) {
      this.#useTournament(heads.count * 4)
      return this.#playOut(chunk, length)
    }
    const added = stripe.copy(heads, chunk, length)
    for (let member = 0; member < width; member++) {
      const series = members[member]!
      if (heads.row[series] === heads.blocks[series]!.length) await heads.refill(series)
    }
    return added
  }

  /** Adds rows one by one until the chunk is full or the tournament's turn is over; 0 where nothing is left. */
  async #playOut(chunk: BarChunk, from: number): Promise<number> {
    const heads = this.#heads
    const tournament = this.#tournament
    const looking = this.#options.onDuplicate !== undefined
    let length = from
    for (; length < chunk.length && this.#byTournament > 0; this.#byTournament--) {
      const series = tournament.winner
      const block = heads.blocks[series]!
      if (block === null) break
      const row = heads.row[series]!
      if (!looking || this.#isNew(series, block, row)) heads.copyRow(series, block, chunk, length++)
      if (row + 1 === block.length) await heads.refill(series)
      else heads.show(series, block, row + 1)
      tournament.replay(series)
    }
    return length - from
  }

  /** False for a bar that the last row was too; equal keys come one after the other. */
  #isNew(series: number, block: BarBlock, row: number): boolean {
    const last = this.#last
    const values = [block.at, block.open, block.high, block.low, block.close, block.volume]
    const symbol = this.#heads.symbol[series]!
    if (symbol === this.#lastSymbol && last[0] === block.at[row]) {
      const copy = values.every((column, index) => column[row] === last[index])
      this.#options.onDuplicate!({ symbol, at: block.at[row]!, first: this.#lastSeries, second: series, copy })
      return false
    }
    for (let index = 0; index < values.length; index++) last[index] = values[index]![row]!
    this.#lastSymbol = symbol
    this.#lastSeries = series
    return true
  }
}
