/** The life of an order in the words of Part A: Submitted, Accepted, Partial, Completed, Canceled, Expired, Margin. */
import type { OrderRow } from 'quantdome'
import { ORPHAN } from '../models/cash-check.ts'
import type { Execution } from '../outcome.ts'
import type { Timeline } from '../timeline.ts'

export interface Happening {
  readonly status: string
  /** Newest bar of the order's instrument. */
  readonly bar: number
}

export interface LifeOptions {
  readonly timeline: Timeline
  /** Orders are checked in the step after the one in which they were sent. */
  readonly isChecked: boolean
  /** Orders that were cancelled in the last step, when the market was done and the venue said no. */
  readonly cancelledLate: ReadonlySet<string>
  /** The step in which it ended, where the venue did it in the next. */
  readonly endedIn: number | undefined
}

/** Parts that add up to an order may leave such a part of it. */
const ROUNDING = 1e-9

/**
 * Part A checks an order in the step after the one in which it was sent; here the venue answers at once. So what the venue said at
 * once is taken to have happened a step later, and of an order of the last step nothing is known yet.
 */
export function lifeOf(
  order: OrderRow,
  sent: number,
  executions: readonly Execution[],
  { timeline, isChecked, cancelledLate, endedIn }: LifeOptions,
): Happening[] {
  const bar = (step: number): number => timeline.barAt(order.symbol, step)
  const life: Happening[] = isChecked
    ? [{ status: 'Submitted', bar: bar(sent) }]
    : [{ status: 'Accepted', bar: bar(sent) }]
  if (sent >= timeline.last)
    return cancelledLate.has(order.orderId) ? [...life, { status: 'Canceled', bar: bar(timeline.last) }] : life
  if (order.status === 'Rejected') return [...life, { status: wordFor(order), bar: bar(sent + 1) }]
  if (isChecked) life.push({ status: 'Accepted', bar: bar(sent + 1) })
  let left = order.quantity
  for (const { fill, step } of executions) {
    left -= fill.quantity
    life.push({ status: left > order.quantity * ROUNDING ? 'Partial' : 'Completed', bar: bar(step) })
  }
  if (cancelledLate.has(order.orderId)) return [...life, { status: 'Canceled', bar: bar(timeline.last) }]
  if (order.doneAt === undefined || order.status === 'Filled') return life
  const step = endedIn ?? timeline.stepFrom(order.doneAt)
  // it ended with the data: there, nobody has noticed
  if (step === undefined) return life
  return [...life, { status: wordFor(order), bar: bar(step) }]
}

function wordFor({ status, code, text }: OrderRow): string {
  if (text === ORPHAN) return 'Rejected'
  if (code === 'insufficientFunds') return 'Margin'
  if (status === 'Canceled' && (code === 'requested' || code === 'unsolicited')) return 'Canceled'
  if (status === 'Expired') return 'Expired'
  return [status, code, text].filter((part) => part !== undefined).join(', ')
}
