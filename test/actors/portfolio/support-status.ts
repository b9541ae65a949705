/**
 * A venue with one order, as little as can be: what it says of the order is worked out from its own list of executions, and of nothing that
 * the client's lifecycle knows. Every message to the client arrives at once, late, or never.
 */
import type {
  AccountUncertain,
  TradingEvent,
  OrderStatusReport,
  OrderSubmit,
  OrdStatus,
  VenueReport,
} from '../../../src/events/index.ts'
import { report } from './support.ts'

export const typesOf = (events: readonly TradingEvent[]): string[] => events.map(({ type }) => type)
/** What was concluded from a status, and not reported. */
export const inferredOf = (events: readonly TradingEvent[]): string[] =>
  events.flatMap((event) => ('inferred' in event && event.inferred === true ? [event.type] : []))
export const uncertainOf = (events: readonly TradingEvent[]): AccountUncertain[] =>
  events.filter((event) => event.type === 'account.uncertain')

export const statusOf = (order: OrderSubmit, facts: Partial<OrderStatusReport> = {}): OrderStatusReport => ({
  ...report(order),
  type: 'order.status',
  execType: 'OrderStatus',
  execId: `s-${facts.at ?? 0}`,
  statusReqId: 'q',
  leavesQty: order.quantity - (facts.cumQty ?? 0),
  commission: 0,
  triggered: false,
  ...facts,
})

interface Traded {
  execId: string
  quantity: number
  price: number
  fee: number
  /** When it traded: also of a correction. */
  at: number
  counts: boolean
}

type Answer = 'pending' | 'accepted' | 'rejected'

export class OneOrderVenue {
  readonly executions: Traded[] = []
  readonly answers = new Map<string, { readonly kind: 'cancel' | 'replace'; state: Answer }>()
  quantity: number
  limitPrice: number | undefined
  clOrdId: string
  isAccepted = false
  isSuspended = false
  /** An exchange's order that was filled is over, whatever becomes of its executions. */
  end: 'Canceled' | 'Expired' | 'Filled' | undefined
  at = 0
  readonly #order: OrderSubmit
  #reports = 0

  constructor(order: OrderSubmit) {
    this.#order = order
    this.quantity = order.quantity
    this.limitPrice = order.limitPrice
    this.clOrdId = order.clOrdId
  }

  get counting(): Traded[] {
    return this.executions.filter(({ counts }) => counts)
  }
  get cumQty(): number {
    return this.counting.reduce((sum, { quantity }) => sum + quantity, 0)
  }
  get paid(): number {
    return this.counting.reduce((sum, { quantity, price }) => sum + quantity * price, 0)
  }
  get fees(): number {
    return this.executions.reduce((sum, { fee, counts, quantity }) => sum + (counts || quantity === 0 ? fee : 0), 0)
  }
  get leavesQty(): number {
    return this.end === undefined ? this.quantity - this.cumQty : 0
  }
  get isOver(): boolean {
    return this.end !== undefined
  }
  get ordStatus(): OrdStatus {
    const pending = [...this.answers.values()].filter(({ state }) => state === 'pending').map(({ kind }) => kind)
    if (pending.includes('cancel')) return 'PendingCancel'
    if (pending.includes('replace')) return 'PendingReplace'
    if (this.end !== undefined) return this.end
    if (this.isSuspended) return 'Suspended'
    return this.cumQty > 0 ? 'PartiallyFilled' : 'New'
  }

  /** After whatever may have left nothing of it. */
  settle(): void {
    if (this.end === undefined && this.cumQty === this.quantity) this.end = 'Filled'
  }

  /** What every report says now. */
  #totals() {
    return {
      ...report(this.#order),
      at: this.at,
      clOrdId: this.clOrdId,
      ordStatus: this.ordStatus,
      orderQty: this.quantity,
      cumQty: this.cumQty,
      leavesQty: this.leavesQty,
      avgPx: this.cumQty === 0 ? 0 : this.paid / this.cumQty,
      execId: `v-${++this.#reports}`,
    }
  }

  say(type: VenueReport['type'], facts: object = {}): VenueReport {
    return { ...this.#totals(), type, ...facts } as unknown as VenueReport
  }

  trade(quantity: number, price: number, fee: number): VenueReport {
    const execId = `x-${this.executions.length + 1}`
    this.executions.push({ execId, quantity, price, fee, at: this.at, counts: true })
    this.settle()
    const traded = { lastQty: quantity, lastPx: price, commission: fee, slippage: 0, transactTime: this.at }
    return this.say('order.filled', { execType: 'Trade', execId, ...traded })
  }

  /** Corrects an execution, or takes it back with a quantity of 0. */
  revise(of: Traded, quantity: number, price: number, fee: number): VenueReport {
    of.counts = false
    const execId = `x-${this.executions.length + 1}`
    this.executions.push({ execId, quantity, price, fee, at: of.at, counts: quantity > 0 })
    this.settle()
    const facts = {
      execRefId: of.execId,
      lastQty: quantity > 0 ? quantity : of.quantity,
      lastPx: price,
      commission: fee,
    }
    return quantity > 0
      ? this.say('order.tradeCorrected', { execType: 'TradeCorrect', execId, ...facts })
      : this.say('order.tradeCanceled', { execType: 'TradeCancel', execId, ...facts })
  }

  /** The answer to a question; `about` names a cancel or replace, or the order itself. */
  status(about?: string): OrderStatusReport {
    const isRequest = about !== undefined && about !== this.#order.clOrdId
    return {
      ...this.#totals(),
      type: 'order.status',
      execType: 'OrderStatus',
      statusReqId: 'q',
      ...(isRequest ? { requestId: about, requestStatus: this.answers.get(about)?.state ?? 'unknown' } : {}),
      ...(this.executions.length === 0 ? {} : lastOf(this.executions)),
      commission: this.fees,
      ...(this.limitPrice === undefined ? {} : { limitPrice: this.limitPrice }),
      triggered: false,
    }
  }
}

const lastOf = (executions: readonly Traded[]) => ({
  lastExecId: executions.at(-1)!.execId,
  transactTime: executions.at(-1)!.at,
})
