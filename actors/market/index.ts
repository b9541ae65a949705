/** The market service: bars of all symbols merged by time, in the sessions they belong to. */
export { marketMachine } from './machine.ts'
export { FeedError } from './cursor.ts'
export type {
  FeedLoaded,
  MarketAgenda,
  MarketCommand,
  MarketContext,
  MarketHalt,
  MarketInput,
  MarketResume,
} from './context.ts'
export type { BarChunk, BarFeed, Session, SessionCalendar } from './feed.ts'
