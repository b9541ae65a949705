/** The wall clock: real time in microseconds, and real waiting. The only file that may look at the machine's clock. */
import type { SystemClock } from './clock.ts'

/** A timer of Node's cannot wait longer than this many milliseconds; a longer wait is done in pieces. */
const LONGEST_WAIT = 2 ** 31 - 1

/**
 * Lets a system run in real time: `createActorSystem({ clock: wallClock() })`, then `await system.runAsync()`. Instants are microseconds
 * since the Unix epoch and never go back, even when the machine's clock is set.
 */
export function wallClock(): SystemClock {
  const origin = Date.now() * 1000 - Math.round(performance.now() * 1000)
  const reading = (): number => origin + Math.round(performance.now() * 1000)
  let wakeUp: (() => void) | undefined
  return {
    kind: 'wall',
    reading,
    waitUntil: (at) =>
      new Promise((resolve) => {
        const wait = Math.min(Math.max(0, (at - reading()) / 1000), LONGEST_WAIT)
        const timer = setTimeout(done, Math.ceil(wait))
        function done(): void {
          clearTimeout(timer)
          wakeUp = undefined
          resolve()
        }
        wakeUp = done
      }),
    wake: () => wakeUp?.(),
  }
}
