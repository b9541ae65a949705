/** The market's place among trades and quotes: all ticks of an instant are published together, whatever chunks they lie in. */
import type { MarketQuote, MarketTrade, Micros } from '../../src/events/index.ts'
import type { BarBuilder } from './builder.ts'
import { FeedError, NEVER } from './cursor.ts'
import { TICK } from './feed.ts'
import type { TickChunk, TickStream } from './feed.ts'

/** Walks ticks instant by instant. An instant is complete once a later row, or the end, has been seen. */
export class TickCursor {
  private readonly stream: TickStream
  private readonly symbols: readonly string[]
  /** Time of the ticks that are next; `NEVER` after the last. Valid when `advance` said so. */
  at: Micros = NEVER
  /** Chunks from the one with the next instant on. The first is the one being read. */
  private readonly chunks: TickChunk[] = []
  private row = 0
  /** The instant's last row is `end - 1` of the chunk `endChunk`. */
  private endChunk = 0
  private end = 0
  private exhausted = false
  private last: Micros = Number.MIN_SAFE_INTEGER

  constructor(stream: TickStream, symbols: readonly string[]) {
    this.stream = stream
    this.symbols = symbols
  }

  /**
   * Finds the instant after what was published; false when the feed must be loaded first.
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
    const at = this.chunks[0]!.at[this.row]!
    if (!(at > this.last)) throw new FeedError(at, this.last)
    this.at = at
    for (let index = 0, from = this.row; ; index++, from = 0) {
      if (index === this.chunks.length && !this.read()) return this.exhausted
      const { length, at: times } = this.chunks[index]!
      let end = from
      while (end < length && times[end] === at) end++
      if (end > from) {
        this.endChunk = index
        this.end = end
      }
      if (end < length) return true
    }
  }

  /** Appends a chunk that is in memory; false when there is none. */
  private read(): boolean {
    if (this.exhausted) return false
    for (;;) {
      const chunk = this.stream.take()
      if (chunk === null) this.exhausted = true
      if (chunk === null || chunk === undefined) return false
      if (chunk.length === 0) continue
      this.chunks.push(chunk)
      return true
    }
  }

  /** Emits the ticks at `at`, and shows each to the builder of bars. */
  publish(emit: (tick: MarketTrade | MarketQuote) => void, builder: BarBuilder | undefined): void {
    for (let index = 0; index < this.endChunk; index++) {
      this.emitRows(this.chunks[0]!, this.row, this.chunks[0]!.length, emit, builder)
      this.chunks.shift()
      this.row = 0
    }
    this.emitRows(this.chunks[0]!, this.row, this.end, emit, builder)
    this.row = this.end
    this.endChunk = 0
    this.last = this.at
  }

  private emitRows(
    chunk: TickChunk,
    from: number,
    to: number,
    emit: (tick: MarketTrade | MarketQuote) => void,
    builder: BarBuilder | undefined,
  ): void {
    const { at, symbols } = this
    for (let row = from; row < to; row++) {
      const index = chunk.symbol[row]!
      const symbol = symbols[index]!
      const kind = chunk.kind[row]!
      const price = chunk.price[row]!
      const size = chunk.size[row]!
      if (kind === TICK.quote) {
        const ask = chunk.ask[row]!
        builder?.quote(index, at, price, ask)
        emit({ type: 'market.quote', symbol, at, bid: price, bidSize: size, ask, askSize: chunk.askSize[row]! })
      } else {
        builder?.trade(index, at, price, size)
        emit({ type: 'market.trade', symbol, at, price, size, aggressor: AGGRESSORS[kind]! })
      }
    }
  }
}

const AGGRESSORS = [undefined, undefined, 'buy', 'sell'] as const
