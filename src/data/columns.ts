/** Market data that is already in memory: typed arrays or rows. */
import type { OnFault } from './bars.ts'
import { BarReader } from './bars.ts'
import type { BarBlock, Blocks, RawBlock } from './blocks.ts'
import { CONTINUOUS, DAY_SESSION, MarketCalendar } from './calendar.ts'
import { CHUNK_ROWS, chunkRowsFor } from './chunks.ts'
import { sha256Of } from './digest.ts'
import { DataError, dataError } from './fault.ts'
import { FaultLog } from './fault-log.ts'
import { ChunkFeed } from './feed.ts'
import { mender } from './mend.ts'
import { Merge } from './merge.ts'
import { checkOptions } from './known-options.ts'
import type { TimeOptions } from './options.ts'
import { hoursOf } from './options.ts'
import { PERIOD_ROWS, periodOf } from './period.ts'
import { parseTime, rangeOf } from './range.ts'
import { explain } from './row-fault.ts'
import type { RowFault } from './row-fault.ts'
import type { DataSource, OpenedData, OpenOptions } from './source.ts'
import type { TimeKind } from './times.ts'
import { TimeZone } from './zone.ts'

/** Bars of one symbol as columns of equal length. `time` is in microseconds since the epoch; left out, volume is 0. */
export interface BarColumns {
  readonly time: ArrayLike<number>
  readonly open: ArrayLike<number>
  readonly high: ArrayLike<number>
  readonly low: ArrayLike<number>
  readonly close: ArrayLike<number>
  readonly volume?: ArrayLike<number>
}

/** One bar as an object. `time` is a date (`2020-01-02`), an ISO time, or microseconds since the epoch. */
export interface BarRow {
  readonly time: string | number
  readonly open: number
  readonly high: number
  readonly low: number
  readonly close: number
  readonly volume?: number
}

/** Bars by symbol. */
export type BarsBySymbol = Readonly<Record<string, BarColumns | readonly BarRow[]>>

/**
 * Bars in memory, by symbol, as columns or as rows. They are checked as files are, and never changed.
 * Throws DataError `badOption` for what is not that at all.
 *
 *     columns({ SPX: [{ time: '2020-01-02', open: 10, high: 12, low: 9, close: 11 }] })
 */
export function columns(bars: BarsBySymbol, options: TimeOptions = {}): DataSource {
  checkBars(bars)
  return {
    describe: () => ({
      kind: 'columns',
      rows: Object.fromEntries(Object.entries(bars).map(([symbol, some]) => [symbol, rowCount(some)])),
      ...options,
    }),
    open: async (how = {}) => {
      checkOptions('columns', options)
      return openColumns(bars, options, how)
    },
  }
}

async function openColumns(bars: BarsBySymbol, options: TimeOptions, how: OpenOptions): Promise<OpenedData> {
  const symbols = Object.keys(bars)
  if (symbols.length === 0) throw dataError('emptyFile', 'columns() was given no symbol.')
  const zone = new TimeZone(options.timeZone ?? 'UTC')
  const tables = symbols.map((symbol) => tableOf(symbol, bars[symbol]!))
  const periods = tables.map((table) =>
    periodOf({ times: table.time.subarray(0, PERIOD_ROWS) }, table.kind, zone, options, false),
  )
  const dates = periods.filter((period) => period.unit !== 'time').length
  if (dates > 0 && dates < symbols.length && options.session === undefined) {
    throw dataError(
      'badOption',
      `Some symbols have dates and some have times: state the hours that hold for both with session.`,
    )
  }
  const calendar = new MarketCalendar(zone, hoursOf(options.session) ?? (dates > 0 ? DAY_SESSION : CONTINUOUS))
  const range = rangeOf(how.from, how.to, calendar)
  const log = new FaultLog()
  const series = tables.map((table, only) => {
    const onFault: OnFault = how.repair === true ? mender((fault) => log.add(inWords(fault))) : () => 'stop'
    const reader = new BarReader({
      kind: table.kind,
      period: periods[only]!,
      calendar,
      hoursStated: options.session !== undefined,
      range,
      symbols,
      only,
      onFault,
    })
    return new TableBars(how.repair === true ? sorted(table, log) : table, reader)
  })
  const feed = new ChunkFeed(
    symbols,
    calendar,
    new Merge(series, { chunkRows: how.chunkRows ?? chunkRowsFor(series.length), inOrder: true }),
    () => undefined,
  )
  await feed.load()
  if (feed.atEnd)
    throw dataError('emptyRange', `There is no bar from ${how.from ?? 'the first'} to ${how.to ?? 'the last'}.`)
  const parts = tables.flatMap((table) => [`${table.symbol}\n${table.kind}\n`, ...columnsOf(table).map(bytesOf)])
  return {
    feed,
    inputs: [{ path: '(columns)', bytes: parts.reduce((sum, part) => sum + part.length, 0), sha256: sha256Of(parts) }],
    rows: tables.reduce((sum, table) => sum + table.time.length, 0),
    repairs: log.faults,
    close: () => feed.close(),
  }
}

/** One symbol's columns as numbers. */
interface Table {
  readonly symbol: string
  readonly kind: TimeKind
  readonly time: Float64Array
  readonly open: Float64Array
  readonly high: Float64Array
  readonly low: Float64Array
  readonly close: Float64Array
  readonly volume: Float64Array
}

const columnsOf = (table: Table) => [table.time, table.open, table.high, table.low, table.close, table.volume]
const bytesOf = (column: Float64Array) => new Uint8Array(column.buffer, column.byteOffset, column.byteLength)
const rowCount = (bars: BarColumns | readonly BarRow[]) => ('time' in bars ? bars.time.length : bars.length)

