/** 500 symbols against one: what a bar costs must not grow with the number of symbols. */
import { backtest } from '../src/index.ts'
import { crossing, names, randomWalk } from './bars.ts'
import { alternate, type Figure, round } from './figure.ts'

const SYMBOLS = 500
const BARS = 2_520

export async function* symbols(): AsyncIterable<Figure> {
  const many = crossing(randomWalk(BARS, SYMBOLS), names(SYMBOLS))
  const one = crossing(randomWalk(BARS * SYMBOLS), names(1))
  const { a_ms, b_ms, ratio } = await alternate(
    5,
    () => backtest(many),
    () => backtest(one),
  )
  yield {
    figure: 'symbols-500',
    value: round(ratio),
    unit: 'times the cost a bar of one symbol',
    floor: 1.5,
    better: 'lower',
    detail: { many_ns_bar: round((a_ms * 1e6) / (BARS * SYMBOLS)), one_ns_bar: round((b_ms * 1e6) / (BARS * SYMBOLS)) },
  }
}
