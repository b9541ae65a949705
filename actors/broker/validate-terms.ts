/** What makes an order's instructions unacceptable, once they are known to go with its type. */
import type { Micros, OrderReplace, OrderSubmit, ReplaceableTerms, Side, TimeInForce } from '../../src/events/index.ts'
import { isPlain } from '../order/index.ts'
import type { Book } from './book.ts'
import { faultOf } from './fault.ts'
import { onGrid } from './grid.ts'
import type { Instrument, WorkingOrder } from './models/questions.ts'
import { misfit, ORDER_TYPES } from './permitted.ts'
import type { Fault } from './reports.ts'

const missing = (name: string, text: string): Fault => faultOf('missingInstruction', `${text} needs ${name}`)
const superfluous = (name: string, text: string): Fault => faultOf('superfluousInstruction', `${text} takes no ${name}`)

/** What is wrong with an order's instructions; a missing one counts. Plain orders, which are most, are passed at once. */
export function faultOfTerms(order: OrderSubmit, instrument: Instrument, at: Micros): Fault | undefined {
  if (isPlain(order) && order.timeInForce !== 'gtd' && !ORDER_TYPES[order.orderType].trails) return undefined
  return (
    faultOfExpiry(order, at) ??
    faultOfTrail(order, instrument) ??
    faultOfTrigger(order) ??
    faultOfPart('displayQuantity', 'invalidDisplayQuantity', order, instrument) ??
    faultOfPart('minQuantity', 'invalidMinQuantity', order, instrument)
  )
}

const RESTING: readonly TimeInForce[] = ['day', 'gtc', 'gtd']

/** Why an order cannot have these terms from now on: as for a new order that had them, and for what can be changed only once. */
export function faultOfNewTerms(
  order: WorkingOrder,
  { quantity = order.quantity }: OrderReplace,
  by: ReplaceableTerms,
  instrument: Instrument,
  at: Micros,
): Fault | undefined {
  const { orderId, symbol, side, orderType, terms } = order
  const { timeInForce = order.timeInForce } = by
  if (by.timeInForce !== undefined && (!RESTING.includes(timeInForce) || !RESTING.includes(order.timeInForce)))
    return faultOf(
      'invalidCombination',
      `a ${order.timeInForce} order cannot become ${String(timeInForce)}: ${RESTING.join(', ')} can be changed into each other`,
    )
  if (order.triggered && (by.trailOffset !== undefined || by.limitOffset !== undefined))
    return faultOf('superfluousInstruction', 'the stop was hit already, and follows nothing any more')
  if (order.cumQty > 0 && by.minQuantity !== undefined)
    return faultOf('superfluousInstruction', 'a minQuantity is about the first execution, which there was', {
      minQuantity: by.minQuantity,
      cumQty: order.cumQty,
    })
  const { displayQuantity, minQuantity } = terms
  const orThere = <T>(is: T): T | undefined => (is === false ? undefined : is)
  const changed: OrderSubmit = {
    ...{ type: 'order.submit', at, orderId, clOrdId: orderId, symbol, side, orderType, quantity, timeInForce },
    expireTime: by.expireTime ?? (timeInForce === 'gtd' && order.timeInForce === 'gtd' ? terms.expireTime : undefined),
    displayQuantity: by.displayQuantity ?? (displayQuantity && Math.min(displayQuantity, quantity)),
    minQuantity: by.minQuantity ?? (minQuantity && Math.min(minQuantity, quantity)),
    postOnly: orThere(terms.postOnly),
    reduceOnly: orThere(terms.reduceOnly),
    trailBy: terms.trailBy,
    trailOffset: by.trailOffset ?? terms.trailOffset,
    limitOffset: by.limitOffset ?? terms.limitOffset,
  }
  const misfits = misfit(changed)
  return misfits === undefined ? faultOfTerms(changed, instrument, at) : faultOf('invalidCombination', misfits)
}

function faultOfExpiry({ timeInForce, expireTime }: OrderSubmit, at: Micros): Fault | undefined {
  if (timeInForce !== 'gtd')
    return expireTime === undefined ? undefined : superfluous('expireTime', `a ${timeInForce} order`)
  if (expireTime === undefined) return missing('expireTime', 'a gtd order')
  if (typeof expireTime !== 'number' || Number.isNaN(expireTime))
    return faultOf('missingInstruction', `expireTime is an instant in microseconds, not ${String(expireTime)}`)
  if (!(expireTime >= at))
    return faultOf('expireTimePassed', `the order may trade until ${expireTime}, and it is ${at} (microseconds)`, {
      expireTime,
      at,
    })
  return undefined
}

