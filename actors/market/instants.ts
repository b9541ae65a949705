/** What the market walks along, whatever it is fed with: one instant after the other at which something is due. */
import type { MarketBar, MarketQuote, MarketTrade, Micros } from '../../src/events/index.ts'

/** What can be due at an instant. */
export type MarketData = MarketBar | MarketTrade | MarketQuote

/** A place in a feed. */
export interface MarketCursor {
  /** When the next data is due; `NEVER` after the last. Valid when `advance` said so. */
  readonly at: Micros
  readonly over: boolean
  /** Whether what is due comes after the steps of the session that fall on the same instant, and so belongs to what begins there. */
  readonly afterSteps: boolean
  /**
   * Finds what is due after what was published; false when the feed must be loaded first. May be called again at any time.
   * @throws FeedError when time goes backwards.
   */
  advance(): boolean
  /** Emits what is due, each a new object: whoever hears it may keep it. */
  publish(emit: (event: MarketData) => void): void
}

/** A cursor whose data may be published by somebody else in the market's name, because nothing of it waits for a step of the session. */
export interface PlayableCursor extends MarketCursor {
  /** Publishes and advances in one. Where the feed would have to be loaded first, `at` is `NEVER` then. */
  play(emit: (event: MarketData) => void): void
}

export const isPlayable = (cursor: MarketCursor): cursor is PlayableCursor => 'play' in cursor
