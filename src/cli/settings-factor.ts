/** `--grid 'path=value|value'`: any setting of an experiment as something to vary. */
import { withParams } from '../../actors/strategy/index.ts'
import type { Experiment, Factor } from '../backtest/index.ts'
import { UsageError } from './errors.ts'
import { applySettings } from './settings.ts'

/**
 * @param text a path as `--set` takes it, and values apart by `|`
 * @throws {UsageError} as `--set` does, for any of the values
 */
export function factorOfSetting(
  experiment: Experiment,
  text: string,
  library: Readonly<Record<string, unknown>>,
): Factor {
  const split = text.indexOf('=')
  const [path, values] = [
    text.slice(0, split).trim(),
    text
      .slice(split + 1)
      .split('|')
      .map((value) => value.trim()),
  ]
  if (path === '' || values.some((value) => value === ''))
    throw new UsageError(
      'stress.grid',
      `--grid ${text}: write path=value|value, such as broker.slippage=bps(2)|bps(8).`,
    )
  const set = (value: string, to: Experiment): Experiment => {
    const { experiment: changed, params } = applySettings(to, [`${path}=${value}`], library)
    const strategies = changed.strategies.map((strategy) => {
      const own = params[strategy.name]
      return own === undefined ? strategy : withParams(strategy, own)
    })
    return { ...changed, strategies }
  }
  // A value that cannot be read is said before the work, not in the middle of it.
  for (const value of values) set(value, experiment)
  return {
    name: path,
    title: path,
    assumptions: values.map((value) => ({ label: value, apply: (to) => set(value, to) })),
  }
}
