/** Strategies as plain objects: what their functions are given, and what becomes of what they say. */
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { buy, changeTag, crossed, defineStrategy, sma, vwap } from '../../../actors/strategy/index.ts'
import type { Position } from '../../../actors/strategy/index.ts'
import { seconds, type PositionChanged, type Signal } from '../../../src/events/index.ts'
import { barsOf, merged, modes, runStrategy, type Said } from './run.ts'

export const smaCross = defineStrategy({
  name: 'sma-cross',
  params: { fast: 2, slow: 4 },
  indicators: ({ fast, slow }) => ({ fast: sma(fast), slow: sma(slow) }),
  onBar({ bar, indicators: { fast, slow }, signal }) {
    if (crossed(fast).above(slow)) signal.long(bar.symbol)
    if (crossed(fast).below(slow)) signal.flat(bar.symbol)
  },
})

const brief = ({ at, symbol, intent }: Signal): string => `${(at ?? 0) / 1e6} ${intent} ${symbol}`

/** The crossings of two averages, by hand. */
function naiveCrossings(symbol: string, closes: readonly number[], fast: number, slow: number): string[] {
  const mean = (end: number, length: number): number =>
    closes.slice(end - length, end).reduce((sum, x) => sum + x, 0) / length
  const said: string[] = []
  let side = 0
  for (let end = slow; end <= closes.length; end++) {
    const now = Math.sign(mean(end, fast) - mean(end, slow))
    if (now * side < 0) said.push(`${end} ${now > 0 ? 'long' : 'flat'} ${symbol}`)
    if (now !== 0) side = now
  }
  return said
}

