/** Decides, before rows are read, which symbols there are and whether a file's rows must be put in order. */
import type { Database } from './duckdb.ts'
import type { Fault } from './fault.ts'
import { DataError, dataError } from './fault.ts'
import type { FaultLog } from './fault-log.ts'
import { explainAll } from './fault-log.ts'
import type { Layout } from './layout.ts'
import type { SymbolOptions } from './options.ts'
import { symbolOfPath } from './paths.ts'
import type { TimeSample } from './period.ts'
import type { Survey } from './survey.ts'
import { survey } from './survey.ts'
import type { TimeZone } from './zone.ts'

/** One file and how to read it. */
export interface PlannedFile {
  readonly layout: Layout
  /** The number of the symbol of all its rows; undefined where a column says it. */
  readonly only: number | undefined
  /** True where DuckDB must order the rows. */
  readonly ordered: boolean
  /** Times that show how long bars are, where they are known before rows are read. */
  readonly sample?: TimeSample
}

export interface Plan {
  readonly files: readonly PlannedFile[]
  /** Symbols and their numbers, in the order in which rows of one instant come. */
  readonly symbols: ReadonlyMap<string, number>
}

/** Throws DataError for rows out of order (unless `repair`), and for wanted symbols that are not there. */
export async function planOf(
  database: Database,
  layouts: readonly Layout[],
  options: SymbolOptions,
  zone: TimeZone,
  repair: boolean,
  log: FaultLog,
  of: 'bars' | 'ticks' = 'bars',
): Promise<Plan> {
  const { symbol } = options
  const isOrdered = (seen: Survey) => (of === 'ticks' ? seen.inTime : seen.ordered)
  const stated = typeof symbol === 'function' ? symbol : undefined
  const inColumn = (layout: Layout) => layout.sql.symbol !== undefined && stated === undefined
  const wanted = options.symbols ?? (typeof symbol === 'string' && layouts.some(inColumn) ? [symbol] : undefined)
  const symbols = new Map((wanted ?? []).map((name, index) => [name, index]))
  const found = new Set<string>()
  const files: PlannedFile[] = []
  for (const layout of layouts) {
    if (inColumn(layout)) {
      const seen = await survey(database, layout, zone, symbols, wanted !== undefined, of === 'ticks')
      for (const name of seen.names) found.add(name)
      await judge(seen, layout, repair, log)
      files.push({ layout, only: undefined, ordered: !isOrdered(seen), sample: seen.sample })
      continue
    }
    const name = stated?.(layout.path) ?? (symbol as string | undefined) ?? layout.symbol ?? symbolOfPath(layout.path)
    found.add(name)
    if (wanted === undefined && !symbols.has(name)) symbols.set(name, symbols.size)
    const only = symbols.get(name)
    if (only === undefined) continue
    const plain = withoutSymbol(layout)
    const seen = repair ? await survey(database, plain, zone, symbols, true, of === 'ticks') : undefined
    if (seen !== undefined) await judge(seen, plain, repair, log)
    files.push({ layout: plain, only, ordered: seen !== undefined && !isOrdered(seen) })
  }
  const absent = wanted?.find((name) => !found.has(name))
  if (absent !== undefined) throw unknownSymbol(absent, [...found], layouts)
  return { files, symbols }
}

/** Rows out of order within a symbol are a fault; out of order between symbols they are only in another arrangement. */
async function judge(seen: Survey, layout: Layout, repair: boolean, log: FaultLog): Promise<void> {
  if (seen.unsorted === undefined) return
  if (!repair) throw new DataError((await explainAll(layout, [seen.unsorted]))[0]!)
  const count = seen.unsortedRows
  const sorted: Fault = {
    code: 'unsorted',
    message: `${layout.path}: ${count} row${count === 1 ? '' : 's'} came after later ones.`,
    file: layout.path,
    count,
    repair: 'sorted the rows by time',
  }
  log.add(sorted)
}

function withoutSymbol(layout: Layout): Layout {
  const { symbol: _symbol, ...sql } = layout.sql
  return { ...layout, sql }
}

function unknownSymbol(name: string, found: readonly string[], layouts: readonly Layout[]) {
  const some = found.slice(0, 10).join(', ') + (found.length > 10 ? ` and ${found.length - 10} more` : '')
  const file = layouts.length === 1 ? layouts[0]!.path : `${layouts.length} files`
  return dataError('unknownSymbol', `There is no symbol ${name} in ${file}. The symbols are: ${some}.`, {
    symbol: name,
    value: name,
  })
}
