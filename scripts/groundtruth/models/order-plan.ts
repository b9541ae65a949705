/** What a script of Part A says of its orders beyond what the venue hears: ties, validity, and where trailing stops begin (A2, A6). */
import type { Action, SubmitAction } from '../formats.ts'
import { dateOf, MICROS_A_DAY as DAY } from './arithmetic.ts'

const SECOND = 1_000_000

/** Lengths of time by the names that cases give them. */
const UNITS: Readonly<Record<string, number>> = {
  weeks: 7 * DAY,
  days: DAY,
  hours: 3_600 * SECOND,
  minutes: 60 * SECOND,
  seconds: SECOND,
}

/** Daily bars are stamped shortly before midnight. */
const END_OF_DAY = DAY - 10

/** `valid: 'day'` ends a little before. */
const END_OF_VALIDITY = 86_399 * SECOND + 9_999

/** The time of a bar as the engine sees it. */
export const engineTime = (at: number, isDaily: boolean): number => (isDaily ? dateOf(at) * DAY + END_OF_DAY : at)

/** The last instant at which an order may trade; `undefined` for one that never expires. `born` is the time of the bar at which it was sent. */
export function validUntil({ valid, type }: SubmitAction, born: number): number | undefined {
  if (valid === undefined || valid === null || type === 'market') return undefined
  if (valid === 'day') return dateOf(born) * DAY + END_OF_VALIDITY
  if (typeof valid === 'string') return Date.parse(valid.includes('T') ? `${valid}Z` : valid) * 1_000
  let length = 0
  for (const [unit, count] of Object.entries(valid as Record<string, number>))
    length += (UNITS[unit] ?? Number.NaN) * count
  return born + length
}

/** Whether the runner understands a validity. */
export const isValidity = (valid: unknown): boolean =>
  valid === undefined ||
  valid === null ||
  valid === 'day' ||
  (typeof valid === 'string' && !Number.isNaN(Date.parse(valid))) ||
  (typeof valid === 'object' && Object.keys(valid).every((unit) => unit in UNITS))

/** End of the session in which an order was sent, or of the next where that is over. `time` is `hh:mm:ss`, by default the day's end. */
export function sessionEnd(born: number, time: string | undefined): number {
  const end = dateOf(born) * DAY + (time === undefined ? END_OF_DAY : secondsOf(time) * SECOND)
  return end < born ? end + DAY : end
}

function secondsOf(time: string): number {
  const [hours = 0, minutes = 0, seconds = 0] = time.split(':').map(Number)
  return hours * 3_600 + minutes * 60 + seconds
}

/** A stop that follows the close. */
export interface Trailing {
  stop: number
  /** 0 where there is none. */
  limit: number
  readonly began: number
}

/** How far behind a price the stop stays, on its own side. */
const behind = ({ side, trail_amount: amount, trail_percent: percent }: SubmitAction, price: number): number =>
  (amount ? amount : price * (percent ?? 0)) * (side === 'buy' ? 1 : -1)

/** Where a trailing stop begins. `close` is the reference where no price is given. */
export function trailFrom(plan: SubmitAction, close: number): Trailing {
  const reference = plan.price ?? close
  const stop = reference + behind(plan, reference)
  return {
    began: stop,
    stop,
    limit: plan.limit === undefined || plan.limit === null ? 0 : stop - (reference - plan.limit),
  }
}

/** Moves it towards a close; the limit keeps its distance. */
export function trailTo(trailing: Trailing, plan: SubmitAction, close: number): void {
  const stop = close + behind(plan, close)
  if (plan.side === 'buy' ? stop >= trailing.stop : stop <= trailing.stop) return
  // in this order, so that the last bit is the engine's
  const offset = plan.price! - plan.limit!
  trailing.stop = stop
  if (trailing.limit !== 0) trailing.limit = stop - offset
}

export const isTrailing = ({ type }: Pick<SubmitAction, 'type'>): boolean =>
  type === 'stop_trail' || type === 'stop_trail_limit'

/** The name by which the models know an order: a script's tag. */
export const keyOf = ({ tag, orderId }: { readonly tag?: string | undefined; readonly orderId: string }): string =>
  tag ?? orderId

/** Orders of a script by their tags. */
export const plansOf = (actions: readonly Action[]): ReadonlyMap<string, SubmitAction> =>
  new Map(actions.filter(({ op }) => op === 'submit').map((action) => [action.id, action as unknown as SubmitAction]))

const text = (value: unknown): string | undefined => (typeof value === 'string' ? value : undefined)
export const ocoOf = ({ oco }: SubmitAction): string | undefined => text(oco)
export const parentOf = ({ parent }: SubmitAction): string | undefined => text(parent)
export const isHeldBack = ({ transmit }: SubmitAction): boolean => transmit === false
