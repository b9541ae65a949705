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
  /**
   * Publishes and advances in one, for whoever plays the feed in the market's name. `at` is `NEVER` where the market has to be asked: the feed must be loaded
   * first, or what comes next waits for a step of the session.
   */
  play(emit: (event: MarketData) => void): void
}
