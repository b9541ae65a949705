/**
 * The one queue of a system: envelopes ordered by (at, class, seq).
 *
 * The present instant lies in eight rings, one a class, so that an instant's traffic costs no comparison; the future lies in a heap. Time
 * moves only when every ring is empty: then all that is due at the next instant moves into the rings, in (class, seq) order.
 */
import { classOf, Heap, seqOf, type Token } from './heap.ts'
import { Fan } from './lane.ts'
import { Ring } from './ring.ts'

export const CLASSES = 8

export class EnvelopeQueue<A> {
  /** The present instant, microseconds. Never goes back. */
  now: number
  /** The seq last given out; 0 stands for "no cause". */
  seq = 0
  /** Bit c is set while ring c holds something. */
  ready = 0
  readonly rings: readonly Ring[]
  readonly heap = new Heap<A>()
  /** Lent emissions of the present instant. */
  readonly fan = new Fan()
  readonly #limit: number
  readonly #overflow: () => void

  /** `limit`: how many envelopes may wait in the future, and in each class of the present; one more calls `overflow`. */
  constructor(start: number, limit: number, overflow: () => void) {
    this.now = start
    this.#limit = limit
    this.#overflow = overflow
    this.rings = Array.from({ length: CLASSES }, () => new Ring(limit, overflow))
  }

  /** For delivery within the present instant. Returns the seq. */
  pushNow(cls: number, cause: number, from: A | null, to: A | null, event: unknown): number {
    const ring = this.rings[cls] as Ring
    ring.push(this.now, ++this.seq, cause, from, to, event, -1)
    this.ready |= 1 << cls
    return this.seq
  }

  /** As `pushNow`, under a seq that was given out before. */
  put(cls: number, seq: number, cause: number, from: A | null, to: A | null, event: unknown): void {
    const ring = this.rings[cls] as Ring
    ring.push(this.now, seq, cause, from, to, event, -1)
    this.ready |= 1 << cls
  }

  /** For delivery at `at`, which is `now` or later. The token cancels it. `id` is the owner's name for a timer, null for a message. */
  pushAt(
    at: number,
    cls: number,
    cause: number,
    from: A | null,
    to: A | null,
    event: unknown,
    id: string | null,
  ): Token {
    const token = this.heap.push(at, cls, ++this.seq, cause, from, to, event, id)
    if (this.heap.size > this.#limit) this.#overflow()
    // What is due at once must not wait for the rings to run empty. Nothing else can be due now, so the top is what was just pushed.
    if (at <= this.now) this.#moveDue(at)
    return token
  }

  /** Takes an envelope back; false when it is no longer pending. */
  cancel(token: Token): boolean {
    return this.heap.cancel(token)
  }

  /** How many envelopes wait (cancelled ones that are due at this very instant included). */
  get pending(): number {
    let n = this.heap.size + this.fan.size
    for (const ring of this.rings) n += ring.size
    return n
  }

  /** The instant of the next envelope in the future, Infinity when there is none. */
  nextAt(): number {
    return this.heap.peekAt()
  }

  /** Moves time to `at`, which must not be later than `nextAt()`, and what is due then into the rings. Only while nothing is ready. */
  advance(at: number): void {
    this.now = at
    if (this.heap.peekAt() <= at) this.#moveDue(at)
  }

  /** To be called after the last entry of ring `cls` was taken. */
  emptied(cls: number): void {
    this.ready &= ~(1 << cls)
    const ring = this.rings[cls] as Ring
    if (ring.isLarge) ring.relax()
  }

  #moveDue(at: number): void {
    const heap = this.heap
    while (heap.size > 0 && heap.peekAt() <= at) {
      const slot = heap.pop()
      const cls = classOf(heap.poppedKey)
      const ring = this.rings[cls] as Ring
      ring.push(
        at,
        seqOf(heap.poppedKey),
        heap.cause[slot] as number,
        heap.from[slot] as A | null,
        heap.to[slot] as A | null,
        heap.event[slot],
        slot,
      )
      this.ready |= 1 << cls
    }
  }
}
