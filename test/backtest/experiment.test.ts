/** What is wrong with an experiment is said before it runs; nothing in it is left out in silence. */
import { expect, test } from 'vitest'
import { dropReports } from '../../actors/broker/index.ts'
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
])('%j', (part, fault) => {
  const faults = faultsOf({ ...sound, ...part })
  expect(faults).toHaveLength(1)
  expect(faults[0]).toContain(fault)
})