function faultOfTrail(order: OrderSubmit, { tick }: Instrument): Fault | undefined {
  const { orderType, side, trailBy, trailOffset, limitOffset } = order
  const { trails, limitOffset: takesLimit } = ORDER_TYPES[orderType]
  if (!trails && trailBy === undefined && trailOffset === undefined && limitOffset === undefined) return undefined
  const what = `a ${orderType} order`
  if (!trails && trailBy !== undefined) return superfluous('trailBy', what)
  if (!trails && trailOffset !== undefined) return superfluous('trailOffset', what)
  if (!takesLimit && limitOffset !== undefined) return superfluous('limitOffset', what)
  if (trailOffset === undefined) return missing('trailOffset', what)
  if (trailBy !== 'price' && trailBy !== 'percent' && trailBy !== 'ticks')
    return faultOf('invalidTrail', `a trail is measured by price, percent or ticks, not ${String(trailBy)}`)
  if (trailBy === 'ticks' && tick === undefined)
    return faultOf('invalidTrail', 'a trail in ticks needs an instrument with a tick', { trailOffset })
  const most = trailBy === 'percent' && side === 'sell' ? 100 : Infinity
  if (!(trailOffset > 0 && trailOffset < most))
    return faultOf(
      'invalidTrail',
      `a trailOffset is a number above 0${most === 100 ? ' and below 100 percent' : ''}, not ${trailOffset}`,
      { trailOffset },
    )
  if (!takesLimit) return undefined
  if (limitOffset === undefined) return missing('limitOffset', what)
  return Number.isFinite(limitOffset) && limitOffset < most
    ? undefined
    : faultOf(
        'invalidTrail',
        `a limitOffset is a number${most === 100 ? ' below 100 percent' : ''}, not ${limitOffset}`,
        {
          limitOffset,
        },
      )
}

function faultOfTrigger({ orderType, triggerBy }: OrderSubmit): Fault | undefined {
  if (triggerBy === undefined) return undefined
  if (!ORDER_TYPES[orderType].triggerBy) return superfluous('triggerBy', `a ${orderType} order`)
  return triggerBy === 'last' || triggerBy === 'bidAsk' || triggerBy === 'mid'
    ? undefined
    : faultOf('unsupported', `a trigger watches last, bidAsk or mid, not ${String(triggerBy)}`)
}

function faultOfPart(
  name: 'displayQuantity' | 'minQuantity',
  code: Fault['code'],
  order: OrderSubmit,
  { lot }: Instrument,
): Fault | undefined {
  const part = order[name]
  if (part === undefined) return undefined
  const { quantity } = order
  if (!(part > 0 && part <= quantity))
    return faultOf(code, `a ${name} is above 0 and at most the quantity of ${quantity}, not ${part}`, {
      [name]: part,
      quantity,
    })
  // an order of whole units trades in whole units
  if (lot === undefined)
    return Number.isInteger(quantity) && !Number.isInteger(part)
      ? faultOf(code, `a ${name} of an order of ${quantity} whole units is whole, not ${part}`, {
          [name]: part,
          quantity,
        })
      : undefined
  return onGrid(part, lot)
    ? undefined
    : faultOf(code, `a ${name} of ${part} is no multiple of the lot of ${lot}`, { [name]: part, lot })
}

/** A post-only order would trade at once: against the other side of the quote, or, where there is none, at the last price. */
export function faultOfCrossing(book: Book, side: Side, limit: number): Fault | undefined {
  const { quote } = book
  const size = side === 'buy' ? quote?.askSize : quote?.bidSize
  const price =
    quote !== undefined && size! > 0
      ? side === 'buy'
        ? quote.ask
        : quote.bid
      : book.seen && quote === undefined
        ? book.lastClose
        : undefined
  if (price === undefined || (side === 'buy' ? limit < price : limit > price)) return undefined
  return faultOf('wouldTrade', `a post-only ${side} order at ${limit} would trade at once: the market is at ${price}`, {
    limit,
    market: price,
  })
}
