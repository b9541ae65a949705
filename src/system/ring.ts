/**
 * A first-in first-out ring of envelopes for one class of the present instant, kept as columns so that a delivery allocates nothing.
 *
 * Entries stay readable after they are taken, until their place is used again: the causal chain of an error is read from them.
 */

const BASE_CAPACITY = 1024
/** A ring that grew past this is replaced by a small one once it is empty, so a burst is not paid for by the rest of the run. */
const KEEP_CAPACITY = 65_536

export class Ring<A> {
  mask = BASE_CAPACITY - 1
  head = 0
  size = 0
  at = new Float64Array(BASE_CAPACITY)
  seq = new Float64Array(BASE_CAPACITY)
  cause = new Float64Array(BASE_CAPACITY)
  /** Place in the heap's table the envelope came from (it can still be cancelled there), or -1. */
  slot = new Int32Array(BASE_CAPACITY).fill(-1)
  from: (A | null)[] = blank(BASE_CAPACITY)
  to: (A | null)[] = blank(BASE_CAPACITY)
  event: unknown[] = blank(BASE_CAPACITY)

  push(at: number, seq: number, cause: number, from: A | null, to: A | null, event: unknown, slot: number): void {
    if (this.size > this.mask) this.#grow()
    const i = (this.head + this.size) & this.mask
    this.size++
    this.at[i] = at
    this.seq[i] = seq
    this.cause[i] = cause
    this.from[i] = from
    this.to[i] = to
    this.event[i] = event
    this.slot[i] = slot
  }

  /** Frees the first entry and returns its place, where it can be read until the next push. */
  shift(): number {
    const i = this.head
    this.head = (i + 1) & this.mask
    this.size--
    return i
  }

  /** Gives back the memory of a burst. Only to be called while the ring is empty. */
  relax(): void {
    if (this.mask < KEEP_CAPACITY) return
    this.#allocate(BASE_CAPACITY)
    this.head = 0
  }

  #grow(): void {
    const old = this.mask + 1
    const { at, seq, cause, slot, from, to, event, head } = this
    this.#allocate(old * 2)
    const first = old - head
    const copy = (target: Float64Array | Int32Array, source: Float64Array | Int32Array): void => {
      target.set(source.subarray(head), 0)
      target.set(source.subarray(0, head), first)
    }
    copy(this.at, at)
    copy(this.seq, seq)
    copy(this.cause, cause)
    copy(this.slot, slot)
    for (let i = 0; i < old; i++) {
      const j = (head + i) & (old - 1)
      this.from[i] = from[j] as A | null
      this.to[i] = to[j] as A | null
      this.event[i] = event[j]
    }
    this.head = 0
  }

  #allocate(capacity: number): void {
    this.mask = capacity - 1
    this.at = new Float64Array(capacity)
    this.seq = new Float64Array(capacity)
    this.cause = new Float64Array(capacity)
    this.slot = new Int32Array(capacity).fill(-1)
    this.from = blank(capacity)
    this.to = blank(capacity)
    this.event = blank(capacity)
  }
}

/** Filled at once, so that the array is never sparse. */
function blank<T>(capacity: number): (T | null)[] {
  return Array.from({ length: capacity }, () => null)
}
