/** What an order remembers beside its state: parameters, quantities, executions and requests, all plain data. */
import type { Micros, OrderSubmit, OrderType, ReplaceableTerms, Side, TimeInForce } from '../../src/events/index.ts'
import { NONE } from './lists.ts'
import { type OrderTerms, termsOf } from './terms.ts'

/**
 * One entry of the execution log, which only grows: a trade, its correction, or its bust. What a later entry corrected or busted is
 * no longer `live`, so a report that refers to it is refused by that alone.
 */
export interface Execution {
  readonly execId: string
  /** Units; 0 for a bust. Changed only by a split. */
  quantity: number
  price: number
  /** Charged for it, in currency. */
  readonly commission: number
  /** When it traded; a correction keeps the time of its trade. */
  readonly transactTime: Micros
  /** Counts towards `cumQty` and `avgPx`. */
  live: boolean
}

/**
 * - `sent`: on its way, or not yet answered;
 * - `pending`: the venue has it and said so (Pending Cancel, Pending Replace);
 * - `accepted`, `rejected`: answered.
 */
type RequestState = 'sent' | 'pending' | 'accepted' | 'rejected'

/** A cancel or cancel/replace request, under its own ClOrdID; kept after its answer. */
export interface OrderChangeRequest {
  readonly kind: 'cancel' | 'replace'
  readonly clOrdId: string
  readonly origClOrdId: string
  readonly quantity: number | undefined
  readonly limitPrice: number | undefined
  readonly stopPrice: number | undefined
  /** What else it changes. */
  readonly terms: ReplaceableTerms | undefined
  state: RequestState
  /** A later replace was confirmed at this time: an earlier confirmation of this one comes too late to count. */
  supersededAt: Micros | undefined
}

/**
 * FIX's two readings of Filled: between brokers a filled order may be enlarged or busted open again (`broker`, Volume 4);
 * on an exchange it is over (`exchange`, Volume 7).
 */
export type LifecycleProfile = 'broker' | 'exchange'

export interface OrderContext {
  readonly orderId: string
  /** ClOrdID of the submit. */
  readonly firstClOrdId: string
  /** ClOrdID of the last accepted request: what reports carry, and OrigClOrdID of the venue's answers. */
  clOrdId: string
  readonly symbol: string
  readonly side: Side
  readonly orderType: OrderType
  /** FIX OrderQty: the total, executions included. */
  quantity: number
  limitPrice: number | undefined
  stopPrice: number | undefined
  timeInForce: TimeInForce
  /** It waits for executions of this order. */
  readonly parentId: string | undefined
  /** Instructions beyond these. */
  terms: OrderTerms
  readonly strategy: string | undefined
  readonly tag: string | undefined
  readonly profile: LifecycleProfile
  cumQty: number
  /** `quantity - cumQty` while the order works, 0 before it is submitted and once it is over. */
  leavesQty: number
  /** Average price of the live executions, 0 while there is none. */
  avgPx: number
  /** Sum of quantity times price over the live executions. */
  notional: number
  submittedAt: Micros | undefined
  /** ExecID of the report that accepted it. */
  acknowledgedBy: string | undefined
  /** A stop that has fired. */
  triggered: boolean
  /** A child whose parent has executed. */
  activated: boolean
  /** When a cancel, an expiry, a rejection or the end of a day stopped it: what happened up to then may still be reported. */
  closedAt: Micros | undefined
  /** Grow by `grown` alone, like all lists here. */
  requests: readonly OrderChangeRequest[]
  executions: readonly Execution[]
  /** ExecIDs of the other reports that were taken, for telling a duplicate. */
  reports: readonly string[]
}

export interface OrderLifecycleInput {
  readonly submit: OrderSubmit
  /** Default `broker`. */
  readonly profile?: LifecycleProfile
}

/** The context of an order that is not submitted yet. Every field is there from the start, so that all orders share one shape. */
export function draftContext(submit: OrderSubmit, profile: LifecycleProfile = 'broker'): OrderContext {
  return {
    orderId: submit.orderId,
    firstClOrdId: submit.clOrdId,
    clOrdId: submit.clOrdId,
    symbol: submit.symbol,
    side: submit.side,
    orderType: submit.orderType,
    quantity: submit.quantity,
    limitPrice: submit.limitPrice,
    stopPrice: submit.stopPrice,
    timeInForce: submit.timeInForce,
    parentId: submit.parentId,
    terms: termsOf(submit),
    strategy: submit.strategy,
    tag: submit.tag,
    profile,
    cumQty: 0,
    leavesQty: 0,
    avgPx: 0,
    notional: 0,
    submittedAt: undefined,
    acknowledgedBy: undefined,
    triggered: false,
    activated: false,
    closedAt: undefined,
    requests: NONE,
    executions: NONE,
    reports: NONE,
  }
}
