import { describe, expect, test } from 'vitest'
import { floorDivide } from '../../scripts/groundtruth/models/arithmetic.ts'
import { fillByRules } from '../../scripts/groundtruth/models/fill-rules.ts'
import { fillerOf } from '../../scripts/groundtruth/models/fillers.ts'
import { slippageByRules } from '../../scripts/groundtruth/models/slippage-rules.ts'
import { termsOf } from '../../scripts/groundtruth/models/terms.ts'
import { bar, order, question } from './support.ts'

describe('fills by the rules of Part A', () => {
  const fill = fillByRules()
  const at = (side: 'buy' | 'sell', more: object, on = bar(10, 12, 8, 11)) => {
    const answer = fill(question(order(side, more), on))
    return answer.kind === 'fill' ? [answer.price, answer.triggered] : [answer.code, answer.triggered]
  }

  test('market at the open; limits at a better open, else when touched', () => {
    expect(at('buy', {})).toEqual([10, false])
    expect(at('buy', { orderType: 'limit', limitPrice: 11 })).toEqual([10, false])
    expect(at('buy', { orderType: 'limit', limitPrice: 8 })).toEqual([8, false])
    expect(at('buy', { orderType: 'limit', limitPrice: 7.99 })).toEqual(['limitNotReached', false])
    expect(at('sell', { orderType: 'limit', limitPrice: 9 })).toEqual([10, false])
    expect(at('sell', { orderType: 'limit', limitPrice: 12 })).toEqual([12, false])
    expect(at('sell', { orderType: 'limit', limitPrice: 12.01 })).toEqual(['limitNotReached', false])
  })
  test('stops at the open on a gap, else at their price, and they never remember that they were hit', () => {
    expect(at('buy', { orderType: 'stop', stopPrice: 9 })).toEqual([10, false])
    expect(at('buy', { orderType: 'stop', stopPrice: 12 })).toEqual([12, false])
    expect(at('buy', { orderType: 'stop', stopPrice: 12.01 })).toEqual(['stopNotReached', false])
    expect(at('sell', { orderType: 'stop', stopPrice: 10 })).toEqual([10, false])
    expect(at('sell', { orderType: 'stop', stopPrice: 8 })).toEqual([8, false])
    expect(at('sell', { orderType: 'stop', stopPrice: 7.99 })).toEqual(['stopNotReached', false])
  })
  test.each([
    ['buy', 9, 8, [8, true], 'hit at the open: the limit rule'],
    ['buy', 11, 11.5, [11, true], 'hit inside, the limit on the near side: at the stop'],
    ['buy', 11, 10, ['limitNotReachedAfterTrigger', true], 'the bar closes above its open'],
    ['sell', 9, 8.5, [9, true], 'hit inside, the limit on the near side: at the stop'],
    ['sell', 9, 10.5, [10.5, true], 'the bar closes above its open, and above the limit'],
    ['sell', 9, 11.5, ['limitNotReachedAfterTrigger', true], 'the bar closes below the limit'],
    ['sell', 7, 8, ['stopNotReached', false], 'not hit'],
  ] as const)('stop-limit: %s, stop %d, limit %d: %o, %s', (side, stopPrice, limitPrice, answer, _why) => {
    expect(at(side, { orderType: 'stopLimit', stopPrice, limitPrice })).toEqual(answer)
  })
  test('a falling bar lets a buy reach a limit below its stop, and a triggered one is a limit', () => {
    const falling = bar(10, 12, 8, 9)
    expect(at('buy', { orderType: 'stopLimit', stopPrice: 11, limitPrice: 9.5 }, falling)).toEqual([9.5, true])
    expect(at('sell', { orderType: 'stopLimit', stopPrice: 9, limitPrice: 9.5 }, falling)).toEqual([
      'limitNotReachedAfterTrigger',
      true,
    ])
    expect(at('buy', { orderType: 'stopLimit', stopPrice: 11, limitPrice: 8.5, triggered: true }, falling)).toEqual([
      8.5,
      true,
    ])
  })
  test('a bar that closes where it opened is falling for a sale, and not for a buy', () => {
    const level = bar(10, 12, 8, 10)
    expect(at('buy', { orderType: 'stopLimit', stopPrice: 11, limitPrice: 10.5 }, level)).toEqual([
      'limitNotReachedAfterTrigger',
      true,
    ])
    expect(at('sell', { orderType: 'stopLimit', stopPrice: 9, limitPrice: 9.5 }, level)).toEqual([9.5, true])
  })
  test('on the close means the close at which it was sent; without that, an order waits for a bar after it', () => {
    const on = bar(10, 12, 8, 11)
    expect(fill(question(order('buy'), on, { activeFrom: on.at }))).toMatchObject({ code: 'notYetActive' })
    const coc = fillByRules({ coc: true })
    const closes = (known: object) => ({ account: { sessionEnds: {}, trails: {}, closes: known } })
    const asked = question(order('buy'), on, closes({ 'o-1': 9.5 }))
    expect(coc(asked)).toMatchObject({ price: 9.5, basis: 'close', transactTime: asked.activeFrom })
    expect(() => coc(question(order('buy'), on, closes({})))).toThrow(/not known/)
  })
})

