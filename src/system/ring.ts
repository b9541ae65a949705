/**
 * A first-in first-out ring of envelopes for one class of the present instant, kept as columns so that a delivery allocates nothing.
 *
 * The columns of numbers lie side by side in one typed array, those of references in another, so that an entry is one or two cache lines.
 * Entries stay readable after they are taken, until their place is used again: the causal chain of an error is read from them.
 */

const BASE_CAPACITY = 128
/** A ring that grew past this is replaced by a small one once it is empty, so a burst is not paid for by the rest of the run. */
const KEEP_CAPACITY = 65_536

/** Where an entry's fields lie, from `place * NUMBERS` in `numbers` and from `place * REFERENCES` in `references`. */
export const NUMBERS = 4
export const AT = 0
export const SEQ = 1
export const CAUSE = 2
/** Slot of the heap the envelope came from (it can still be cancelled there), or -1. */
export const SLOT = 3
export const REFERENCES = 3
export const FROM = 0
export const TO = 1
export const EVENT = 2

export class Ring {
  /** Capacity less one; the capacity is a power of two, or 0 until something is pushed: most systems leave most classes alone. */
  mask = -1
  head = 0
  size = 0
  numbers = new Float64Array(0)
  references: unknown[] = []
  readonly #limit: number
  readonly #overflow: () => void
  /** The size at which a push has to look closer: the capacity or the limit, whichever comes first. */
  #bound = 0

  /** One entry more than `limit` calls `overflow`. */
  constructor(limit: number, overflow: () => void) {
    this.#limit = limit
    this.#overflow = overflow
  }

  push(at: number, seq: number, cause: number, from: unknown, to: unknown, event: unknown, slot: number): void {
    if (this.size >= this.#bound) this.#makeRoom()
    const place = (this.head + this.size) & this.mask
    this.size++
    const n = place * NUMBERS
    const numbers = this.numbers
    numbers[n] = at
    numbers[n + SEQ] = seq
    numbers[n + CAUSE] = cause
    numbers[n + SLOT] = slot
    const r = place * REFERENCES
    const references = this.references
    references[r] = from
    references[r + TO] = to
    references[r + EVENT] = event
  }

  /** Frees the first entry and returns its place, where it can be read until the next push. */
  shift(): number {
    const place = this.head
    this.head = (place + 1) & this.mask
    this.size--
    return place
  }

  /** It has grown by a burst, whose memory `relax` gives back. */
  get isLarge(): boolean {
    return this.mask >= KEEP_CAPACITY
  }

  /** Gives back the memory of a burst. Only to be called while the ring is empty. */
  relax(): void {
    this.#hold(BASE_CAPACITY, new Float64Array(BASE_CAPACITY * NUMBERS), blank(BASE_CAPACITY))
  }

  #makeRoom(): void {
    if (this.size >= this.#limit) this.#overflow()
    const capacity = this.mask + 1
    if (this.size < capacity) return
    const next = Math.max(BASE_CAPACITY, capacity * 2)
    const numbers = new Float64Array(next * NUMBERS)
    numbers.set(this.numbers.subarray(this.head * NUMBERS))
    numbers.set(this.numbers.subarray(0, this.head * NUMBERS), (capacity - this.head) * NUMBERS)
    const references = blank(next)
    for (let i = 0; i < capacity; i++) {
      for (let r = 0; r < REFERENCES; r++) {
        references[i * REFERENCES + r] = this.references[((this.head + i) & this.mask) * REFERENCES + r]
      }
    }
    this.#hold(next, numbers, references)
  }

  #hold(capacity: number, numbers: Float64Array<ArrayBuffer>, references: unknown[]): void {
    this.mask = capacity - 1
    this.#bound = Math.min(capacity, this.#limit)
    this.head = 0
    this.numbers = numbers
    this.references = references
  }
}

/** Filled at once, so that no place is ever a hole. */
function blank(capacity: number): unknown[] {
  return new Array<unknown>(capacity * REFERENCES).fill(null)
}
