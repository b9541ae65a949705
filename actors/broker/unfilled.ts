/** Says of every watched order that works, on every event of its market, why it did not trade; unless it did. */
import type { MarketBar, MarketQuote, MarketTrade, Micros, SessionPhase } from '../../src/events/index.ts'
import { orderState } from '../order/index.ts'
import { type BrokerContext, type Emit, timeOf, type VenueOrder } from './context.ts'
import type { Book } from './book.ts'
import { trailingPrices } from './desk.ts'
import { tickOfQuote, tickOfTrade } from './models/fill-ticks.ts'
import { noFill, type NoFill, type WorkingOrder } from './models/questions.ts'
import type { Watch } from './watch.ts'

/** What happens in a market that orders may trade on. */
type Priced = MarketBar | MarketTrade | MarketQuote

/** Notes which watched orders work in a symbol, and where those that trail have come to. */
export function beginLook(context: BrokerContext, watch: Watch, symbol: string): void {
  watch.begin(watch.orders.filter((orderId) => context.orders.get(orderId)?.record.context.symbol === symbol))
  for (const orderId of watch.looks.keys()) {
    const prices = trailingPrices(context, context.books.get(symbol)!, context.orders.get(orderId)!)
    if (prices !== undefined) watch.stops.set(orderId, prices.stop)
  }
}

/** The event has been worked, in this phase of its market: whoever did not trade hears why. */
export function endLook(context: BrokerContext, watch: Watch, event: Priced, phase: SessionPhase, emit: Emit): void {
  const at = timeOf(context, event)
  const { symbol, type: on } = event
  for (const [orderId, outcome] of watch.looks) {
    if (outcome === 'filled') continue
    const order = context.orders.get(orderId)
    const { code, facts: found } = outcome ?? whyNotAsked(context, order, event, phase, watch)
    const facts = outcome === undefined || event.type !== 'market.bar' ? found : ofWholeBar(found, event)
    const text = textOf(code, order, watch)
    const said = { type: 'venue.unfilled', at, orderId, symbol, on, code, facts } as const
    emit(text === '' ? said : { ...said, text })
  }
}

/** An order ended where nothing happens in its market, on its arrival or at the close of the session: what was in the way. */
export function sayMissed(
  { rules }: BrokerContext,
  order: VenueOrder,
  { code, facts }: Pick<NoFill, 'code' | 'facts'>,
  on: 'order.submit' | 'market.session',
  at: Micros,
  emit: Emit,
): void {
  const { watch } = rules
  const { orderId, symbol } = order.record.context
  if (watch === undefined || !watch.orders.includes(orderId)) return
  const text = textOf(code, order, watch)
  const said = { type: 'venue.unfilled', at, orderId, symbol, on, code, facts } as const
  emit(text === '' ? said : { ...said, text })
}

/**
 * An order may be shown a part of a bar only: its first price, or what came after a trigger. If its price lies outside of the whole bar as well,
 * that is what is said; else the numbers are those that the order saw.
 */
function ofWholeBar(facts: NoFill['facts'], bar: MarketBar): NoFill['facts'] {
  const { low, high, close } = facts
  if (low === undefined && high === undefined && close === undefined) return facts
  const price = facts['limit'] ?? facts['stop'] ?? facts['touch'] ?? NaN
  const told: Record<string, number> = {}
  for (const [name, value] of Object.entries(facts)) {
    if (name === 'low')
      told[value === bar.low || price < bar.low ? name : 'lowSeen'] = price < bar.low ? bar.low : value
    else if (name === 'high')
      told[value === bar.high || price > bar.high ? name : 'highSeen'] = price > bar.high ? bar.high : value
    else if (name === 'close') told[value === bar.close ? name : 'closeSeen'] = value
    else told[name] = value
  }
  return told
}

/** What numbers cannot say. */
function textOf(code: NoFill['code'], order: VenueOrder | undefined, watch: Watch): string {
  if (order === undefined) return ''
  const { side, parentId } = order.record.context
  if (code === 'parentNotFilled') return parentId ?? ''
  const users = code === 'noVolume' ? watch.users(side) : ''
  return users === '' ? '' : `used up by ${users}`
}

export const CODE_OF_PHASE: Readonly<Record<Exclude<SessionPhase, 'open'>, NoFill['code']>> = {
  preOpen: 'marketPreOpen',
  halted: 'marketHalted',
  closed: 'marketClosed',
  done: 'marketClosed',
}

/**
 * Why a working order was not even looked at on an event: the market's phase, the order's own state, its time in force, or its price. Changes
 * nothing, so it may be asked of any order at any time.
 */
function whyNotAsked(
  context: BrokerContext,
  order: VenueOrder | undefined,
  event: Priced,
  phase: SessionPhase,
  watch: Watch,
): NoFill {
  if (phase !== 'open') return noFill(CODE_OF_PHASE[phase])
  if (order === undefined) return noFill('ended')
  const { record, activeFrom, place } = order
  const book = context.books.get(event.symbol)!
  const state = orderState(record)
  if (state.startsWith('live.waiting')) return noFill('parentNotFilled')
  if (state.startsWith('live.suspended')) return noFill('suspended')
  if (place === 'closing') return noFill('waitsForClose')
  if (event.type === 'market.bar' && book.ticks) return noFill('tradesOnTicks')
  const openAt = event.type === 'market.bar' ? event.openAt : event.at
  if (activeFrom > openAt) return noFill('notYetActive', { activeFrom, openAt })
  const stop = place === 'trail' ? watch.stops.get(record.context.orderId) : record.context.stopPrice
  if (place === 'trail' && stop === undefined) return noFill('noPriceToTrail')
  if (event.type === 'market.bar') return whyNotReached(order, stop, event) ?? noFill('noTurn')
  return whyNotOnTick(context, book, { ...record.context, stopPrice: stop }, event)
}

/** On a tick there is one price an order, so the fill rule itself says what was in the way. */
function whyNotOnTick(
  { rules }: BrokerContext,
  { quote }: Book,
  order: WorkingOrder,
  event: MarketTrade | MarketQuote,
): NoFill {
  const tick =
    event.type === 'market.trade'
      ? tickOfTrade(event.price, quote !== undefined, true, rules.limits)
      : tickOfQuote(event, order.side, true, rules.limits)
  const answer = rules.fillTicks(order, tick)
  return answer.kind === 'none' ? answer : noFill('noTurn')
}

/** The order's price lies outside of the bar. */
function whyNotReached({ record }: VenueOrder, stop: number | undefined, bar: MarketBar): NoFill | undefined {
  const { side, orderType, limitPrice, triggered } = record.context
  const isBuy = side === 'buy'
  const { low, high } = bar
  if (stop === undefined || triggered) {
    if (limitPrice === undefined) return undefined
    if (isBuy) return limitPrice < low ? noFill('limitNotReached', { limit: limitPrice, low }) : undefined
    return limitPrice > high ? noFill('limitNotReached', { limit: limitPrice, high }) : undefined
  }
  if (orderType === 'marketIfTouched' || orderType === 'limitIfTouched') {
    if (isBuy) return stop < low ? noFill('touchNotReached', { touch: stop, low }) : undefined
    return stop > high ? noFill('touchNotReached', { touch: stop, high }) : undefined
  }
  if (isBuy) return stop > high ? noFill('stopNotReached', { stop, high }) : undefined
  return stop < low ? noFill('stopNotReached', { stop, low }) : undefined
}
