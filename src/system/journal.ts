/** The journal: every envelope that was delivered, or that no actor heard, in order, with what caused it. */
import type { DeadLetterReason } from './dead-letters.ts'
import type { Micros } from './time.ts'

/**
 * What is kept: nothing; only the envelope that is being handled, for a tap that asks what an emission is the answer to; all but the events
 * declared to be data; everything.
 */
export type JournalMode = 'off' | 'present' | 'decisions' | 'all'

/** One envelope. */
export interface JournalEntry {
  readonly at: Micros
  readonly class: number
  readonly seq: number
  /** Name of the sender; empty when it came from outside. */
  readonly from: string
  /** Name of the receiver; empty when nobody heard it. */
  readonly to: string
  readonly event: { readonly type: string }
  /** The seq of the envelope being handled when this one was sent; 0 when it came from outside. */
  readonly cause: number
  /** Why nobody heard it. */
  readonly dead?: DeadLetterReason
}

export class Journal implements Iterable<JournalEntry> {
  readonly mode: JournalMode
  readonly #entries: JournalEntry[] = []
  readonly #bySeq = new Map<number, JournalEntry>()

  constructor(mode: JournalMode) {
    this.mode = mode
  }

  /** Is an envelope kept? `data`: its event was declared to be data. */
  keeps(data: boolean): boolean {
    return this.mode === 'all' || this.mode === 'present' || (this.mode === 'decisions' && !data)
  }

  get length(): number {
    return this.#entries.length
  }

  /** The i-th entry. */
  at(index: number): JournalEntry | undefined {
    return this.#entries.at(index)
  }

  /** The envelope with this seq. */
  get(seq: number): JournalEntry | undefined {
    if (this.mode === 'present') return this.#entries[0]?.seq === seq ? this.#entries[0] : undefined
    return this.#bySeq.get(seq)
  }

  /**
   * How it came to the envelope `seq`: the first cause first, that envelope last. A journal of decisions does not hold data, so there
   * the chain begins after the event of data that set it off.
   */
  chain(seq: number): JournalEntry[] {
    const links: JournalEntry[] = []
    for (let entry = this.get(seq); entry !== undefined; entry = this.get(entry.cause)) links.unshift(entry)
    return links
  }

  /** One line of JSON an entry, keys in alphabetical order at every depth, each line ending in a newline. */
  *lines(): Generator<string> {
    for (const entry of this.#entries) yield `${stableJson(entry)}\n`
  }

  /** The whole journal as JSON lines. */
  toString(): string {
    return [...this.lines()].join('')
  }

  [Symbol.iterator](): Iterator<JournalEntry> {
    return this.#entries[Symbol.iterator]()
  }

  /** For the system. */
  record(entry: JournalEntry): void {
    if (this.mode === 'present') {
      // what nobody heard is not handled by anybody
      if (entry.dead === undefined) this.#entries[0] = entry
      return
    }
    this.#entries.push(entry)
    this.#bySeq.set(entry.seq, entry)
  }
}

function stableJson(value: unknown): string {
  return JSON.stringify(value, (_key, part: unknown) => {
    if (part instanceof Error) return { message: part.message, name: part.name }
    if (typeof part === 'bigint') return `${part}n`
    if (part === null || typeof part !== 'object' || Array.isArray(part)) return part
    return Object.fromEntries(Object.entries(part).toSorted(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0)))
  })
}
