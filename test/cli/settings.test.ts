/** Which settings `--set` knows: every model that the package offers, by the name that run.json has for it. */
import { describe, expect, test } from 'vitest'
import * as models from '../../actors/broker/index.ts'
import { applySettings, settablePaths } from '../../src/cli/settings.ts'
import * as library from '../../src/index.ts'
import * as latencies from '../../src/system/latency.ts'

const experiment: library.Experiment = {
  data: { describe: () => ({}), open: () => Promise.reject(new Error('not opened')) } as unknown as library.DataSource,
  strategies: [library.defineStrategy({ name: 'still', onBar() {} })],
  portfolio: { cash: 1_000 },
  instruments: { A: { tick: 0.01 } },
}
const set = (...settings: readonly string[]): library.Experiment =>
  applySettings(experiment, settings, library).experiment

/** What is offered beside models and behaviours, or cannot be one setting. */
const others = [
  // machines, tables and questions
  ...['brokerMachine', 'PLAIN_TERMS', 'PATHS', 'EXCLUSIVE', 'INSTRUCTIONS', 'ORDER_TYPES', 'TIMES_IN_FORCE'],
  ...['barReach', 'withReach', 'fillAt', 'liquidityOf', 'ModelError', 'noFill', 'MissingTickError', 'disturbsLine'],
  // volume and slippage in one
  'volumeShare',
]

test('every model and behaviour of the venue can be set, and every latency', () => {
  const known = [...settablePaths(experiment).values()].flatMap((kind) =>
    kind.kind === 'model' || kind.kind === 'models' ? kind.of.map((name) => name.replace('()', '')) : [],
  )
  const offered = [...Object.keys(models), ...Object.keys(latencies)].filter((name) => !others.includes(name))
  expect(offered.filter((name) => !known.includes(name))).toEqual([])
  expect(known.filter((name) => !(name in library))).toEqual([])
})

describe('a model is set by the name that run.json has for it', () => {
  test.each<[keyof library.Venue, readonly string[]]>([
    ['fill', ['fillOnBars()', "fillOnBars({ limits: 'through' })"]],
    ['fillTicks', ['fillOnTicks']],
    ['volume', ['unlimitedVolume', 'participation(0.1)', 'inParts(3)']],
    ['slippage', ['noSlippage', 'fixedSlippage(0.01)', 'percentSlippage(0.001)', 'bps(2)', 'spread({ ticks: 2 })']],
    ['slippage', ['oneTick(0.4)', 'volumeShareSlippage({ limit: 0.1 })', 'inTurn(spread({ bps: 4 }), oneTick(0.2))']],
    ['slippage', ['withinBar(inTurn(bps(1), fixedSlippage(0.02)))']],
    ['commission', ['noCommission', 'perShare(0.005, { min: 1, maxShare: 0.01 })', 'perContract({ ES: 2.5, NQ: 2 })']],
    ['commission', ['percentOfNotional(0.001)', 'fixed(1)', 'makerTaker({ maker: -0.0001, taker: 0.0004 })']],
    ['commission', ["rounded(together(perShare(0.01), regulatoryFees({ value: 0.0000278 })), 0.01, 'up')"]],
    ['queue', ['oldestFirst']],
  ])('broker.%s', (name, texts) => {
    for (const text of texts) {
      const model = set(`broker.${name}=${text}`).broker![name] as { readonly name: string }
      expect(typeof model).toBe('function')
      // as it calls itself, and not as a shorter way to say the same
      if (!text.includes('value: 0.0000278') && text !== 'fillOnBars()') expect(model.name).toBe(text)
    }
  })

  test.each([
    "dropReports({ type: 'order.filled', nth: 3 })",
    'pendRequests({ by: seconds(30), probability: 0.5 })',
    "disconnectAt('2020-03-02', { for: hours(1), working: 'cancel' })",
    'bust({ nth: 2, after: minutes(10) })',
  ])('broker.behaviours: %s', (text) => {
    const [one, ...rest] = set(`broker.behaviours=${text}`).broker!.behaviours!
    expect([one!.name.startsWith(text.slice(0, text.indexOf('('))), rest]).toEqual([true, []])
    // what it calls itself can be set again
    expect(set(`broker.behaviours=[${one!.name}, ${text}]`).broker!.behaviours!.map(({ name }) => name)).toEqual([
      one!.name,
      one!.name,
    ])
  })

  test('the rest of it', () => {
    const { broker, portfolio, latency, equityEvery } = set(
      'broker.path=pessimistic',
      'broker.timing=same-close',
      'broker.whileDown.reports=lose',
      'broker.credit=marginAccount({ cash: 5000, rule: regT({ initial: 0.6 }) })',
      'portfolio.margin.rule=regT()',
      'portfolio.financing=borrowCost({ rate: { A: 0.08 }, year: 365 })',
      'portfolio.recovery.timeout=minutes(5)',
      'portfolio.recovery.daily=true',
      'latency.orders=recorded([1_000, milliseconds(2)], { reorder: true })',
      'latency.reports=logNormal(milliseconds(4), 0.5)',
      'equityEvery=seconds(10)',
    )
    const { instruments } = set('instruments.A.lot=10', 'instruments.BRK.B.tick=0.05', 'instruments.A.tick=0.1')
    expect(instruments).toEqual({ A: { tick: 0.1, lot: 10 }, 'BRK.B': { tick: 0.05 } })
    expect(broker).toMatchObject({ path: 'pessimistic', timing: 'same-close', whileDown: { reports: 'lose' } })
    expect(broker!.credit).toBeDefined()
    expect(portfolio).toMatchObject({ margin: { rule: { name: 'regT()' } }, recovery: { timeout: 3e8, daily: true } })
    expect(portfolio.financing!.name).toBe('borrowCost({ rate: { A: 0.08 }, year: 365 })')
    expect(latency).toMatchObject({
      orders: { name: 'recorded 2', reorder: true },
      reports: { name: 'logNormal 4000 0.5' },
    })
    expect(equityEvery).toBe(1e7)
  })
})

