/** Pre-trade risk: what an order must pass before it leaves the portfolio. */
import type { OrderSubmit, RefusalCode } from '../../src/events/index.ts'
import type { Book } from './ledger.ts'
import { type MarginFigures, type MarginRule, unitMargin } from './margin.ts'

/** Limits; what is left out does not limit. Money in currency. */
export interface RiskLimits {
  /** Units in one order. */
  readonly maxOrderQuantity?: number
  /** Value of one order. */
  readonly maxOrderNotional?: number
  /** Units held of one symbol, long or short, open orders on the same side counted. */
  readonly maxPosition?: number
  /** Sum of the absolute values of all positions as a multiple of equity, the order included. */
  readonly maxGrossExposure?: number
  /** How far a limit price may lie from the last price, on the side that hurts: 0.05 is 5 %. */
  readonly priceCollar?: number
  /** Loss since the start of the trading day, as a part of that day's first equity, at which the portfolio halts. */
  readonly dailyLoss?: number
  /** What a daily loss does: stop trading (default), or sell everything as well. */
  readonly onDailyLoss?: 'halt' | 'liquidate'
  /** Whether a new trading day lifts a halt that a daily loss brought. Default true. */
  readonly resumeNextDay?: boolean
  /**
   * `cash` (default): what an order opens must be covered by the cash that open orders have not spoken for.
   * `margin` (default in a margin account): its initial margin must be covered by the equity above that of positions and open orders.
   * `none`: not checked.
   */
  readonly buyingPower?: 'cash' | 'margin' | 'none'
  /** Checks of one's own, asked last; the first that answers keeps the order. */
  readonly checks?: readonly RiskCheck[]
}

/** What a check may look at. Money in currency. */
export interface RiskInput {
  readonly order: OrderSubmit
  readonly book: Readonly<Book>
  /** Price the order is valued at: its limit, its stop, else the last price. */
  readonly price: number
  /** Value of the whole order at that price. */
  readonly notional: number
  /** Units of the order that open or add to a position; the rest reduces. */
  readonly opening: number
  /** Of a change of an order that is out: what of it is executed, and so in the book. */
  readonly executed?: number
  readonly cash: number
  /** Cash that open orders may still need. */
  readonly reserved: number
  readonly equity: number
  readonly grossExposure: number
  /** In a margin account: its rule, and the initial requirement of what is held. */
  readonly margin: MarginFigures | undefined
}

/** Tag of the orders of a margin call. No limit keeps them at home. */
export const MARGIN_CALL = 'marginCall'

export interface Refusal {
  readonly code: RefusalCode
  readonly text: string
  readonly facts: Readonly<Record<string, number>>
}

export const refusal = (code: RefusalCode, text: string, facts: Record<string, number> = {}): Refusal => ({
  code,
  text,
  facts,
})

/** A check of one's own: answers with a refusal, or with nothing to let the order pass. */
export type RiskCheck = (input: RiskInput) => Refusal | undefined

/** Cash, or in a margin account equity, that one unit of the order would take when it opens a position. */
export function unitOutlay(order: OrderSubmit, book: Readonly<Book>, price: number, rule?: MarginRule): number {
  if (rule !== undefined) return unitMargin(rule, order.side, book, price)
  if (book.deposit > 0) return book.deposit
  return order.side === 'buy' ? price * book.multiplier * (1 - book.financed) : 0
}

/** Told of every limit that an order is held against: the value, and what it must not be above. */
export type NoteCheck = (code: RefusalCode, value: number, limit: number) => void

/** The first limit that the order breaks, or nothing. */
export function firstBreach(limits: RiskLimits, input: RiskInput, note?: NoteCheck): Refusal | undefined {
  const { order, book, price, notional, opening, margin } = input
  if (order.tag === MARGIN_CALL && order.strategy === undefined) return undefined
  const over = (code: RefusalCode, what: string, value: number, limit: number): Refusal | undefined => {
    note?.(code, value, limit)
    return value > limit
      ? { code, text: `${what} ${round(value)} is above the limit of ${limit}`, facts: { value, limit } }
      : undefined
  }

  if (limits.maxOrderQuantity !== undefined) {
    const breach = over('maxOrderQuantity', 'order quantity', order.quantity, limits.maxOrderQuantity)
    if (breach) return breach
  }
  if (limits.maxOrderNotional !== undefined) {
    const breach = over('maxOrderNotional', 'order value', notional, limits.maxOrderNotional)
    if (breach) return breach
  }
  if (limits.priceCollar !== undefined && order.limitPrice !== undefined && !Number.isNaN(book.last)) {
    const away = (order.side === 'buy' ? order.limitPrice - book.last : book.last - order.limitPrice) / book.last
    const breach = over('priceCollar', 'distance of the limit price from the last price', away, limits.priceCollar)
    if (breach) return { ...breach, facts: { ...breach.facts, limitPrice: order.limitPrice, last: book.last } }
  }
  if (limits.maxPosition !== undefined && opening > 0) {
    const side = order.side === 'buy' ? book.quantity + book.workingBuy : book.workingSell - book.quantity
    const breach = over(
      'maxPosition',
      'position after the order',
      side + order.quantity - (input.executed ?? 0),
      limits.maxPosition,
    )
    if (breach) return breach
  }
  if (limits.maxGrossExposure !== undefined && opening > 0) {
    const gross = input.grossExposure + opening * price * book.multiplier
    const multiple = input.equity > 0 ? gross / input.equity : Number.POSITIVE_INFINITY
    const breach = over('maxGrossExposure', 'gross exposure over equity', multiple, limits.maxGrossExposure)
    if (breach) return { ...breach, facts: { limit: limits.maxGrossExposure, gross, equity: input.equity } }
  }
  if (limits.buyingPower === 'margin' && opening > 0 && margin !== undefined) {
    const needs = opening * unitOutlay(order, book, price, margin.rule)
    const has = input.equity - margin.initial - input.reserved
    note?.('insufficientMargin', needs, has)
    if (needs > has) {
      const missing = needs - has
      return {
        code: 'insufficientMargin',
        text: `the order needs ${round(needs)} of margin, ${round(has)} is free: ${round(missing)} is missing`,
        facts: { needs, has, missing, equity: input.equity, initial: margin.initial, reserved: input.reserved },
      }
    }
  }
  if ((limits.buyingPower ?? 'cash') === 'cash' && opening > 0) {
    const needs = opening * unitOutlay(order, book, price)
    const has = input.cash - input.reserved
    note?.('insufficientFunds', needs, has)
    if (needs > has)
      return {
        code: 'insufficientFunds',
        text: `the order needs ${round(needs)} in cash, ${round(has)} is free`,
        facts: { needs, has, cash: input.cash, reserved: input.reserved },
      }
  }
  for (const check of limits.checks ?? []) {
    const breach = check(input)
    if (breach) return breach
  }
  return undefined
}

/** Names a limit that makes no sense; an empty list when all do. */
export function faultsOfLimits(limits: RiskLimits): string[] {
  const faults: string[] = []
  for (const name of [
    'maxOrderQuantity',
    'maxOrderNotional',
    'maxPosition',
    'maxGrossExposure',
    'priceCollar',
    'dailyLoss',
  ] as const) {
    const value = limits[name]
    if (value !== undefined && !(typeof value === 'number' && value > 0))
      faults.push(`risk.${name} must be a number above 0, not ${String(value)}`)
  }
  return faults
}

/** Amounts to the cent; what is small, such as a part of equity, to four figures. */
const round = (value: number): number =>
  Math.abs(value) < 1 ? Number(value.toPrecision(4)) : Math.round(value * 100) / 100
