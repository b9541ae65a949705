/**
 * The order lifecycle once more, as flags and lists instead of a statechart: an oracle for generated lives. It is written from
 * the tables in docs/order-lifecycle.md, not from the machine.
 */
import { expect } from 'vitest'
import type { OrderInput, OrderOutcome, OrderRecord } from '../../../../actors/order/index.ts'
import { isClosed, offerToOrder, orderState, ordStatus } from '../../../../actors/order/index.ts'
import type { OrdStatus } from '../../../../src/events/index.ts'
import type { Terms } from './arbitrary.ts'

interface Trade {
  readonly id: string
  quantity: number
  price: number
  /** When it traded; a correction keeps the time of its trade. */
  at: number
  counts: boolean
}

interface Request {
  readonly id: string
  readonly isCancel: boolean
  phase: 'sent' | 'pending' | 'accepted' | 'rejected'
  overtakenAt: number
  /** A replace that makes it good for the day, or for longer. */
  toDay: boolean | undefined
}

/** The reports that may change something or be wrong. */
type Report = Exclude<Extract<OrderInput, { execId: string }>, { type: 'order.status' | 'order.pendingNew' }>

type End = 'none' | 'canceled' | 'expired' | 'rejected' | 'calculated'

/** FIX 5.0 SP2 Volume 4: precedence of OrdStatus, highest first; of the last three only one can hold. */
const RANKED: readonly OrdStatus[] = [
  'PendingCancel',
  'PendingReplace',
  'DoneForDay',
  'Calculated',
  'Filled',
  'Stopped',
  'Suspended',
  'Canceled',
  'Expired',
  'PartiallyFilled',
  'New',
  'Rejected',
  'PendingNew',
]

export class OrderModel {
  quantity: number
  trades: Trade[] = []
  private isDay: boolean
  /** Its day is over, and it was good for no other. */
  private isDayDone = false
  private readonly isBroker: boolean
  private readonly hasStop: boolean
  private readonly hasParent: boolean
  private readonly known = new Set<string>()
  private readonly requests: Request[] = []
  private end: End = 'none'
  private endedAt = -Infinity
  private day: 'on' | 'over' = 'on'
  /** Filled to the last, and not put back to work since. */
  private isFull = false
  private mood: 'new' | 'accepted' | 'stopped' | 'suspended' = 'new'
  private isPendingNew = false
  private isAcknowledged = false
  private hasTriggered = false
  private hasActivated = false

  constructor({ submit, profile }: Terms) {
    this.quantity = submit.quantity
    this.isDay = submit.timeInForce === 'day'
    this.isBroker = profile === 'broker'
    this.hasStop = submit.stopPrice !== undefined
    this.hasParent = submit.parentId !== undefined
  }

  /** A child that is known to the venue and of which nothing was heard since that it could only do at work. */
  get isWaiting(): boolean {
    const isQuiet = !this.hasActivated && !this.hasTriggered && this.trades.length === 0
    return this.hasParent && isQuiet && this.isLive && this.day === 'on' && this.mood === 'accepted'
  }

  get cum(): number {
    return this.trades.reduce((sum, trade) => sum + (trade.counts ? trade.quantity : 0), 0)
  }

  get isOpen(): boolean {
    return this.end === 'none' && !this.isFull && !(this.day === 'over' && this.isDayDone)
  }

  get leaves(): number {
    return this.isOpen ? this.quantity - this.cum : 0
  }

  get averagePrice(): number {
    const value = this.trades.reduce((sum, trade) => sum + (trade.counts ? trade.quantity * trade.price : 0), 0)
    return this.cum === 0 ? 0 : value / this.cum
  }

