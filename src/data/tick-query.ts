/** The SQL that reads the rows of a file of ticks, and the blocks that come of it. */
import { TICK } from '../../actors/market/feed.ts'
import type { Blocks } from './blocks.ts'
import type { ColumnStream, Database } from './duckdb.ts'
import { doubles, texts } from './duckdb.ts'
import type { Layout } from './layout.ts'
import { numberOf, rowNumber } from './query.ts'
import type { RawTicks } from './tick-blocks.ts'

/** What to read of a file of ticks. */
export interface TickQuery {
  readonly of: 'trades' | 'quotes'
  /** Indices of the symbols of a symbol column; undefined where the file has one symbol. */
  readonly symbols: ReadonlyMap<string, number> | undefined
  /** Let DuckDB order the rows by time, those of one time in the order of the file; otherwise they come as the file has them. */
  readonly ordered: boolean
}

/** Starts reading a file's rows. */
export async function ticksOf(database: Database, layout: Layout, query: TickQuery): Promise<Blocks<RawTicks>> {
  const { sql } = layout
  const columns: string[] = [sql.time!]
  const add = (one: string | undefined): number => (one === undefined ? -1 : columns.push(one) - 1)
  const isTrade = query.of === 'trades'
  const places: Places = {
    price: add(isTrade ? sql.price : sql.bid),
    size: add(isTrade ? sql.size : sql.bidSize),
    ask: add(isTrade ? undefined : sql.ask),
    askSize: add(isTrade ? undefined : sql.askSize),
    kind: add(isTrade ? kindSql(layout) : undefined),
    symbol: add(query.symbols === undefined ? undefined : sql.symbol),
    row: add(query.ordered ? rowNumber(layout) : undefined),
  }
  const named = columns.map((column, index) => `${column} AS v${index}`).join(', ')
  const plain = `SELECT ${named} FROM ${layout.tableOf([layout.path])}`
  const ordered = `SELECT * FROM (${plain}) ORDER BY v0, v${places.row}`
  return new QueriedTicks(await database.stream(query.ordered ? ordered : plain, layout.path), places, query.symbols)
}

/**
 * Who took the price: by the side of the aggressor, or by whose order was there first. Word by word, not by `IN`: DuckDB makes a join of a longer
 * list, and the rows of a join come in no order.
 */
function kindSql({ sql }: Layout): string | undefined {
  const pick = (column: string, buys: readonly string[], sells: readonly string[]) => {
    const words = (list: readonly string[], kind: number) => list.map((word) => `WHEN '${word}' THEN ${kind}`).join(' ')
    return `(CASE lower(${column}) ${words(buys, TICK.buy)} ${words(sells, TICK.sell)} ELSE ${TICK.trade} END)::DOUBLE`
  }
  if (sql.side !== undefined)
    return pick(sql.side, ['buy', 'b', 'bid', '1', 'buyer'], ['sell', 's', 'a', 'ask', '-1', 'seller'])
  return sql.buyerMaker === undefined ? undefined : pick(sql.buyerMaker, ['false', 'f', '0'], ['true', 't', '1'])
}

interface Places {
  readonly price: number
  readonly size: number
  readonly ask: number
  readonly askSize: number
  readonly kind: number
  readonly symbol: number
  readonly row: number
}

class QueriedTicks implements Blocks<RawTicks> {
  readonly #stream: ColumnStream
  readonly #places: Places
  readonly #symbols: ReadonlyMap<string, number> | undefined
  #firstRow = 0

  constructor(stream: ColumnStream, places: Places, symbols: ReadonlyMap<string, number> | undefined) {
    this.#stream = stream
    this.#places = places
    this.#symbols = symbols
  }

  async next(): Promise<RawTicks | null> {
    const chunk = await this.#stream.next()
    if (chunk === null) return null
    const { price, size, ask, askSize, kind, symbol, row } = this.#places
    const firstRow = this.#firstRow
    this.#firstRow += chunk.rowCount
    return {
      length: chunk.rowCount,
      firstRow,
      time: doubles(chunk, 0),
      price: doubles(chunk, price),
      ...(size === -1 ? {} : { size: doubles(chunk, size) }),
      ...(ask === -1 ? {} : { ask: doubles(chunk, ask) }),
      ...(askSize === -1 ? {} : { askSize: doubles(chunk, askSize) }),
      ...(kind === -1 ? {} : { kind: doubles(chunk, kind) }),
      ...(row === -1 ? {} : { row: doubles(chunk, row) }),
      ...(symbol === -1
        ? {}
        : { symbol: Uint16Array.from(texts(chunk, symbol), (name) => numberOf(name, this.#symbols!)) }),
    }
  }

  close(): Promise<void> {
    return this.#stream.close()
  }
}