describe('slippage by the rules of Part A', () => {
  const on = bar(10, 10.5, 9.5, 10)
  const slip = (settings: object, working: object, asked: object, side: 'buy' | 'sell' = 'buy') => {
    const answer = slippageByRules({ type: 'fixed', value: 0.4, ...settings })(
      question(order(side, working), on, asked),
    )
    return typeof answer === 'number' ? answer : answer.code
  }
  const limit = { orderType: 'limit', limitPrice: 10.2 } as const

  test('the open slips only where that is asked for, a stop inside the bar always, a limit never', () => {
    expect(slip({}, {}, {})).toBe(10)
    expect(slip({ slip_open: true }, {}, {})).toBe(10.4)
    expect(slip({ slip_open: true }, {}, {}, 'sell')).toBe(9.6)
    expect(slip({}, { orderType: 'stop' }, { basis: 'stop', price: 10.1 })).toBe(10.5)
    expect(slip({ slip_open: true }, limit, { basis: 'limit', price: 10.2 })).toBe(10.2)
    expect(slip({ type: 'percent', value: 0.01, slip_open: true }, {}, {})).toBeCloseTo(10.1, 12)
    expect(slip({ type: 'none', slip_open: true }, {}, {})).toBe(10)
  })
  test('beyond the bar: no fill, at its end, or out of it', () => {
    const stop = { orderType: 'stop' } as const
    const inside = { basis: 'stop', price: 10.3 } as const
    expect(slip({}, stop, inside)).toBe('slippageOutsideBar')
    expect(slip({ slip_limit: true }, stop, inside)).toBe('slippageOutsideBar')
    expect(slip({ slip_match: true }, stop, inside)).toBe(10.5)
    expect(slip({ slip_match: true, slip_out: true }, stop, inside)).toBeCloseTo(10.7, 12)
    expect(slip({ slip_limit: true }, { orderType: 'stopLimit', limitPrice: 9 }, inside)).toBe(10.5)
  })
  test('a limit at the open is held by its own price', () => {
    const open = { slip_open: true, slip_limit: true }
    expect(slip(open, limit, {})).toBe(10.2)
    expect(slip({ slip_open: true }, limit, {})).toBe('slippageOutsideBar')
    expect(slip({ ...open, slip_out: true }, limit, {})).toBe(10.4)
    expect(slip(open, { orderType: 'limit', limitPrice: 9.8 }, {}, 'sell')).toBe(9.8)
    // inside the bar a stop-limit slips as far as the bar goes, past its limit
    expect(slip({}, { orderType: 'stopLimit', limitPrice: 10.2 }, { basis: 'stop', price: 10.1 })).toBe(10.5)
  })
})

describe('fillers of Part A', () => {
  const some = (filler: object, volume: number) =>
    fillerOf(filler)(question(order('buy', { leavesQty: 100 }), bar(10, 12, 8, 11, volume)))
  test('a part of the volume, a size, a part of the volume of one price', () => {
    expect(some({ type: 'FixedBarPerc', perc: 10 }, 999)).toBe(99)
    expect(some({ type: 'FixedBarPerc', perc: 50 }, 999)).toBe(100)
    expect(some({ type: 'FixedSize', size: 30 }, 999)).toBe(30)
    expect(some({ type: 'FixedSize', size: 30 }, 20)).toBe(20)
    expect(some({ type: 'BarPointPerc', perc: 50, minmov: 1 }, 999)).toBe(99)
    expect(some({ type: 'BarPointPerc', perc: 1, minmov: 1 }, 99)).toBe(0)
    expect(some({ type: 'none' }, 0)).toBe(100)
  })
})

describe('arithmetic', () => {
  test('whole quotients are those of exact division', () => {
    // 1 / 0.1 is 10 as floats, but 0.1 is a little more than a tenth
    expect(floorDivide(1, 0.1)).toBe(9)
    expect(floorDivide(7, 2)).toBe(3)
    expect(floorDivide(-7, 2)).toBe(-4)
    expect(floorDivide(6, 2)).toBe(3)
  })
  test('commission by value, by unit, or none', () => {
    expect(termsOf({ type: 'percent', value: 0.01 }).fee(-20, 5)).toBe(1)
    expect(termsOf({ type: 'per_unit', value: 0.5 }).fee(-20, 5)).toBe(10)
    expect(termsOf({}).fee(-20, 5)).toBe(0)
  })
})
