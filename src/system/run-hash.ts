/**
 * The run hash: SHA-256 over the inputs, every message that is not data, and the columns of results. Two runs with equal hashes did
 * the same. It is kept whether or not anything is stored, so it must be cheap: see canonical.ts for how messages are written.
 */
import { createHash, type Hash } from 'node:crypto'
import { CanonicalEncoder } from './canonical.ts'
import type { Cell } from './cell.ts'
import type { Micros } from './time.ts'

const RECORD = {
  /** From an actor to whom it may concern; with `LATER` the instant stands in front. */
  emission: 1,
  /** From one actor, or from outside, to another. */
  message: 2,
  input: 3,
  column: 4,
  /** The event that is being handled, emitted on as it is: it stands in the record of whoever sent it. */
  forward: 5,
} as const
/** Added to a record whose instant is not that of the record before. */
const LATER = 16
/** An endpoint that has not occurred before: its name follows. */
const NEW_NAME = 1
const OUTSIDE = 0
const FIRST_NUMBER = 2

/** What a program may add to the hash, and how it reads it. */
export interface RunHash {
  /** An input of the run by a label and its own hash (or any text that identifies it). */
  input(label: string, hash: string): void
  /** A column of results, for instance the equity at every bar. */
  column(label: string, values: ArrayLike<number>): void
  /** The hash so far, as 64 hexadecimal digits. Reading it changes nothing. */
  digest(): string
}

export class MessageHash implements RunHash {
  readonly #hash: Hash = createHash('sha256')
  readonly #encoder = new CanonicalEncoder((bytes) => this.#hash.update(bytes))
  #lastAt = NaN
  #names = FIRST_NUMBER

  /** An event that `from` emitted at `at`; once, however many hear it. */
  emission(at: Micros, from: Cell, event: object): void {
    this.#head(RECORD.emission, at)
    this.#endpoint(from)
    this.#encoder.object(event)
  }

  /** The event that `from` was handling, and emitted on. */
  forward(at: Micros, from: Cell): void {
    this.#head(RECORD.forward, at)
    this.#endpoint(from)
  }

  /** An event sent to one actor by another, or from outside. */
  message(at: Micros, from: Cell | null, to: Cell, event: object): void {
    this.#head(RECORD.message, at)
    this.#endpoint(from)
    this.#endpoint(to)
    this.#encoder.object(event)
  }

  input(label: string, hash: string): void {
    this.#encoder.byte(RECORD.input)
    this.#encoder.string(label)
    this.#encoder.string(hash)
  }

  column(label: string, values: ArrayLike<number>): void {
    this.#encoder.byte(RECORD.column)
    this.#encoder.string(label)
    this.#encoder.count(values.length)
    this.#encoder.doubles(values)
  }

  digest(): string {
    this.#encoder.flush()
    return this.#hash.copy().digest('hex')
  }

  #head(record: number, at: Micros): void {
    if (at === this.#lastAt) this.#encoder.byte(record)
    else {
      this.#encoder.byte(record + LATER)
      this.#encoder.double(at)
      this.#lastAt = at
    }
  }

  #endpoint(cell: Cell | null): void {
    if (cell === null) this.#encoder.count(OUTSIDE)
    else if (cell.hashNumber >= 0) this.#encoder.count(cell.hashNumber)
    else {
      cell.hashNumber = this.#names++
      this.#encoder.count(NEW_NAME)
      this.#encoder.string(cell.name)
    }
  }
}
