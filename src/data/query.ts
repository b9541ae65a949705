/** The SQL that reads a file's rows in the order they are wanted, and the blocks that come of it. */
import type { Blocks, RawBlock } from './blocks.ts'
import { NO_SYMBOL, SKIP } from './blocks.ts'
import type { ColumnStream, Database } from './duckdb.ts'
import { doubles, texts } from './duckdb.ts'
import type { Layout } from './layout.ts'
import { quote } from './layout.ts'

/** What to read of a file. */
export interface RowQuery {
  /** Use the adjusted close. */
  readonly adjusted: boolean
  /** Indices of the symbols of a symbol column; undefined where the file has one symbol and no need of the column. */
  readonly symbols: ReadonlyMap<string, number> | undefined
  /** Let DuckDB order the rows by time, then symbol; otherwise they come as the file has them. */
  readonly ordered: boolean
}

/** The numeric columns of a bar as SQL, and where the optional ones stand among them (-1: nowhere). */
export function numbersSql(layout: Layout, adjusted: boolean): { columns: string[]; volume: number; adjusted: number } {
  const columns = (['time', 'open', 'high', 'low', 'close'] as const).map((role) => layout.sql[role]!)
  const volume = layout.sql.volume === undefined ? -1 : columns.push(layout.sql.volume) - 1
  return { columns, volume, adjusted: adjusted ? columns.push(layout.sql.adjusted!) - 1 : -1 }
}

/** Starts reading a file's rows. */
export async function rowsOf(database: Database, layout: Layout, query: RowQuery): Promise<Blocks<RawBlock>> {
  const { symbols, ordered } = query
  const { columns, volume, adjusted } = numbersSql(layout, query.adjusted)
  const symbol = symbols === undefined ? -1 : columns.push(layout.sql.symbol!) - 1
  const row = ordered ? columns.push(rowNumber(layout)) - 1 : -1
  const named = columns.map((sql, index) => `${sql} AS v${index}`).join(', ')
  const plain = `SELECT ${named} FROM ${layout.tableOf([layout.path])}`
  const sql = ordered ? orderedSql(plain, symbol, row, symbols) : plain
  return new QueriedRows(
    await database.stream(sql, layout.path),
    { volume, adjusted, symbol, row },
    ordered ? undefined : symbols,
  )
}

/** A row's number in its file. */
export function rowNumber(layout: Layout): string {
  return layout.format === 'parquet' ? 'file_row_number::DOUBLE' : '(row_number() OVER () - 1)::DOUBLE'
}

/** Symbols become their numbers inside DuckDB, so that rows of one instant come in the order of symbols; rows of no wanted symbol stay away. */
function orderedSql(
  plain: string,
  symbol: number,
  row: number,
  symbols: ReadonlyMap<string, number> | undefined,
): string {
  if (symbols === undefined) return `SELECT * FROM (${plain}) ORDER BY v0, v${row}`
  const values = [...symbols].map(([name, index]) => `(${quote(name)}, ${index}::DOUBLE)`).join(', ')
  const columns = Array.from({ length: row + 1 }, (_, index) => (index === symbol ? 's.number' : `r.v${index}`))
  return (
    `SELECT ${columns.join(', ')} FROM (${plain}) r JOIN (VALUES ${values}) s(name, number) ON r.v${symbol} = s.name ` +
    `ORDER BY r.v0, s.number, r.v${row}`
  )
}

interface Places {
  readonly volume: number
  readonly adjusted: number
  readonly symbol: number
  readonly row: number
}

class QueriedRows implements Blocks<RawBlock> {
  readonly #stream: ColumnStream
  readonly #places: Places
  readonly #symbols: ReadonlyMap<string, number> | undefined
  #firstRow = 0

  constructor(stream: ColumnStream, places: Places, symbols: ReadonlyMap<string, number> | undefined) {
    this.#stream = stream
    this.#places = places
    this.#symbols = symbols
  }

  async next(): Promise<RawBlock | null> {
    const chunk = await this.#stream.next()
    if (chunk === null) return null
    const { volume, adjusted, symbol, row } = this.#places
    const length = chunk.rowCount
    const firstRow = this.#firstRow
    this.#firstRow += length
    return {
      length,
      firstRow,
      time: doubles(chunk, 0),
      open: doubles(chunk, 1),
      high: doubles(chunk, 2),
      low: doubles(chunk, 3),
      close: doubles(chunk, 4),
      ...(volume === -1 ? {} : { volume: doubles(chunk, volume) }),
      ...(adjusted === -1 ? {} : { adjusted: doubles(chunk, adjusted) }),
      ...(row === -1 ? {} : { row: doubles(chunk, row) }),
      ...(symbol === -1
        ? {}
        : {
            symbol:
              this.#symbols === undefined
                ? Uint16Array.from(doubles(chunk, symbol))
                : Uint16Array.from(texts(chunk, symbol), (name) => numberOf(name, this.#symbols!)),
          }),
    }
  }

  close(): Promise<void> {
    return this.#stream.close()
  }
}

/** The number of a symbol among those that are wanted. */
export function numberOf(name: string | null, symbols: ReadonlyMap<string, number>): number {
  return name === null || name === '' ? NO_SYMBOL : (symbols.get(name) ?? SKIP)
}
