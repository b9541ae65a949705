/** What a run's venue reports is what the trace of its messages computes, at either end of the wire, whatever the wire’s delays. */
import fc from 'fast-check'
import { expect, test } from 'vitest'
import {
  bps,
  constant,
  type Experiment,
  fixedQuantity,
  minutes,
  pendRequests,
  seconds,
  uniform,
} from '../../src/index.ts'
import { readTraceText, trace } from '../../src/fix/index.ts'
import { market, rows, strategies, strategyLists } from '../backtest/strategies.ts'
import { type End, messages, scenariosOf } from './support/wire-tap.ts'

const delays: readonly Experiment['latency'][] = [
  {},
  { orders: constant(seconds(30)), reports: constant(minutes(2)) },
  { orders: uniform(0, minutes(700)), reports: uniform(0, minutes(700)) },
]

test.each<End>(['venue', 'client'])('every order of a run is traced ok, seen by the %s', async (end) => {
  const met = new Set<string>()
  await fc.assert(
    fc.asyncProperty(
      rows(25, 10),
      strategies,
      fc.nat(delays.length - 1),
      fc.boolean(),
      async (bars, list, delay, pends) => {
        const experiment: Experiment = {
          data: market({ A: bars }),
          strategies: strategyLists[list]!,
          portfolio: { cash: 100_000, sizing: fixedQuantity(10), recovery: {} },
          broker: {
            slippage: bps(2),
            volume: () => 4,
            behaviours: pends ? [pendRequests({ by: minutes(3) })] : [],
          },
          ...(delays[delay] === undefined ? {} : { latency: delays[delay] }),
        }
        const scenarios = scenariosOf(await messages(experiment, end))
        if (scenarios.length === 0) return
        const traced = readTraceText(JSON.stringify(scenarios), 'run.json').scenarios.flatMap((one) => trace(one))
        for (const { message } of traced) met.add(message.replace(/\(.*\)/, '').replace(/ [\d@.]+.*/, ''))
        const reports = traced.filter(({ verdict }) => verdict !== undefined)
        expect(reports.filter(({ verdict }) => verdict !== 'ok')).toEqual([])
      },
    ),
    { numRuns: 200 },
  )
  // Otherwise the runs would show little.
  for (const kind of [
    'Execution Trade',
    'Execution Replace',
    'Execution Canceled',
    'Cancel Reject',
    'Execution Expired',
    'Execution Pending Cancel',
    'Execution Pending Replace',
  ])
    expect(met).toContain(kind)
})
