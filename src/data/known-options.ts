/** The options that sources have. One that is misspelt would be left out in silence, and other bars be read. */
import { dataError } from './fault.ts'
import type { GeneratedOptions } from './generated.ts'
import type { GeneratedTicksOptions } from './generated-ticks.ts'
import type { FileOptions, TimeOptions } from './options.ts'
import type { ActionOptions } from './action-files.ts'
import type { Role, RowKind } from './spellings.ts'
import { SHAPES } from './spellings.ts'
import type { QuotesOptions, TickOptions, TradesOptions } from './tick-options.ts'

/** What an option must be: a test, and its words. */
type Rule = readonly [holds: (value: unknown) => boolean, must: string]

const any: Rule = [() => true, '']
const flag: Rule = [(value) => typeof value === 'boolean', 'true or false']
const text: Rule = [(value) => typeof value === 'string', 'a text']
const name: Rule = [
  (value) => (typeof value === 'string' && value.trim() !== '') || typeof value === 'function',
  'a name, or a function that gives one',
]
const names: Rule = [
  (value) => Array.isArray(value) && value.every((one) => typeof one === 'string' && one !== ''),
  'a list of names',
]
const length = (more: string): Rule => [
  (value) => (Number.isSafeInteger(value) && (value as number) > 0) || value === more,
  `a length in whole microseconds, as minutes(5) gives${more === '' ? '' : `, or '${more}'`}`,
]
const session: Rule = [
  (value) =>
    value === 'continuous' || (typeof value === 'object' && value !== null && 'open' in value && 'close' in value),
  `hours such as { open: '09:30', close: '16:00' }, or 'continuous'`,
]

// The compiler holds these tables complete.
const time: Record<keyof TimeOptions, Rule> = {
  timeZone: text,
  session,
  stamps: [(value) => value === 'open' || value === 'close', `'open' or 'close'`],
  interval: length('day'),
}
const written = { symbol: name, symbols: names, columns: any, timeFormat: text, delimiter: text }
const bars: Record<keyof FileOptions, Rule> = { ...time, ...written, actions: flag, adjusted: flag }
const ticks: Record<keyof TickOptions, Rule> = { timeZone: text, session, bars: length('') }
const trades: Record<keyof TradesOptions, Rule> = { ...ticks, ...written }
const quotes: Record<keyof QuotesOptions, Rule> = { ...trades, crossed: flag }
const actions: Record<keyof ActionOptions, Rule> = written
// Their values are checked where bars and ticks are made of them.
const generated: Record<keyof GeneratedOptions, Rule> = {
  symbols: any,
  bars: any,
  start: any,
  interval: any,
  seed: any,
  price: any,
  drift: any,
  volatility: any,
  correlation: any,
  regimes: any,
  gaps: any,
  volume: any,
  tick: any,
  weekends: flag,
  timeZone: text,
  session,
}
const generatedTicks: Record<keyof GeneratedTicksOptions, Rule> = {
  symbols: any,
  ticks: any,
  start: any,
  every: any,
  seed: any,
  price: any,
  volatility: any,
  tick: any,
  spread: any,
  size: any,
  trades: any,
  bars: length(''),
  weekends: flag,
  timeZone: text,
  session,
}

const TABLES = {
  csv: bars,
  parquet: bars,
  trades,
  quotes,
  splits: actions,
  dividends: actions,
  columns: time,
  generated,
  generatedTicks,
}

/** Refuses options that a source does not have, and values that make no sense. Throws DataError `badOption`. */
export function checkOptions(source: keyof typeof TABLES, options: unknown): void {
  const rules: Readonly<Record<string, Rule>> = TABLES[source]
  const refused = (what: string) => dataError('badOption', `${source}(): ${what}.`)
  if (typeof options !== 'object' || options === null || Array.isArray(options))
    throw refused(`its options must be an object, not ${shown(options)}`)
  for (const [key, value] of Object.entries(options)) {
    const rule = Object.hasOwn(rules, key) ? rules[key]! : undefined
    if (rule === undefined) throw refused(`it has no option ${key}; there are ${Object.keys(rules).join(', ')}`)
    if (value === undefined) continue
    if (!rule[0](value)) throw refused(`${key} is ${shown(value)}; it must be ${rule[1]}`)
    if (key === 'columns') checkColumns(source, value, refused)
  }
}

/** The paths that a source was given, as a list. Throws DataError `badOption`. */
export function pathsOf(source: keyof typeof TABLES, paths: unknown): readonly string[] {
  const list: unknown = typeof paths === 'string' ? [paths] : paths
  if (!Array.isArray(list) || !list.every((path) => typeof path === 'string' && path !== ''))
    throw dataError(
      'badOption',
      `${source}(): it needs a path, a pattern such as data/*.csv, or a list of them, not ${shown(paths)}.`,
    )
  return [...(list as string[])]
}

function checkColumns(source: keyof typeof TABLES, value: unknown, refused: (what: string) => Error): void {
  const kind = source === 'csv' || source === 'parquet' ? 'bars' : (source as RowKind)
  const known = ['clock', ...Object.keys(SHAPES[kind].spellings)] as Role[]
  const isNames = (all: readonly unknown[]) => all.every((one) => typeof one === 'string')
  if (typeof value !== 'object' || value === null || !isNames(Object.values(value)))
    throw refused(
      `columns is ${shown(value)}; it must be names by what they hold, or a list of the names of all columns`,
    )
  if (Array.isArray(value)) return
  const strange = Object.keys(value).find((role) => !known.includes(role as Role))
  if (strange !== undefined)
    throw refused(`columns names ${strange}, which is nothing here; there are ${known.join(', ')}`)
}

const shown = (value: unknown) => JSON.stringify(value) ?? String(value)
