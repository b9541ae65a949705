/** Quantities and executions: the arithmetic of CumQty, LeavesQty and AvgPx, and of trades, corrections, busts and restatements. */
import type { Execution, OrderContext } from './context.ts'
import type { InputOf } from './events.ts'
import { findExecution, isNews, remember } from './identity.ts'
import { grown } from './lists.ts'
import { changeTerms, replaceableOf, splitTerms } from './terms.ts'

/** A part of the order's quantity that is taken for rounding: sums of lots such as 0.1 are not exact in binary. */
const ROUNDING = 1e-9

const isPrice = Number.isFinite

// What the drawing asks

/** A new execution of the last that is left. */
export function completes(context: OrderContext, event: InputOf<'order.filled'>): boolean {
  const { leavesQty } = context
  return (
    leavesQty > 0 &&
    event.lastQty > 0 &&
    Math.abs(leavesQty - event.lastQty) <= context.quantity * ROUNDING &&
    isPrice(event.lastPx) &&
    isNews(context, event)
  )
}

/** A new execution of less than what is left. */
export function executesPart(context: OrderContext, event: InputOf<'order.filled'>): boolean {
  return (
    event.lastQty > 0 &&
    context.leavesQty - event.lastQty > context.quantity * ROUNDING &&
    isPrice(event.lastPx) &&
    isNews(context, event)
  )
}

/** The trade happened while the order still worked, only its report is late. */
const tradedInTime = (context: OrderContext, event: InputOf<'order.filled'>): boolean =>
  context.closedAt !== undefined && event.transactTime <= context.closedAt

/**
 * An order that was canceled, expired or done for the day, and of which nothing is left, had traded before. (One with something left
 * completes or executes a part as ever.)
 */
export const isLateTrade = (context: OrderContext, event: InputOf<'order.filled'>): boolean =>
  tradedInTime(context, event) &&
  event.lastQty > 0 &&
  context.cumQty + event.lastQty <= context.quantity * (1 + ROUNDING) &&
  isPrice(event.lastPx) &&
  isNews(context, event)

/** An execution after the order's day was over: it is back at work. */
export const tradesAgain = (context: OrderContext, event: InputOf<'order.filled'>): boolean =>
  executesPart(context, event) && !tradedInTime(context, event)

const liveExecution = (context: OrderContext, execId: string): Execution | undefined => {
  const execution = findExecution(context, execId)
  return execution !== undefined && execution.live ? execution : undefined
}

/** It names a trade by its last ExecID, and the trade still counts. */
export const bustsTrade = (context: OrderContext, event: InputOf<'order.tradeCanceled'>): boolean =>
  isNews(context, event) && liveExecution(context, event.execRefId) !== undefined

export function correctsTrade(context: OrderContext, event: InputOf<'order.tradeCorrected'>): boolean {
  if (!(event.lastQty > 0) || !isPrice(event.lastPx) || !isNews(context, event)) return false
  const execution = liveExecution(context, event.execRefId)
  return (
    execution !== undefined && context.cumQty - execution.quantity + event.lastQty <= context.quantity * (1 + ROUNDING)
  )
}

/**
 * Its terms can be changed: it works, or it is filled and not on an exchange, or the change was made before its end and is reported late.
 */
export const isChangeable = (context: OrderContext, event: { readonly at: number }): boolean =>
  context.leavesQty > 0 ||
  (context.closedAt === undefined
    ? context.profile === 'broker'
      ? context.cumQty === context.quantity
      : isBeforeLastTrade(context, event)
    : event.at <= context.closedAt)

/** An exchange changes no order that is filled: a change of that instant or earlier was made before the execution that filled it. */
const isBeforeLastTrade = (context: OrderContext, { at }: { readonly at: number }): boolean =>
  context.executions.some(({ transactTime }) => at <= transactTime)

/** A change after which a filled order was not. On an exchange one that was, and was taken back since, stays over. */
export const enlarges = (context: OrderContext, event: { readonly at: number }): boolean =>
  context.profile === 'broker' || (context.cumQty === context.quantity && isBeforeLastTrade(context, event))

export const restates = (context: OrderContext, event: InputOf<'order.restated'>): boolean =>
  event.orderQty > 0 &&
  (event.splitRatio === undefined || event.splitRatio > 0) &&
  isChangeable(context, event) &&
  isNews(context, event)

/** What would be left after a change of the quantity or of an execution. */
export function restAfter(
  context: OrderContext,
  event: InputOf<'order.replaced' | 'order.restated' | 'order.tradeCorrected' | 'order.tradeCanceled'>,
): number {
  let { quantity, cumQty } = context
  switch (event.type) {
    case 'order.replaced':
      quantity = event.orderQty
      break
    case 'order.restated':
      quantity = event.orderQty
      cumQty *= event.splitRatio ?? 1
      break
    case 'order.tradeCorrected':
      cumQty += event.lastQty - liveExecution(context, event.execRefId)!.quantity
      break
    case 'order.tradeCanceled':
      cumQty -= liveExecution(context, event.execRefId)!.quantity
      break
  }
  const rest = quantity - cumQty
  return rest > quantity * ROUNDING ? rest : 0
}

