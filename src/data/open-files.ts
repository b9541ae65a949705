/** Opens files as one feed: recognised, planned, read as streams, checked, merged. */
import type { DatedAction } from '../../actors/market/feed.ts'
import { actionsIn } from './action-rows.ts'
import { inOrder } from './actions.ts'
import type { OnFault } from './bars.ts'
import { BarReader } from './bars.ts'
import type { Blocks, RawBlock } from './blocks.ts'
import { CONTINUOUS, DAY_SESSION, MarketCalendar } from './calendar.ts'
import { chunkRowsFor } from './chunks.ts'
import { csvLayout } from './csv-layout.ts'
import { sha256OfFile } from './digest.ts'
import { Database } from './duckdb.ts'
import { dataError } from './fault.ts'
import { FaultLog } from './fault-log.ts'
import { ChunkFeed } from './feed.ts'
import { FileBars } from './file-bars.ts'
import type { Layout, LayoutOptions } from './layout.ts'
import { mender } from './mend.ts'
import type { Duplicate } from './merge.ts'
import { Merge } from './merge.ts'
import type { FileOptions } from './options.ts'
import { hoursOf } from './options.ts'
import { parquetLayout } from './parquet-layout.ts'
import { filesFor } from './paths.ts'
import type { Period } from './period.ts'
import { PERIOD_ROWS, periodOf } from './period.ts'
import type { Plan, PlannedFile } from './plan.ts'
import { planOf } from './plan.ts'
import { rowsOf } from './query.ts'
import { rangeOf } from './range.ts'
import type { RowKind } from './spellings.ts'
import { readTogether } from './together.ts'
import type { InputFile, OpenedData, OpenOptions } from './source.ts'
import { TimeZone } from './zone.ts'

export type FileFormat = 'csv' | 'parquet'

/** A file whose first rows have been read. */
export interface StartedFile extends PlannedFile {
  readonly rows: Blocks<RawBlock>
  readonly first: RawBlock | null
  readonly period: Period
}

/** What `open` of `csv` and `parquet` does. */
export async function openFiles(
  format: FileFormat,
  paths: readonly string[],
  options: FileOptions,
  how: OpenOptions,
): Promise<OpenedData> {
  const zone = new TimeZone(options.timeZone ?? 'UTC')
  const repair = how.repair === true
  const log = new FaultLog()
  const database = await Database.open()
  const started: StartedFile[] = []
  try {
    const files = await filesFor(database, paths)
    const inputs = Promise.all(
      files.map(async (file) => ({ ...file, sha256: await sha256OfFile(file.path) }) satisfies InputFile),
    )
    inputs.catch(() => undefined)
    const sizes = new Map(files.map((file) => [file.path, file.bytes]))
    const layouts = await layoutsOf(
      database,
      format,
      files.map((file) => file.path),
      options,
    )
    const plan = await planOf(database, layouts, options, zone, repair, log)
    const together = await readTogether(database, plan.files, sizes, options.adjusted === true)
    for (const file of plan.files)
      started.push(await start(database, file, plan.symbols, together.get(file), options, zone))
    const calendar = calendarFor(started, options, zone)
    const range = rangeOf(how.from, how.to, calendar)
    const symbols = [...plan.symbols.keys()]
    const series = started.map((file) => {
      const onFault: OnFault = repair ? mender((fault) => log.row(file.layout, fault)) : () => 'stop'
      const { layout, period, rows, first } = file
      const reader = new BarReader({
        kind: layout.timeKind,
        period,
        calendar,
        hoursStated: options.session !== undefined,
        range,
        symbols,
        only: file.only ?? 0,
        onFault,
      })
      return new FileBars(layout, first, rows, reader, log)
    })
    const merged = new Merge(series, {
      chunkRows: how.chunkRows ?? chunkRowsFor(series.length),
      inOrder: started.every(({ only }, index) => only !== undefined && only > (started[index - 1]?.only ?? -1)),
      onDuplicate: duplicateRule(started, symbols, repair, log),
    })
    const actions = options.actions === true ? await actionsBeside(database, plan, calendar) : undefined
    const feed = new ChunkFeed(symbols, calendar, merged, () => database.close(), actions)
    await feed.load()
    if (feed.atEnd) throw emptyRange(paths, how)
    return {
      feed,
      inputs: await inputs,
      rows: await rowsIn(database, layouts, files),
      repairs: log.faults,
      close: () => feed.close(),
    }
  } catch (error) {
    await Promise.all(started.map((file) => file.rows.close()))
    database.close()
    throw error
  }
}

/** Recognises how each file is laid out. */
async function layoutsOf(
  database: Database,
  format: FileFormat,
  paths: readonly string[],
  options: FileOptions,
): Promise<Layout[]> {
  const layouts: Layout[] = []
  for (const path of paths) {
    layouts.push(await layoutOf(database, format, path, options))
  }
  return layouts
}

/** The format of a file, by its name. */
export const formatOf = (path: string): FileFormat => (/\.(parquet|pq)$/i.test(path) ? 'parquet' : 'csv')

