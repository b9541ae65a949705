/** Returns by calendar month and year, for the table everybody looks at first. */
import type { EquityColumns } from '../record/index.ts'
import { totalReturn } from './returns.ts'

export interface YearOfReturns {
  readonly year: number
  /** January first; `null` for a month without rows. */
  readonly months: readonly (number | null)[]
  /** The months together. */
  readonly total: number | null
}

/** Year and month (0 to 11) of a day counted from the epoch. */
export function monthOfDay(day: number): { readonly year: number; readonly month: number } {
  const date = new Date(day * 86_400_000)
  return { year: date.getUTCFullYear(), month: date.getUTCMonth() }
}

/**
 * The last equity of each month against the last of the month before (the first against the starting cash), months being those of the trading days
 * in the data's own zone. A month's return is `null` also when it began without equity.
 */
export function monthlyReturns(columns: EquityColumns, startingCash: number): YearOfReturns[] {
  const { days, dayEnds, equity } = columns
  const years: { year: number; months: (number | null)[]; total: number | null }[] = []
  let monthStart = startingCash
  let yearStart = startingCash
  for (let i = 0; i < days.length; i++) {
    const { year, month } = monthOfDay(days[i]!)
    const next = i + 1 < days.length ? monthOfDay(days[i + 1]!) : undefined
    if (next?.year === year && next.month === month) continue
    if (years.at(-1)?.year !== year) years.push({ year, months: Array.from({ length: 12 }, () => null), total: null })
    const entry = years.at(-1)!
    const value = equity[dayEnds[i]!]!
    entry.months[month] = totalReturn(monthStart, value)
    monthStart = value
    if (next?.year === year) continue
    entry.total = totalReturn(yearStart, value)
    yearStart = value
  }
  return years
}
