/** The readable form of what is in data files. */
import type { DataInfo, GapInfo, SymbolInfo } from './info.ts'
import type { TickInfo } from './tick-info.ts'

/** Faults that are shown; more are in the data itself. */
const SHOWN = 20

/** A page of text: files, symbols, faults. */
export function formatDataInfo(info: DataInfo): string {
  const { symbols, ticks } = info
  const tables = [
    ...(symbols.length > 0 || ticks.length === 0 ? [...symbolsText(info), ''] : []),
    ...(ticks.length > 0 ? [...ticksText(ticks), ''] : []),
  ]
  return [...filesText(info), '', ...tables, ...faultsText(info), ''].join('\n')
}

const count = (value: number) => value.toLocaleString('en-US')
const plural = (value: number, one: string) => `${count(value)} ${one}${value === 1 ? '' : 's'}`

function filesText({ files, timeZone }: DataInfo): string[] {
  const shown = files.slice(0, SHOWN).map((file) => {
    const columns = Object.entries(file.columns).map(([role, name]) =>
      role === name.toLowerCase() ? name : `${name} (${role})`,
    )
    return `${file.path}   ${plural(file.rows, 'row')}, ${size(file.bytes)}, ${file.format}${file.kind === 'bars' ? '' : `, ${file.kind}`}\n  columns: ${columns.join(', ')}`
  })
  if (files.length > SHOWN) shown.push(`… and ${files.length - SHOWN} more files`)
  return [...shown, `times: ${timeZone}`]
}

function size(bytes: number): string {
  if (bytes < 1_000) return `${bytes} B`
  if (bytes < 1_000_000) return `${(bytes / 1_000).toFixed(1)} kB`
  return bytes < 1_000_000_000 ? `${(bytes / 1_000_000).toFixed(1)} MB` : `${(bytes / 1_000_000_000).toFixed(1)} GB`
}

function symbolsText({ symbols }: DataInfo): string[] {
  if (symbols.length === 0) return ['no symbol could be read']
  const rows = symbols.map((one) => [
    one.symbol,
    count(one.rows),
    one.first,
    one.last,
    intervalText(one),
    gapsText(one.gaps),
  ])
  const lines = table([['symbol', 'rows', 'first', 'last', 'interval', 'gaps'], ...rows])
  if (symbols.length > SHOWN) return lines
  return [...lines, ...symbols.flatMap(longestText)]
}

function ticksText(ticks: readonly TickInfo[]): string[] {
  const rows = ticks.map((one) => [
    `${one.symbol} ${one.kind}`,
    count(one.rows),
    one.first,
    one.last,
    one.rows === 0 ? '' : `${price(one.lowest)} to ${price(one.highest)}`,
    detailText(one),
  ])
  const lines = table([['symbol', 'rows', 'first', 'last', 'prices', ''], ...rows])
  if (ticks.length > SHOWN) return lines
  return [
    ...lines,
    ...ticks.flatMap(({ symbol, kind, silences: [longest] }) =>
      longest === undefined
        ? []
        : [
            `${symbol}: the longest time without ${kind} is ${longest.from} to ${longest.to}, ${durationText(longest.length)}`,
          ],
    ),
  ]
}

/** Prices without the dust of sums. */
const price = (value: number) => String(Number(value.toPrecision(9)))

function detailText({ kind, volume, aggressors, spread, crossed, oneSided, rows }: TickInfo): string {
  if (kind === 'trades')
    return `volume ${price(volume!)}${aggressors === 0 ? '' : `, ${count(aggressors!)} with an aggressor`}`
  return [
    ...(rows > oneSided! ? [`mean spread ${Number(spread!.toPrecision(4))}`] : []),
    ...(crossed! > 0 ? [`${count(crossed!)} crossed`] : []),
    ...(oneSided! > 0 ? [`${count(oneSided!)} with an empty side`] : []),
  ].join(', ')
}

/** A length of time to three digits, in the largest unit that it fills. */
function durationText(micros: number): string {
  const units: readonly [number, string][] = [
    [3_600_000_000, 'h'],
    [60_000_000, 'min'],
    [1_000_000, 's'],
    [1_000, 'ms'],
  ]
  const [unit, name] = units.find(([one]) => micros >= one) ?? [1, 'µs']
  return `${Number((micros / unit).toPrecision(3))} ${name}`
}

/** Bars of a fixed length say which end their times label only where it is not the usual one. */
function intervalText({ interval, stamps }: SymbolInfo): string {
  return stamps === 'open' ? `${interval}, by its start` : interval
}

function gapsText({ count: gaps, sizes }: GapInfo): string {
  if (gaps === 0) return 'none'
  const some = sizes.slice(0, 3).map((one) => `${count(one.count)} × ${what(one)}`)
  return `${count(gaps)} (${some.join(', ')}${sizes.length > 3 ? ', …' : ''})`
}

function longestText({ symbol, gaps }: SymbolInfo): string[] {
  if (gaps.longest.length === 0) return []
  const [longest] = gaps.longest
  return [`${symbol}: the longest gap is ${longest!.from} to ${longest!.to}, ${what(longest!)} missing`]
}

const what = ({ missing, unit }: { readonly missing: number; readonly unit: 'days' | 'bars' }) =>
  plural(missing, unit === 'days' ? 'trading day' : 'bar')

function faultsText({ faults }: DataInfo): string[] {
  if (faults.length === 0) return ['faults: none']
  const total = faults.reduce((sum, fault) => sum + (fault.count ?? 1), 0)
  const lines = faults.slice(0, SHOWN).map((fault) => `  ${fault.message}`)
  const counted = faults.slice(SHOWN).reduce((sum, fault) => sum + (fault.count ?? 1), 0)
  return [`faults: ${count(total)}`, ...lines, ...(counted > 0 ? [`  … and ${count(counted)} more`] : [])]
}

/** Columns padded to their widest; numbers to the right. */
function table(rows: readonly (readonly string[])[]): string[] {
  const widths = rows[0]!.map((_, column) => Math.max(...rows.map((row) => row[column]!.length)))
  return rows.map((row) =>
    row
      .map((cell, column) => (column === 1 ? cell.padStart(widths[column]!) : cell.padEnd(widths[column]!)))
      .join('  ')
      .trimEnd(),
  )
}
