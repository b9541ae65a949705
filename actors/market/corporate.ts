/** Splits and dividends: they take effect between two sessions, before the first of them is announced. */
import type { CorporateAction, Micros } from '../../src/events/index.ts'
import type { DatedAction } from './feed.ts'

/** The actions of a feed, gone through day by day. It is a class instance, so that the market's context holds it as an opaque value. */
export class ActionList {
  private readonly actions: readonly DatedAction[]
  private next = 0

  constructor(actions: readonly DatedAction[] = []) {
    this.actions = actions
  }

  /** Leaves out what happened before a day: nothing was held then. */
  skip(day: number): void {
    while (this.next < this.actions.length && this.actions[this.next]!.day < day) this.next++
  }

  /** Emits the actions of a day, and of days before it on which there was no session. */
  publish(day: number, at: Micros, emit: (action: CorporateAction) => void): void {
    for (; this.next < this.actions.length && this.actions[this.next]!.day <= day; this.next++) {
      const { symbol, split, dividend } = this.actions[this.next]!
      if (split !== undefined) emit({ type: 'market.split', symbol, at, ratio: split })
      if (dividend !== undefined) emit({ type: 'market.dividend', symbol, at, amount: dividend })
    }
  }

  toJSON(): { next: number } {
    return { next: this.next }
  }
}
