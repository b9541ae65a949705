/** Trades, quotes, corporate actions and bars made of ticks: what is said, and in which order. */
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { FeedError } from '../../../actors/market/index.ts'
import { hours, type MarketBar, type MarketEvent, minutes } from '../../../src/events/index.ts'
import {
  barOf,
  chunkSizes,
  dailyCalendar,
  DAY,
  feedOf,
  markets,
  quoteOf,
  type Tick,
  tickMarkets,
  tradeOf,
} from './feeds.ts'
import { runMarket, type Heard, type Mode } from './run.ts'

const modes: Mode[] = ['fast', 'observed']
const SYMBOLS = ['ACME', 'BOLT', 'CORE']

/** `10 quote ACME 100`: hour and what was said. */
const told = ({ at, event }: Heard): string => {
  const words = [at / hours(1), event.type === 'market.session' ? event.phase : event.type.slice(7)]
  if (event.type === 'market.quote') return [...words, event.symbol, event.bid].join(' ')
  if (event.type === 'market.trade') return [...words, event.symbol, event.price].join(' ')
  if (event.type === 'market.bar') return [...words, event.symbol, event.close].join(' ')
  if (event.type === 'market.split') return [...words, event.symbol, event.ratio].join(' ')
  if (event.type === 'market.dividend') return [...words, event.symbol, event.amount].join(' ')
  return words.join(' ')
}

describe.each(modes)('the market on ticks, %s', (mode) => {
  test('tells quotes, then trades, then bars of an instant; ticks of the open after it, of the close before it', async () => {
    const ticks = [
      tradeOf('ACME', hours(8), 1),
      quoteOf('ACME', hours(9), 2),
      tradeOf('ACME', hours(9), 3),
      quoteOf('BOLT', hours(10), 4),
      quoteOf('ACME', hours(10), 5),
      tradeOf('ACME', hours(10), 6),
      tradeOf('ACME', hours(17), 7),
    ]
    const bars = [barOf('ACME', hours(9), 8), barOf('BOLT', hours(10), 9)]
    const { heard, state } = await runMarket(feedOf(bars, { ticks }), { mode })
    expect(heard.map(told)).toEqual([
      '8 trade ACME 1',
      '8.5 preOpen',
      '9 bar ACME 8.25',
      '9 open',
      '9 quote ACME 2',
      '9 trade ACME 3',
      '10 quote BOLT 4',
      '10 quote ACME 5',
      '10 trade ACME 6',
      '10 bar BOLT 9.25',
      '17 trade ACME 7',
      '17 closed',
      '17 done',
    ])
    expect(state).toBe('done')
  })

  test('runs session into session: a tick of midnight is in the day that begins, a bar in the day that ends', async () => {
    const ticks = [12, 24, 36].map((hour) => tradeOf('ACME', hours(hour), hour))
    const feed = feedOf([barOf('ACME', hours(24), 1)], { ticks, calendar: dailyCalendar(0, 24) })
    const { heard } = await runMarket(feed, { mode, start: -DAY })
    expect(heard.map(told)).toEqual([
      '-0.5 preOpen',
      '0 open',
      '12 trade ACME 12',
      '24 bar ACME 1.25',
      '24 closed',
      '24 preOpen',
      '24 open',
      '24 trade ACME 24',
      '36 trade ACME 36',
      '48 closed',
      '48 done',
    ])
  })

  test('splits and pays before the session is announced, also for days that had none, and not for days before the data', async () => {
    const bars = [barOf('ACME', hours(10), 1), barOf('ACME', hours(10) + 3 * DAY, 2)]
    const actions = [
      { day: -1, symbol: 'ACME', split: 9 },
      { day: 0, symbol: 'ACME', dividend: 0.5 },
      { day: 2, symbol: 'ACME', split: 2 },
      { day: 3, symbol: 'ACME', split: 3 },
      { day: 3, symbol: 'ACME', dividend: 0.25 },
      { day: 4, symbol: 'ACME', split: 4 },
    ]
    const { heard } = await runMarket(feedOf(bars, { actions }), { mode })
    expect(heard.map(told)).toEqual([
      '8.5 dividend ACME 0.5',
      '8.5 preOpen',
      '9 open',
      '10 bar ACME 1.25',
      '17 closed',
      '80.5 split ACME 2',
      '80.5 split ACME 3',
      '80.5 dividend ACME 0.25',
      '80.5 preOpen',
      '81 open',
      '82 bar ACME 2.25',
      '89 closed',
      '89 done',
    ])
  })

  test('makes bars of trades or of the middle of quotes, on the grid of the session', async () => {
    const at = (hour: number, minute: number) => hours(hour) + minutes(minute)
    const ticks = [
      tradeOf('ACME', at(8, 59), 1, 10),
      tradeOf('ACME', at(9, 0), 2, 10),
      quoteOf('BOLT', at(9, 1), 50, 52),
      quoteOf('BOLT', at(9, 2), 0, 52),
      quoteOf('ACME', at(9, 3), 900, 901),
      tradeOf('ACME', at(9, 4), 5, 20),
      tradeOf('ACME', at(9, 29), 3, 30),
      tradeOf('ACME', at(9, 30), 4, 1),
      tradeOf('ACME', at(12, 10), 6, 1),
      tradeOf('ACME', at(17, 0), 7, 2),
      tradeOf('ACME', at(17, 5), 8, 2),
    ]
    const built = { length: minutes(30), by: ['trade', 'mid'] as const }
    const { heard } = await runMarket(feedOf([], { ticks, built }), { mode })
    const bars = heard.filter(({ event }) => event.type === 'market.bar')
    for (const { at: now, event } of bars) expect((event as MarketBar).at).toBe(now)
    expect(bars.map(({ event }) => event)).toEqual([
      bar('ACME', at(9, 0), at(8, 59), 1, 1, 1, 1, 10),
      bar('ACME', at(9, 30), at(9, 0), 2, 5, 2, 3, 60),
      bar('BOLT', at(9, 30), at(9, 1), 51, 51, 51, 51, 0),
      bar('ACME', at(10, 0), at(9, 30), 4, 4, 4, 4, 1),
      bar('ACME', at(12, 30), at(12, 10), 6, 6, 6, 6, 1),
      bar('ACME', at(17, 0), at(17, 0), 7, 7, 7, 7, 2),
      bar('ACME', at(17, 30), at(17, 5), 8, 8, 8, 8, 2),
    ])
    const order = heard.map(told)
    expect(order.indexOf('9 bar ACME 1')).toBeLessThan(order.indexOf('9 open'))
    expect(order.indexOf('9.5 trade ACME 4')).toBeLessThan(order.indexOf('9.5 bar ACME 3'))
    expect(order.indexOf('17 bar ACME 7')).toBeLessThan(order.indexOf('17 closed'))
  })

  test('refuses ticks whose time goes backwards', async () => {
    const ticks = [tradeOf('ACME', hours(12), 1), tradeOf('ACME', hours(11), 2)]
    await expect(runMarket(feedOf([], { ticks }), { mode })).rejects.toMatchObject({ cause: expect.any(FeedError) })
  })
})

