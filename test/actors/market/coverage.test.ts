/** Every (state, event) pair of the market machine is reached by some run. */
import { expect, test } from 'vitest'
import { marketMachine } from '../../../actors/market/index.ts'
import type { MarketCommand } from '../../../actors/market/index.ts'
import { hours } from '../../../src/events/index.ts'
import { createCoverage } from '../../../src/machine/index.ts'
import { barOf, feedOf } from './feeds.ts'
import { runMarket } from './run.ts'

test('every transition of the machine can be taken', async () => {
  const coverage = createCoverage(marketMachine)
  const stop = coverage.watch()
  const bars = [6, 7, 10, 12, 18, 34, 36].map((hour, index) => barOf('ACME', hours(hour), index + 1))
  const halt = (at: number, symbol?: string): { at: number; command: MarketCommand } => ({
    at: hours(at),
    command: { type: 'market.halt', reason: 'test', ...(symbol === undefined ? {} : { symbol }) },
  })
  const resume = (at: number, symbol?: string): { at: number; command: MarketCommand } => ({
    at: hours(at),
    command: { type: 'market.resume', ...(symbol === undefined ? {} : { symbol }) },
  })
  const days = [[], [halt(11), resume(13), halt(14)], [halt(8), resume(20), halt(11, 'ACME'), resume(12, 'ACME')]]
  for (const mode of ['fast', 'lent'] as const)
    for (const commands of days) await runMarket(feedOf(bars, { chunks: [1], slow: true }), { mode, commands })
  stop()
  expect(coverage.untaken()).toEqual([])
})
