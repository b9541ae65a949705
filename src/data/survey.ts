/** A first reading of times and symbols alone: which symbols there are, and whether the rows already come in the order of a feed. */
import { NO_SYMBOL, SKIP } from './blocks.ts'
import type { Database } from './duckdb.ts'
import { doubles, texts } from './duckdb.ts'
import { dataError } from './fault.ts'
import type { Layout } from './layout.ts'
import type { TimeSample } from './period.ts'
import { PERIOD_ROWS } from './period.ts'
import type { RowFault } from './row-fault.ts'
import type { TimeZone } from './zone.ts'

/** What a survey found in one file. */
export interface Survey {
  readonly rows: number
  /** All symbols in the file, wanted or not. */
  readonly names: ReadonlySet<string>
  /** True where rows are ordered by time, whatever their symbol. */
  readonly inTime: boolean
  /** True where they are, and within an instant by symbol. */
  readonly ordered: boolean
  /** The first row that is earlier than another of its symbol before it, and how many there are. */
  readonly unsorted: RowFault | undefined
  readonly unsortedRows: number
  /** The first times of the first symbols. */
  readonly sample: TimeSample
}

/** Symbols whose first times are kept. */
const SAMPLED = 8

/** Most symbols a feed can number. */
const MOST_SYMBOLS = NO_SYMBOL - 1

/**
 * Reads times and symbols of a file in its order. `sameTimes` says that rows of one symbol may have the same time. Unless `closed`, symbols that are new are added to `symbols`, which numbers them in order of appearance.
 */
export async function survey(
  database: Database,
  layout: Layout,
  zone: TimeZone,
  symbols: Map<string, number>,
  closed: boolean,
  sameTimes = false,
): Promise<Survey> {
  const withSymbols = layout.sql.symbol !== undefined
  const columns = withSymbols ? `${layout.sql.time}, ${layout.sql.symbol}` : layout.sql.time
  const stream = await database.stream(`SELECT ${columns} FROM ${layout.tableOf([layout.path])}`, layout.path)
  const local = layout.timeKind === 'local'
  const last: number[] = []
  let [rows, unsortedRows, before, beforeId] = [0, 0, -Infinity, 0]
  let [inTime, ordered] = [true, true]
  const seen = new Set<string>()
  const sample: { time: number; id: number }[] = []
  const sampled = new Array<number>(SAMPLED).fill(0)
  let unsorted: RowFault | undefined
  try {
    for (let chunk = await stream.next(); chunk !== null; chunk = await stream.next()) {
      const times = doubles(chunk, 0)
      const names = withSymbols ? texts(chunk, 1) : undefined
      for (let i = 0; i < times.length; i++, rows++) {
        const id = names === undefined ? 0 : idOf(names[i]!, symbols, closed, seen, layout.path)
        if (id === SKIP || id === NO_SYMBOL) continue
        if (id < SAMPLED && sampled[id]! < PERIOD_ROWS) {
          sampled[id]! += 1
          sample.push({ time: times[i]!, id })
        }
        const previous = last[id] ?? -Infinity
        const at = local ? zone.fromLocalAfter(times[i]!, sameTimes ? previous - 1 : previous) : times[i]!
        if (at !== at) continue
        if (at < previous) {
          unsortedRows += 1
          unsorted ??= rowFault(rows, names?.[i] ?? '', times[i]!, previous + times[i]! - at)
        } else last[id] = at
        if (at < before) inTime = ordered = false
        else if (at === before && id < beforeId) ordered = false
        before = at
        beforeId = id
      }
    }
  } finally {
    await stream.close()
  }
  return {
    rows,
    names: seen,
    inTime,
    ordered,
    unsorted,
    unsortedRows,
    sample: { times: Float64Array.from(sample, ({ time }) => time), symbols: Uint16Array.from(sample, ({ id }) => id) },
  }
}

function idOf(
  name: string | null,
  symbols: Map<string, number>,
  closed: boolean,
  seen: Set<string>,
  path: string,
): number {
  if (name === null || name === '') return NO_SYMBOL
  seen.add(name)
  const known = symbols.get(name)
  if (known !== undefined) return known
  if (closed) return SKIP
  if (symbols.size >= MOST_SYMBOLS) {
    throw dataError('badOption', `${path} has more than ${MOST_SYMBOLS} symbols. Is its symbol column the right one?`, {
      file: path,
    })
  }
  symbols.set(name, symbols.size)
  return symbols.size - 1
}

function rowFault(row: number, symbol: string, time: number, before: number): RowFault {
  return { code: 'unsorted', role: 'time', row, symbol, time, before, values: {} }
}
