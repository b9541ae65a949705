/** Merges series of ticks: by time; of one instant the quotes first, then the trades, each in the order of the series and of their rows. */
import type { TickChunk } from '../../actors/market/feed.ts'
import { TICK } from '../../actors/market/feed.ts'
import type { Blocks } from './blocks.ts'
import { Tournament } from './heads.ts'
import { copyTick, cutTicks, newTicks } from './tick-blocks.ts'

/** Chunks of ticks out of several series, each of them in the order of a feed. */
export class TickMerge implements Blocks<TickChunk> {
  readonly #series: readonly Blocks<TickChunk>[]
  readonly #chunkRows: number
  readonly #heads: TickHeads
  readonly #tournament: Tournament
  #started = false

  constructor(series: readonly Blocks<TickChunk>[], chunkRows: number) {
    this.#series = series
    this.#chunkRows = chunkRows
    this.#heads = new TickHeads(series)
    this.#tournament = new Tournament(this.#heads)
  }

  async next(): Promise<TickChunk | null> {
    const heads = this.#heads
    if (!this.#started) {
      this.#started = true
      await Promise.all(this.#series.map((_, index) => heads.refill(index)))
      this.#tournament.build()
    }
    const chunk = newTicks(this.#chunkRows)
    let length = 0
    for (; length < chunk.length; length++) {
      const series = this.#tournament.winner
      const block = heads.blocks[series]!
      if (block === null) break
      const row = heads.row[series]!
      copyTick(block, row, chunk, length)
      if (row + 1 === block.length) await heads.refill(series)
      else heads.show(series, block, row + 1)
      this.#tournament.replay(series)
    }
    return length === 0 ? null : cutTicks(chunk, 0, length)
  }

  async close(): Promise<void> {
    await Promise.all(this.#series.map((one) => one.close()))
  }
}

/** Where each series stands. A series that has ended stands at infinity. */
class TickHeads {
  readonly count: number
  readonly at: Float64Array
  /** What decides between rows of one instant: quotes are 0, trades 1. */
  readonly symbol: Int32Array
  readonly blocks: (TickChunk | null)[]
  readonly row: Int32Array
  readonly #series: readonly Blocks<TickChunk>[]

  constructor(series: readonly Blocks<TickChunk>[]) {
    this.count = series.length
    this.at = new Float64Array(series.length).fill(Infinity)
    this.symbol = new Int32Array(series.length)
    this.blocks = series.map(() => null)
    this.row = new Int32Array(series.length)
    this.#series = series
  }

  async refill(series: number): Promise<void> {
    let block = await this.#series[series]!.next()
    while (block !== null && block.length === 0) block = await this.#series[series]!.next()
    this.blocks[series] = block
    if (block === null) this.at[series] = Infinity
    else this.show(series, block, 0)
  }

  show(series: number, block: TickChunk, row: number): void {
    this.row[series] = row
    this.at[series] = block.at[row]!
    this.symbol[series] = block.kind[row] === TICK.quote ? 0 : 1
  }
}
