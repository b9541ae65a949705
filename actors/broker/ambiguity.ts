/** Bars whose result depends on the order of their prices, which they do not say. */
import type { AmbiguityCode, MarketBar } from '../../src/events/index.ts'
import type { Book } from './book.ts'
import type { BrokerContext, Emit, VenueOrder } from './context.ts'

/** The price that an order waits for. */
export function waitedPrice({ record }: VenueOrder): number | undefined {
  const { orderType, triggered, limitPrice, stopPrice } = record.context
  return triggered || orderType === 'limit' || orderType === 'marketToLimit' ? limitPrice : stopPrice
}

/** The first order that a falling market reaches inside the bar, and the first that a rising one does: both were there, and either may have been first. */
export interface Sides {
  readonly below: VenueOrder | undefined
  readonly above: VenueOrder | undefined
}

/** Prices at the open are certain, so an order that is reached there is on no side. */
export function sidesOf(orders: readonly VenueOrder[], { open, high, low }: MarketBar): Sides {
  let [below, above]: [VenueOrder | undefined, VenueOrder | undefined] = [undefined, undefined]
  let [lowest, highest] = [-Infinity, Infinity]
  for (const order of orders) {
    const price = order.place === 'market' ? undefined : waitedPrice(order)
    if (price === undefined) continue
    if (price < open && price >= low && price > lowest) [below, lowest] = [order, price]
    if (price > open && price <= high && price < highest) [above, highest] = [order, price]
  }
  return { below, above }
}

/** Says that the order of two prices of a bar decided, or would have decided, what happened. */
export function sayAmbiguous(
  context: BrokerContext,
  book: Book,
  bar: MarketBar,
  at: number,
  code: AmbiguityCode,
  [one, other]: readonly [VenueOrder, VenueOrder | undefined],
  emit: Emit,
): void {
  const { open, high, low, close } = bar
  const [first, second] = [waitedPrice(one), other === undefined ? undefined : waitedPrice(other)]
  emit({
    type: 'venue.ambiguity',
    at,
    symbol: bar.symbol,
    code,
    orderId: one.record.context.orderId,
    otherOrderId: other?.record.context.orderId,
    policy: context.rules.path ?? 'none',
    facts: {
      open,
      high,
      low,
      close,
      position: book.position,
      ...(first === undefined ? {} : { price: first }),
      ...(second === undefined ? {} : { otherPrice: second }),
    },
  })
}
