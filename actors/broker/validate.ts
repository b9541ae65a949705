/** What makes a request unacceptable, checked before anything else happens to it. */
import type { Micros, OrderReplace, OrderSubmit } from '../../src/events/index.ts'
import { replaceableOf } from '../order/index.ts'
import type { Book } from './book.ts'
import { instrumentOf, type VenueRules } from './context.ts'
import { type TrailingPrices, watchedPrice } from './desk.ts'
import { faultOf } from './fault.ts'
import { onGrid, withRestOnLot } from './grid.ts'
import type { Instrument, WorkingOrder } from './models/questions.ts'
import { misfit, ORDER_TYPES, TIMES_IN_FORCE } from './permitted.ts'
import type { Fault, NewTerms } from './reports.ts'
import { faultOfCrossing, faultOfNewTerms, faultOfTerms } from './validate-terms.ts'

function faultOfQuantity(quantity: number, instrument: Instrument): Fault | undefined {
  if (!(quantity > 0 && Number.isFinite(quantity)))
    return faultOf('invalidQuantity', `a quantity is a number above 0, not ${quantity}`, { quantity })
  const { lot } = instrument
  if (lot !== undefined && !onGrid(quantity, lot))
    return faultOf('offLot', `a quantity of ${quantity} is no multiple of the lot of ${lot}`, { quantity, lot })
  return undefined
}

function faultOfPrice(name: string, price: number, instrument: Instrument): Fault | undefined {
  if (!(price > 0 && Number.isFinite(price)))
    return faultOf('invalidPrice', `a ${name} price is a number above 0, not ${price}`, { price })
  const { tick } = instrument
  if (tick !== undefined && !onGrid(price, tick))
    return faultOf('offTick', `a ${name} price of ${price} is no multiple of the tick of ${tick}`, { price, tick })
  return undefined
}

/** What a new order must be on the right side of, if the venue knows a price. */
function faultOfSide(
  rules: VenueRules,
  book: Book,
  order: Pick<OrderSubmit, 'side' | 'orderType' | 'triggerBy' | 'parentId'>,
  price: number,
): Fault | undefined {
  const { side, orderType, triggerBy = 'last', parentId } = order
  // where the market will be when a child begins to work is not known yet
  if (parentId !== undefined) return undefined
  const last = watchedPrice(book, side, triggerBy)
  if (last === undefined) return undefined
  const isTouch = orderType === 'marketIfTouched' || orderType === 'limitIfTouched'
  if (!isTouch && rules.wrongSideStop === 'trigger') return undefined
  const mustBeAbove = isTouch === (side === 'sell')
  if (mustBeAbove ? price >= last : price <= last) return undefined
  const [right, is] = mustBeAbove ? ['below', 'above'] : ['above', 'below']
  const [what, code] = isTouch ? (['touch', 'wrongSideTouch'] as const) : (['stop', 'wrongSideStop'] as const)
  const text = `the ${what} price of a ${side} order must not be ${right} the last price: ${price} is ${right}, ${last} is ${is}`
  return faultOf(code, text, { stop: price, last })
}

function faultOfPresence(
  name: string,
  price: number | undefined,
  rule: 'needed' | 'optional' | 'none',
  orderType: string,
): Fault | undefined {
  if (rule === 'needed' && price === undefined)
    return faultOf('missingPrice', `a ${orderType} order needs a ${name} price`)
  if (rule === 'none' && price !== undefined)
    return faultOf('superfluousPrice', `a ${orderType} order takes no ${name} price, and got ${price}`, { price })
  return undefined
}

/** Requests may come from a test, a file or another process, so what their types say is checked as well. */
function faultOfWords({ orderType, timeInForce, side }: OrderSubmit): Fault | undefined {
  if (!Object.hasOwn(ORDER_TYPES, orderType))
    return faultOf(
      'unsupported',
      `the order types here are ${Object.keys(ORDER_TYPES).join(', ')}, not ${String(orderType)}`,
    )
  if (!Object.hasOwn(TIMES_IN_FORCE, timeInForce))
    return faultOf(
      'unsupported',
      `the times in force here are ${Object.keys(TIMES_IN_FORCE).join(', ')}, not ${String(timeInForce)}`,
    )
  if (side !== 'buy' && side !== 'sell')
    return faultOf('unsupported', `the sides are buy and sell, not ${String(side)}`)
  return undefined
}

