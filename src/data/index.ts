/** Market data: where bars come from, what they must be, and when markets are open. */
export { csv, parquet } from './files.ts'
export { DataError } from './fault.ts'
export type { Fault, FaultCode } from './fault.ts'
export type { FileOptions, TimeOptions, ColumnNames } from './options.ts'
export type { DataSource, InputFile, OpenedData, OpenOptions, SourceDescription } from './source.ts'
export { CONTINUOUS, DAY_SESSION, MarketCalendar } from './calendar.ts'
export type { SessionHours } from './calendar.ts'
export { TimeZone } from './zone.ts'