const bar = (
  symbol: string,
  at: number,
  openAt: number,
  open: number,
  high: number,
  low: number,
  close: number,
  volume: number,
): MarketBar => ({ type: 'market.bar', symbol, at, openAt, open, high, low, close, volume })

const plain = (event: MarketEvent): unknown => JSON.parse(JSON.stringify(event))
const isData = ({ event }: Heard): boolean => event.type !== 'market.session'

/** What is due at an instant relative to the open of a session: bars before it, ticks after it. */
const rank = (event: Tick | MarketBar): number =>
  event.type === 'market.quote' ? 0 : event.type === 'market.trade' ? 1 : 2

test('tells all bars and ticks once, at their time, in the stated order', () =>
  fc.assert(
    fc.asyncProperty(markets, tickMarkets, chunkSizes, fc.boolean(), async (bars, ticks, chunks, slow) => {
      const { heard } = await runMarket(feedOf(bars, { symbols: SYMBOLS, ticks, chunks, slow }), { mode: 'fast' })
      const expected = [...ticks, ...bars]
        .map((event, index) => {
          const opens = event.at % DAY === hours(9)
          return { event, at: event.at, key: opens && event.type === 'market.bar' ? -1 : rank(event), index }
        })
        .sort((a, b) => a.at - b.at || a.key - b.key || a.index - b.index)
      expect(heard.filter(isData).map(({ event }) => plain(event))).toEqual(expected.map(({ event }) => plain(event)))
      let open = false
      for (const { at, event } of heard) {
        if (event.type === 'market.session') open = event.phase === 'open'
        else {
          expect(event.at).toBe(at)
          const hour = (at % DAY) / hours(1)
          expect(open).toBe(hour > 9 && hour <= 17 ? true : hour === 9 && event.type !== 'market.bar')
        }
      }
    }),
    { numRuns: 100 },
  ))

