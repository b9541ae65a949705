/** The data of the charts and of the trade table, cut down so that the page stays small whatever the run was. */
import type { FillRow, PriceSeries } from '../record/index.ts'
import type { TradeRow } from '../trades/index.ts'
import type { ReportInput } from './input.ts'
import { keptRows, mergedPrices } from './thin.ts'

/** Rows of the equity chart; bars and marks over all price charts and of each; symbols; trades. */
const LIMITS = {
  rows: 6_000,
  bars: 16_000,
  barsEach: 6_000,
  marks: 12_000,
  marksEach: 3_000,
  symbols: 12,
  trades: 4_000,
}

export interface ChartData {
  readonly equity: {
    /** Row numbers and milliseconds, each as differences from the one before. */
    readonly i: readonly number[]
    readonly t: readonly number[]
    readonly e: readonly number[]
    readonly b: readonly (number | null)[]
    /** Drawdown, a fraction below zero. */
    readonly d: readonly number[]
    readonly start: number
    readonly benchmark: string | null
  }
  readonly prices: readonly PriceData[]
  /** Symbols of `trades`. */
  readonly symbols: readonly string[]
  readonly trades: readonly TradeData[]
}

export interface PriceData {
  readonly symbol: string
  readonly t: readonly number[]
  readonly o: readonly number[]
  readonly h: readonly number[]
  readonly l: readonly number[]
  readonly c: readonly number[]
  /** Time, price, signed quantity, and how many fills the mark stands for. */
  readonly marks: readonly (readonly [number, number, number, number])[]
}

/** Symbol, +1 or -1, 1 when open, quantity, entry and exit time, entry and exit price, net, return, MAE and MFE as returns, bars. */
export type TradeData = readonly number[]

/** What was left out, for the reader to know. */
export interface Omissions {
  readonly symbols: number
  readonly trades: number
}

/** Seven significant digits: more than a screen can show. */
const short = (value: number): number => (Number.isFinite(value) ? Number(value.toPrecision(7)) : 0)

/** Microseconds as whole milliseconds, each as its difference from the one before. */
const millis = (at: readonly number[]): number[] => differences(at.map((micros) => Math.round(micros / 1_000)))

const differences = (values: readonly number[]): number[] =>
  values.map((value, i) => (i === 0 ? value : value - values[i - 1]!))

export function chartData(input: ReportInput): { readonly data: ChartData; readonly omitted: Omissions } {
  const fills = fillsBySymbol(input.fills)
  const shown = shownSymbols(input.prices, fills)
  const share = (all: number, each: number): number => Math.min(each, Math.floor(all / Math.max(1, shown.length)))
  const bars = share(LIMITS.bars, LIMITS.barsEach)
  const marks = share(LIMITS.marks, LIMITS.marksEach)
  const { trades, symbols, left } = tradeData(input)
  return {
    data: {
      equity: equityData(input),
      prices: shown.map((series) =>
        priceData(mergedPrices(series, bars), marksOf(fills.get(series.symbol) ?? [], marks)),
      ),
      symbols,
      trades,
    },
    omitted: { symbols: input.prices.length - shown.length, trades: left },
  }
}

function equityData({ equity: columns, summary }: ReportInput): ChartData['equity'] {
  const { at, equity, benchmark } = columns
  const drawdown = new Float64Array(equity.length)
  let peak = summary.startingCash
  for (let i = 0; i < equity.length; i++) {
    peak = Math.max(peak, equity[i]!)
    drawdown[i] = peak > 0 ? (equity[i]! - peak) / peak : 0
  }
  let first = 0
  while (first < benchmark.length && !(benchmark[first]! > 0)) first++
  const scale = summary.startingCash / (benchmark[first] ?? NaN)
  const rows = keptRows([equity, benchmark], LIMITS.rows)
  return {
    i: differences(rows),
    t: millis(rows.map((row) => at[row]!)),
    e: rows.map((row) => short(equity[row]!)),
    b: rows.map((row) => (benchmark[row]! > 0 ? short(benchmark[row]! * scale) : null)),
    d: rows.map((row) => Math.round(drawdown[row]! * 1e5) / 1e5),
    start: summary.startingCash,
    benchmark: summary.benchmarkReturn === null ? null : summary.benchmark,
  }
}

