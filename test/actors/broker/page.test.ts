/** The page about orders says what the venue does. */
import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { withTables } from '../../../scripts/orders-page/tables.ts'
import { ORDER_TYPES, TIMES_IN_FORCE } from '../../../actors/broker/index.ts'
import type { OrderSubmit, OrderType, TimeInForce } from '../../../src/events/index.ts'
import { bar, openVenue, order } from './support/venue.ts'

const page = readFileSync(new URL('../../../docs/orders.md', import.meta.url), 'utf8')

test('its tables are those of the code (node scripts/run.mjs scripts/orders-page.ts)', () => {
  expect(withTables(page)).toBe(page)
})

const prices: Readonly<Record<OrderType, Partial<OrderSubmit>>> = {
  market: {},
  limit: { limitPrice: 95 },
  stop: { stopPrice: 105 },
  stopLimit: { stopPrice: 105, limitPrice: 106 },
  marketIfTouched: { stopPrice: 95 },
  limitIfTouched: { stopPrice: 95, limitPrice: 95 },
  trailingStop: { trailBy: 'price', trailOffset: 5 },
  trailingStopLimit: { trailBy: 'price', trailOffset: 5, limitOffset: 1 },
  marketToLimit: {},
}
const cases = (Object.keys(ORDER_TYPES) as OrderType[]).flatMap((orderType) =>
  (Object.keys(TIMES_IN_FORCE) as TimeInForce[]).map((timeInForce) => ({ orderType, timeInForce })),
)

test.each(cases)('$orderType $timeInForce is taken exactly if the table says so', ({ orderType, timeInForce }) => {
  const venue = openVenue({ symbols: ['AAA'] })
  venue.send(bar([100, 101, 99, 100]))
  const expires = timeInForce === 'gtd' ? { expireTime: 50 } : {}
  const [answer] = venue.send(order({ at: 10, orderType, timeInForce, ...prices[orderType], ...expires }))
  const allowed = ORDER_TYPES[orderType].timesInForce.includes(timeInForce)
  expect(answer).toMatchObject(
    allowed ? { type: 'order.accepted' } : { type: 'order.rejected', code: 'invalidCombination' },
  )
})
