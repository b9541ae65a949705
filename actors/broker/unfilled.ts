/** Says of every watched order that works, on every event of its market, why it did not trade; unless it did. */
import type { MarketBar, SessionPhase } from '../../src/events/index.ts'
import { orderState } from '../order/index.ts'
import { type BrokerContext, type Emit, timeOf, type VenueOrder } from './context.ts'
import { noFill, type NoFill } from './models/questions.ts'
import type { Watch } from './watch.ts'

/** Notes which watched orders work in a symbol. */
export function beginLook(context: BrokerContext, watch: Watch, symbol: string): void {
  watch.begin(watch.orders.filter((orderId) => context.orders.get(orderId)?.record.context.symbol === symbol))
}

/** The event has been worked, in this phase of its market: whoever did not trade hears why. */
export function endLook(context: BrokerContext, watch: Watch, bar: MarketBar, phase: SessionPhase, emit: Emit): void {
  const at = timeOf(context, bar)
  const { symbol, type: on } = bar
  for (const [orderId, outcome] of watch.looks) {
    if (outcome === 'filled') continue
    const order = context.orders.get(orderId)
    const { code, facts } = outcome ?? whyNotAsked(order, bar, phase)
    const text = textOf(code, order, watch)
    const said = { type: 'venue.unfilled', at, orderId, symbol, on, code, facts } as const
    emit(text === '' ? said : { ...said, text })
  }
}

/** What numbers cannot say. */
function textOf(code: NoFill['code'], order: VenueOrder | undefined, watch: Watch): string {
  if (order === undefined) return ''
  const { side, parentId } = order.record.context
  if (code === 'parentNotFilled') return parentId ?? ''
  const users = code === 'noVolume' ? watch.users(side) : ''
  return users === '' ? '' : `used up by ${users}`
}

const CODE_OF_PHASE: Readonly<Record<Exclude<SessionPhase, 'open'>, NoFill['code']>> = {
  preOpen: 'marketPreOpen',
  halted: 'marketHalted',
  closed: 'marketClosed',
  done: 'marketClosed',
}

/** Why the models were not even asked. */
function whyNotAsked(order: VenueOrder | undefined, bar: MarketBar, phase: SessionPhase): NoFill {
  if (phase !== 'open') return noFill(CODE_OF_PHASE[phase])
  if (order === undefined) return noFill('ended')
  const { record, activeFrom } = order
  const state = orderState(record)
  if (state.startsWith('live.waiting')) return noFill('parentNotFilled')
  if (state.startsWith('live.suspended')) return noFill('suspended')
  if (activeFrom > bar.openAt) return noFill('notYetActive', { activeFrom, openAt: bar.openAt })
  return whyNotReached(order, bar) ?? noFill('noTurn')
}

/** The order's price lies outside of the bar. */
function whyNotReached({ record }: VenueOrder, { low, high }: MarketBar): NoFill | undefined {
  const { side, limitPrice, stopPrice, triggered } = record.context
  if (stopPrice !== undefined && !triggered) {
    if (side === 'buy') return stopPrice > high ? noFill('stopNotReached', { stop: stopPrice, high }) : undefined
    return stopPrice < low ? noFill('stopNotReached', { stop: stopPrice, low }) : undefined
  }
  if (limitPrice === undefined) return undefined
  if (side === 'buy') return limitPrice < low ? noFill('limitNotReached', { limit: limitPrice, low }) : undefined
  return limitPrice > high ? noFill('limitNotReached', { limit: limitPrice, high }) : undefined
}
