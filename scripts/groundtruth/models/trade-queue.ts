/**
 * Part B, the queue: one list that is gone through over a copy, stop-losses and closing orders at its front, and gone through again when an order
 * at market has opened a trade with a stop-loss or a take-profit.
 */
import type { MarketBar, QueueDesk, QueueModel, WorkingOrder } from 'quantdome'
import { floorDivide } from './arithmetic.ts'
import {
  against,
  equityAt,
  type Fee,
  feeOf,
  freeAt,
  type Leg,
  type Listed,
  partsOfTag,
  tagOf,
  type TradeAccount,
} from './trade-account.ts'

/** What an entry asks for. */
export interface Entry {
  /** Units, or, below 1, a part of what is free. */
  readonly size: number
  readonly sl?: number | undefined
  readonly tp?: number | undefined
}

export interface TradeRules {
  readonly entry: (tag: string) => Entry
  readonly fee: Fee
  readonly spread: number
  readonly leverage: number
  /** Orders at market trade at the close before. */
  readonly onClose: boolean
  /** Long and short trades stand side by side. */
  readonly hedging: boolean
  /** When the last bar comes a second time (see finalized.ts). */
  readonly againAt: number | undefined
}

export const tradeQueue =
  (rules: TradeRules): QueueModel =>
  (desk) => {
    const account = desk.account as TradeAccount
    const { bar } = desk
    if (account.ruinedAt !== 0) return
    if (bar.at !== rules.againAt) account.bars = [...account.bars.slice(-1), { at: bar.at, close: bar.close }]
    new Round(desk, account, rules).run()
  }

/** A bar, and what is done on it. */
class Round {
  private readonly desk: QueueDesk
  private readonly account: TradeAccount
  private readonly rules: TradeRules
  private readonly bar: MarketBar
  /** Everything that works, by tag. */
  private readonly orders: ReadonlyMap<string, WorkingOrder>

  constructor(desk: QueueDesk, account: TradeAccount, rules: TradeRules) {
    this.desk = desk
    this.account = account
    this.rules = rules
    this.bar = desk.bar
    this.orders = new Map(desk.waiting().map(({ order }) => [order.tag ?? '', order]))
  }

  run(): void {
    this.enlist()
    let again = true
    while (again) {
      again = false
      for (const { orderId } of [...this.account.list]) {
        const listed = this.account.list.find((one) => one.orderId === orderId)
        if (listed !== undefined && this.serve(listed)) again = true
      }
    }
    if (equityAt(this.account, this.bar.close) <= 0) this.ruin()
  }

  /**
   * Takes in what has come, and leaves out what has gone. Stop-loss and take-profit of an entry wait until it has opened its trade, and
   * end if it never will.
   */
  private enlist(): void {
    const { account, orders } = this
    account.list = account.list.filter(({ tag }) => orders.has(tag))
    const listed = new Set(account.list.map(({ tag }) => tag))
    const held = new Set(account.trades.map(({ tag }) => tag))
    for (const [tag, order] of orders) {
      const { trade, kind } = partsOfTag(tag)
      if (listed.has(tag) || kind === 'call') continue
      if (kind === 'entry' || kind === 'close' || held.has(trade)) this.list(order)
      else if (!orders.has(trade)) this.desk.cancel(order.orderId)
    }
  }

  private list(order: WorkingOrder): void {
    const { orderId, tag = '', side, quantity, stopPrice = 0, limitPrice = 0 } = order
    const { kind } = partsOfTag(tag)
    const one: Listed = { orderId, tag, kind, isLong: side === 'buy', quantity, stop: stopPrice, limit: limitPrice }
    if (kind === 'sl' || kind === 'close') this.account.list.unshift(one)
    else this.account.list.push(one)
  }

