/** Averages and deviations against their definitions, to the last bit where that is promised. */
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { bollinger, ema, macd, sma, stdev, wma } from '../../../../actors/strategy/index.ts'
import { isClose, exactSum, lengths, mean, prices, windowOf } from './series.ts'

const largest = (values: readonly number[]): number => Math.max(...values.map(Math.abs))

describe('sma', () => {
  test('is the exact sum, rounded once, over the length', () => {
    fc.assert(
      fc.property(prices, lengths, (series, length) => {
        const average = sma(length)
        series.forEach((price, index) => {
          average.update(price)
          const window = windowOf(series, index + 1, length)
          expect(average.value).toBe(window === undefined ? NaN : exactSum(window) / length)
          expect(average.ready).toBe(window !== undefined)
        })
      }),
    )
  })

  test('does not drift over a million updates, nor keep anything of an outlier', () => {
    const average = sma(7)
    const ring: number[] = []
    for (let index = 0; index < 1_000_000; index++) {
      const price = index % 1000 === 0 ? 1e12 / 3 : 1 / (1 + (index % 89))
      average.update(price)
      ring[index % 7] = price
    }
    expect(average.value).toBe(exactSum(ring) / 7)
  })
})

describe('wma', () => {
  test('weighs the newest most, and does not drift', () => {
    fc.assert(
      fc.property(prices, lengths, (series, length) => {
        const average = wma(length)
        series.forEach((price, index) => {
          average.update(price)
          const window = windowOf(series, index + 1, length)
          const want =
            window === undefined
              ? NaN
              : window.reduce((sum, x, place) => sum + (place + 1) * x, 0) / ((length * (length + 1)) / 2)
          expect(isClose(average.value, want)).toBe(true)
        })
      }),
    )
  })
})

describe('ema', () => {
  const naive = (series: readonly number[], length: number): number[] => {
    let last = NaN
    return series.map((price, index) => {
      if (index + 1 === length) last = mean(series.slice(0, length))
      else if (index >= length) last = last * (1 - 2 / (length + 1)) + (price * 2) / (length + 1)
      return last
    })
  }

  test('starts from the simple average', () => {
    fc.assert(
      fc.property(prices, lengths, (series, length) => {
        const average = ema(length)
        const wanted = naive(series, length)
        series.forEach((price, index) => {
          expect(isClose(average.update(price), wanted[index]!, 1)).toBe(true)
        })
      }),
    )
  })

  test('rests when the price rests', () => {
    const average = ema(5)
    for (let index = 0; index < 5; index++) average.update(0.1)
    const { value } = average
    for (let index = 0; index < 1000; index++) expect(average.update(0.1)).toBe(value)
  })

  test('macd is the difference of two, its signal the average of that', () => {
    fc.assert(
      fc.property(prices, (series) => {
        const line = macd(3, 5, 4)
        const [fast, slow] = [naive(series, 3), naive(series, 5)]
        const difference = fast.map((x, index) => x - slow[index]!)
        const signal = [...Array<number>(4).fill(NaN), ...naive(difference.slice(4), 4)]
        const unit = largest([1, ...series])
        series.forEach((price, index) => {
          line.update(price)
          expect(isClose(line.value, difference[index]!, unit)).toBe(true)
          expect(isClose(line.signal.value, signal[index]!, unit)).toBe(true)
          expect(isClose(line.histogram.value, difference[index]! - signal[index]!, unit)).toBe(true)
          expect(line.ready).toBe(index >= 7)
        })
      }),
    )
  })
})

describe('stdev and bollinger', () => {
  const squares = (window: readonly number[]): number => {
    const middle = mean(window)
    return window.reduce((sum, x) => sum + (x - middle) * (x - middle), 0)
  }

  test('equal the deviations from the mean, taken one by one', () => {
    fc.assert(
      fc.property(prices, lengths, (series, length) => {
        const population = stdev(length)
        const sample = stdev(length + 1, { sample: true })
        const bands = bollinger(length, 2)
        series.forEach((price, index) => {
          population.update(price)
          sample.update(price)
          bands.update(price)
          const window = windowOf(series, index + 1, length)
          const deviation = window === undefined ? NaN : Math.sqrt(squares(window) / length)
          // Of what has left the window a last bit may stay.
          const unit = largest(series.slice(0, index + 1)) * 1e-4
          expect(isClose(population.value, deviation, unit)).toBe(true)
          const longer = windowOf(series, index + 1, length + 1)
          const estimate = longer === undefined ? NaN : Math.sqrt(squares(longer) / length)
          expect(isClose(sample.value, estimate, unit)).toBe(true)
          const middle = window === undefined ? NaN : mean(window)
          expect(bands.value).toBe(middle)
          expect(isClose(bands.upper.value, middle + 2 * deviation, unit)).toBe(true)
          expect(isClose(bands.lower.value, middle - 2 * deviation, unit)).toBe(true)
        })
      }),
    )
  })

  test('are exactly nothing when the price rests, whatever came before', () => {
    const deviation = stdev(5)
    const bands = bollinger(5)
    for (const price of [1e6, 3.3, 0.7, ...Array<number>(5).fill(100.1)]) {
      deviation.update(price)
      bands.update(price)
    }
    expect(deviation.value).toBe(0)
    expect(bands.upper.value).toBe(bands.lower.value)
  })
})
