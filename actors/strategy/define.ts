/** `defineStrategy`: a strategy as a plain object. */
import type { AnyDefinition, IndicatorSet, StrategyDefinition } from './definition.ts'
import { StrategyError } from './errors.ts'
import { Indicator } from './indicators/index.ts'
import { strategyMachine } from './machine.ts'
import type { Params, Strategy, Widened } from './strategy.ts'
import type { StrategyInput } from './context.ts'

const ON_MARKET = ['onBar', 'onTrade', 'onQuote'] as const

const HANDLERS = [
  ...ON_MARKET,
  'onAction',
  'onFill',
  'onOrder',
  'onRefused',
  'onSession',
  'onTimer',
  'onStart',
  'onStop',
] as const

const PROPERTIES: readonly string[] = ['name', 'params', 'symbols', 'warmup', 'indicators', 'state', ...HANDLERS]

/**
 * A strategy from a plain object: parameters, indicators, and functions that are called when something happens.
 *
 * @throws StrategyError `definition` when something is missing, misspelt or of the wrong kind.
 * @throws IndicatorError when an indicator cannot be made with the parameters.
 *
 * @example
 * const smaCross = defineStrategy({
 *   name: 'sma-cross',
 *   params: { fast: 10, slow: 30 },
 *   indicators: ({ fast, slow }) => ({ fast: sma(fast), slow: sma(slow) }),
 *   onBar({ bar, indicators: { fast, slow }, signal }) {
 *     if (crossed(fast).above(slow)) signal.long(bar.symbol)
 *     if (crossed(fast).below(slow)) signal.flat(bar.symbol)
 *   },
 * })
 */
export function defineStrategy<
  P extends Params = Record<never, never>,
  I extends IndicatorSet = Record<never, never>,
  S extends object | undefined = undefined,
>(definition: StrategyDefinition<P, I, S>): Strategy<Widened<P>> {
  checkShape(definition)
  return make(definition, (definition.params ?? {}) as Widened<P>)
}

function make<P extends Params, I extends IndicatorSet, S extends object | undefined>(
  definition: StrategyDefinition<P, I, S>,
  params: Widened<P>,
): Strategy<Widened<P>> {
  const frozen = Object.freeze({ ...params })
  const indicators = checkIndicators(
    definition.name,
    definition.indicators === undefined ? {} : definition.indicators(frozen),
  )
  const input = { definition: definition as unknown as AnyDefinition, params: frozen }
  return {
    name: definition.name,
    params: frozen,
    ...(definition.symbols === undefined ? {} : { symbols: definition.symbols }),
    hears: patternsOf(input.definition, indicators),
    machine: strategyMachine,
    input: ({ now, symbols }): StrategyInput => ({ ...input, now, symbols: wantedOf(definition, symbols) }),
    remake: (changed) => make(definition, changed),
  }
}

/** The run's instruments that a strategy wants; one it names and the run has not is a mistake. */
function wantedOf(
  definition: { name: string; symbols?: readonly string[] },
  symbols: readonly string[],
): readonly string[] {
  const wanted = definition.symbols ?? symbols
  const missing = wanted.filter((symbol) => !symbols.includes(symbol))
  if (missing.length > 0)
    throw fault(definition.name, `the data has no ${missing.join(', ')}; it has ${symbols.join(', ')}`, { missing })
  return wanted
}

/** Bars and positions always; the rest where the definition does something with it. */
function patternsOf(definition: AnyDefinition, indicators: readonly Indicator[]): readonly string[] {
  const hears = ['market.bar', 'position.changed', 'portfolio.state']
  const { onTrade, onQuote, onAction, onSession, onStop, onTimer, onFill, onOrder, onRefused } = definition
  if (onTrade !== undefined) hears.push('market.trade')
  if (onQuote !== undefined) hears.push('market.quote')
  if (onAction !== undefined) hears.push('market.split', 'market.dividend')
  // Without the session's end timers would never stop.
  if (onSession ?? onStop ?? onTimer ?? indicators.find((indicator) => indicator.sessional))
    hears.push('market.session')
  if (onOrder !== undefined) hears.push('order.*')
  else if (onFill !== undefined) hears.push('order.filled')
  if (onRefused !== undefined) hears.push('signal.refused')
  return hears
}

function checkShape(definition: object): void {
  const given = definition as Readonly<Record<string, unknown>>
  const { name } = given
  if (typeof name !== 'string' || name === '')
    throw fault('?', 'a strategy needs a name: a string that is not empty', { name })
  for (const key of Object.keys(given))
    if (!PROPERTIES.includes(key))
      throw fault(name, `it has '${key}', which means nothing; a strategy may have ${PROPERTIES.join(', ')}`, { key })
  if (ON_MARKET.every((handler) => given[handler] === undefined))
    throw fault(
      name,
      'it has no onBar, the function that is called for every bar (nor onTrade or onQuote for ticks)',
      {},
    )
  for (const handler of [...HANDLERS, 'indicators', 'state']) checkFunction(name, handler, given[handler])
  checkParams(name, given['params'])
  const { symbols, warmup } = given
  if (
    symbols !== undefined &&
    !(Array.isArray(symbols) && symbols.length > 0 && symbols.every((s) => typeof s === 'string'))
  )
    throw fault(name, 'symbols must be a list of at least one symbol', { symbols })
  if (warmup !== undefined && !(Number.isInteger(warmup) && (warmup as number) >= 0))
    throw fault(name, `warmup must be a whole number of bars, 0 or more, not ${String(warmup)}`, { warmup })
}

function checkFunction(name: string, handler: string, value: unknown): void {
  if (value === undefined) return
  if (typeof value !== 'function') throw fault(name, `${handler} must be a function, not ${typeof value}`, { handler })
  if (value.constructor.name === 'AsyncFunction')
    throw fault(name, `${handler} is async, but virtual time waits for nobody: load what it needs before the run`, {
      handler,
    })
}

function checkParams(name: string, params: unknown): void {
  if (params === undefined) return
  if (typeof params !== 'object' || params === null) throw fault(name, 'params must be an object of default values', {})
  for (const [parameter, value] of Object.entries(params))
    if (!['number', 'string', 'boolean'].includes(typeof value))
      throw fault(name, `parameter '${parameter}' must default to a number, a string or a boolean`, {
        parameter,
        value,
      })
    else if (typeof value === 'number' && !Number.isFinite(value))
      throw fault(name, `parameter '${parameter}' must default to a finite number, not ${value}`, { parameter, value })
}

function checkIndicators(name: string, indicators: unknown): readonly Indicator[] {
  if (typeof indicators !== 'object' || indicators === null)
    throw fault(name, 'indicators must return an object, such as { fast: sma(10) }', {})
  const all = Object.entries(indicators) as [string, unknown][]
  for (const [key, value] of all)
    if (!(value instanceof Indicator))
      throw fault(name, `indicators.${key} is no indicator; sma(10) and its like make one`, { key })
  return all.map(([, value]) => value as Indicator)
}

function fault(strategy: string, message: string, facts: Readonly<Record<string, unknown>>): StrategyError {
  return new StrategyError('definition', `strategy '${strategy}': ${message}`, { strategy, ...facts })
}
