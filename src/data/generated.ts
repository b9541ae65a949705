/** Market data out of a generator: for examples, tests and experiments on markets that never were. */
import type { BarChunk } from '../../actors/market/feed.ts'
import type { Duration } from '../events/index.ts'
import type { Blocks } from './blocks.ts'
import type { SessionHours } from './calendar.ts'
import { DAY_SESSION, MarketCalendar } from './calendar.ts'
import { CHUNK_ROWS, cutChunk } from './chunks.ts'
import { sha256Of } from './digest.ts'
import { dataError } from './fault.ts'
import { ChunkFeed } from './feed.ts'
import type { GeneratorSettings, Regime } from './generator.ts'
import { Generator } from './generator.ts'
import { checkOptions } from './known-options.ts'
import { hoursOf } from './options.ts'
import type { TimeRange } from './range.ts'
import { parseTime, rangeOf } from './range.ts'
import type { DataSource, OpenedData, OpenOptions } from './source.ts'
import { DAY, TimeZone } from './zone.ts'

/** Options of `generated`; all of them have defaults. */
export interface GeneratedOptions {
  /** Names, or how many (`S1`, `S2`, …). Default one, `SIM`. */
  readonly symbols?: readonly string[] | number
  /** Bars of each symbol; default 2,520, ten years of days. */
  readonly bars?: number
  /** First day; default `2010-01-04`. */
  readonly start?: string
  /** A bar a session (`day`, the default), or the microseconds of a bar, as `minutes(5)` gives. */
  readonly interval?: 'day' | Duration
  /** An integer; the same seed gives the same bars on every machine. Default 1. */
  readonly seed?: number
  /** First price; default 100. */
  readonly price?: number
  /** Expected return of a year as part of one; default 0.06. */
  readonly drift?: number
  /** Standard deviation of a year's return as part of one, over all regimes; default 0.2. */
  readonly volatility?: number
  /** Between any two symbols (0 to below 1), or the whole matrix. Default 0.5. */
  readonly correlation?: number | readonly (readonly number[])[]
  /** States of the market and their mean length in days; default a calm one and a turbulent one. `[]` for none. */
  readonly regimes?: readonly Regime[]
  /** Part of a day's variance that happens between sessions; default 0.2. */
  readonly gaps?: number
  /** Units traded in a day on average; default 1,000,000. */
  readonly volume?: number
  /** Grid of prices; default 0.01. */
  readonly tick?: number
  /** Whether Saturdays and Sundays have sessions; default false. */
  readonly weekends?: boolean
  readonly timeZone?: string
  /** Default 09:30 to 16:00. */
  readonly session?: SessionHours | 'continuous'
}

/** Changes whenever the same options give other bars. */
const VERSION = 1

const DEFAULTS = {
  bars: 2_520,
  start: '2010-01-04',
  interval: 'day',
  seed: 1,
  price: 100,
  drift: 0.06,
  volatility: 0.2,
  correlation: 0.5,
  regimes: [
    { volatility: 0.8, days: 120 },
    { volatility: 2, days: 25 },
  ],
  gaps: 0.2,
  volume: 1_000_000,
  tick: 0.01,
  weekends: false,
  timeZone: 'UTC',
  session: DAY_SESSION,
} as const satisfies GeneratedOptions

/**
 * Bars of a random market: geometric Brownian motion with regimes of volatility (a Markov chain), gaps between sessions and correlated symbols.
 *
 *     generated({ symbols: ['A', 'B'], bars: 500, seed: 7 })
 *
 * Prices come from additions, multiplications, divisions and square roots alone, which every machine rounds alike.
 */
export function generated(options: GeneratedOptions = {}): DataSource {
  const settings = { ...DEFAULTS, ...options, symbols: namesOf(options.symbols) }
  const describe = () => ({ kind: 'generated', version: VERSION, ...settings })
  return {
    describe,
    open: async (how = {}) => {
      checkOptions('generated', options)
      return openGenerated(settings, JSON.stringify(describe()), how)
    },
  }
}

type Settings = Required<Omit<GeneratedOptions, 'symbols'>> & { readonly symbols: readonly string[] }

