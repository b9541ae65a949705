/** Instants as text. */
import type { Micros } from '../../events/index.ts'

const DAY_MICROS = 86_400_000_000
const two = (n: number): string => (n < 10 ? `0${n}` : `${n}`)

/** ISO 8601 in UTC; six decimals of a second, and only when they are not all zero. */
export const iso = (at: Micros): string => isoWriter()(at)

/** `iso` for a column of instants: rows of a file share days, so it keeps the last date. */
export function isoWriter(): (at: Micros) => string {
  let lastDay = NaN
  let lastDate = ''
  return (at) => {
    const day = Math.floor(at / DAY_MICROS)
    if (day !== lastDay) {
      lastDate = new Date(day * 86_400_000).toISOString().slice(0, -14)
      lastDay = day
    }
    const within = at - day * DAY_MICROS
    const second = Math.floor(within / 1_000_000)
    const micros = within - second * 1_000_000
    const clock = `${two(Math.floor(second / 3_600))}:${two(Math.floor(second / 60) % 60)}:${two(second % 60)}`
    return micros === 0 ? `${lastDate}T${clock}Z` : `${lastDate}T${clock}.${String(micros).padStart(6, '0')}Z`
  }
}
