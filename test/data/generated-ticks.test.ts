/** Generated ticks: what they promise, and that they and several sources at once survive a way through files. */
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { combine, generatedTicks, quotes, trades } from '../../src/data/index.ts'
import type { GeneratedTicksOptions } from '../../src/data/index.ts'
import { sha256Of } from '../../src/data/digest.ts'
import { faultOf, folder, readTicks } from './support.ts'

const options: fc.Arbitrary<GeneratedTicksOptions> = fc.record(
  {
    symbols: fc.integer({ min: 1, max: 3 }),
    ticks: fc.integer({ min: 1, max: 200 }),
    seed: fc.integer(),
    every: fc.constantFrom(1, 1_000_000, 3_600_000_000),
    volatility: fc.constantFrom(0, 0.2, 3),
    price: fc.constantFrom(0.05, 100, 5_000),
    tick: fc.constantFrom(0.0001, 0.01, 0.25, 5),
    spread: fc.constantFrom(1, 2, 10),
    size: fc.constantFrom(1, 500),
    trades: fc.constantFrom(0, 0.3, 0.9),
    session: fc.constantFrom('continuous' as const, { open: '09:30', close: '16:00' }),
    timeZone: fc.constantFrom('UTC', 'America/New_York'),
  },
  { requiredKeys: ['ticks'] },
)

interface Tick {
  at: number
  symbol: string
  price: number
  size: number
  rest: string[]
}

const parsed = (line: string): Tick => {
  const [at, symbol, price, , size, ...rest] = line.split(' ')
  return { at: Number(at), symbol: symbol!, price: Number(price), size: Number(size), rest }
}

const isOnGrid = (price: number, tick: number): boolean => Math.abs(price / tick - Math.round(price / tick)) < 1e-6

