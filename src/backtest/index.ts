/** The composition: data, actors and routes become a run. */
export { backtest } from './backtest.ts'
export type { BacktestOptions } from './run.ts'
export {
  dataOf,
  defineExperiment,
  type Experiment,
  ExperimentError,
  faultsOf,
  type InstrumentTerms,
  type Latencies,
  type Venue,
} from './experiment.ts'
export {
  explain,
  ExplainError,
  REASONS,
  type Reason,
  type ReasonEntry,
  Story,
  type StoryCause,
  type StoryEvent,
  type StoryTextOptions,
  type Stretch,
  type Subject,
  unknownOrder,
} from './explain/index.ts'
export {
  type Assumption,
  type Factor,
  FACTOR_NAMES,
  FACTORS,
  stress,
  StressGrid,
  type StressOptions,
} from './stress/index.ts'
export { changedInputs, changedSources, changedVersions } from './rerun.ts'
export type { Manifest, RecordedSource, RunSource } from './manifest.ts'
export type { BacktestResult } from './result.ts'
export { type RunMode, wire, type WiringOptions } from './wiring.ts'
