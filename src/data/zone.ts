/** Time zones: conversion between instants and local clock readings, by cached offsets, so that a row costs no Intl call. */
import type { Micros } from '../events/index.ts'
import { dataError } from './fault.ts'

export const SECOND = 1_000_000
export const MINUTE = 60 * SECOND
export const HOUR = 60 * MINUTE
export const DAY = 24 * HOUR

/** No zone has changed its clocks twice within this long, so probing at this distance finds every change. */
const PROBE = 14 * DAY

/** A stretch of time with one offset; `from` and `until` are instants, `until` exclusive. */
interface Segment {
  readonly from: number
  readonly until: number
  readonly offset: number
}

/**
 * An IANA time zone. Local times are microseconds too: the reading of the wall clock taken as if it were UTC.
 * Throws DataError `unknownTimeZone` for a name that Intl does not know.
 */
export class TimeZone {
  readonly name: string
  readonly #format: Intl.DateTimeFormat | undefined
  readonly #years = new Map<number, readonly Segment[]>()
  #segment: Segment

  constructor(name: string) {
    this.name = name
    this.#segment = { from: -Infinity, until: Infinity, offset: 0 }
    if (name === 'UTC') return
    try {
      this.#format = new Intl.DateTimeFormat('en-US', { timeZone: name, timeZoneName: 'longOffset' })
    } catch {
      throw unknownZone(name)
    }
    this.#segment = { from: 0, until: 0, offset: 0 }
  }

  /** What the zone's clocks are ahead of UTC at an instant, in microseconds. */
  offsetAt(at: Micros): number {
    const segment = this.#segment
    if (at >= segment.from && at < segment.until) return segment.offset
    return this.#seek(at).offset
  }

  /** The reading of the zone's clocks at an instant. */
  toLocal(at: Micros): number {
    return at + this.offsetAt(at)
  }

  /** The instant of a local time that lies more than a day from any change of clocks; NaN where that is not sure at once. */
  quickFromLocal(local: number): Micros {
    const { from, until, offset } = this.#segment
    const at = local - offset
    return at >= from + DAY && at < until - DAY ? at : Number.NaN
  }

  /** The instants at which the zone's clocks show a local time: one, two in an hour that is repeated, none in an hour that is skipped. */
  instantsOf(local: number): readonly Micros[] {
    const before = local - this.offsetAt(local - DAY)
    const after = local - this.offsetAt(local + DAY)
    const instants: Micros[] = []
    if (this.toLocal(before) === local) instants.push(before)
    if (after !== before && this.toLocal(after) === local) instants.push(after)
    return instants
  }

  /** The instant of a local time: the first of two; for a time that the clocks skip, as far after the change as it is in the gap. */
  fromLocal(local: number): Micros {
    const quick = this.quickFromLocal(local)
    if (quick === quick) return quick
    return this.instantsOf(local)[0] ?? local - this.offsetAt(local - DAY)
  }

  /**
   * The instant of a local time in a series whose last instant was `last`: in an hour that the clocks repeat, the first of the two unless
   * the series is past it. NaN for a local time that the clocks skip.
   */
  fromLocalAfter(local: number, last: Micros): Micros {
    const quick = this.quickFromLocal(local)
    if (quick === quick || local !== local) return quick
    const [first = Number.NaN, second] = this.instantsOf(local)
    return second !== undefined && first <= last ? second : first
  }

  #seek(at: Micros): Segment {
    if (!Number.isFinite(at)) throw new RangeError(`no such instant: ${at}`)
    const year = new Date(at / 1_000).getUTCFullYear()
    const segment = this.#segmentsOf(year).find((one) => at >= one.from && at < one.until)
    if (segment === undefined) throw new RangeError(`no such instant: ${at}`)
    this.#segment = segment
    return segment
  }

  #segmentsOf(year: number): readonly Segment[] {
    const known = this.#years.get(year)
    if (known !== undefined) return known
    const end = Date.UTC(year + 1, 0, 1) * 1_000
    const segments: Segment[] = []
    let from = Date.UTC(year, 0, 1) * 1_000
    let offset = this.#ask(from)
    for (let low = from; low < end;) {
      const high = Math.min(low + PROBE, end)
      const next = this.#ask(high)
      if (next !== offset) {
        const change = this.#changeBetween(low, high, offset)
        segments.push({ from, until: change, offset })
        from = change
        offset = next
      }
      low = high
    }
    if (from < end) segments.push({ from, until: end, offset })
    this.#years.set(year, segments)
    return segments
  }

  /** The first second in `(low, high]` at which the offset is no longer `offset`. */
  #changeBetween(low: number, high: number, offset: number): number {
    while (high - low > SECOND) {
      const middle = low + Math.floor((high - low) / 2 / SECOND) * SECOND
      if (this.#ask(middle) === offset) low = middle
      else high = middle
    }
    return high
  }

  #ask(at: Micros): number {
    const match = /GMT(?:([+-])(\d\d):(\d\d)(?::(\d\d))?)?/.exec(this.#format!.format(at / 1_000))
    if (match === null || match[1] === undefined) return 0
    const size = Number(match[2]) * HOUR + Number(match[3]) * MINUTE + Number(match[4] ?? 0) * SECOND
    return match[1] === '-' ? -size : size
  }
}

function unknownZone(name: string) {
  const wanted = name.toLowerCase().replaceAll(/[^a-z]/g, '')
  const near = Intl.supportedValuesOf('timeZone').filter(
    (zone) =>
      wanted.length > 1 &&
      zone
        .toLowerCase()
        .replaceAll(/[^a-z]/g, '')
        .includes(wanted),
  )
  const hint = near.length > 0 ? ` Did you mean ${near.slice(0, 3).join(' or ')}?` : ''
  return dataError(
    'unknownTimeZone',
    `There is no time zone "${name}".${hint} Zones are named as in the IANA database: UTC, America/New_York, Europe/London.`,
    { value: name },
  )
}
