/** Stress tests: the base run is the backtest, every other run differs in one thing, and what it hangs on is what moves it most. */
import { readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  backtest,
  bps,
  constant,
  defineStrategy,
  type Experiment,
  type Factor,
  FACTORS,
  fillAt,
  fillOnBars,
  fixedQuantity,
  hours,
  participation,
  stress,
} from '../../src/index.ts'
import { market, type Row, restless, rows, smaCross } from './strategies.ts'

const experimentOn = (bars: readonly Row[], more: Partial<Experiment> = {}): Experiment => ({
  data: market({ A: bars }),
  strategies: [restless],
  portfolio: { cash: 20_000, sizing: fixedQuantity(10) },
  ...more,
})
const bars = fc.sample(rows(80, 60), { seed: 3, numRuns: 1 })[0]!

/** Factors whose values are more slippage, a little and much. */
const slippages = (...points: readonly number[]): Factor => ({
  name: 'slippage',
  title: 'Slippage',
  assumptions: points.map((point) => ({
    label: `${point} bp`,
    apply: (experiment) => ({ ...experiment, broker: { ...experiment.broker, slippage: bps(point) } }),
  })),
})
const cash = (...amounts: readonly number[]): Factor => ({
  name: 'cash',
  title: 'Cash',
  assumptions: amounts.map((amount) => ({
    label: `${amount}`,
    apply: (experiment) => ({ ...experiment, portfolio: { ...experiment.portfolio, cash: amount } }),
  })),
})

describe('a grid', () => {
  test('has the backtest as its base, and as many runs as it said', async () => {
    const experiment = experimentOn(bars)
    const seen: [number, number][] = []
    const grid = await stress(experiment, { onProgress: (done, total) => void seen.push([done, total]) })
    const run = await backtest(experiment)
    expect(grid.base.hash).toBe(run.hash)
    expect(grid.base.figures).toMatchObject({ finalEquity: run.summary.finalEquity, sharpe: run.summary.sharpe })
    const made = 1 + grid.runs.filter(({ isBase }) => !isBase).length
    expect(grid.planned).toBeLessThanOrEqual(3 + FACTORS.reduce((sum, { assumptions }) => sum + assumptions.length, 0))
    expect(made).toBeLessThanOrEqual(grid.planned)
    expect(seen.map(([done]) => done)).toEqual(seen.map(([done]) => done).toSorted((a, b) => a - b))
    expect(new Set(seen.map(([, total]) => total))).toEqual(new Set([grid.planned]))
    expect(grid.isComplete).toBe(true)
  })

  test('is the same the second time', async () => {
    const [first, second] = [await stress(experimentOn(bars)), await stress(experimentOn(bars))]
    expect(JSON.stringify(second)).toBe(JSON.stringify(first))
    expect(await second.page()).toBe(await first.page())
  })

  test('makes each run as a backtest with that one change', async () => {
    const experiment = experimentOn(bars, { broker: { slippage: bps(2) } })
    const { runs } = await stress(experiment, { seed: 7, params: { restless: { every: 4 } } })
    for (const { name, assumptions } of FACTORS)
      for (const { label, apply } of assumptions) {
        const run = runs.find((each) => each.factor === name && each.label === label)!
        const alone = await backtest(apply(experiment), { seed: 7, params: { restless: { every: 4 } } })
        expect([run.label, run.hash, run.figures?.finalEquity]).toEqual([label, alone.hash, alone.summary.finalEquity])
      }
  })

  test.each<[string, Partial<Experiment>, string[]]>([
    ['nothing is said', {}, ['timing next-open', 'limits touch', 'slippage none', 'volume all of it']],
    [
      'everything is said',
      {
        broker: {
          timing: 'same-close',
          fill: fillOnBars({ limits: 'through' }),
          slippage: bps(5),
          volume: participation(0.1),
        },
        latency: { orders: constant(hours(1)), reports: constant(hours(1)) },
      },
      ['timing same-close', 'limits through', 'slippage 5 bp', 'latency 1 h', 'volume 10 %'],
    ],
  ])('knows which assumptions are the experiment’s own: %s', async (_words, more, own) => {
    const { runs } = await stress(experimentOn(bars.slice(0, 12), more))
    const known = runs.filter(({ isBase, factor }) => isBase && factor !== 'worst' && factor !== 'best')
    expect(known.map(({ factor, label }) => `${factor} ${label}`)).toEqual(expect.arrayContaining(own))
    expect(known.filter(({ factor }) => own.some((text) => text.startsWith(`${factor} `)))).toHaveLength(own.length)
  })

  test('puts the factor that moves the result most in front, whatever the prices', async () => {
    await fc.assert(
      fc.asyncProperty(rows(40, 20), async (made) => {
        const factors = [slippages(0, 1, 50), cash(19_000, 20_000, 30_000)]
        const grid = await stress(experimentOn(made), { factors })
        const equity = grid.base.figures!.finalEquity
        for (const factor of grid.factors) {
          const own = grid.runs.filter((run) => run.factor === factor.name).map((run) => run.figures!.finalEquity)
          expect([factor.low, factor.high]).toEqual([Math.min(equity, ...own), Math.max(equity, ...own)])
          expect(factor.spread).toBeCloseTo((factor.high - factor.low) / equity, 12)
        }
        expect(grid.factors.map(({ name }) => name)).toEqual(['cash', 'slippage'])
        for (const { change, figures } of grid.runs) expect(change).toBe(figures!.finalEquity - equity)
        for (const which of ['worst', 'best'] as const) {
          const chosen = factors.reduce((changed, factor) => {
            const label = grid.factors.find(({ name }) => name === factor.name)![which]
            return factor.assumptions.find((each) => each.label === label)?.apply(changed) ?? changed
          }, experimentOn(made))
          const all = grid.runs.find(({ factor }) => factor === which)!
          expect(all.hash).toBe((await backtest(chosen)).hash)
        }
      }),
      { numRuns: 8 },
    )
  })
})

