/** Trades and quotes out of a generator: for examples, tests and experiments. */
import type { TickChunk } from '../../actors/market/feed.ts'
import type { Duration } from '../events/index.ts'
import type { Blocks } from './blocks.ts'
import { CONTINUOUS, DAY_SESSION, MarketCalendar } from './calendar.ts'
import type { SessionHours } from './calendar.ts'
import { CHUNK_ROWS } from './chunks.ts'
import { sha256Of } from './digest.ts'
import { dataError } from './fault.ts'
import { TickFeed } from './feed.ts'
import { namesOf } from './generated.ts'
import { checkOptions } from './known-options.ts'
import { hoursOf } from './options.ts'
import { streamsOf } from './normal.ts'
import type { TimeRange } from './range.ts'
import { parseTime, rangeOf } from './range.ts'
import type { DataSource, OpenedData, OpenOptions } from './source.ts'
import { cutTicks } from './tick-blocks.ts'
import { TickGenerator } from './tick-generator.ts'
import { TickMerge } from './tick-merge.ts'
import { builtOf } from './tick-options.ts'
import { DAY, TimeZone } from './zone.ts'

/** Options of `generatedTicks`; all of them have defaults. */
export interface GeneratedTicksOptions {
  /** Names, or how many (`S1`, `S2`, …). Default one, `SIM`. */
  readonly symbols?: readonly string[] | number
  /** Trades and quotes of each symbol together; default 20,000. */
  readonly ticks?: number
  /** First day; default `2020-01-02`. */
  readonly start?: string
  /** Mean distance of a symbol's ticks; default 1 s. */
  readonly every?: Duration
  /** An integer; the same seed gives the same ticks on every machine. Default 1. */
  readonly seed?: number
  /** First price; default 100. */
  readonly price?: number
  /** Standard deviation of a year's return as part of one; default 0.2. */
  readonly volatility?: number
  /** Grid of prices; default 0.01. */
  readonly tick?: number
  /** Mean spread in steps of the grid, at least 1; default 2. */
  readonly spread?: number
  /** Mean size of a quote; default 500. */
  readonly size?: number
  /** Part of the ticks that are trades; default 0.3. */
  readonly trades?: number
  /** Have the market make bars of this length of the trades. Default none. */
  readonly bars?: Duration
  /** Whether Saturdays and Sundays have sessions; default false. */
  readonly weekends?: boolean
  readonly timeZone?: string
  /** Default 09:30 to 16:00. */
  readonly session?: SessionHours | 'continuous'
}

/** Changes whenever the same options give other ticks. */
const VERSION = 1

const DEFAULTS = {
  ticks: 20_000,
  start: '2020-01-02',
  every: 1_000_000,
  seed: 1,
  price: 100,
  volatility: 0.2,
  tick: 0.01,
  spread: 2,
  size: 500,
  trades: 0.3,
  weekends: false,
  timeZone: 'UTC',
  session: DAY_SESSION,
} as const satisfies GeneratedTicksOptions

/**
 * Quotes around a random walk, and trades at bid and ask.
 *
 *     generatedTicks({ symbols: ['A', 'B'], ticks: 5_000, seed: 7, bars: minutes(1) })
 */
export function generatedTicks(options: GeneratedTicksOptions = {}): DataSource {
  const settings = { ...DEFAULTS, ...options, symbols: namesOf(options.symbols) }
  const describe = () => ({ kind: 'generatedTicks', version: VERSION, ...settings })
  return {
    describe,
    open: async (how = {}) => {
      checkOptions('generatedTicks', options)
      return openGenerated(settings, JSON.stringify(describe()), how)
    },
  }
}

type Settings = Required<Omit<GeneratedTicksOptions, 'symbols' | 'bars'>> & {
  readonly symbols: readonly string[]
  readonly bars?: Duration
}

async function openGenerated(settings: Settings, description: string, how: OpenOptions): Promise<OpenedData> {
  const { symbols, ticks } = settings
  const calendar = new MarketCalendar(new TimeZone(settings.timeZone), hoursOf(settings.session) ?? CONTINUOUS)
  const day = checkedDay(settings)
  const range = rangeOf(how.from, how.to, calendar, 'ticks')
  const chunkRows = how.chunkRows ?? CHUNK_ROWS
  const series = streamsOf(settings.seed, symbols.length).map(
    (random, symbol) => new Within(new TickGenerator({ ...settings, day }, calendar, random, symbol, chunkRows), range),
  )
  const built = builtOf(settings.bars, 'trade', symbols.length)
  const feed = new TickFeed(symbols, calendar, new TickMerge(series, chunkRows), built, () => undefined)
  await feed.load()
  if (feed.ticks.atEnd)
    throw dataError(
      'emptyRange',
      `No generated tick lies between ${how.from ?? 'the first'} and ${how.to ?? 'the last'}.`,
    )
  return {
    feed,
    inputs: [{ path: '(generated)', bytes: description.length, sha256: sha256Of([description]) }],
    rows: ticks * symbols.length,
    repairs: [],
    close: () => feed.close(),
  }
}

function checkedDay({
  symbols,
  start,
  ticks,
  every,
  seed,
  price,
  volatility,
  tick,
  spread,
  size,
  trades,
}: Settings): number {
  const wrong = (option: string, value: unknown, must: string) =>
    dataError('badOption', `generatedTicks(): ${option} is ${JSON.stringify(value)}; it must be ${must}.`)
  for (const [option, value] of Object.entries({ price, tick, every }))
    if (!(value > 0 && value < Infinity)) throw wrong(option, value, 'above 0')
  for (const [option, value] of Object.entries({ spread, size }))
    if (!(value >= 1 && value < Infinity)) throw wrong(option, value, 'at least 1')
  if (!(volatility >= 0 && volatility < 10)) throw wrong('volatility', volatility, 'from 0 to below 10')
  if (!(trades >= 0 && trades < 1)) throw wrong('trades', trades, 'from 0 to below 1')
  if (tick < 1 && Math.abs(1 / tick - Math.round(1 / tick)) > 1e-9)
    throw wrong('tick', tick, 'a whole number, or one part of a whole number of parts')
  if (!Number.isInteger(ticks) || ticks < 1) throw wrong('ticks', ticks, 'a whole number above 0')
  if (!Number.isInteger(seed)) throw wrong('seed', seed, 'an integer')
  if (symbols.length === 0 || new Set(symbols).size !== symbols.length)
    throw wrong('symbols', symbols, 'one or more different names')
  const parsed = parseTime(start)
  if (parsed?.kind !== 'date') throw wrong('start', start, 'a date such as 2020-01-02')
  return parsed.micros / DAY
}

/** The rows of chunks that lie in a range of time. */
class Within implements Blocks<TickChunk> {
  readonly #chunks: Blocks<TickChunk>
  readonly #range: TimeRange

  constructor(chunks: Blocks<TickChunk>, range: TimeRange) {
    this.#chunks = chunks
    this.#range = range
  }

  async next(): Promise<TickChunk | null> {
    const { after, until } = this.#range
    for (let chunk = await this.#chunks.next(); chunk !== null; chunk = await this.#chunks.next()) {
      const { at, length } = chunk
      if (at[0]! > until) return null
      const from = at.findIndex((one) => one > after)
      const end = at.findIndex((one) => one > until)
      if (from !== -1) return cutTicks(chunk, from, end === -1 ? length : end)
    }
    return null
  }

  close(): Promise<void> {
    return this.#chunks.close()
  }
}
