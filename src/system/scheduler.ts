/** Timers: XState's scheduler, and the clock, on the system's own queue. */
import { cellOf, isRunning, type AnyEventObject, type XActor, type XStateClock } from './xstate-internals.ts'
import { Cell } from './cell.ts'
import { UsageError } from './errors.ts'
import type { Token } from './heap.ts'
import type { Post } from './post.ts'
import type { Present } from './present.ts'
import type { EnvelopeQueue } from './queue.ts'
import { DEFAULT_CLASS } from './router.ts'
import type { Micros } from './time.ts'

/** A function to be called in virtual time, in the disguise of an event. */
interface Callback {
  readonly type: 'clock.timeout'
  readonly run: () => void
}

export class Scheduler {
  readonly #queue: EnvelopeQueue<Cell>
  readonly #present: Present
  readonly #post: Post
  /** Whom the callbacks of the clock are addressed to. */
  readonly clockCell = new Cell('clock', null, 'stop', DEFAULT_CLASS)

  constructor(queue: EnvelopeQueue<Cell>, present: Present, post: Post) {
    this.#queue = queue
    this.#present = present
    this.#post = post
  }

  /** The virtual clock as XState, and anything else that asks for a clock, knows it: delays in milliseconds. */
  readonly clock: XStateClock = {
    setTimeout: (callback, delay) => {
      const event: Callback = { type: 'clock.timeout', run: callback }
      const { cell, seq } = this.#present
      return this.#queue.pushAt(this.#due(delay, 'clock'), DEFAULT_CLASS, seq, cell, this.clockCell, event, null)
    },
    clearTimeout: (id) => {
      if (typeof id === 'number') this.#queue.cancel(id)
    },
  }

  /** A callback's time has come. */
  call(event: AnyEventObject): void {
    try {
      ;(event as Callback).run()
    } catch (error) {
      this.#present.fail(error)
    }
  }

  /** `delay` in milliseconds. A pending timer of the same id stays, as in XState; `cancel` cancels them all. */
  schedule(source: XActor, target: XActor, event: AnyEventObject, delay: number, id: string | undefined): void {
    // Logic that arms a timer while its first snapshot is made has it armed when it starts, as XState does.
    if (!isRunning(source)) {
      source._deferred.push(() => this.schedule(source, target, event, delay, id))
      return
    }
    const from = cellOf(source) as Cell
    const to = target === source ? from : this.#post.cellFor(source, target, event)
    const timers = from.ownTimers
    const name = id ?? timers.nextId()
    const at = this.#due(delay, from.name)
    timers.add(name, this.#queue.pushAt(at, from.timerClass, this.#present.seq, from, to, event, name))
  }

  cancel(source: XActor, id: string): void {
    this.#cancel((cellOf(source) as Cell).timers?.take(id))
  }

  cancelAll(actor: XActor): void {
    this.#cancel((cellOf(actor) as Cell | undefined)?.timers?.takeAll())
  }

  /** An envelope from the heap is about to be delivered: frees its slot. Returns false when it was cancelled after it had become due. */
  claim(slot: number, from: Cell | null, to: Cell, event: AnyEventObject): boolean {
    const heap = this.#queue.heap
    const id = heap.id[slot] as string | null
    const token = heap.tokenOf(slot)
    if (!heap.release(slot)) return false
    if (id !== null && from !== null) {
      from.timers?.remove(id, token)
      // A delayed message to another actor is a message once it is sent, which is now.
      if (from !== to) this.#post.hashMessage(this.#queue.now, from, to, event)
    }
    return true
  }

  #cancel(tokens: Token[] | undefined): void {
    if (tokens !== undefined) for (const token of tokens) this.#queue.cancel(token)
  }

  #due(delay: number, who: string): Micros {
    if (!Number.isFinite(delay)) {
      throw new UsageError(
        'invalidDelay',
        `'${who}' asked for a delay of ${delay} ms; a delay is a finite number of milliseconds`,
        { delay, actor: who },
      )
    }
    return this.#queue.now + Math.max(0, Math.round(delay * 1000))
  }
}
