/** The next row of each of several series that are being merged. */
import type { BarChunk } from '../../actors/market/feed.ts'
import type { BarBlock, Blocks } from './blocks.ts'

/** Where each series stands. A series that has ended stands at infinity. */
export class Heads {
  readonly count: number
  /** Keys of the next rows. */
  readonly at: Float64Array
  readonly symbol: Int32Array
  /** The block of each series, and the next row in it. */
  readonly blocks: (BarBlock | null)[]
  readonly row: Int32Array
  readonly #series: readonly Blocks<BarBlock>[]

  constructor(series: readonly Blocks<BarBlock>[]) {
    this.count = series.length
    this.at = new Float64Array(series.length).fill(Infinity)
    this.symbol = new Int32Array(series.length).fill(0x7fff_ffff)
    this.blocks = series.map(() => null)
    this.row = new Int32Array(series.length)
    this.#series = series
  }

  /** Brings the next block of a series. */
  async refill(series: number): Promise<void> {
    let block = await this.#series[series]!.next()
    while (block !== null && block.length === 0) block = await this.#series[series]!.next()
    this.blocks[series] = block
    if (block !== null) return this.show(series, block, 0)
    this.at[series] = Infinity
    this.symbol[series] = 0x7fff_ffff
  }

  /** Puts a series at a row of its block. */
  show(series: number, block: BarBlock, row: number): void {
    this.row[series] = row
    this.at[series] = block.at[row]!
    this.symbol[series] = block.symbol === undefined ? block.only : block.symbol[row]!
  }

  /** Writes the next row of a series into a chunk. */
  copyRow(series: number, block: BarBlock, chunk: BarChunk, to: number): void {
    const row = this.row[series]!
    chunk.symbol[to] = this.symbol[series]!
    chunk.at[to] = block.at[row]!
    chunk.openAt[to] = block.openAt[row]!
    chunk.open[to] = block.open[row]!
    chunk.high[to] = block.high[row]!
    chunk.low[to] = block.low[row]!
    chunk.close[to] = block.close[row]!
    chunk.volume[to] = block.volume[row]!
  }
}

/** What a tournament is played for: the least by time, then by `symbol`, then by number. A series that has ended stands at infinity. */
export interface Players {
  readonly count: number
  readonly at: Float64Array
  readonly symbol: Int32Array
}

/** A tree of losers (Knuth, The Art of Computer Programming 3, 5.4.1): the least of the heads, with one comparison a level after each step. */
export class Tournament {
  readonly #heads: Players
  /** The loser at each inner node; place 0 is the winner. */
  readonly #tree: Int32Array

  constructor(heads: Players) {
    this.#heads = heads
    this.#tree = new Int32Array(heads.count)
  }

  /** The series whose head is least by time, symbol and number. */
  get winner(): number {
    return this.#tree[0]!
  }

  /** Plays all matches anew. */
  build(): void {
    this.#tree.fill(-1)
    for (let series = this.#heads.count - 1; series >= 0; series--) this.replay(series)
  }

  /** Plays the matches of one series, whose head has changed. */
  replay(series: number): void {
    const { at, symbol, count } = this.#heads
    const tree = this.#tree
    let winner = series
    let time = at[winner]!
    for (let node = (series + count) >> 1; node > 0; node >>= 1) {
      const rival = tree[node]!
      if (rival === -1) {
        tree[node] = winner
        return
      }
      const other = at[rival]!
      const beaten =
        other < time ||
        (other === time && (symbol[rival]! < symbol[winner]! || (symbol[rival] === symbol[winner] && rival < winner)))
      if (beaten) {
        tree[node] = winner
        winner = rival
        time = other
      }
    }
    tree[0] = winner
  }
}
