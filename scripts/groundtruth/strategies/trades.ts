/** Part B, for a strategy: sends orders that open and close trades, and keeps track of both from what it hears. */
import type { OrderFilled, Signals } from 'quantdome'
import { against, type OrderKind, partsOfTag, reduce, tagOf } from '../models/trade-account.ts'

export interface EntryOrder {
  readonly tag: string
  readonly side: 'buy' | 'sell'
  /** Units, or, below 1, a part of what is free. */
  readonly size: number
  readonly limit?: number | undefined
  readonly stop?: number | undefined
  readonly sl?: number | undefined
  readonly tp?: number | undefined
}

/** A strategy's memory of its trades. Plain data. */
export interface Trades {
  /** Open ones; sizes are signed. */
  open: { tag: string; size: number }[]
  /** Tags of the orders that the engine has in its list, in its order. */
  list: string[]
  /** Numbers for tags. */
  made: number
  /** Trades closed because the account was worth nothing. */
  called: number
}

export const noTrades = (): Trades => ({ open: [], list: [], made: 0, called: 0 })

export interface TradeSettings {
  readonly hedging: boolean
  /** Every new entry cancels the others and closes all trades. */
  readonly exclusive: boolean
  readonly spread: number
}

/** More than anybody can pay: what is asked for is known to the account, which cuts the order (see models/margin-account.ts). */
const ANY = 1e9

/** Python's `round`: halves go to the even number. */
function round(value: number): number {
  const floor = Math.floor(value)
  if (value - floor !== 0.5) return Math.round(value)
  return floor % 2 === 0 ? floor : floor + 1
}

/** What one call of a strategy may do with its trades. */
export class Trading {
  private readonly trades: Trades
  private readonly settings: TradeSettings
  private readonly signal: Signals
  private readonly symbol: string

  constructor(trades: Trades, settings: TradeSettings, signal: Signals, symbol: string) {
    this.trades = trades
    this.settings = settings
    this.signal = signal
    this.symbol = symbol
  }

  /** Orders at market that close whatever is held once the account is worth nothing; they wait for that from the start. */
  prepare(): void {
    this.send('sell', ANY, tagOf('long', 'call'))
    this.send('buy', ANY, tagOf('short', 'call'))
  }

  /** An entry with its stop-loss and take-profit, which wait for its trade. Prices on the wrong side of each other are no order. */
  enter({ tag, side, size, limit, stop, sl, tp }: EntryOrder, close: number): void {
    const { exclusive, spread } = this.settings
    const sign = side === 'buy' ? 1 : -1
    const price = (limit ?? stop ?? close * (1 + sign * spread)) * sign
    if ((sl !== undefined && sl * sign >= price) || (tp !== undefined && tp * sign <= price)) return
    if (exclusive) this.clear()
    const other = side === 'buy' ? 'sell' : 'buy'
    this.send(side, size < 1 ? ANY : size, tag, { limit, stop })
    if (tp !== undefined) this.send(other, ANY, tagOf(tag, 'tp'), { limit: tp })
    if (sl !== undefined) this.send(other, ANY, tagOf(tag, 'sl'), { stop: sl })
    this.trades.list.push(tag)
  }

  /** [Q] The list is gone through while it gets shorter, so what comes after an order that is cancelled survives. */
  private clear(): void {
    const { list } = this.trades
    for (let index = 0; index < list.length; index++) {
      const { kind } = partsOfTag(list[index])
      if (kind !== 'sl' && kind !== 'tp') this.cancel(list[index]!)
    }
    this.closeAll(this.trades.open.map(({ tag }) => tag))
  }

  closeAll(tags: readonly string[]): void {
    for (const tag of tags) this.close(tag, 1)
  }

  /** Cancels an entry that has opened nothing yet, or an order that closes a trade. */
  cancel(tag: string): void {
    const { list } = this.trades
    const index = list.indexOf(tag)
    if (index < 0) return
    list.splice(index, 1)
    this.signal.cancel(this.symbol, tag)
  }

  /** Closes a part of a trade, at market. */
  close(trade: string, portion: number): void {
    const open = this.trades.open.find(({ tag }) => tag === trade)
    if (open === undefined) return
    const quantity = Math.max(1, round(Math.abs(open.size) * portion))
    const tag = tagOf(trade, 'close', ++this.trades.made)
    this.send(open.size > 0 ? 'sell' : 'buy', quantity, tag)
    this.trades.list.unshift(tag)
  }

  /** Sets, moves, or with no price removes, what closes a trade at a loss or at a profit. */
  protect(trade: string, kind: 'sl' | 'tp', price: number | undefined): void {
    const { list, open } = this.trades
    const held = open.find(({ tag }) => tag === trade)
    if (held === undefined) return
    const old = list.find((tag) => isOf(tag, trade, kind))
    if (old !== undefined) {
      list.splice(list.indexOf(old), 1)
      this.signal.cancel(this.symbol, old)
    }
    if (price === undefined) return
    const tag = tagOf(trade, kind, ++this.trades.made)
    this.send(held.size > 0 ? 'sell' : 'buy', ANY, tag, kind === 'sl' ? { stop: price } : { limit: price })
    if (kind === 'sl') list.unshift(tag)
    else list.push(tag)
  }

  private send(
    side: 'buy' | 'sell',
    quantity: number,
    tag: string,
    prices: { readonly limit?: number | undefined; readonly stop?: number | undefined } = {},
  ): void {
    this.signal[side](this.symbol, {
      quantity,
      tag,
      timeInForce: 'gtc',
      ...(prices.limit === undefined ? {} : { limit: prices.limit }),
      ...(prices.stop === undefined ? {} : { stop: prices.stop }),
    })
  }
}

const isOf = (tag: string, trade: string, kind: OrderKind): boolean => {
  const parts = partsOfTag(tag)
  return parts.trade === trade && parts.kind === kind
}

/** An order has traded: it has closed a trade, or a part of one, or opened one. */
export function noteFill(
  trades: Trades,
  { tag = '', side, lastQty }: Pick<OrderFilled, 'tag' | 'side' | 'lastQty'>,
  hedging: boolean,
  protections: (tag: string) => readonly ('sl' | 'tp')[],
): void {
  const closed = closedBy(trades, tag, side, hedging)
  if (closed === undefined) {
    trades.open.push({ tag, size: side === 'buy' ? lastQty : -lastQty })
    for (const kind of protections(tag)) {
      if (kind === 'sl') trades.list.unshift(tagOf(tag, kind))
      else trades.list.push(tagOf(tag, kind))
    }
    return
  }
  reduce(trades.open, closed, side === 'buy' ? -lastQty : lastQty)
  if (trades.open.every((one) => one.tag !== closed))
    trades.list = trades.list.filter((one) => !isOf(one, closed, 'sl') && !isOf(one, closed, 'tp'))
}

/**
 * The trade that an execution closes, or a part of it; `undefined` if it opens one. [Q] When the account is worth nothing, trades are closed while
 * the list of them gets shorter, so the next one is not the first that is left.
 */
export function closedBy(
  trades: { readonly open: readonly { readonly tag: string; readonly size: number }[]; called: number },
  tag: string,
  side: 'buy' | 'sell',
  hedging: boolean,
): string | undefined {
  const { trade, kind } = partsOfTag(tag)
  if (kind === 'call') return trades.open[trades.called++]!.tag
  if (kind !== 'entry') return trade
  return hedging ? undefined : against(trades.open, side === 'buy')?.tag
}

/** An order is done, however it ended. */
export const noteEnd = (trades: Trades, tag = ''): void => {
  trades.list = trades.list.filter((one) => one !== tag)
}
