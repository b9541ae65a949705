/** What the market says: completed bars and the phases of its sessions. */
import type { Side } from './order-words.ts'
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

/** A trade in the market. */
export interface MarketTrade {
  readonly type: 'market.trade'
  readonly symbol: string
  readonly at: Micros
  readonly price: number
  readonly size: number
  /** Side of whoever took the price that was there; left out where the data does not say. */
  readonly aggressor?: Side
}

/** The best bid and offer. A side that is empty has size 0. */
export interface MarketQuote {
  readonly type: 'market.quote'
  readonly symbol: string
  readonly at: Micros
  readonly bid: number
  readonly bidSize: number
  readonly ask: number
  readonly askSize: number
}

/** The middle between bid and ask; NaN where a side is empty. */
export const midOf = ({ bid, bidSize, ask, askSize }: MarketQuote): number =>
  bidSize > 0 && askSize > 0 ? (bid + ask) / 2 : Number.NaN

/** New units for one old unit, from the next price on: 2 is two for one, 0.1 a reverse split of one for ten. */
export interface MarketSplit {
  readonly type: 'market.split'
  readonly symbol: string
  readonly at: Micros
  readonly ratio: number
}

/** Cash paid for each unit held when it is announced (its ex-date), owed by who is short. */
export interface MarketDividend {
  readonly type: 'market.dividend'
  readonly symbol: string
  readonly at: Micros
  /** In currency a unit. */
  readonly amount: number
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

/** What happens to an instrument rather than in its market. */
export type CorporateAction = MarketSplit | MarketDividend

export type MarketEvent = MarketBar | MarketTrade | MarketQuote | MarketSession | CorporateAction
