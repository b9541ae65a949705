/** What is wrong with an experiment is said before it runs; nothing in it is left out in silence. */
import { expect, test } from 'vitest'
import { dropReports, haltAt, suspendOrders } from '../../actors/broker/index.ts'
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

test('a sound one has no faults', () => {
  expect(faultsOf(sound)).toEqual([])
  expect(faultsOf({ ...sound, instruments: null, broker: null })).toEqual([])
})

test.each([
  [{ broker: { slipage: 1 } }, '`broker` has no setting `slipage`; there are fill, fillTicks, volume'],
  [{ broker: { toString: 1 } }, '`broker` has no setting `toString`'],
  [{ broker: 3 }, '`broker` must be an object, not number'],
  [{ broker: { path: 'zig' } }, "`broker.path` is ohlc or olhc or adaptive or pessimistic or optimistic, not 'zig'"],
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
  [
    { portfolio: { cash: 1, recovery: { timeout: -5 } } },
    '`portfolio.recovery.timeout` must be a number above 0, not -5',
  ],
  [{ portfolio: { cash: 1, recovery: { dayly: true } } }, '`portfolio.recovery` has no setting `dayly`'],
  [
    { portfolio: { cash: 1, recovery: { attempts: 2.5 } } },
    '`portfolio.recovery.attempts` must be a whole number above',
  ],
  [{ portfolio: { cash: 1, recovery: { daily: 1 } } }, '`portfolio.recovery.daily` must be true or false, not 1'],
  [
    { portfolio: { cash: 1, moneyUnit: 0.3 } },
    '`portfolio.moneyUnit` must be 1, 0.1, 0.01 … (one over a whole number), not',
  ],
  [
    { portfolio: { cash: 1, moneyUnit: '0.01' } },
    "`portfolio.moneyUnit` must be 1, 0.1, 0.01 … (one over a whole number), not '",
  ],
  [
    { portfolio: { cash: 1, moneyUnit: NaN } },
    '`portfolio.moneyUnit` must be 1, 0.1, 0.01 … (one over a whole number), not N',
  ],
  [
    { portfolio: { cash: 1, risk: { maxPosition: '5' } } },
    "`portfolio.risk.maxPosition` must be a number above 0, not '5'",
  ],
  [
    { portfolio: { cash: 1, risk: { dailyLoss: NaN } } },
    '`portfolio.risk.dailyLoss` must be a number above 0, not NaN',
  ],
  [
    { portfolio: { cash: 1, risk: { priceCollar: -1 } } },
    '`portfolio.risk.priceCollar` must be a number above 0, not -1',
  ],
  [{ portfolio: { cash: 1, risk: { maxOrderNotional: null } } }, '`portfolio.risk.maxOrderNotional` must be a number'],
  [
    { portfolio: { cash: 1, risk: { resumeNextDay: 'no' } } },
    "`portfolio.risk.resumeNextDay` must be true or false, not 'no'",
  ],
  [
    { portfolio: { cash: 1, risk: { checks: () => undefined } } },
    '`portfolio.risk.checks` must be a list of functions',
  ],
  [{ portfolio: { cash: 1, risk: [] } }, '`portfolio.risk` must be an object, not a list'],
  [
    { portfolio: { cash: 1, margin: { rule: regT(), liquidate: 'all' } } },
    "`portfolio.margin.liquidate` must be largestLoss or largestPosition or symbol or none or a function, not 'all'",
  ],
  [{ broker: { whileDown: 'lose' } }, '`broker.whileDown` must be an object, not string'],
  [
    { broker: { whileDown: { report: 'lose' } } },
    '`broker.whileDown` has no setting `report`; there are reports, requests',
  ],
  [{ broker: { whileDown: { reports: 'reject' } } }, "`broker.whileDown.reports` is hold or lose, not 'reject'"],
  [{ broker: { execIdPrefix: 7 } }, '`broker.execIdPrefix` must be a text, not 7'],
  [{ portfolio: { cash: 1, risk: { buyingPower: 'margin' } } }, '`portfolio.risk.buyingPower` margin needs a rule'],
  [
    { portfolio: { cash: 1e9, moneyUnit: 1e-9 } },
    '`portfolio.moneyUnit` must be coarser than 1e-9 to count 1000000000',
  ],
  [{ from: 2005 }, '`from` must be a text, not 2005'],
  [{ instruments: { ACME: undefined } }, '`instruments.ACME` must be an object, not undefined'],
  [{ instruments: { ACME: null } }, '`instruments.ACME` must be an object, not null'],
  [{ instruments: { ACME: { tick: '0.01' } } }, "`instruments.ACME.tick` must be a number above 0, not '0.01'"],
  [{ instruments: { ACME: { tick: 0 } } }, '`instruments.ACME.tick` must be a number above 0, not 0'],
  [{ instruments: { ACME: { lot: -1 } } }, '`instruments.ACME.lot` must be a number of 0 or more, not -1'],
  [{ instruments: { ACME: { multiplier: NaN } } }, '`instruments.ACME.multiplier` must be a number above 0, not NaN'],
  [{ instruments: { ACME: { leverage: 0.5 } } }, '`instruments.ACME.leverage` must be a number of 1 or more, not 0.5'],
  [{ instruments: { ACME: { deposit: -5 } } }, '`instruments.ACME.deposit` must be a number of 0 or more, not -5'],
  [
    { instruments: { ACME: { deposit: 100, maintenanceDeposit: 200 } } },
    '`instruments.ACME.maintenanceDeposit` must be at most the deposit of 100, not 200',
  ],
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

test.each([
  [{ instruments: { XYZ: { tick: 0.01 } } }, '`instruments.XYZ` is of no symbol of the data, which has S1, S2'],
  [{ benchmark: 'XYZ' }, '`benchmark` is XYZ, but the data has S1, S2'],
  [
    { broker: { behaviours: [suspendOrders(), haltAt('2020-01-01', { symbol: 'XYZ' })] } },
    "`broker.behaviours[1]`, haltAt(\"2020-01-01\", { symbol: 'XYZ', reason: 'halted' }), is about XYZ, but the data has S1, S2",
  ],
  [
    { broker: { behaviours: [dropReports({ symbol: 'XYZ' })] } },
    "`broker.behaviours[0]`, dropReports({ symbol: 'XYZ' }), is about XYZ, but the data has S1, S2",
  ],
])('a symbol that the data has not: %j', async (part, fault) => {
  const experiment = defineExperiment({
    data: generated({ bars: 3, symbols: 2 }),
    strategies: [defineStrategy({ name: 'x', onBar: () => undefined })],
    portfolio: { cash: 1 },
    ...part,
  })
  await expect(backtest(experiment)).rejects.toThrow(fault)
})
