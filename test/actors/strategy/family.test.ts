/** Brackets, children and groups in a strategy's words, and what is said of words that make no sense. */
import { describe, expect, test } from 'vitest'
import { buy, changeTag, goLong, goShort, sell, target, weight } from '../../../actors/strategy/index.ts'
import type { SizedOptions } from '../../../actors/strategy/index.ts'
import type { Signal } from '../../../src/events/index.ts'

const childrenOf = (signal: Signal): unknown => signal.children

describe('a bracket', () => {
  test('of two prices is a limit and a stop', () => {
    expect(buy('A', { quantity: 10, bracket: { takeProfit: 110, stopLoss: 95 } })).toEqual({
      type: 'signal',
      symbol: 'A',
      intent: 'buy',
      quantity: 10,
      children: [
        { orderType: 'limit', limitPrice: 110, tag: 'takeProfit' },
        { orderType: 'stop', stopPrice: 95, tag: 'stopLoss' },
      ],
    })
  })

  test('of orders has what they have, under the tag of the entry', () => {
    const signal = sell('A', {
      tag: 'entry',
      activation: 'partial',
      childLink: 'oco',
      bracket: {
        quantity: 6,
        takeProfit: { touch: 90, timeInForce: 'day', quantity: 3 },
        stopLoss: { trailOffset: 2, trailBy: 'percent', limitOffset: 1, tag: 'trail' },
      },
    })
    expect(signal).toMatchObject({ activation: 'partial', childLink: 'oco' })
    expect(childrenOf(signal)).toEqual([
      { orderType: 'marketIfTouched', stopPrice: 90, timeInForce: 'day', quantity: 3, tag: 'entry.takeProfit' },
      {
        orderType: 'trailingStopLimit',
        trailOffset: 2,
        trailBy: 'percent',
        limitOffset: 1,
        quantity: 6,
        tag: 'trail',
      },
    ])
  })

  test('may be one exit alone', () => {
    expect(childrenOf(goLong('A', { bracket: { stopLoss: { stop: 95, limit: 94 } } }))).toEqual([
      { orderType: 'stopLimit', stopPrice: 95, limitPrice: 94, tag: 'stopLoss' },
    ])
  })

  test('in parts is a group for each of them', () => {
    const parts = [
      { quantity: 4, takeProfit: 105, stopLoss: 95 },
      { quantity: 6, takeProfit: 110, stopLoss: 95, linkType: 'oco' as const },
    ]
    expect(childrenOf(buy('A', { bracket: parts }))).toMatchObject([
      { tag: 'takeProfit', quantity: 4, link: 'bracket1', linkType: 'ouo' },
      { tag: 'stopLoss', quantity: 4, link: 'bracket1', linkType: 'ouo' },
      { tag: 'takeProfit2', quantity: 6, link: 'bracket2', linkType: 'oco' },
      { tag: 'stopLoss2', quantity: 6, link: 'bracket2', linkType: 'oco' },
    ])
  })

  test('may have brackets on its exits, and stand beside other children', () => {
    const signal = buy('A', {
      bracket: { takeProfit: { limit: 110, children: [{ limit: 100, bracket: { stopLoss: 90 } }] } },
      children: [{ side: 'buy', limit: 95, quantity: 2, tag: 'more' }],
    })
    expect(childrenOf(signal)).toEqual([
      {
        orderType: 'limit',
        limitPrice: 110,
        tag: 'takeProfit',
        children: [
          { orderType: 'limit', limitPrice: 100, children: [{ orderType: 'stop', stopPrice: 90, tag: 'stopLoss' }] },
        ],
      },
      { orderType: 'limit', limitPrice: 95, side: 'buy', quantity: 2, tag: 'more' },
    ])
  })

  test.each<[string, () => Signal, RegExp]>([
    ['without exits', () => buy('A', { bracket: {} }), /a takeProfit, a stopLoss, or both/],
    ['that is an empty list', () => buy('A', { bracket: [] }), /at least one/],
    ['with a misspelt part', () => buy('A', { bracket: { takeprofit: 3 } as never }), /not takeprofit/],
    ['with a price that is none', () => buy('A', { bracket: { stopLoss: Number.NaN } }), /stopLoss needs a price/],
    ['upside down, long', () => goLong('A', { bracket: { takeProfit: 95, stopLoss: 110 } }), /lies above.*95 and 110/],
    ['upside down, short', () => goShort('A', { bracket: { takeProfit: 110, stopLoss: 95 } }), /lies below/],
    ['upside down, target', () => target('A', -5, { bracket: { takeProfit: 110, stopLoss: 95 } }), /lies below/],
    ['upside down, weight', () => weight('A', 0.5, { bracket: { takeProfit: 95, stopLoss: 95 } }), /lies above/],
    [
      'upside down on a child',
      () => buy('A', { children: [{ side: 'sell', bracket: { takeProfit: 110, stopLoss: 95 } }] }),
      /lies below/,
    ],
    ['group without a kind', () => buy('A', { link: 'a' }), /go together/],
    ['kind without a group', () => buy('A', { linkType: 'oco' }), /go together/],
    ['activation without children', () => buy('A', { activation: 'partial' }), /there are none/],
    ['a link of children without children', () => buy('A', { childLink: 'oco' }), /there are none/],
  ])('%s is refused with a reason', (_, make, message) => {
    expect(make).toThrow(message)
    expect(make).toThrow(expect.objectContaining({ name: 'StrategyError', code: 'misuse' }))
  })
})

test('a group is a name and a kind', () => {
  expect(buy('A', { stop: 110, link: 'breakout', linkType: 'oco' })).toMatchObject({
    link: 'breakout',
    linkType: 'oco',
  })
})

test('a mistake is underlined', () => {
  const wrong: SizedOptions[] = [
    // @ts-expect-error a stop takes no profit
    { bracket: { takeProfit: { stop: 110 } } },
    // @ts-expect-error a limit stops no loss
    { bracket: { stopLoss: { limit: 95 } } },
    // @ts-expect-error misspelt
    { bracket: { takeprofit: 110 } },
    // @ts-expect-error no such tie
    { link: 'a', linkType: 'oto' },
    // @ts-expect-error no such side
    { children: [{ side: 'up' }] },
  ]
  expect(wrong.length).toBe(5)
})

describe('what would be another order in silence', () => {
  test('an option that there is not is refused, in a signal, an exit and a child', () => {
    const misspelt = { limt: 50 } as SizedOptions
    expect(() => changeTag('A', 't', misspelt)).toThrow(
      "a change has no option 'limt'; there are quantity, limit, stop",
    )
    expect(() => buy('A', misspelt)).toThrow("a signal has no option 'limt'; there are trailOffset")
    expect(() => buy('A', { children: [misspelt] })).toThrow("no option 'limt'")
    expect(() => buy('A', { bracket: { stopLoss: { stop: 5, ...misspelt } } })).toThrow("no option 'limt'")
  })

  test('a trail without its offset is a trailing stop, which the venue refuses, and no market order', () => {
    expect(sell('A', { trailBy: 'percent' })).toMatchObject({ orderType: 'trailingStop', trailBy: 'percent' })
    expect(sell('A', { limitOffset: 1 })).toMatchObject({ orderType: 'trailingStopLimit', limitOffset: 1 })
  })
})
