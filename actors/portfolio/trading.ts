/** From a signal to an order: what is asked, how much, whether it may leave. */
import type {
  Instructions,
  OrderReplace,
  OrderSubmit,
  PortfolioChecked,
  RefusalCode,
  Side,
  Signal,
} from '../../src/events/index.ts'
import { lastClOrdId, newOrder, RENEWAL, renewed } from '../order/index.ts'
import { cashOf, type Emit, equityOf, grossOf, type PortfolioContext } from './context.ts'
import { send } from './reports.ts'
import { cutToLot, onGrid } from './grid.ts'
import type { Book } from './ledger.ts'
import { firstBreach, type NoteCheck, type Refusal, unitOutlay } from './risk.ts'

/** Whether new positions may be opened. */
export type Mode = 'active' | 'reducing' | 'halted'

const refusal = (code: RefusalCode, text: string, facts: Record<string, number> = {}): Refusal => ({
  code,
  text,
  facts,
})

export function onSignal(context: PortfolioContext, signal: Signal, mode: Mode, emit: Emit): void {
  const refused = act(context, signal, mode, emit)
  if (refused === undefined) return
  emit({
    type: 'signal.refused',
    at: context.config.now(),
    strategy: signal.strategy,
    symbol: signal.symbol,
    intent: signal.intent,
    tag: signal.tag,
    code: refused.code,
    text: refused.text,
    facts: refused.facts,
  })
}

const tagKey = (signal: Signal): string => `${signal.strategy ?? ''}/${signal.tag ?? ''}`

function act(context: PortfolioContext, signal: Signal, mode: Mode, emit: Emit): Refusal | undefined {
  const book = context.books[signal.symbol]
  if (book === undefined)
    return refusal('unknownSymbol', `no data for ${signal.symbol}; known: ${Object.keys(context.books).join(', ')}`)
  if (signal.intent === 'cancel' || signal.intent === 'change') return onTagged(context, signal, emit)
  if (mode === 'halted') return refusal('halted', `the portfolio is halted (${context.haltedBy})`)
  if (signal.tag !== undefined && context.tags.has(tagKey(signal)))
    return refusal('duplicateTag', `an order tagged ${signal.tag} is still open`)

  const price = signal.price ?? book.last
  if (!(price > 0 && Number.isFinite(price)))
    return refusal('noPrice', `no price of ${signal.symbol} is known yet, so nothing can be sized`)

  if (signal.intent === 'flat') cancelAll(context, book.symbol, emit)
  const delta = wantedDelta(context, signal, book, price)
  if (typeof delta !== 'number') return delta
  const quantity = Math.abs(delta)
  if (quantity === 0)
    return refusal('zeroQuantity', `sizing came to less than one lot of ${book.lot} at ${price}`, {
      price,
      lot: book.lot,
    })
  place(context, book, delta < 0 ? 'sell' : 'buy', quantity, signal, price, mode, emit, signal.strategy, signal.tag)
  return undefined
}

