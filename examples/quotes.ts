/**
 * A strategy on quotes: buys at the bid, sells at the ask, and lives on the spread between them, on generated ticks. It hears every quote; its moving
 * average lives on bars that the market makes of the trades. With ticks a second apart it earns the spread; five seconds apart, as here, the market moves
 * too far in between, and it loses.
 * Run it with `npm run quantdome -- backtest examples/quotes.ts`.
 */
import {
  constant,
  defineExperiment,
  defineStrategy,
  generatedTicks,
  milliseconds,
  seconds,
  minutes,
  perShare,
  sma,
} from 'quantdome'

export const spread = defineStrategy({
  name: 'spread',
  params: { size: 100, least: 0.02 },
  indicators: () => ({ trend: sma(10) }), // fed with the bars, ten minutes here
  state: () => ({ tag: '', isExit: false, price: 0, orders: 0 }),

  onQuote({ quote: { symbol, bid, ask }, indicators: { trend }, position, signal, state, params }) {
    const { quantity } = position(symbol)
    const isExit = state.tag === '' ? quantity > 0 : state.isExit
    const price = isExit ? ask : bid
    if (state.tag !== '') {
      // the order follows the market; one that has just been filled refuses, and nothing is lost
      if (price !== state.price) signal.change(symbol, state.tag, { limit: price })
      state.price = price
      return
    }
    if (!isExit && (ask - bid < params.least || bid < trend.value)) return
    state.tag = `order-${++state.orders}`
    state.isExit = isExit
    state.price = price
    if (isExit) signal.sell(symbol, { quantity, limit: price, tag: state.tag })
    else signal.buy(symbol, { quantity: params.size, limit: price, tag: state.tag })
  },
  onFill({ fill, state }) {
    if (fill.leavesQty === 0) state.tag = ''
  },
  onOrder({ order, state }) {
    if (['order.expired', 'order.canceled', 'order.rejected'].includes(order.type)) state.tag = ''
  },
  onRefused({ refusal, state }) {
    if (refusal.tag === state.tag && refusal.intent !== 'change') state.tag = ''
  },
})

export default defineExperiment({
  data: generatedTicks({ ticks: 20_000, every: seconds(5), spread: 3, seed: 4, bars: minutes(1) }),
  strategies: [spread],
  portfolio: { cash: 100_000 },
  broker: { commission: perShare(0.001) },
  latency: { orders: constant(milliseconds(50)), reports: constant(milliseconds(50)) },
})