type Mark = readonly [at: number, price: number, quantity: number]

function fillsBySymbol(fills: Iterable<FillRow>): Map<string, Mark[]> {
  const bySymbol = new Map<string, Mark[]>()
  for (const fill of fills) {
    if (fill.state !== 'good') continue
    const marks = bySymbol.get(fill.symbol) ?? []
    if (marks.length === 0) bySymbol.set(fill.symbol, marks)
    marks.push([fill.transactTime, fill.price, fill.side === 'buy' ? fill.quantity : -fill.quantity])
  }
  return bySymbol
}

/** The symbols with the most fills, in the order of the data. */
function shownSymbols(prices: readonly PriceSeries[], fills: ReadonlyMap<string, readonly Mark[]>): PriceSeries[] {
  if (prices.length <= LIMITS.symbols) return [...prices]
  const count = (series: PriceSeries): number => fills.get(series.symbol)?.length ?? 0
  const chosen = new Set(prices.toSorted((a, b) => count(b) - count(a)).slice(0, LIMITS.symbols))
  return prices.filter((series) => chosen.has(series))
}

function priceData(series: PriceSeries, marks: readonly PriceData['marks'][number][]): PriceData {
  return {
    symbol: series.symbol,
    t: millis(series.at),
    o: series.open.map(short),
    h: series.high.map(short),
    l: series.low.map(short),
    c: series.close.map(short),
    marks: marks.map(([at, price, quantity, n]) => [Math.round(at / 1_000), short(price), short(quantity), n]),
  }
}

/** One mark a fill, or, when there are too many, one for all buys and one for all sells of each stretch of time, at their mean price. */
function marksOf(fills: readonly Mark[], limit: number): [number, number, number, number][] {
  if (fills.length <= limit) return fills.map(([at, price, quantity]) => [at, price, quantity, 1])
  const sorted = fills.toSorted((a, b) => a[0] - b[0])
  const start = sorted[0]![0]
  const stretch = (sorted.at(-1)![0] - start) / Math.floor(limit / 2 - 1) || 1
  const merged = new Map<string, [number, number, number, number]>()
  for (const [at, price, quantity] of sorted) {
    const key = `${Math.floor((at - start) / stretch)} ${quantity > 0}`
    const mark = merged.get(key)
    if (mark === undefined) {
      merged.set(key, [at, price, quantity, 1])
      continue
    }
    const total = mark[2] + quantity
    mark[1] = (mark[1] * mark[2] + price * quantity) / total
    mark[2] = total
    mark[3]++
  }
  return [...merged.values()]
}

/** All trades, or those with the largest profits and losses. */
function tradeData(input: ReportInput): { trades: TradeData[]; symbols: string[]; left: number } {
  const sizes: number[] = []
  for (const trade of input.trades) sizes.push(Math.abs(trade.net))
  const room = Math.max(0, LIMITS.trades - input.openTrades.length)
  const limit = sizes.length > room ? Float64Array.from(sizes).sort().at(-room)! : 0
  const symbols: string[] = []
  const trades: TradeData[] = []
  for (const list of [input.trades, input.openTrades.slice(0, LIMITS.trades)]) {
    for (const trade of list) {
      if (!trade.open && (Math.abs(trade.net) < limit || trades.length >= room)) continue
      let symbol = symbols.indexOf(trade.symbol)
      if (symbol < 0) symbol = symbols.push(trade.symbol) - 1
      trades.push(tradeRow(symbol, trade))
    }
  }
  return { trades, symbols, left: sizes.length + input.openTrades.length - trades.length }
}

const tradeRow = (symbol: number, t: TradeRow): TradeData => [
  ...[symbol, t.direction === 'long' ? 1 : -1, t.open ? 1 : 0, short(t.quantity)],
  ...[Math.round(t.entryAt / 1_000), Math.round(t.exitAt / 1_000), short(t.entryPrice), short(t.exitPrice)],
  ...[short(t.net), short(t.return), short(t.maeReturn), short(t.mfeReturn), t.bars],
]
