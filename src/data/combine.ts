/** Several sources as one feed: bars, trades and quotes of the same or of different instruments, merged by time. */
import type { BarChunk, BuiltBars, DatedAction, MarketFeed, TickChunk } from '../../actors/market/feed.ts'
import { inOrder } from './actions.ts'
import type { BarBlock, Blocks } from './blocks.ts'
import { MarketCalendar } from './calendar.ts'
import { CHUNK_ROWS, chunkRowsFor } from './chunks.ts'
import { DataError, dataError } from './fault.ts'
import { ReadAhead } from './read-ahead.ts'
import { Merge } from './merge.ts'
import type { DataSource, OpenedData, OpenOptions } from './source.ts'
import { TickMerge } from './tick-merge.ts'

/**
 * Merges sources into one. All must have the same time zone and session; bars of an instrument must come from one of them. Ticks of one instant come
 * in the order of the sources, quotes before trades.
 *
 *     combine(quotes('quotes.csv', { symbol: 'BTC' }), trades('trades.csv', { symbol: 'BTC', bars: minutes(1) }))
 */
export function combine(...sources: readonly DataSource[]): DataSource {
  const all = sources.flatMap((source) => source.sources ?? [source])
  return {
    describe: () => ({ kind: 'combine', sources: all.map((source) => source.describe()) }),
    open: (how = {}) => openAll(all, how),
    sources: all,
  }
}

async function openAll(sources: readonly DataSource[], how: OpenOptions): Promise<OpenedData> {
  if (sources.length === 0) throw dataError('badOption', 'combine() was given no source.')
  const opened: OpenedData[] = []
  try {
    let empty: DataError | undefined
    for (const source of sources) {
      try {
        opened.push(await source.open(how))
      } catch (error) {
        // A range may lie outside of one of several sources.
        if (!(error instanceof DataError) || error.code !== 'emptyRange') throw error
        empty ??= error
      }
    }
    if (opened.length === 0) throw empty!
    return together(opened, how)
  } catch (error) {
    await Promise.all(opened.map((one) => one.close()))
    throw error
  }
}

function together(opened: readonly OpenedData[], how: OpenOptions): OpenedData {
  const feeds = opened.map(({ feed }) => feed)
  const calendar = sameCalendar(feeds)
  const symbols = numbered(feeds)
  const names = [...symbols.keys()]
  const numbers = feeds.map((feed) => Uint16Array.from(feed.symbols, (symbol) => symbols.get(symbol)!))
  const series = feeds.map((feed, index) => new FeedBars(feed, numbers[index]!))
  const bars = new ReadAhead<BarChunk>(
    new Merge(series, { chunkRows: how.chunkRows ?? chunkRowsFor(series.length), inOrder: false }),
    () => undefined,
  )
  const tickSeries = feeds.flatMap((feed, index) =>
    feed.ticks === undefined ? [] : [new FeedTicks(feed.ticks, numbers[index]!)],
  )
  const ticks =
    tickSeries.length === 0
      ? undefined
      : new ReadAhead<TickChunk>(new TickMerge(tickSeries, how.chunkRows ?? CHUNK_ROWS), () => undefined)
  const close = async (): Promise<void> => {
    await bars.close()
    await ticks?.close()
    await Promise.all(opened.map((one) => one.close()))
  }
  const feed: MarketFeed = {
    symbols: names,
    calendar,
    take: () => bars.take(),
    load: async () => {
      await bars.load()
      await ticks?.load()
    },
    close,
    ticks,
    actions: inOrder(feeds.flatMap((one): readonly DatedAction[] => one.actions ?? [])),
    built: builtOfAll(feeds, names),
  }
  return {
    feed,
    inputs: opened.flatMap(({ inputs }) => inputs),
    rows: opened.reduce((sum, { rows }) => sum + rows, 0),
    get repairs() {
      return opened.flatMap(({ repairs }) => repairs)
    },
    close,
  }
}

