/** Behaviours in whole runs: what has a time of its own happens then, run.json names it, and both ways of running agree. */
import { expect, test } from 'vitest'
import {
  backtest,
  bust,
  columns,
  disconnectAt,
  doneForDayAt,
  duplicateReports,
  type Experiment,
  haltAt,
  hours,
} from '../../src/index.ts'
import { restless } from './strategies.ts'

const bars = Array.from({ length: 48 }, (_, n) => {
  const open = 100 + 5 * Math.sin(n / 3)
  const close = 100 + 5 * Math.sin((n + 1) / 3)
  const time = new Date(Date.UTC(2020, 2, 2) + n * 3_600_000).toISOString()
  return { time, open, high: Math.max(open, close) + 1, low: Math.min(open, close) - 1, close, volume: 1_000 }
})

const experiment: Experiment = {
  data: columns({ AAA: bars }),
  strategies: [restless],
  portfolio: { cash: 100_000, recovery: { timeout: hours(1) } },
  broker: {
    behaviours: [
      duplicateReports({ every: 4 }),
      bust({ nth: 2, after: hours(1) }),
      haltAt('2020-03-02T08:00:00Z', { for: hours(2) }),
      disconnectAt('2020-03-02T14:00:00Z', { for: hours(2), working: 'cancel' }),
      doneForDayAt('2020-03-02T20:00:00Z'),
    ],
  },
}

test('timed behaviours happen at their time, are named, and change no hash between modes', async () => {
  const runs = []
  for (const mode of ['fast', 'observed'] as const) runs.push(await backtest(experiment, { mode, journal: 'all' }))
  const [fast, observed] = runs
  expect(fast!.hash).toBe(observed!.hash)

  const seen = [...fast!.system.journal].map(({ event }) => event as { type: string; at: number; state?: string })
  const at = (day: string): number => Date.parse(day) * 1_000
  const times = (type: string, state?: string) =>
    new Set(
      seen.filter((one) => one.type === type && (state === undefined || one.state === state)).map((one) => one.at),
    )
  expect(times('broker.connection', 'disconnected')).toContain(at('2020-03-02T14:00:00Z'))
  expect(times('broker.connection', 'connected')).toContain(at('2020-03-02T16:00:00Z'))
  const types = new Set(seen.map((one) => one.type))
  for (const type of ['order.tradeCanceled', 'order.statusRequest', 'order.status', 'market.halt'])
    expect(types).toContain(type)

  const plain = JSON.parse(JSON.stringify(fast!.manifest)) as { configuration: { broker: { behaviours: unknown } } }
  expect(plain.configuration.broker.behaviours).toEqual([
    'duplicateReports({ every: 4 })',
    expect.stringMatching(/^bust\(.*nth: 2/),
    expect.stringMatching(/^haltAt\("2020-03-02T08:00:00Z"/),
    expect.stringMatching(/^disconnectAt\("2020-03-02T14:00:00Z".*working: 'cancel'/),
    'doneForDayAt("2020-03-02T20:00:00Z")',
  ])
  const quiet = await backtest({ ...experiment, broker: {} })
  expect(quiet.hash).not.toBe(fast!.hash)
})
