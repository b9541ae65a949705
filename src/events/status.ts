/** How an order stands: what a client asks after a silence, and what the venue answers. FIX's OrderStatusRequest and its kin. */
import type { OrderReport, RejectCode, ReplaceableTerms } from './order.ts'
import type { Micros } from './time.ts'

/** Asks how an order stands, or, with the ClOrdID of a cancel or replace, what became of that as well. Answered by one `order.status`. */
export interface OrderStatusRequest {
  readonly type: 'order.statusRequest'
  readonly at: Micros
  readonly orderId: string
  /** FIX tag 790. */
  readonly statusReqId: string
  /** The request that it is about. */
  readonly clOrdId: string
  readonly symbol: string
}

/** Asks for the status of every order that works: one `order.status` for each, which finds those that the client does not know. */
export interface OrderMassStatusRequest {
  readonly type: 'order.massStatusRequest'
  readonly at: Micros
  /** FIX tag 584. */
  readonly statusReqId: string
}

export type StatusRequest = OrderStatusRequest | OrderMassStatusRequest

/** What became of a request, as a venue remembers it. */
export type RequestStatus = 'accepted' | 'rejected' | 'pending' | 'unknown'

/** The answer to a status request: all that the venue knows of an order, enough to make good for reports that did not come. */
export interface OrderStatusReport extends OrderReport, ReplaceableTerms {
  readonly type: 'order.status'
  readonly statusReqId?: string
  /** The cancel or replace that was asked about, and what became of it; left out where the question was about the order itself. */
  readonly requestId?: string
  readonly requestStatus?: RequestStatus
  /** ExecID of its last execution, correction or bust. */
  readonly lastExecId?: string
  /** All that is charged for its executions, in currency. */
  readonly commission?: number
  readonly limitPrice?: number
  readonly stopPrice?: number
  /** Its stop has fired. */
  readonly triggered?: boolean
  /** When its last execution happened. */
  readonly transactTime?: Micros
  /** `unknownOrder`: the venue knows no order of this id, and the quantities mean nothing. */
  readonly code?: RejectCode
}
