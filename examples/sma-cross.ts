/** The first experiment: cross of two moving averages on twenty years of a daily index. Run it with `npm start`. */
import { bps, crossed, csv, defineExperiment, defineStrategy, percentOfEquity, perShare, sma } from 'quantdome'

export const smaCross = defineStrategy({
  name: 'sma-cross',
  params: { fast: 10, slow: 30 },
  indicators: ({ fast, slow }) => ({ fast: sma(fast), slow: sma(slow) }), // one set a symbol, fed before onBar
  onBar({ bar, indicators: { fast, slow }, signal }) {
    if (crossed(fast).above(slow)) signal.long(bar.symbol)
    if (crossed(fast).below(slow)) signal.flat(bar.symbol)
  },
})

export default defineExperiment({
  data: csv('node_modules/vega-datasets/data/sp500-2000.csv', { symbol: 'SPX' }),
  strategies: [smaCross],
  portfolio: { cash: 100_000, sizing: percentOfEquity(0.95) },
  broker: { commission: perShare(0.005, { min: 1 }), slippage: bps(1) },
  seed: 1,
})
