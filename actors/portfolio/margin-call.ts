/**
 * Margin calls: equity is below what the account must be worth. The call is said with its numbers; open orders are canceled; and what is held is reduced by market
 * orders, one symbol after the other, by no more than is needed at the last prices. Executions at other prices, and costs, may need more: then it goes on.
 */
import type { VenueReport } from '../../src/events/index.ts'
import { type Emit, equityUnits, type PortfolioContext } from './context.ts'
import { onGrid } from './grid.ts'
import type { Book } from './ledger.ts'
import { type CallablePosition, type LiquidationOrder, marginPosition } from './margin.ts'
import { toUnits } from './money.ts'
import { MARGIN_CALL } from './risk.ts'
import { place } from './placing.ts'
import { requestCancel } from './trading.ts'

/**
 * Looks whether the account is worth what it must be, after anything that may have changed either. An order of a call that ended otherwise than by an execution is not
 * repeated at once, because the venue would answer the same: the next event is waited for.
 */
export function watchMargin(context: PortfolioContext, emit: Emit, report?: VenueReport): void {
  const isShort = equityUnits(context) < context.maintenanceMargin
  if (!isShort && !context.called) return
  if (!isShort) {
    context.called = false
    say(context, 'met', emit)
    return
  }
  const { liquidate = 'largestLoss' } = context.config.margin!
  if (!context.called) {
    context.called = true
    say(context, 'called', emit)
    if (liquidate === 'none') return
    for (const orderId of [...context.orders.keys()])
      if (!isOurs(context, orderId)) requestCancel(context, orderId, emit)
  }
  if (liquidate !== 'none' && !isRefusal(report))
    reduce(context, ORDERS[liquidate as keyof typeof ORDERS] ?? liquidate, emit)
}

const isRefusal = (report: VenueReport | undefined): boolean =>
  report !== undefined &&
  report.type !== 'order.filled' &&
  report.leavesQty === 0 &&
  report.tag === MARGIN_CALL &&
  report.strategy === undefined

const say = (context: PortfolioContext, state: 'called' | 'met', emit: Emit): void => {
  const { scale, now } = context.config
  const equity = equityUnits(context)
  emit({
    type: 'account.marginCall',
    at: now(),
    state,
    equity: equity / scale,
    maintenance: context.maintenanceMargin / scale,
    initial: context.initialMargin / scale,
    missing: Math.max(0, context.maintenanceMargin - equity) / scale,
  })
}

const valueOf = ({ quantity, price, multiplier }: CallablePosition): number => Math.abs(quantity) * price * multiplier

const ORDERS: Readonly<Record<'largestLoss' | 'largestPosition' | 'symbol', LiquidationOrder>> = {
  largestLoss: (a, b) => a.profit - b.profit,
  largestPosition: (a, b) => valueOf(b) - valueOf(a),
  symbol: () => 0,
}

const isOurs = (context: PortfolioContext, orderId: string): boolean => {
  const { strategy, tag } = context.orders.get(orderId)!.context
  return strategy === undefined && tag === MARGIN_CALL
}

/** Units of a symbol, signed as its position, that orders of margin calls are still to take off it. */
function onTheWay(context: PortfolioContext, book: Book): number {
  let units = 0
  for (const [orderId, { context: order }] of context.orders)
    if (order.symbol === book.symbol && isOurs(context, orderId))
      units += order.side === 'sell' ? order.leavesQty : -order.leavesQty
  return units
}

/** Orders what is missing, counting what is ordered already as done at the last prices. */
function reduce(context: PortfolioContext, order: LiquidationOrder, emit: Emit): void {
  const { scale, margin } = context.config
  const maintenanceOf = (book: Book, quantity: number): number =>
    quantity === 0 ? 0 : toUnits(margin!.rule.maintenance(marginPosition(book, quantity, book.last)), scale)
  const held = Object.values(context.books)
    .filter((book) => book.quantity !== 0)
    .map((book) => ({
      book,
      left: onGrid(book.quantity - onTheWay(context, book), book.lot),
      position: callable(book, scale),
    }))
    .sort((a, b) => order(a.position, b.position) || (a.book.symbol < b.book.symbol ? -1 : 1))
  let missing = -equityUnits(context)
  for (const { book, left } of held) missing += maintenanceOf(book, left)

  for (const { book, left } of held) {
    if (missing <= 0) return
    // what other orders are out for is not ordered twice: their cancels are on the way
    const free = Math.abs(book.quantity) - (book.quantity > 0 ? book.workingSell : book.workingBuy)
    const most = onGrid(Math.min(free, Math.abs(left)), book.lot)
    if (!(most > 0)) continue
    const sign = Math.sign(book.quantity)
    const required = maintenanceOf(book, left)
    const frees = (quantity: number): number => required - maintenanceOf(book, onGrid(left - sign * quantity, book.lot))
    const quantity = leastOf(most, book.lot, (some) => frees(some) >= missing)
    missing -= frees(quantity)
    place(context, book, sign > 0 ? 'sell' : 'buy', quantity, {}, book.last, 'reducing', emit, undefined, MARGIN_CALL)
  }
}

const callable = (book: Book, scale: number): CallablePosition => ({
  ...marginPosition(book, book.quantity, book.last),
  profit:
    book.deposit > 0
      ? (book.last - book.averagePrice) * book.quantity * book.multiplier
      : (book.marketValue - book.cost) / scale,
})

/** The least quantity on the lot that is enough, or `most`. Where any size will do, it is found to a millionth of `most`. */
function leastOf(most: number, lot: number, isEnough: (quantity: number) => boolean): number {
  const step = lot === 0 ? most / 1e6 : lot
  let low = 0
  let high = Math.max(1, Math.round(most / step))
  const at = (steps: number): number => Math.min(most, lot === 0 ? steps * step : onGrid(steps * step, lot))
  if (!isEnough(at(high))) return most
  while (high - low > 1) {
    const middle = (low + high) >>> 1
    if (isEnough(at(middle))) high = middle
    else low = middle
  }
  return at(high)
}
