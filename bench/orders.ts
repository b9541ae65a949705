/** Orders through their whole life: signalled, submitted, accepted, filled in two parts, by strategy, portfolio and venue. */
import {
  backtest,
  type BacktestResult,
  buy,
  fixedQuantity,
  fromMachine,
  inParts,
  sell,
  type StrategyTypes,
} from '../src/index.ts'
import { update } from '../src/machine/index.ts'
import { setup } from 'xstate'
import { CASH, COMMISSION, names, QUANTITY, randomWalk, sourceOf } from './bars.ts'
import { alternate, cpu_ms, type Figure, median, round } from './figure.ts'
import { handLoop } from './hand-loop.ts'

/** On every second bar a batch of orders, half of them to buy and half to sell; both parts trade before the next batch. */
const BATCH = 40

const batches = setup({
  types: {} as StrategyTypes<{ bars: number }>,
  actions: {
    sendBatch: update(({ context, event, emit }) => {
      if (event.type !== 'market.bar') return
      context.bars += 1
      if (context.bars % 2 === 0) return
      for (let order = 0; order < BATCH; order++)
        emit((order % 2 === 0 ? buy : sell)(event.symbol, { quantity: 2, timeInForce: 'gtc' }))
    }),
  },
}).createMachine({
  id: 'batches',
  context: { bars: 0 },
  on: { 'market.bar': { actions: 'sendBatch' } },
})

/** Runs that many orders; every one must have been filled in two parts. */
export async function ordersThrough(orders: number): Promise<BacktestResult> {
  const bars = (orders / BATCH) * 2 + 1
  const result = await backtest({
    data: sourceOf(randomWalk(bars), names(1)),
    strategies: [fromMachine(batches)],
    portfolio: { cash: CASH, sizing: fixedQuantity(1), risk: { buyingPower: 'none' } },
    broker: { volume: inParts(2) },
  })
  return result
}

const ORDERS = 200_000

export async function* orderLives(): AsyncIterable<Figure> {
  const run = await ordersThrough(ORDERS)
  if (run.orders.length < ORDERS || run.fills.length < 2 * ORDERS - 2 * BATCH)
    throw new Error(`${run.orders.length} orders and ${run.fills.length} fills instead of ${ORDERS} and ${2 * ORDERS}`)
  const left = run.portfolio.orders.size
  const chunk = randomWalk(1_000_000)
  const times: number[] = []
  const { a_ms, b_ms } = await alternate(
    5,
    async () => {
      const start = cpu_ms()
      await ordersThrough(ORDERS)
      times.push(cpu_ms() - start)
    },
    () => handLoop(chunk, 10, 30, QUANTITY, CASH, COMMISSION),
  )
  const perSecond = ORDERS / (median(times.slice(1)) / 1000)
  const handBars = 1_000_000 / (b_ms / 1000)
  yield {
    figure: 'orders-200k',
    value: round(perSecond),
    unit: 'orders/s (processor time)',
    floor: 300_000,
    aim: 1_000_000,
    better: 'higher',
    detail: {
      ms: round(a_ms),
      hand_Mbars_s: round(handBars / 1e6),
      orders_a_hand_bar: round(perSecond / handBars),
      // the same, on a machine on which the hand-written loop does 20 M bars/s
      orders_s_at_20M: round((perSecond / handBars) * 20e6),
      still_open: left,
    },
  }
}
