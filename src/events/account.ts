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

/** Interest or a borrow fee has been charged for a position. Amounts are in currency. */
export interface AccountFinancing {
  readonly type: 'account.financing'
  readonly at: Micros
  readonly symbol: string
  /** Signed: what was held over these days. */
  readonly quantity: number
  /** Calendar days charged for. */
  readonly days: number
  /** A year, as a fraction; left out by a model that does not say. */
  readonly rate?: number
  /** Paid; below 0 it was received. */
  readonly amount: number
  /** Cash after it. */
  readonly cash: number
}

/** A dividend has been received for what is held, or paid for what is held short. */
export interface AccountDividend {
  readonly type: 'account.dividend'
  readonly at: Micros
  readonly symbol: string
  /** Signed: what was held. */
  readonly quantity: number
  /** In currency a unit. */
  readonly perUnit: number
  /** Received, in currency; below 0 it was paid. */
  readonly amount: number
  /** Cash after it, in currency. */
  readonly cash: number
}

/** A split has changed what is held; the equity is what it was. Without a position there is no such event. */
export interface AccountSplit {
  readonly type: 'account.split'
  readonly at: Micros
  readonly symbol: string
  /** New units for one old unit. */
  readonly ratio: number
  /** Held before, in old units, and after, in new ones; signed. */
  readonly before: number
  readonly quantity: number
  /** Average cost of a new unit. */
  readonly averagePrice: number
}

/** Units that a split left over because they make no lot are paid in cash. */
export interface AccountCashInLieu {
  readonly type: 'account.cashInLieu'
  readonly at: Micros
  readonly symbol: string
  /** Units that are not held any more, signed. */
  readonly quantity: number
  /** What a unit was paid at. */
  readonly price: number
  /** Received, in currency; below 0 it was paid. */
  readonly amount: number
  /** Cash after it, in currency. */
  readonly cash: number
}

/** The execution that is reported next happened before a split that the account has gone through already. */
export interface AccountLateExecution {
  readonly type: 'account.lateExecution'
  readonly at: Micros
  readonly symbol: string
  readonly orderId: string
  readonly execId: string
  /** Units of today for each of its units. */
  readonly ratio: number
}

/** Equity has fallen below the maintenance requirement (`called`), or is back at or above it (`met`). Amounts are in currency. */
export interface AccountMarginCall {
  readonly type: 'account.marginCall'
  readonly at: Micros
  readonly state: 'called' | 'met'
  readonly equity: number
  /** Maintenance requirement of what is held. */
  readonly maintenance: number
  /** Initial requirement of what is held. */
  readonly initial: number
  /** Requirement less equity; 0 when it is met. */
  readonly missing: number
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

/**
 * - `unknownOrder`: the venue reports on an order that the portfolio never sent or has long forgotten; nothing is booked of it.
 * - `forgottenOrder`: the venue knows an order no more that it had accepted: whether the rest of it traded is not known.
 * - `noAnswer`: the venue answered neither a request nor the questions after it.
 * - `disagrees`: an order's status contradicts what the portfolio knows, and cannot be made good.
 */
export type UncertainCode = 'unknownOrder' | 'forgottenOrder' | 'noAnswer' | 'disagrees'

/** The portfolio says what it cannot know: its view of an order may be wrong, by how much stands in `facts`. */
export interface AccountUncertain {
  readonly type: 'account.uncertain'
  readonly at: Micros
  readonly code: UncertainCode
  readonly orderId: string
  readonly symbol: string
  readonly text: string
  readonly facts: Readonly<Record<string, number>>
}

/** What changed the account without an execution. */
export type AccountNotice =
  | AccountFinancing
  | AccountDividend
  | AccountSplit
  | AccountCashInLieu
  | AccountLateExecution
  | AccountMarginCall

export type AccountEvent = PositionChanged | PortfolioStateChanged | AccountNotice | AccountUncertain | BrokerConnection
