/** One row that cannot be used: what was found while reading, and the sentence it becomes once its line is known. */
import type { Fault, FaultCode } from './fault.ts'
import { shortened } from './fault.ts'
import type { Role } from './spellings.ts'
import { DAY } from './zone.ts'

/** What a reader knows of a bad row, without having looked at the file again. */
export interface RowFault {
  readonly code: FaultCode
  /** The column to blame. */
  readonly role: Role
  /** Row of the file from 0. */
  readonly row: number
  readonly symbol: string
  /** Time of the row and of the one before it of the same symbol, as the file states them (local or not); NaN where there is none. */
  readonly time: number
  readonly before: number
  /** What the row states, by role; NaN where nothing could be read. */
  readonly values: Readonly<Partial<Record<Role, number>>>
  /** For a duplicate time: whether all values are those of the row before too. */
  readonly copy?: boolean
  /** What was done about it, when it was put right. */
  readonly repair?: string
}

/** Where a bad row stands, as far as it can be found out. */
export interface Place {
  /** How messages call the data: the path of the file. */
  readonly file: string
  /** Line and text of the fields, for text files. */
  readonly line?: number
  readonly fields?: readonly string[]
  /** Name and number of the column to blame. */
  readonly column: string
  readonly index: number
  /** For a time written in two columns. */
  readonly clockIndex?: number
  /** How the file writes times, in words. */
  readonly timeFormat?: string
}

const BLANK = new Set(['', 'null', 'nan', 'na', 'n/a', 'none', '-', '--', '#n/a'])

/** The fault in words. */
export function explain(found: RowFault, place: Place): Fault {
  const whole = valueOf(found, place)
  const value = whole === undefined ? undefined : shortened(whole)
  const code = codeOf(found, value, place)
  const where = place.line === undefined ? `row ${found.row + 1}` : `line ${place.line}`
  return {
    code,
    message: `${place.file}, ${where}, column ${place.column}: ${reason(code, found, value)}`,
    file: place.file,
    ...(place.line === undefined ? { row: found.row + 1 } : { line: place.line }),
    column: place.column,
    ...(value === undefined ? {} : { value }),
    symbol: found.symbol,
    ...(found.repair === undefined ? {} : { repair: found.repair }),
  }
}

function codeOf(found: RowFault, value: string | undefined, place: Place): FaultCode {
  const unreadable = found.code === 'unreadableNumber' || found.code === 'unreadableTime'
  if (!unreadable) return found.code
  const blank = value === undefined || BLANK.has(value.trim().toLowerCase())
  return blank && (place.fields === undefined || value !== undefined || found.code === 'unreadableNumber')
    ? 'missingValue'
    : found.code
}

function valueOf(found: RowFault, place: Place): string | undefined {
  if (place.fields !== undefined) {
    const text = place.fields[place.index]
    return place.clockIndex === undefined || text === undefined
      ? text
      : `${text} ${place.fields[place.clockIndex] ?? ''}`
  }
  const { role } = found
  if (role === 'time') return Number.isNaN(found.time) ? undefined : timeText(found.time)
  const number = found.values[role] ?? Number.NaN
  return Number.isNaN(number) ? undefined : String(number)
}

function reason(code: FaultCode, found: RowFault, value: string | undefined): string {
  const { before } = found
  const { open, high, low, close, bid, ask } = found.values
  const shown = `"${value ?? ''}"`
  switch (code) {
    case 'missingValue':
      return value === undefined || value.trim() === '' ? 'the value is missing.' : `${shown} stands for no value.`
    case 'unreadableNumber':
      return found.role === 'split' ? `${shown} is no ratio, such as 4 or 4:1.` : `${shown} is no finite number.`
    case 'unreadableTime':
      return `${shown} is no time in the form that the rest of the file has.`
    case 'nonexistentTime':
      return `${shown} does not exist: the clocks of the zone skip it. Is timeZone right?`
    case 'unsorted':
      return `${shown} comes after ${timeText(before)} of the same symbol; rows must be in order of time (repair sorts them).`
    case 'duplicateTime':
      return `${shown} is the time of the row before too, of the same symbol; a bar must stand once (repair drops an exact copy).`
    case 'nonPositivePrice':
      return found.role === 'split' || found.role === 'dividend'
        ? `${shown} is no ${found.role}; it must be above 0.`
        : `${shown} is no price; it must be above 0.`
    case 'highBelowLow':
      return `the high ${high} is below the low ${low}.`
    case 'outsideRange':
      return found.role === 'open'
        ? `the open ${open} lies outside low ${low} to high ${high}.`
        : `the close ${close} lies outside low ${low} to high ${high}.`
    case 'negativeVolume':
      return `the volume ${shown} is negative; it must be 0 or more.`
    case 'negativeSize':
      return `the size ${shown} is negative; it must be 0 or more.`
    case 'crossedQuote':
      return `the bid ${bid} is above the ask ${ask} (crossed: true lets such quotes pass, repair drops them).`
    case 'missingSymbol':
      return 'the symbol is missing.'
    default:
      return `${shown} cannot be used (${code}).`
  }
}

/** A time as the file would state it: a date where it is one, else date and time. */
export function timeText(time: number): string {
  const iso = new Date(Math.floor(time / 1_000)).toISOString()
  if (time % DAY === 0) return iso.slice(0, 10)
  return `${iso.slice(0, 10)} ${iso.slice(11, time % 1_000_000 === 0 ? 19 : 23)}`
}
