/**
 * A first-in first-out ring of envelopes for one class of the present instant, kept as columns so that a delivery allocates nothing.
 *
 * The columns of numbers lie side by side in one typed array, those of references in another, so that an entry is one or two cache lines.
 * Entries stay readable after they are taken, until their place is used again: the causal chain of an error is read from them.
 */

const BASE_CAPACITY = 1024
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
  /** Capacity less one; the capacity is a power of two. */
  mask = BASE_CAPACITY - 1
  head = 0
  size = 0
  numbers = new Float64Array(BASE_CAPACITY * NUMBERS)
  references: unknown[] = blank(BASE_CAPACITY)
  readonly #limit: number
  readonly #overflow: () => void
  /** The size at which a push has to look closer: the capacity or the limit, whichever comes first. */
  #bound: number

  /** One entry more than `limit` calls `overflow`. */
  constructor(limit: number, overflow: () => void) {
    this.#limit = limit
    this.#overflow = overflow
    this.#bound = Math.min(BASE_CAPACITY, limit)
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

  /** Gives back the memory of a burst. Only to be called while the ring is empty. */
  relax(): void {
    if (this.mask < KEEP_CAPACITY) return
    this.mask = BASE_CAPACITY - 1
    this.#bound = Math.min(BASE_CAPACITY, this.#limit)
    this.head = 0
    this.numbers = new Float64Array(BASE_CAPACITY * NUMBERS)
    this.references = blank(BASE_CAPACITY)
  }

  #makeRoom(): void {
    if (this.size >= this.#limit) this.#overflow()
    const capacity = this.mask + 1
    if (this.size < capacity) return
    const numbers = new Float64Array(capacity * 2 * NUMBERS)
    numbers.set(this.numbers.subarray(this.head * NUMBERS))
    numbers.set(this.numbers.subarray(0, this.head * NUMBERS), (capacity - this.head) * NUMBERS)
    this.numbers = numbers
    const references = this.references
    const inOrder = [...references.slice(this.head * REFERENCES), ...references.slice(0, this.head * REFERENCES)]
    this.references = inOrder.concat(blank(capacity))
    this.mask = capacity * 2 - 1
    this.#bound = Math.min(capacity * 2, this.#limit)
    this.head = 0
  }
}

/** Filled at once, so that the array is never sparse. */
function blank(capacity: number): unknown[] {
  return Array.from({ length: capacity * REFERENCES }, () => null)
}