function tableOf(symbol: string, bars: BarColumns | readonly BarRow[]): Table {
  const length = rowCount(bars)
  if (length === 0) throw dataError('emptyFile', `${symbol} has no rows.`, { symbol })
  if (!('time' in bars)) return { symbol, ...timesOf(bars), ...pricesOf(bars) }
  const column = (name: keyof BarColumns): Float64Array => {
    const values = bars[name] ?? new Float64Array(length)
    if (values.length !== length) {
      throw dataError(
        'badOption',
        `Columns of ${symbol} differ in length: time has ${length} values, ${name} ${values.length}.`,
        { symbol },
      )
    }
    return values instanceof Float64Array ? values : Float64Array.from(values)
  }
  return {
    symbol,
    kind: 'instant',
    time: column('time'),
    open: column('open'),
    high: column('high'),
    low: column('low'),
    close: column('close'),
    volume: column('volume'),
  }
}

/** What is no bars at all would end in faults that nobody understands. */
function checkBars(bars: unknown): void {
  const refused = (what: string) =>
    dataError(
      'badOption',
      `columns(): ${what}. Give bars by symbol: { SPX: [{ time: '2020-01-02', open, high, low, close }] }.`,
    )
  if (typeof bars !== 'object' || bars === null || Array.isArray(bars))
    throw refused(`its bars are ${Array.isArray(bars) ? 'a list' : String(bars)}`)
  for (const [symbol, some] of Object.entries(bars) as [string, unknown][]) {
    const { time } = (Array.isArray(some) ? (some[0] ?? { time: 0 }) : (some ?? {})) as { time?: unknown }
    if (Array.isArray(some)) {
      if (typeof time === 'number' || (typeof time === 'string' && parseTime(time) !== undefined)) continue
      const shown = time instanceof Date ? 'a Date; toISOString() makes a text of it' : JSON.stringify(time)
      throw refused(
        `the time of the first bar of ${symbol} is ${shown ?? 'not there'}, no date, ISO time or microseconds since 1970`,
      )
    }
    const first = (time as ArrayLike<unknown> | undefined)?.[0]
    if (typeof time !== 'object' || time === null || !('length' in time))
      throw refused(`${symbol} is neither a list of bars nor columns with a time`)
    if (first !== undefined && typeof first !== 'number')
      throw refused(
        `the column time of ${symbol} holds ${JSON.stringify(first)}; in columns times are microseconds since 1970, texts stand in rows`,
      )
  }
}

/** Texts must all be of the kind of the first: a row in another way of writing is no time here. */
function timesOf(rows: readonly BarRow[]): Pick<Table, 'kind' | 'time'> {
  const first = rows[0]!.time
  const kind = typeof first === 'number' ? 'instant' : (parseTime(first)?.kind ?? 'instant')
  const time = Float64Array.from(rows, ({ time: text }) => {
    if (typeof text === 'number') return typeof first === 'number' ? text : Number.NaN
    const parsed = parseTime(text)
    return parsed?.kind === kind ? parsed.micros : Number.NaN
  })
  return { kind, time }
}

function pricesOf(rows: readonly BarRow[]): Omit<Table, 'symbol' | 'kind' | 'time'> {
  return {
    open: Float64Array.from(rows, (row) => row.open),
    high: Float64Array.from(rows, (row) => row.high),
    low: Float64Array.from(rows, (row) => row.low),
    close: Float64Array.from(rows, (row) => row.close),
    volume: Float64Array.from(rows, (row) => row.volume ?? 0),
  }
}

/** The table in order of time; the table itself where it is in order already. */
function sorted(table: Table, log: FaultLog): Table {
  const { time } = table
  let count = 0
  let latest = -Infinity
  for (const at of time) {
    if (at < latest) count += 1
    else latest = at > latest ? at : latest
  }
  if (count === 0) return table
  // Rows without a time go last, where they are dropped.
  const key = time.map((at) => (Number.isNaN(at) ? Infinity : at))
  const order = Uint32Array.from(time, (_, row) => row).sort((a, b) => key[a]! - key[b]! || a - b)
  const pick = (column: Float64Array) => Float64Array.from(order, (row) => column[row]!)
  log.add({
    code: 'unsorted',
    message: `${table.symbol}: ${count} rows came after later ones.`,
    symbol: table.symbol,
    count,
    repair: 'sorted the rows by time',
  })
  return {
    ...table,
    time: pick(table.time),
    open: pick(table.open),
    high: pick(table.high),
    low: pick(table.low),
    close: pick(table.close),
    volume: pick(table.volume),
  }
}

/** Bars of a table in memory. */
class TableBars implements Blocks<BarBlock> {
  readonly #table: Table
  readonly #reader: BarReader
  #row = 0

  constructor(table: Table, reader: BarReader) {
    this.#table = table
    this.#reader = reader
  }

  async next(): Promise<BarBlock | null> {
    const table = this.#table
    const from = this.#row
    if (from >= table.time.length || this.#reader.ended) return null
    const to = Math.min(from + CHUNK_ROWS, table.time.length)
    this.#row = to
    const raw: RawBlock = {
      length: to - from,
      firstRow: from,
      time: table.time.subarray(from, to),
      open: table.open.slice(from, to),
      high: table.high.slice(from, to),
      low: table.low.slice(from, to),
      close: table.close.slice(from, to),
      volume: table.volume.slice(from, to),
    }
    const block = this.#reader.read(raw)
    if (this.#reader.stopped !== undefined) throw new DataError(inWords(this.#reader.stopped))
    return block
  }

  async close(): Promise<void> {
    this.#row = this.#table.time.length
  }
}

function inWords(fault: RowFault) {
  return explain(fault, { file: `columns of ${fault.symbol}`, column: fault.role, index: -1 })
}
