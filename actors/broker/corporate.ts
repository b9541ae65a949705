/**
 * Splits and dividends at the venue. A split restates every working order of its symbol in the new units: prices by the ratio, quantities times it, both
 * on the instrument's grid. A dividend leaves orders as they are, unless the venue is told to reduce those that its price drop would execute.
 */
import type { MarketDividend, MarketSplit } from '../../src/events/index.ts'
import { type Book, unused } from './book.ts'
import { type BrokerContext, type Emit, instrumentOf, timeOf, type VenueOrder } from './context.ts'
import { bookOf, deliver, move, nextExecId, showStop } from './desk.ts'
import { floorToLot, onTickAgainst } from './grid.ts'
import type { Instrument, WorkingOrder } from './models/questions.ts'
import { canceled, restated } from './reports.ts'

/** The working orders of a symbol, oldest first. */
const ordersOf = (context: BrokerContext, symbol: string): VenueOrder[] =>
  [...context.orders.values()].filter(({ record }) => record.context.symbol === symbol).sort((a, b) => a.seq - b.seq)

/** The nearest prices on the tick that keep an order's promise: a limit no worse than it was, a stop no nearer to the market. */
function limitOnTick({ side }: WorkingOrder, price: number, { tick }: Instrument): number {
  return tick === undefined ? price : onTickAgainst(side === 'buy' ? 'sell' : 'buy', price, tick)
}
function stopOnTick({ side }: WorkingOrder, price: number, { tick }: Instrument): number {
  return tick === undefined ? price : onTickAgainst(side, price, tick)
}

export function splitOrders(context: BrokerContext, event: MarketSplit, emit: Emit): void {
  const { symbol, ratio } = event
  const at = timeOf(context, event)
  const book = bookOf(context, symbol)
  const instrument = instrumentOf(context.rules, symbol)
  splitBook(book, ratio, instrument)
  context.shown.delete(symbol)
  context.rules.credit?.split?.(context.account, event)
  const ending: VenueOrder[] = []
  for (const order of ordersOf(context, symbol)) {
    const working = order.record.context
    const leaves = onUnit(working.leavesQty * ratio, working.quantity, instrument)
    // all of them are in the new units before the first one ends, because that may have consequences for others
    if (leaves === 0) ending.push(order)
    showStop(context, book, order)
    const { cumQty, leavesQty, limitPrice, stopPrice } = working
    const report = restated(working, at, nextExecId(context), {
      quantity: cumQty * ratio + (leaves === 0 ? leavesQty * ratio : leaves),
      splitRatio: ratio,
      limitPrice: limitPrice === undefined ? undefined : limitOnTick(working, limitPrice / ratio, instrument),
      stopPrice: stopPrice === undefined ? undefined : stopOnTick(working, stopPrice / ratio, instrument),
      text: `split ${ratio} for 1`,
    })
    move(book, order, () => {
      if (working.terms.trailBy === 'price') order.trail /= ratio
      if (order.peak > 0) order.peak = Math.min(leaves, Math.max(1, Math.floor(order.peak * ratio)))
      deliver(context, book, order, report, emit)
    })
  }
  splitTies(context, symbol, ratio)
  for (const order of ending) endOrder(context, book, order, at, emit)
}

/** A quantity in whole lots, cut towards zero; what was a whole number of units stays one, whatever the instrument says. */
function onUnit(quantity: number, before: number, { lot }: Instrument): number {
  const unit = lot ?? (Number.isInteger(before) ? 1 : 0)
  return unit === 0 ? quantity : Math.sign(quantity) * floorToLot(Math.abs(quantity), unit)
}

/** What the book knows of the market and of the account, in the new units. The last bar is over: nobody trades at its close any more. */
function splitBook(book: Book, ratio: number, instrument: Instrument): void {
  book.lastClose /= ratio
  book.lastBar = undefined
  book.used = unused()
  book.position = onUnit(book.position * ratio, book.position, instrument)
  const { quote } = book
  if (quote === undefined) return
  const { at, bid, bidSize, ask, askSize, used } = quote
  book.quote = {
    at,
    bid: bid / ratio,
    bidSize: bidSize * ratio,
    ask: ask / ratio,
    askSize: askSize * ratio,
    used: { buy: used.buy * ratio, sell: used.sell * ratio },
  }
}

/** What is noted of parents, children and groups, in the new units. */
function splitTies({ ties, orders }: BrokerContext, symbol: string, ratio: number): void {
  for (const parent of ties.parents.values()) {
    if (parent.symbol !== symbol) continue
    parent.cumQty *= ratio
    for (const orderId of Object.keys(parent.exits)) parent.exits[orderId]! *= ratio
  }
  for (const group of ties.groups.values())
    if (group.members.some((orderId) => orders.get(orderId)?.record.context.symbol === symbol)) group.executed *= ratio
}

/** The next price on the tick that is not above; 0 or less where there is none. */
const belowOnTick = (price: number, { tick }: Instrument): number =>
  tick === undefined || price < tick ? (tick === undefined ? price : 0) : onTickAgainst('sell', price, tick)

/** What is left of it is not a lot, or its price nothing. */
function endOrder(context: BrokerContext, book: Book, order: VenueOrder, at: number, emit: Emit): void {
  // the end of another may have ended it
  if (!context.orders.has(order.record.context.orderId)) return
  const report = canceled(order.record.context, at, nextExecId(context), 'corporateAction')
  deliver(context, book, order, report, emit)
}

/**
 * Buy limits and sell stops come down by the dividend, to the next tick below, because the price will: else they would execute for no other reason. Sell
 * limits and buy stops stay (FINRA Rule 5330), and if-touched orders do as limits of their side.
 */
export function onDividend(context: BrokerContext, event: MarketDividend, emit: Emit): void {
  const { symbol, amount } = event
  const instrument = instrumentOf(context.rules, symbol)
  context.rules.credit?.dividend?.(context.account, event, instrument)
  if (context.rules.onDividend === 'keep') return
  const at = timeOf(context, event)
  const book = bookOf(context, symbol)
  const reduced = (price: number | undefined): number | undefined =>
    price === undefined ? undefined : belowOnTick(price - amount, instrument)
  for (const order of ordersOf(context, symbol)) {
    const working = order.record.context
    if (!context.orders.has(working.orderId)) continue
    const { side, orderType, quantity, limitPrice, stopPrice, triggered } = working
    const isTouch = orderType === 'marketIfTouched' || orderType === 'limitIfTouched'
    const waits = stopPrice !== undefined && !triggered && order.place !== 'trail'
    const isBuyLimit = side === 'buy' && limitPrice !== undefined && (stopPrice === undefined || triggered)
    // what waits below the market: a stop to sell, or a touch to buy
    const isBelow = waits && isTouch === (side === 'buy')
    if (!isBuyLimit && !isBelow) continue
    const [limit, stop] = [reduced(limitPrice), isBelow ? reduced(stopPrice) : undefined]
    if ((limit !== undefined && limit <= 0) || (stop !== undefined && stop <= 0)) {
      endOrder(context, book, order, at, emit)
      continue
    }
    const report = restated(working, at, nextExecId(context), {
      quantity,
      splitRatio: undefined,
      limitPrice: limit,
      stopPrice: stop,
      text: `dividend of ${amount}`,
    })
    move(book, order, () => void deliver(context, book, order, report, emit))
  }
}