  /** All statuses that hold; the first by rank is reported. */
  get status(): OrdStatus {
    const holds = new Set<OrdStatus>()
    const isOver = this.end === 'canceled' || this.end === 'expired' || this.end === 'rejected'
    const pending = this.requests.filter((request) => request.phase === 'pending')
    if (!isOver && pending.some((request) => request.isCancel)) holds.add('PendingCancel')
    if (!isOver && pending.some((request) => !request.isCancel)) holds.add('PendingReplace')
    if (this.end === 'canceled') holds.add('Canceled')
    else if (this.end === 'expired') holds.add('Expired')
    else if (this.end === 'rejected') holds.add('Rejected')
    else if (this.end === 'calculated') holds.add('Calculated')
    else if (this.isFull) holds.add('Filled')
    else if (this.day === 'over') holds.add('DoneForDay')
    else if (this.mood === 'stopped') holds.add('Stopped')
    else if (this.mood === 'suspended') holds.add('Suspended')
    else holds.add(this.mood === 'new' ? 'PendingNew' : 'New')
    if (this.cum === this.quantity) holds.add('Filled')
    else if (this.cum > 0) holds.add('PartiallyFilled')
    return RANKED.find((status) => holds.has(status))!
  }

  apply(event: OrderInput): OrderOutcome {
    if (this.accepts(event)) return 'applied'
    if ('execId' in event) return this.known.has(event.execId) ? 'duplicate' : 'violation'
    if (event.type === 'order.denied') return 'violation'
    const isKnown = event.clOrdId === 'X' || this.requests.some((request) => request.id === event.clOrdId)
    if (event.type === 'order.submit') return event.clOrdId === 'X' ? 'duplicate' : 'violation'
    return isKnown ? 'duplicate' : 'violation'
  }

  private accepts(event: OrderInput): boolean {
    if (event.type === 'order.submit' || event.type === 'order.denied') return false
    if (event.type === 'order.status') return true
    if (event.type === 'order.pendingNew') return this.pendingNew(event.execId)
    if (event.type === 'order.cancel' || event.type === 'order.replace') return this.request(event)
    if (this.known.has(event.execId)) return false
    const isTaken = this.report(event)
    if (isTaken) this.known.add(event.execId)
    return isTaken
  }

  /** Says something only to an order of which nothing was heard; it is never wrong. */
  private pendingNew(execId: string): boolean {
    const isFirst = this.isLive && this.day === 'on' && this.mood === 'new' && !this.isPendingNew
    if (isFirst && !this.known.has(execId)) {
      this.isPendingNew = true
      this.known.add(execId)
    }
    return true
  }

  /** May yet trade, or was only done for the day. */
  private get isLive(): boolean {
    return this.end === 'none' && !this.isFull
  }

  private request(event: Extract<OrderInput, { type: 'order.cancel' | 'order.replace' }>): boolean {
    if (event.clOrdId === 'X' || this.requests.some((request) => request.id === event.clOrdId)) return false
    const isCancel = event.type === 'order.cancel'
    const toDay =
      event.type === 'order.replace' && event.timeInForce !== undefined ? event.timeInForce === 'day' : undefined
    this.requests.push({ id: event.clOrdId, isCancel, phase: 'sent', overtakenAt: -Infinity, toDay })
    return true
  }

  private open(id: string, isCancel: boolean): Request | undefined {
    const request = this.requests.find((one) => one.id === id && one.isCancel === isCancel)
    return request?.phase === 'sent' || request?.phase === 'pending' ? request : undefined
  }

