/**
 * A venue without books, machine or order lifecycle, written from docs/broker.md and not from the code: every order is looked at on
 * every bar. Sales are worked as purchases in a mirror, where every price has its sign changed.
 */
import type { BrokerEmitted, BrokerIncoming } from '../../../../actors/broker/index.ts'
import type { MarketBar, OrderSubmit } from '../../../../src/events/index.ts'

interface Trade {
  price: number
  atOpen: boolean
}

interface Held {
  id: string
  client: string
  symbol: string
  sign: number
  kind: string
  size: number
  limit: number | undefined
  stop: number | undefined
  day: boolean
  since: number
  rank: number
  hit: boolean
  done: number
  paid: number
}

/** A report reduced to one comparable line. */
export type Line = string

export interface ReferenceOptions {
  readonly through?: boolean
  /** Each order trades at most so much on a bar. */
  readonly perBar?: number
  readonly slippage?: number
  readonly trigger?: boolean
}

const number = (value: number | undefined): string =>
  value === undefined ? '-' : String(Math.round(value * 1e6) / 1e6)

export class ReferenceVenue {
  private readonly options: ReferenceOptions
  private orders: Held[] = []
  private readonly gone = new Map<string, string>()
  private readonly last = new Map<string, number>()
  private readonly halted = new Set<string>()
  private phase = 'open'
  private rank = 0

  constructor(options: ReferenceOptions = {}) {
    this.options = options
  }

  get working(): string[] {
    return this.orders.map((order) => order.id).sort()
  }

  handle(event: BrokerIncoming): Line[] {
    if (event.type === 'market.bar') return this.bar(event)
    if (event.type === 'order.submit')
      return this.phase === 'done' ? [`reject ${event.orderId} sessionDone`] : this.submit(event)
    if (event.type === 'market.session') {
      if (event.symbol !== undefined) return this.symbolPhase(event.symbol, event.phase)
      this.phase = event.phase
      if (event.phase !== 'closed') return []
      this.halted.clear()
      return this.expire(() => true)
    }
    if (event.type !== 'order.cancel' && event.type !== 'order.replace') return []
    if (this.phase === 'done') return [`${event.type} ${event.orderId} sessionDone`]
    const order = this.orders.find(({ id }) => id === event.orderId)
    if (order === undefined)
      return [`${event.type} ${event.orderId} ${this.gone.has(event.orderId) ? 'tooLate' : 'unknownOrder'}`]
    if (event.type === 'order.cancel') {
      order.client = event.clOrdId
      this.drop(order)
      return [this.line('canceled', order, 0)]
    }
    const last = this.last.get(order.symbol)
    if (event.limitPrice !== undefined && order.limit === undefined)
      return [`order.replace ${order.id} superfluousPrice`]
    if (event.stopPrice !== undefined) {
      if (order.stop === undefined || order.hit) return [`order.replace ${order.id} superfluousPrice`]
      if (last !== undefined && !this.options.trigger && (event.stopPrice - last) * order.sign < 0)
        return [`order.replace ${order.id} wrongSideStop`]
    }
    const size = Math.max(event.quantity ?? order.size, order.done)
    const limit = event.limitPrice ?? order.limit
    const stop = event.stopPrice ?? order.stop
    if (size > order.size || limit !== order.limit || stop !== order.stop) {
      order.rank = ++this.rank
      order.since = event.at
    }
    Object.assign(order, { size, limit, stop, client: event.clOrdId })
    if (size === order.done) this.drop(order)
    return [this.line('replaced', order)]
  }

  private submit(event: OrderSubmit): Line[] {
    if (this.gone.has(event.orderId) || this.orders.some(({ id }) => id === event.orderId))
      return [`reject ${event.orderId} duplicateOrder`]
    const sign = event.side === 'buy' ? 1 : -1
    const last = this.last.get(event.symbol)
    if (
      event.stopPrice !== undefined &&
      last !== undefined &&
      !this.options.trigger &&
      (event.stopPrice - last) * sign < 0
    )
      return [`reject ${event.orderId} wrongSideStop`]
    const order: Held = {
      id: event.orderId,
      client: event.clOrdId,
      symbol: event.symbol,
      sign,
      kind: event.orderType,
      size: event.quantity,
      limit: event.limitPrice,
      stop: event.stopPrice,
      day: event.timeInForce === 'day',
      since: event.at,
      rank: ++this.rank,
      hit: false,
      done: 0,
      paid: 0,
    }
    this.orders.push(order)
    return [this.line('accepted', order)]
  }

