/** `from` and `to` as people write them, turned into instants. */
import type { Micros } from '../events/index.ts'
import type { MarketCalendar } from './calendar.ts'
import { dataError } from './fault.ts'
import type { TimeKind } from './times.ts'
import { DAY } from './zone.ts'

/** Instants `after < at <= until`: the shape of a trading day, whose last bar may be complete at the very midnight that ends it. */
export interface TimeRange {
  readonly after: Micros
  readonly until: Micros
}

/**
 * The instants between `from` and `to`, both inclusive: a date is the whole trading day, a time is that instant, read in the
 * calendar's zone unless it states an offset. Where one session opens as the other closes, a bar of that instant is in the day that ends, a tick
 * in the day that begins. Throws DataError `badOption` for text that is neither, or an empty range.
 */
export function rangeOf(
  from: string | undefined,
  to: string | undefined,
  calendar: MarketCalendar,
  of: 'bars' | 'ticks' = 'bars',
): TimeRange {
  const after = from === undefined ? -Infinity : bound('from', from, calendar, of)
  const until = to === undefined ? Infinity : bound('to', to, calendar, of)
  if (after < until) return { after, until }
  throw dataError('badOption', `Nothing lies between from ${from} and to ${to}: to must not be before from.`)
}

function bound(which: 'from' | 'to', text: string, calendar: MarketCalendar, of: 'bars' | 'ticks'): Micros {
  const parsed = parseTime(text)
  if (parsed === undefined) {
    throw dataError(
      'badOption',
      `${which} is "${text}"; it must be a date such as 2020-01-31 or a time such as 2020-01-31T15:30.`,
      {
        value: text,
      },
    )
  }
  if (parsed.kind === 'date') {
    const day = parsed.micros / DAY + (which === 'from' ? 0 : 1)
    const start = calendar.startOf(day)
    return of === 'ticks' && calendar.openOf(day) === start ? start - 1 : start
  }
  const at = parsed.kind === 'local' ? calendar.zone.fromLocal(parsed.micros) : parsed.micros
  return which === 'from' ? at - 1 : at
}

const PATTERN = /^(\d{4}-\d\d-\d\d)(?:[T ](\d\d:\d\d(?::\d\d(?:\.\d{1,6})?)?) ?(Z|[+-]\d\d:?\d\d)?)?$/

/** Reads an ISO date or time; undefined for anything else, and for dates that do not exist. */
export function parseTime(text: string): { readonly kind: TimeKind; readonly micros: number } | undefined {
  const [, date, time, offset] = PATTERN.exec(text.trim()) ?? []
  const micros = date === undefined ? Number.NaN : microsOf(date, time)
  if (Number.isNaN(micros)) return undefined
  if (time === undefined) return { kind: 'date', micros }
  return offset === undefined ? { kind: 'local', micros } : { kind: 'instant', micros: micros - offsetOf(offset) }
}

/** A date and a time of day as microseconds since the epoch, as if they were UTC; NaN where there is no such date. */
function microsOf(date: string, time = '00:00'): number {
  const [clock = '', fraction = ''] = time.split('.')
  const millis = Date.parse(`${date}T${clock.length === 5 ? `${clock}:00` : clock}Z`)
  const real = !Number.isNaN(millis) && new Date(millis).toISOString().startsWith(date)
  return real ? millis * 1_000 + Number(fraction.padEnd(6, '0')) : Number.NaN
}

function offsetOf(text: string): number {
  if (text === 'Z') return 0
  const digits = text.slice(1).replace(':', '')
  const minutes = Number(digits.slice(0, 2)) * 60 + Number(digits.slice(2))
  return (text.startsWith('-') ? -minutes : minutes) * 60_000_000
}
