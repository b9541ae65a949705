/** What makes a request unacceptable, checked before anything else happens to it. */
import type { OrderReplace, OrderSubmit, Side } from '../../src/events/index.ts'
import type { Book } from './book.ts'
import { instrumentOf, type VenueRules } from './context.ts'
import { onGrid } from './grid.ts'
import type { Instrument, WorkingOrder } from './models/questions.ts'
import type { Fault, NewTerms } from './reports.ts'

export const faultOf = (code: Fault['code'], text: string, facts: Fault['facts'] = {}): Fault => ({ code, text, facts })

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

/** A stop that the market is already beyond would trade at once, which is seldom what was meant. At the last price it is not yet beyond. */
function faultOfStopSide(rules: VenueRules, book: Book, side: Side, stop: number): Fault | undefined {
  if (!book.seen || rules.wrongSideStop === 'trigger') return undefined
  const last = book.lastClose
  if (side === 'buy' ? stop >= last : stop <= last) return undefined
  const [right, is] = side === 'buy' ? ['below', 'above'] : ['above', 'below']
  const text = `the stop of a ${side} order must not be ${right} the last price: ${stop} is ${right}, ${last} is ${is}`
  return faultOf('wrongSideStop', text, { stop, last })
}

function faultOfPresence(
  name: string,
  price: number | undefined,
  needed: boolean,
  orderType: string,
): Fault | undefined {
  if (needed && price === undefined) return faultOf('missingPrice', `a ${orderType} order needs a ${name} price`)
  if (!needed && price !== undefined)
    return faultOf('superfluousPrice', `a ${orderType} order takes no ${name} price, and got ${price}`, { price })
  return undefined
}

/** Why a new order cannot be entered; `undefined` if it can. */
export function faultOfSubmit(rules: VenueRules, book: Book, order: OrderSubmit): Fault | undefined {
  const { orderType, timeInForce, side, limitPrice, stopPrice } = order
  const isLimit = orderType === 'limit' || orderType === 'stopLimit'
  const isStop = orderType === 'stop' || orderType === 'stopLimit'
  // Requests may come from a test, a file or another process, so what their types say is checked as well.
  if (!isLimit && !isStop && orderType !== 'market')
    return faultOf(
      'unsupported',
      `the order types here are market, limit, stop and stopLimit, not ${String(orderType)}`,
    )
  if (timeInForce !== 'day' && timeInForce !== 'gtc')
    return faultOf('unsupported', `the times in force here are day and gtc, not ${String(timeInForce)}`)
  if (side !== 'buy' && side !== 'sell')
    return faultOf('unsupported', `the sides are buy and sell, not ${String(side)}`)
  const instrument = instrumentOf(rules, order.symbol)
  return (
    faultOfQuantity(order.quantity, instrument) ??
    faultOfPresence('limit', limitPrice, isLimit, orderType) ??
    faultOfPresence('stop', stopPrice, isStop, orderType) ??
    (limitPrice === undefined ? undefined : faultOfPrice('limit', limitPrice, instrument)) ??
    (stopPrice === undefined
      ? undefined
      : (faultOfPrice('stop', stopPrice, instrument) ?? faultOfStopSide(rules, book, side, stopPrice)))
  )
}

/** Why a replacement cannot be made; `undefined` if it can. Only what the request changes is checked. */
export function faultOfReplace(
  rules: VenueRules,
  book: Book,
  order: WorkingOrder,
  request: OrderReplace,
): Fault | undefined {
  const { orderType, side } = order
  const { quantity, limitPrice, stopPrice } = request
  const instrument = instrumentOf(rules, order.symbol)
  if (quantity !== undefined) {
    const fault = faultOfQuantity(quantity, instrument)
    if (fault !== undefined) return fault
  }
  if (limitPrice !== undefined) {
    const takes = orderType === 'limit' || orderType === 'stopLimit'
    const fault =
      faultOfPresence('limit', limitPrice, takes, orderType) ?? faultOfPrice('limit', limitPrice, instrument)
    if (fault !== undefined) return fault
  }
  if (stopPrice === undefined) return undefined
  if (order.triggered)
    return faultOf('superfluousPrice', 'the stop was hit already, so its price cannot be changed', { price: stopPrice })
  const takes = orderType === 'stop' || orderType === 'stopLimit'
  return (
    faultOfPresence('stop', stopPrice, takes, orderType) ??
    faultOfPrice('stop', stopPrice, instrument) ??
    faultOfStopSide(rules, book, side, stopPrice)
  )
}

/**
 * The order after a replacement. A quantity at or below what is already executed means "no more of it": the order is then
 * complete with what it has (FIX: OrderQty cannot fall below CumQty).
 */
export const termsAfter = (order: WorkingOrder, request: OrderReplace): NewTerms => ({
  quantity: Math.max(request.quantity ?? order.quantity, order.cumQty),
  limitPrice: request.limitPrice ?? order.limitPrice,
  stopPrice: request.stopPrice ?? order.stopPrice,
})
