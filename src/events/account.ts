/** What the portfolio says about itself, and the broker about its connection. */
import type { Micros } from './time.ts'

/** A position after a fill. Quantities are signed: positive long, negative short. */
export interface PositionChanged {
  readonly type: 'position.changed'
  readonly at: Micros
  readonly symbol: string
  readonly quantity: number
  /** Average cost per unit of what is held, 0 when flat. */
  readonly averagePrice: number
  /** Realised profit of this change, before commission, in currency. */
  readonly realized: number
  /** Cash after the change, in currency. */
  readonly cash: number
}

/** Life of a portfolio: see the portfolio machine. */
export type PortfolioState = 'active' | 'reducing' | 'halted' | 'liquidating'

export interface PortfolioStateChanged {
  readonly type: 'portfolio.state'
  readonly at: Micros
  readonly state: PortfolioState
  readonly code: string
  readonly facts: Readonly<Record<string, number>>
}

/** The line to the venue. */
export interface BrokerConnection {
  readonly type: 'broker.connection'
  readonly at: Micros
  readonly state: 'connected' | 'disconnected'
}

export type AccountEvent = PositionChanged | PortfolioStateChanged | BrokerConnection
