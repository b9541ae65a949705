/** What is refused, and in which words: definitions, parameters, and code at work. */
import { describe, expect, test } from 'vitest'
import {
  defineStrategy,
  IndicatorError,
  sma,
  stdev,
  StrategyError,
  withParams,
} from '../../../actors/strategy/index.ts'
import type { IndicatorSet, Params, Signals, StrategyDefinition, Timers } from '../../../actors/strategy/index.ts'
import { barsOf, modes, runStrategy } from './run.ts'

describe('a definition is refused', () => {
  const onBar = (): void => {}
  const define = (definition: object) => () =>
    defineStrategy(definition as StrategyDefinition<Params, IndicatorSet, undefined>)

  test.each([
    ['without a name', { onBar }, 'a strategy needs a name'],
    ['without onBar', { name: 'x' }, "strategy 'x': it has no onBar, the function that is called for every bar"],
    [
      'with a misspelt property',
      { name: 'x', onbar: onBar },
      "it has 'onbar', which means nothing; a strategy may have name",
    ],
    ['with something that is no function', { name: 'x', onBar, onFill: 3 }, 'onFill must be a function, not number'],
    [
      'with a function that waits',
      { name: 'x', onBar: async () => {} },
      'onBar is async, but virtual time waits for nobody',
    ],
    ['with params that are no object', { name: 'x', onBar, params: 3 }, 'params must be an object of default values'],
    [
      'with a parameter that is no plain value',
      { name: 'x', onBar, params: { a: [] } },
      "parameter 'a' must default to",
    ],
    [
      'with a parameter that is no finite number',
      { name: 'x', onBar, params: { a: Number.NaN } },
      "parameter 'a' must default to a finite number, not NaN",
    ],
    ['with no symbols at all', { name: 'x', onBar, symbols: [] }, 'symbols must be a list of at least one symbol'],
    ['with a warmup that is no count', { name: 'x', onBar, warmup: -1 }, 'warmup must be a whole number of bars'],
    [
      'with indicators that are none',
      { name: 'x', onBar, indicators: () => ({ a: 3 }) },
      'indicators.a is no indicator',
    ],
    ['with nothing for indicators', { name: 'x', onBar, indicators: () => null }, 'indicators must return an object'],
  ])('%s', (_, definition, message) => {
    expect(define(definition)).toThrow(StrategyError)
    expect(define(definition)).toThrow(message)
  })

  test('with an indicator of a misspelt option', () => {
    expect(() => sma(3, { off: 'high' } as never)).toThrow("an indicator has no option 'off'; there is of")
    expect(() => stdev(3, { smaple: true } as never)).toThrow("no option 'smaple'; there is of, sample")
    expect(stdev(3, { sample: true, of: 'high' }).ready).toBe(false)
  })

  test('whose indicators cannot be made with its parameters', () => {
    expect(
      define({ name: 'x', onBar, params: { n: 0 }, indicators: ({ n }: { n: number }) => ({ a: sma(n) }) }),
    ).toThrow(IndicatorError)
  })
})

describe('withParams', () => {
  const strategy = defineStrategy({
    name: 'tuned',
    params: { fast: 2, kind: 'simple', loud: false },
    indicators: ({ fast }) => ({ average: sma(fast) }),
    onBar: ({ params, signal, bar }) => signal.target(bar.symbol, params.fast, { tag: params.kind }),
  })

  test('makes the same strategy with other parameters', () => {
    const changed = withParams(strategy, { fast: 3, loud: true })
    expect(changed.params).toEqual({ fast: 3, kind: 'simple', loud: true })
    expect(strategy.params).toEqual({ fast: 2, kind: 'simple', loud: false })
    const { signals } = runStrategy(changed, barsOf('ACME', [1, 2, 3]))
    expect(signals).toMatchObject([{ quantity: 3, tag: 'simple' }])
    expect(withParams(changed, { fast: undefined as unknown as number }).params.fast).toBe(3)
  })

  test('refuses names that are not parameters, and values of another kind', () => {
    const given = (overrides: object) => () => withParams(strategy, overrides)
    expect(given({ fsat: 3 })).toThrow("strategy 'tuned' has no parameter 'fsat'; it has fast, kind, loud")
    expect(given({ fast: '3' })).toThrow("strategy 'tuned': parameter 'fast' is a number, not '3'")
    expect(given({ fast: NaN })).toThrow("parameter 'fast' is a number, not NaN")
    expect(given({ toString: 3 })).toThrow('has no parameter')
    expect(given({ fast: 0 })).toThrow(IndicatorError)
  })
})

