/** What happened in a run, and what it was worth: the record, round-trip trades, figures, files and the report. */
export { createRecord } from './record/index.ts'
export type {
  EquityColumns,
  FillRow,
  FillTotals,
  HoldingRow,
  Incident,
  IncidentKind,
  OrderRow,
  PositionRow,
  PriceSeries,
  RecordedStatus,
  RecordOptions,
  Rows,
  RunRecord,
  SignalRow,
} from './record/index.ts'
export type { Direction, TradeColumns, TradeRow } from './trades/index.ts'
export {
  alphaBeta,
  annualReturn,
  benchmarkReturns,
  benchmarkTotalReturn,
  calmar,
  drawdowns,
  expectancy,
  exposure,
  monthlyReturns,
  periodReturns,
  periodsPerYear,
  profitFactor,
  sampled,
  sharpe,
  sortino,
  sqn,
  summarize,
  totalReturn,
  turnover,
  volatility,
  winRate,
  yearsBetween,
} from './figures/index.ts'
export type { BenchmarkSeries, Drawdown, Drawdowns, Summary, SummaryOptions, YearOfReturns } from './figures/index.ts'
export { formatSummary, iso, saveResults, writeJson } from './output/index.ts'
export type { Results, TextOptions } from './output/index.ts'
export { renderReport, renderStress, reportInput, thinned } from './report/index.ts'
export type {
  DeadLetterCount,
  ReportExtras,
  ReportInput,
  StressAmbiguity,
  StressFactor,
  StressFigures,
  StressInput,
  StressOmission,
  StressRun,
} from './report/index.ts'
