/** Strategies as machines of the user's own. */
import { emit, setup } from 'xstate'
import { describe, expect, test } from 'vitest'
import {
  buy,
  cancelTag,
  changeTag,
  flat,
  fromMachine,
  goLong,
  goShort,
  sell,
  StrategyError,
  target,
  weight,
  when,
  withParams,
} from '../../../actors/strategy/index.ts'
import type { StrategyTypes } from '../../../actors/strategy/index.ts'
import { seconds } from '../../../src/events/index.ts'
import { update } from '../../../src/machine/index.ts'
import { barsOf, merged, modes, runStrategy, type Said } from './run.ts'

const breakout = setup({
  types: {} as StrategyTypes<{ high: number }>,
  guards: { breaksOut: when('market.bar', ({ context, event }) => event.close > context.high) },
  actions: {
    track: update(
      when('market.bar', ({ context, event }) => {
        context.high = Math.max(context.high, event.high)
      }),
    ),
    enter: emit(when('market.bar', ({ event }) => buy(event.symbol, { stop: event.high, tag: 'entry' }))),
    giveUp: emit(() => cancelTag('ACME', 'entry')),
    leave: emit(when('market.bar', ({ event }) => flat(event.symbol))),
  },
  delays: { patience: seconds(2.5) / 1000 },
}).createMachine({
  id: 'breakout',
  context: { high: 0 },
  initial: 'watching',
  states: {
    watching: {
      on: {
        'market.bar': [{ guard: 'breaksOut', target: 'entering', actions: ['track', 'enter'] }, { actions: 'track' }],
      },
    },
    entering: {
      on: { 'order.filled': 'holding', 'order.rejected': 'watching' },
      after: { patience: { target: 'watching', actions: 'giveUp' } },
    },
    holding: { on: { 'market.bar': { target: 'leaving', actions: 'leave' } } },
    leaving: { on: { 'order.filled': 'watching' } },
  },
})

const filled = (at: number, strategy?: string): Said => ({
  at: seconds(at),
  event: { type: 'order.filled', ...(strategy === undefined ? {} : { strategy }) } as Said['event'],
})

describe.each(modes)('a machine as a strategy, %s', (mode) => {
  test('emits signals under its name', () => {
    const states: unknown[] = []
    const said = merged(
      barsOf('ACME', [10, 11, 12, 13, 14]),
      [filled(2.5, 'somebody else'), filled(2.6, 'breakout'), filled(3.5)],
      barsOf('ACME', [20], 8),
    )
    const { signals, context } = runStrategy(fromMachine(breakout), said, {
      mode,
      onState: (value) => states.push(value),
    })
    const common = { type: 'signal', strategy: 'breakout', symbol: 'ACME' }
    const entry = { ...common, intent: 'buy', orderType: 'stop', tag: 'entry' }
    expect(signals).toStrictEqual([
      { ...entry, stopPrice: 11 },
      { ...common, intent: 'flat' },
      { ...entry, stopPrice: 14 },
      { ...common, intent: 'cancel', tag: 'entry' },
      { ...entry, stopPrice: 21 },
      { ...common, intent: 'cancel', tag: 'entry' },
    ])
    expect(states).toEqual([
      'entering',
      'entering',
      'entering',
      'holding',
      'leaving',
      'watching',
      'entering',
      'entering',
      'entering',
    ])
    expect(context).toEqual({ high: 21 })
  })

  test('goes through its states when its order is filled', () => {
    const said = merged(barsOf('ACME', [10]), [filled(1.5)], barsOf('ACME', [9], 2), [filled(2.5)])
    const { signals, value } = runStrategy(fromMachine(breakout, { name: 'mine' }), said, { mode })
    expect(signals.map(({ intent, strategy }) => [intent, strategy])).toEqual([
      ['buy', 'mine'],
      ['flat', 'mine'],
    ])
    expect(value).toBe('watching')
  })

  test('sees only the symbols it asks for, and is given its parameters', () => {
    const machine = setup({
      types: {} as StrategyTypes<{ size: number }, never, { size: number }>,
      actions: { buy: emit(when('market.bar', ({ context, event }) => target(event.symbol, context.size))) },
    }).createMachine({
      id: 'sized',
      context: ({ input }) => ({ size: input.size }),
      on: { 'market.bar': { actions: 'buy' } },
    })
    const strategy = fromMachine(machine, { params: { size: 3 }, symbols: ['BOLT'] })
    const said = merged(barsOf('ACME', [1]), barsOf('BOLT', [2]))
    const sizes = (given: typeof strategy) =>
      runStrategy(given, said, { mode }).signals.map(({ symbol, quantity }) => [symbol, quantity])
    expect(sizes(strategy)).toEqual([['BOLT', 3]])
    expect(sizes(withParams(strategy, { size: 4 }))).toEqual([['BOLT', 4]])
    expect(sizes(fromMachine(machine, { input: () => ({ size: 5 }) }))).toEqual([
      ['ACME', 5],
      ['BOLT', 5],
    ])
  })
})

test('it hears what the machine handles', () => {
  expect(fromMachine(breakout).hears.toSorted()).toEqual(['market.bar', 'order.filled', 'order.rejected'])
  const all = setup({ types: {} as StrategyTypes<object> }).createMachine({ id: 'all', context: {}, on: { '*': {} } })
  expect(fromMachine(all).hears).toEqual(['market.*', 'order.*', 'signal.*', 'position.*', 'portfolio.*'])
  const twice = setup({ types: {} as StrategyTypes<object> }).createMachine({
    id: 'twice',
    context: {},
    on: { 'market.bar': {}, 'order.filled': {}, 'order.*': {} },
  })
  expect(fromMachine(twice).hears.toSorted()).toEqual(['market.bar', 'order.*'])
})

test('a machine without a name, or that hears nothing, is refused', () => {
  const deaf = setup({}).createMachine({ on: { knock: {} } })
  expect(() => fromMachine(deaf)).toThrow('give the machine an id, or pass { name }')
  expect(() => fromMachine(deaf, { name: 'deaf' })).toThrow(StrategyError)
})

test('what is written for one event says so when it meets another', () => {
  const guard = when('market.bar', () => true)
  expect(() => guard({ event: { type: 'order.filled' } } as never)).toThrow(
    "what is written for 'market.bar' was used on 'order.filled'",
  )
})

test('signals are plain events', () => {
  expect([
    goLong('A'),
    goShort('A', { quantity: 2 }),
    flat('A', { limit: 3 }),
    sell('A', { stop: 4, limit: 3 }),
    weight('A', -0.5, { timeInForce: 'gtc' }),
    changeTag('A', 't', { stop: 5 }),
  ]).toStrictEqual([
    { type: 'signal', symbol: 'A', intent: 'long' },
    { type: 'signal', symbol: 'A', intent: 'short', quantity: 2 },
    { type: 'signal', symbol: 'A', intent: 'flat', orderType: 'limit', limitPrice: 3 },
    { type: 'signal', symbol: 'A', intent: 'sell', orderType: 'stopLimit', limitPrice: 3, stopPrice: 4 },
    { type: 'signal', symbol: 'A', intent: 'weight', weight: -0.5, timeInForce: 'gtc' },
    { type: 'signal', symbol: 'A', intent: 'change', stopPrice: 5, tag: 't' },
  ])
})

test('what is no machine, and an option that there is not, are refused', () => {
  for (const none of [undefined, {}, () => {}]) expect(() => fromMachine(none as never)).toThrow(StrategyError)
  expect(() => fromMachine(breakout, { nam: 'x' } as never)).toThrow(
    "fromMachine has no option 'nam'; there are name, params, symbols, input",
  )
})
