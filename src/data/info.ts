/** What is in data files: symbols, rows, range, interval, gaps, faults. Bad data is listed here, never refused. */
import type { OnFault } from './bars.ts'
import { BarReader } from './bars.ts'
import { CONTINUOUS, DAY_SESSION, MarketCalendar } from './calendar.ts'
import { Database } from './duckdb.ts'
import { DataError } from './fault.ts'
import type { Fault } from './fault.ts'
import { FaultLog } from './fault-log.ts'
import type { Gap } from './gaps.ts'
import { GapFinder } from './gaps.ts'
import type { Role } from './spellings.ts'
import type { Layout } from './layout.ts'
import { formatOf, layoutOf } from './open-files.ts'
import { tickLayout } from './open-ticks.ts'
import type { TickKind } from './open-ticks.ts'
import type { FileOptions } from './options.ts'
import { hoursOf } from './options.ts'
import { filesFor, symbolOfPath } from './paths.ts'
import type { Period } from './period.ts'
import { PERIOD_ROWS, periodOf } from './period.ts'
import { rowsOf } from './query.ts'
import { timeText } from './row-fault.ts'
import { survey } from './survey.ts'
import { lookAtTicks } from './tick-info.ts'
import type { TickInfo, TickTally } from './tick-info.ts'
import { DAY, TimeZone } from './zone.ts'

/** What is known of one file. */
export interface FileInfo {
  readonly path: string
  readonly bytes: number
  readonly format: 'csv' | 'parquet'
  /** What its rows are, told by its columns. */
  readonly kind: TickKind | 'bars'
  /** Rows, good and bad. */
  readonly rows: number
  /** Which column was taken for what. */
  readonly columns: Readonly<Partial<Record<Role, string>>>
}

/** What is known of one symbol, over all files. Times are texts in the data's zone. */
export interface SymbolInfo {
  readonly symbol: string
  /** Rows that are bars. */
  readonly rows: number
  readonly first: string
  readonly last: string
  /** `day`, `week`, `month`, …, or a length such as `1 min`. */
  readonly interval: string
  /** What a time labels. */
  readonly stamps: 'open' | 'close'
  readonly lowest: number
  readonly highest: number
  readonly gaps: GapInfo
}

/** Holes of a symbol. Days on which exchanges are closed are not known and count as holes; a weekday that never has rows does not. */
export interface GapInfo {
  readonly count: number
  /** How many gaps there are of each size, small first. */
  readonly sizes: readonly { readonly missing: number; readonly unit: 'days' | 'bars'; readonly count: number }[]
  /** The largest, at most five. */
  readonly longest: readonly {
    readonly from: string
    readonly to: string
    readonly missing: number
    readonly unit: 'days' | 'bars'
  }[]
}

/** What `quantdome data info` shows. */
export interface DataInfo {
  readonly timeZone: string
  readonly files: readonly FileInfo[]
  /** Symbols with bars. */
  readonly symbols: readonly SymbolInfo[]
  /** Symbols with trades, and with quotes. */
  readonly ticks: readonly TickInfo[]
  readonly rows: number
  /** The first hundred in full, the rest as counts. */
  readonly faults: readonly Fault[]
}

/**
 * Looks through files: a path, a pattern or a list of them; `.parquet` and `.pq` are Parquet, all else is CSV. Whatever is wrong with them is in
 * `faults`; throws only for options that are wrong in themselves (a time zone that does not exist).
 */