async function openGenerated(settings: Settings, description: string, how: OpenOptions): Promise<OpenedData> {
  const { symbols, bars } = settings
  const calendar = new MarketCalendar(new TimeZone(settings.timeZone), hoursOf(settings.session)!)
  const generator = new Generator(checked(settings, calendar), calendar, how.chunkRows ?? CHUNK_ROWS)
  const chunks = new Within(generator, rangeOf(how.from, how.to, calendar))
  const feed = new ChunkFeed(symbols, calendar, chunks, () => undefined)
  await feed.load()
  if (feed.atEnd)
    throw dataError(
      'emptyRange',
      `No generated bar lies between ${how.from ?? 'the first'} and ${how.to ?? 'the last'}.`,
    )
  return {
    feed,
    inputs: [{ path: '(generated)', bytes: description.length, sha256: sha256Of([description]) }],
    rows: bars * symbols.length,
    repairs: [],
    close: () => feed.close(),
  }
}

/** Names of generated symbols, given or made. */
export function namesOf(symbols: GeneratedOptions['symbols'] = ['SIM']): readonly string[] {
  if (typeof symbols === 'number' ? !Number.isInteger(symbols) : !isNames(symbols))
    throw dataError(
      'badOption',
      `symbols of generated data is ${JSON.stringify(symbols)}; it must be a list of names, or how many.`,
    )
  return typeof symbols === 'number' ? Array.from({ length: symbols }, (_, index) => `S${index + 1}`) : symbols
}

const isRegime = (one: unknown): boolean => {
  const { days, volatility } = (one ?? {}) as Partial<Regime>
  return days !== undefined && days > 0 && volatility !== undefined && volatility >= 0
}

const isNames = (symbols: unknown): boolean =>
  Array.isArray(symbols) && symbols.every((name) => typeof name === 'string' && name !== '')

function checked(settings: Settings, calendar: MarketCalendar): GeneratorSettings {
  const { symbols, bars, price, drift, volatility, volume, gaps, tick, regimes, interval, seed } = settings
  const start = parseTime(settings.start)
  const wrong = (option: string, value: unknown, must: string) =>
    dataError('badOption', `generated(): ${option} is ${JSON.stringify(value)}; it must be ${must}.`)
  const positive = Object.entries({ price, volume, tick })
  for (const [option, value] of positive) if (!(value > 0 && value < Infinity)) throw wrong(option, value, 'above 0')
  if (!(volatility >= 0 && volatility < 10))
    throw wrong('volatility', volatility, 'from 0 to below 10, as a part of one a year')
  if (!Number.isFinite(drift)) throw wrong('drift', drift, 'a number, as a part of one a year')
  if (!Array.isArray(regimes) || !(regimes as unknown[]).every(isRegime))
    throw wrong('regimes', regimes, 'a list of states such as { volatility: 0.2, days: 20 }')
  if (!Number.isInteger(bars) || bars < 1) throw wrong('bars', bars, 'a whole number above 0')
  if (!Number.isInteger(seed)) throw wrong('seed', seed, 'an integer')
  if (symbols.length === 0 || new Set(symbols).size !== symbols.length)
    throw wrong('symbols', symbols, 'one or more different names')
  if (!(gaps >= 0 && gaps < 1)) throw wrong('gaps', gaps, 'from 0 to below 1')
  if (tick < 1 && Math.abs(1 / tick - Math.round(1 / tick)) > 1e-9)
    throw wrong('tick', tick, 'a whole number, or one part of a whole number of parts')
  if (start?.kind !== 'date') throw wrong('start', settings.start, 'a date such as 2010-01-04')
  const day = start.micros / DAY
  if (interval !== 'day' && !(interval >= 1 && interval <= calendar.closeOf(day) - calendar.openOf(day))) {
    throw wrong('interval', interval, "'day' or microseconds, no longer than the session")
  }
  return {
    ...settings,
    symbols: symbols.length,
    day,
    interval: interval === 'day' ? 0 : interval,
    regimes: regimes.length === 0 ? [{ volatility: 1, days: 1 }] : regimes,
  }
}

/** The rows of chunks that lie in a range of time. */
class Within implements Blocks<BarChunk> {
  readonly #chunks: Blocks<BarChunk>
  readonly #range: TimeRange

  constructor(chunks: Blocks<BarChunk>, range: TimeRange) {
    this.#chunks = chunks
    this.#range = range
  }

  async next(): Promise<BarChunk | null> {
    const { after, until } = this.#range
    for (let chunk = await this.#chunks.next(); chunk !== null; chunk = await this.#chunks.next()) {
      const { at, length } = chunk
      if (at[0]! > until) return null
      if (at[0]! > after && at[length - 1]! <= until) return chunk
      const from = at.findIndex((one) => one > after)
      const end = at.findIndex((one) => one > until)
      if (from !== -1) return cutChunk(chunk, from, end === -1 ? length : end)
    }
    return null
  }

  close(): Promise<void> {
    return this.#chunks.close()
  }
}
