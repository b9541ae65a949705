/** What the market machine knows, hears and is given. */
import type { Duration, MarketEvent, Micros } from '../../src/events/index.ts'
import { ActionList } from './corporate.ts'
import { FeedCursor, NEVER } from './cursor.ts'
import type { MarketFeed, SessionCalendar } from './feed.ts'
import type { MarketCursor, MarketData } from './instants.ts'
import { MixedCursor } from './mixed.ts'

export interface MarketInput {
  readonly feed: MarketFeed
  /** Virtual time. */
  readonly now: () => Micros
  /** How long before the open `preOpen` is announced, never before the last close. Default: half an hour. */
  readonly preOpen?: Duration
  /** Plays the feed in the market's name; without it, or when it answers false, the market sets a timer for every instant. */
  readonly lend?: LendFeed | undefined
}

/**
 * Emits what a feed has up to and including `until`, each at its time, and sends the market `spent` when what comes next is later. False when
 * that cannot be.
 */
export type LendFeed = (
  feed: { readonly at: Micros; play(emit: (event: MarketData) => void): void },
  until: Micros,
  spent: MarketAgenda,
) => boolean

/** Trading stops, in the whole market or in one instrument. A halt ordered while the market is not open holds from the next open on. */
export interface MarketHalt {
  readonly type: 'market.halt'
  readonly symbol?: string
  readonly reason: string
  /** It holds until trading is resumed, as that of an instrument does; a halt of the whole market otherwise ends with the day. */
  readonly overnight?: boolean
}

/** Trading goes on. */
export interface MarketResume {
  readonly type: 'market.resume'
  readonly symbol?: string
}

/** The feed has been loaded and can be read again: the answer to `context.starved`. */
export interface FeedLoaded {
  readonly type: 'feed.loaded'
}

/** What can be said to the market from outside. */
export type MarketCommand = MarketHalt | MarketResume | FeedLoaded

/** The next step of the session's life. */
export type SessionStep = 'session.nears' | 'session.opens' | 'session.closes'

/** What the market says to itself: its agenda. */
export type MarketAgenda =
  | { readonly type: 'bars.due' }
  | { readonly type: 'bars.played' }
  | { readonly type: 'data.over' }
  | { readonly type: SessionStep }

export interface MarketContext {
  /** Opaque: the place in the feed. */
  readonly cursor: MarketCursor
  /** Opaque: splits and dividends that are still to come. */
  readonly corporate: ActionList
  readonly calendar: SessionCalendar
  readonly now: () => Micros
  readonly preOpen: Duration
  readonly lend: LendFeed | undefined
  /** Whether the market waits for the feed: await its `load`, then send `feed.loaded`. Nothing happens before. */
  starved: boolean
  /** The current session; while closed the next one if it is known, else the last. Before the first `closeAt` is `NEVER`. */
  day: number
  openAt: Micros
  closeAt: Micros
  /** The session's next step and its time, `NEVER` when that depends on bars not yet seen. */
  step: SessionStep
  stepAt: Micros
  /** Why the whole market is halted, or will be from the open on. */
  halt: string | null
  /** That halt does not end with the day. */
  haltHolds: boolean
  /** Halted instruments, with the reason. */
  haltedSymbols: Record<string, string>
  haltedCount: number
}

export interface MarketTypes {
  context: MarketContext
  input: MarketInput
  events: MarketCommand | MarketAgenda
  emitted: MarketEvent
}

const HALF_AN_HOUR: Duration = 1_800_000_000

/** Bars alone have a way of their own, being the hottest. */
const cursorOf = (feed: MarketFeed): MarketCursor =>
  feed.ticks === undefined ? new FeedCursor(feed) : new MixedCursor(feed, feed.ticks, feed.built)

export function initialContext({ input }: { input: MarketInput }): MarketContext {
  return {
    cursor: cursorOf(input.feed),
    corporate: new ActionList(input.feed.actions),
    calendar: input.feed.calendar,
    now: input.now,
    preOpen: input.preOpen ?? HALF_AN_HOUR,
    lend: input.lend,
    starved: false,
    day: 0,
    openAt: NEVER,
    closeAt: NEVER,
    step: 'session.nears',
    stepAt: NEVER,
    halt: null,
    haltHolds: false,
    haltedSymbols: {},
    haltedCount: 0,
  }
}
