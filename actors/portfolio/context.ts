/** What a portfolio is given, and what it keeps. */
import type { Micros, RefusalCode, TradingEvent } from '../../src/events/index.ts'
import type { OrderRecord } from '../order/index.ts'
import type { OrderGroup, TiedOrder } from './commitments.ts'
import type { FinancingModel } from './financing.ts'
import type { MarginTerms } from './margin.ts'
import { type Accounts, type Book, type BookTerms, openAccounts, openBook } from './ledger.ts'
import type { MarkBy } from './marks.ts'
import { type ClosedOrders, noClosedOrders } from './memory.ts'
import { DEFAULT_MONEY_UNIT, scaleOf } from './money.ts'
import { noDoubts, type RecoveryOptions, type RecoveryState } from './recovery.ts'
import { faultsOfLimits, type RiskLimits } from './risk.ts'
import { fixedQuantity, type SizingModel } from './sizing.ts'

export type Emit = (event: TradingEvent) => void

export interface PortfolioInput {
  /** Its name in the system; order ids begin with `o-` whatever it is. */
  readonly name?: string
  /** Starting cash, in currency. */
  readonly cash: number
  /** Every symbol it may trade. */
  readonly symbols: readonly string[]
  readonly sizing?: SizingModel
  readonly risk?: RiskLimits
  /** Terms of single symbols; what is left out is a stock paid in full, in lots of 1. */
  readonly instruments?: Readonly<Record<string, BookTerms>>
  readonly financing?: FinancingModel
  /** Makes it a margin account: what it must be worth, and what a margin call does. */
  readonly margin?: MarginTerms
  /** Whether, and how, it asks the venue where its view of an order is in doubt. Left out, it does not ask. */
  readonly recovery?: RecoveryOptions
  /** What positions are marked to where there are ticks: trades (default) or the middle of quotes. */
  readonly markBy?: MarkBy
  /** Smallest kept unit of money, default 0.000001. */
  readonly moneyUnit?: number
  /** Orders of which it says how they were sized and what they were checked against: of one that is being explained. */
  readonly watch?: readonly string[] | undefined
  /** Virtual time. */
  readonly now: () => Micros
}

const LIQUIDATIONS: readonly string[] = ['largestLoss', 'largestPosition', 'symbol', 'none']

/** The fixed part: models and functions. An instance of a class, so immer leaves it alone. */
export class PortfolioConfig {
  readonly name: string
  readonly scale: number
  readonly sizing: SizingModel
  readonly risk: RiskLimits
  readonly financing: FinancingModel | undefined
  readonly margin: MarginTerms | undefined
  readonly recovery: RecoveryOptions | undefined
  readonly markBy: MarkBy
  readonly watch: readonly string[] | undefined
  /** Symbols with a deposit. */
  readonly futures: readonly string[]
  readonly now: () => Micros
  constructor(input: PortfolioInput) {
    const faults = faultsOfLimits(input.risk ?? {})
    if (input.risk?.buyingPower === 'margin' && input.margin === undefined)
      faults.push("risk.buyingPower 'margin' needs a rule: margin: { rule: regT() }")
    const { liquidate } = input.margin ?? {}
    if (typeof liquidate === 'string' && !LIQUIDATIONS.includes(liquidate))
      faults.push(
        `margin.liquidate must be one of ${LIQUIDATIONS.join(', ')} or a function, not '${String(liquidate)}'`,
      )
    if (!(input.cash >= 0 && Number.isFinite(input.cash))) faults.push(`cash must be 0 or more, not ${input.cash}`)
    if (!['trade', 'mid', undefined].includes(input.markBy))
      faults.push(`markBy must be 'trade' or 'mid', not '${input.markBy}'`)
    if (faults.length > 0) throw new RangeError(`portfolio: ${faults.join('; ')}`)
    this.name = input.name ?? 'portfolio'
    this.scale = scaleOf(input.moneyUnit ?? DEFAULT_MONEY_UNIT)
    this.sizing = input.sizing ?? fixedQuantity(1)
    this.risk = input.margin === undefined ? (input.risk ?? {}) : { buyingPower: 'margin', ...input.risk }
    this.financing = input.financing
    this.margin = input.margin
    this.recovery = input.recovery
    this.markBy = input.markBy ?? 'trade'
    this.watch = input.watch
    this.futures = input.symbols.filter((symbol) => (input.instruments?.[symbol]?.deposit ?? 0) > 0)
    this.now = input.now
  }
}

