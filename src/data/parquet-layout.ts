/** Recognises the columns of a Parquet file from its schema. */
import type { Database } from './duckdb.ts'
import { dataError } from './fault.ts'
import { labelsOpen } from './header.ts'
import type { Layout, LayoutOptions } from './layout.ts'
import { columnsFor, orNaN, quotePaths } from './layout.ts'
import type { Role, RowKind } from './spellings.ts'
import { SHAPES } from './spellings.ts'
import { statedFormat, timeFormatOf } from './times.ts'
import type { TimeKind } from './times.ts'

/** Reads the schema. Throws DataError for missing columns and for a time column of a type that is no time. */
export async function parquetLayout(
  database: Database,
  path: string,
  options: LayoutOptions,
  kind: RowKind,
): Promise<Layout> {
  const tableOf = (paths: readonly string[]) => `read_parquet(${quotePaths(paths)}, file_row_number=true)`
  const table = tableOf([path])
  const described = await database.texts(
    `SELECT column_name, column_type FROM (DESCRIBE SELECT * FROM read_parquet(${quotePaths([path])}))`,
    path,
  )
  const headers = described.map((row) => row[0]!)
  const types = described.map((row) => row[1]!)
  const roles = columnsFor(path, headers, kind, options)
  delete roles.clock
  const name = (index: number) => `"${headers[index]!.replaceAll('"', '""')}"`
  const time = await timeOf(database, path, table, name(roles.time!), types[roles.time!]!, options.timeFormat)
  const sql: Partial<Record<Role, string>> = { time: orNaN(`${time.sql}::DOUBLE`) }
  for (const role of SHAPES[kind].numbers)
    if (roles[role] !== undefined) sql[role] = orNaN(`TRY_CAST(${name(roles[role])} AS DOUBLE)`)
  for (const role of [...SHAPES[kind].texts, 'symbol'] as const)
    if (roles[role] !== undefined) sql[role] = `trim(${name(roles[role])}::VARCHAR)`
  return {
    path,
    format: 'parquet',
    headers,
    roles,
    timeKind: time.kind,
    stampsOpen: labelsOpen(headers[roles.time!]!),
    tableOf,
    sql,
    delimiter: '',
    skip: 0,
    rowBytes: 0,
  }
}

async function timeOf(
  database: Database,
  path: string,
  table: string,
  column: string,
  type: string,
  stated: string | undefined,
): Promise<{ kind: TimeKind; sql: string }> {
  if (type === 'DATE') return { kind: 'date', sql: `epoch_us(${column}::TIMESTAMP)` }
  if (type === 'TIMESTAMP WITH TIME ZONE') return { kind: 'instant', sql: `epoch_us(${column})` }
  if (type.startsWith('TIMESTAMP')) return { kind: 'local', sql: `epoch_us(${column}::TIMESTAMP)` }
  const sample = (
    await database.texts(`SELECT ${column}::VARCHAR FROM ${table} WHERE ${column} IS NOT NULL LIMIT 500`, path)
  ).map((row) => row[0]!)
  if (sample.length === 0) throw dataError('emptyFile', `${path} has no rows.`, { file: path })
  const text = `${column}::VARCHAR`
  const format =
    stated === undefined
      ? timeFormatOf(sample, { file: path, column: column.slice(1, -1) })
      : statedFormat(stated, path)
  return { kind: format.kind, sql: format.sql(text) }
}
