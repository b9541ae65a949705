/** Round-trip trades. */
export type { Direction, TradeRow } from './trade.ts'
export { TradeTable } from './trades.ts'
export type { TradeColumns } from './trades.ts'
