/** Orders on their way out: one, or a parent with its children. What they do to position and cash, whether risk lets them leave, and what is noted when they do. */
import type { Instructions, OrderSubmit, PortfolioChecked, Side } from '../../src/events/index.ts'
import { newOrder, RENEWAL, renewed } from '../order/index.ts'
import { countedOf, noteLeaves, tie } from './commitments.ts'
import { cashOf, type Emit, equityOf, grossOf, type PortfolioContext, tagKey } from './context.ts'
import { childrenOf, linkName, submitOf } from './family.ts'
import type { Book } from './ledger.ts'
import { marginFigures } from './margin.ts'
import { awaitAnswer } from './recovery.ts'
import { firstBreach, type NoteCheck, type Refusal, refusal, unitOutlay } from './risk.ts'

/** Whether new positions may be opened. */
export type Mode = 'active' | 'reducing' | 'halted'

/** Says how a watched order was sized; answers with what tells its checks, `undefined` for an order that nobody watches. */
function watched(context: PortfolioContext, order: OrderSubmit, price: number, emit: Emit): NoteCheck | undefined {
  if (context.config.watch === undefined || !context.config.watch.includes(order.orderId)) return undefined
  const { at, orderId, symbol, quantity } = order
  const say = (code: PortfolioChecked['code'], passed: boolean, facts: Record<string, number>): void =>
    emit({ type: 'portfolio.checked', at, orderId, symbol, code, passed, facts })
  const position = context.books[symbol]!.quantity
  say('sizing', true, { quantity, price, position, cash: cashOf(context), equity: equityOf(context) })
  return (code, value, limit) => say(code, !(value > limit), { value, limit })
}

/** Makes the order, asks risk, and lets it out or reports it denied. */
export function place(
  context: PortfolioContext,
  book: Book,
  side: Side,
  quantity: number,
  how: Instructions,
  price: number,
  mode: Mode,
  emit: Emit,
  strategy?: string,
  tag?: string,
): void {
  context.ordersMade += 1
  const link =
    how.link === undefined ? '' : linkName({ ...(strategy === undefined ? {} : { strategy }), link: how.link })
  const linkId = link === '' ? undefined : (context.links.get(link) ?? `g-${++context.groupsMade}`)
  const who = { orderId: `o-${context.ordersMade}`, side, quantity, strategy, tag }
  const order = submitOf(context, book, linkId === undefined ? who : { ...who, linkId, linkType: how.linkType! }, how)
  const first = weigh(context, book, order, price)
  if (how.children !== undefined) return placeFamily(context, book, first, how, price, mode, link, emit)
  const denied = breachOf(context, book, first, mode, price, 0, emit)
  if (denied !== undefined) deny(order, denied, emit)
  else letOut(context, book, first, link, emit)
}

/** An order and what it does to position and cash. */
interface Weighed {
  readonly order: OrderSubmit
  /** Price it is valued at. */
  readonly value: number
  /** Units that open a position or add to one; the rest reduces. */
  readonly opening: number
  /** Cash it may need, or in a margin account equity, in currency. */
  readonly cash: number
  /** It closes again what its parent opens. */
  readonly isExit: boolean
}

/** `before`: signed units that its parent, and theirs, will have traded by the time it works. */
function weigh(
  context: PortfolioContext,
  book: Book,
  order: OrderSubmit,
  price: number,
  before = 0,
  parent?: OrderSubmit,
): Weighed {
  const { side, quantity, linkId, symbol } = order
  const value = order.limitPrice ?? order.stopPrice ?? price
  // units that open or add: what is left after the position, and the orders already out to reduce it, are used up
  const { due } = countedOf(context, linkId, symbol, side)
  const reducible =
    side === 'buy' ? -book.quantity - book.workingBuy + due - before : book.quantity - book.workingSell + due + before
  const opening = Math.max(0, quantity - Math.max(0, reducible))
  const cash = opening > 0 ? opening * unitOutlay(order, book, value, marginFigures(context)?.rule) : 0
  return { order, value, opening, cash, isExit: parent !== undefined && opening === 0 && parent.side !== side }
}

