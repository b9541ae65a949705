/**
 * What makes time pass. A virtual clock lets the system jump to the next instant at once; a wall clock makes it wait until that instant
 * has really come. The queue, the actors and their order are the same with both.
 */
import type { Micros } from './time.ts'

export interface SystemClock {
  readonly kind: 'virtual' | 'wall'
  /** The present instant for something that comes from outside; `undefined`: the system's own time. */
  reading(): Micros | undefined
  /** Resolves when `at` has come, or earlier when `wake` is called. Infinity waits for `wake` alone. */
  waitUntil(at: Micros): Promise<void>
  /** Something was sent from outside: stop waiting and look at the queue. */
  wake(): void
}

/** Time passes as fast as the work is done. The default, and the only clock whose runs can be repeated to the byte. */
export function virtualClock(): SystemClock {
  let wakeUp: (() => void) | undefined
  return {
    kind: 'virtual',
    reading: () => undefined,
    waitUntil: (at) => (at < Infinity ? Promise.resolve() : new Promise((resolve) => (wakeUp = resolve))),
    wake: () => wakeUp?.(),
  }
}