export interface PortfolioContext {
  config: PortfolioConfig
  accounts: Accounts
  books: Record<string, Book>
  /** Open orders: the client's view of each. */
  orders: Map<string, OrderRecord>
  closed: ClosedOrders
  recovery: RecoveryState
  /** Cash an open order may still need for each unit that is left of it, in currency. */
  outlay: Map<string, number>
  /** When the venue restated an open order in the units of after a split. */
  restatedAt: Map<string, Micros>
  /** Open order of each strategy's tag, by `tagKey`; of several children under one tag the newest. */
  tags: Map<string, string>
  /** Open orders with a parent or a group. */
  tied: Map<string, TiedOrder>
  /** Groups with open orders, by `linkId`, and the `linkId` of each strategy's name for one. */
  groups: Map<string, OrderGroup>
  links: Map<string, string>
  groupsMade: number
  /** Sum of the books' loans and margins, in units. */
  deposits: number
  /** Value of what is held at the last prices, in units, signed and absolute; of futures nothing, whose profit is cash. */
  marketValue: number
  grossValue: number
  /** Cash that open orders may still need, in currency; in a margin account the equity. */
  reserved: number
  /** Sums of the books' margin requirements, in units. */
  initialMargin: number
  maintenanceMargin: number
  /** Equity is below the maintenance requirement, and that has been said. */
  called: boolean
  ordersMade: number
  requestsMade: number
  /** Equity at the start of the trading day, in units. */
  dayStart: number
  haltedBy: RefusalCode | 'command' | ''
}

export function openPortfolio(input: PortfolioInput): PortfolioContext {
  const config = new PortfolioConfig(input)
  const accounts = openAccounts(input.cash, config.scale)
  const books: Record<string, Book> = {}
  for (const symbol of input.symbols) books[symbol] = openBook(symbol, input.instruments?.[symbol])
  return {
    config,
    accounts,
    books,
    orders: new Map(),
    closed: noClosedOrders(),
    recovery: noDoubts(),
    outlay: new Map(),
    restatedAt: new Map(),
    tags: new Map(),
    tied: new Map(),
    groups: new Map(),
    links: new Map(),
    groupsMade: 0,
    deposits: 0,
    marketValue: 0,
    grossValue: 0,
    reserved: 0,
    initialMargin: 0,
    maintenanceMargin: 0,
    called: false,
    ordersMade: 0,
    requestsMade: 0,
    dayStart: accounts.cash,
    haltedBy: '',
  }
}

/** A strategy's tag as a key. */
export const tagKey = (order: {
  readonly strategy?: string | undefined
  readonly symbol: string
  readonly tag?: string | undefined
}): string => `${order.strategy ?? ''}/${order.symbol}/${order.tag ?? ''}`

/** Equity in units: cash, what is held at its mark, deposits, less loans. */
export const equityUnits = (context: PortfolioContext): number =>
  context.accounts.cash + context.marketValue + context.deposits

/** Equity in currency. */
export const equityOf = (context: PortfolioContext): number => equityUnits(context) / context.config.scale
/** Cash in currency. */
export const cashOf = (context: PortfolioContext): number => context.accounts.cash / context.config.scale
/** What is held of a symbol, at its last price and with its multiplier, in currency: signed, of futures as well. */
export const valueOf = ({ config }: PortfolioContext, book: Readonly<Book>): number =>
  book.deposit === 0
    ? book.marketValue / config.scale
    : book.quantity === 0
      ? 0
      : book.quantity * book.last * book.multiplier

/** Sum of the absolute values of all positions, in currency. */
export function grossOf(context: PortfolioContext): number {
  const { config, books } = context
  let gross = context.grossValue / config.scale
  for (let i = 0; i < config.futures.length; i++) gross += Math.abs(valueOf(context, books[config.futures[i]!]!))
  return gross
}
