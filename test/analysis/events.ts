/** Events of the protocol with everything filled in that a test of the analysis does not care about. */
import { createRecord } from '../../src/analysis/index.ts'
import type { RunRecord } from '../../src/analysis/index.ts'
import type { MarketBar, Micros, OrderFilled, OrderReport, OrderSubmit, Side } from '../../src/events/index.ts'

export const DAY = 86_400_000_000

export const bar = (at: Micros, close: number, extra: Partial<MarketBar> = {}): MarketBar => ({
  type: 'market.bar',
  symbol: 'A',
  at,
  openAt: at - 10,
  open: close,
  high: close,
  low: close,
  close,
  volume: 1,
  ...extra,
})

export const submit = (
  orderId: string,
  side: Side,
  quantity: number,
  extra: Partial<OrderSubmit> = {},
): OrderSubmit => ({
  type: 'order.submit',
  at: 0,
  orderId,
  clOrdId: orderId,
  symbol: 'A',
  side,
  orderType: 'market',
  quantity,
  timeInForce: 'day',
  ...extra,
})

export const report = (orderId: string, extra: Partial<OrderReport> = {}): OrderReport => ({
  at: 0,
  orderId,
  clOrdId: orderId,
  symbol: 'A',
  side: 'buy',
  execId: `x-${orderId}`,
  execType: 'New',
  ordStatus: 'New',
  orderQty: 1,
  cumQty: 0,
  leavesQty: 1,
  avgPx: 0,
  ...extra,
})

export const filled = (
  orderId: string,
  side: Side,
  lastQty: number,
  lastPx: number,
  extra: Partial<OrderFilled> = {},
): OrderFilled => ({
  ...report(orderId, {
    side,
    execType: 'Trade',
    ordStatus: 'Filled',
    orderQty: lastQty,
    cumQty: lastQty,
    leavesQty: 0,
    avgPx: lastPx,
  }),
  type: 'order.filled',
  lastQty,
  lastPx,
  commission: 0,
  slippage: 0,
  transactTime: extra.at ?? 0,
  ...extra,
})

/** An order that is filled at once. */
export function trade(
  record: RunRecord,
  orderId: string,
  side: Side,
  quantity: number,
  price: number,
  extra: Partial<OrderFilled> = {},
): void {
  const { at = 0, symbol = 'A' } = extra
  record.request(submit(orderId, side, quantity, { at, symbol }))
  record.report(filled(orderId, side, quantity, price, extra))
}

/** A record of nothing but an equity column, one row a day, days counted from `firstDay`. */
export function daily(startingCash: number, equity: readonly number[], firstDay = 0): RunRecord {
  const record = createRecord({ startingCash, symbols: ['A'] })
  equity.forEach((value, i) => record.mark((firstDay + i) * DAY + DAY / 2, value, value, 0))
  return record
}
