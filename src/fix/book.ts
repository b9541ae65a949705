/** The orders of one scenario: which message is about which, and what is known of each beside its lifecycle. */
import {
  isTriggerType,
  type LifecycleProfile,
  newOrder,
  offerToOrder,
  type OrderInput,
  type OrderRecord,
  ordStatus,
  orderTable,
  regionsOf,
} from '../../actors/order/index.ts'
import type { OrderSubmit, OrdStatus } from '../events/index.ts'
import type { Step } from './step.ts'

/** What a report should say by the lifecycle's own count; undefined where the messages do not tell. */
export interface Values {
  readonly ordStatus: OrdStatus
  readonly orderQty: number | undefined
  readonly cumQty: number
  readonly leavesQty: number | undefined
  readonly avgPx: number | undefined
}

export interface Entry {
  readonly submit: OrderSubmit
  order: OrderRecord
  /** Its submission is not among the messages; it was told by the first report on it. */
  readonly isImplied: boolean
  /** Its quantity is known; one for an amount of cash gets it from the venue. */
  isSized: boolean
  /** What it took before its quantity was known. */
  readonly heard: OrderInput[]
  /** Every execution had a price. */
  isPriced: boolean
  /** New Orders under its ClOrdID after the first that nobody has answered yet. */
  copies: number
  /** Its status was asked for and not told yet. */
  isAsked: boolean
  /** What was told under each ExecID. */
  readonly told: Map<string, Values>
}

/** The name of an order that was given none, by telephone. */
const NAMELESS = ''

/** The quantity of an order that has told none yet: it can execute whatever is reported. */
const UNTOLD = Number.MAX_SAFE_INTEGER

export class Book {
  readonly profile: LifecycleProfile
  private readonly orders = new Map<string, Entry>()

  constructor(profile: LifecycleProfile) {
    this.profile = profile
  }

  find({ clOrdId, origClOrdId }: Step): Entry | undefined {
    return (
      (clOrdId === undefined ? undefined : this.orders.get(clOrdId)) ??
      (origClOrdId === undefined ? undefined : this.orders.get(origClOrdId)) ??
      // What names no order is about the one without a name, or about the only one there is.
      (clOrdId === undefined ? (this.orders.get(NAMELESS) ?? this.only()) : undefined)
    )
  }

  open(step: Step, isImplied: boolean): Entry {
    const clOrdId = (isImplied ? step.origClOrdId : undefined) ?? step.clOrdId ?? NAMELESS
    const isSized = step.orderQty !== undefined && step.orderQty > 0
    const submit = submitOf(step, clOrdId, isSized)
    const entry: Entry = {
      submit,
      order: newOrder(submit, this.profile),
      isImplied,
      isSized,
      heard: [],
      isPriced: true,
      copies: 0,
      isAsked: false,
      told: new Map(),
    }
    this.orders.set(clOrdId, entry)
    return entry
  }

  /** Files a request's own ClOrdID under its order. */
  name(entry: Entry, clOrdId: string | undefined): void {
    if (clOrdId !== undefined) this.orders.set(clOrdId, entry)
  }

  private only(): Entry | undefined {
    const entries = new Set(this.orders.values())
    return entries.size === 1 ? [...entries][0] : undefined
  }
}

/**
 * Terms that a matrix leaves out do not matter to the lifecycle, but one: only an order that is held can be activated. Any order may be held off
 * the book (E.1.f: stops, orders for the close, and so on), and its messages need not say so; so it is taken for one.
 */
const submitOf = (step: Step, clOrdId: string, isSized: boolean): OrderSubmit => ({
  type: 'order.submit',
  at: step.at,
  orderId: clOrdId,
  clOrdId,
  symbol: step.symbol ?? '',
  side: step.side ?? 'buy',
  orderType: step.orderType !== undefined && isTriggerType(step.orderType) ? step.orderType : 'stopLimit',
  quantity: isSized ? step.orderQty! : UNTOLD,
  ...(step.limitPrice === undefined ? {} : { limitPrice: step.limitPrice }),
  ...(step.stopPrice === undefined ? {} : { stopPrice: step.stopPrice }),
  timeInForce: step.timeInForce ?? 'day',
})

/** A branch of its own: what happens to it does not happen to the order. */
export const branchOf = (entry: Entry): Entry => ({
  ...entry,
  order: structuredClone(entry.order),
  heard: [...entry.heard],
  told: new Map(entry.told),
})

/** Hands an event to the order. */
export function hear(entry: Entry, event: OrderInput): ReturnType<typeof offerToOrder> {
  const outcome = offerToOrder(entry.order, event)
  if (!entry.isSized && outcome === 'applied') entry.heard.push(event)
  return outcome
}

/** The venue says how many units an amount of cash buys: what came before is heard once more, by an order of that quantity. */
export function size(entry: Entry, quantity: number): void {
  const { submit, order, heard } = entry
  entry.order = newOrder({ ...submit, quantity }, order.context.profile)
  for (const event of heard)
    offerToOrder(
      entry.order,
      'orderQty' in event && event.orderQty === UNTOLD ? { ...event, orderQty: quantity } : event,
    )
  heard.length = 0
  entry.isSized = true
}

export function valuesOf(entry: Entry): Values {
  const { order, isSized, isPriced } = entry
  const { quantity, cumQty, leavesQty, avgPx } = order.context
  const isOver = !regionsIn(entry).working.startsWith('live.')
  return {
    ordStatus: ordStatus(order),
    orderQty: isSized ? quantity : undefined,
    cumQty,
    leavesQty: isSized || isOver ? leavesQty : undefined,
    avgPx: isPriced ? avgPx : undefined,
  }
}

export const regionsIn = (entry: Entry): ReturnType<typeof regionsOf> => regionsOf(orderTable.value(entry.order))
