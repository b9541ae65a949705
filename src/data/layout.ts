/** How a file is laid out: its columns and how to read each, whatever the file format. */
import type { Fault } from './fault.ts'
import { dataError, shortened } from './fault.ts'
import type { Roles } from './header.ts'
import { plainName, rolesOf } from './header.ts'
import type { Role, RowKind } from './spellings.ts'
import { SHAPES } from './spellings.ts'
import type { TimeKind } from './times.ts'

/** What may be said about how a file is written. */
export interface LayoutOptions {
  /** Which column is which: by role, or, for a file without a header, the names of all its columns in order. */
  readonly columns?: Readonly<Partial<Record<Role, string>>> | readonly string[]
  /** How times are written. */
  readonly timeFormat?: string
  /** What separates the fields of a CSV file. */
  readonly delimiter?: string
  /** Whether the adjusted close is wanted. */
  readonly adjusted?: boolean
}

/** A file, ready to be asked for rows. */
export interface Layout {
  readonly path: string
  readonly format: 'csv' | 'parquet'
  /** Columns as the file names them. */
  readonly headers: readonly string[]
  readonly roles: Roles
  /** Symbol that the file states outside its rows. */
  readonly symbol?: string
  readonly timeKind: TimeKind
  /** True where the times label the start of a bar by the header's own word. */
  readonly stampsOpen: boolean
  /** SQL of the table of files laid out like this one, in the order of files and of their rows. */
  tableOf(paths: readonly string[]): string
  /** SQL of each column that is recognised, numbers as DOUBLE with NaN where nothing can be read. */
  readonly sql: Partial<Record<Role, string>>
  /** CSV: what separates fields, and how many lines come before the first row. */
  readonly delimiter: string
  readonly skip: number
  /** CSV: bytes of a row, on the average of the first ones. */
  readonly rowBytes: number
}

/** Finds the columns that are needed. Throws DataError `missingColumn` naming the headers that are there. */
export function columnsFor(path: string, headers: readonly string[], kind: RowKind, options: LayoutOptions): Roles {
  const { columns: named = {}, adjusted = false } = options
  const roles = rolesOf(headers, kind)
  if (isList(named)) return complete(path, headers, kind, roles, adjusted)
  for (const [role, name] of Object.entries(named) as [Role, string][]) {
    const exact = headers.indexOf(name)
    const index = exact === -1 ? headers.findIndex((header) => plainName(header) === plainName(name)) : exact
    if (index === -1) throw missing(path, headers, kind, { column: name }, `There is no column "${name}" for ${role}`)
    roles[role] = index
    if (role === 'time' && named.clock === undefined) delete roles.clock
  }
  return complete(path, headers, kind, roles, adjusted)
}

const isList = (columns: NonNullable<LayoutOptions['columns']>): columns is readonly string[] => Array.isArray(columns)

function complete(path: string, headers: readonly string[], kind: RowKind, roles: Roles, adjusted: boolean): Roles {
  const absent = SHAPES[kind].needed.filter((role) => roles[role] === undefined)
  if (absent.length > 0)
    throw missing(path, headers, kind, { column: absent[0]! }, `There is no column for ${absent.join(', ')}`)
  for (const [role, index] of Object.entries(roles)) {
    const name = headers[index]!
    const again = headers.indexOf(name, headers.indexOf(name) + 1)
    if (again === -1) continue
    throw dataError(
      'duplicateColumn',
      `${path}: there are two columns "${shortened(name, 40)}", ${headers.indexOf(name) + 1} and ${again + 1}, and it does not show which is the ${role}. Rename one of them.`,
      { file: path, column: name },
    )
  }
  if (adjusted && roles.adjusted === undefined) {
    throw missing(
      path,
      headers,
      kind,
      { column: 'adjusted' },
      'adjusted is true, and there is no column for the adjusted close',
    )
  }
  return roles
}

function missing(
  path: string,
  headers: readonly string[],
  kind: RowKind,
  facts: Omit<Fault, 'code' | 'message'>,
  what: string,
) {
  const some = headers.slice(0, 20).map((header) => shortened(header, 40) || '(no name)')
  const more = headers.length > some.length ? ` and ${headers.length - some.length} more` : ''
  return dataError(
    'missingColumn',
    `${path}: ${what}. The columns are: ${some.join(', ')}${more}. ` +
      `Say which is which with columns, for instance columns: { time: 'Datum', ${SHAPES[kind].needed.at(-1)}: 'Kurs' }.`,
    { file: path, ...facts },
  )
}

/** Text inside SQL. */
export const quote = (text: string) => `'${text.replaceAll("'", "''")}'`

/** Paths for DuckDB's readers, which would take `*`, `?` and `[` in them for a pattern. */
export const quotePaths = (paths: readonly string[]) =>
  `[${paths.map((path) => quote(path.replaceAll(/[*?[]/g, '[$&]'))).join(', ')}]`

/** A number, or NaN. */
export const orNaN = (sql: string) => `ifnull(${sql}, 'nan'::DOUBLE)`
