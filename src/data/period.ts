/** How long a bar lasts, found from the times of a sample, and which end of it a time labels. */
import type { TimeOptions } from './options.ts'
import type { TimeKind } from './times.ts'
import type { TimeZone } from './zone.ts'
import { DAY } from './zone.ts'

/** What the rows of a file are bars of. */
export interface Period {
  /** `time`: bars of a fixed length. The others are named by a date. */
  readonly unit: 'time' | 'day' | 'week' | 'month' | 'quarter' | 'year'
  /** Microseconds, for `time`; 0 where a single row does not tell. */
  readonly length: number
  readonly stamps: 'open' | 'close'
}

/** Rows of a symbol that show how long its bars are. */
export const PERIOD_ROWS = 500

/** Times as a file states them, of one symbol or, where `symbols` tells them apart, of several. */
export interface TimeSample {
  readonly times: Float64Array
  readonly symbols?: Uint16Array | undefined
}

/** The period of rows with these times. Times that are all local midnights are dates. */
export function periodOf(
  { times, symbols }: TimeSample,
  kind: TimeKind,
  zone: TimeZone,
  options: TimeOptions,
  stampsOpen: boolean,
): Period {
  const locals = kind === 'instant' ? times.map((time) => (Number.isNaN(time) ? time : zone.toLocal(time))) : times
  const known = locals.filter((local) => !Number.isNaN(local))
  const distances = distancesOf(locals, symbols)
  if (typeof options.interval === 'number') {
    return { unit: 'time', length: options.interval, stamps: options.stamps ?? (stampsOpen ? 'open' : 'close') }
  }
  const dates =
    kind === 'date' || options.interval === 'day' || (known.length > 0 && known.every((local) => local % DAY === 0))
  if (!dates)
    return { unit: 'time', length: usual(distances), stamps: options.stamps ?? (stampsOpen ? 'open' : 'close') }
  const unit = options.interval === 'day' || distances.length < 2 ? 'day' : unitOf(median(distances) / DAY)
  if (unit === 'day') return { unit, length: 0, stamps: 'close' }
  return {
    unit,
    length: 0,
    stamps: options.stamps ?? (stampsOpen || known.every(beginsPeriod(unit)) ? 'open' : 'close'),
  }
}

/** Dates that are all firsts of a month, or all Mondays, name the beginning of what they stand for. Day 0 was a Thursday. */
function beginsPeriod(unit: Period['unit']) {
  return (local: number) =>
    unit === 'week' ? (Math.floor(local / DAY) + 3) % 7 === 0 : new Date(local / 1_000).getUTCDate() === 1
}

function unitOf(days: number): Period['unit'] {
  if (days < 5) return 'day'
  if (days < 25) return 'week'
  if (days < 80) return 'month'
  return days < 300 ? 'quarter' : 'year'
}

/** Distances between one row and the next of the same symbol, forward ones only. */
function distancesOf(times: Float64Array, symbols: Uint16Array | undefined): number[] {
  const last = new Map<number, number>()
  const distances: number[] = []
  for (let row = 0; row < times.length; row++) {
    const time = times[row]!
    if (Number.isNaN(time)) continue
    const symbol = symbols?.[row] ?? 0
    const distance = time - (last.get(symbol) ?? Number.NaN)
    if (distance !== 0 && !Number.isNaN(distance)) distances.push(Math.abs(distance))
    last.set(symbol, time)
  }
  return distances
}

/** One distance in so many may be an accident: a row at an odd time does not make all bars shorter. */
const RARE = 50

/** The shortest distance that is not rare: bars that are missing make distances longer, never shorter. */
function usual(distances: readonly number[]): number {
  const counts = new Map<number, number>()
  for (const distance of distances) counts.set(distance, (counts.get(distance) ?? 0) + 1)
  let shortest = Infinity
  for (const [distance, count] of counts) {
    if (count * RARE >= distances.length && distance < shortest) shortest = distance
  }
  if (shortest < Infinity) return shortest
  return distances.length === 0 ? 0 : median(distances)
}

/** Of two in the middle the shorter: what is missing makes distances longer. */
function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor((values.length - 1) / 2)]!
}

/** The last day of the period that begins on `day` (days since the epoch). */
export function lastDayOf(unit: Period['unit'], day: number): number {
  if (unit === 'week') return day + 6
  const months = { month: 1, quarter: 3, year: 12 }[unit as 'month' | 'quarter' | 'year']
  const date = new Date(day * 86_400_000)
  return Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + months, date.getUTCDate()) / 86_400_000 - 1
}
