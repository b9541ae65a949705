/** Chunks that come asynchronously as a stream that answers at once, one chunk always being read ahead. */
import type { Blocks } from './blocks.ts'

/** `take` and `load` of the data port, for chunks of any kind. */
export class ReadAhead<Chunk> {
  readonly #chunks: Blocks<Chunk>
  readonly #onClose: () => void
  /** What `take` gives next: undefined while it is being read. */
  #ready: Chunk | null | undefined
  #reading: Promise<void> | undefined
  #closed: Promise<void> | undefined

  constructor(chunks: Blocks<Chunk>, onClose: () => void) {
    this.#chunks = chunks
    this.#onClose = onClose
  }

  take(): Chunk | undefined | null {
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
