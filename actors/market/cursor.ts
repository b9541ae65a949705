/** The market's place in its feed: which bars are due next, and when. */
import type { MarketBar, Micros } from '../../src/events/index.ts'
import type { BarChunk, BarFeed } from './feed.ts'
import type { MarketCursor } from './instants.ts'

/** A time that never comes: larger than any time of a bar, yet plain data. */
export const NEVER: Micros = Number.MAX_SAFE_INTEGER

/** The feed broke its promise to the market. */
export class FeedError extends Error {
  override readonly name = 'FeedError'
  readonly code = 'unorderedFeed'
  readonly facts: { readonly at: Micros; readonly last: Micros }

  constructor(at: Micros, last: Micros) {
    super(
      `a feed must give its rows in the order of their times: one at ${at} came after one at ${last} (microseconds)`,
    )
    this.facts = { at, last }
  }
}

/**
 * Walks a feed instant by instant. The bars of one instant may lie in several chunks, so an instant is known to be complete only once a later
 * row, or the end, has been seen.
 *
 * It is a class instance on purpose: the market's context holds it as an opaque value, so moving on costs no draft.
 */
export class FeedCursor implements MarketCursor {
  private readonly feed: BarFeed
  private readonly symbols: readonly string[]
  /** Close time of the bars that are next; `NEVER` after the last. Valid when `advance` said so. */
  at: Micros = NEVER
  readonly afterSteps = false
  /** Chunks from the one with the next instant on. The first is the one being read. */
  private chunks: BarChunk[] = []
  private row = 0
  /** The instant's last row is `end - 1` of the chunk `endChunk`. */
  private endChunk = 0
  private end = 0
  private exhausted = false
  private last: Micros = Number.MIN_SAFE_INTEGER

  constructor(feed: BarFeed) {
    this.feed = feed
    this.symbols = feed.symbols
  }

  get over(): boolean {
    return this.at === NEVER
  }

  /**
   * Finds the instant after what was published; false when the feed must be loaded first. May be called again at any time.
   * @throws FeedError when time goes backwards.
   */
  advance(): boolean {
    while (this.chunks.length === 0 || this.row === this.chunks[0]!.length) {
      this.chunks.shift()
      this.row = 0
      if (this.chunks.length > 0) continue
      if (!this.read()) {
        if (!this.exhausted) return false
        this.at = NEVER
        return true
      }
    }
    const times = this.chunks[0]!.at
    const length = this.chunks[0]!.length
    const at = times[this.row]!
    if (!(at > this.last)) throw new FeedError(at, this.last)
    let end = this.row + 1
    while (end < length && times[end] === at) end++
    this.at = at
    this.end = end
    this.endChunk = 0
    return end < length || this.followIntoNextChunks(at)
  }

  private followIntoNextChunks(at: Micros): boolean {
    for (let index = 1; ; index++) {
      if (index === this.chunks.length && !this.read()) return this.exhausted
      const chunk = this.chunks[index]!
      let end = 0
      while (end < chunk.length && chunk.at[end] === at) end++
      if (end > 0) {
        this.endChunk = index
        this.end = end
      }
      if (end < chunk.length) return true
    }
  }

  /** Appends a chunk that is in memory; false when there is none. */
  private read(): boolean {
    if (this.exhausted) return false
    for (;;) {
      const chunk = this.feed.take()
      if (chunk === null) this.exhausted = true
      if (chunk === null || chunk === undefined) return false
      if (chunk.length === 0) continue
      this.chunks.push(chunk)
      return true
    }
  }

  /** Emits the bars at `at`, each a new object: whoever hears it may keep it. */
  publish(emit: (bar: MarketBar) => void): void {
    for (let index = 0; index < this.endChunk; index++) {
      this.emitRows(this.chunks[0]!, this.row, this.chunks[0]!.length, emit)
      this.chunks.shift()
      this.row = 0
    }
    this.emitRows(this.chunks[0]!, this.row, this.end, emit)
    this.row = this.end
    this.endChunk = 0
    this.last = this.at
  }

  play(emit: (bar: MarketBar) => void): void {
    this.publish(emit)
    if (!this.advance()) this.at = NEVER
  }

  private emitRows(chunk: BarChunk, from: number, to: number, emit: (bar: MarketBar) => void): void {
    const { at, symbols } = this
    for (let row = from; row < to; row++)
      emit({
        type: 'market.bar',
        symbol: symbols[chunk.symbol[row]!]!,
        at,
        openAt: chunk.openAt[row]!,
        open: chunk.open[row]!,
        high: chunk.high[row]!,
        low: chunk.low[row]!,
        close: chunk.close[row]!,
        volume: chunk.volume[row]!,
      })
  }

  toJSON(): { at: Micros; row: number } {
    return { at: this.at, row: this.row }
  }
}
