/** Whole runs on trades and quotes: determinism, no look-ahead, the cadence of equity, several sources, corporate actions. */
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  backtest,
  columns,
  combine,
  type DataSource,
  defineStrategy,
  type Experiment,
  ExperimentError,
  fixedQuantity,
  generatedTicks,
  minutes,
  seconds,
  sma,
  uniform,
} from '../../src/index.ts'
import { chunkSizes, feedOf, markets, tickMarkets } from '../actors/market/feeds.ts'

/** Decides on trades, quotes and bars of trades, with orders of several kinds. */
const ticker = defineStrategy({
  name: 'ticker',
  params: { every: 7 },
  indicators: () => ({ mean: sma(3) }),
  warmup: 0,
  state: () => ({ ticks: 0 }),
  onBar: ({ bar, indicators: { mean }, signal }) => {
    if (bar.close > mean.value) signal.long(bar.symbol)
    if (bar.close < mean.value) signal.flat(bar.symbol)
  },
  onQuote: ({ quote, signal, state, params }) => {
    state.ticks++
    if (state.ticks % params.every === 0)
      signal.buy(quote.symbol, { quantity: 3, limit: quote.bid, tag: `${quote.symbol}-${state.ticks}` })
  },
  onTrade: ({ trade, signal, state, params }) => {
    state.ticks++
    if (state.ticks % params.every === 3) signal.sell(trade.symbol, { quantity: 2 })
  },
})

const experimentOn = (data: Experiment['data'], more: Partial<Experiment> = {}): Experiment => ({
  data,
  strategies: [ticker],
  portfolio: { cash: 1_000_000, sizing: fixedQuantity(5) },
  ...more,
})

const worlds = fc.record({
  symbols: fc.constantFrom(1, 2),
  ticks: fc.integer({ min: 1, max: 120 }),
  seed: fc.integer(),
  every: fc.constantFrom(seconds(3), minutes(7), minutes(200)),
  trades: fc.constantFrom(0, 0.4),
  bars: fc.constantFrom(minutes(5), minutes(60)),
  session: fc.constantFrom('continuous' as const, { open: '09:30', close: '16:00' }),
})
const slow = { market: uniform(0, minutes(2)), orders: uniform(0, minutes(2)), reports: uniform(0, minutes(2)) }

