/** Part B: from executions to trades side by side, each with its own price, in the order in which they were closed. */
import { closedBy } from '../strategies/trades.ts'
import type { Execution } from '../outcome.ts'
import { type Fee, feeOf } from '../models/trade-account.ts'

/** An execution, and the trade that it opens, or closes in whole or part. */
export interface TradeLeg {
  readonly execution: Execution
  readonly tag: string
  readonly opens: boolean
  /** Price at which the trade was opened. */
  readonly entryPrice: number
}

export interface ClosedTrade {
  readonly tag: string
  /** Signed. */
  readonly size: number
  readonly entryStep: number
  readonly exitStep: number
  readonly entryPrice: number
  readonly exitPrice: number
  readonly commission: number
  readonly profit: number
}

export interface TradesOfB {
  readonly legs: readonly TradeLeg[]
  readonly closed: readonly ClosedTrade[]
  /** For every step the value that open trades were bought for, signed. */
  readonly cost: readonly number[]
}

interface Open {
  readonly tag: string
  size: number
  readonly price: number
  readonly step: number
}

/** `stepOf` has the step on which an execution is booked. */
export function tradesOfB(
  executions: readonly Execution[],
  { hedging, fee, steps, stepOf }: { hedging: boolean; fee: Fee; steps: number; stepOf: (one: Execution) => number },
): TradesOfB {
  const legs: TradeLeg[] = []
  const closed: ClosedTrade[] = []
  const cost: number[] = []
  const trades = { open: [] as Open[], called: 0 }
  const note = (upTo: number): void => {
    while (cost.length < upTo) cost.push(trades.open.reduce((sum, { size, price }) => sum + size * price, 0))
  }
  for (const execution of executions) {
    const { fill, size, step } = execution
    // on the last bar's repetition, after whose first time the last row was written
    note(Number.isNaN(step) ? steps : step)
    const { tag = '', price } = fill
    const closes = closedBy(trades, tag, fill.side, hedging)
    if (closes === undefined) {
      trades.open.push({ tag, size, price, step: stepOf(execution) })
      legs.push({ execution, tag, opens: true, entryPrice: price })
      continue
    }
    const trade = trades.open.find((one) => one.tag === closes)!
    legs.push({ execution, tag: closes, opens: false, entryPrice: trade.price })
    // [Q] closed in parts, a trade has paid the fixed part of its entry's fee once, and every part counts it
    const commission = feeOf(fee, size, price) + feeOf(fee, size, trade.price)
    closed.push({
      tag: closes,
      size: -size,
      entryStep: trade.step,
      exitStep: stepOf(execution),
      entryPrice: trade.price,
      exitPrice: price,
      commission,
      profit: -size * (price - trade.price) - commission,
    })
    trade.size += size
    trades.open = trades.open.filter((one) => one.size !== 0)
  }
  note(steps)
  return { legs, closed, cost }
}
