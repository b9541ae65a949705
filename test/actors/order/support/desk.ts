/** An order on a desk: events in one line each, with times and ids that go up by themselves. */
import type { OrdStatus } from '../../../../src/events/index.ts'
import {
  type LifecycleProfile,
  newOrder,
  offerToOrder,
  type OrderInput,
  type OrderInputType,
  type OrderOutcome,
  type OrderRecord,
  orderState,
  ordStatus,
} from '../../../../actors/order/index.ts'
import type { OrderSubmit } from '../../../../src/events/index.ts'

export const SUBMIT: OrderSubmit = {
  type: 'order.submit',
  at: 1_000,
  orderId: 'o-1',
  clOrdId: 'X',
  symbol: 'SPX',
  side: 'buy',
  orderType: 'limit',
  quantity: 100,
  limitPrice: 10,
  timeInForce: 'day',
}

type Given = 'type' | 'at' | 'orderId' | 'execId'
type Facts<T extends OrderInputType> = Omit<Extract<OrderInput, { type: T }>, Given> & {
  readonly at?: number
  readonly execId?: string
}
type ReportType = Extract<OrderInput, { execId: string }>['type']

export class Desk {
  readonly order: OrderRecord
  now: number = SUBMIT.at
  private reports = 0

  constructor(terms: Partial<OrderSubmit> = {}, profile?: LifecycleProfile) {
    this.order = newOrder({ ...SUBMIT, ...terms }, profile)
  }

  /** A report of the venue, one microsecond after the last event. */
  tell<T extends ReportType>(type: T, facts: Facts<T>): OrderOutcome {
    const { at = ++this.now, execId = `e${++this.reports}` } = facts
    return offerToOrder(this.order, { ...facts, type, at, orderId: 'o-1', execId } as unknown as OrderInput)
  }

  accepted = (facts: Partial<Facts<'order.accepted'>> = {}): OrderOutcome => this.tell('order.accepted', facts)
  canceled = (clOrdId = 'X', facts: { at?: number; execId?: string } = {}): OrderOutcome =>
    this.tell('order.canceled', { clOrdId, ...facts })
  expired = (facts: Partial<Facts<'order.expired'>> = {}): OrderOutcome => this.tell('order.expired', facts)
  doneForDay = (facts: Partial<Facts<'order.doneForDay'>> = {}): OrderOutcome => this.tell('order.doneForDay', facts)
  rejected = (code: Facts<'order.rejected'>['code'] = 'custom'): OrderOutcome => this.tell('order.rejected', { code })
  filled = (
    lastQty: number,
    lastPx = 10,
    facts: { at?: number; execId?: string; transactTime?: number } = {},
  ): OrderOutcome => this.tell('order.filled', { lastQty, lastPx, transactTime: facts.at ?? this.now + 1, ...facts })
  busted = (execRefId: string, execId?: string): OrderOutcome =>
    this.tell('order.tradeCanceled', { execRefId, ...(execId === undefined ? {} : { execId }) })
  corrected = (execRefId: string, lastQty: number, lastPx: number, execId?: string): OrderOutcome =>
    this.tell('order.tradeCorrected', { execRefId, lastQty, lastPx, ...(execId === undefined ? {} : { execId }) })
  pendingCancel = (clOrdId: string): OrderOutcome => this.tell('order.pendingCancel', { clOrdId })
  pendingReplace = (clOrdId: string): OrderOutcome => this.tell('order.pendingReplace', { clOrdId })
  cancelRejected = (clOrdId: string): OrderOutcome => this.tell('order.cancelRejected', { clOrdId })
  replaceRejected = (clOrdId: string): OrderOutcome => this.tell('order.replaceRejected', { clOrdId })
  replaced = (clOrdId: string, orderQty: number, facts: { at?: number; limitPrice?: number } = {}): OrderOutcome =>
    this.tell('order.replaced', { clOrdId, orderQty, ...facts })
  restated = (orderQty: number, facts: { at?: number; splitRatio?: number; limitPrice?: number } = {}): OrderOutcome =>
    this.tell('order.restated', { orderQty, ...facts })

  cancel(clOrdId: string, origClOrdId = 'X'): OrderOutcome {
    return offerToOrder(this.order, {
      type: 'order.cancel',
      at: ++this.now,
      orderId: 'o-1',
      clOrdId,
      origClOrdId,
      symbol: 'SPX',
    })
  }

  replace(clOrdId: string, quantity: number, origClOrdId = 'X', limitPrice?: number): OrderOutcome {
    return offerToOrder(this.order, {
      type: 'order.replace',
      at: ++this.now,
      orderId: 'o-1',
      clOrdId,
      origClOrdId,
      symbol: 'SPX',
      quantity,
      ...(limitPrice === undefined ? {} : { limitPrice }),
    })
  }

  get state(): string {
    return orderState(this.order)
  }

  get status(): OrdStatus {
    return ordStatus(this.order)
  }

  /** OrdStatus, OrderQty, CumQty, LeavesQty: a row of FIX's matrices. */
  get row(): [OrdStatus, number, number, number] {
    const { quantity, cumQty, leavesQty } = this.order.context
    return [this.status, quantity, cumQty, leavesQty]
  }
}