  private report(event: Report): boolean {
    switch (event.type) {
      case 'order.accepted':
        return this.acknowledge(event.at)
      case 'order.rejected':
        return this.reject(event.code === 'duplicateOrder', event.at)
      case 'order.filled':
        return this.trade(event.execId, event.lastQty, event.lastPx, event.transactTime)
      case 'order.triggered': {
        if (!this.hasStop || this.hasTriggered || event.at > this.lastEnd) return false
        this.hasTriggered = true
        if (this.isLive && this.day === 'on' && this.mood === 'new') this.mood = 'accepted'
        return true
      }
      case 'order.activated': {
        if (!this.hasParent || this.hasActivated || event.at > this.lastEnd) return false
        this.hasActivated = true
        if (this.isLive && this.day === 'on' && this.mood === 'new') this.mood = 'accepted'
        return true
      }
      case 'order.stopped':
      case 'order.suspended':
        if (this.isLive && this.day === 'on') {
          this.mood = event.type === 'order.stopped' ? 'stopped' : 'suspended'
          return true
        }
        return this.isOvertaken(event.at)
      case 'order.resumed':
        if (this.isLive && this.day === 'on' && this.mood === 'suspended') {
          this.mood = 'accepted'
          return true
        }
        return this.isOvertaken(event.at)
      case 'order.doneForDay':
        if (!this.isLive) return this.isOvertaken(event.at)
        this.endedAt = this.day === 'over' ? Math.max(this.endedAt, event.at) : event.at
        this.day = 'over'
        this.isDayDone ||= this.isDay
        return true
      case 'order.canceled':
      case 'order.expired': {
        if (!this.isLive) return false
        this.end = event.type === 'order.canceled' ? 'canceled' : 'expired'
        this.endedAt = event.at
        const granted = event.type === 'order.canceled' ? this.open(event.clOrdId, true) : undefined
        if (granted !== undefined) granted.phase = 'accepted'
        return true
      }
      case 'order.calculated':
        if (this.end === 'none' && this.isFull) {
          this.end = 'calculated'
          this.endedAt = event.at
          return true
        }
        return this.isLive && this.day === 'over'
      case 'order.pendingCancel':
      case 'order.pendingReplace': {
        const request = this.requests.find(
          (one) => one.id === event.clOrdId && one.isCancel === (event.type === 'order.pendingCancel'),
        )
        if (request === undefined || request.phase === 'pending') return false
        if (request.phase === 'sent') request.phase = 'pending'
        return true
      }
      case 'order.cancelRejected':
      case 'order.replaceRejected': {
        const request = this.open(event.clOrdId, event.type === 'order.cancelRejected')
        if (request !== undefined) request.phase = 'rejected'
        return request !== undefined
      }
      case 'order.replaced':
        return this.replace(event.clOrdId, event.orderQty, event.at)
      case 'order.restated':
        return this.restate(event.orderQty, event.splitRatio ?? 1, event.at)
      case 'order.tradeCanceled':
        return this.amend(event.execRefId, event.execId, 0, 0)
      case 'order.tradeCorrected':
        return event.lastQty > 0 && this.amend(event.execRefId, event.execId, event.lastQty, event.lastPx)
    }
  }

  /** When it stopped for good or for the day; forever away while it has not. */
  private get lastEnd(): number {
    if (this.end !== 'none') return this.endedAt
    return !this.isFull && this.day === 'over' ? this.endedAt : Infinity
  }

  private isOvertaken(at: number): boolean {
    return this.lastEnd !== Infinity && at <= this.lastEnd
  }

  private acknowledge(at: number): boolean {
    if (this.isAcknowledged) return false
    const isFirst = this.isLive && this.day === 'on' && this.mood === 'new'
    if (!isFirst && at > this.lastEnd) return false
    if (isFirst) this.mood = 'accepted'
    return (this.isAcknowledged = true)
  }

  private reject(isOfCopy: boolean, at: number): boolean {
    if (isOfCopy && (this.isAcknowledged || this.trades.length > 0)) return true
    if (!this.isLive || this.cum > 0) return false
    this.end = 'rejected'
    this.endedAt = at
    return true
  }

  private trade(id: string, quantity: number, price: number, at: number): boolean {
    if (!(quantity > 0) || quantity > this.quantity - this.cum) return false
    const isLate = this.isOvertaken(at)
    if (!this.isOpen && (!isLate || this.end === 'rejected')) return false
    const wasOpen = this.isOpen
    this.trades.push({ id, quantity, price, at, counts: true })
    if (!wasOpen) return true
    if (this.day === 'over' && !isLate) this.work()
    else if (this.mood === 'new' && this.day === 'on') this.mood = 'accepted'
    this.fillUp()
    return true
  }

