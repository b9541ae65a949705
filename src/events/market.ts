/** What the market says: completed bars and the phases of its sessions. */
import type { Micros } from './time.ts'

/**
 * A completed bar. It is delivered at its close time, never before, so nothing in it is known too early.
 * Prices are in the instrument's currency, volume in units of the instrument.
 */
export interface MarketBar {
  readonly type: 'market.bar'
  readonly symbol: string
  /** Close time. */
  readonly at: Micros
  /** Open time: an order that reaches the venue later than this cannot trade at `open`. */
  readonly openAt: Micros
  readonly open: number
  readonly high: number
  readonly low: number
  readonly close: number
  readonly volume: number
}

/** The life of a trading session, in order. `done` comes once, after the last data. */
export type SessionPhase = 'preOpen' | 'open' | 'halted' | 'closed' | 'done'

/** The market (or, where `symbol` is given, one instrument) has entered a phase of its session. */
export interface MarketSession {
  readonly type: 'market.session'
  readonly at: Micros
  readonly phase: SessionPhase
  /** Trading day the session belongs to, as days since the Unix epoch in the market's time zone. */
  readonly day: number
  readonly symbol?: string
  readonly reason?: string
}

export type MarketEvent = MarketBar | MarketSession
