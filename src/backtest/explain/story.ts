/** The story of an order, or of a signal, as data: what happened, what led to it, and why it did not trade where it did not. */
import type { OrderRow } from '../../analysis/index.ts'
import type { Micros } from '../../events/index.ts'
import type { Reason, Stretch } from './reasons.ts'

/** A step on the way to an event: somebody said something, and somebody heard it. */
export interface StoryCause {
  readonly at: Micros
  readonly who: string
  readonly type: string
  readonly text: string
}

/** Something that concerns the order. */
export interface StoryEvent {
  readonly at: Micros
  /** Who said it: a strategy, `portfolio`, `broker`. */
  readonly who: string
  readonly type: string
  readonly text: string
  /** Everything that was said. */
  readonly event: object
  /** How it came to it, the first cause first: a bar, a signal, a request … */
  readonly causes: readonly StoryCause[]
}

export interface StoryParts {
  /** Order id, or `signal N`. */
  readonly subject: string
  /** The order as it ended; `undefined` for a signal of which no order came. */
  readonly order: OrderRow | undefined
  /** Orders that came of a signal. */
  readonly orders: readonly string[]
  readonly events: readonly StoryEvent[]
  /** One for each event in its market on which the order worked and did not trade. */
  readonly reasons: readonly Reason[]
  /** The same, with runs of one reason put together. */
  readonly stretches: readonly Stretch[]
  /** Why this may not be what happened then; empty if it is. */
  readonly notes: readonly string[]
  /** Run hash of the run in which it was watched, the same as without watching. */
  readonly hash: string
}

export type StoryWriter = (story: StoryParts, options?: StoryTextOptions) => string

export interface StoryTextOptions {
  /** Every single reason instead of stretches. */
  readonly all?: boolean
  /** Use ANSI colours; default no. */
  readonly color?: boolean
}

/** What `result.explain` answers with. `toString()` tells it. */
export class Story implements StoryParts {
  readonly subject: string
  readonly order: OrderRow | undefined
  readonly orders: readonly string[]
  readonly events: readonly StoryEvent[]
  readonly reasons: readonly Reason[]
  readonly stretches: readonly Stretch[]
  readonly notes: readonly string[]
  readonly hash: string
  readonly #write: StoryWriter

  constructor(parts: StoryParts, write: StoryWriter) {
    this.subject = parts.subject
    this.order = parts.order
    this.orders = parts.orders
    this.events = parts.events
    this.reasons = parts.reasons
    this.stretches = parts.stretches
    this.notes = parts.notes
    this.hash = parts.hash
    this.#write = write
  }

  /** The story for people, a line an event, runs of one reason in one line unless `all`. */
  toString(options?: StoryTextOptions): string {
    return this.#write(this, options)
  }
}
