/**
 * The market's place in a feed that has ticks. Within an instant the quotes come first, then the trades, then bars that are complete, those of the
 * feed before those built of ticks. Ticks of the very open of a session come after it has opened, bars complete at that instant before.
 */
import type { Micros } from '../../src/events/index.ts'
import { BarBuilder } from './builder.ts'
import { FeedCursor, NEVER } from './cursor.ts'
import type { BuiltBars, MarketFeed, Session, SessionCalendar, TickStream } from './feed.ts'
import type { MarketCursor, MarketData } from './instants.ts'
import { TickCursor } from './ticks.ts'

/** It is a class instance on purpose: the market's context holds it as an opaque value. */
export class MixedCursor implements MarketCursor {
  at: Micros = NEVER
  afterSteps = false
  private readonly bars: FeedCursor
  private readonly ticks: TickCursor
  private readonly builder: BarBuilder | undefined
  private readonly calendar: SessionCalendar
  /** Whether the place among bars, and among ticks, must be looked up. */
  private barsMoved = true
  private ticksMoved = true
  /** False where ticks of this instant wait for the session to open. */
  private ticksAreDue = false
  private session: Session | undefined = undefined

  constructor(feed: MarketFeed, ticks: TickStream, built: BuiltBars | undefined) {
    this.bars = new FeedCursor(feed)
    this.ticks = new TickCursor(ticks, feed.symbols)
    this.builder = built === undefined ? undefined : new BarBuilder(feed.symbols, feed.calendar, built)
    this.calendar = feed.calendar
  }

  get over(): boolean {
    return this.at === NEVER
  }

  advance(): boolean {
    if (this.barsMoved) {
      if (!this.bars.advance()) return false
      this.barsMoved = false
    }
    if (this.ticksMoved) {
      if (!this.ticks.advance()) return false
      this.ticksMoved = false
    }
    const barsAt = Math.min(this.bars.at, this.builder?.dueAt ?? NEVER)
    const ticksAt = this.ticks.at
    this.at = Math.min(barsAt, ticksAt)
    this.ticksAreDue = ticksAt === this.at && ticksAt !== NEVER
    this.afterSteps = this.ticksAreDue && this.opensAt(ticksAt)
    if (this.afterSteps && barsAt === ticksAt) this.ticksAreDue = this.afterSteps = false
    return true
  }

  /** Whether a session opens at an instant. */
  private opensAt(at: Micros): boolean {
    const { session } = this
    if (session !== undefined && session.openAt < at && at < session.closeAt) return false
    this.session = this.calendar.sessionOf(at + 1)
    return this.session.openAt === at
  }

  publish(emit: (event: MarketData) => void): void {
    const { at, bars, ticks, builder } = this
    if (this.ticksAreDue) {
      ticks.publish(emit, builder)
      this.ticksMoved = true
    }
    if (bars.at === at) {
      bars.publish(emit)
      this.barsMoved = true
    }
    if (builder?.dueAt === at) builder.publish(emit)
  }

  play(emit: (event: MarketData) => void): void {
    this.publish(emit)
    if (!this.advance() || this.afterSteps) this.at = NEVER
  }

  toJSON(): { at: Micros } {
    return { at: this.at }
  }
}
