/** Part A: orders and what happened to them, executions, round trips, and cash, value and positions of every step. */
import type { BacktestResult, OrderRow } from 'quantdome'
import { cashOf, equityOf } from 'quantdome'
import type { Action, Case, ExpectedA, ExpectedOrder } from '../formats.ts'
import type { CashBook } from '../models/cash-check.ts'
import { replay } from '../models/order-queue.ts'
import type { Terms } from '../models/terms.ts'
import { cancelledTooLate, type Execution, executionsOf, grouped, holdingsOf, sentIn } from '../outcome.ts'
import type { Timeline } from '../timeline.ts'
import { Differences } from './differences.ts'
import { type Happening, lifeOf } from './life.ts'
import { tripsOf } from './trips.ts'

/** What the run knows besides its result. */
export interface RunOfA {
  readonly result: BacktestResult
  readonly timeline: Timeline
  /** In the order of the case's data. */
  readonly symbols: readonly string[]
  readonly terms: Readonly<Record<string, Terms>>
  /** Orders are checked in the step after they were sent. */
  readonly isChecked: boolean
  /** Of a script. */
  readonly actions: readonly Action[]
  /** Interest charged on the instrument up to each execution; empty where there is none. */
  readonly interest: readonly number[]
}

export function compareA({ expected }: Case<ExpectedA>, run: RunOfA): Differences {
  const differences = new Differences()
  const executions = executionsOf(run.result, run.timeline)
  const commissions = reportedCommissions(executions, run)
  compareOrders(differences, expected, run, executions)
  compareFills(differences, expected, run, executions, commissions)
  compareTrips(differences, expected, run, executions, commissions)
  compareRows(differences, expected, run, executions)
  compareFinal(differences, expected, run, executions, commissions)
  return differences
}

/** A8: interest since the last closing execution is reported with the commission of the next one, though it was paid before. */
function reportedCommissions(executions: readonly Execution[], { interest }: RunOfA): number[] {
  const reported = new Map<string, number>()
  return executions.map(({ fill, closed }, index) => {
    if (closed === 0) return fill.commission
    const charged = interest[index] ?? 0
    const owed = charged - (reported.get(fill.symbol) ?? 0)
    reported.set(fill.symbol, charged)
    return fill.commission + owed
  })
}

/**
 * By how much the ledger may be off: it holds whole units of money, and rounds once with every execution, and once a step where
 * interest is charged or a future settled.
 */
const roundingOf =
  ({ portfolio }: BacktestResult) =>
  (executions: number, steps: number): number =>
    (executions + steps) / portfolio.config.scale

/** An order for the close is one at market that waits. */
const TYPES: Readonly<Record<string, readonly string[]>> = {
  market: ['market', 'close'],
  limit: ['limit'],
  stop: ['stop'],
  stopLimit: ['stop_limit'],
  trailingStop: ['stop_trail'],
  trailingStopLimit: ['stop_trail_limit'],
}

function compareOrders(
  differences: Differences,
  expected: ExpectedA,
  { result, timeline, symbols, isChecked, actions }: RunOfA,
  executions: readonly Execution[],
): void {
  const { account: book } = result.system.get('broker').getSnapshot().context as { readonly account: CashBook }
  const orders = result.orders.toArray()
  differences.check('number of orders', orders.length, expected.orders.length)
  const eventsOf = grouped(expected.events, ({ id }) => id)
  // what the last step cancelled, and what that took along
  const lastActions = actions.filter(({ step }) => step === timeline.last)
  const late = new Set(replay(structuredClone(book), lastActions, new Set(book.pending), isChecked))
  const cancelledLate = cancelledTooLate(result)
  for (const { orderId, tag = '' } of orders) if (late.has(tag)) cancelledLate.add(orderId)
  const executionsBy = grouped(executions, ({ fill }) => fill.orderId)
  expected.orders.forEach((theirs, index) => {
    const ours = orders[index]
    if (ours === undefined) return
    compareTerms(differences, ours, theirs, symbols, book)
    const sent = sentIn(ours, timeline)
    differences.check(`step in which ${theirs.id} was sent`, sent, theirs.submit_step)
    const life = lifeOf(ours, sent, executionsBy.get(ours.orderId) ?? [], {
      timeline,
      isChecked,
      cancelledLate,
      endedIn: book.endedIn[ours.tag ?? ''],
    })
    const end = life.at(-1)!
    differences.check(`status of ${theirs.id}`, end.status, theirs.final_status)
    differences.check(`last bar of ${theirs.id}`, end.bar, theirs.final_bar)
    const their = (eventsOf.get(theirs.id) ?? []).map(({ status, bar }): Happening => ({ status, bar }))
    differences.check(`life of ${theirs.id}`, words(life), words(their))
  })
}

