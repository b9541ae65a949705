// The experiment: which data, which strategies, which rules. `npm start` runs it and writes a report.
import { bps, csv, defineExperiment, percentOfEquity, perShare } from 'quantdome'
import { aboveAverage } from './strategy.ts'

export default defineExperiment({
  data: csv('data/prices.csv'), // generated; put your own file here
  strategies: [aboveAverage],
  portfolio: { cash: 100_000, sizing: percentOfEquity(0.45) },
  broker: { commission: perShare(0.005, { min: 1 }), slippage: bps(1) },
  seed: 1,
})
