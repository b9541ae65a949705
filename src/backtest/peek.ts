/** Looks at the first bar of a feed without taking it away: a run begins at the time of its data. */
import type { BarChunk, BarFeed } from '../../actors/market/index.ts'

/** The same feed, opened, and the close time of its first bar; `undefined` when there is none. */
export async function peek(feed: BarFeed): Promise<{ feed: BarFeed; firstAt: number | undefined }> {
  let first: BarChunk | undefined | null = feed.take()
  while (first === undefined || first?.length === 0) {
    await feed.load()
    first = feed.take()
  }
  let pending: BarChunk | null = first
  const rest: BarFeed = {
    symbols: feed.symbols,
    calendar: feed.calendar,
    take() {
      if (pending === null) return feed.take()
      const chunk = pending
      pending = null
      return chunk
    },
    load: () => (pending === null ? feed.load() : Promise.resolve()),
    close: () => feed.close(),
  }
  return { feed: rest, firstAt: first === null ? undefined : first.at[0]! }
}