describe('bars that do not say in which order their prices came', () => {
  /** Buys, and then waits for a gain above and a loss below, both within the third bar. */
  const bracketed = defineStrategy({
    name: 'bracketed',
    params: {},
    state: () => ({ bars: 0 }),
    onBar({ bar, signal, state }) {
      if (++state.bars === 1) signal.buy(bar.symbol, { quantity: 10 })
      if (state.bars !== 2) return
      signal.sell(bar.symbol, { quantity: 10, limit: 105, timeInForce: 'gtc', tag: 'gain' })
      signal.sell(bar.symbol, { quantity: 10, stop: 95, timeInForce: 'gtc', tag: 'loss' })
    },
  })
  const calm = { open: 100, high: 101, low: 99, close: 100 }

  test('are counted and named', async () => {
    const wild = { open: 100, high: 110, low: 90, close: 100 }
    const grid = await stress(experimentOn([calm, calm, wild, calm], { strategies: [bracketed] }))
    expect(grid.base.figures?.ambiguities).toBe(1)
    expect(grid.ambiguities).toMatchObject([{ code: 'bothSides', count: 1 }])
    expect(grid.ambiguities[0]!.example).toContain('A 100 110 90 100')
    expect(grid.toString()).toContain('1 case was ambiguous as it is')
    expect(grid.toString()).toContain('1 bothSides, first 2021-03-02: A 100 110 90 100')
    expect(await grid.page()).toContain('1 × bothSides')
  })

  test('are none where nothing is open', async () => {
    const grid = await stress(experimentOn([calm, calm, calm, calm], { strategies: [bracketed] }))
    expect(grid.ambiguities).toEqual([])
    expect(grid.toString()).toContain('No bar was ambiguous')
  })
})

describe('what goes wrong', () => {
  test('a factor that does not fit is left out, with the reason', async () => {
    const fill = (): ReturnType<typeof fillAt> => fillAt(100, 'custom')
    const grid = await stress(experimentOn(bars.slice(0, 12), { broker: { fill } }))
    expect(grid.omitted).toEqual([
      { factor: 'Path inside a bar', reason: 'a path needs a fill model with a reach, and fill has none' },
      { factor: 'Limits fill on', reason: 'the fill model fill says itself what limits fill on' },
    ])
    expect(grid.runs.map(({ factor }) => factor)).not.toContain('limits')
    expect(grid.toString()).toContain('Not tried: limits fill on, because the fill model fill')
  })

  test('a run that fails is noted, and the others are made', async () => {
    const touchy = defineStrategy({
      name: 'touchy',
      params: {},
      onBar: ({ bar, signal }) => signal.buy(bar.symbol, { quantity: 1 }),
      onFill({ fill }) {
        if (fill.slippage > 0.2) throw new Error('too dear')
      },
    })
    const grid = await stress(experimentOn(bars.slice(0, 12), { strategies: [touchy] }), {
      factors: [slippages(0, 1, 90)],
    })
    expect(grid.runs.map(({ label, failure }) => [label, failure === undefined])).toEqual([
      ['0 bp', true],
      ['1 bp', true],
      ['90 bp', false],
      ['all at their worst', true],
      ['all at their best', true],
    ])
    expect(grid.runs[2]?.failure).toContain('too dear')
    expect(grid.toString()).toContain('failed: ')
    expect(await grid.page()).toContain('too dear')
  })

  test('an experiment that cannot run at all throws as a backtest does', async () => {
    await expect(stress({ ...experimentOn(bars), portfolio: { cash: -1 } })).rejects.toThrow('portfolio.cash')
  })

  test('stopped in the middle, it keeps what is done and says so', async () => {
    const controller = new AbortController()
    const grid = await stress(experimentOn(bars, { strategies: [smaCross] }), {
      signal: controller.signal,
      onProgress: (done) => done === 4 && controller.abort(),
    })
    expect(grid.isComplete).toBe(false)
    expect(grid.runs.filter(({ isBase }) => !isBase)).toHaveLength(3)
    expect(grid.toString()).toContain(`Stopped before all of the ${grid.planned} runs were made.`)
    expect(await grid.page()).toContain('Stopped before all')
  })
})

test('the page has every run, loads nothing, and cannot be broken by names', async () => {
  const name = '<script>alert(1)</script>'
  const grid = await stress(experimentOn(bars, { name }))
  const page = await grid.page()
  for (const { label } of grid.runs) expect(page).toContain(label)
  for (const { title } of grid.factors) expect(page).toContain(title)
  expect(page).toContain("default-src 'none'".replaceAll("'", '&#39;'))
  expect(page).not.toMatch(/https?:|src=|NaN|undefined|Infinity/)
  expect(page).not.toContain(name)
})

test('is written as a page and as data', async () => {
  const folder = join(tmpdir(), `quantdome-stress-${process.pid}`)
  const grid = await stress(experimentOn(bars.slice(0, 12)))
  const paths = await grid.save(folder)
  expect(paths.map((path) => basename(path))).toEqual(['stress.json', 'stress.html'])
  expect(JSON.parse(readFileSync(paths[0]!, 'utf8'))).toEqual(JSON.parse(JSON.stringify(grid)))
  rmSync(folder, { recursive: true })
})
