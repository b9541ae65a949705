/**
 * What lies in the future: a 4-ary heap over typed arrays, ordered by (at, class, seq), with cancellation in O(log n).
 *
 * The heap itself holds keys and the number of a slot; a slot holds what is to be delivered. A token names a slot and the generation in
 * which it was given out, so an old token can never cancel a newer envelope. A slot outlives its place in the heap until `release`:
 * an envelope that is due has moved to a ring and can still be cancelled there.
 */

/** Class and seq share one number: 3 bits of class above 50 bits of seq, all exact in a double. */
const CLASS_UNIT = 2 ** 50
const SLOT_BITS = 2 ** 24
const FREE = -1
const DUE = -2
const CANCELLED = -3

/** Names one pending envelope; see `Heap.cancel`. */
export type Token = number

export class Heap<A> {
  size = 0
  #capacity = 256
  #at = new Float64Array(this.#capacity)
  #key = new Float64Array(this.#capacity)
  #slotAt = new Int32Array(this.#capacity)
  /** By slot: its place in the heap, or one of the marks above. */
  #place = new Int32Array(this.#capacity).fill(FREE)
  #generation = new Int32Array(this.#capacity)
  #free: number[] = []
  #used = 0
  cause = new Float64Array(this.#capacity)
  from: (A | null)[] = []
  to: (A | null)[] = []
  event: unknown[] = []
  /** The owner's name for it, for a timer. */
  id: (string | null)[] = []

  /** The instant of the earliest entry, Infinity when there is none. */
  peekAt(): number {
    return this.size === 0 ? Infinity : (this.#at[0] as number)
  }

  push(
    at: number,
    cls: number,
    seq: number,
    cause: number,
    from: A | null,
    to: A | null,
    event: unknown,
    id: string | null,
  ): Token {
    const free = this.#free
    const slot = free.length > 0 ? (free.pop() as number) : this.#used++
    if (slot >= this.#capacity) this.#grow()
    this.cause[slot] = cause
    this.from[slot] = from
    this.to[slot] = to
    this.event[slot] = event
    this.id[slot] = id
    this.#up(this.size++, at, cls * CLASS_UNIT + seq, slot)
    return this.tokenOf(slot)
  }

  /** Takes the earliest entry out and returns its slot; read its columns, then `release` it. `seqOf` and `classOf` read its key. */
  pop(): number {
    const slot = this.#slotAt[0] as number
    this.poppedKey = this.#key[0] as number
    this.#place[slot] = DUE
    this.#removeAt(0)
    return slot
  }

  /** Key of the entry that `pop` last took. */
  poppedKey = 0

  /** Frees a slot after `pop`. Returns false when it had been cancelled in between. */
  release(slot: number): boolean {
    const alive = this.#place[slot] === DUE
    this.#place[slot] = FREE
    this.#generation[slot] = ((this.#generation[slot] as number) + 1) & 0x0fffffff
    this.from[slot] = null
    this.to[slot] = null
    this.event[slot] = null
    this.id[slot] = null
    this.#free.push(slot)
    return alive
  }

  /** The token under which the present content of a slot was given out. */
  tokenOf(slot: number): Token {
    return (this.#generation[slot] as number) * SLOT_BITS + slot
  }

  /** Takes a pending envelope back. Returns false when it was already delivered or cancelled. */
  cancel(token: Token): boolean {
    const slot = token % SLOT_BITS
    if (this.#generation[slot] !== (token - slot) / SLOT_BITS) return false
    const place = this.#place[slot] as number
    if (place === DUE) {
      this.#place[slot] = CANCELLED
      return true
    }
    if (place < 0) return false
    this.#removeAt(place)
    this.#place[slot] = DUE
    this.release(slot)
    return true
  }

  #removeAt(place: number): void {
    const last = --this.size
    if (place === last) return
    const at = this.#at[last] as number
    const key = this.#key[last] as number
    const slot = this.#slotAt[last] as number
    const parent = (place - 1) >> 2
    if (place > 0 && before(at, key, this.#at[parent] as number, this.#key[parent] as number))
      this.#up(place, at, key, slot)
    else this.#down(place, at, key, slot)
  }

  #up(start: number, at: number, key: number, slot: number): void {
    const ats = this.#at
    const keys = this.#key
    const slots = this.#slotAt
    const places = this.#place
    let i = start
    while (i > 0) {
      const parent = (i - 1) >> 2
      const parentAt = ats[parent] as number
      const parentKey = keys[parent] as number
      if (!before(at, key, parentAt, parentKey)) break
      const moved = slots[parent] as number
      ats[i] = parentAt
      keys[i] = parentKey
      slots[i] = moved
      places[moved] = i
      i = parent
    }
    ats[i] = at
    keys[i] = key
    slots[i] = slot
    places[slot] = i
  }

  #down(start: number, at: number, key: number, slot: number): void {
    const ats = this.#at
    const keys = this.#key
    const slots = this.#slotAt
    const places = this.#place
    const size = this.size
    let i = start
    for (;;) {
      const first = 4 * i + 1
      if (first >= size) break
      let best = first
      let bestAt = ats[first] as number
      let bestKey = keys[first] as number
      const end = Math.min(first + 4, size)
      for (let child = first + 1; child < end; child++) {
        const childAt = ats[child] as number
        const childKey = keys[child] as number
        if (before(childAt, childKey, bestAt, bestKey)) {
          best = child
          bestAt = childAt
          bestKey = childKey
        }
      }
      if (!before(bestAt, bestKey, at, key)) break
      const moved = slots[best] as number
      ats[i] = bestAt
      keys[i] = bestKey
      slots[i] = moved
      places[moved] = i
      i = best
    }
    ats[i] = at
    keys[i] = key
    slots[i] = slot
    places[slot] = i
  }

  #grow(): void {
    const capacity = this.#capacity * 2
    if (capacity > SLOT_BITS) throw new RangeError(`more than ${SLOT_BITS} envelopes are pending`)
    this.#capacity = capacity
    const wider = <T extends Float64Array | Int32Array>(target: T, source: T): T => {
      target.set(source)
      return target
    }
    this.#at = wider(new Float64Array(capacity), this.#at)
    this.#key = wider(new Float64Array(capacity), this.#key)
    this.#slotAt = wider(new Int32Array(capacity), this.#slotAt)
    this.#place = wider(new Int32Array(capacity).fill(FREE), this.#place)
    this.#generation = wider(new Int32Array(capacity), this.#generation)
    this.cause = wider(new Float64Array(capacity), this.cause)
  }
}

function before(at: number, key: number, otherAt: number, otherKey: number): boolean {
  return at < otherAt || (at === otherAt && key < otherKey)
}

/** The class in a heap's key. */
export const classOf = (key: number): number => Math.floor(key / CLASS_UNIT)
/** The seq in a heap's key. */
export const seqOf = (key: number): number => key % CLASS_UNIT
