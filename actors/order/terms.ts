/** What a submit may say of an order beyond its type, prices and time in force. */
import type {
  Micros,
  OrderSubmit,
  OrderType,
  ReplaceableTerms,
  TimeInForce,
  TrailBy,
  TriggerBy,
} from '../../src/events/index.ts'

/** Instructions as `order.submit` has them; what is not said is `undefined`. Never changed, only replaced. */
export interface OrderTerms {
  /** Counts only as long as the order is good till a date. */
  readonly expireTime: Micros | undefined
  readonly displayQuantity: number | undefined
  readonly minQuantity: number | undefined
  readonly postOnly: boolean
  readonly reduceOnly: boolean
  readonly trailBy: TrailBy | undefined
  readonly trailOffset: number | undefined
  readonly limitOffset: number | undefined
  readonly triggerBy: TriggerBy
}

/** An instance of a class, so that nobody copies or drafts it: see `docs/machine.md`. */
class PlainTerms implements OrderTerms {
  readonly expireTime = undefined
  readonly displayQuantity = undefined
  readonly minQuantity = undefined
  readonly postOnly = false
  readonly reduceOnly = false
  readonly trailBy = undefined
  readonly trailOffset = undefined
  readonly limitOffset = undefined
  readonly triggerBy = 'last'
}

/** Of an order that says nothing of all this. Nearly all orders are such, and share it. */
export const PLAIN_TERMS: OrderTerms = Object.freeze(new PlainTerms())

/** Whether a submit says nothing of all this. */
export const isPlain = (submit: OrderSubmit): boolean =>
  submit.expireTime === undefined &&
  submit.displayQuantity === undefined &&
  submit.minQuantity === undefined &&
  submit.postOnly === undefined &&
  submit.reduceOnly === undefined &&
  submit.trailOffset === undefined &&
  submit.limitOffset === undefined &&
  submit.triggerBy === undefined &&
  submit.trailBy === undefined

export const termsOf = (submit: OrderSubmit): OrderTerms =>
  isPlain(submit)
    ? PLAIN_TERMS
    : {
        expireTime: submit.expireTime,
        displayQuantity: submit.displayQuantity,
        minQuantity: submit.minQuantity,
        postOnly: submit.postOnly === true,
        reduceOnly: submit.reduceOnly === true,
        trailBy: submit.trailBy,
        trailOffset: submit.trailOffset,
        limitOffset: submit.limitOffset,
        triggerBy: submit.triggerBy ?? 'last',
      }

const REPLACEABLE = [
  'timeInForce',
  'expireTime',
  'displayQuantity',
  'minQuantity',
  'trailOffset',
  'limitOffset',
] as const satisfies readonly (keyof ReplaceableTerms)[]

/** What of these something says; `undefined` if nothing, which is nearly always. */
export function replaceableOf(said: ReplaceableTerms): ReplaceableTerms | undefined {
  if (REPLACEABLE.every((name) => said[name] === undefined)) return undefined
  return Object.fromEntries(REPLACEABLE.flatMap((name) => (said[name] === undefined ? [] : [[name, said[name]]])))
}

/** Those of the terms that others do not name. */
export const without = (terms: ReplaceableTerms, others: ReplaceableTerms): ReplaceableTerms | undefined =>
  replaceableOf(Object.fromEntries(Object.entries(terms).filter(([name]) => !(name in others))))

/** Changes what is said, of a time in force and of terms. */
export function changeTerms(
  order: { timeInForce: TimeInForce; terms: OrderTerms },
  by: ReplaceableTerms | undefined,
): void {
  if (by === undefined) return
  const { terms } = order
  order.timeInForce = by.timeInForce ?? order.timeInForce
  order.terms = {
    ...terms,
    expireTime: by.expireTime ?? terms.expireTime,
    displayQuantity: by.displayQuantity ?? terms.displayQuantity,
    minQuantity: by.minQuantity ?? terms.minQuantity,
    trailOffset: by.trailOffset ?? terms.trailOffset,
    limitOffset: by.limitOffset ?? terms.limitOffset,
  }
}

/**
 * The same after a split: quantities times the ratio (whole units stay whole, and at least one), distances in currency by it. A distance in ticks stays
 * as many ticks.
 */
export function splitTerms(terms: OrderTerms, ratio: number): OrderTerms {
  if (terms === PLAIN_TERMS) return terms
  const times = (quantity: number | undefined): number | undefined =>
    quantity !== undefined && Number.isInteger(quantity)
      ? Math.max(1, Math.floor(quantity * ratio * (1 + 2 * Number.EPSILON)))
      : quantity && quantity * ratio
  const by = (distance: number | undefined): number | undefined =>
    distance === undefined || terms.trailBy !== 'price' ? distance : distance / ratio
  return {
    ...terms,
    displayQuantity: times(terms.displayQuantity),
    minQuantity: times(terms.minQuantity),
    trailOffset: by(terms.trailOffset),
    limitOffset: by(terms.limitOffset),
  }
}

/** Orders that wait until the market has come to a price of theirs, and are a market or a limit order from then on. */
const TRIGGERED: ReadonlySet<OrderType> = new Set<OrderType>([
  'stop',
  'stopLimit',
  'marketIfTouched',
  'limitIfTouched',
  'trailingStop',
  'trailingStopLimit',
])

export const isTriggerType = (orderType: OrderType): boolean => TRIGGERED.has(orderType)