  private bar(bar: MarketBar): Line[] {
    const lines: Line[] = []
    if (this.phase === 'done') return lines
    if (this.phase === 'open' && !this.halted.has(bar.symbol))
      for (const order of [...this.orders].sort((a, b) => a.rank - b.rank))
        if (order.symbol === bar.symbol && order.since <= bar.openAt) lines.push(...this.work(order, bar))
    this.last.set(bar.symbol, bar.close)
    return lines
  }

  private work(order: Held, bar: MarketBar): Line[] {
    const { sign } = order
    const mirror = (price: number | undefined): number => (price ?? Number.NaN) * sign
    const [open, close] = [mirror(bar.open), mirror(bar.close)]
    const low = Math.min(mirror(bar.high), mirror(bar.low))
    const high = Math.max(mirror(bar.high), mirror(bar.low))
    const [limit, stop] = [mirror(order.limit), mirror(order.stop)]
    /** The market came to a price that satisfies the limit. */
    const satisfies = (price: number): boolean => (this.options.through ? price < limit : price <= limit)
    const inside = (at: number): Trade => ({ price: at, atOpen: false })
    const first: Trade = { price: open, atOpen: true }
    const resting = (): Trade | undefined => (satisfies(open) ? first : satisfies(low) ? inside(limit) : undefined)

    const lines: Line[] = []
    let trade: Trade | undefined
    if (order.kind === 'limit' || (order.kind === 'stopLimit' && order.hit)) trade = resting()
    else if (order.kind === 'market' || order.hit) trade = first
    else if (high >= stop) {
      order.hit = true
      lines.push(this.line('triggered', order))
      if (order.kind === 'stop') trade = open >= stop ? first : inside(stop)
      else if (open >= stop) trade = resting()
      else if (limit >= stop) trade = inside(stop)
      else if (satisfies(close)) trade = inside(limit)
    }
    if (trade === undefined) return lines
    const { price, atOpen } = trade
    const size = Math.min(order.size - order.done, this.options.perBar ?? Infinity)
    const slip = order.kind === 'market' || order.kind === 'stop' ? (this.options.slippage ?? 0) : 0
    order.done += size
    order.paid += size * (price + slip) * sign
    if (order.done === order.size) this.drop(order)
    lines.push(
      `${this.line('filled', order)} ${size} @ ${number((price + slip) * sign)} slip ${number(slip)} at ${atOpen ? bar.openAt : bar.at}`,
    )
    return lines
  }

  private symbolPhase(symbol: string, phase: string): Line[] {
    if (phase === 'open') this.halted.delete(symbol)
    else this.halted.add(symbol)
    return phase === 'closed' ? this.expire((order) => order.symbol === symbol) : []
  }

  private expire(which: (order: Held) => boolean): Line[] {
    const ending = this.orders.filter((order) => order.day && which(order)).sort((a, b) => a.rank - b.rank)
    for (const order of ending) this.drop(order)
    return ending.map((order) => this.line('expired', order, 0))
  }

  private drop(order: Held): void {
    this.orders = this.orders.filter((other) => other !== order)
    this.gone.set(order.id, 'closed')
  }

  private line(what: string, order: Held, leaves = order.size - order.done): Line {
    const average = order.done > 0 ? order.paid / order.done : 0
    return `${what} ${order.id} ${order.client} ${order.size}=${order.done}+${leaves} avg ${number(average)}`
  }
}

/** A report of the venue as such a line. */
export function lineOf(report: BrokerEmitted): Line {
  switch (report.type) {
    case 'order.rejected':
      return `reject ${report.orderId} ${report.code}`
    case 'order.cancelRejected':
      return `order.cancel ${report.orderId} ${report.code}`
    case 'order.replaceRejected':
      return `order.replace ${report.orderId} ${report.code}`
    case 'order.accepted':
    case 'order.triggered':
    case 'order.canceled':
    case 'order.expired':
    case 'order.replaced':
    case 'order.filled': {
      const { orderId, clOrdId, orderQty, cumQty, leavesQty, avgPx } = report
      const line = `${report.type.slice(6)} ${orderId} ${clOrdId} ${orderQty}=${cumQty}+${leavesQty} avg ${number(avgPx)}`
      if (report.type !== 'order.filled') return line
      return `${line} ${report.lastQty} @ ${number(report.lastPx)} slip ${number(report.slippage)} at ${report.transactTime}`
    }
    default:
      return `${report.type} ${JSON.stringify(report)}`
  }
}
