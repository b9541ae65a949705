/** How a file writes its times: recognised from a sample, then read by DuckDB with one expression for the whole file. */
import { dataError, shortened } from './fault.ts'
import type { Fault } from './fault.ts'

/** `date`: no time of day. `local`: a reading of the market's clocks. `instant`: states its offset, or counts from the epoch. */
export type TimeKind = 'date' | 'local' | 'instant'

/** A way to write times. */
export interface TimeFormat {
  readonly kind: TimeKind
  /** What to call it when something does not fit. */
  readonly name: string
  /** SQL from a text expression to microseconds (BIGINT or DOUBLE), NULL for what does not fit. */
  sql(text: string): string
}

interface Pattern extends TimeFormat {
  readonly test: RegExp
}

const cast = (text: string) => `epoch_us(TRY_CAST(${text} AS TIMESTAMP))`
const parse = (format: string) => (text: string) => `epoch_us(try_strptime(${text}, '${format.replaceAll("'", "''")}'))`
const times = (factor: number) => (text: string) => `round(TRY_CAST(${text} AS DOUBLE) * ${factor})`

const DATE = String.raw`\d{4}[-/]\d{1,2}[-/]\d{1,2}`
const MIDNIGHT = String.raw`\d{4}-\d{2}-\d{2}[ T]00:00(?::00(?:\.0+)?)?[+-]\d{2}(?::?\d{2})?`
const CLOCK = String.raw`\d{1,2}:\d{2}(?::\d{2}(?:\.\d+)?)?`

/** A cast to TIMESTAMP drops an offset in silence, so rows that have one must be kept out where the file has none. */
const castLocal = (text: string) =>
  `CASE WHEN length(${text}) IN (10, 16, 19) OR NOT regexp_matches(${text}, '([Zz]|UTC|GMT|[+-][0-9:]+)$') THEN ${cast(text)} END`

const ISO: readonly Pattern[] = [
  { kind: 'date', name: 'YYYY-MM-DD', test: new RegExp(`^${DATE}$`), sql: cast },
  { kind: 'local', name: 'YYYY-MM-DD HH:MM:SS', test: new RegExp(`^${DATE}[ T]${CLOCK}$`), sql: castLocal },
  {
    kind: 'instant',
    name: 'YYYY-MM-DD HH:MM:SSZ',
    test: new RegExp(`^${DATE}[ T]${CLOCK}Z$`),
    sql: (text) => `CASE WHEN ends_with(${text}, 'Z') THEN ${cast(text)} END`,
  },
  {
    kind: 'instant',
    name: 'YYYY-MM-DD HH:MM:SS+00:00',
    test: new RegExp(`^${DATE}[ T]${CLOCK}\\+00:00$`),
    sql: (text) => `CASE WHEN ends_with(${text}, '+00:00') THEN ${cast(text)} END`,
  },
  {
    // Days as pandas writes them in a zone: the offset is that of the zone, and the date all that is meant.
    kind: 'date',
    name: 'YYYY-MM-DD 00:00:00±HH:MM',
    test: new RegExp(`^${MIDNIGHT}$`),
    sql: (text) => `CASE WHEN regexp_matches(${text}, '^${MIDNIGHT}$') THEN ${cast(`left(${text}, 10)`)} END`,
  },
  {
    kind: 'instant',
    name: 'YYYY-MM-DD HH:MM:SS±HH:MM',
    test: new RegExp(`^${DATE}[ T]${CLOCK}(?:Z| UTC|[+-]\\d{2}(?::?\\d{2})?)$`),
    sql: (text) =>
      `CASE WHEN regexp_matches(${text}, '(Z| UTC|[+-][0-9]{2}(:?[0-9]{2})?)$') THEN epoch_us(TRY_CAST(${text} AS TIMESTAMPTZ)) END`,
  },
]

/** Months, days, hours and minutes in range, so that a count from the epoch is not taken for a date. */
const YMD = String.raw`(?:18|19|20|21)\d\d(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])`
const HM = String.raw`(?:[01]\d|2[0-3])[0-5]\d`

const written = (kind: TimeKind, name: string, test: string, format: string): Pattern => ({
  kind,
  name,
  test: new RegExp(`^${test}$`, 'i'),
  sql: parse(format),
})

