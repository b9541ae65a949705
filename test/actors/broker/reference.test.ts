/** The venue with its books against one that looks at every order on every bar, on generated days. */
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { BrokerIncoming, BrokerInput } from '../../../actors/broker/index.ts'
import { fillOnBars, fixedSlippage, oldestFirst } from '../../../actors/broker/index.ts'
import { lineOf, type ReferenceOptions, ReferenceVenue } from './support/reference-venue.ts'
import { SYMBOLS, tradingEvents } from './support/scenarios.ts'
import { type Mode, openVenue } from './support/venue.ts'

function expectSame(
  events: readonly BrokerIncoming[],
  input: BrokerInput,
  options: ReferenceOptions,
  mode: Mode,
): void {
  const venue = openVenue({ symbols: SYMBOLS, ...input }, mode)
  const reference = new ReferenceVenue(options)
  for (const event of events) {
    const said = venue.send(event).filter((report) => report.type !== 'venue.ambiguity')
    const wanted = reference.handle(event)
    expect(said.map((report) => lineOf(report))).toEqual(wanted)
  }
  expect([...venue.snapshot().context.orders.keys()].toSorted()).toEqual(reference.working)
}

const askEveryOrder = (question: Parameters<ReturnType<typeof fillOnBars>>[0]) => fillOnBars()(question)

const kinds: [string, BrokerInput, ReferenceOptions][] = [
  ['by default', {}, {}],
  ['with partial fills', { volume: () => 2 }, { perBar: 2 }],
  ['with limits that must be traded through', { fill: fillOnBars({ limits: 'through' }) }, { through: true }],
  ['with slippage', { slippage: fixedSlippage(0.25) }, { slippage: 0.25 }],
  ['with stops that may trigger at once', { wrongSideStop: 'trigger' }, { trigger: true }],
  ['with a fill model that is asked about every order', { fill: askEveryOrder }, {}],
  ['with a queue model that serves the oldest first', { queue: oldestFirst }, {}],
]

describe.each(['observed', 'fast'] as const)('%s: the same reports as a venue that scans all orders', (mode) => {
  test.each(kinds)('%s', (_words, input, options) => {
    fc.assert(
      fc.property(tradingEvents, (events) => expectSame(events, input, options, mode)),
      { numRuns: mode === 'fast' ? 400 : 60 },
    )
  })
})
