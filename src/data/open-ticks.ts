/** Opens files of ticks as one feed: recognised, planned, read as streams, checked, merged. */
import type { TickChunk } from '../../actors/market/feed.ts'
import type { Blocks } from './blocks.ts'
import { CONTINUOUS, MarketCalendar } from './calendar.ts'
import { CHUNK_ROWS } from './chunks.ts'
import { sha256OfFile } from './digest.ts'
import { Database } from './duckdb.ts'
import { DataError, dataError } from './fault.ts'
import { explainAll, FaultLog } from './fault-log.ts'
import { TickFeed } from './feed.ts'
import type { Layout } from './layout.ts'
import { formatOf, layoutOf, rowsIn } from './open-files.ts'
import { hoursOf } from './options.ts'
import { filesFor } from './paths.ts'
import { planOf } from './plan.ts'
import { rangeOf } from './range.ts'
import type { InputFile, OpenedData, OpenOptions } from './source.ts'
import type { RawTicks } from './tick-blocks.ts'
import { tickMender } from './tick-mend.ts'
import { TickMerge } from './tick-merge.ts'
import { builtOf } from './tick-options.ts'
import type { QuotesOptions, TradesOptions } from './tick-options.ts'
import { ticksOf } from './tick-query.ts'
import type { OnTickFault } from './tick-reader.ts'
import { TickReader } from './tick-reader.ts'
import { TimeZone } from './zone.ts'

export type TickKind = 'trades' | 'quotes'

/** What `open` of `trades` and `quotes` does. */
export async function openTicks(
  of: TickKind,
  paths: readonly string[],
  options: TradesOptions & QuotesOptions,
  how: OpenOptions,
): Promise<OpenedData> {
  const zone = new TimeZone(options.timeZone ?? 'UTC')
  const calendar = new MarketCalendar(zone, hoursOf(options.session) ?? CONTINUOUS)
  const range = rangeOf(how.from, how.to, calendar, 'ticks')
  const repair = how.repair === true
  const log = new FaultLog()
  const database = await Database.open()
  const started: FileTicks[] = []
  try {
    const files = await filesFor(database, paths)
    const inputs = Promise.all(
      files.map(async (file) => ({ ...file, sha256: await sha256OfFile(file.path) }) satisfies InputFile),
    )
    inputs.catch(() => undefined)
    const layouts: Layout[] = []
    for (const { path } of files) layouts.push(await tickLayout(database, path, options, of))
    const plan = await planOf(database, layouts, options, zone, repair, log, 'ticks')
    const symbols = [...plan.symbols.keys()]
    for (const { layout, only, ordered } of plan.files) {
      const onFault: OnTickFault = repair ? tickMender((fault) => log.row(layout, fault)) : () => 'stop'
      const rows = await ticksOf(database, layout, {
        of,
        symbols: only === undefined ? plan.symbols : undefined,
        ordered,
      })
      const reader = new TickReader({
        of,
        kind: layout.timeKind,
        zone,
        range,
        symbols,
        only: only ?? 0,
        crossed: options.crossed === true,
        onFault,
      })
      started.push(new FileTicks(layout, rows, reader, log))
    }
    const merged = new TickMerge(started, how.chunkRows ?? CHUNK_ROWS)
    const built = builtOf(options.bars, of === 'trades' ? 'trade' : 'mid', symbols.length)
    const feed = new TickFeed(symbols, calendar, merged, built, () => database.close())
    await feed.load()
    if (feed.ticks.atEnd) throw emptyRange(of, paths, how)
    return {
      feed,
      inputs: await inputs,
      rows: await rowsIn(database, layouts, files),
      repairs: log.faults,
      close: () => feed.close(),
    }
  } catch (error) {
    await Promise.all(started.map((file) => file.close()))
    database.close()
    throw error
  }
}

/** How one file of ticks is laid out. Throws DataError where its times have no time of day. */
export async function tickLayout(
  database: Database,
  path: string,
  options: TradesOptions & QuotesOptions,
  of: TickKind,
): Promise<Layout> {
  const layout = await layoutOf(database, formatOf(path), path, options, of)
  if (layout.timeKind !== 'date') return layout
  const column = layout.headers[layout.roles.time!] ?? 'time'
  throw dataError(
    'unreadableTime',
    `${path}, column ${column}: these are dates, and a ${of === 'trades' ? 'trade' : 'quote'} has a time of day. Are these bars? Then csv() or parquet() reads them.`,
    { file: path, column },
  )
}

function emptyRange(of: TickKind, paths: readonly string[], how: OpenOptions) {
  const when = [how.from === undefined ? '' : ` from ${how.from}`, how.to === undefined ? '' : ` to ${how.to}`].join('')
  return dataError('emptyRange', `There is no ${of === 'trades' ? 'trade' : 'quote'}${when} in ${paths.join(', ')}.`)
}

/** Ticks of one file in its order; throws DataError at the first row that may not stand. */
class FileTicks implements Blocks<TickChunk> {
  readonly #layout: Layout
  readonly #rows: Blocks<RawTicks>
  readonly #reader: TickReader
  readonly #log: FaultLog
  #isEmpty = true

  constructor(layout: Layout, rows: Blocks<RawTicks>, reader: TickReader, log: FaultLog) {
    this.#layout = layout
    this.#rows = rows
    this.#reader = reader
    this.#log = log
  }

  async next(): Promise<TickChunk | null> {
    const raw = this.#reader.ended ? null : await this.#rows.next()
    if (raw === null) {
      await this.#log.settle(this.#layout)
      if (this.#isEmpty) throw dataError('emptyFile', `${this.#layout.path} has no rows.`, { file: this.#layout.path })
      return null
    }
    this.#isEmpty = false
    const ticks = this.#reader.read(raw)
    if (this.#reader.stopped !== undefined)
      throw new DataError((await explainAll(this.#layout, [this.#reader.stopped]))[0]!)
    return ticks
  }

  async close(): Promise<void> {
    await this.#rows.close()
    await this.#log.settle(this.#layout)
  }
}