/** How one file is laid out. */
export function layoutOf(
  database: Database,
  format: FileFormat,
  path: string,
  options: LayoutOptions,
  kind: RowKind = 'bars',
): Promise<Layout> {
  return format === 'csv' ? csvLayout(path, options, kind) : parquetLayout(database, path, options, kind)
}

async function start(
  database: Database,
  file: PlannedFile,
  symbols: ReadonlyMap<string, number>,
  inMemory: Blocks<RawBlock> | undefined,
  options: FileOptions,
  zone: TimeZone,
): Promise<StartedFile> {
  const { layout } = file
  const rows =
    inMemory ??
    (await rowsOf(database, layout, {
      adjusted: options.adjusted === true,
      symbols: file.only === undefined ? symbols : undefined,
      ordered: file.ordered,
    }))
  const first = await rows.next()
  if (first === null) {
    await rows.close()
    throw dataError('emptyFile', `${layout.path} has no rows.`, { file: layout.path })
  }
  const sample = file.sample ?? { times: first.time.subarray(0, PERIOD_ROWS) }
  return { ...file, rows, first, period: periodOf(sample, layout.timeKind, zone, options, layout.stampsOpen) }
}

/** Dates have the usual hours of a stock exchange, times the whole day; files of both kinds leave no default. */
function calendarFor(files: readonly StartedFile[], options: FileOptions, zone: TimeZone): MarketCalendar {
  const hours = hoursOf(options.session)
  if (hours !== undefined) return new MarketCalendar(zone, hours)
  const dates = files.filter((file) => file.period.unit !== 'time')
  if (dates.length > 0 && dates.length < files.length) {
    const times = files.find((file) => file.period.unit === 'time')!
    throw dataError(
      'badOption',
      `${dates[0]!.layout.path} has dates and ${times.layout.path} has times: state the hours that hold for both, ` +
        `for instance session: { open: '09:30', close: '16:00' }.`,
    )
  }
  return new MarketCalendar(zone, dates.length > 0 ? DAY_SESSION : CONTINUOUS)
}

/** The same bar in two files is a fault; where no symbol can be in two files nothing needs to be looked for. */
function duplicateRule(files: readonly StartedFile[], symbols: readonly string[], repair: boolean, log: FaultLog) {
  const singles = files.flatMap((file) => (file.only === undefined ? [] : [file.only]))
  if (files.length < 2 || (singles.length === files.length && new Set(singles).size === singles.length))
    return undefined
  return ({ symbol, at, first, second, copy }: Duplicate) => {
    const [one, other] = [files[first]!.layout.path, files[second]!.layout.path]
    const name = symbols[symbol]!
    const time = new Date(at / 1_000).toISOString()
    const message = `${other}: the bar of ${name} at ${time} stands in ${one} too${copy ? '' : ', with other values'}.`
    const fault = { code: 'duplicateTime' as const, file: other, symbol: name, value: time, message }
    if (!repair || !copy) throw dataError('duplicateTime', message, fault)
    log.add({ ...fault, repair: 'dropped the second, an exact copy' })
  }
}

/** The splits and dividends in columns of the files. */
async function actionsBeside(database: Database, plan: Plan, calendar: MarketCalendar): Promise<DatedAction[]> {
  const names = [...plan.symbols.keys()]
  const actions: DatedAction[] = []
  for (const { layout, only } of plan.files) {
    const roles = (['split', 'dividend'] as const).filter((role) => layout.sql[role] !== undefined)
    if (roles.length === 0)
      throw dataError(
        'missingColumn',
        `${layout.path}: actions is true, and there is no column of splits or dividends.`,
        {
          file: layout.path,
        },
      )
    const rest = { only: only === undefined ? undefined : names[only], wanted: new Set(names), calendar, sparse: true }
    for (const role of roles) actions.push(...(await actionsIn(database, layout, { role, ...rest })))
  }
  return inOrder(actions)
}

function emptyRange(paths: readonly string[], how: OpenOptions) {
  const when = [how.from === undefined ? '' : ` from ${how.from}`, how.to === undefined ? '' : ` to ${how.to}`].join('')
  return dataError('emptyRange', `There is no bar${when} in ${paths.join(', ')}.`)
}

/** Rows to come: counted by Parquet itself, for CSV an estimate from the length of the first lines. */
export async function rowsIn(
  database: Database,
  layouts: readonly Layout[],
  files: readonly { path: string; bytes: number }[],
): Promise<number> {
  let rows = 0
  for (const [index, layout] of layouts.entries()) {
    const { bytes } = files[index]!
    // Gzip makes a quarter of such text.
    if (layout.format === 'csv') rows += Math.round((layout.path.endsWith('.gz') ? bytes * 4 : bytes) / layout.rowBytes)
    else {
      const counted = await database.texts(`SELECT count(*) FROM ${layout.tableOf([layout.path])}`, layout.path)
      rows += Number(counted[0]![0])
    }
  }
  return rows
}
