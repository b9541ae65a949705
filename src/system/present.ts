/** What the system is doing at this moment, shared by its parts: the message being handled, and what has to happen before the next one. */
import type { Cell } from './cell.ts'
import type { AnyEventObject } from './xstate-internals.ts'

export class Present {
  /** The actor that handles a message, and the seq of that message: the sender and the cause of whatever is sent meanwhile. */
  cell: Cell | null = null
  seq = 0
  /** Who sent that message; null when it came from outside. */
  from: Cell | null = null
  /** The message that is being handled, or was last. */
  event: AnyEventObject | null = null
  /** True while messages are delivered; what is sent otherwise comes from outside. */
  busy = false
  /** True while an actor is started, rather than handed a message. */
  starting = false
  /** Set when something other than the queue has to be looked at before the next delivery. */
  attention = false
  /** The error that ended the run; once set, it stays. */
  failure: unknown = undefined
  stopRequested = false
  readonly #chores: (() => void)[] = []

  /** Ends the run with this error, once the present message is handled. The first error counts. */
  fail(error: unknown): void {
    this.failure ??= error
    this.attention = true
  }

  requestStop(): void {
    this.stopRequested = true
    this.attention = true
  }

  /** Has this done before the next delivery: starting and stopping actors is not possible in the middle of one. */
  chore(chore: () => void): void {
    this.#chores.push(chore)
    this.attention = true
  }

  /** Does what waits. Returns false when the run is to end. */
  attend(): boolean {
    this.attention = false
    this.handling(null, 0)
    // A chore may leave others, and a hundred thousand actors may wait to be started: by index, not by shifting.
    const chores = this.#chores
    for (let i = 0; i < chores.length && this.failure === undefined; i++) (chores[i] as () => void)()
    chores.length = 0
    if (this.failure === undefined && !this.stopRequested) return true
    this.attention = true
    return false
  }

  handling(cell: Cell | null, seq: number, from: Cell | null = null): void {
    this.cell = cell
    this.seq = seq
    this.from = from
  }
}
