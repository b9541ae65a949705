/** The rows of a column of splits or of dividends. */
import type { DatedAction } from '../../actors/market/feed.ts'
import { actionsOf, ratioOf } from './actions.ts'
import type { MarketCalendar } from './calendar.ts'
import type { Database } from './duckdb.ts'
import { DataError } from './fault.ts'
import { explainAll } from './fault-log.ts'
import type { Layout } from './layout.ts'
import type { RowFault } from './row-fault.ts'
import { DAY } from './zone.ts'

export interface ActionQuery {
  readonly role: 'split' | 'dividend'
  /** The symbol of all rows; undefined where a column says it. */
  readonly only: string | undefined
  /** Rows of other symbols are left out. */
  readonly wanted: ReadonlySet<string>
  readonly calendar: MarketCalendar
  /** Whether blank and 0 say that nothing happened, as they do in a column beside bars. A dividend of 0 never is one. */
  readonly sparse?: boolean
}

/** Reads all of it: there are few. Throws DataError at the first row that cannot be used. */
export async function actionsIn(database: Database, layout: Layout, query: ActionQuery): Promise<DatedAction[]> {
  const { role, only, wanted, calendar, sparse = false } = query
  const { sql, path } = layout
  const rows = await database.texts(
    `SELECT ${sql.time}::VARCHAR, ifnull(${sql[role]}, ''), ${only === undefined ? `ifnull(${sql.symbol}, '')` : "''"} FROM ${layout.tableOf([path])}`,
    path,
  )
  let found: RowFault | undefined
  const actions = rows.flatMap(([time, text, own], row) => {
    const symbol = only ?? own!
    const micros = Number(time)
    const value = role === 'split' ? ratioOf(text!) : text!.trim() === '' ? Number.NaN : Number(text)
    if (value === 0 ? sparse || role === 'dividend' : sparse && text!.trim() === '') return []
    const blamed = faultIn(symbol, micros, value, role)
    if (blamed !== undefined) {
      found ??= { ...blamed, row, symbol, time: micros, before: Number.NaN, values: { [role]: value } }
      return []
    }
    if (!wanted.has(symbol)) return []
    const day = Math.floor((layout.timeKind === 'instant' ? calendar.zone.toLocal(micros) : micros) / DAY)
    return role === 'split' ? actionsOf(day, symbol, value) : actionsOf(day, symbol, undefined, value)
  })
  if (found !== undefined) throw new DataError((await explainAll(layout, [found]))[0]!)
  return actions
}

function faultIn(
  symbol: string,
  micros: number,
  value: number,
  role: ActionQuery['role'],
): Pick<RowFault, 'code' | 'role'> | undefined {
  if (symbol === '') return { code: 'missingSymbol', role: 'symbol' }
  if (Number.isNaN(micros)) return { code: 'unreadableTime', role: 'time' }
  if (!Number.isFinite(value)) return { code: 'unreadableNumber', role }
  return value > 0 ? undefined : { code: 'nonPositivePrice', role }
}
