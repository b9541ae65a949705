// What should hold of the strategy on any data. `npm test` runs it.
import { backtest } from 'quantdome'
import { expect, test } from 'vitest'
import experiment from './experiment.ts'

test('it trades', async () => {
  const { trades } = await backtest(experiment)
  expect(trades.length).toBeGreaterThan(0)
})

test('it never sells short', async () => {
  const { trades } = await backtest(experiment)
  expect([...trades].every((trade) => trade.direction === 'long')).toBe(true)
})

test('the same run twice gives the same hash', async () => {
  const [first, second] = [await backtest(experiment), await backtest(experiment)]
  expect(second.hash).toBe(first.hash)
})
