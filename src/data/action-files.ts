/** Splits and dividends in files of their own: `splits` and `dividends`. */
import type { DatedAction } from '../../actors/market/feed.ts'
import type { ActionSource, LoadedActions } from './actions.ts'
import { actionsIn } from './action-rows.ts'
import type { MarketCalendar } from './calendar.ts'
import { sha256OfFile } from './digest.ts'
import { Database } from './duckdb.ts'
import type { Layout } from './layout.ts'
import { checkOptions, pathsOf } from './known-options.ts'
import { formatOf, layoutOf } from './open-files.ts'
import type { SymbolOptions } from './options.ts'
import { filesFor, symbolOfPath } from './paths.ts'
import type { ActionRole } from './spellings.ts'

/** Options of `splits` and `dividends`. */
export interface ActionOptions extends SymbolOptions {
  /** Which column is which: by name, or, for a file without a header, the names of all its columns in order. */
  readonly columns?: Readonly<Partial<Record<ActionRole, string>>> | readonly string[]
  /** How dates are written; see `timeFormat` of `csv`. */
  readonly timeFormat?: string
  /** What separates the fields of a CSV file. */
  readonly delimiter?: string
}

/**
 * Splits from files: a date (the first day on new prices), a ratio (`4`, `4:1`, `4-for-1`), and a symbol, in a column or as the file's name. Rows of
 * symbols that are not in the run are left out.
 */
export function splits(paths: string | readonly string[], options: ActionOptions = {}): ActionSource {
  return actionFiles('splits', paths, options)
}

/** Dividends from files: a date (the ex-date), an amount for each unit, and a symbol, in a column or as the file's name. */
export function dividends(paths: string | readonly string[], options: ActionOptions = {}): ActionSource {
  return actionFiles('dividends', paths, options)
}

type ActionKind = 'splits' | 'dividends'

function actionFiles(of: ActionKind, paths: string | readonly string[], options: ActionOptions): ActionSource {
  const list = pathsOf(of, paths)
  return {
    describe: () => ({
      kind: of,
      paths: list,
      ...options,
      ...(typeof options.symbol === 'function' ? { symbol: String(options.symbol) } : {}),
    }),
    load: async (feed, calendar) => {
      checkOptions(of, options)
      return load(of, list, options, feed.symbols, calendar)
    },
  }
}

async function load(
  of: ActionKind,
  paths: readonly string[],
  options: ActionOptions,
  symbols: readonly string[],
  calendar: MarketCalendar,
): Promise<LoadedActions> {
  const database = await Database.open()
  try {
    const files = await filesFor(database, paths)
    const actions: DatedAction[] = []
    const inputs: { path: string; bytes: number; sha256: string }[] = []
    for (const file of files) {
      const layout = await layoutOf(database, formatOf(file.path), file.path, options, of)
      const wanted = new Set(symbols.filter((symbol) => options.symbols?.includes(symbol) ?? true))
      const only =
        layout.sql.symbol === undefined || typeof options.symbol === 'function' ? nameOf(layout, options) : undefined
      actions.push(
        ...(await actionsIn(database, layout, {
          role: of === 'splits' ? 'split' : 'dividend',
          only,
          wanted,
          calendar,
        })),
      )
      inputs.push({ ...file, sha256: await sha256OfFile(file.path) })
    }
    return { actions, inputs }
  } finally {
    database.close()
  }
}

function nameOf(layout: Layout, { symbol }: ActionOptions): string {
  return typeof symbol === 'function' ? symbol(layout.path) : (symbol ?? layout.symbol ?? symbolOfPath(layout.path))
}
