/** Making series small enough to be drawn and to be sent, without losing a peak or a trough. */
import type { PriceSeries } from '../record/index.ts'

/**
 * Rows to keep of columns of one length: all of them up to `limit`, else of each of a number of equal stretches the first row and those where a
 * column is least and greatest, and the very last row.
 */
export function keptRows(columns: readonly ArrayLike<number>[], limit: number): number[] {
  const n = columns[0]?.length ?? 0
  if (n <= limit) return Array.from({ length: n }, (_, i) => i)
  const stretches = Math.max(1, Math.floor((limit - 1) / (2 * columns.length + 1)))
  const kept: number[] = []
  for (let s = 0; s < stretches; s++) {
    const start = Math.floor((s * n) / stretches)
    const end = Math.floor(((s + 1) * n) / stretches)
    const rows = new Set([start])
    for (const values of columns) {
      let least = start
      let greatest = start
      for (let i = start; i < end; i++) {
        if (values[i]! < values[least]!) least = i
        if (values[i]! > values[greatest]!) greatest = i
      }
      rows.add(least).add(greatest)
    }
    kept.push(...[...rows].sort((a, b) => a - b))
  }
  if (kept.at(-1)! < n - 1) kept.push(n - 1)
  return kept
}

/** Bars merged so that no more than `limit` are left. */
export function mergedPrices(series: PriceSeries, limit: number): PriceSeries {
  const n = series.at.length
  const size = Math.ceil(n / limit)
  if (size <= 1) return series
  const at: number[] = []
  const open: number[] = []
  const high: number[] = []
  const low: number[] = []
  const close: number[] = []
  for (let start = 0; start < n; start += size) {
    const end = Math.min(n, start + size)
    at.push(series.at[end - 1]!)
    open.push(series.open[start]!)
    high.push(Math.max(...series.high.slice(start, end)))
    low.push(Math.min(...series.low.slice(start, end)))
    close.push(series.close[end - 1]!)
  }
  return { symbol: series.symbol, barsPerPoint: series.barsPerPoint * size, at, open, high, low, close }
}

/** An equity curve for a drawing: instants in whole milliseconds, and no more than about `limit` points. */
export function thinned(
  { at, equity }: { readonly at: ArrayLike<number>; readonly equity: ArrayLike<number> },
  limit: number,
): { at: number[]; equity: number[] } {
  const rows = keptRows([equity], limit)
  return { at: rows.map((row) => Math.round(at[row]! / 1_000)), equity: rows.map((row) => equity[row]!) }
}
