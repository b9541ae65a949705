/** `backtest`: an experiment, run from the first bar to the last. */
import type { Experiment } from './experiment.ts'
import { explain } from './explain/index.ts'
import { type BacktestResult, resultOf } from './result.ts'
import { type BacktestOptions, run } from './run.ts'

/**
 * Runs an experiment and answers when the data is over.
 *
 * @throws {ExperimentError} when the experiment or an option makes no sense
 * @throws {DataError} when the data cannot be used
 * @throws {ActorFailedError} when a strategy, or a model of one's own, throws
 *
 * @example
 * const run = await backtest(experiment, { params: { 'sma-cross': { fast: 20 } } })
 * run.summary.sharpe
 */
export async function backtest(experiment: Experiment, options: BacktestOptions = {}): Promise<BacktestResult> {
  const parts = await run(experiment, options)
  const { hash } = parts.manifest
  return resultOf(parts, (subject) =>
    explain(experiment, options, typeof subject === 'string' ? { orderId: subject } : subject, { hash }),
  )
}
