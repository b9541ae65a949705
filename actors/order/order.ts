/** Orders as records: a row of plain data that the compiled lifecycle steps, for owners that keep many. */
import { type Actor, createActor } from 'xstate'
import type { OrderDuplicate, OrderSubmit, OrderViolation, OrdStatus } from '../../src/events/index.ts'
import { type Effects, type MachineRecord, tableOf } from '../../src/machine/index.ts'
import { draftContext, type LifecycleProfile, type OrderContext } from './context.ts'
import type { OrderInput, OrderNotice } from './events.ts'
import { isDuplicate } from './identity.ts'
import { send } from './life.ts'
import { orderMachine } from './machine.ts'
import { whyNot } from './notices.ts'
import { projectStatus, regionsOf } from './projection.ts'

/** One order: where its three regions are, and what it remembers. */
export type OrderRecord = MachineRecord<OrderContext>

/** The compiled lifecycle. */
export const orderTable = tableOf(orderMachine)

/**
 * What became of an event: it was taken; or it was taken before and changes nothing now; or it is not legal in the order's state and
 * changes nothing.
 */
export type OrderOutcome = 'applied' | 'duplicate' | 'violation'

/** Listens to one step. A step is never interrupted by another, so one listener serves all orders. */
const listener: Effects<OrderNotice> & { heard: OrderNotice | undefined } = {
  heard: undefined,
  emit(notice) {
    listener.heard = notice
  },
  schedule() {},
  cancel() {},
}

/** An order that is not submitted yet: it can be submitted or denied. */
export function draftOrder(submit: OrderSubmit, profile: LifecycleProfile = 'broker'): OrderRecord {
  return orderTable.initial({ submit, profile })
}

/** Number of the configuration after `order.submit`, once an order has been there. */
let submitted: number | undefined

/**
 * An order in the state after its `order.submit`, on the client's side or the venue's. The submission of a draft always ends in the
 * same configuration, so after the first order it is taken as read: 5 times faster than stepping there.
 */
export function newOrder(submit: OrderSubmit, profile: LifecycleProfile = 'broker'): OrderRecord {
  if (submitted === undefined) {
    const first = draftOrder(submit, profile)
    orderTable.step(first, submit)
    submitted = first.config
    return first
  }
  const context = draftContext(submit, profile)
  send(context, submit)
  return { config: submitted, status: 'active', context, output: undefined }
}

/**
 * Hands a request or a report to its order, and says what became of it. The record is changed in place when the event
 * was `applied`, and not at all otherwise; what is to be said then is in `violationOf` and `duplicateOf`.
 */
export function offerToOrder(order: OrderRecord, event: OrderInput): OrderOutcome {
  listener.heard = undefined
  orderTable.step(order, event, listener)
  const { heard } = listener as { heard: OrderNotice | undefined }
  if (heard === undefined) return 'applied'
  return heard.type === 'order.duplicate' ? 'duplicate' : 'violation'
}

/**
 * `offerToOrder` for who only asks whether to act on the event: true when it changed the order (or confirmed what is known),
 * false when it must have no effect. Of a false one, `isRepeated` tells the duplicate from the violation.
 */
export function applyToOrder(order: OrderRecord, event: OrderInput): boolean {
  listener.heard = undefined
  orderTable.step(order, event, listener)
  return listener.heard === undefined
}

/** Whether the order has taken this event before (same ExecID of a report, same ClOrdID of a request). */
export const isRepeated = (order: OrderRecord, event: OrderInput): boolean => isDuplicate(order.context, event)

/** The event by which an owner reports that `event` was not legal for its order. */
export const violationOf = (order: OrderRecord, event: OrderInput, owner: string): OrderViolation => ({
  type: 'order.violation',
  at: event.at,
  orderId: order.context.orderId,
  owner,
  state: orderState(order),
  event: event.type,
  text: whyNot(order.context, event),
})

/** The event by which an owner reports that `event` was a repetition. */
export const duplicateOf = (order: OrderRecord, event: OrderInput, owner: string): OrderDuplicate => ({
  type: 'order.duplicate',
  at: event.at,
  orderId: order.context.orderId,
  owner,
  event: event.type,
})

/** What follows from a configuration, computed once for each. */
interface Projection {
  readonly status: OrdStatus
  readonly state: string
  readonly isClosed: boolean
  readonly isDayDone: boolean
  readonly isSuspended: boolean
  readonly isAsked: boolean
}

const projections: Projection[] = []

function projectionOf(order: OrderRecord): Projection {
  return projections[order.config] ?? project(order)
}

function project(order: OrderRecord): Projection {
  const regions = regionsOf(orderTable.value(order))
  const { working, request, fill } = regions
  const projection: Projection = {
    status: projectStatus(regions),
    state: `${working} / ${request} / ${fill}`,
    isClosed: working === 'denied' || working.startsWith('closed.'),
    isDayDone: working === 'live.doneForDay',
    isSuspended: working === 'live.suspended',
    isAsked: request !== 'none',
  }
  projections[order.config] = projection
  return projection
}

/** FIX's OrdStatus of the order. */
export const ordStatus = (order: OrderRecord): OrdStatus => projectionOf(order).status

/** The three regions in words: `working / request / fill`, e.g. `live.accepted / none / unfilled`. */
export const orderState = (order: OrderRecord): string => projectionOf(order).state

/**
 * No further execution is possible. A trade that happened before can still be reported, corrected or busted, and between brokers a
 * filled order can be enlarged: keep the record for as long as that is to be understood.
 */
export function isClosed(order: OrderRecord): boolean {
  const projection = projectionOf(order)
  return projection.isClosed || (projection.isDayDone && order.context.leavesQty === 0)
}

/** It stays in the book and does not trade: suspended, or its day is over. */
export function isPaused(order: OrderRecord): boolean {
  const projection = projectionOf(order)
  return projection.isSuspended || projection.isDayDone
}

/** Closed, and no request is waiting for its answer: on a wire that repeats nothing, nothing more will come. */
export const isSettled = (order: OrderRecord): boolean => isClosed(order) && !projectionOf(order).isAsked

/**
 * An XState actor of one order as it stands, for the inspector, a subscriber or a test: the interpreted machine, on a copy.
 * It is not started.
 */
export function orderActor(order: OrderRecord): Actor<typeof orderMachine> {
  const snapshot = orderMachine.resolveState({
    value: orderTable.value(order),
    context: structuredClone(order.context),
  })
  return createActor(orderMachine, { snapshot, input: undefined as never })
}
