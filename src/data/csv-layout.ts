/** Recognises how a CSV file is written from its head: separator, header, columns, the form of times and numbers. */
import { dataError, shortened } from './fault.ts'
import type { Roles } from './header.ts'
import { labelsOpen, rolesOf } from './header.ts'
import type { Layout, LayoutOptions } from './layout.ts'
import { columnsFor, orNaN, quote, quotePaths } from './layout.ts'
import { fieldsOf, headOf } from './lines.ts'
import { decimalOf, numberSql } from './numbers.ts'
import type { Role, RowKind } from './spellings.ts'
import { SHAPES } from './spellings.ts'
import { statedFormat, timeFormatOf } from './times.ts'

/** What DuckDB reads at a time; its own 32 MB cost more memory than they save time, for every file that is open. */
const BUFFER_BYTES = 4 * 1024 * 1024
/** Rows that are looked at: more than a year of days, so that a day above 12 is among them. */
const SAMPLE = 300
const DELIMITERS = [',', ';', '\t', '|']
const NUMBER = /^\s*[-+]?(\d+\.?\d*|\.\d+)([eE][-+]?\d+)?\s*$/

interface Head {
  readonly headers: readonly string[]
  /** Lines before the first row. */
  readonly skip: number
  readonly symbol?: string
}

/** Reads the head of a CSV file. Throws DataError for an empty file, missing columns, times that are not recognised. */
export async function csvLayout(path: string, options: LayoutOptions, kind: RowKind): Promise<Layout> {
  const lines = await headOf(path)
  const delimiter = options.delimiter ?? delimiterOf(lines)
  const head = Array.isArray(options.columns)
    ? statedHead(lines, options.columns as readonly string[], delimiter, kind)
    : headIn(path, lines, delimiter, kind)
  const rows = lines
    .slice(head.skip)
    .filter((line) => line !== '')
    .slice(0, SAMPLE)
    .map((line) => fieldsOf(line, delimiter))
  const headers = withClock(head.headers, rows)
  const roles = columnsFor(path, headers, kind, options)
  if (rows.length === 0) {
    throw dataError('emptyFile', `${path} has a header and no rows.`, { file: path })
  }
  return {
    path,
    format: 'csv',
    headers,
    roles,
    ...(head.symbol === undefined ? {} : { symbol: head.symbol }),
    stampsOpen: labelsOpen(headers[roles.time!]!),
    tableOf: (paths) => tableSql(paths, headers.length, delimiter, head.skip),
    delimiter,
    skip: head.skip,
    rowBytes: lines.slice(head.skip).join('\n').length / Math.max(1, lines.length - head.skip) + 1,
    ...columnSql(path, headers, roles, rows, head.skip, delimiter, options.timeFormat, kind),
  }
}

function delimiterOf(lines: readonly string[]): string {
  const some = lines.filter((line) => line !== '').slice(0, 20)
  const score = (delimiter: string) =>
    some.reduce((sum, line) => sum + Math.min(line.split(delimiter).length - 1, 1000), 0)
  // A decimal comma makes commas as frequent as semicolons: a line of semicolons decides.
  const rivals = DELIMITERS.filter(
    (delimiter) => delimiter !== ',' && some.every((line) => line.split(delimiter).length > 4),
  )
  if (rivals.length > 0) return rivals[0]!
  return DELIMITERS.reduce((best, delimiter) => (score(delimiter) > score(best) ? delimiter : best), ',')
}

function headIn(path: string, lines: readonly string[], delimiter: string, kind: RowKind): Head {
  const { fields: fewest, example } = SHAPES[kind]
  // Some vendors put a line or two of text above the header.
  const index = lines.findIndex((line) => fieldsOf(line, delimiter).length >= fewest)
  if (index === -1) {
    if (lines.every((line) => line.trim() === '')) throw dataError('emptyFile', `${path} is empty.`, { file: path })
    const first = lines.findIndex((line) => line.trim() !== '')
    return { headers: fieldsOf(lines[first]!, delimiter).map((header) => header.trim()), skip: first + 1 }
  }
  const headers = fieldsOf(lines[index]!, delimiter).map((header) => header.trim())
  if (headers.filter((field) => NUMBER.test(field)).length >= fewest - 1) {
    throw dataError(
      'missingHeader',
      `${path}, line ${index + 1}: the file has no header: its first line is "${shortened(lines[index]!)}". ` +
        `Name all of its ${headers.length} columns in order, for instance columns: [${namesFor(headers.length, example)}].`,
      { file: path, line: index + 1, value: shortened(lines[index]!) },
    )
  }
  // yfinance writes three header lines: Price,Close,… / Ticker,AAPL,… / Date,,…
  const ticker = fieldsOf(lines[index + 1] ?? '', delimiter)
  const date = fieldsOf(lines[index + 2] ?? '', delimiter)
  if (
    headers[0] === 'Price' &&
    ticker[0] === 'Ticker' &&
    new Set(ticker.slice(1)).size === 1 &&
    /^date/i.test(date[0] ?? '')
  ) {
    return { headers: [date[0]!, ...headers.slice(1)], skip: index + 3, symbol: ticker[1]! }
  }
  return { headers, skip: index + 1 }
}

