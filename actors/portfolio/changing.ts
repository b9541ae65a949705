/**
 * Changes of orders that are out, before they leave: what a change takes more than its order does now must pass the limits that a new order must
 * pass. What it only gives back is never refused.
 */
import type { OrderReplace, OrderSubmit } from '../../src/events/index.ts'
import { type OrderRecord, replaceableOf } from '../order/index.ts'
import { countedOf, setOutlay } from './commitments.ts'
import { cashOf, equityOf, grossOf, type PortfolioContext } from './context.ts'
import type { Book } from './ledger.ts'
import { marginFigures } from './margin.ts'
import type { Mode } from './placing.ts'
import { submissionOf } from './presumed.ts'
import { firstBreach, type Refusal, refusal, type RiskLimits, unitOutlay } from './risk.ts'

/** An order as it is, or as it would be. */
interface Weight {
  readonly order: OrderSubmit
  /** Price it is valued at. */
  readonly price: number
  /** Value of the whole order, what is executed included. */
  readonly notional: number
  /** Units of what is left that open a position or add to one. */
  readonly opening: number
  /** How far its limit lies on the side that hurts, how soon its stop fires, and how closely it follows the market: more is worse. */
  readonly reach: number
  readonly haste: number
  readonly closeness: number
  /** Cash that what is left may need, or in a margin account equity. */
  readonly cash: number
}

/** Why a change may not leave. One that may has its cash put aside from here on. */
export function breachOfChange(
  context: PortfolioContext,
  record: OrderRecord,
  request: OrderReplace,
  mode: Mode,
): Refusal | undefined {
  const { orderId, symbol, side, orderType, quantity, cumQty, leavesQty, parentId } = record.context
  const book = context.books[symbol]!
  const tied = context.tied.size === 0 ? undefined : context.tied.get(orderId)
  const counted =
    tied === undefined
      ? { due: leavesQty, cash: (context.outlay.get(orderId) ?? 0) * leavesQty }
      : tied.linkId === undefined
        ? tied
        : countedOf(context, tied.linkId, symbol, side)
  const isExit = tied?.isExit === true
  const others = side === 'buy' ? -book.quantity - book.workingBuy : book.quantity - book.workingSell
  const reducible = Math.max(0, others + counted.due + comingOf(context, parentId, side))
  const rule = marginFigures(context)?.rule
  const sign = side === 'buy' ? 1 : -1
  const isTouch = orderType === 'marketIfTouched' || orderType === 'limitIfTouched'
  const weigh = (order: OrderSubmit): Weight => {
    const price = order.limitPrice ?? order.stopPrice ?? book.last
    const opening = isExit ? 0 : Math.max(0, order.quantity - cumQty - reducible)
    return {
      order,
      price,
      notional: order.quantity * price * book.multiplier,
      opening,
      reach: sign * (order.limitPrice ?? 0),
      closeness: -(order.trailOffset ?? 0),
      haste: (isTouch ? sign : -sign) * (order.stopPrice ?? 0),
      cash: opening > 0 ? opening * unitOutlay(order, book, price, rule) : 0,
    }
  }
  const order = orderOf(record, request)
  const now = weigh(order)
  const then = weigh({
    ...order,
    quantity: request.quantity ?? quantity,
    limitPrice: request.limitPrice ?? order.limitPrice,
    stopPrice: request.stopPrice ?? order.stopPrice,
    ...replaceableOf(request),
  })

  const limits = limitsOf(context.config.risk, now, then, isExit)
  if (limits === undefined) return undefined
  if (mode === 'halted') return refusal('halted', `the portfolio is halted (${context.haltedBy})`)
  if (mode === 'reducing' && then.opening > 0)
    return refusal(
      'reducingOnly',
      `only orders that reduce a position may take more; ${then.opening} of ${then.order.quantity} would open one`,
      { opening: then.opening, quantity: then.order.quantity },
    )
  const breach = firstBreach(limits, {
    order: then.order,
    book: withoutOrder(book, side, counted.due),
    price: then.price,
    notional: then.notional,
    opening: then.opening,
    executed: cumQty,
    cash: cashOf(context),
    reserved: context.reserved - counted.cash,
    equity: equityOf(context),
    grossExposure: grossOf(context),
    margin: marginFigures(context),
  })
  if (breach !== undefined) return breach
  const perUnit = then.cash / (then.order.quantity - cumQty)
  if (perUnit > (context.outlay.get(orderId) ?? 0)) setOutlay(context, book, record, perUnit)
  return undefined
}

/** The limits whose measure grows with the change; nothing where none does. */
function limitsOf(risk: RiskLimits, now: Weight, then: Weight, isExit: boolean): RiskLimits | undefined {
  const isMore = then.order.quantity > now.order.quantity
  const isDearer = then.notional > now.notional
  const isNearer = then.reach > now.reach
  const isSooner = then.haste > now.haste || then.closeness > now.closeness
  if (!isMore && !isDearer && !isNearer && !isSooner) return undefined
  const grows = <T>(limit: T | undefined, isGrowing: boolean): T | undefined => (isGrowing ? limit : undefined)
  return {
    checks: risk.checks,
    maxOrderQuantity: grows(risk.maxOrderQuantity, isMore),
    maxPosition: grows(risk.maxPosition, isMore && !isExit),
    maxOrderNotional: grows(risk.maxOrderNotional, isDearer && !isExit),
    maxGrossExposure: grows(risk.maxGrossExposure, isDearer && !isExit),
    priceCollar: grows(risk.priceCollar, isNearer && !isExit),
    buyingPower: grows(risk.buyingPower ?? 'cash', then.cash > now.cash) ?? 'none',
  }
}

/** Signed for the order's side: units that its parents may still trade, as far as they are not counted with what is on its way. */
function comingOf(context: PortfolioContext, parentId: string | undefined, side: 'buy' | 'sell'): number {
  const parent = parentId === undefined ? undefined : context.orders.get(parentId)
  if (parent === undefined) return 0
  const { orderId, side: itsSide, leavesQty, parentId: itsParent } = parent.context
  const due = context.tied.get(orderId)?.due ?? leavesQty
  const coming = itsSide === side ? due - leavesQty : leavesQty
  return coming + comingOf(context, itsParent, side)
}

/** What is on its way but for this order. */
const withoutOrder = (book: Readonly<Book>, side: 'buy' | 'sell', due: number): Readonly<Book> =>
  side === 'buy' ? { ...book, workingBuy: book.workingBuy - due } : { ...book, workingSell: book.workingSell - due }

/** An order that is out, as the request that would make it. */
const orderOf = (record: OrderRecord, { at, clOrdId }: OrderReplace): OrderSubmit => ({
  ...submissionOf(record),
  at,
  clOrdId,
})
