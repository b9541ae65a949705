/** What is wrong with an experiment is said before it runs; nothing in it is left out in silence. */
import { expect, test } from 'vitest'
import { dropReports } from '../../actors/broker/index.ts'
import { regT } from '../../actors/portfolio/index.ts'
import { backtest, defineExperiment, defineStrategy, generated, sma } from '../../src/index.ts'
import { faultsOf } from '../../src/backtest/experiment.ts'
import { seconds } from '../../src/events/index.ts'
import { constant } from '../../src/system/index.ts'

const sound = {
  data: { open: () => undefined },
  strategies: [{ name: 's' }],
  portfolio: { cash: 1, risk: { buyingPower: 'none' } },
  broker: { path: 'ohlc', timing: undefined, behaviours: [dropReports({ nth: 1 })] },
  latency: { orders: constant(seconds(1)) },
}

test('a sound one has no faults', () => expect(faultsOf(sound)).toEqual([]))

test.each([
  [{ broker: { slipage: 1 } }, '`broker` has no setting `slipage`; there are fill, fillTicks, volume'],
  [{ broker: { toString: 1 } }, '`broker` has no setting `toString`'],
  [{ broker: 3 }, '`broker` must be an object, not number'],
  [{ broker: { path: 'zig' } }, '`broker.path` is ohlc or olhc or adaptive or pessimistic or optimistic, not zig'],
  [{ broker: { behaviours: dropReports({ nth: 1 }) } }, '`broker.behaviours` must be a list'],
  [{ broker: { behaviours: ['nope'] } }, '`broker.behaviours[0]` is not a behaviour'],
  [{ portfolio: { cash: 1, riks: {} } }, '`portfolio` has no setting `riks`'],
  [{ portfolio: { cash: 1, risk: { maxorder: 1 } } }, '`portfolio.risk` has no setting `maxorder`'],
  [{ instruments: { ACME: { tik: 0.01 } } }, '`instruments.ACME` has no setting `tik`'],
  [{ instruments: [{ tick: 0.01 }] }, '`instruments` must be terms by symbol'],
  [{ latency: { order: 1 } }, '`latency` has no setting `order`'],
  [{ latency: { orders: 5 } }, '`latency.orders` must be a model, such as constant(milliseconds(50)), not 5'],
  [{ broker: { commission: 5 } }, '`broker.commission` must be a model, such as perShare(0.005), not 5'],
  [{ broker: { fill: {} } }, '`broker.fill` must be a model, such as fillOnBars(), not an object'],
  [{ broker: { credit: () => 1 } }, '`broker.credit` must be a model, such as cashAccount({ cash: 100_000 }), not a'],
  [{ portfolio: { cash: 1, financing: 5 } }, '`portfolio.financing` must be a model, such as borrowCost'],
  [{ portfolio: { cash: 1, sizing: 100 } }, '`portfolio.sizing` must be a model, such as fixedQuantity(100), not 100'],
  [{ portfolio: { cash: 1, margin: {} } }, '`portfolio.margin` needs a rule, such as regT()'],
  [
    { portfolio: { cash: 1, margin: { rule: regT } } },
    '`portfolio.margin.rule` must be a model, such as regT(), not a',
  ],
  [{ portfolio: { cash: 1, recovery: { timeout: -5 } } }, '`portfolio.recovery.timeout` must be above 0, not -5'],
  [{ portfolio: { cash: 1, recovery: { dayly: true } } }, '`portfolio.recovery` has no setting `dayly`'],
])('%j', (part, fault) => {
  const faults = faultsOf({ ...sound, ...part })
  expect(faults).toHaveLength(1)
  expect(faults[0]).toContain(fault)
})

test('options of a run that there are not, or that make no sense, are refused', async () => {
  const experiment = defineExperiment({
    data: generated({ bars: 3 }),
    strategies: [
      defineStrategy({ name: 'x', params: { n: 2 }, indicators: ({ n }) => ({ a: sma(n) }), onBar: () => undefined }),
    ],
    portfolio: { cash: 1 },
  })
  await expect(backtest(experiment, { parms: {} } as never)).rejects.toThrow('a run has no option `parms`; there are')
  await expect(backtest(experiment, { mode: 'slow' as never })).rejects.toThrow('`mode` is fast or observed, not slow')
  await expect(backtest(experiment, { params: { x: { n: 0 } } })).rejects.toThrow(
    'strategy `x` with {"n":0}: sma(0): the length must be',
  )
})