/** Signed units to trade, on the lot grid, or why there is nothing to trade. */
function wantedDelta(context: PortfolioContext, signal: Signal, book: Book, price: number): number | Refusal {
  // what will be held once the open orders have traded
  const expected = book.quantity + book.workingBuy - book.workingSell
  const sized = (side: Side): number =>
    signal.quantity ??
    context.config.sizing.quantity({
      signal,
      symbol: book.symbol,
      side,
      price,
      multiplier: book.multiplier,
      cash: cashOf(context),
      equity: equityOf(context),
      position: book.quantity,
    })
  const toTarget = (): boolean => context.config.sizing.kind === 'target' && signal.quantity === undefined
  const intent = signal.intent

  if (
    signal.quantity !== undefined &&
    !(Number.isFinite(signal.quantity) && (signal.quantity > 0 || intent === 'target'))
  )
    return refusal('invalidQuantity', `quantity must be above 0, not ${signal.quantity}`, { quantity: signal.quantity })

  switch (intent) {
    case 'long':
    case 'short': {
      const sign = intent === 'long' ? 1 : -1
      if (expected * sign > 0 && !toTarget())
        return refusal('alreadyThere', `already ${intent}: ${expected} held or on its way`, { expected })
      const size = cutToLot(sized(intent === 'long' ? 'buy' : 'sell'), book.lot)
      if (!(size > 0)) return size === 0 ? 0 : refusal('invalidQuantity', `sizing gave ${size}`, { quantity: size })
      const delta = onGrid(sign * size - expected, book.lot)
      return delta === 0 ? refusal('alreadyThere', `already holds ${expected}`, { expected }) : delta
    }
    case 'flat':
      return book.quantity === 0 ? refusal('nothingToDo', `nothing of ${book.symbol} is held`) : -book.quantity
    case 'buy':
    case 'sell':
      return cutToLot(sized(intent), book.lot) * (intent === 'buy' ? 1 : -1)
    case 'target': {
      if (signal.quantity === undefined) return refusal('invalidQuantity', 'a target needs a quantity')
      const delta = cutToLot(signal.quantity - expected, book.lot)
      return delta === 0 ? refusal('alreadyThere', `already holds ${expected}`, { expected }) : delta
    }
    default: {
      const weight = signal.weight
      if (weight === undefined || !Number.isFinite(weight))
        return refusal('invalidQuantity', 'a weight signal needs a weight')
      const wanted = (weight * equityOf(context)) / (price * book.multiplier)
      const delta = cutToLot(wanted - expected, book.lot)
      return delta === 0
        ? refusal('alreadyThere', `within one lot of ${weight} of equity`, { weight, expected })
        : delta
    }
  }
}

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
  const at = context.config.now()
  context.ordersMade += 1
  const orderId = `o-${context.ordersMade}`
  const order: OrderSubmit = {
    type: 'order.submit',
    at,
    orderId,
    clOrdId: orderId,
    symbol: book.symbol,
    side,
    orderType: how.orderType ?? 'market',
    quantity,
    limitPrice: how.limitPrice,
    stopPrice: how.stopPrice,
    timeInForce: how.timeInForce ?? 'day',
    expireTime: how.expireTime,
    displayQuantity: how.displayQuantity,
    minQuantity: how.minQuantity,
    postOnly: how.postOnly,
    reduceOnly: how.reduceOnly,
    trailBy: how.trailBy,
    trailOffset: how.trailOffset,
    limitOffset: how.limitOffset,
    triggerBy: how.triggerBy,
    strategy,
    tag,
  }
  const value = order.limitPrice ?? order.stopPrice ?? price
  // units that open or add: what is left after the position, and the orders already out to reduce it, are used up
  const reducible = side === 'buy' ? -book.quantity - book.workingBuy : book.quantity - book.workingSell
  const opening = Math.max(0, quantity - Math.max(0, reducible))

  const denied =
    mode === 'reducing' && opening > 0
      ? refusal(
          'reducingOnly',
          `only orders that reduce a position may leave; ${opening} of ${quantity} would open one`,
          { opening, quantity },
        )
      : firstBreach(
          context.config.risk,
          {
            order,
            book,
            price: value,
            notional: quantity * value * book.multiplier,
            opening,
            cash: cashOf(context),
            reserved: context.reserved,
            equity: equityOf(context),
            grossExposure: grossOf(context),
          },
          watched(context, order, price, emit),
        )
  if (denied !== undefined) {
    emit({
      type: 'order.denied',
      at,
      orderId,
      symbol: book.symbol,
      side,
      quantity,
      strategy,
      tag,
      code: denied.code,
      text: denied.text,
      facts: denied.facts,
    })
    return
  }

  if (context.ordersMade % RENEWAL === 0) context.orders = renewed(context.orders)
  context.orders.set(orderId, newOrder(order))
  if (side === 'buy') book.workingBuy = onGrid(book.workingBuy + quantity, book.lot)
  else book.workingSell = onGrid(book.workingSell + quantity, book.lot)
  if (opening > 0) {
    const outlay = (opening / quantity) * unitOutlay(order, book, value)
    if (outlay > 0) {
      context.outlay.set(orderId, outlay)
      context.reserved += outlay * quantity
    }
  }
  if (tag !== undefined) context.tags.set(`${strategy ?? ''}/${tag}`, orderId)
  emit(order)
}

/** Cancel or change of what was asked for under a tag. */
function onTagged(context: PortfolioContext, signal: Signal, emit: Emit): Refusal | undefined {
  const orderId = context.tags.get(tagKey(signal))
  if (orderId === undefined) return refusal('unknownTag', `no open order is tagged ${signal.tag ?? '(no tag)'}`)
  if (signal.intent === 'cancel') {
    requestCancel(context, orderId, emit)
    return undefined
  }
  const order = context.orders.get(orderId)!.context
  if (signal.quantity === undefined && signal.limitPrice === undefined && signal.stopPrice === undefined)
    return refusal('nothingToDo', 'a change needs a new quantity, limitPrice or stopPrice')
  if (signal.quantity !== undefined && !(signal.quantity > 0 && Number.isFinite(signal.quantity)))
    return refusal('invalidQuantity', `quantity must be above 0, not ${signal.quantity}`, { quantity: signal.quantity })
  context.requestsMade += 1
  const request: OrderReplace = {
    type: 'order.replace',
    at: context.config.now(),
    orderId,
    clOrdId: `${orderId}.${context.requestsMade}`,
    origClOrdId: lastClOrdId(order),
    symbol: order.symbol,
    quantity: signal.quantity,
    limitPrice: signal.limitPrice,
    stopPrice: signal.stopPrice,
  }
  send(context, orderId, request, emit)
  return undefined
}

export function requestCancel(context: PortfolioContext, orderId: string, emit: Emit): void {
  const order = context.orders.get(orderId)!.context
  context.requestsMade += 1
  send(
    context,
    orderId,
    {
      type: 'order.cancel',
      at: context.config.now(),
      orderId,
      clOrdId: `${orderId}.${context.requestsMade}`,
      origClOrdId: lastClOrdId(order),
      symbol: order.symbol,
    },
    emit,
  )
}

/** Asks the venue to cancel every open order, of one symbol or of all. */
export function cancelAll(context: PortfolioContext, symbol: string | undefined, emit: Emit): void {
  for (const orderId of [...context.orders.keys()])
    if (symbol === undefined || context.orders.get(orderId)!.context.symbol === symbol)
      requestCancel(context, orderId, emit)
}
