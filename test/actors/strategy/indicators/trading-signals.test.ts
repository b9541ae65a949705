/** The same numbers as an independent implementation, where the definitions agree. */
import fc from 'fast-check'
import * as reference from 'trading-signals'
import { expect, test } from 'vitest'
import {
  bollinger,
  donchian,
  ema,
  momentum,
  roc,
  rsi,
  sma,
  stochastic,
  wma,
} from '../../../../actors/strategy/index.ts'
import type { Indicator } from '../../../../actors/strategy/index.ts'
import { bars, isClose } from './series.ts'

interface Case {
  readonly theirs: () => { add(input: never): unknown }
  readonly ours: (length: number) => Indicator
  readonly wholeBars?: boolean
  readonly read?: (result: never) => number
}

const cases: Record<string, (length: number) => Case> = {
  sma: (n) => ({ theirs: () => new reference.SMA(n), ours: sma }),
  wma: (n) => ({ theirs: () => new reference.WMA(n), ours: wma }),
  rsi: (n) => ({ theirs: () => new reference.RSI(n), ours: rsi }),
  roc: (n) => ({ theirs: () => new reference.ROC(n), ours: roc }),
  momentum: (n) => ({ theirs: () => new reference.MOM(n), ours: momentum }),
  bollinger: (n) => ({
    theirs: () => new reference.BollingerBands(n, 2),
    ours: (length) => bollinger(length, 2),
    read: (result: { middle: number }) => result.middle,
  }),
  donchian: (n) => ({
    theirs: () => new reference.DonchianChannels(n),
    ours: donchian,
    wholeBars: true,
    read: (result: { middle: number }) => result.middle,
  }),
  stochastic: (n) => ({
    theirs: () => new reference.StochasticOscillator({ kPeriod: n, kSlowingPeriod: 3, dPeriod: 3 }),
    ours: (length) => stochastic(length, 3, 3),
    wholeBars: true,
    read: (result: { stochK: number }) => result.stochK,
  }),
}

test.each(Object.keys(cases))('%s', (name) => {
  let compared = 0
  fc.assert(
    fc.property(bars, fc.integer({ min: 2, max: 6 }), (series, length) => {
      const { theirs, ours, wholeBars, read } = cases[name]!(length)
      const [one, other] = [theirs(), ours(length)]
      for (const given of series) {
        // Where nothing moves each defines the oscillator its own way.
        const bar = { ...given, high: given.high + 0.01 }
        const result = one.add((wholeBars ? bar : bar.close) as never)
        other.push(bar)
        if (result === null || result === undefined || !other.ready) continue
        const want = read === undefined ? (result as number) : read(result as never)
        if (name === 'rsi' && series.every((x) => x.close === series[0]!.close)) continue
        compared++
        expect(Math.abs(other.value - want)).toBeLessThanOrEqual(1e-7 * Math.max(1, Math.abs(want)))
      }
    }),
  )
  expect(compared).toBeGreaterThan(20)
})

test('ema, once the different starts are forgotten', () => {
  const [one, other] = [new reference.EMA(5), ema(5)]
  for (let index = 0; index < 200; index++) {
    const x = 100 + Math.sin(index) * 10
    one.add(x)
    other.update(x)
  }
  expect(isClose(other.value, one.getResultOrThrow())).toBe(true)
})