const words = (life: readonly Happening[]): string => life.map(({ status, bar }) => `${status} on ${bar}`).join(', ')

function compareTerms(
  differences: Differences,
  ours: OrderRow,
  theirs: ExpectedOrder,
  symbols: readonly string[],
  book: CashBook,
): void {
  const { id } = theirs
  const types = TYPES[ours.orderType ?? ''] ?? []
  if (ours.strategy === 'script') differences.check('order', ours.tag, id)
  differences.check(`instrument of ${id}`, ours.symbol, symbols[theirs.data])
  differences.check(`side of ${id}`, ours.side, theirs.side)
  differences.check(`type of ${id}`, types.find((one) => one === theirs.type) ?? types[0], theirs.type)
  differences.check(`size of ${id}`, ours.quantity, theirs.size)
  if (theirs.type === 'market' || theirs.type === 'close') return
  const trailing = book.trails[ours.tag ?? '']
  if (theirs.type.startsWith('stop_trail')) {
    // unknown of an order of the last step, which the venue took no more
    if (typeof theirs.reference_price === 'number' && trailing !== undefined)
      differences.price(`first stop of ${id}`, trailing.began, theirs.reference_price)
    return
  }
  const [price, limit] = theirs.type === 'limit' ? [ours.limitPrice, undefined] : [ours.stopPrice, ours.limitPrice]
  if (theirs.price !== null) differences.price(`price of ${id}`, price ?? Number.NaN, theirs.price)
  if (theirs.type === 'stop_limit' && theirs.limit !== null)
    differences.price(`limit of ${id}`, limit ?? Number.NaN, theirs.limit)
}

/** Order by order: which of two instruments trades first in a step makes no difference but to the cash in between. */
function compareFills(
  differences: Differences,
  expected: ExpectedA,
  { result, timeline, symbols, terms }: RunOfA,
  executions: readonly Execution[],
  commissions: readonly number[],
): void {
  differences.check('number of fills', executions.length, expected.fills.length)
  const rounding = roundingOf(result)
  const ids = new Map(result.orders.toArray().map((order, index) => [order.orderId, expected.orders[index]?.id ?? '']))
  const theirsOf = grouped(expected.fills, ({ id }) => id)
  const left = new Map(result.orders.toArray().map((order) => [order.orderId, order.quantity]))
  executions.forEach(({ fill, step, size, before, after, realized, closed, opened }, index) => {
    const id = ids.get(fill.orderId) ?? ''
    const theirs = theirsOf.get(id)?.shift()
    const name = `fill of ${id} in step ${step}`
    if (theirs === undefined) {
      differences.check(name, `${size} at ${fill.price}`, 'none')
      return
    }
    const rest = left.get(fill.orderId)! - fill.quantity
    left.set(fill.orderId, rest)
    differences.check(`${name}: instrument`, fill.symbol, symbols[theirs.data])
    differences.check(`${name}: processed on bar`, timeline.barAt(fill.symbol, step), theirs.processed_bar)
    // a trade at a close before is booked on that close's bar, all others on the bar that is being worked
    const traded = timeline.barAt(fill.symbol, timeline.stepOf(fill.transactTime))
    differences.check(
      `${name}: priced by bar`,
      theirs.bar < theirs.processed_bar ? traded : timeline.barAt(fill.symbol, step),
      theirs.bar,
    )
    differences.check(`${name}: size`, size, theirs.size)
    differences.price(`${name}: price`, fill.price, theirs.price)
    differences.check(`${name}: commission`, commissions[index], theirs.commission)
    differences.check(`${name}: closed`, closed, theirs.closed)
    differences.check(`${name}: opened`, opened, theirs.opened)
    differences.check(`${name}: position after`, after.size, theirs.position_after)
    differences.check(`${name}: average price after`, after.price, theirs.position_price_after)
    differences.check(`${name}: what is left`, size < 0 ? -rest : rest, theirs.remaining)
    const { stocklike, mult } = terms[fill.symbol]!
    const profit = -closed * (fill.price - before.price) * mult
    differences.check(`${name}: profit`, profit, theirs.pnl)
    // a future's profit is booked with every settlement, not when it is closed
    if (stocklike) differences.rounded(`${name}: profit booked`, realized, theirs.pnl, rounding(index + 1, step))
    // what is left of a future is settled here at the execution's price, there at the close: then only the row can be compared
    // and so with one that traded at a close before the last mark
    const isOld = fill.transactTime < (timeline.at[step - 1] ?? 0)
    const isSettledAlike = stocklike || after.size === 0 || (opened !== 0 && !isOld)
    if (symbols.length === 1 && isSettledAlike)
      differences.rounded(`${name}: cash after`, after.cash, theirs.cash_after, rounding(index + 1, step))
  })
  for (const [id, rest] of theirsOf)
    for (const { bar, size, price } of rest)
      differences.check(`fill of ${id} on bar ${bar}`, 'none', `${size} at ${price}`)
}

