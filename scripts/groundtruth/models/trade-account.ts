/**
 * Part B: an account that holds trades side by side. Its cash changes only by profit, loss and commission; what is free follows from the
 * last close. It also keeps the engine's one list of orders, in the order in which they have their turn.
 */

export interface OpenTrade {
  /** Tag of the order that opened it. */
  readonly tag: string
  /** Signed. */
  size: number
  readonly price: number
}

/** An entry opens a trade, the others close one: at a loss, at a profit, when asked to, or because the account is worth nothing. */
export type OrderKind = 'entry' | 'sl' | 'tp' | 'close' | 'call'

/** An order in the list. */
export interface Listed {
  readonly orderId: string
  readonly tag: string
  readonly kind: OrderKind
  readonly isLong: boolean
  readonly quantity: number
  /** 0 where there is none, and once it has been hit. */
  stop: number
  readonly limit: number
}

/** What the next turn of an order does. */
export interface Leg {
  readonly orderId: string
  /** Before the spread. */
  readonly price: number
  /** When it is booked. */
  readonly at: number
  readonly quantity: number
  /** The trade that it closes; '' for one that opens. */
  readonly closes: string
}

/** An order for which there was no money; `relative` where it asked for a part of what is free. */
export interface Unpaid {
  readonly tag: string
  readonly at: number
  readonly kind: 'relative' | 'absolute'
}

interface Close {
  readonly at: number
  readonly close: number
}

export interface TradeAccount {
  cash: number
  trades: OpenTrade[]
  list: Listed[]
  leg: Leg | null
  unpaid: Unpaid[]
  /** The last two bars. */
  bars: Close[]
  /** When equity had come to nothing; 0 as long as it has not. */
  ruinedAt: number
}

export const openAccount = (cash: number): TradeAccount => ({
  cash,
  trades: [],
  list: [],
  leg: null,
  unpaid: [],
  bars: [],
  ruinedAt: 0,
})

/** `t5/sl-2` closes the trade that `t5` opened. */
export const tagOf = (trade: string, kind: OrderKind, number = 0): string =>
  `${trade}/${kind}${number === 0 ? '' : `-${number}`}`

export function partsOfTag(tag = ''): { readonly trade: string; readonly kind: OrderKind } {
  const [, trade, kind] = /^(.*)\/(sl|tp|close|call)(?:-\d+)?$/.exec(tag) ?? []
  return trade === undefined ? { trade: tag, kind: 'entry' } : { trade, kind: kind as OrderKind }
}

/** A fixed amount and a part of the value, at entry and again at exit. */
export interface Fee {
  readonly fixed: number
  readonly relative: number
}

export const feeOf = ({ fixed, relative }: Fee, size: number, price: number): number =>
  fixed + Math.abs(size) * price * relative

/** Equity at a price. */
export function equityAt({ cash, trades }: TradeAccount, price: number): number {
  const size = trades.reduce((sum, one) => sum + one.size, 0)
  return cash + (price * size - trades.reduce((sum, one) => sum + one.size * one.price, 0))
}

/** What no trade ties up, at a price. */
export function freeAt(account: TradeAccount, price: number, leverage: number): number {
  const used = account.trades.reduce((sum, { size }) => sum + (Math.abs(size) * price) / leverage, 0)
  return Math.max(0, equityAt(account, price) - used)
}

/** The trades that an order of this side would close first, where long and short do not stand side by side. */
export const against = <Trade extends { readonly size: number }>(
  trades: readonly Trade[],
  isLong: boolean,
): Trade | undefined => trades.find(({ size }) => size > 0 !== isLong)

/** Takes some of a trade away, signed as the trade; nothing left, it is gone. */
export function reduce(trades: { readonly tag: string; size: number }[], tag: string, size: number): void {
  const index = trades.findIndex((one) => one.tag === tag)
  trades[index]!.size -= size
  if (trades[index]!.size === 0) trades.splice(index, 1)
}
