/** The composition: data, actors and routes become a run. */
export { backtest, type BacktestOptions } from './backtest.ts'
export {
  defineExperiment,
  type Experiment,
  ExperimentError,
  faultsOf,
  type InstrumentTerms,
  type Latencies,
} from './experiment.ts'
export type { Manifest } from './manifest.ts'
export type { BacktestResult } from './result.ts'
export { type RunMode, wire, type WiringOptions } from './wiring.ts'
