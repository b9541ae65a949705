/** A clock for tests: timers fire in order of time, then of being set, while time is advanced by hand. */
export class TestClock {
  now = 0
  private next = 1
  private readonly timers = new Map<number, { readonly at: number; readonly fire: () => void }>()

  /** XState's clock; it passes ids around without looking at them. */
  readonly setTimeout = (fire: () => void, ms: number): number => {
    const id = this.next++
    this.timers.set(id, { at: this.now + Math.max(0, ms), fire })
    return id
  }

  readonly clearTimeout = (id: number): void => void this.timers.delete(id)

  /**
   * Machines that raise two delayed events for one would take for ever; so no more than 30 timers fire, and none when
   * nobody is left to hear it.
   */
  advance(ms: number, isHeard: () => boolean = () => true): void {
    const until = this.now + ms
    let fired = 0
    for (let due = this.due(until); due !== undefined && fired < 30 && isHeard(); due = this.due(until)) {
      fired++
      const [id, timer] = due
      this.timers.delete(id)
      this.now = timer.at
      timer.fire()
    }
    this.now = until
  }

  private due(until: number): [number, { readonly at: number; readonly fire: () => void }] | undefined {
    return [...this.timers].filter(([, { at }]) => at <= until).toSorted(([i, a], [j, b]) => a.at - b.at || i - j)[0]
  }
}
