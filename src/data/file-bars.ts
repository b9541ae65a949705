/** The bars of one file: rows as they come, read by the rules, faults in words. */
import type { BarReader } from './bars.ts'
import type { BarBlock, Blocks, RawBlock } from './blocks.ts'
import { DataError } from './fault.ts'
import type { FaultLog } from './fault-log.ts'
import { explainAll } from './fault-log.ts'
import type { Layout } from './layout.ts'

/** Bars of one file in its order; throws DataError at the first row that may not stand. */
export class FileBars implements Blocks<BarBlock> {
  readonly #layout: Layout
  readonly #rows: Blocks<RawBlock>
  readonly #reader: BarReader
  readonly #log: FaultLog
  #first: RawBlock | null | undefined

  /** `first` is the block that was read ahead to know the file. */
  constructor(layout: Layout, first: RawBlock | null, rows: Blocks<RawBlock>, reader: BarReader, log: FaultLog) {
    this.#layout = layout
    this.#first = first
    this.#rows = rows
    this.#reader = reader
    this.#log = log
  }

  async next(): Promise<BarBlock | null> {
    const raw = this.#reader.ended ? null : this.#first !== undefined ? this.#first : await this.#rows.next()
    this.#first = undefined
    if (raw === null) {
      await this.#log.settle(this.#layout)
      return null
    }
    const block = this.#reader.read(raw)
    if (this.#reader.stopped !== undefined)
      throw new DataError((await explainAll(this.#layout, [this.#reader.stopped]))[0]!)
    return block
  }

  async close(): Promise<void> {
    await this.#rows.close()
    await this.#log.settle(this.#layout)
  }
}
