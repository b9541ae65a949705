/** DuckDB behind a small door: loaded only when a file is read, one instance for each opened source, results as streams of columns. */
import type * as DuckDB from '@duckdb/node-api'
import type { DuckDBConnection, DuckDBDataChunk, DuckDBInstance, DuckDBResult } from '@duckdb/node-api'
import { createRequire } from 'node:module'
import { availableParallelism, tmpdir } from 'node:os'
import { join } from 'node:path'
import { dataError, shortened } from './fault.ts'

/** A DuckDB instance in memory. Sorting beyond the memory limit spills into the system's temporary folder. */
export class Database {
  readonly #instance: DuckDBInstance
  readonly #connection: DuckDBConnection
  #closed = false

  private constructor(instance: DuckDBInstance, connection: DuckDBConnection) {
    this.#instance = instance
    this.#connection = connection
  }

  static async open(): Promise<Database> {
    // `import()` would have Node read the whole package for its exports first, which takes longer than loading it.
    const { DuckDBInstance } = createRequire(import.meta.url)('@duckdb/node-api') as typeof DuckDB
    const instance = await DuckDBInstance.create(':memory:', {
      threads: String(Math.min(availableParallelism(), 4)),
      memory_limit: '512MB',
      temp_directory: join(tmpdir(), `quantdome-${process.pid}`),
      autoinstall_known_extensions: 'false',
      autoload_known_extensions: 'false',
    })
    const connection = await instance.connect()
    await connection.run("SET TimeZone = 'UTC'")
    return new Database(instance, connection)
  }

  /** A small result whole, every value a text. `path` is named if the query fails. */
  async texts(sql: string, path: string): Promise<string[][]> {
    try {
      return (await (await this.#connection.run(sql)).getRows()) as string[][]
    } catch (error) {
      throw refusal(error, path)
    }
  }

  /** Starts a query whose rows come in chunks. Every stream has a connection of its own, so that several can be open. */
  async stream(sql: string, path: string): Promise<ColumnStream> {
    const connection = await this.#instance.connect()
    try {
      return new ColumnStream(connection, await connection.stream(sql), sql, path)
    } catch (error) {
      connection.closeSync()
      throw refusal(error, path)
    }
  }

  close(): void {
    if (this.#closed) return
    this.#closed = true
    this.#connection.closeSync()
    this.#instance.closeSync()
  }
}

/**
 * Chunks of a running query, the next one always on its way while one is being used.
 *
 * A query that fails while it streams may simply end: DuckDB keeps the error to itself then, and rows would be missing in silence. So at
 * the end the rows are counted once more by a query that does not stream, which costs a few percent, and whose error is heard.
 */
export class ColumnStream {
  readonly #connection: DuckDBConnection
  readonly #result: DuckDBResult
  readonly #sql: string
  readonly #path: string
  #rows = 0
  #next: Promise<DuckDBDataChunk | null>
  #closed = false

  constructor(connection: DuckDBConnection, result: DuckDBResult, sql: string, path: string) {
    this.#connection = connection
    this.#result = result
    this.#sql = sql
    this.#path = path
    this.#next = this.#fetch()
  }

  /** The next rows, or null after the last. Throws DataError where the file cannot be parsed. */
  async next(): Promise<DuckDBDataChunk | null> {
    if (this.#closed) return null
    let chunk: DuckDBDataChunk | null
    try {
      chunk = await this.#next
    } catch (error) {
      throw refusal(error, this.#path)
    }
    if (chunk === null || chunk.rowCount === 0) {
      await this.#verify()
      return null
    }
    this.#rows += chunk.rowCount
    this.#next = this.#fetch()
    return chunk
  }

  async #verify(): Promise<void> {
    let counted: number
    try {
      const [row] = await (await this.#connection.run(`SELECT count(*) FROM (${this.#sql})`)).getRows()
      counted = Number(row![0])
    } catch (error) {
      throw refusal(error, this.#path)
    }
    if (counted !== this.#rows) {
      const message = `${this.#path} cannot be read to its end: ${this.#rows} of ${counted} rows came.`
      throw dataError('unreadableFile', message, { file: this.#path })
    }
  }

  async close(): Promise<void> {
    if (this.#closed) return
    this.#closed = true
    await this.#next.catch(() => null)
    this.#connection.closeSync()
  }

  #fetch(): Promise<DuckDBDataChunk | null> {
    const next = this.#result.fetchChunk()
    // Whoever asks for it sees the error; without this, one that nobody comes to ask for would end the process.
    next.catch(() => null)
    return next
  }
}

/** A DOUBLE column as an array of its own. The query must not give NULL. */
export function doubles(chunk: DuckDBDataChunk, index: number): Float64Array {
  const vector = chunk.getColumnVector(index)
  // getItem asks the validity mask with BigInts for every value, which costs five times the rest of reading; the array behind
  // it is the same in every release so far, and where it is not there the slow way still works.
  const { items } = vector as unknown as { items?: unknown }
  if (items instanceof Float64Array && items.length === chunk.rowCount) return items.slice()
  return Float64Array.from({ length: chunk.rowCount }, (_, row) => vector.getItem(row) as number)
}

/** A VARCHAR column; null where it is NULL. */
export function texts(chunk: DuckDBDataChunk, index: number): (string | null)[] {
  const vector = chunk.getColumnVector(index)
  return Array.from({ length: chunk.rowCount }, (_, row) => vector.getItem(row) as string | null)
}

/** Says in our words what DuckDB could not read. */
function refusal(error: unknown, asked: string) {
  const text = error instanceof Error ? error.message : String(error)
  const path = /^ *file = (.*)$/m.exec(text)?.[1] ?? asked
  const line = Number(/CSV Error on Line: (\d+)/.exec(text)?.[1] ?? Number.NaN)
  const found = /Expected Number of Columns: (\d+) Found: (\d+)/.exec(text)
  const original = /Original Line: ?(.*)/.exec(text)?.[1]
  if (Number.isNaN(line) && !text.includes('CSV')) {
    return dataError('unreadableFile', `${path} cannot be read: ${text.split('\n')[0]}`, { file: path })
  }
  const reason = found
    ? `it has ${found[2]} fields where the header has ${found[1]}`
    : text.includes('utf-8')
      ? 'it is not UTF-8 text'
      : text.includes('unterminated quote')
        ? 'a quote is opened and not closed'
        : text.includes('quoted new lines')
          ? 'a quoted field goes on over a line end'
          : text.includes('invalid state')
            ? 'line ends or quotes are mixed up'
            : text.split('\n')[0]!
  return dataError(
    'malformedLine',
    `${path}${Number.isNaN(line) ? '' : `, line ${line}`}: ${reason}${original === undefined ? '' : `: "${shortened(original)}"`}.`,
    {
      file: path,
      ...(Number.isNaN(line) ? {} : { line }),
      ...(original === undefined ? {} : { value: shortened(original) }),
    },
  )
}