describe.each(modes)('a strategy at work, %s', (mode) => {
  test('that throws is named, with the function and the bar', () => {
    const broken = defineStrategy({
      name: 'broken',
      onBar({ bar }) {
        if (bar.close === 3) throw new RangeError('three is too much')
      },
    })
    const run = () => runStrategy(broken, barsOf('ACME', [1, 2, 3, 4]), { mode })
    expect(run).toThrow("strategy 'broken': onBar on ACME at 1970-01-01T00:00:03.000Z threw: three is too much")
    try {
      run()
    } catch (error) {
      const { cause } = error as { cause: StrategyError }
      expect(cause).toMatchObject({ code: 'userCode', facts: { strategy: 'broken', handler: 'onBar', at: 3_000_000 } })
      expect(cause.cause).toBeInstanceOf(RangeError)
    }
  })

  test('that throws at its start is named too', () => {
    const broken = defineStrategy({
      name: 'broken',
      onBar: () => {},
      onStart: () => {
        throw 'no'
      },
    })
    expect(() => runStrategy(broken, [], { mode })).toThrow(
      "strategy 'broken': onStart at 1970-01-01T00:00:00.000Z threw: no",
    )
  })

  test('cannot speak after its function has returned', () => {
    const kept: { signal?: Signals; timer?: Timers } = {}
    const late = defineStrategy({
      name: 'late',
      onBar({ signal, timer }) {
        Object.assign(kept, { signal, timer })
      },
    })
    runStrategy(late, barsOf('ACME', [1]), { mode })
    expect(() => kept.signal?.long('ACME')).toThrow(
      "strategy 'late': signal.long was used after its function had returned",
    )
    expect(() => kept.timer?.after(1, 'x')).toThrow(StrategyError)
  })

  test.each([
    ['after', (timer: Timers) => timer.after(-1, 'x'), 'needs a duration of at least 0 microseconds'],
    ['every', (timer: Timers) => timer.every(0, 'x'), 'needs a duration of at least 1 microseconds'],
    ['at', (timer: Timers) => timer.at(NaN, 'x'), 'needs a time in microseconds, not NaN'],
    ['without a name', (timer: Timers) => timer.after(1, undefined as never), 'needs a name for the timer'],
    ['without onTimer', (timer: Timers) => timer.after(1, 'x'), 'has no onTimer that would be called'],
  ])('cannot set a timer that never runs off or never stops: %s', (_, set, message) => {
    const strategy = defineStrategy({ name: 'unpunctual', onBar: () => {}, onStart: ({ timer }) => set(timer) })
    expect(() => runStrategy(strategy, [], { mode })).toThrow(message)
  })
})

describe('what a strategy hears', () => {
  const base = ['market.bar', 'position.changed', 'portfolio.state']
  const onBar = (): void => {}

  test('is what it does something with', () => {
    expect(defineStrategy({ name: 'x', onBar }).hears).toEqual(base)
    expect(defineStrategy({ name: 'x', onBar, onFill: onBar }).hears).toEqual([...base, 'order.filled'])
    expect(defineStrategy({ name: 'x', onBar, onFill: onBar, onOrder: onBar }).hears).toEqual([...base, 'order.*'])
    expect(defineStrategy({ name: 'x', onBar, onRefused: onBar }).hears).toEqual([...base, 'signal.refused'])
    for (const handler of ['onSession', 'onTimer', 'onStop'])
      expect(defineStrategy({ name: 'x', onBar, [handler]: onBar }).hears).toEqual([...base, 'market.session'])
  })
})
