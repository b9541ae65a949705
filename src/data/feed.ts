/** Feeds over chunks that come asynchronously. */
import type {
  BarChunk,
  BuiltBars,
  DatedAction,
  MarketFeed,
  SessionCalendar,
  TickChunk,
} from '../../actors/market/feed.ts'
import type { Blocks } from './blocks.ts'
import { ReadAhead } from './read-ahead.ts'

/** A feed of bars. */
export class ChunkFeed extends ReadAhead<BarChunk> implements MarketFeed {
  readonly symbols: readonly string[]
  readonly calendar: SessionCalendar
  readonly actions: readonly DatedAction[] | undefined

  constructor(
    symbols: readonly string[],
    calendar: SessionCalendar,
    chunks: Blocks<BarChunk>,
    onClose: () => void,
    actions?: readonly DatedAction[],
  ) {
    super(chunks, onClose)
    this.symbols = symbols
    this.calendar = calendar
    this.actions = actions
  }
}

/** A feed of ticks alone. */
export class TickFeed implements MarketFeed {
  readonly symbols: readonly string[]
  readonly calendar: SessionCalendar
  readonly ticks: ReadAhead<TickChunk>
  readonly built: BuiltBars | undefined

  constructor(
    symbols: readonly string[],
    calendar: SessionCalendar,
    chunks: Blocks<TickChunk>,
    built: BuiltBars | undefined,
    onClose: () => void,
  ) {
    this.symbols = symbols
    this.calendar = calendar
    this.ticks = new ReadAhead(chunks, onClose)
    this.built = built
  }

  take(): null {
    return null
  }

  load(): Promise<void> {
    return this.ticks.load()
  }

  close(): Promise<void> {
    return this.ticks.close()
  }
}
