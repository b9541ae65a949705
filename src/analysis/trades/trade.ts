/** A round trip: what was bought and sold again (or sold and bought back), matched first in, first out. */
import type { Micros } from '../../events/index.ts'

export type Direction = 'long' | 'short'

/**
 * A trade. One entry fill closed in two parts makes two trades; one exit fill that closes two entries makes two as well.
 * Amounts are in currency, returns are fractions of the entry value (`entryPrice * quantity`, times the multiplier).
 */
export interface TradeRow {
  readonly symbol: string
  readonly direction: Direction
  /** `true` for a lot still held at the end: it is marked at the last close, and `exitAt` and `exitPrice` are of that mark. */
  readonly open: boolean
  readonly quantity: number
  readonly entryAt: Micros
  readonly exitAt: Micros
  readonly entryPrice: number
  readonly exitPrice: number
  /** Profit before commission. */
  readonly gross: number
  /** The trade's share of the commissions of its entry and its exit. */
  readonly commission: number
  /** `gross - commission`. */
  readonly net: number
  /** `net` as a fraction of the entry value. */
  readonly return: number
  /**
   * Maximum adverse excursion: the worst unrealised gross profit between entry and exit, never positive. It holds only what is
   * certain: of a bar in the middle of which the trade was entered its close, of one in which it was left its open.
   */
  readonly mae: number
  /** Maximum favourable excursion, never negative. */
  readonly mfe: number
  /** `mae` and `mfe` as fractions of the entry value. */
  readonly maeReturn: number
  readonly mfeReturn: number
  /** Bars of the symbol from the entry's to the exit's; 0 when both are in the same bar. */
  readonly bars: number
  /** Strategy and tag of the order that entered. */
  readonly strategy: string | undefined
  readonly tag: string | undefined
  readonly entryOrderId: string
  /** Empty while open, and where a split's fraction was paid in cash. */
  readonly exitOrderId: string
}

/** What the matching finds out about one trade; the rest of a row follows from it. */
export interface Match {
  symbol: number
  /** +1 long, -1 short. */
  sign: number
  quantity: number
  entryAt: Micros
  exitAt: Micros
  entryPrice: number
  exitPrice: number
  commission: number
  high: number
  low: number
  bars: number
  entryOrder: number
  /** Row of the exit order, -1 while the trade is open. */
  exitOrder: number
}

/** What a move of the price earns: `to - from` for longs, the reverse for shorts, times the quantity (and the multiplier, which the caller knows). */
export const profit = (sign: number, from: number, to: number, quantity: number): number =>
  (sign > 0 ? to - from : from - to) * quantity
