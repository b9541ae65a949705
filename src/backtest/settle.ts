/** An experiment with the options of one run worked in. */
import { type Params, type Strategy, StrategyError, withParams } from '../../actors/strategy/index.ts'
import { type Experiment, ExperimentError, faultsOf } from './experiment.ts'

/** What a run may have otherwise than its experiment says. */
export interface Changes {
  /** Parameters to run with, by strategy: `{ 'sma-cross': { fast: 20 } }`. */
  readonly params?: Readonly<Record<string, Params>>
  readonly from?: string
  readonly to?: string
  readonly cash?: number
  readonly seed?: number
}

/** @throws {ExperimentError} naming every fault of the experiment, or of what the changes make of it */
export function settle(experiment: Experiment, changes: Changes): Experiment {
  const faults = faultsOf(experiment)
  if (faults.length > 0) throw new ExperimentError(faults)
  const names = experiment.strategies.map((strategy) => strategy.name)
  for (const name of Object.keys(changes.params ?? {}))
    if (!names.includes(name)) faults.push(`\`params\` names the strategy \`${name}\`; there are ${names.join(', ')}`)
  const settled: Experiment = {
    ...experiment,
    strategies: experiment.strategies.map((strategy) => {
      const params = changes.params?.[strategy.name]
      return params === undefined ? strategy : changed(strategy, params)
    }),
    portfolio: { ...experiment.portfolio, ...(changes.cash === undefined ? {} : { cash: changes.cash }) },
    ...(changes.seed === undefined ? {} : { seed: changes.seed }),
    ...(changes.from === undefined ? {} : { from: changes.from }),
    ...(changes.to === undefined ? {} : { to: changes.to }),
  }
  faults.push(...faultsOf(settled))
  if (faults.length > 0) throw new ExperimentError(faults)
  return settled
}

/** A strategy with other parameters; what it makes of them may throw, an indicator of length 0 for instance. */
function changed(strategy: Strategy, params: Params): Strategy {
  try {
    return withParams(strategy, params)
  } catch (error) {
    if (error instanceof StrategyError) throw error
    const said = error instanceof Error ? error.message : String(error)
    throw new ExperimentError([`strategy \`${strategy.name}\` with ${JSON.stringify(params)}: ${said}`])
  }
}
