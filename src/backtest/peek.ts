/** Looks at the first rows of a feed without taking them away: a run begins at the time of its data. */
import type { MarketFeed } from '../../actors/market/index.ts'

/** The same feed, opened, with these corporate actions, and the time of its first row; `undefined` when there is none. */
export async function peek(
  feed: MarketFeed,
  actions: MarketFeed['actions'],
): Promise<{ feed: MarketFeed; firstAt: number | undefined }> {
  const bars = await peekStream(feed)
  const ticks = feed.ticks === undefined ? undefined : await peekStream(feed.ticks)
  const firstAt = Math.min(bars.firstAt, ticks?.firstAt ?? Infinity)
  return {
    feed: {
      symbols: feed.symbols,
      calendar: feed.calendar,
      take: bars.take,
      load: async () => {
        await bars.load()
        await ticks?.load()
      },
      close: () => feed.close(),
      ticks,
      actions,
      built: feed.built,
    },
    firstAt: firstAt === Infinity ? undefined : firstAt,
  }
}

interface Stream<Chunk> {
  take(): Chunk | undefined | null
  load(): Promise<void>
}

async function peekStream<Chunk extends { readonly length: number; readonly at: Float64Array }>(
  stream: Stream<Chunk>,
): Promise<Stream<Chunk> & { firstAt: number }> {
  let first = stream.take()
  while (first === undefined || first?.length === 0) {
    await stream.load()
    first = stream.take()
  }
  let pending: Chunk | null = first
  return {
    take() {
      if (pending === null) return stream.take()
      const chunk = pending
      pending = null
      return chunk
    },
    load: () => (pending === null ? stream.load() : Promise.resolve()),
    firstAt: first === null ? Infinity : first.at[0]!,
  }
}