export const isUnexecuted = (context: OrderContext): boolean => context.cumQty === 0
export const isExecuted = (context: OrderContext): boolean => context.cumQty === context.quantity

// What the drawing does

export function bookTrade(context: OrderContext, event: InputOf<'order.filled'>): void {
  const { lastQty, lastPx } = event
  context.executions = grown(context.executions, {
    execId: event.execId,
    quantity: lastQty,
    price: lastPx,
    commission: event.commission ?? 0,
    transactTime: event.transactTime,
    live: true,
  })
  context.notional += lastQty * lastPx
  setExecuted(context, context.cumQty + lastQty)
}

export function bustTrade(context: OrderContext, event: InputOf<'order.tradeCanceled'>): void {
  supersede(context, event, 0, 0, event.commission ?? 0)
}

export function correctTrade(context: OrderContext, event: InputOf<'order.tradeCorrected'>): void {
  supersede(context, event, event.lastQty, event.lastPx, event.commission)
}

function supersede(
  context: OrderContext,
  event: { readonly execId: string; readonly execRefId: string },
  quantity: number,
  price: number,
  charged: number | undefined,
): void {
  const execution = findExecution(context, event.execRefId)!
  execution.live = false
  const { transactTime } = execution
  const commission = charged ?? execution.commission
  const { execId } = event
  const entry = { execId, quantity, price, commission, transactTime, live: quantity > 0 }
  context.executions = grown(context.executions, entry)
  recount(context)
}

/** The venue's own change of the order; with a split ratio all executions are restated in the new units. */
export function restate(context: OrderContext, event: InputOf<'order.restated'>): void {
  const { splitRatio } = event
  if (splitRatio !== undefined) {
    for (const execution of context.executions) {
      execution.quantity *= splitRatio
      execution.price /= splitRatio
    }
    context.quantity *= splitRatio
    if (context.limitPrice !== undefined) context.limitPrice /= splitRatio
    if (context.stopPrice !== undefined) context.stopPrice /= splitRatio
    context.terms = splitTerms(context.terms, splitRatio)
    recount(context)
  }
  context.limitPrice = event.limitPrice ?? context.limitPrice
  context.stopPrice = event.stopPrice ?? context.stopPrice
  changeTerms(context, replaceableOf(event))
  stopShortOfExecuted(context, event.orderQty)
  remember(context, event)
}

/** A new OrderQty; less than what is executed means that what is executed is all. */
export function stopShortOfExecuted(context: OrderContext, quantity: number): void {
  context.quantity = Math.max(quantity, context.cumQty)
  setExecuted(context, context.cumQty)
}

/** From the executions anew: after a change inside them a running sum would keep the rounding of what is gone. */
function recount(context: OrderContext): void {
  let cumQty = 0
  let notional = 0
  for (const execution of context.executions) {
    if (!execution.live) continue
    cumQty += execution.quantity
    notional += execution.quantity * execution.price
  }
  context.notional = notional
  setExecuted(context, cumQty)
}

/** LeavesQty follows only while there is some: an order that is over stays over until `work`. Filled, it was not ended by its day. */
function setExecuted(context: OrderContext, cumQty: number): void {
  const { quantity } = context
  const executed = Math.abs(quantity - cumQty) <= quantity * ROUNDING ? quantity : cumQty
  context.cumQty = executed
  if (context.leavesQty > 0) {
    context.leavesQty = quantity - executed
    if (executed === quantity) context.closedAt = undefined
  }
  context.avgPx = executed > 0 ? context.notional / executed : 0
}

/** All that is charged for the executions: of each chain of corrections the last says how much, a bust included. */
export function chargedFor(context: OrderContext): number {
  let charged = 0
  for (const { commission, live, quantity } of context.executions) if (live || quantity === 0) charged += commission
  return charged
}

/** Equal but for rounding: what is added up in another order is another number. */
export const isSame = (a: number, b: number): boolean =>
  Math.abs(a - b) <= ROUNDING * Math.max(1, Math.abs(a), Math.abs(b))

/** Whether what an order has executed, and what was charged for it, is what somebody else says of it. */
export function hasExecuted(
  context: OrderContext,
  { cumQty, avgPx, commission }: { readonly cumQty: number; readonly avgPx: number; readonly commission?: number },
): boolean {
  const charged = chargedFor(context)
  return isSame(context.cumQty, cumQty) && isSame(context.avgPx, avgPx) && isSame(charged, commission ?? charged)
}

/** The order is the venue's to execute, from its submission or again. */
export function work(context: OrderContext): void {
  context.leavesQty = context.quantity - context.cumQty
  context.closedAt = undefined
}
