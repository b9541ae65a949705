/** What the report shows, as plain data. */
import { monthlyReturns } from '../figures/index.ts'
import type { Summary, YearOfReturns } from '../figures/index.ts'
import type { FillRow, Incident, PriceSeries, RunRecord } from '../record/index.ts'
import type { TradeRow } from '../trades/index.ts'

/** Events that nobody heard, by what they were. */
export interface DeadLetterCount {
  readonly what: string
  readonly count: number
}

export interface ReportInput {
  readonly summary: Summary
  /** Columns of one length: instants in microseconds, equity, and the benchmark in its own unit (`NaN` where it has no value). */
  readonly equity: {
    readonly at: ArrayLike<number>
    readonly equity: ArrayLike<number>
    readonly benchmark: ArrayLike<number>
  }
  readonly months: readonly YearOfReturns[]
  readonly prices: readonly PriceSeries[]
  readonly fills: Iterable<FillRow>
  /** Closed trades; read more than once. */
  readonly trades: Iterable<TradeRow>
  readonly openTrades: readonly TradeRow[]
  readonly incidents: readonly Incident[]
  readonly deadLetters: readonly DeadLetterCount[]
  /** Remarks for the reader: repaired data, results that depend on a policy … */
  readonly notes: readonly string[]
  /** Whatever the run was configured with; any JSON. */
  readonly configuration: unknown
}

/** What a record does not know. */
export interface ReportExtras {
  readonly deadLetters?: readonly DeadLetterCount[]
  readonly notes?: readonly string[]
  readonly configuration?: unknown
  /** Values of a benchmark of one's own at the rows of the equity column; default: the record's. */
  readonly benchmark?: ArrayLike<number>
}

/** Gathers the input of a report from a record and its summary. */
export function reportInput(record: RunRecord, summary: Summary, extras: ReportExtras = {}): ReportInput {
  const columns = record.equity
  return {
    summary,
    equity: { at: columns.at, equity: columns.equity, benchmark: extras.benchmark ?? columns.benchmark },
    months: monthlyReturns(columns, record.startingCash),
    prices: record.symbols.flatMap((symbol) => record.prices(symbol) ?? []),
    fills: record.fills,
    trades: record.trades,
    openTrades: record.openTrades,
    incidents: record.incidents,
    deadLetters: extras.deadLetters ?? [],
    notes: extras.notes ?? [],
    configuration: extras.configuration,
  }
}