/** Why an order may not leave; `pending` is the cash of those that leave with it. */
function breachOf(
  context: PortfolioContext,
  book: Book,
  { order, value, opening, isExit }: Weighed,
  mode: Mode,
  price: number,
  pending: number,
  emit: Emit,
): Refusal | undefined {
  const { quantity, linkId, symbol, side } = order
  if (mode === 'reducing' && opening > 0)
    return refusal(
      'reducingOnly',
      `only orders that reduce a position may leave; ${opening} of ${quantity} would open one`,
      { opening, quantity },
    )
  const { risk } = context.config
  return firstBreach(
    isExit ? { maxOrderQuantity: risk.maxOrderQuantity, checks: risk.checks, buyingPower: 'none' } : risk,
    {
      order,
      book,
      price: value,
      notional: quantity * value * book.multiplier,
      opening,
      cash: cashOf(context),
      reserved: context.reserved + pending - countedOf(context, linkId, symbol, side).cash,
      equity: equityOf(context),
      grossExposure: grossOf(context),
      margin: marginFigures(context),
    },
    watched(context, order, price, emit),
  )
}

function deny(order: OrderSubmit, denied: Refusal, emit: Emit): void {
  const { at, orderId, symbol, side, orderType, quantity, limitPrice, stopPrice, timeInForce, strategy, tag } = order
  const terms = { orderType, quantity, limitPrice, stopPrice, timeInForce }
  const { code, text, facts } = denied
  emit({ type: 'order.denied', at, orderId, symbol, side, ...terms, strategy, tag, code, text, facts })
}

function letOut(context: PortfolioContext, book: Book, weighed: Weighed, link: string, emit: Emit): void {
  const { order, cash, isExit } = weighed
  const { orderId, quantity, tag } = order
  if (context.ordersMade % RENEWAL === 0) context.orders = renewed(context.orders)
  const record = newOrder(order, 'exchange')
  context.orders.set(orderId, record)
  awaitAnswer(context, orderId)
  if (cash > 0) context.outlay.set(orderId, cash / quantity)
  if (order.parentId !== undefined || order.linkId !== undefined) tie(context, book, order, isExit, link)
  else noteLeaves(context, book, record, 0)
  if (tag !== undefined) context.tags.set(tagKey(order), orderId)
  emit(order)
}

/** A parent and its children leave together, the parent first, or none of them does. */
function placeFamily(
  context: PortfolioContext,
  book: Book,
  first: Weighed,
  how: Instructions,
  price: number,
  mode: Mode,
  link: string,
  emit: Emit,
): void {
  const family = [first]
  /** Signed units that an order and those before it will have traded, by its id. */
  const traded = new Map<string, number>()
  const signed = ({ side, quantity }: OrderSubmit): number => (side === 'buy' ? quantity : -quantity)
  const byId = new Map([[first.order.orderId, first.order]])
  traded.set(first.order.orderId, signed(first.order))
  for (const order of childrenOf(context, book, first.order, first.opening, how)) {
    const before = traded.get(order.parentId!)!
    family.push(weigh(context, book, order, price, before, byId.get(order.parentId!)))
    traded.set(order.orderId, before + signed(order))
    byId.set(order.orderId, order)
  }
  let pending = 0
  for (const one of family) {
    const denied = breachOf(context, book, one, mode, price, pending, emit)
    pending += one.cash
    if (denied === undefined) continue
    const { orderId } = one.order
    const others = refusal('familyDenied', `${orderId}, which was to leave with it, was denied: ${denied.text}`)
    for (const other of family) deny(other.order, other === one ? denied : others, emit)
    return
  }
  for (const one of family) letOut(context, book, one, one === first ? link : '', emit)
}
