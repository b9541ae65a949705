/**
 * 10,000 orders of every resting type that are far from the market, on 500 symbols, against none: what a bar costs must not grow with the
 * number of orders it does not reach. Trailing stops are among them, which move with the market on every bar.
 */
import { backtest, defineStrategy, type Experiment, type SizedOptions } from '../src/index.ts'
import { names, randomWalk, sourceOf } from './bars.ts'
import { alternate, type Figure, round } from './figure.ts'

const SYMBOLS = 500
const ORDERS_A_SYMBOL = 20
const BARS = 5_040

/** Below and above everything that the bars come to. */
const [LOW, HIGH] = [0.25, 4_000]

const gtc = { quantity: 1, timeInForce: 'gtc' } as const

/** One order of each resting type and side, none of which the market ever reaches. */
const FAR: readonly (readonly ['buy' | 'sell', SizedOptions])[] = [
  ['buy', { limit: LOW }],
  ['sell', { limit: HIGH }],
  ['buy', { stop: HIGH }],
  ['sell', { stop: LOW }],
  ['buy', { stop: HIGH, limit: HIGH }],
  ['sell', { touch: HIGH }],
  ['buy', { touch: LOW, limit: LOW }],
  ['sell', { trailOffset: 99, trailBy: 'percent' }],
  ['buy', { trailOffset: HIGH }],
  ['sell', { stop: LOW, triggerBy: 'bidAsk' }],
]

const resting = (orders: number) =>
  defineStrategy({
    name: 'resting',
    state: () => ({ seen: [] as string[] }),
    onBar({ bar: { symbol }, state, signal }) {
      if (state.seen.length === SYMBOLS) return
      state.seen.push(symbol)
      for (let n = 0; n < orders; n++) {
        const [side, options] = FAR[n % FAR.length]!
        signal[side](symbol, { ...gtc, ...options, tag: `${symbol} ${n}` })
      }
    },
  })

const chunk = randomWalk(BARS, SYMBOLS)

const withOrders = (orders: number): Experiment => ({
  data: sourceOf(chunk, names(SYMBOLS)),
  strategies: [resting(orders)],
  portfolio: { cash: 1e9, risk: { buyingPower: 'none' } },
  broker: {},
})

export async function* restingOrders(): AsyncIterable<Figure> {
  const [some, none] = [withOrders(ORDERS_A_SYMBOL), withOrders(0)]
  const { a_ms, b_ms, ratio } = await alternate(
    5,
    () => backtest(some),
    () => backtest(none),
  )
  const bars = BARS * SYMBOLS
  yield {
    figure: 'resting-10000',
    value: round(ratio),
    unit: 'times the cost a bar without orders',
    floor: 1.5,
    better: 'lower',
    detail: { resting_ns_bar: round((a_ms * 1e6) / bars), none_ns_bar: round((b_ms * 1e6) / bars) },
  }
}
