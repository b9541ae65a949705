/** Returns: of the whole run, by the year, and by trading day, from which the risk figures are made. */
import type { Micros } from '../../events/index.ts'
import type { EquityColumns } from '../record/index.ts'
import { finite } from './statistics.ts'

const YEAR_MICROS = 365.25 * 86_400_000_000

/** Years of 365.25 days between two instants. */
export const yearsBetween = (from: Micros, to: Micros): number => (to - from) / YEAR_MICROS

/** `final / starting - 1`, as a fraction. */
export const totalReturn = (starting: number, final: number): number | null =>
  starting > 0 ? finite(final / starting - 1) : null

/**
 * Annual return, the compound annual growth rate: `(final / starting) ^ (1 / years) - 1` in calendar years of 365.25 days. The
 * usual definition (e.g. CFA Institute, GIPS, geometric linking), by the calendar and not by the count of rows. `-1` when all
 * is lost; `null` without a span of time or with debts at the end.
 */
export function annualReturn(starting: number, final: number, years: number): number | null {
  if (starting <= 0 || years <= 0 || final < 0) return null
  return finite((final / starting) ** (1 / years) - 1)
}

/**
 * Returns by trading day: the last equity of each day against that of the day before, the first against the starting cash. Where rows
 * are further apart than a day (weekly or monthly bars), each row is its own period. A first day of a single row at
 * which nothing had yet happened is the starting point and makes no return.
 * `null` when equity was not above zero at the start of a period: from there on a return has no meaning.
 */
export function periodReturns(columns: EquityColumns, startingCash: number): Float64Array | null {
  const { equity, dayEnds } = columns
  const skip = firstPeriod(columns, startingCash)
  const returns = new Float64Array(Math.max(0, dayEnds.length - skip))
  for (let i = skip; i < dayEnds.length; i++) {
    const before = i === 0 ? startingCash : equity[dayEnds[i - 1]!]!
    if (!(before > 0)) return null
    returns[i - skip] = equity[dayEnds[i]!]! / before - 1
  }
  return returns
}

/** Index of the first day that makes a return: 1 when the first day is no more than the starting point, else 0. */
export const firstPeriod = (columns: EquityColumns, startingCash: number): 0 | 1 =>
  columns.dayEnds[0] === 0 && columns.equity[0] === startingCash ? 1 : 0

/**
 * Periods in a year, from the days on which the data has rows. Daily data: 252, the usual number of trading days, when five
 * days of the week occur, whichever they are; 365 when all do; 313 for six. Coarser data, by the median distance between rows: 52 weekly, 12
 * monthly, 4 quarterly, 1 yearly, else 365.25 over the mean distance. 252 when there are fewer than two days.
 */
export function periodsPerYear(days: ArrayLike<number>): number {
  if (days.length < 2) return 252
  const gaps = new Float64Array(days.length - 1)
  for (let i = 1; i < days.length; i++) gaps[i - 1] = days[i]! - days[i - 1]!
  const gap = gaps.sort()[gaps.length >> 1]!
  if (gap <= 3) return DAYS_PER_YEAR[daysInWeek(days)] ?? 252
  if (gap >= 6 && gap <= 8) return 52
  if (gap >= 28 && gap <= 31) return 12
  if (gap >= 88 && gap <= 93) return 4
  if (gap >= 360 && gap <= 370) return 1
  return 365.25 / ((days[days.length - 1]! - days[0]!) / (days.length - 1))
}

const DAYS_PER_YEAR: Readonly<Record<number, number>> = { 6: 313, 7: 365 }

/** How many days of the week are ordinary days here: at least one in twenty of all days. */
function daysInWeek(days: ArrayLike<number>): number {
  const counts = [0, 0, 0, 0, 0, 0, 0]
  for (let i = 0; i < days.length; i++) counts[((days[i]! % 7) + 7) % 7]!++
  return counts.filter((count) => count * 20 >= days.length).length
}
