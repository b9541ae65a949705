/** Changing a strategy's parameters, with a mistake in a name or a kind told at once. */
import { StrategyError } from './errors.ts'
import type { Params, Strategy } from './strategy.ts'

/**
 * The same strategy with some parameters changed.
 *
 * @throws StrategyError `parameter` when a name is not a parameter of the strategy, or a value is not of the default's kind.
 * @example withParams(smaCross, { fast: 20 })
 */
export function withParams<P extends Params>(strategy: Strategy<P>, overrides: Partial<P>): Strategy<P> {
  const merged: Record<string, number | string | boolean> = { ...strategy.params }
  for (const [name, value] of Object.entries(overrides) as [string, unknown][]) {
    if (value === undefined) continue
    merged[name] = checkParam(strategy, name, value)
  }
  return strategy.remake(merged as P)
}

function checkParam(strategy: Strategy, name: string, value: unknown): number | string | boolean {
  const facts = { strategy: strategy.name, parameter: name, value }
  if (!Object.hasOwn(strategy.params, name)) {
    const known = Object.keys(strategy.params)
    const hint = known.length === 0 ? 'it has none' : `it has ${known.join(', ')}`
    throw new StrategyError('parameter', `strategy '${strategy.name}' has no parameter '${name}'; ${hint}`, facts)
  }
  const kind = typeof strategy.params[name]
  if (typeof value !== kind || (kind === 'number' && !Number.isFinite(value)))
    throw new StrategyError(
      'parameter',
      `strategy '${strategy.name}': parameter '${name}' is a ${kind}, not ${typeof value === 'string' ? `'${value}'` : String(value)}`,
      facts,
    )
  return value as number | string | boolean
}
