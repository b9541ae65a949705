/** The market service: bars, trades, quotes and corporate actions of all symbols merged by time, in the sessions they belong to. */
export { marketMachine } from './machine.ts'
export { FeedError } from './cursor.ts'
export type {
  FeedLoaded,
  LendFeed,
  MarketAgenda,
  MarketCommand,
  MarketContext,
  MarketHalt,
  MarketInput,
  MarketResume,
} from './context.ts'
export { TICK } from './feed.ts'
export type {
  BarChunk,
  BarFeed,
  BuiltBars,
  DatedAction,
  MarketFeed,
  Session,
  SessionCalendar,
  TickChunk,
  TickStream,
} from './feed.ts'
