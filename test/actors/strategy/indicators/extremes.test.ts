/** Extremes of windows, and what all indicators have in common. */
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { donchian, highest, IndicatorError, lowest, price, sma } from '../../../../actors/strategy/index.ts'
import { bars, lengths, prices, windowOf } from './series.ts'

test('highest and lowest are those of the window', () => {
  fc.assert(
    fc.property(prices, lengths, (series, length) => {
      const [high, low] = [highest(length), lowest(length)]
      series.forEach((x, index) => {
        const window = windowOf(series, index + 1, length)
        expect(high.update(x)).toBe(window === undefined ? NaN : Math.max(...window))
        expect(low.update(x)).toBe(window === undefined ? NaN : Math.min(...window))
      })
    }),
  )
})

test('donchian spans highs and lows', () => {
  fc.assert(
    fc.property(bars, lengths, (series, length) => {
      const channel = donchian(length)
      const [high, low] = [highest(length), lowest(length)]
      for (const bar of series) {
        channel.push(bar)
        high.push(bar)
        low.push(bar)
        expect(channel.upper.value).toBe(high.value)
        expect(channel.lower.value).toBe(low.value)
        expect(channel.value).toBe((high.value + low.value) / 2)
        expect(channel.upper.previous).toBe(high.previous)
      }
    }),
  )
})

describe('an indicator', () => {
  const bar = { open: 1, high: 8, low: 0.5, close: 2, volume: 100 }

  test.each([
    ['open', 1],
    ['high', 8],
    ['low', 0.5],
    ['close', 2],
    ['volume', 100],
    ['hl2', 4.25],
    ['hlc3', 3.5],
    ['ohlc4', 2.875],
  ] as const)('reads %s of a bar', (field, value) => {
    const [line, average] = [price(field), sma(1, { of: field })]
    line.push(bar)
    average.push(bar)
    expect([line.value, average.value]).toEqual([value, value])
  })

  test('works on closes when nothing is said, highs and lows for the extremes', () => {
    const lines = [sma(1), highest(1), lowest(1)]
    lines.forEach((line) => line.push(bar))
    expect(lines.map((line) => line.value)).toEqual([2, 8, 0.5])
  })

  test('knows the value of the bar before', () => {
    fc.assert(
      fc.property(prices, lengths, (series, length) => {
        const average = sma(length)
        let before = NaN
        for (const x of series) {
          average.update(x)
          expect(average.previous).toBe(before)
          before = average.value
        }
      }),
    )
  })

  test('is refused with a length or a field that makes no sense', () => {
    expect(() => sma(0)).toThrow('sma(0): the length must be a whole number of bars, at least 1')
    expect(() => highest(2.5)).toThrow(IndicatorError)
    expect(() => sma(NaN)).toThrow(IndicatorError)
    expect(() => sma(3, { of: 'clsoe' as 'close' })).toThrow("cannot read 'clsoe' of a bar; it can read close, open")
  })

  test('shows its value, or that there is none, as JSON', () => {
    const average = sma(2)
    average.update(1)
    expect(JSON.stringify({ average })).toBe('{"average":null}')
    average.update(2)
    expect(JSON.stringify({ average })).toBe('{"average":1.5}')
  })
})
