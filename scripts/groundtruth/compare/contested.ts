/**
 * A0 d: all orders stand in one queue, whatever their instrument, and draw on one cash. Here every instrument is a market of its own,
 * whose orders are worked when its bar comes. That makes a difference only where the cash does not suffice for whatever comes first.
 */
import type { BacktestResult } from 'quantdome'
import { type Execution, grouped } from '../outcome.ts'
import type { Timeline } from '../timeline.ts'

/** The first step in which it matters which of several instruments trades first; `undefined` when there is none. */
export function contestedStep(
  result: BacktestResult,
  timeline: Timeline,
  executions: readonly Execution[],
): number | undefined {
  const stepOf = (at: number | undefined): number => (at === undefined ? Number.NaN : timeline.stepOf(at))
  const refused = grouped(
    result.orders.toArray().filter(({ status, code }) => status === 'Canceled' && code === 'insufficientFunds'),
    ({ doneAt }) => String(stepOf(doneAt)),
  )
  const traded = grouped(executions, ({ step }) => String(step))
  const steps = new Set([...traded.keys(), ...refused.keys()].map(Number))
  return [...steps]
    .toSorted((a, b) => a - b)
    .find((step) => {
      const fills = traded.get(String(step)) ?? []
      const orders = refused.get(String(step)) ?? []
      const symbols = new Set([...fills.map(({ fill }) => fill.symbol), ...orders.map(({ symbol }) => symbol)])
      if (symbols.size < 2) return false
      let cash = step === 0 ? result.record.startingCash : result.equity.cash[step - 1]!
      let lowest = cash
      for (const { after } of fills) {
        lowest += Math.min(0, after.cash - cash)
        cash = after.cash
      }
      return orders.length > 0 || lowest < 0
    })
}
