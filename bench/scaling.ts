/** Ten times the bars, and ten times the orders: no more than eleven times the cost. */
import { backtest } from '../src/index.ts'
import { crossing, names, randomWalk } from './bars.ts'
import { alternate, type Figure, round } from './figure.ts'
import { ordersThrough } from './orders.ts'

export async function* scaling(): AsyncIterable<Figure> {
  const small = crossing(randomWalk(100_000), names(1))
  const large = crossing(randomWalk(1_000_000), names(1))
  const bars = await alternate(
    7,
    () => backtest(large),
    () => backtest(small),
  )
  yield { figure: 'bars-times-10', value: round(bars.ratio), unit: 'times the cost', floor: 11, better: 'lower' }

  const orders = await alternate(
    7,
    () => ordersThrough(200_000),
    () => ordersThrough(20_000),
  )
  yield { figure: 'orders-times-10', value: round(orders.ratio), unit: 'times the cost', floor: 11, better: 'lower' }
}