export async function dataInfo(paths: string | readonly string[], options: FileOptions = {}): Promise<DataInfo> {
  const zone = new TimeZone(options.timeZone ?? 'UTC')
  const log = new FaultLog()
  const files: FileInfo[] = []
  const symbols = new Map<string, SymbolTally>()
  const ticks = new Map<string, TickTally>()
  const database = await Database.open()
  const listed = async (work: () => Promise<void>) => {
    try {
      await work()
    } catch (error) {
      if (!(error instanceof DataError)) throw error
      log.add(error.fault)
    }
  }
  try {
    for (const path of typeof paths === 'string' ? [paths] : paths) {
      await listed(async () => {
        for (const file of await filesFor(database, [path])) {
          await listed(async () => {
            files.push(await look(database, file, options, zone, symbols, ticks, log))
          })
        }
      })
    }
  } finally {
    database.close()
  }
  return {
    timeZone: zone.name,
    files,
    symbols: [...symbols].map(([symbol, tally]) => tally.info(symbol)),
    ticks: [...ticks.values()].map((tally) => tally.info()),
    rows: files.reduce((sum, file) => sum + file.rows, 0),
    faults: log.faults,
  }
}

async function look(
  database: Database,
  file: { readonly path: string; readonly bytes: number },
  options: FileOptions,
  zone: TimeZone,
  tallies: Map<string, SymbolTally>,
  ticks: Map<string, TickTally>,
  log: FaultLog,
): Promise<FileInfo> {
  const { kind, layout } = await recognised(database, file.path, options)
  if (kind !== 'bars') {
    const nameOf = (one: Layout) => symbolFor(one, options)
    const rows = await lookAtTicks(database, layout, kind, options, zone, nameOf, ticks, log)
    return described(file, layout, kind, rows)
  }
  const inColumn = layout.sql.symbol !== undefined && typeof options.symbol !== 'function'
  const symbols = new Map<string, number>()
  const surveyed = inColumn ? await survey(database, layout, zone, symbols, false) : undefined
  if (surveyed === undefined) symbols.set(symbolFor(layout, options), 0)
  const names = [...symbols.keys()]
  const rows = await rowsOf(database, layout, {
    adjusted: options.adjusted === true,
    symbols: inColumn ? symbols : undefined,
    ordered: false,
  })
  let total = 0
  try {
    let raw = await rows.next()
    if (raw === null) return described(file, layout, kind, 0)
    const sample = surveyed?.sample ?? { times: raw.time.subarray(0, PERIOD_ROWS) }
    const period = periodOf(sample, layout.timeKind, zone, options, layout.stampsOpen)
    const calendar = new MarketCalendar(
      zone,
      hoursOf(options.session) ?? (period.unit === 'time' ? CONTINUOUS : DAY_SESSION),
    )
    const onFault: OnFault = (fault) => {
      log.row(layout, fault)
      return fault.code === 'unsorted' ? 'again' : 'drop'
    }
    const range = { after: -Infinity, until: Infinity }
    const hoursStated = options.session !== undefined
    const reader = new BarReader({
      kind: layout.timeKind,
      period,
      calendar,
      hoursStated,
      range,
      symbols: names,
      only: 0,
      onFault,
    })
    const byNumber = names.map((name) => tallyFor(tallies, name, period, calendar))
    for (; raw !== null; raw = await rows.next()) {
      total += raw.length
      const bars = reader.read(raw)
      for (let i = 0; i < bars.length; i++)
        byNumber[bars.symbol?.[i] ?? 0]!.add(bars.at[i]!, bars.low[i]!, bars.high[i]!)
    }
  } finally {
    await rows.close()
    await log.settle(layout)
  }
  return described(file, layout, kind, total)
}

/** What the rows of a file are: bars where its columns make bars, else quotes or trades. Throws what is wrong with bars where they are neither. */
async function recognised(
  database: Database,
  path: string,
  options: FileOptions,
): Promise<{ readonly kind: FileInfo['kind']; readonly layout: Layout }> {
  let wrong: DataError | undefined
  for (const kind of ['bars', 'quotes', 'trades'] as const) {
    try {
      const layout = await (kind === 'bars'
        ? layoutOf(database, formatOf(path), path, options)
        : tickLayout(database, path, options, kind))
      return { kind, layout }
    } catch (error) {
      if (!(error instanceof DataError)) throw error
      // columns that are not there may be those of something else; any other fault is a fault
      if (error.code !== 'missingColumn')
        throw wrong?.code === 'missingColumn' && error.code === 'unreadableTime' ? wrong : error
      wrong ??= error
    }
  }
  throw wrong!
}