describe('what does not fit is refused with what there is', () => {
  test.each([
    ['broker.slippage=bsp(2)', 'spread(…), oneTick(…), volumeShareSlippage(…), inTurn(…), withinBar(…).'],
    ['broker.slippage=perShare(1)', 'the value must be a model: noSlippage,'],
    ['broker.slippage=withinBar(2)', 'withinBar takes models, not 2'],
    ['broker.slippage=inTurn(bps(1), fixed(2))', 'fixed(2)) cannot be read'],
    ['broker.commission=rounded(fixed(1), 0)', 'rounded takes a step of currency above 0'],
    ['broker.commission=tiered([{ from: 1, rate: 0.1 }])', 'tiered takes at least one tier, the first from 0'],
    ['broker.path=sideways', 'the value must be ohlc or olhc or adaptive or pessimistic or optimistic.'],
    ['broker.behaviours=[dropReports({ every: 0 })]', 'every must be a whole number above 0, not 0'],
    ['broker.behaviours=drop', 'the value must be a list in brackets of dropReports(…), duplicateReports(…),'],
    ['latency.orders=constant(-1)', 'constant: -1 is not a duration'],
    ['latency.orders=seconds(3)', 'the value must be a model: constant(…), uniform(…),'],
    ['portfolio.financing=borrowCost()', 'it cannot be made of these arguments'],
    ['portfolio.recovery.timeout=soon', 'a number of microseconds, or microseconds(…), milliseconds(…), seconds(…)'],
    ['instruments.A.tock=1', 'instruments.SYMBOL.  tick, multiplier, lot, leverage, deposit, maintenanceDeposit'],
    ['instruments.A=1', 'there is no such setting'],
    ['instruments.A.tick=small', 'the value must be a number.'],
    ['broker.fills=1', 'broker.  fill, fillTicks, volume, slippage, commission, credit, queue, timing, path,'],
  ])('%s', (text, message) => expect(() => set(text)).toThrow(message))
})