  private fillUp(): void {
    if (this.isLive && this.cum === this.quantity) this.isFull = true
  }

  private work(): void {
    this.isFull = false
    this.day = 'on'
    this.isDayDone = false
    this.mood = 'accepted'
  }

  private amend(refersTo: string, id: string, quantity: number, price: number): boolean {
    const trade = this.trades.find((one) => one.id === refersTo)
    if (trade === undefined || !trade.counts) return false
    if (this.cum - trade.quantity + quantity > this.quantity) return false
    const wasOpen = this.isOpen
    trade.counts = false
    this.trades.push({ id, quantity, price, at: trade.at, counts: quantity > 0 })
    if (this.end === 'none' && this.isFull && this.isBroker && this.cum < this.quantity) this.work()
    if (wasOpen) this.fillUp()
    return true
  }

  /** New terms by the client or the venue. */
  private isChangeable(at: number): boolean {
    if (this.isOpen) return true
    if (this.end !== 'none' || !this.isFull) return this.isOvertaken(at)
    // an exchange changed it before it was filled, or not at all
    return this.isBroker ? this.cum === this.quantity : this.trades.some((trade) => at <= trade.at)
  }

  private replace(id: string, quantity: number, at: number): boolean {
    const request = this.open(id, false)
    if (request === undefined) return false
    if (at <= request.overtakenAt) {
      request.phase = 'accepted'
      const later = this.requests.slice(this.requests.indexOf(request) + 1)
      if (!later.some((one) => one.phase === 'accepted' && one.toDay !== undefined))
        this.isDay = request.toDay ?? this.isDay
      return true
    }
    if (!(quantity > 0) || !this.isChangeable(at)) return false
    request.phase = 'accepted'
    this.isDay = request.toDay ?? this.isDay
    for (const earlier of this.requests.slice(0, this.requests.indexOf(request))) {
      if (!earlier.isCancel && (earlier.phase === 'sent' || earlier.phase === 'pending')) earlier.overtakenAt = at
    }
    this.change(quantity, false, this.cum === this.quantity)
    return true
  }

  private restate(quantity: number, ratio: number, at: number): boolean {
    if (!(quantity > 0) || !this.isChangeable(at)) return false
    const wasWhole = this.cum === this.quantity
    for (const trade of this.trades) {
      trade.quantity *= ratio
      trade.price /= ratio
    }
    this.change(quantity, this.day === 'over' && this.isOpen && at > this.endedAt, wasWhole)
    return true
  }

  private change(quantity: number, isNewDay: boolean, wasWhole: boolean): void {
    const wasOpen = this.isOpen
    this.quantity = Math.max(quantity, this.cum)
    if (this.end !== 'none') return
    if (this.isFull && wasWhole && this.cum < this.quantity) this.work()
    else if (wasOpen && (isNewDay || (this.mood === 'new' && this.day === 'on'))) this.work()
    if (wasOpen) this.fillUp()
  }
}

/** Gives an event to an order and to its model, and compares what became of it and all that can be seen afterwards. */
export function expectSame(order: OrderRecord, model: OrderModel, event: OrderInput): void {
  const outcome = offerToOrder(order, event)
  const { quantity, cumQty, leavesQty, avgPx } = order.context
  const isWaiting = orderState(order).startsWith('live.waiting')
  const got = [event.type, outcome, ordStatus(order), quantity, cumQty, leavesQty, isClosed(order), isWaiting]
  const expectedOutcome = model.apply(event)
  const { status, quantity: total, cum, leaves, isOpen } = model
  const expected = [event.type, expectedOutcome, status, total, cum, leaves, !isOpen, model.isWaiting]
  // Looked at first without vitest, whose comparison takes most of the time of 100,000 events.
  if (got.some((value, place) => value !== expected[place])) expect(got).toEqual(expected)
  if (Math.abs(avgPx - model.averagePrice) > 1e-9) expect(avgPx).toBe(model.averagePrice)
}