describe('a run on ticks', () => {
  test('is the same twice, and interpreted instead of compiled', () =>
    fc.assert(
      fc.asyncProperty(
        worlds,
        fc.boolean(),
        fc.constantFrom('trade' as const, 'mid' as const),
        async (world, late, markBy) => {
          const experiment = experimentOn(generatedTicks(world), {
            portfolio: { cash: 1_000_000, sizing: fixedQuantity(5), markBy },
            ...(late ? { latency: slow } : {}),
          })
          const first = await backtest(experiment)
          for (const mode of ['fast', 'observed'] as const) {
            const other = await backtest(experiment, { mode })
            expect(other.hash).toBe(first.hash)
            expect([...other.orders]).toEqual([...first.orders])
            expect(other.equity.equity).toEqual(first.equity.equity)
            expect(other.system.deadLetters.count).toBe(0)
          }
          expect(first.manifest.ticks).toBe(world.ticks * world.symbols)
        },
      ),
      { numRuns: 12 },
    ))

  test('is the same either way where many ticks and bars fall on one instant', () =>
    fc.assert(
      fc.asyncProperty(markets, tickMarkets, chunkSizes, fc.boolean(), async (bars, ticks, chunks, late) => {
        if (bars.length + ticks.length === 0) return
        const source = (): DataSource => ({
          describe: () => ({ kind: 'test' }),
          open: async () => {
            const feed = feedOf(bars, {
              symbols: ['ACME', 'BOLT', 'CORE'],
              ticks,
              chunks,
              built: { length: minutes(60), by: ['trade'] },
            })
            return { feed, inputs: [], rows: ticks.length, repairs: [], close: () => feed.close() }
          },
        })
        const heard = { fast: [] as string[], observed: [] as string[] }
        const hashes = []
        for (const mode of ['fast', 'observed'] as const) {
          const note = (what: { readonly type: string; readonly symbol: string; readonly at: number }) =>
            void heard[mode].push(`${what.at} ${what.type} ${what.symbol}`)
          const listener = defineStrategy({
            name: 'listener',
            onBar: ({ bar }) => note(bar),
            onTrade: ({ trade }) => note(trade),
            onQuote: ({ quote }) => note(quote),
          })
          const experiment = experimentOn(source(), {
            strategies: [ticker, listener],
            ...(late ? { latency: slow } : {}),
          })
          hashes.push((await backtest(experiment, { mode })).hash)
        }
        expect(heard.fast).toEqual(heard.observed)
        expect(hashes[0]).toBe(hashes[1])
      }),
      { numRuns: 40 },
    ))

  test('does not depend on the chunks that its ticks come in', () =>
    fc.assert(
      fc.asyncProperty(worlds, fc.integer({ min: 1, max: 30 }), async (world, chunkRows) => {
        const source = generatedTicks(world)
        const cut: DataSource = { ...source, open: (how) => source.open({ ...how, chunkRows }) }
        const [whole, parts] = [await backtest(experimentOn(source)), await backtest(experimentOn(cut))]
        expect(parts.hash).toBe(whole.hash)
      }),
      { numRuns: 12 },
    ))

  test('decides nothing by what comes later', () =>
    fc.assert(
      fc.asyncProperty(worlds, fc.nat(), async (world, share) => {
        const signalsOf = async (ticks: number) => {
          let end = 0
          const watcher = defineStrategy({
            name: 'watcher',
            onTrade: ({ now }) => void (end = now),
            onQuote: ({ now }) => void (end = now),
          })
          const data = generatedTicks({ ...world, symbols: 1, ticks })
          const { signals } = await backtest(experimentOn(data, { strategies: [ticker, watcher] }))
          return {
            end,
            signals: [...signals].map(({ at, intent, symbol, quantity, price }) => ({
              at,
              intent,
              symbol,
              quantity,
              price,
            })),
          }
        }
        const part = await signalsOf(1 + (share % world.ticks))
        const whole = await signalsOf(world.ticks)
        const upTo = ({ signals }: typeof part) => signals.filter(({ at }) => at <= part.end)
        expect(upTo(part)).toEqual(upTo(whole))
      }),
      { numRuns: 15 },
    ))

  test('writes equity down at bars, at most once a while between them, and when a session closes', async () => {
    const world = { ticks: 2_000, every: seconds(7), seed: 3 }
    const at = async (more: Partial<Experiment>, bars?: number) => [
      ...(await backtest(experimentOn(generatedTicks({ ...world, ...(bars === undefined ? {} : { bars }) }), more)))
        .equity.at,
    ]
    const distances = (times: number[]) => times.slice(1).map((time, index) => time - times[index]!)
    const usual = await at({})
    expect(
      distances(usual)
        .slice(0, -1)
        .every((distance) => distance >= minutes(1)),
    ).toBe(true)
    expect(usual.at(-1)! % minutes(60 * 24)).toBe(minutes(60 * 16))
    const seldom = await at({ equityEvery: minutes(60 * 24 * 365) })
    expect(seldom.slice(1).map((time) => time % minutes(60 * 24))).toEqual(seldom.slice(1).map(() => minutes(60 * 16)))
    expect(seldom).toHaveLength(2)
    const often = await at({ equityEvery: seconds(1) })
    expect(often.length).toBeGreaterThan(1_700)
    const withBars = await at({}, minutes(5))
    expect(withBars.filter((time) => time % minutes(5) === 0).length).toBeGreaterThan(30)
    await expect(at({ equityEvery: 0 })).rejects.toThrow(ExperimentError)
  })

  test('may have bars from one source and ticks from others', async () => {
    const session = { open: '09:30', close: '16:00' } as const
    const ticks = generatedTicks({ symbols: ['T'], ticks: 300, start: '2020-01-02', session })
    const bars = columns(
      { B: [2, 3, 6].map((day) => ({ time: `2020-01-0${day}`, open: 10, high: 11, low: 9, close: 10 })) },
      { session },
    )
    const [listed, combined] = [
      await backtest(experimentOn([bars, ticks])),
      await backtest(experimentOn(combine(bars, ticks))),
    ]
    expect(listed.hash).toBe(combined.hash)
    expect([listed.manifest.bars, listed.manifest.ticks]).toEqual([3, 300])
    expect(listed.record.prices('T')!.close.length).toBeGreaterThan(10)
    await expect(backtest(experimentOn([]))).rejects.toThrow(ExperimentError)
  })

  test('is told of splits and dividends, which are part of what it is made of', async () => {
    const notes: string[] = []
    const listener = defineStrategy({
      name: 'listener',
      onQuote: () => undefined,
      onAction: ({ action, now }) =>
        void notes.push(
          `${action.type} ${action.type === 'market.split' ? action.ratio : action.amount} ${new Date(now / 1e3).toISOString()}`,
        ),
    })
    const data = generatedTicks({ ticks: 500, every: minutes(2) })
    const actions = [
      { symbol: 'SIM', date: '2020-01-03', split: 2 },
      { symbol: 'SIM', date: '2020-01-06', dividend: 0.5 },
    ]
    const run = await backtest(experimentOn(data, { strategies: [listener], actions }))
    expect(notes).toEqual(['market.split 2 2020-01-03T09:00:00.000Z', 'market.dividend 0.5 2020-01-06T09:00:00.000Z'])
    expect(run.inputs.map(({ path }) => path)).toEqual(['(generated)', '(actions)'])
    expect(run.manifest.configuration).toMatchObject({ actions })
    const without = await backtest(experimentOn(data, { strategies: [listener] }))
    expect(without.hash).not.toBe(run.hash)
    await expect(backtest(experimentOn(data, { actions: 'soon' as never }))).rejects.toThrow(ExperimentError)
  })
})