function symbolFor(layout: Layout, options: FileOptions): string {
  if (typeof options.symbol === 'function') return options.symbol(layout.path)
  return options.symbol ?? layout.symbol ?? symbolOfPath(layout.path)
}

function described(
  file: { readonly path: string; readonly bytes: number },
  layout: Layout,
  kind: FileInfo['kind'],
  rows: number,
): FileInfo {
  const columns = Object.entries(layout.roles).map(([role, index]) => [role, layout.headers[index] || '(no name)'])
  return { path: file.path, bytes: file.bytes, format: layout.format, kind, rows, columns: Object.fromEntries(columns) }
}

function tallyFor(
  tallies: Map<string, SymbolTally>,
  name: string,
  period: Period,
  calendar: MarketCalendar,
): SymbolTally {
  const known = tallies.get(name) ?? new SymbolTally(period, calendar)
  tallies.set(name, known)
  return known
}

/** Counts the bars of one symbol. */
class SymbolTally {
  readonly #period: Period
  readonly #calendar: MarketCalendar
  readonly #gaps: GapFinder
  #rows = 0
  #first = Infinity
  #last = -Infinity
  #lowest = Infinity
  #highest = -Infinity

  constructor(period: Period, calendar: MarketCalendar) {
    this.#period = period
    this.#calendar = calendar
    this.#gaps = new GapFinder(period, calendar)
  }

  add(at: number, low: number, high: number): void {
    this.#rows += 1
    if (at < this.#first) this.#first = at
    if (at > this.#last) this.#last = at
    if (low < this.#lowest) this.#lowest = low
    if (high > this.#highest) this.#highest = high
    this.#gaps.add(at)
  }

  info(symbol: string): SymbolInfo {
    const { unit, length, stamps } = this.#period
    const text = (at: number) => {
      if (!Number.isFinite(at)) return ''
      return unit === 'time' ? timeText(this.#calendar.zone.toLocal(at)) : timeText(this.#calendar.dayOf(at) * DAY)
    }
    return {
      symbol,
      rows: this.#rows,
      first: text(this.#first),
      last: text(this.#last),
      interval: unit === 'time' ? lengthText(length) : unit,
      stamps,
      lowest: this.#lowest,
      highest: this.#highest,
      gaps: gapInfo(this.#gaps.gaps(), text),
    }
  }
}

function gapInfo(gaps: readonly Gap[], text: (at: number) => string): GapInfo {
  const sizes = new Map<string, { missing: number; unit: Gap['unit']; count: number }>()
  for (const { missing, unit } of gaps) {
    const key = `${unit} ${missing}`
    const size = sizes.get(key) ?? { missing, unit, count: 0 }
    size.count += 1
    sizes.set(key, size)
  }
  const weight = (gap: { missing: number; unit: Gap['unit'] }) => gap.missing + (gap.unit === 'days' ? 1e9 : 0)
  const longest = gaps.toSorted((a, b) => weight(b) - weight(a) || a.from - b.from).slice(0, 5)
  return {
    count: gaps.length,
    sizes: [...sizes.values()].sort((a, b) => weight(a) - weight(b)),
    longest: longest.map((gap) => ({ ...gap, from: text(gap.from), to: text(gap.to) })),
  }
}

/** A length of time as people say it. */
export function lengthText(micros: number): string {
  if (micros === 0) return 'unknown'
  const units: readonly [number, string][] = [
    [86_400_000_000, 'd'],
    [3_600_000_000, 'h'],
    [60_000_000, 'min'],
    [1_000_000, 's'],
    [1_000, 'ms'],
  ]
  const [size, name] = units.find(([one]) => micros % one === 0) ?? [1, 'µs']
  return `${micros / size} ${name}`
}
