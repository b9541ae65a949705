/** The venue interpreted by XState and compiled: the same after every event, on generated days with a line that drops. */
import fc from 'fast-check'
import { test } from 'vitest'
import type { BrokerInput } from '../../../actors/broker/index.ts'
import { brokerMachine, cashAccount, participation, perShare, percentSlippage } from '../../../actors/broker/index.ts'
import { expectEqualTraces } from '../../machine/support/equality.ts'
import { anyEvents, SYMBOLS } from './support/scenarios.ts'

const inputs: [string, BrokerInput][] = [
  ['by default', { symbols: SYMBOLS }],
  [
    'with every model, a tick, and cancel on disconnect',
    {
      symbols: SYMBOLS,
      instruments: { AAA: { tick: 0.01, multiplier: 2 } },
      volume: participation(0.03),
      slippage: percentSlippage(0.001),
      commission: perShare(0.01, { min: 1, max: 5 }),
      credit: cashAccount({ cash: 2_000 }),
      wrongSideStop: 'trigger',
      onDisconnect: 'cancel',
    },
  ],
]

test.each(inputs)('%s', (_words, input) => {
  fc.assert(
    fc.property(anyEvents, (events) => {
      expectEqualTraces({ make: () => brokerMachine, input, steps: events.map((send) => ({ send })) })
    }),
    { numRuns: 40 },
  )
})