function compareTrips(
  differences: Differences,
  expected: ExpectedA,
  { timeline, symbols, terms }: RunOfA,
  executions: readonly Execution[],
  commissions: readonly number[],
): void {
  symbols.forEach((symbol, data) => {
    const trips = tripsOf(executions, commissions, symbol, terms[symbol]!.mult)
    const theirs = expected.trades.filter((trip) => trip.data === data)
    differences.check(`number of round trips in ${symbol}`, trips.length, theirs.length)
    theirs.forEach((trip, index) => {
      const ours = trips[index]
      if (ours === undefined) return
      const name = `round trip ${index + 1} in ${symbol}`
      differences.check(`${name}: opened on bar`, timeline.barAt(symbol, ours.openStep), trip.open_bar)
      differences.check(`${name}: closed on bar`, timeline.barAt(symbol, ours.closeStep), trip.close_bar)
      differences.check(`${name}: direction`, ours.direction, trip.direction)
      differences.check(`${name}: entry price`, ours.entryPrice, trip.entry_price)
      differences.check(`${name}: profit`, ours.profit, trip.pnl)
      differences.check(`${name}: commission`, ours.commission, trip.commission)
      differences.check(`${name}: net profit`, ours.profit - ours.commission, trip.pnl_net)
    })
  })
}

function compareRows(
  differences: Differences,
  expected: ExpectedA,
  { result, timeline, symbols }: RunOfA,
  executions: readonly Execution[],
): void {
  const { equity, cash, length } = result.equity
  const rounding = roundingOf(result)
  let booked = 0
  const held = holdingsOf(result, timeline)
  differences.check('number of steps', length, expected.equity.rows.length)
  expected.equity.rows.forEach(([step, , theirCash, theirValue, ...positions], index) => {
    if (index >= length) return
    const name = `step ${index}`
    differences.check(`${name}: number`, index, step)
    while (booked < executions.length && executions[booked]!.step <= index) booked++
    const allowed = rounding(booked, index)
    differences.rounded(`${name}: cash`, cash[index]!, Number(theirCash), allowed)
    differences.rounded(`${name}: value`, equity[index]!, Number(theirValue), allowed)
    positions.forEach((size, data) =>
      differences.check(`${name}: position in ${symbols[data]}`, held[index]?.get(symbols[data]!)?.size ?? 0, size),
    )
  })
}

function compareFinal(
  differences: Differences,
  expected: ExpectedA,
  { result, timeline, symbols }: RunOfA,
  executions: readonly Execution[],
  commissions: readonly number[],
): void {
  const { final, counts } = expected
  const { portfolio } = result
  const allowed = roundingOf(result)(executions.length, timeline.last)
  differences.rounded('final cash', cashOf(portfolio), final.cash, allowed)
  differences.rounded('final value', equityOf(portfolio), final.value, allowed)
  for (const { data, size, price } of final.positions) {
    const book = portfolio.books[symbols[data]!]!
    differences.check(`final position in ${book.symbol}`, book.quantity, size)
    differences.check(`final average price of ${book.symbol}`, book.averagePrice, price)
  }
  differences.check('steps', timeline.at.length, counts.steps)
  differences.check('orders', result.orders.length, counts.orders)
  differences.check('fills', executions.length, counts.fills)
  differences.check(
    'total commission',
    commissions.reduce((sum, one) => sum + one, 0),
    expected.total_commission,
  )
  if (expected.max_drawdown_percent !== undefined)
    differences.check('deepest drawdown in %', result.summary.maxDrawdown * 100, expected.max_drawdown_percent)
}
