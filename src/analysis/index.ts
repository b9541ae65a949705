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
