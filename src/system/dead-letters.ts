/** Messages that reached nobody: all are counted, the first of them kept. */
import type { Micros } from './time.ts'

/**
 * - `unheard`: emitted, and no route leads anywhere;
 * - `unknownActor`: a route or a `send` names an actor that does not exist (or not any more);
 * - `stopped`: the actor had stopped, failed or been removed when the message came.
 */
export type DeadLetterReason = 'unheard' | 'unknownActor' | 'stopped'

export interface DeadLetter {
  readonly reason: DeadLetterReason
  readonly at: Micros
  readonly seq: number
  readonly cause: number
  /** Name of the sender; empty when it came from outside. */
  readonly from: string
  /** Name of the addressee; empty when there was none. */
  readonly to: string
  readonly event: unknown
}

/** Dead letters past this many are counted but not kept. */
const KEEP = 1000

export class DeadLetters implements Iterable<DeadLetter> {
  /** How many there were, kept or not. */
  count = 0
  readonly #kept: DeadLetter[] = []

  /** The first ones, at most 1,000. */
  get kept(): readonly DeadLetter[] {
    return this.#kept
  }

  /** For the system. */
  record(letter: DeadLetter): void {
    this.count++
    if (this.#kept.length < KEEP) this.#kept.push(letter)
  }

  [Symbol.iterator](): Iterator<DeadLetter> {
    return this.#kept[Symbol.iterator]()
  }
}
