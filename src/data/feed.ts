/** A feed over chunks that come asynchronously, one always being read ahead. */
import type { BarChunk, BarFeed, SessionCalendar } from '../../actors/market/feed.ts'
import type { Blocks } from './blocks.ts'

/** The data port's implementation for every source. */
export class ChunkFeed implements BarFeed {
  readonly symbols: readonly string[]
  readonly calendar: SessionCalendar
  readonly #chunks: Blocks<BarChunk>
  readonly #onClose: () => void
  /** What `take` gives next: undefined while it is being read. */
  #ready: BarChunk | null | undefined
  #reading: Promise<void> | undefined
  #closed: Promise<void> | undefined

  constructor(symbols: readonly string[], calendar: SessionCalendar, chunks: Blocks<BarChunk>, onClose: () => void) {
    this.symbols = symbols
    this.calendar = calendar
    this.#chunks = chunks
    this.#onClose = onClose
  }

  take(): BarChunk | undefined | null {
    const chunk = this.#ready
    if (chunk === null || chunk === undefined) return chunk
    this.#ready = undefined
    this.#read()
    return chunk
  }

  /** True once it is known that nothing more comes. */
  get atEnd(): boolean {
    return this.#ready === null
  }

  async load(): Promise<void> {
    if (this.#ready !== undefined) return
    if (this.#reading === undefined) this.#read()
    await this.#reading
  }

  close(): Promise<void> {
    this.#closed ??= (async () => {
      await this.#reading?.catch(() => undefined)
      this.#ready = null
      await this.#chunks.close()
      this.#onClose()
    })()
    return this.#closed
  }

  #read(): void {
    this.#reading = this.#chunks.next().then((chunk) => {
      this.#ready = chunk
      this.#reading = undefined
    })
    // The error belongs to whoever calls load(); a reading that nobody waits for must not end the process.
    this.#reading.catch(() => undefined)
  }
}
