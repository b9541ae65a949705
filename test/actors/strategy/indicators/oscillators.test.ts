/** Ranges, rates and oscillators against their definitions. */
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { atr, momentum, roc, rsi, stochastic, vwap } from '../../../../actors/strategy/index.ts'
import { bars, isClose, exactSum, lengths, mean, prices, windowOf } from './series.ts'

/** Wilder's smoothing by its definition. */
function wilder(values: readonly number[], length: number): number[] {
  let last = NaN
  return values.map((x, index) => {
    if (index + 1 === length) last = mean(values.slice(0, length))
    else if (index >= length) last = (last * (length - 1) + x) / length
    return last
  })
}

describe('rsi', () => {
  test('is the share of smoothed gains', () => {
    fc.assert(
      fc.property(prices, lengths, (series, length) => {
        const changes = series.slice(1).map((price, index) => price - series[index]!)
        const gains = wilder(
          changes.map((x) => Math.max(x, 0)),
          length,
        )
        const losses = wilder(
          changes.map((x) => Math.max(-x, 0)),
          length,
        )
        const index = rsi(length)
        series.forEach((price, at) => {
          index.update(price)
          const [gain, loss] = [gains[at - 1] ?? NaN, losses[at - 1] ?? NaN]
          const want = gain + loss === 0 ? 50 : 100 - 100 / (1 + gain / loss)
          expect(isClose(index.value, want, 100)).toBe(true)
        })
      }),
    )
  })

  test('is 100 when it only rises, 0 when it only falls, 50 when it rests', () => {
    const after = (series: number[]): number => {
      const index = rsi(3)
      series.forEach((price) => index.update(price))
      return index.value
    }
    expect(after([1, 2, 3, 4])).toBe(100)
    expect(after([4, 3, 2, 1])).toBe(0)
    expect(after([2, 2, 2, 2])).toBe(50)
  })
})

test('atr smooths the true range, which the first bar has not', () => {
  fc.assert(
    fc.property(bars, lengths, (series, length) => {
      const ranges = series
        .slice(1)
        .map((bar, index) =>
          Math.max(
            bar.high - bar.low,
            Math.abs(bar.high - series[index]!.close),
            Math.abs(bar.low - series[index]!.close),
          ),
        )
      const wanted = [NaN, ...wilder(ranges, length)]
      const range = atr(length)
      series.forEach((bar, index) => {
        range.push(bar)
        expect(isClose(range.value, wanted[index]!)).toBe(true)
      })
    }),
  )
})

test('momentum and rate of change compare with the value of so many bars ago', () => {
  fc.assert(
    fc.property(prices, lengths, (series, length) => {
      const [change, rate] = [momentum(length), roc(length)]
      series.forEach((price, index) => {
        const old = series[index - length] ?? NaN
        expect(change.update(price)).toBe(price - old)
        expect(rate.update(price)).toBe((price - old) / old)
      })
    }),
  )
})

test('stochastic places the close in the range of its window', () => {
  fc.assert(
    fc.property(bars, lengths, (series, length) => {
      const oscillator = stochastic(length, 3, 2)
      const raw: number[] = []
      const smooth: number[] = []
      series.forEach((bar, index) => {
        oscillator.push(bar)
        const window = windowOf(series, index + 1, length)
        if (window !== undefined) {
          const low = Math.min(...window.map((x) => x.low))
          const high = Math.max(...window.map((x) => x.high))
          raw.push(high === low ? 50 : (100 * (bar.close - low)) / (high - low))
        }
        const three = windowOf(raw, raw.length, 3)
        if (three !== undefined) smooth.push(mean(three))
        const two = windowOf(smooth, smooth.length, 2)
        expect(oscillator.value).toBe(smooth.at(-1) ?? NaN)
        expect(oscillator.d.value).toBe(two === undefined ? NaN : mean(two))
        expect(oscillator.ready).toBe(two !== undefined)
      })
    }),
  )
})

describe('vwap', () => {
  const bar = (price: number, volume: number) => ({ open: price, high: price, low: price, close: price, volume })

  test('weighs typical prices by volume since the session opened', () => {
    fc.assert(
      fc.property(fc.array(bars, { maxLength: 4 }), (sessions) => {
        const average = vwap()
        for (const session of sessions) {
          average.openSession()
          session.forEach((_, index) => {
            average.push(session[index]!)
            const seen = session.slice(0, index + 1)
            const volume = exactSum(seen.map((x) => x.volume))
            if (volume === 0) return
            const traded = exactSum(seen.map((x) => ((x.high + x.low + x.close) / 3) * x.volume))
            expect(average.value).toBe(traded / volume)
          })
        }
      }),
    )
  })

  test('keeps the last value while nothing trades', () => {
    const average = vwap()
    average.push(bar(10, 0))
    expect(average.ready).toBe(false)
    average.push(bar(10, 5))
    average.openSession()
    average.push(bar(20, 0))
    expect(average.value).toBe(10)
    average.push(bar(20, 1))
    expect(average.value).toBe(20)
  })
})