const built = fc.record({
  length: fc.constantFrom(minutes(30), hours(1), hours(3), hours(24)),
  by: fc.array(fc.constantFrom('trade' as const, 'mid' as const, undefined), { minLength: 3, maxLength: 3 }),
})

test('chunks, loading and the way of running change nothing', () =>
  fc.assert(
    fc.asyncProperty(markets, tickMarkets, built, chunkSizes, fc.boolean(), async (bars, ticks, made, chunks, slow) => {
      const options = { symbols: SYMBOLS, ticks, built: made }
      const whole = await runMarket(feedOf(bars, options), { mode: 'observed' })
      for (const mode of modes) {
        const { heard, state } = await runMarket(feedOf(bars, { ...options, chunks, slow }), { mode })
        expect(heard).toEqual(whole.heard)
        expect(state).toEqual(whole.state)
      }
    }),
    { numRuns: 60 },
  ))

test('bars of ticks are what somebody makes of all the ticks at once', () =>
  fc.assert(
    fc.asyncProperty(tickMarkets, built, async (ticks, made) => {
      const { heard } = await runMarket(feedOf([], { symbols: SYMBOLS, ticks, built: made }), { mode: 'fast' })
      const bars = heard.map(({ event }) => event).filter((event) => event.type === 'market.bar')
      expect(bars).toEqual(barsOf(ticks, made.length, made.by))
    }),
    { numRuns: 150 },
  ))

test('what comes later changes nothing that was said before', () =>
  fc.assert(
    fc.asyncProperty(tickMarkets, built, fc.nat(), async (ticks, made, cut) => {
      const until = ticks.length === 0 ? 0 : ticks[cut % ticks.length]!.at
      const run = async (some: Tick[]) =>
        (await runMarket(feedOf([], { symbols: SYMBOLS, ticks: some, built: made }), { mode: 'fast' })).heard
          .filter(isData)
          .filter(({ at }) => at <= until)
      expect(await run(ticks.filter(({ at }) => at <= until))).toEqual(await run(ticks))
    }),
    { numRuns: 60 },
  ))

/** The plain way: every tick into the bar of its place, all bars in order. Sessions are 9 to 17 o'clock. */
function barsOf(ticks: readonly Tick[], length: number, by: readonly ('trade' | 'mid' | undefined)[]): MarketBar[] {
  const groups = new Map<string, { end: number; symbol: number; rows: { at: number; price: number; size: number }[] }>()
  for (const tick of ticks) {
    const symbol = SYMBOLS.indexOf(tick.symbol)
    if (by[symbol] !== (tick.type === 'market.trade' ? 'trade' : 'mid')) continue
    const midnight = Math.floor(tick.at / DAY) * DAY
    const [open, close] = [midnight + hours(9), midnight + hours(17)]
    // after the close, midnight included, the grid of the day that ends goes on
    const base = tick.at === midnight ? close - DAY : tick.at > close ? close : open
    const next = base + (Math.floor((tick.at - base) / length) + 1) * length
    const limit = tick.at === midnight ? midnight : tick.at > close ? midnight + DAY : tick.at < open ? open : close
    const end = Math.min(next, limit)
    const key = `${end} ${symbol}`
    const group = groups.get(key) ?? { end, symbol, rows: [] }
    groups.set(key, group)
    group.rows.push(
      tick.type === 'market.trade'
        ? { at: tick.at, price: tick.price, size: tick.size }
        : { at: tick.at, price: (tick.bid + tick.ask) / 2, size: 0 },
    )
  }
  return [...groups.values()]
    .sort((a, b) => a.end - b.end || a.symbol - b.symbol)
    .map(({ end, symbol, rows }) => {
      const prices = rows.map(({ price }) => price)
      const volume = rows.reduce((sum, { size }) => sum + size, 0)
      const [first, last] = [rows[0]!, rows.at(-1)!]
      return bar(
        SYMBOLS[symbol]!,
        end,
        first.at,
        first.price,
        Math.max(...prices),
        Math.min(...prices),
        last.price,
        volume,
      )
    })
}
