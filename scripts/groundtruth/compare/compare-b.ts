/** Part B: both sides of every trade, the trades, and cash, equity and position of every bar. */
import type { BacktestResult } from 'quantdome'
import type { Case, ExpectedB } from '../formats.ts'
import type { TradeAccount } from '../models/trade-account.ts'
import { type Execution, executionsOf, holdingsOf } from '../outcome.ts'
import type { Timeline } from '../timeline.ts'
import type { SettingsOfB } from '../translate-b.ts'
import { Differences } from './differences.ts'
import { type TradesOfB, tradesOfB } from './trades-b.ts'

export interface RunOfB {
  readonly result: BacktestResult
  readonly timeline: Timeline
  readonly symbol: string
  readonly settings: SettingsOfB
}

export function compareB({ expected }: Case<ExpectedB>, run: RunOfB): Differences {
  const differences = new Differences()
  const { result, timeline, settings } = run
  const executions = executionsOf(result, timeline)
  const { hedging, fee } = settings
  const trades = tradesOfB(executions, {
    hedging,
    fee,
    steps: timeline.at.length,
    stepOf: ({ fill }) => known(timeline.stepOf(fill.transactTime), timeline),
  })
  const account = (result.system.get('broker').getSnapshot().context as { readonly account: TradeAccount }).account
  compareSides(differences, expected, run, trades)
  compareTrades(differences, expected, trades)
  compareRows(differences, expected, run, trades)
  compareUnpaid(differences, expected, run, account)
  compareFigures(differences, expected, run, trades, account)
  return differences
}

/** The last bar comes a second time with `finalize_trades`; what happens then belongs to it. */
const known = (step: number, timeline: Timeline): number => (Number.isNaN(step) ? timeline.last : step)

function compareSides(differences: Differences, expected: ExpectedB, { timeline }: RunOfB, { legs }: TradesOfB): void {
  differences.check('number of fills', legs.length, expected.fills.length)
  expected.fills.forEach((theirs, index) => {
    const ours = legs[index]
    if (ours === undefined) return
    const { opens, tag, entryPrice, execution } = ours
    const { fill, step, size }: Execution = execution
    const name = `fill ${index + 1}`
    differences.check(`${name}: kind`, opens ? 'open' : 'close', theirs.event)
    if (theirs.tag !== undefined && theirs.tag !== null) differences.check(`${name}: trade`, tag, theirs.tag)
    differences.check(`${name}: processed on bar`, known(step, timeline), theirs.processed_bar)
    differences.check(`${name}: booked on bar`, known(timeline.stepOf(fill.transactTime), timeline), theirs.bar)
    differences.check(`${name}: size`, size, theirs.size)
    differences.price(`${name}: price`, fill.price, theirs.price)
    differences.check(`${name}: commission`, fill.commission, theirs.commission)
    if (theirs.entry_price !== undefined) differences.price(`${name}: entry price`, entryPrice, theirs.entry_price)
  })
}

const percent = (part: number | null): number | null => (part === null ? null : part * 100)

const returnOf = ({ size, entryPrice, exitPrice, commission }: TradesOfB['closed'][number]): number =>
  Math.sign(size) * (exitPrice / entryPrice - 1) - commission / (Math.abs(size) * entryPrice)

function compareTrades(differences: Differences, expected: ExpectedB, { closed }: TradesOfB): void {
  differences.check('trades', closed.length, expected.trades.length)
  expected.trades.forEach((theirs, index) => {
    const ours = closed[index]
    if (ours === undefined) return
    const name = `trade ${index + 1}`
    differences.check(`${name}: size`, ours.size, theirs.size)
    differences.check(`${name}: entry on bar`, ours.entryStep, theirs.entry_bar)
    differences.check(`${name}: exit on bar`, ours.exitStep, theirs.exit_bar)
    differences.price(`${name}: entry price`, ours.entryPrice, theirs.entry_price)
    differences.price(`${name}: exit price`, ours.exitPrice, theirs.exit_price)
    differences.check(`${name}: commission`, ours.commission, theirs.commission)
    differences.check(`${name}: profit`, ours.profit, theirs.pnl)
    differences.check(`${name}: return`, returnOf(ours), theirs.return_pct)
  })
}

/** Cash of Part B is what the account would hold without what its open trades have gained. */
function compareRows(
  differences: Differences,
  expected: ExpectedB,
  { result, timeline, symbol }: RunOfB,
  { cost, legs }: TradesOfB,
): void {
  const held = holdingsOf(result, timeline)
  const { equity } = result.equity
  expected.equity.rows.forEach(([bar, theirCash, theirEquity, theirPosition]) => {
    const step = Number(bar)
    const name = `bar ${step}`
    const { size = 0, value = 0 } = held[step]?.get(symbol) ?? {}
    const ours = equity[step] ?? Number.NaN
    differences.check(`${name}: position`, size, theirPosition)
    // the ledger holds whole units of money, and rounds a few times with every execution
    const allowed = (4 * legs.length) / result.portfolio.config.scale
    differences.rounded(`${name}: equity`, ours, Number(theirEquity), allowed)
    differences.rounded(`${name}: cash`, ours - (value - cost[step]!), Number(theirCash), allowed)
  })
}

function compareUnpaid(
  differences: Differences,
  expected: ExpectedB,
  { timeline }: RunOfB,
  { unpaid }: TradeAccount,
): void {
  differences.check('orders for which there was no money', unpaid.length, expected.broker_cancels.length)
  expected.broker_cancels.forEach(({ bar, kind }, index) => {
    const ours = unpaid[index]
    if (ours === undefined) return
    const words = `${ours.kind} on bar ${known(timeline.stepOf(ours.at), timeline)}`
    differences.check(`order ${index + 1} for which there was no money`, words, `${kind} on bar ${bar}`)
  })
}

function compareFigures(
  differences: Differences,
  expected: ExpectedB,
  { result, timeline, settings }: RunOfB,
  { legs, closed }: TradesOfB,
  { ruinedAt }: TradeAccount,
): void {
  const { counts, stats } = expected
  const { summary } = result
  differences.check('bars', timeline.at.length, counts.bars)
  differences.check('fills', legs.length, counts.fills)
  differences.check('trades', closed.length, counts.trades)
  const isRuined = ruinedAt !== 0
  const won = closed.filter(({ profit }) => profit > 0).length
  const returns = closed.map(returnOf)
  const none = closed.length === 0
  const figures: readonly (readonly [string, number | null])[] = [
    // who has nothing left owes nothing either
    ['Equity Final [$]', isRuined ? 0 : summary.finalEquity],
    ['Return [%]', isRuined ? -100 : percent(summary.totalReturn)],
    ['Max. Drawdown [%]', isRuined || settings.isFinalized ? null : -summary.maxDrawdown * 100],
    ['# Trades', closed.length],
    ['Win Rate [%]', none ? null : (won / closed.length) * 100],
    ['Best Trade [%]', none ? null : Math.max(...returns) * 100],
    ['Worst Trade [%]', none ? null : Math.min(...returns) * 100],
  ]
  for (const [name, ours] of figures) {
    const theirs = stats[name]
    if (typeof theirs === 'number' && ours !== null) differences.check(name, ours, theirs)
  }
}
