/** From a signal to an order: what is asked, and how much. */
import type { Intent, OrderReplace, Side, Signal } from '../../src/events/index.ts'
import { lastClOrdId, replaceableOf } from '../order/index.ts'
import { breachOfChange } from './changing.ts'
import { cashOf, type Emit, equityOf, type PortfolioContext, tagKey } from './context.ts'
import { faultOfFamily } from './family.ts'
import { cutToLot, onGrid } from './grid.ts'
import type { Book } from './ledger.ts'
import { type Mode, place } from './placing.ts'
import { send } from './reports.ts'
import { type Refusal, refusal } from './risk.ts'

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

function act(context: PortfolioContext, signal: Signal, mode: Mode, emit: Emit): Refusal | undefined {
  const book = context.books[signal.symbol]
  if (book === undefined)
    return refusal('unknownSymbol', `no data for ${signal.symbol}; known: ${Object.keys(context.books).join(', ')}`)
  if (signal.intent === 'cancel' || signal.intent === 'change') return onTagged(context, signal, mode, emit)
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
  const fault = faultOfFamily(context, signal, quantity, book.lot)
  if (fault !== undefined) return fault
  place(context, book, delta < 0 ? 'sell' : 'buy', quantity, signal, price, mode, emit, signal.strategy, signal.tag)
  return undefined
}

const INTENTS: readonly Intent[] = ['long', 'short', 'flat', 'buy', 'sell', 'target', 'weight', 'cancel', 'change']

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
    case 'weight': {
      const weight = signal.weight
      if (weight === undefined || !Number.isFinite(weight))
        return refusal('invalidQuantity', 'a weight signal needs a weight')
      const wanted = (weight * equityOf(context)) / (price * book.multiplier)
      const delta = cutToLot(wanted - expected, book.lot)
      return delta === 0
        ? refusal('alreadyThere', `within one lot of ${weight} of equity`, { weight, expected })
        : delta
    }
    // A machine's own signal may say anything.
    default:
      return refusal('custom', `there is no intent ${String(intent)}; there are ${INTENTS.join(', ')}`)
  }
}

/** Cancel or change of what was asked for under a tag. */
function onTagged(context: PortfolioContext, signal: Signal, mode: Mode, emit: Emit): Refusal | undefined {
  const orderId = context.tags.get(tagKey(signal))
  if (orderId === undefined) return refusal('unknownTag', `no open order is tagged ${signal.tag ?? '(no tag)'}`)
  if (signal.intent === 'cancel') {
    requestCancel(context, orderId, emit)
    return undefined
  }
  const record = context.orders.get(orderId)!
  const order = record.context
  const { limitPrice, stopPrice } = signal
  const { lot } = context.books[order.symbol]!
  const quantity = signal.quantity === undefined ? undefined : cutToLot(signal.quantity, lot)
  const terms = replaceableOf(signal)
  if (quantity === undefined && limitPrice === undefined && stopPrice === undefined && terms === undefined)
    return refusal('nothingToDo', 'a change needs a new quantity, price, time in force, display quantity, or the like')
  const asked = signal.quantity ?? 1
  if (!(asked > 0 && Number.isFinite(asked)))
    return refusal('invalidQuantity', `quantity must be above 0, not ${asked}`, { quantity: asked })
  if (quantity === 0)
    return refusal('zeroQuantity', `${asked} is less than one lot of ${lot}`, { quantity: asked, lot })
  context.requestsMade += 1
  const request: OrderReplace = {
    type: 'order.replace',
    at: context.config.now(),
    orderId,
    clOrdId: `${orderId}.${context.requestsMade}`,
    origClOrdId: lastClOrdId(order),
    symbol: order.symbol,
    quantity,
    limitPrice,
    stopPrice,
    ...terms,
  }
  const breach = breachOfChange(context, record, request, mode)
  if (breach !== undefined) return breach
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

/**
 * Asks the venue to cancel every open order, of one symbol or of all. Children before their parents: the end of a parent would end them, and their own
 * cancel come too late.
 */
export function cancelAll(context: PortfolioContext, symbol: string | undefined, emit: Emit): void {
  const ids = [...context.orders.keys()]
  if (context.tied.size > 0) ids.sort((a, b) => generationOf(context, b) - generationOf(context, a))
  for (const orderId of ids)
    if (symbol === undefined || context.orders.get(orderId)!.context.symbol === symbol)
      requestCancel(context, orderId, emit)
}

/** How many parents an order has above it, as far as they are open. */
function generationOf(context: PortfolioContext, orderId: string): number {
  const parentId = context.orders.get(orderId)?.context.parentId
  return parentId === undefined ? 0 : 1 + generationOf(context, parentId)
}