  /** An order's turn; true if the list has to be gone through again. */
  private serve(order: Listed): boolean {
    const { open, high, low } = this.bar
    const { isLong, kind, limit, stop } = order
    if (stop !== 0) {
      if (isLong ? high < stop : low > stop) return false
      // from here on it is an order at market, or a plain limit
      order.stop = 0
    }
    const isAtMarket = limit === 0 && stop === 0
    const before = this.rules.onClose && kind !== 'sl' && kind !== 'tp' ? this.account.bars.at(0)! : undefined
    let price = before === undefined ? open : before.close
    if (limit !== 0) {
      if (isLong ? low > limit : high < limit) return false
      // hit in one bar with its stop, the limit is taken to have been hit before
      if (stop !== 0 && (isLong ? limit <= stop : limit >= stop)) return false
      price = isLong ? Math.min(stop || open, limit) : Math.max(stop || open, limit)
    } else if (stop !== 0) price = isLong ? Math.max(price, stop) : Math.min(price, stop)
    const at = isAtMarket && before !== undefined ? before.at : this.bar.at
    if (kind !== 'entry') {
      this.leave(order, price, at)
      return false
    }
    const hasOpened = this.enter(order, price, at)
    this.drop(order)
    const { sl, tp } = this.rules.entry(order.tag)
    if (!hasOpened || (sl === undefined && tp === undefined)) return false
    if (isAtMarket) return true
    if (limit !== 0 || tp === undefined) return false
    return isLong ? tp <= high && (sl ?? -Infinity) < low : tp >= low && (sl ?? Infinity) > high
  }

  /** Closes a trade or a part of it. */
  private leave(order: Listed, price: number, at: number): void {
    const { trade: tag } = partsOfTag(order.tag)
    const trade = this.account.trades.find((one) => one.tag === tag)
    if (trade !== undefined) {
      const size = Math.abs(trade.size)
      const quantity = order.kind === 'close' ? Math.min(size, order.quantity) : size
      this.close(order.orderId, tag, quantity, price, at)
    }
    this.drop(order)
  }

  /** Closes what stands against it, first in, first out; the rest opens a trade. True if it does. */
  private enter(order: Listed, price: number, at: number): boolean {
    const { account, rules } = this
    const { fee, leverage, spread } = rules
    const { isLong, orderId, tag } = order
    const asked = rules.entry(tag).size
    // [Q] the fixed part of the fee is divided by the part of the account, and so counts more than once
    const unit = price * (1 + (isLong ? spread : -spread)) + feeOf(fee, asked, price) / asked
    const isPart = asked < 1
    let need = isPart ? Math.trunc(floorDivide(this.free() * leverage * asked, unit)) : asked
    if (need === 0) return this.refuse(tag, 'relative')
    while (!rules.hedging && need > 0) {
      const trade = against(account.trades, isLong)
      if (trade === undefined) break
      const quantity = Math.min(need, Math.abs(trade.size))
      need -= quantity
      this.close(orderId, trade.tag, quantity, price, at)
    }
    if (need * unit > this.free() * leverage) return this.refuse(tag, 'absolute')
    if (need === 0) return false
    this.turn({ orderId, price, at, quantity: need, closes: '' })
    for (const kind of ['tp', 'sl'] as const) {
      const waiting = this.orders.get(tagOf(tag, kind))
      if (waiting !== undefined) this.list(waiting)
    }
    return true
  }

  private free(): number {
    return freeAt(this.account, this.bar.close, this.rules.leverage)
  }

  private refuse(tag: string, kind: 'relative' | 'absolute'): false {
    this.account.unpaid.push({ tag, at: this.bar.at, kind })
    return false
  }

  private close(orderId: string, tag: string, quantity: number, price: number, at: number): void {
    this.turn({ orderId, price, at, quantity, closes: tag })
    if (this.account.trades.some((one) => one.tag === tag)) return
    for (const order of [...this.account.list])
      if ((order.kind === 'sl' || order.kind === 'tp') && partsOfTag(order.tag).trade === tag) this.drop(order)
  }

  private turn(leg: Leg): void {
    this.account.leg = leg
    this.desk.turn(leg.orderId)
    this.account.leg = null
  }

  /** Takes an order off the list; what may be left of it ends. */
  private drop({ orderId }: Listed): void {
    this.account.list = this.account.list.filter((one) => one.orderId !== orderId)
    this.desk.cancel(orderId)
  }

  /** Equity has come to nothing: trades are closed at the close. [Q] The list is gone through while it gets shorter, so every second one survives. */
  private ruin(): void {
    const { account, bar, orders } = this
    account.ruinedAt = bar.at
    for (let index = 0; index < account.trades.length; index++) {
      const { size, tag } = account.trades[index]!
      const call = orders.get(tagOf(size > 0 ? 'long' : 'short', 'call'))
      if (call !== undefined) this.close(call.orderId, tag, Math.abs(size), bar.close, bar.at)
    }
  }
}
