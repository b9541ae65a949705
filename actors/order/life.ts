/** What the order's way from its submission to its end asks and does, quantities and requests aside. */
import type { OrderContext } from './context.ts'
import type { InputOf } from './events.ts'
import { isNews, remember } from './identity.ts'
import { work } from './quantities.ts'
import { isTriggerType } from './terms.ts'

// What the drawing asks

const isInTime = (context: OrderContext, event: { readonly at: number }): boolean =>
  context.closedAt === undefined || event.at <= context.closedAt

export const wasSent = (context: OrderContext): boolean => context.submittedAt !== undefined

/** The order's end, or the end of its day, was reported first: what went before it says nothing about the state any more. */
export const isOvertaken = (context: OrderContext, event: { readonly at: number; readonly execId: string }): boolean =>
  context.closedAt !== undefined && event.at <= context.closedAt && isNews(context, event)

/** The acknowledgement comes after reports that implied it, or after the order's end. */
export const acknowledgesLate = (context: OrderContext, event: InputOf<'order.accepted'>): boolean =>
  context.submittedAt !== undefined &&
  context.acknowledgedBy === undefined &&
  isInTime(context, event) &&
  isNews(context, event)

/** The client sent an order that is known once more; the refusal of the copy leaves the order itself as it is. */
export const refusesCopy = (context: OrderContext, event: InputOf<'order.rejected'>): boolean =>
  event.code === 'duplicateOrder' &&
  (context.acknowledgedBy !== undefined || context.executions.length > 0) &&
  isNews(context, event)

/** Also after its acceptance, but not once something is executed: that order can only be canceled. */
export const refusesOrder = (context: OrderContext, event: InputOf<'order.rejected'>): boolean =>
  context.cumQty === 0 && !refusesCopy(context, event) && isNews(context, event)

/** Only an order that waits for a price has something to trigger, and only once; its report may be overtaken like any other. */
export const firesStop = (context: OrderContext, event: InputOf<'order.triggered'>): boolean =>
  isTriggerType(context.orderType) &&
  !context.triggered &&
  context.submittedAt !== undefined &&
  isInTime(context, event) &&
  isNews(context, event)

/** A child begins to work once; its report may be overtaken like any other. */
export const activates = (context: OrderContext, event: InputOf<'order.activated'>): boolean =>
  context.parentId !== undefined &&
  !context.activated &&
  context.submittedAt !== undefined &&
  isInTime(context, event) &&
  isNews(context, event)

/** A child of which nothing has been heard that it could only do at work. */
export const isWaiting = (context: OrderContext): boolean =>
  context.parentId !== undefined && !context.activated && !context.triggered && context.executions.length === 0

/** Its day is not over. */
export const worksToday = (context: OrderContext, event: { readonly execId: string }): boolean =>
  context.closedAt === undefined && isNews(context, event)

export const isTriggered = (context: OrderContext): boolean => context.triggered

// What the drawing does

export function send(context: OrderContext, event: InputOf<'order.submit'>): void {
  context.submittedAt = event.at
  work(context)
}

export function acknowledge(context: OrderContext, event: InputOf<'order.accepted'>): void {
  context.acknowledgedBy = event.execId
}

/** Of a trailing order the report says where its stop had come to, and the limit that follows from it. */
export function trigger(context: OrderContext, event: InputOf<'order.triggered'>): void {
  context.triggered = true
  context.stopPrice = event.stopPrice ?? context.stopPrice
  context.limitPrice = event.limitPrice ?? context.limitPrice
  remember(context, event)
}

export function activate(context: OrderContext, event: InputOf<'order.activated'>): void {
  context.activated = true
  remember(context, event)
}

/** A day order is over with its day; any other keeps what is left for the next one. */
export function endDay(context: OrderContext, event: InputOf<'order.doneForDay'>): void {
  if (context.timeInForce === 'day') context.leavesQty = 0
  context.closedAt = Math.max(event.at, context.closedAt ?? event.at)
  remember(context, event)
}

export function close(
  context: OrderContext,
  event: InputOf<'order.canceled' | 'order.expired' | 'order.rejected' | 'order.calculated'>,
): void {
  context.leavesQty = 0
  context.closedAt = event.at
  remember(context, event)
}
