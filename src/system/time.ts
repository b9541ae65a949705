/** Units of virtual time, and how an instant is written for a person. */
export {
  microseconds,
  milliseconds,
  seconds,
  minutes,
  hours,
  days,
  type Duration,
  type Micros,
} from '../events/time.ts'

/** Instants before this are taken to count from the start of a run rather than from the Unix epoch. */
const CALENDAR_FROM = 1e14

/**
 * An instant for a person: `1970…` makes no sense for a run that starts at 0, so early instants are written in seconds (`12.5 s`), later
 * ones as UTC with six digits (`2024-01-02T14:30:00.000000Z`).
 */
export function formatTime(at: number): string {
  if (!Number.isFinite(at)) return String(at)
  if (at < CALENDAR_FROM) return `${at / 1_000_000} s`
  const millis = Math.floor(at / 1000)
  const rest = String(at - millis * 1000).padStart(3, '0')
  return new Date(millis).toISOString().replace('Z', `${rest}Z`)
}