const COMPACT: readonly Pattern[] = [
  written('date', 'YYYYMMDD', YMD, '%Y%m%d'),
  written('local', 'YYYYMMDD HH:MM', `${YMD} \\d{1,2}:\\d\\d`, '%Y%m%d %H:%M'),
  {
    kind: 'local',
    name: 'YYYYMMDD HH:MM:SS',
    // Interactive Brokers writes two spaces.
    test: new RegExp(`^${YMD} {1,2}\\d{1,2}:\\d\\d:\\d\\d$`),
    sql: (text) => parse('%Y%m%d %H:%M:%S')(`replace(${text}, '  ', ' ')`),
  },
  written('local', 'YYYYMMDD HHMM', `${YMD} ${HM}`, '%Y%m%d %H%M'),
  written('local', 'YYYYMMDD HHMMSS', `${YMD} ${HM}[0-5]\\d`, '%Y%m%d %H%M%S'),
  written('local', 'YYYYMMDDTHHMMSS', `${YMD}T${HM}[0-5]\\d`, '%Y%m%dT%H%M%S'),
  written('local', 'YYYYMMDD HHMMSSmmm', `${YMD} ${HM}[0-5]\\d{4}`, '%Y%m%d %H%M%S%g'),
  written('local', 'YYYYMMDDHHMM', `${YMD}${HM}`, '%Y%m%d%H%M'),
  written('local', 'YYYYMMDDHHMMSS', `${YMD}${HM}[0-5]\\d`, '%Y%m%d%H%M%S'),
  written('date', 'YYYY.MM.DD', String.raw`\d{4}\.\d\d\.\d\d`, '%Y.%m.%d'),
  written('local', 'YYYY.MM.DD HH:MM', String.raw`\d{4}\.\d\d\.\d\d \d{1,2}:\d\d`, '%Y.%m.%d %H:%M'),
  written('local', 'YYYY.MM.DD HH:MM:SS', String.raw`\d{4}\.\d\d\.\d\d \d{1,2}:\d\d:\d\d`, '%Y.%m.%d %H:%M:%S'),
  written('instant', 'YYYYMMDDTHHMMSSZ', `${YMD}T${HM}[0-5]\\dZ`, '%Y%m%dT%H%M%SZ'),
  written(
    'instant',
    'YYYY-MM-DD HH:MM:SS ±HHMM',
    String.raw`\d{4}-\d\d-\d\d \d\d:\d\d:\d\d [+-]\d\d:?\d\d`,
    '%Y-%m-%d %H:%M:%S %z',
  ),
  written(
    'instant',
    'DD.MM.YYYY HH:MM:SS.mmm GMT±HHMM',
    String.raw`\d\d\.\d\d\.\d{4} \d\d:\d\d:\d\d\.\d{3} GMT[+-]\d{4}`,
    '%d.%m.%Y %H:%M:%S.%g GMT%z',
  ),
  written('date', 'DD-Mon-YYYY', String.raw`\d{1,2}-[a-z]{3}-\d{4}`, '%d-%b-%Y'),
  written('date', 'DD Mon YYYY', String.raw`\d{1,2} [a-z]{3} \d{4}`, '%d %b %Y'),
  written('date', 'DD-Mon-YY', String.raw`\d{1,2}-[a-z]{3}-\d{2}`, '%d-%b-%y'),
  written('date', 'Mon DD, YYYY', String.raw`[a-z]{3} \d{1,2}, \d{4}`, '%b %d, %Y'),
  written('date', 'Month DD, YYYY', String.raw`[a-z]{4,9} \d{1,2}, \d{4}`, '%B %d, %Y'),
]

const EPOCH: readonly Pattern[] = [
  { kind: 'instant', name: 'seconds since 1970', test: /^-?\d{9,11}(?:\.\d+)?$/, sql: times(1_000_000) },
  { kind: 'instant', name: 'milliseconds since 1970', test: /^-?\d{12,14}(?:\.\d+)?$/, sql: times(1_000) },
  { kind: 'instant', name: 'microseconds since 1970', test: /^-?\d{15,17}$/, sql: times(1) },
  {
    kind: 'instant',
    name: 'nanoseconds since 1970',
    test: /^-?\d{18,20}$/,
    sql: (text) => `(TRY_CAST(${text} AS BIGINT) // 1000)`,
  },
]

