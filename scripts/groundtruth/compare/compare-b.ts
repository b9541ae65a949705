/** Part B: both sides of every trade, the trades, and cash, equity and position of every bar. */
import type { BacktestResult } from 'quantdome'
import type { Case, ExpectedB } from '../formats.ts'
import { type Execution, executionsOf, holdingsOf } from '../outcome.ts'
import type { Timeline } from '../timeline.ts'
import { Differences } from './differences.ts'

export interface RunOfB {
  readonly result: BacktestResult
  readonly timeline: Timeline
  readonly symbol: string
  /** Market orders trade at the close before, and are booked on its bar. */
  readonly onClose: boolean
  /** The last bar came twice, and the equity curve has both. */
  readonly isFinalized: boolean
}

export function compareB({ expected }: Case<ExpectedB>, run: RunOfB): Differences {
  const differences = new Differences()
  const { result, timeline } = run
  const known = executionsOf(result, timeline)
  // an execution on the last bar's repetition belongs to the last bar, though its row was written before
  const executions = known.map((one) => (Number.isNaN(one.step) ? { ...one, step: timeline.last } : one))
  compareSides(differences, expected, run, executions)
  compareTrades(differences, expected, run, executions)
  compareRows(differences, expected, run, known)

  const { counts, stats } = expected
  differences.check('bars', timeline.at.length, counts.bars)
  differences.check('fills', executions.length, counts.fills)
  differences.check('trades', result.trades.length, counts.trades)
  const refused = result.orders.toArray().filter(({ status, cumQty }) => status === 'Canceled' && cumQty === 0)
  differences.check('orders for which there was no money', refused.length, expected.broker_cancels.length)
  const { summary } = result
  const figures: readonly (readonly [string, number | null])[] = [
    ['Equity Final [$]', summary.finalEquity],
    ['Return [%]', percent(summary.totalReturn)],
    ['Max. Drawdown [%]', run.isFinalized ? null : -summary.maxDrawdown * 100],
    ['# Trades', summary.trades],
    ['Win Rate [%]', percent(summary.winRate)],
  ]
  for (const [name, ours] of figures) {
    const theirs = stats[name]
    if (typeof theirs === 'number' && ours !== null) differences.check(name, ours, theirs)
  }
  return differences
}

const percent = (part: number | null): number | null => (part === null ? null : part * 100)

const bookedOn = (step: number, onClose: boolean): number => (onClose ? step - 1 : step)

function compareSides(
  differences: Differences,
  expected: ExpectedB,
  { onClose }: RunOfB,
  executions: readonly Execution[],
): void {
  differences.check('number of fills', executions.length, expected.fills.length)
  expected.fills.forEach((theirs, index) => {
    const ours = executions[index]
    if (ours === undefined) return
    const { fill, step, size, before, closed } = ours
    const name = `fill ${index + 1}`
    differences.check(`${name}: kind`, closed === 0 ? 'open' : 'close', theirs.event)
    differences.check(`${name}: processed on bar`, step, theirs.processed_bar)
    differences.check(`${name}: booked on bar`, bookedOn(step, onClose), theirs.bar)
    differences.check(`${name}: size`, size, theirs.size)
    differences.price(`${name}: price`, fill.price, theirs.price)
    differences.check(`${name}: commission`, fill.commission, theirs.commission)
    if (theirs.entry_price !== undefined) differences.price(`${name}: entry price`, before.price, theirs.entry_price)
  })
}

function compareTrades(
  differences: Differences,
  expected: ExpectedB,
  { result, onClose }: RunOfB,
  executions: readonly Execution[],
): void {
  const stepOf = new Map(executions.map(({ fill, step }) => [fill.orderId, step]))
  const trades = result.trades.toArray()
  expected.trades.forEach((theirs, index) => {
    const ours = trades[index]
    if (ours === undefined) return
    const name = `trade ${index + 1}`
    differences.check(`${name}: size`, ours.direction === 'long' ? ours.quantity : -ours.quantity, theirs.size)
    differences.check(
      `${name}: entry on bar`,
      bookedOn(stepOf.get(ours.entryOrderId) ?? Number.NaN, onClose),
      theirs.entry_bar,
    )
    differences.check(
      `${name}: exit on bar`,
      bookedOn(stepOf.get(ours.exitOrderId) ?? Number.NaN, onClose),
      theirs.exit_bar,
    )
    differences.price(`${name}: entry price`, ours.entryPrice, theirs.entry_price)
    differences.price(`${name}: exit price`, ours.exitPrice, theirs.exit_price)
    differences.check(`${name}: commission`, ours.commission, theirs.commission)
    differences.check(`${name}: profit`, ours.net, theirs.pnl)
    differences.check(`${name}: return`, ours.return, theirs.return_pct)
  })
}

/** Cash of Part B is what the account would hold without what its open trade has gained. */
function compareRows(
  differences: Differences,
  expected: ExpectedB,
  { result, timeline, symbol }: RunOfB,
  executions: readonly Execution[],
): void {
  const held = holdingsOf(result, timeline)
  const { equity } = result.equity
  const priceIn = averagePrices(executions, timeline.last)
  expected.equity.rows.forEach(([bar, theirCash, theirEquity, theirPosition]) => {
    const step = Number(bar)
    const name = `bar ${step}`
    const { size = 0, value = 0 } = held[step]?.get(symbol) ?? {}
    const ours = equity[step] ?? Number.NaN
    differences.check(`${name}: position`, size, theirPosition)
    differences.check(`${name}: equity`, ours, theirEquity)
    differences.check(`${name}: cash`, ours - (value - size * priceIn[step]!), theirCash)
  })
}

/** Average price of what is held at the end of each step. */
function averagePrices(executions: readonly Execution[], last: number): number[] {
  const prices: number[] = []
  let price = 0
  let next = 0
  for (let step = 0; step <= last; step++) {
    for (; next < executions.length && executions[next]!.step <= step; next++) price = executions[next]!.after.price
    prices.push(price)
  }
  return prices
}
