/** Bars and questions for the models of the runner. */
import { type CreditQuestion, type MarketBar, PLAIN_TERMS, type WorkingOrder } from 'quantdome'

const DAY = 86_400_000_000

/** A daily bar from its four prices; day 0 is the epoch. */
export const bar = (open: number, high: number, low: number, close: number, volume = 1000, day = 10): MarketBar => ({
  type: 'market.bar',
  symbol: 'X',
  at: day * DAY + DAY * 0.75,
  openAt: day * DAY + DAY * 0.4,
  open,
  high,
  low,
  close,
  volume,
})

export const order = (side: 'buy' | 'sell', more: Partial<WorkingOrder> = {}): WorkingOrder => ({
  orderId: 'o-1',
  clOrdId: 'o-1',
  symbol: 'X',
  side,
  orderType: 'market',
  quantity: 10,
  timeInForce: 'gtc',
  terms: PLAIN_TERMS,
  cumQty: 0,
  leavesQty: 10,
  avgPx: 0,
  triggered: false,
  ...more,
})

/** What a model is asked of an order that was sent on the day before the bar. */
export const question = (working: WorkingOrder, on: MarketBar, more: Partial<CreditQuestion> = {}): CreditQuestion => ({
  order: working,
  bar: on,
  instrument: {},
  activeFrom: on.at - DAY,
  previousClose: 10,
  previousAt: on.at - DAY,
  account: undefined,
  price: 10,
  basis: 'open',
  quantity: working.leavesQty,
  usedVolume: 0,
  liquidity: 'taker',
  random: () => 0,
  charged: 0,
  monthQuantity: 0,
  monthNotional: 0,
  commission: 0,
  ...more,
})