/** Numbers for day and month, in either order: which it is shows in a day above 12. */
const NUMBERS = /^(\d{1,2})([/.-])(\d{1,2})\2(\d{4}|\d{2})(?:,? (\d{1,2}:\d\d)(:\d\d)?(\.\d+)?( ?[AP]M)?)?$/i

/**
 * The format of a sample of times, none of them blank. Where the sample mixes formats the most frequent is taken; rows in another are then faults.
 * Throws DataError `unreadableTime` when nothing fits, `ambiguousDate` for days and months in numbers that fit both orders.
 */
export function timeFormatOf(sample: readonly string[], where: Omit<Fault, 'code' | 'message'>): TimeFormat {
  let best: TimeFormat | undefined
  let most = 0
  for (const pattern of [...ISO, ...COMPACT, ...EPOCH]) {
    const matches = sample.reduce((sum, text) => sum + (pattern.test.test(text) ? 1 : 0), 0)
    if (matches > most) [best, most] = [pattern, matches]
  }
  const numbers = sample.filter((text) => NUMBERS.test(text))
  if (numbers.length > most) return numbersFormat(numbers, where)
  if (best !== undefined) return best
  throw dataError(
    'unreadableTime',
    `${where.file}${where.line === undefined ? '' : `, line ${where.line}`}: "${shortened(sample[0] ?? '')}" in column ${where.column} is no time that is recognised. ` +
      `State how it is written with timeFormat, for instance timeFormat: '%d/%m/%Y %H:%M'.`,
    { ...where, value: shortened(sample[0] ?? '') },
  )
}

function numbersFormat(sample: readonly string[], where: Omit<Fault, 'code' | 'message'>): TimeFormat {
  const parts = sample.map((text) => NUMBERS.exec(text)!)
  const dayFirst = parts.some((part) => Number(part[1]) > 12)
  const monthFirst = parts.some((part) => Number(part[3]) > 12)
  const [, , separator, , year = '', clock, seconds, fraction, half] = parts[0]!
  if (dayFirst === monthFirst) {
    throw dataError(
      'ambiguousDate',
      `${where.file}: it does not show whether "${shortened(sample[0] ?? '')}" in column ${where.column} writes the day or the month first. ` +
        `State it: timeFormat: '%d${separator}%m${separator}%Y' or timeFormat: '%m${separator}%d${separator}%Y'.`,
      { ...where, value: sample[0] ?? '' },
    )
  }
  const date = (dayFirst ? ['%d', '%m'] : ['%m', '%d']).concat(year.length === 4 ? '%Y' : '%y').join(separator)
  if (clock === undefined) return statedFormat(date)
  const comma = sample[0]!.includes(',') ? ',' : ''
  const time = `${half === undefined ? '%H' : '%I'}:%M${seconds === undefined ? '' : ':%S'}${fraction === undefined ? '' : '.%f'}`
  return statedFormat(`${date}${comma} ${time}${half === undefined ? '' : half.startsWith(' ') ? ' %p' : '%p'}`)
}

/** What to state as `timeFormat` for files whose name has the day and whose rows have milliseconds since its midnight. */
export const MILLIS_OF_DAY = 'millisOfDay'

/** A format that was stated: in the letters of strptime, or `millisOfDay`. */
export function statedFormat(format: string, path = ''): TimeFormat {
  if (format === MILLIS_OF_DAY) return millisOfDay(path)
  const kind = /%[zZ]/.test(format) ? 'instant' : /%[HIcX]/.test(format) ? 'local' : 'date'
  return { kind, name: format, sql: parse(format) }
}

function millisOfDay(path: string): TimeFormat {
  const match = new RegExp(`(?<!\\d)${YMD}(?!\\d)`).exec(path.split(/[\\/]/).at(-1)!)
  if (match === null) {
    throw dataError(
      'badOption',
      `${path}: timeFormat 'millisOfDay' needs the day in the file's name, as in spx-20200131.csv.`,
      { file: path },
    )
  }
  const day =
    Date.UTC(Number(match[0].slice(0, 4)), Number(match[0].slice(4, 6)) - 1, Number(match[0].slice(6))) * 1_000
  return { kind: 'local', name: format(day), sql: (text) => `round(TRY_CAST(${text} AS DOUBLE) * 1000) + ${day}` }
}

const format = (day: number) => `milliseconds of ${new Date(day / 1_000).toISOString().slice(0, 10)}`