describe.each(modes)('a defined strategy, %s', (mode) => {
  test('signals what its averages say, for each symbol by itself', () => {
    const closes = fc.array(fc.integer({ min: 1, max: 20 }), { maxLength: 30 })
    fc.assert(
      fc.property(closes, closes, (acme, bolt) => {
        const { signals } = runStrategy(smaCross, merged(barsOf('ACME', acme), barsOf('BOLT', bolt)), { mode })
        for (const [symbol, series] of [
          ['ACME', acme],
          ['BOLT', bolt],
        ] as const)
          expect(signals.filter((signal) => signal.symbol === symbol).map(brief)).toEqual(
            naiveCrossings(symbol, series, 2, 4),
          )
      }),
      { numRuns: 50 },
    )
  })

  test('sends signals with time, name and the price it saw', () => {
    const everything = defineStrategy({
      name: 'everything',
      onBar({ bar: { symbol }, signal }) {
        signal.long(symbol)
        signal.short(symbol, { limit: 12, quantity: 5 })
        signal.flat(symbol, { tag: 'out' })
        signal.buy(symbol, { stop: 11, timeInForce: 'gtc', price: 9 })
        signal.sell(symbol, { stop: 9, limit: 8.5 })
        signal.target(symbol, -3)
        signal.weight('BOLT', 0.25)
        signal.cancel(symbol, 'out')
        signal.change(symbol, 'in', { limit: 9.5, stop: 9.75, quantity: 7 })
      },
    })
    const { signals } = runStrategy(everything, barsOf('ACME', [10]), { mode })
    const common = { type: 'signal', at: seconds(1), strategy: 'everything', symbol: 'ACME' }
    expect(signals).toStrictEqual([
      { ...common, intent: 'long', price: 10 },
      { ...common, intent: 'short', price: 10, orderType: 'limit', limitPrice: 12, quantity: 5 },
      { ...common, intent: 'flat', price: 10, tag: 'out' },
      { ...common, intent: 'buy', price: 9, orderType: 'stop', stopPrice: 11, timeInForce: 'gtc' },
      { ...common, intent: 'sell', price: 10, orderType: 'stopLimit', stopPrice: 9, limitPrice: 8.5 },
      { ...common, intent: 'target', price: 10, quantity: -3 },
      { type: 'signal', at: seconds(1), strategy: 'everything', symbol: 'BOLT', intent: 'weight', weight: 0.25 },
      { ...common, intent: 'cancel', tag: 'out' },
      { ...common, intent: 'change', tag: 'in', limitPrice: 9.5, stopPrice: 9.75, quantity: 7 },
    ])
  })

  test('every instruction is passed on, and the prices make the type', () => {
    const of = (options: Parameters<typeof buy>[1]) => {
      const { type: _type, symbol: _symbol, intent: _intent, ...instructions } = buy('X', options)
      return instructions
    }
    expect(of({ touch: 9 })).toEqual({ orderType: 'marketIfTouched', stopPrice: 9 })
    expect(of({ touch: 9, limit: 9.5 })).toEqual({ orderType: 'limitIfTouched', stopPrice: 9, limitPrice: 9.5 })
    expect(of({ trailOffset: 2 })).toEqual({ orderType: 'trailingStop', trailBy: 'price', trailOffset: 2 })
    expect(of({ trailOffset: 2, trailBy: 'ticks', limitOffset: 1, stop: 12, triggerBy: 'mid' })).toEqual({
      orderType: 'trailingStopLimit',
      trailBy: 'ticks',
      trailOffset: 2,
      limitOffset: 1,
      stopPrice: 12,
      triggerBy: 'mid',
    })
    const rest = {
      timeInForce: 'gtd',
      expireTime: 5,
      displayQuantity: 10,
      minQuantity: 20,
      postOnly: true,
      reduceOnly: true,
    } as const
    expect(of({ limit: 9, ...rest })).toEqual({ orderType: 'limit', limitPrice: 9, ...rest })
    expect(of({ orderType: 'marketToLimit' })).toEqual({ orderType: 'marketToLimit' })
    const { postOnly: _, reduceOnly: __, ...terms } = rest
    const change = { ...terms, trailOffset: 2, limitOffset: 1 }
    expect(changeTag('X', 't', change)).toEqual({ type: 'signal', symbol: 'X', intent: 'change', tag: 't', ...change })
  })

  test('calls onBar once the indicators of a symbol are ready', () => {
    const seen: string[] = []
    const strategy = defineStrategy({
      name: 'patient',
      indicators: () => ({ long: sma(3), short: sma(1) }),
      onBar: ({ bar, indicators }) => void seen.push(`${bar.symbol} ${indicators.long.value}`),
    })
    const states: unknown[] = []
    const said = merged(barsOf('ACME', [1, 2, 3, 4]), barsOf('BOLT', [5, 6, 7], 3))
    runStrategy(strategy, said, { mode, onState: (value) => states.push(value) })
    expect(seen).toEqual(['ACME 2', 'ACME 3', 'BOLT 6'])
    expect(states).toEqual(['warmingUp', 'warmingUp', ...Array<string>(5).fill('running')])
  })

  test.each([
    [0, ['1 NaN', '2 1.5', '3 2.5']],
    [1, ['2 1.5', '3 2.5']],
    [2, ['3 2.5']],
  ])('calls onBar after %i bars where it is told to', (warmup, wanted) => {
    const seen: string[] = []
    const strategy = defineStrategy({
      name: 'impatient',
      warmup,
      indicators: () => ({ average: sma(2) }),
      onBar: ({ bar, indicators }) => void seen.push(`${bar.close} ${indicators.average.value}`),
    })
    runStrategy(strategy, barsOf('ACME', [1, 2, 3]), { mode })
    expect(seen).toEqual(wanted)
  })

  test('sees only the symbols it asks for', () => {
    const seen: string[] = []
    const strategy = defineStrategy({
      name: 'narrow',
      symbols: ['BOLT'],
      onBar: ({ bar, symbols }) => void seen.push(bar.symbol, ...symbols),
    })
    runStrategy(strategy, merged(barsOf('ACME', [1, 2]), barsOf('BOLT', [3])), { mode })
    expect(seen).toEqual(['BOLT', 'BOLT'])
    expect(() => runStrategy(strategy, [], { mode, symbols: ['ACME'] })).toThrow('the data has no BOLT; it has ACME')
  })

  test('knows positions as the portfolio reports them, and other symbols', () => {
    const seen: [Position, Position, number | undefined, number | undefined][] = []
    const strategy = defineStrategy({
      name: 'holder',
      indicators: () => ({ average: sma(1) }),
      onBar: ({ bar, position, last, indicatorsOf }) => {
        const other = bar.symbol === 'ACME' ? 'BOLT' : 'ACME'
        seen.push([position(), position(other), last(other)?.close, indicatorsOf(other)?.average.value])
      },
    })
    const changed = (quantity: number): PositionChanged => ({
      type: 'position.changed',
      at: 0,
      symbol: 'ACME',
      quantity,
      averagePrice: quantity === 0 ? 0 : 10,
      realized: 0,
      cash: 0,
    })
    const said = merged(barsOf('ACME', [1, 2]), [{ at: seconds(1), event: changed(5) }], barsOf('BOLT', [3], 3), [
      { at: seconds(4), event: changed(0) },
    ])
    const { context } = runStrategy(strategy, said.slice(0, -1), { mode })
    const [none, held] = [0, 5].map((quantity) => ({ symbol: 'ACME', quantity, averagePrice: quantity * 2 }))
    const other = { symbol: 'BOLT', quantity: 0, averagePrice: 0 }
    expect(seen).toEqual([
      [none, other, undefined, undefined],
      [held, other, undefined, undefined],
      [other, held, 2, 2],
    ])
    expect(context['positions']).toEqual({ ACME: 5 })
    expect(runStrategy(strategy, said, { mode }).context['positions']).toEqual({})
  })

  test('keeps its own state in the context', () => {
    const strategy = defineStrategy({
      name: 'counting',
      params: { from: 10 },
      state: ({ from }) => ({ bars: from, seen: [] as number[] }),
      onBar({ bar, state }) {
        state.bars++
        state.seen.push(bar.close)
      },
    })
    const { context } = runStrategy(strategy, barsOf('ACME', [4, 5]), { mode })
    expect(context['state']).toEqual({ bars: 12, seen: [4, 5] })
    // A second run begins anew.
    expect(runStrategy(strategy, [], { mode }).context['state']).toEqual({ bars: 10, seen: [] })
  })

  test('shows its indicators’ values where its context is shown', () => {
    const { context } = runStrategy(smaCross, merged(barsOf('ACME', [1, 2, 3, 4]), barsOf('BOLT', [5, 6])), { mode })
    expect(context['desk']).toEqual({ ACME: { fast: 3.5, slow: 2.5 }, BOLT: { fast: 5.5, slow: null } })
  })

  test('begins a session’s average price anew', () => {
    const seen: number[] = []
    const strategy = defineStrategy({
      name: 'fair',
      indicators: () => ({ fair: vwap() }),
      onBar: ({ indicators }) => void seen.push(indicators.fair.value),
    })
    const opens: Said = {
      at: seconds(2.5),
      event: { type: 'market.session', phase: 'preOpen', day: 1, at: 0 } as never,
    }
    const halts: Said = { at: seconds(3.5), event: { type: 'market.session', phase: 'open', day: 1, at: 0 } as never }
    runStrategy(strategy, merged(barsOf('ACME', [10, 20, 30, 40]), [opens, halts]), { mode })
    expect(seen).toEqual([10, 15, 30, 35])
    expect(strategy.hears).toContain('market.session')
  })
})