/** One market has one calendar. */
function sameCalendar(feeds: readonly MarketFeed[]): MarketFeed['calendar'] {
  const { calendar } = feeds[0]!
  const words = (one: MarketFeed['calendar']): string =>
    one instanceof MarketCalendar
      ? `${one.hours.open} to ${one.hours.close} in ${one.zone.name}`
      : 'a calendar of its own'
  for (const [index, feed] of feeds.entries()) {
    if (feed.calendar === calendar) continue
    const [one, other] = [words(calendar), words(feed.calendar)]
    if (calendar instanceof MarketCalendar && feed.calendar instanceof MarketCalendar && one === other) continue
    throw dataError(
      'badOption',
      `The sources to combine must have the same sessions, but the first has ${one} and number ${index + 1} has ${other}: ` +
        `state session and timeZone alike in all of them.`,
    )
  }
  return calendar
}

/** Symbols in the order of the sources, those of bars first, so that bars of one source keep their order. */
function numbered(feeds: readonly MarketFeed[]): Map<string, number> {
  const symbols = new Map<string, number>()
  const hasBars = feeds.map((feed) => feed.ticks === undefined)
  for (const feed of feeds.filter((_, index) => hasBars[index])) {
    for (const symbol of feed.symbols) {
      if (symbols.has(symbol))
        throw dataError('badOption', `Bars of ${symbol} come from two of the sources to combine.`, { symbol })
      symbols.set(symbol, symbols.size)
    }
  }
  for (const feed of feeds.filter((_, index) => !hasBars[index]))
    for (const symbol of feed.symbols) if (!symbols.has(symbol)) symbols.set(symbol, symbols.size)
  return symbols
}

function builtOfAll(feeds: readonly MarketFeed[], names: readonly string[]): BuiltBars | undefined {
  const by = new Map<string, 'trade' | 'mid'>()
  let length: number | undefined
  for (const { built, symbols, ticks } of feeds) {
    if (ticks === undefined || built === undefined) continue
    if (length !== undefined && length !== built.length)
      throw dataError('badOption', 'The sources to combine make bars of different lengths: state one length.')
    length = built.length
    for (const [index, symbol] of symbols.entries()) {
      const kind = built.by[index]
      if (kind === undefined) continue
      if (by.has(symbol))
        throw dataError('badOption', `Bars of ${symbol} would be made twice: state bars in one source of its ticks.`, {
          symbol,
        })
      by.set(symbol, kind)
    }
  }
  const barred = feeds.filter(({ ticks }) => ticks === undefined).flatMap(({ symbols }) => symbols)
  const twice = barred.find((symbol) => by.has(symbol))
  if (twice !== undefined)
    throw dataError('badOption', `Bars of ${twice} are in one source, and another would make them of its ticks.`, {
      symbol: twice,
    })
  return length === undefined ? undefined : { length, by: names.map((name) => by.get(name)) }
}

/** The bars of a feed, with other numbers for its symbols. */
class FeedBars implements Blocks<BarBlock> {
  readonly #feed: MarketFeed
  readonly #numbers: Uint16Array

  constructor(feed: MarketFeed, numbers: Uint16Array) {
    this.#feed = feed
    this.#numbers = numbers
  }

  async next(): Promise<BarBlock | null> {
    const chunk = await taken(this.#feed)
    return chunk === null ? null : { ...chunk, symbol: chunk.symbol.map((one) => this.#numbers[one]!), only: 0 }
  }

  close = (): Promise<void> => Promise.resolve()
}

class FeedTicks implements Blocks<TickChunk> {
  readonly #ticks: NonNullable<MarketFeed['ticks']>
  readonly #numbers: Uint16Array

  constructor(ticks: NonNullable<MarketFeed['ticks']>, numbers: Uint16Array) {
    this.#ticks = ticks
    this.#numbers = numbers
  }

  async next(): Promise<TickChunk | null> {
    const chunk = await taken(this.#ticks)
    return chunk === null ? null : { ...chunk, symbol: chunk.symbol.map((one) => this.#numbers[one]!) }
  }

  close = (): Promise<void> => Promise.resolve()
}

/** The next chunk, waited for. */
async function taken<Chunk>(stream: {
  take(): Chunk | undefined | null
  load(): Promise<void>
}): Promise<Chunk | null> {
  let chunk = stream.take()
  while (chunk === undefined) {
    await stream.load()
    chunk = stream.take()
  }
  return chunk
}
