/** Splits and dividends: stated in the experiment, in files of their own, or in columns beside bars. */
import type { DatedAction, MarketFeed } from '../../actors/market/feed.ts'
import { CONTINUOUS, MarketCalendar } from './calendar.ts'
import { sha256Of } from './digest.ts'
import { dataError } from './fault.ts'
import { parseTime } from './range.ts'
import { DAY, TimeZone } from './zone.ts'

/** One split or dividend, or both. */
export interface ActionRow {
  readonly symbol: string
  /** The first day on which prices are without it (the ex-date), such as `2020-08-31`. */
  readonly date: string
  /** New units for one old unit: 4 is four for one, 0.1 one for ten. */
  readonly split?: number
  /** In currency, for each unit; of a day that has a split too, for each new unit. */
  readonly dividend?: number
}

/** Actions as they come from a file. */
export interface LoadedActions {
  readonly actions: readonly DatedAction[]
  readonly inputs: readonly { readonly path: string; readonly bytes: number; readonly sha256: string }[]
}

/** Splits or dividends in files: see `splits` and `dividends`. */
export interface ActionSource {
  describe(): { readonly kind: string } & Readonly<Record<string, unknown>>
  /** Reads all of it. `symbols` are those of the run, `zone` that of its calendar. Throws DataError where a row cannot be used. */
  load(feed: Pick<MarketFeed, 'symbols'>, calendar: MarketCalendar): Promise<LoadedActions>
}

/** All ways to state actions: a source, rows, or a list of both. */
export type ActionSources = ActionSource | readonly (ActionSource | ActionRow)[]

const isSource = (one: ActionSource | ActionRow): one is ActionSource => 'load' in one

const listOf = (actions: ActionSources): readonly (ActionSource | ActionRow)[] =>
  'load' in actions ? [actions] : actions

/** What was stated, as plain JSON. */
export const describeActions = (actions: ActionSources): unknown =>
  listOf(actions).map((one) => (isSource(one) ? one.describe() : one))

/**
 * The actions of a feed and those that were stated, in the order in which they take effect, and the files they were read from.
 * Throws DataError where something cannot be used.
 */
export async function corporateActions(feed: MarketFeed, stated: ActionSources | undefined): Promise<LoadedActions> {
  if (stated === undefined) return { actions: feed.actions ?? [], inputs: [] }
  const list = listOf(stated)
  const calendar =
    feed.calendar instanceof MarketCalendar ? feed.calendar : new MarketCalendar(new TimeZone('UTC'), CONTINUOUS)
  const loaded = await Promise.all(list.filter(isSource).map((source) => source.load(feed, calendar)))
  const rows = statedActions(
    list.filter((one): one is ActionRow => !isSource(one)),
    feed.symbols,
  )
  const text = JSON.stringify(rows)
  return {
    actions: inOrder([...(feed.actions ?? []), ...loaded.flatMap(({ actions }) => actions), ...rows]),
    inputs: [
      ...loaded.flatMap(({ inputs }) => inputs),
      ...(rows.length === 0 ? [] : [{ path: '(actions)', bytes: text.length, sha256: sha256Of([text]) }]),
    ],
  }
}

/** Actions in the order in which they take effect: by day, splits before dividends. */
export function inOrder(actions: readonly DatedAction[]): DatedAction[] {
  const rank = ({ split }: DatedAction) => (split === undefined ? 1 : 0)
  return actions.toSorted((a, b) => a.day - b.day || rank(a) - rank(b))
}

/** Checks what was stated by hand. Throws DataError `badOption` for what makes no sense, `unknownSymbol` for a symbol that is not in the data. */
function statedActions(rows: readonly ActionRow[], symbols: readonly string[]): DatedAction[] {
  return rows.flatMap((row, index) => {
    const { symbol, date, split, dividend } = row
    const where = `actions[${index}]`
    const parsed = parseTime(String(date))
    if (parsed?.kind !== 'date')
      throw dataError('badOption', `${where}: date is ${JSON.stringify(date)}; it must be a date such as 2020-08-31.`)
    if (!symbols.includes(symbol))
      throw dataError(
        'unknownSymbol',
        `${where}: there is no symbol ${symbol} in the data; there are ${symbols.join(', ')}.`,
        {
          symbol,
        },
      )
    if (split === undefined && dividend === undefined)
      throw dataError('badOption', `${where}: it has neither a split nor a dividend.`, { symbol })
    for (const [name, value] of Object.entries({ split, dividend }))
      if (value !== undefined && !(value > 0 && value < Infinity))
        throw dataError('badOption', `${where}: ${name} is ${value}; it must be above 0.`, { symbol })
    return actionsOf(parsed.micros / DAY, symbol, split, dividend)
  })
}

/** One action for each thing that happens. */
export const actionsOf = (day: number, symbol: string, split?: number, dividend?: number): DatedAction[] => [
  ...(split === undefined ? [] : [{ day, symbol, split }]),
  ...(dividend === undefined ? [] : [{ day, symbol, dividend }]),
]

/** A ratio as people write it: `4`, `4:1`, `4/1`, `4-for-1`; NaN for anything else. */
export function ratioOf(text: string): number {
  const [, to, from] = /^(\d+(?:\.\d+)?)\s*(?::|\/|-?\s*for\s*-?)\s*(\d+(?:\.\d+)?)$/i.exec(text.trim()) ?? []
  if (to !== undefined) return Number(to) / Number(from)
  return text.trim() === '' ? Number.NaN : Number(text)
}