/** Why a new order cannot be entered; `undefined` if it can. */
export function faultOfSubmit(rules: VenueRules, book: Book, order: OrderSubmit, at: Micros): Fault | undefined {
  const fault = faultOfWords(order)
  if (fault !== undefined) return fault
  const { orderType, limitPrice, stopPrice } = order
  const takes = ORDER_TYPES[orderType]
  const instrument = instrumentOf(rules, order.symbol)
  const misfits = misfit(order)
  return (
    faultOfQuantity(order.quantity, instrument) ??
    (misfits === undefined ? undefined : faultOf('invalidCombination', misfits)) ??
    faultOfPresence('limit', limitPrice, takes.limitPrice, orderType) ??
    faultOfPresence('stop', stopPrice, takes.stopPrice, orderType) ??
    (limitPrice === undefined ? undefined : faultOfPrice('limit', limitPrice, instrument)) ??
    (stopPrice === undefined
      ? undefined
      : (faultOfPrice('stop', stopPrice, instrument) ?? faultOfSide(rules, book, order, stopPrice))) ??
    faultOfTerms(order, instrument, at) ??
    (order.postOnly === true ? faultOfCrossing(book, order.side, limitPrice!) : undefined)
  )
}

/** Why a replacement cannot be made; `undefined` if it can. Only what the request changes is checked. `trailed`: where new distances put its stop. */
export function faultOfReplace(
  rules: VenueRules,
  book: Book,
  order: WorkingOrder,
  request: OrderReplace,
  at: Micros,
  trailed?: TrailingPrices,
): Fault | undefined {
  const { orderType, side } = order
  const { quantity, limitPrice, stopPrice } = request
  const instrument = instrumentOf(rules, order.symbol)
  if (quantity !== undefined) {
    const fault = faultOfQuantity(quantity, instrument)
    if (fault !== undefined) return fault
  }
  const { minQuantity } = order.terms
  if (quantity !== undefined && minQuantity !== undefined && minQuantity > quantity)
    return faultOf('invalidMinQuantity', `${quantity} would be less than the minimum of ${minQuantity}`, {
      quantity,
      minQuantity,
    })
  if (limitPrice !== undefined) {
    const fault =
      faultOfPresence('limit', limitPrice, takesLimit(order) ? 'optional' : 'none', orderType) ??
      faultOfPrice('limit', limitPrice, instrument) ??
      (order.terms.postOnly ? faultOfCrossing(book, side, limitPrice) : undefined)
    if (fault !== undefined) return fault
  }
  const newTerms = replaceableOf(request)
  const misfits = newTerms === undefined ? undefined : faultOfNewTerms(order, request, newTerms, instrument, at)
  if (misfits !== undefined || (stopPrice === undefined && trailed === undefined)) return misfits
  const { triggerBy } = order.terms
  const parentId = order.activated === true ? undefined : order.parentId
  const isOnSide = (price: number): Fault | undefined =>
    faultOfSide(rules, book, { side, orderType, triggerBy, ...(parentId === undefined ? {} : { parentId }) }, price)
  if (stopPrice === undefined) return isOnSide(trailed!.stop)
  if (order.triggered)
    return faultOf('superfluousPrice', 'the stop was hit already, so its price cannot be changed', { price: stopPrice })
  return (
    faultOfPresence('stop', stopPrice, ORDER_TYPES[orderType].stopPrice, orderType) ??
    faultOfPrice('stop', stopPrice, instrument) ??
    isOnSide(stopPrice)
  )
}

/** The limit of a trailing stop-limit follows its stop until that is hit; what is left of a market-to-limit order has one. */
function takesLimit({ orderType, triggered, limitPrice }: WorkingOrder): boolean {
  if (orderType === 'trailingStopLimit') return triggered
  if (orderType === 'marketToLimit') return limitPrice !== undefined
  return ORDER_TYPES[orderType].limitPrice === 'needed'
}

/**
 * The order after a replacement. A quantity at or below what is already executed means "no more of it": the order is then
 * complete with what it has (FIX: OrderQty cannot fall below CumQty). After a split that left a fraction of a lot executed, what
 * is left is cut to the lot. `trailed`: what a new distance makes of its stop.
 */
export const termsAfter = (
  { lot }: Instrument,
  order: WorkingOrder,
  request: OrderReplace,
  trailed?: TrailingPrices,
): NewTerms => ({
  quantity: Math.max(quantityAfter(order, request.quantity, lot), order.cumQty),
  limitPrice: request.limitPrice ?? trailed?.limit ?? order.limitPrice,
  stopPrice: request.stopPrice ?? trailed?.stop ?? order.stopPrice,
})

const quantityAfter = (order: WorkingOrder, asked: number | undefined, lot: number | undefined): number =>
  asked === undefined || lot === undefined ? (asked ?? order.quantity) : withRestOnLot(asked, order.cumQty, lot)
