/** What a strategy is told of trades, quotes, splits and dividends, and what it knows of them. */
import { emit, setup } from 'xstate'
import { describe, expect, test } from 'vitest'
import { buy, defineStrategy, fromMachine, sma, StrategyError, when } from '../../../actors/strategy/index.ts'
import type { StrategyTypes } from '../../../actors/strategy/index.ts'
import { seconds } from '../../../src/events/index.ts'
import { barsOf, merged, modes, runStrategy, type Said } from './run.ts'

const trade = (at: number, price: number, symbol = 'ACME'): Said => ({
  at: seconds(at),
  event: { type: 'market.trade', symbol, at: seconds(at), price, size: 1 } as Said['event'],
})
const quote = (at: number, bid: number, ask: number, bidSize = 1): Said => ({
  at: seconds(at),
  event: { type: 'market.quote', symbol: 'ACME', at: seconds(at), bid, bidSize, ask, askSize: 1 } as Said['event'],
})
const split = (at: number, symbol = 'ACME'): Said => ({
  at: seconds(at),
  event: { type: 'market.split', symbol, at: seconds(at), ratio: 2 } as Said['event'],
})

describe.each(modes)('a strategy on ticks, %s', (mode) => {
  test('sizes by the newest price that it heard', () => {
    const strategy = defineStrategy({
      name: 'buyer',
      onTrade: ({ trade: { symbol }, signal }) => signal.buy(symbol),
      onQuote: ({ quote: { symbol }, signal }) => signal.sell(symbol),
      onBar: ({ bar: { symbol }, signal }) => signal.long(symbol),
    })
    const said = merged([trade(1, 10), quote(2, 11, 13), quote(3, 14, 16, 0)], barsOf('ACME', [20], 4), [trade(5, 21)])
    const { signals } = runStrategy(strategy, said, { mode })
    expect(signals.map(({ intent, price }) => [intent, price])).toEqual([
      ['buy', 10],
      ['sell', 12],
      ['sell', 12],
      ['long', 20],
      ['buy', 21],
    ])
  })

  test('runs from the first tick on where there is nothing to wait for, and else waits for its indicators', () => {
    const notes: string[] = []
    const make = (indicators: () => { average?: ReturnType<typeof sma> }, warmup?: number) =>
      defineStrategy({
        name: 'x',
        ...(warmup === undefined ? {} : { warmup }),
        indicators,
        onTrade: ({ trade: { price }, indicators: { average } }) => void notes.push(`${price} ${average?.value}`),
      })
    const said = merged([trade(0.5, 1), trade(1.5, 2), trade(2.5, 3)], barsOf('ACME', [10, 20]))
    expect(
      runStrategy(
        make(() => ({})),
        said.slice(0, 1),
        { mode },
      ).value,
    ).toBe('running')
    expect(notes.splice(0)).toEqual(['1 undefined'])
    runStrategy(
      make(() => ({ average: sma(2) })),
      said,
      { mode },
    )
    expect(notes.splice(0)).toEqual(['3 15'])
    runStrategy(
      make(() => ({ average: sma(2) }), 0),
      said,
      { mode },
    )
    expect(notes.splice(0)).toEqual(['1 NaN', '2 NaN', '3 15'])
    runStrategy(
      make(() => ({}), 1),
      said,
      { mode },
    )
    expect(notes.splice(0)).toEqual(['3 undefined'])
  })

  test('takes note of ticks while it is paused, and sees only the symbols it asks for', () => {
    const notes: unknown[] = []
    const strategy = defineStrategy({
      name: 'x',
      symbols: ['ACME'],
      onTrade: ({ trade: { price, symbol }, lastTrade, lastQuote }) =>
        void notes.push([price, lastTrade(symbol)?.price, lastQuote(symbol)?.bid, lastTrade('BOLT')?.price]),
      onQuote: ({ quote: { bid } }) => void notes.push(bid),
      onAction: ({ action }) => void notes.push(action.symbol),
    })
    const said = [
      trade(1, 5, 'BOLT'),
      split(1, 'BOLT'),
      split(1),
      { at: seconds(2), event: { type: 'strategy.pause' } },
      quote(3, 7, 8),
      split(3),
      { at: seconds(4), event: { type: 'strategy.resume' } },
      trade(5, 6),
      { at: seconds(6), event: { type: 'strategy.stop' } },
      trade(7, 8),
      split(7),
    ]
    runStrategy(strategy, said, { mode })
    expect(notes).toEqual(['ACME', [6, 6, 7, undefined]])
  })

  test('may be a machine of one’s own', () => {
    const machine = setup({
      types: {} as StrategyTypes<object>,
      actions: { take: emit(when('market.trade', ({ event }) => buy(event.symbol, { quantity: event.size }))) },
    }).createMachine({ id: 'taker', context: {}, on: { 'market.trade': { actions: 'take' } } })
    const strategy = fromMachine(machine, { symbols: ['ACME'] })
    expect(strategy.hears).toEqual(['market.trade'])
    const { signals } = runStrategy(strategy, [trade(1, 10), trade(2, 11, 'BOLT')], { mode })
    expect(signals).toMatchObject([{ symbol: 'ACME', strategy: 'taker', quantity: 1 }])
  })
})

test('hears ticks and corporate actions only where it does something with them', () => {
  const hears = (handlers: object) =>
    defineStrategy({ name: 'x', ...handlers } as never).hears.filter((one) => one.startsWith('market.'))
  expect(hears({ onBar() {} })).toEqual(['market.bar'])
  expect(hears({ onQuote() {} })).toEqual(['market.bar', 'market.quote'])
  expect(hears({ onTrade() {}, onAction() {} })).toEqual([
    'market.bar',
    'market.trade',
    'market.split',
    'market.dividend',
  ])
  expect(() => defineStrategy({ name: 'x', onFill() {} })).toThrow(StrategyError)
})
