/** Margin: what an account must be worth to hold what it holds, and to enter more. */
import type { Side } from '../../src/events/index.ts'
import type { PortfolioContext } from './context.ts'
import type { Book } from './ledger.ts'
import { toUnits } from './money.ts'

/** A position, held or to be entered, as a margin rule sees it. */
export interface MarginPosition {
  readonly symbol: string
  /** Signed: positive long, negative short. */
  readonly quantity: number
  readonly price: number
  readonly multiplier: number
  /** Deposits of a future for each contract, to enter and to keep; 0 for what is not a future. */
  readonly deposit: number
  readonly maintenanceDeposit: number
}

/**
 * Requirements in currency, never negative, and not less for more of the same. An account's are the sum over its positions; to enter a position takes equity of
 * `initial`, to keep it equity of `maintenance`.
 */
export interface MarginRule {
  readonly name: string
  initial(position: MarginPosition): number
  maintenance(position: MarginPosition): number
}

export interface MarginRates {
  /** Parts of the market value. */
  readonly initial?: number
  readonly maintenance?: number
  readonly shortInitial?: number
  readonly shortMaintenance?: number
}

/**
 * Parts of the market value, of long and short positions apart; deposits for each contract of a future. The defaults are those of US stock accounts: 50 % to enter
 * either way (the Federal Reserve's Regulation T, § 220.12), 25 % to keep a long position and 30 % to keep a short one (FINRA Rule 4210). Brokers ask for more.
 * @throws RangeError unless 0 < maintenance <= initial on each side.
 */
export function regT(rates: MarginRates = {}): MarginRule {
  const { initial = 0.5, maintenance = 0.25, shortInitial = 0.5, shortMaintenance = 0.3 } = rates
  for (const [side, enter, keep] of [
    ['', initial, maintenance],
    ['short ', shortInitial, shortMaintenance],
  ] as const)
    if (!(keep > 0 && keep <= enter && Number.isFinite(enter)))
      throw new RangeError(`regT takes 0 < ${side}maintenance <= ${side}initial, not ${keep} and ${enter}`)
  const value = ({ quantity, price, multiplier }: MarginPosition): number => Math.abs(quantity) * price * multiplier
  const given = Object.entries(rates).map(([name, rate]) => `${name}: ${rate}`)
  return {
    name: given.length === 0 ? 'regT()' : `regT({ ${given.join(', ')} })`,
    initial: (position) =>
      position.deposit > 0
        ? Math.abs(position.quantity) * position.deposit
        : value(position) * (position.quantity < 0 ? shortInitial : initial),
    maintenance: (position) =>
      position.deposit > 0
        ? Math.abs(position.quantity) * position.maintenanceDeposit
        : value(position) * (position.quantity < 0 ? shortMaintenance : maintenance),
  }
}

/** A position that a margin call may reduce. */
export interface CallablePosition extends MarginPosition {
  /** Unrealised profit in currency, negative for a loss. */
  readonly profit: number
}

/** Compares as `Array.sort` does: what comes first is reduced first. */
export type LiquidationOrder = (a: CallablePosition, b: CallablePosition) => number

export interface MarginTerms {
  readonly rule: MarginRule
  /**
   * What a margin call sells (or buys back) first: `largestLoss` (default), `largestPosition` by market value, `symbol` by name, or an order of one's own. Equals go
   * by name. `none`: the call is said, and nothing is done.
   */
  readonly liquidate?: 'largestLoss' | 'largestPosition' | 'symbol' | 'none' | LiquidationOrder
}

/** So much of a book's symbol, as a margin rule sees it. */
export const marginPosition = (book: Readonly<Book>, quantity: number, price: number): MarginPosition => ({
  symbol: book.symbol,
  quantity,
  price,
  multiplier: book.multiplier,
  deposit: book.deposit,
  maintenanceDeposit: book.maintenanceDeposit,
})

/** What one unit of an order takes of the account's equity when it opens a position, in currency. */
export const unitMargin = (rule: MarginRule, side: Side, book: Readonly<Book>, price: number): number =>
  rule.initial(marginPosition(book, side === 'buy' ? 1 : -1, price))

/** What an order of a margin account is checked with: the rule, and the initial requirement of what is held, in currency. */
export interface MarginFigures {
  readonly rule: MarginRule
  readonly initial: number
}

/** Nothing where orders are not checked for margin. */
export function marginFigures({ config, initialMargin }: PortfolioContext): MarginFigures | undefined {
  return config.margin === undefined || config.risk.buyingPower !== 'margin'
    ? undefined
    : { rule: config.margin.rule, initial: initialMargin / config.scale }
}

/** Brings a position's requirements, and their sums, up to what it is now. */
export function remargin(context: PortfolioContext, book: Book): void {
  const { margin, scale } = context.config
  if (margin === undefined || (book.quantity === 0 && book.maintenance === 0 && book.initial === 0)) return
  const position = marginPosition(book, book.quantity, book.last)
  const initial = book.quantity === 0 ? 0 : toUnits(margin.rule.initial(position), scale)
  const maintenance = book.quantity === 0 ? 0 : toUnits(margin.rule.maintenance(position), scale)
  context.initialMargin += initial - book.initial
  context.maintenanceMargin += maintenance - book.maintenance
  book.initial = initial
  book.maintenance = maintenance
}