describe('generated ticks', () => {
  test('are quotes that are not crossed, trades at their prices, on the grid, in order, inside sessions', () =>
    fc.assert(
      fc.asyncProperty(options, async (some) => {
        const source = generatedTicks(some)
        const opened = await source.open()
        const { calendar, symbols } = opened.feed
        await opened.close()
        const all = (await readTicks(source)).ticks.map(parsed)
        expect(all).toHaveLength((some.ticks ?? 20_000) * symbols.length)
        const tick = some.tick ?? 0.01
        const standing = new Map<string, { bid: number; bidSize: number; ask: number; askSize: number }>()
        let last = -Infinity
        for (const { at, symbol, price, size, rest } of all) {
          expect(at).toBeGreaterThanOrEqual(last)
          last = at
          const { openAt, closeAt } = calendar.sessionOf(at)
          expect(openAt < at && at <= closeAt).toBe(true)
          expect(isOnGrid(price, tick) && price > 0 && size >= 1 && Number.isInteger(size)).toBe(true)
          if (rest[0] === '/') {
            const [ask, askSize] = [Number(rest[1]), Number(rest[3])]
            expect(ask > price && isOnGrid(ask, tick) && askSize >= 1).toBe(true)
            standing.set(symbol, { bid: price, bidSize: size, ask, askSize })
            continue
          }
          const quote = standing.get(symbol)!
          expect(price).toBe(rest[0] === 'buy' ? quote.ask : quote.bid)
          expect(size).toBeLessThanOrEqual(rest[0] === 'buy' ? quote.askSize : quote.bidSize)
        }
      }),
      { numRuns: 40 },
    ))

  test('are the same on every machine', async () => {
    const { ticks } = await readTicks(generatedTicks({ symbols: ['A', 'B'], ticks: 5_000, seed: 7 }))
    expect(ticks.slice(0, 2)).toEqual([
      '1577957400150739 A 99.98 x 741 / 100.01 x 1004',
      '1577957400388194 A 99.99 x 184 / 100 x 168',
    ])
    expect(sha256Of(ticks)).toMatchInlineSnapshot(`"7b9026ee722fd5903ee8ae0ebdd07a1fe3261413ed755a2058ca309d5d054628"`)
  })

  test('have the spread, the sizes, the distance and the share of trades that were asked for', async () => {
    const asked = {
      ticks: 40_000,
      every: 500_000,
      spread: 4,
      size: 200,
      trades: 0.4,
      session: 'continuous',
      volatility: 0.3,
    } as const
    const all = (await readTicks(generatedTicks(asked))).ticks.map(parsed)
    const quoted = all.filter(({ rest }) => rest[0] === '/')
    const mean = (values: number[]) => values.reduce((sum, value) => sum + value, 0) / values.length
    expect(mean(quoted.map(({ price, rest }) => (Number(rest[1]) - price) / 0.01))).toBeCloseTo(4, 0)
    expect(mean(quoted.map(({ size }) => size)) / 200).toBeCloseTo(1, 1)
    expect(1 - quoted.length / all.length).toBeCloseTo(0.4, 1)
    expect((all.at(-1)!.at - all[0]!.at) / all.length / 500_000).toBeCloseTo(1, 1)
  })

  test('do not depend on chunks, and keep to the range', () =>
    fc.assert(
      fc.asyncProperty(options, fc.integer({ min: 1, max: 50 }), async (some, chunkRows) => {
        const { ticks } = await readTicks(generatedTicks(some))
        expect((await readTicks(generatedTicks(some), { chunkRows })).ticks).toEqual(ticks)
        const at = parsed(ticks[Math.floor(ticks.length / 2)]!).at
        if (at % 1_000 !== 0) return
        const to = new Date(at / 1_000).toISOString()
        expect((await readTicks(generatedTicks(some), { to, chunkRows })).ticks).toEqual(
          ticks.filter((tick) => parsed(tick).at <= at),
        )
      }),
      { numRuns: 25 },
    ))

  test.each([
    [{ ticks: 0 }, 'ticks'],
    [{ spread: 0.5 }, 'spread'],
    [{ trades: 1 }, 'trades'],
    [{ tick: 0.03 }, 'tick'],
    [{ every: 0 }, 'every'],
    [{ start: 'soon' }, 'start'],
    [{ symbols: ['A', 'A'] }, 'symbols'],
  ] as const)('refuse %j', async (wrong, option) => {
    const fault = await faultOf(generatedTicks(wrong))
    expect(fault.code).toBe('badOption')
    expect(fault.message).toContain(`generatedTicks(): ${option}`)
  })
})

const { write } = folder()

test('written into files of trades and of quotes and combined again, they are the same', () =>
  fc.assert(
    fc.asyncProperty(options, fc.integer({ min: 1, max: 50 }), async (some, chunkRows) => {
      const { ticks, symbols } = await readTicks(generatedTicks(some))
      const all = ticks.map(parsed)
      const isQuote = ({ rest }: Tick) => rest[0] === '/'
      const quoteLines = all
        .filter(isQuote)
        .map(({ at, symbol, price, size, rest }) => [at, symbol, price, size, rest[1], rest[3]].join(','))
      const tradeLines = all
        .filter((tick) => !isQuote(tick))
        .map(({ at, symbol, price, size, rest }) => [at, symbol, price, size, rest[0]].join(','))
      const quoted = quotes(write('q.csv', ['time,symbol,bid,bid_size,ask,ask_size', ...quoteLines, ''].join('\n')))
      const traded = trades(write('t.csv', ['time,symbol,price,size,side', ...tradeLines, ''].join('\n')))
      const source = tradeLines.length === 0 ? combine(quoted) : combine(quoted, traded)
      const back = await readTicks(source, { chunkRows })
      // symbols of one instant come as the files have them, which is as the generator has them
      expect(back.ticks).toEqual(ticks)
      expect(new Set(back.symbols)).toEqual(new Set(symbols))
    }),
    { numRuns: 20 },
  ))