/** Names for so many columns: those that are needed, then others that mean nothing. */
const namesFor = (count: number, example: readonly string[]) =>
  Array.from({ length: Math.min(count, 30) }, (_, index) => `'${example[index] ?? `other${index + 1}`}'`).join(', ')

/** Columns named by the user: a first line that has words where numbers belong is a header to step over. */
function statedHead(lines: readonly string[], headers: readonly string[], delimiter: string, kind: RowKind): Head {
  const first = lines.findIndex((line) => line !== '')
  const value = rolesOf(headers, kind)[SHAPES[kind].needed[1]!]
  const field = first === -1 || value === undefined ? undefined : fieldsOf(lines[first]!, delimiter)[value]
  const isHeader = field !== undefined && /[a-z]/i.test(field) && !NUMBER.test(field)
  return { headers, skip: isHeader ? first + 1 : 0 }
}

/** A file with a date and a clock in two columns under one header, `Date`: the rows have one field more than the header. */
function withClock(headers: readonly string[], rows: readonly string[][]): readonly string[] {
  const at = headers.findIndex((header) => /^date$/i.test(header))
  const clock = rows[0]?.[at + 1] ?? ''
  if (at === -1 || rows[0]?.length !== headers.length + 1 || !/^\d{1,2}:\d\d/.test(clock)) return headers
  return [...headers.slice(0, at + 1), 'Time', ...headers.slice(at + 1)]
}

function tableSql(paths: readonly string[], columns: number, delimiter: string, skip: number): string {
  const types = Array.from({ length: columns }, (_, index) => `'c${index}': 'VARCHAR'`).join(', ')
  // null_padding gives a short line blanks, which are then faults that name the column.
  return (
    `read_csv(${quotePaths(paths)}, auto_detect=false, header=false, skip=${skip}, delim=${quote(delimiter)}, ` +
    `quote='"', escape='"', null_padding=true, buffer_size=${BUFFER_BYTES}, columns={${types}})`
  )
}

function columnSql(
  path: string,
  headers: readonly string[],
  roles: Roles,
  rows: readonly string[][],
  skip: number,
  delimiter: string,
  stated: string | undefined,
  kind: RowKind,
): Pick<Layout, 'sql' | 'timeKind'> {
  const { time, clock } = roles
  const texts = rows.map((row) =>
    clock === undefined ? (row[time!] ?? '') : `${row[time!] ?? ''} ${row[clock] ?? ''}`,
  )
  const trimmed = texts.map((text) => text.trim())
  const format =
    stated === undefined
      ? timeFormatOf(
          trimmed.filter((text) => text !== ''),
          {
            file: path,
            line: skip + 1,
            column: headers[time!]!,
          },
        )
      : statedFormat(stated, path)
  const padded = texts.some((text, index) => text !== trimmed[index])
  const column = clock === undefined ? `c${time}` : `(c${time} || ' ' || c${clock})`
  const sql: Partial<Record<Role, string>> = {
    time: orNaN(`${format.sql(padded ? `trim(${column})` : column)}::DOUBLE`),
  }
  const numbers = SHAPES[kind].numbers.filter((role) => roles[role] !== undefined)
  const samples = numbers.map((role) => rows.map((row) => row[roles[role]!] ?? ''))
  const decimal = decimalOf(samples, delimiter)
  for (const [place, role] of numbers.entries())
    sql[role] = orNaN(numberSql(`c${roles[role]}`, samples[place]!, decimal))
  for (const role of [...SHAPES[kind].texts, 'symbol'] as const)
    if (roles[role] !== undefined) sql[role] = `trim(c${roles[role]})`
  return { sql, timeKind: format.kind }
}
