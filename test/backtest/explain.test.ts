/** Explaining a run: the same run once more, every bar accounted for, and a story that leads from the bar to the fill. */
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  backtest,
  type BacktestResult,
  constant,
  defineStrategy,
  dropReports,
  type Experiment,
  ExplainError,
  fixedQuantity,
  type MarketBar,
  minutes,
  participation,
  perShare,
  type Story,
  type Strategy,
} from '../../src/index.ts'
import { experiment as twapExperiment } from '../../examples/twap.ts'
import { REASONS } from '../../src/backtest/index.ts'
import { market, type Row, restless, rows } from './strategies.ts'

/** A strategy that only looks on. */
function spyOn(bars: Map<string, MarketBar>): Strategy {
  return defineStrategy({
    name: 'spy',
    params: {},
    onBar: ({ bar }) => void bars.set(`${bar.symbol} ${bar.at}`, { ...bar }),
  })
}

const experimentOn = (bars: Readonly<Record<string, readonly Row[]>>, more: Partial<Experiment> = {}): Experiment => ({
  data: market(bars),
  strategies: [restless],
  portfolio: { cash: 20_000, sizing: fixedQuantity(10), risk: { maxPosition: 40 } },
  broker: { commission: perShare(0.01), volume: participation(0.008) },
  ...more,
})

const slow: Experiment['latency'] = { orders: constant(minutes(420)), reports: constant(minutes(90)) }

/** When the venue took it and when it was over there, as the story has it. */
function lifeAtVenue(story: Story): { from: number; to: number } | undefined {
  const ofVenue = story.events.filter(({ who }) => who === 'broker')
  const accepted = ofVenue.find(({ type }) => type === 'order.accepted')
  if (accepted === undefined) return undefined
  const end = ofVenue.find(({ event }) => 'leavesQty' in event && event.leavesQty === 0)
  return { from: accepted.at, to: end?.at ?? Infinity }
}

describe('every order of a run', () => {
  test.each([
    ['at once', undefined],
    ['with latency', slow],
  ])('is explained by the very same run, bar by bar (%s)', async (_words, latency) => {
    await fc.assert(
      fc.asyncProperty(rows(40, 12), rows(40, 12), fc.nat(), async (a, b, pick) => {
        const bars = new Map<string, MarketBar>()
        const experiment = experimentOn(
          { A: a, B: b },
          { strategies: [restless, spyOn(bars)], ...(latency === undefined ? {} : { latency }) },
        )
        const run = await backtest(experiment)
        const ids = [...run.orders].map(({ orderId }) => orderId)
        if (ids.length === 0) return
        const orderId = ids[pick % ids.length]!
        const story = await run.explain(orderId)
        expect(story.hash).toBe(run.hash)
        expect(story.order).toEqual([...run.orders].find((row) => row.orderId === orderId))

        const life = lifeAtVenue(story)
        const fills = new Set(
          story.events.filter(({ who, type }) => who === 'broker' && type === 'order.filled').map(({ at }) => at),
        )
        const expected = [...bars.values()]
          .filter(
            ({ symbol, at }) => symbol === story.order!.symbol && life !== undefined && at > life.from && at <= life.to,
          )
          .map(({ at }) => at)
          .filter((at) => !fills.has(at))
          .toSorted((x, y) => x - y)
        expect(story.reasons.map(({ at }) => at)).toEqual(expected)
        expect(story.stretches.reduce((sum, { count }) => sum + count, 0)).toBe(expected.length)
        for (const { at, code, facts, symbol } of story.reasons) {
          expect(Object.keys(REASONS[code].facts)).toEqual(expect.arrayContaining(Object.keys(facts)))
          const bar = bars.get(`${symbol} ${at}`)!
          for (const part of ['high', 'low', 'close', 'volume', 'openAt'] as const)
            if (part in facts) expect(facts[part]).toBe(bar[part])
        }
      }),
      { numRuns: 25 },
    )
  })
})

/** Ten bars that never come down to 95, and one that does. */
const calm: Row = { open: 100, high: 101, low: 99, close: 100 }
const quiet: Row[] = [
  ...Array.from({ length: 10 }, (_, index) => ({ ...calm, low: 99 - (index % 4) * 0.5 })),
  { ...calm, low: 94 },
]

const bidder = defineStrategy({
  name: 'bidder',
  params: {},
  state: () => ({ bars: 0 }),
  onBar({ bar, signal, state }) {
    if (++state.bars === 1) signal.buy(bar.symbol, { quantity: 20, limit: 95, timeInForce: 'gtc', tag: 'bid' })
    if (state.bars === 3) signal.change(bar.symbol, 'bid', { quantity: 8 })
    if (state.bars === 4) signal.buy(bar.symbol, { quantity: 1_000, limit: 95 })
    if (state.bars === 5) signal.buy(bar.symbol, { quantity: 1, tag: 'bid' })
  },
})
const bidding = (more: Partial<Experiment> = {}): Promise<BacktestResult> =>
  backtest(experimentOn({ A: quiet }, { strategies: [bidder], ...more }))

describe('a story', () => {
  test('reads like one', async () => {
    const run = await bidding()
    expect((await run.explain('o-1')).toString().split('\n').slice(0, -2)).toEqual([
      'o-1   buy 8 A limit 95 gtc   bidder / bid   filled at 95',
      '',
      '  2021-03-01 14:30:00  market     bar A open 100 high 101 low 99 close 100 volume 1,000',
      '                       bidder     signal buy 20 A limit 95 gtc seen at 100 tagged bid',
      '                       portfolio  sized 20 by the signal itself at 100: equity 20,000, cash 20,000, position 0',
      '                       portfolio  checked maxPosition: position after the order 20, limit 40: passed',
      '                       portfolio  checked insufficientFunds: cash needed 1,900, free 20,000: passed',
      '                       portfolio  submits o-1: buy 20 A limit 95 gtc',
      '                       broker     accepted',
      '  2021-03-01 19:30:00             2 bars 2021-03-01 19:30:00 … 2021-03-02 00:30:00: limit not reached; nearest on 2021-03-02 00:30:00: limit 95 below low 98',
      '  2021-03-02 00:30:00  market     bar A open 100 high 101 low 98 close 100 volume 1,000',
      '                       bidder     signal change 8 A tagged bid',
      '                       portfolio  asks to replace (o-1.1): quantity 8',
      '                       broker     replaced: quantity 8 limit 95',
      '  2021-03-02 05:30:00             2 bars 2021-03-02 05:30:00 … 2021-03-02 10:30:00: limit not reached; nearest on 2021-03-02 05:30:00: limit 95 below low 97.50',
      '  2021-03-02 10:30:00  market     bar A open 100 high 101 low 99 close 100 volume 1,000',
      '                       bidder     signal buy 1 A seen at 100 tagged bid',
      '                       portfolio  signal refused: duplicateTag: an order tagged bid is still open',
      '  2021-03-02 15:30:00             5 bars 2021-03-02 15:30:00 … 2021-03-03 11:30:00: limit not reached; nearest on 2021-03-03 01:30:00: limit 95 below low 97.50',
      '  2021-03-03 16:30:00  market     bar A open 100 high 101 low 94 close 100 volume 1,000',
      '                       broker     filled 8 at 95, commission 0.08; 8 done, 0 left',
      '                       portfolio  position 8 A at 95, realised 0, cash 19,239.92',
      '',
    ])
  })

  test('knows which bar, which signal and which request led to what', async () => {
    const story = await (await bidding()).explain('o-1')
    const chainOf = (type: string): string[] =>
      story.events.find((event) => event.type === type)!.causes.map((cause) => `${cause.who} ${cause.type}`)
    expect(chainOf('order.submit')).toEqual(['market market.bar', 'bidder signal'])
    expect(chainOf('order.accepted')).toEqual(['market market.bar', 'bidder signal', 'portfolio order.submit'])
    expect(chainOf('order.replaced')).toEqual(['market market.bar', 'bidder signal', 'portfolio order.replace'])
    expect(chainOf('order.filled')).toEqual(['market market.bar'])
    expect(chainOf('position.changed')).toEqual(['market market.bar', 'broker order.filled'])
  })

  test('says what took its time', async () => {
    const story = await (await bidding({ latency: slow })).explain('o-1')
    const accepted = story.events.filter(({ type }) => type === 'order.accepted')
    expect(accepted.map(({ who, text }) => `${who}: ${text}`)).toEqual([
      'broker: accepted',
      'portfolio: hears: accepted',
    ])
    expect(accepted[1]!.at - accepted[0]!.at).toBe(minutes(90))
    expect(story.reasons[0]).toMatchObject({ code: 'notYetActive' })
  })

  test('leaves out the questions of every evening, unless something came of one', async () => {
    const run = await bidding({ broker: { behaviours: [dropReports({ type: 'order.filled' })] } })
    const questions = ['order.statusRequest', 'order.massStatusRequest', 'order.status']
    let answers = 0
    for (const { orderId } of run.orders) {
      const { events } = await run.explain(orderId)
      expect(events.filter(({ type }) => questions.includes(type))).toEqual([])
      for (const { event, causes, text } of events)
        if ('inferred' in event && event.inferred === true) {
          answers++
          expect(text).toMatch(/^concludes: /)
          expect(causes.map(({ type }) => type)).toEqual(['market.session', 'order.statusRequest', 'order.status'])
        }
    }
    expect(answers).toBeGreaterThan(0)
  })

  test('of an order that was denied has the check with its numbers', async () => {
    const story = await (await bidding()).explain('o-2')
    expect(story.order?.status).toBe('Denied')
    expect(story.events.at(-1)).toMatchObject({ type: 'order.denied', event: { code: 'maxPosition' } })
    expect(story.events.find(({ event }) => (event as { passed?: boolean }).passed === false)).toMatchObject({
      event: { code: 'maxPosition', facts: { value: 1008, limit: 40 } },
    })
  })

  test('of a signal says what came of it', async () => {
    const run = await bidding()
    const made = await run.explain({ signal: 1 })
    expect(made.orders).toEqual(['o-1'])
    const refused = await run.explain({ signal: 3 })
    expect(refused.orders).toEqual([])
    expect(refused.events.map(({ type }) => type)).toEqual(['signal', 'signal.refused'])
    expect(refused.toString()).toContain('signal refused: duplicateTag')
  })
})

describe('the story of a bracket', () => {
  const bracket = defineStrategy({
    name: 'bracket',
    params: {},
    state: () => ({ bars: 0 }),
    onBar({ bar, signal, state }) {
      if (++state.bars > 1) return
      signal.buy(bar.symbol, {
        quantity: 10,
        limit: 98,
        timeInForce: 'gtc',
        childLink: 'oco',
        children: [
          { limit: 104, timeInForce: 'gtc' },
          { stop: 95, timeInForce: 'gtc' },
        ],
      })
    },
  })
  const bars = [calm, calm, { ...calm, low: 97 }, calm, { ...calm, high: 106, low: 94 }]
  const run = () =>
    backtest(experimentOn({ A: bars }, { strategies: [bracket], portfolio: { cash: 10_000 }, broker: {} }))
  const told = async (orderId: string): Promise<string[]> => {
    const { events, reasons } = await (await run()).explain(orderId)
    const steps = events.filter(({ who }) => who === 'broker').map(({ at, text }) => ({ at, text }))
    const looks = reasons.map(({ at, code, text }) => ({ at, text: `${code}: ${text}` }))
    return [...steps, ...looks].toSorted((a, b) => a.at - b.at).map(({ text }) => text)
  }

  test('a child waits for its parent, and ends with the other child', async () => {
    expect(await told('o-1-2')).toEqual([
      'accepted',
      'parentNotFilled: parent not filled: o-1',
      'o-1 (parent): filled 10 at 98, commission 0; 10 done, 0 left',
      'activated: its parent has executed',
      expect.stringContaining('notYetActive: not yet active: works from 2021-03-02 00:30:00 on'),
      'stopNotReached: stop 95 below low 99',
      expect.stringContaining('ambiguous bar: bothSides, decided by path none'),
      'o-1-1 (linked): filled 10 at 104, commission 0; 10 done, 0 left',
      'canceled (linked), 0 of 10 filled',
      'ended: ended before its turn on this event',
    ])
  })

  test('a parent hears of its child', async () => {
    expect(await told('o-1')).toEqual([
      'accepted',
      'limitNotReached: limit 98 below low 99',
      'filled 10 at 98, commission 0; 10 done, 0 left',
      'o-1-1 (child): filled 10 at 104, commission 0; 10 done, 0 left',
    ])
  })
})

describe('an order that an algorithm works', () => {
  test('tells of its slices, and each of them can be explained', async () => {
    const run = await backtest(twapExperiment)
    const story = await run.explain('o-1')
    expect(story.hash).toBe(run.hash)
    const steps = story.events.map(({ who, text }) => `${who}: ${text}`)
    expect(steps.slice(-4)).toEqual([
      'execution: submits o-1-10: buy 100 ACME market day',
      expect.stringMatching(/^broker: o-1-10 \(slice\): filled 100 at /),
      expect.stringMatching(/^execution: filled 100 at .* 1,000 done, 0 left/),
      expect.stringMatching(/^portfolio: position 1,000 ACME/),
    ])
    expect(story.events.at(-4)!.causes.at(-1)).toMatchObject({
      who: 'algorithms/o-1',
      text: 'asks to submit slice 10 of 100',
    })
    const slice = await run.explain('o-1-10')
    expect(slice.hash).toBe(run.hash)
    expect(slice.toString()).toMatch(/^o-1-10 {3}buy 100 ACME market day {3}execution\n/)
    expect(slice.events.map(({ type }) => type)).toEqual(['order.submit', 'order.accepted', 'order.filled'])
  })
})

describe('what cannot be explained', () => {
  const failure = (promise: Promise<unknown>): Promise<ExplainError> =>
    promise.then(
      () => expect.unreachable(),
      (error: unknown) => error as ExplainError,
    )

  test('an order that is not there: those that are like it are named', async () => {
    const error = await failure((await bidding()).explain('o-7'))
    expect(error).toBeInstanceOf(ExplainError)
    expect(error).toMatchObject({ code: 'unknownOrder', facts: { orderId: 'o-7', orders: 2 } })
    expect(error.message).toContain('2 orders, o-1 to o-2; nearest: o-2, o-1')
  })

  test('a signal that is not there', async () => {
    const error = await failure((await bidding()).explain({ signal: 4 }))
    expect(error).toMatchObject({ code: 'unknownSignal', facts: { signal: 4, count: 3 } })
  })

  test('a run that is no function of its inputs', async () => {
    let runs = 0
    const moody = defineStrategy({
      name: 'moody',
      params: {},
      state: () => ({ run: ++runs }),
      onBar: ({ bar, signal, state }) => signal.buy(bar.symbol, { quantity: state.run }),
    })
    const run = await backtest(experimentOn({ A: quiet }, { strategies: [moody] }))
    expect(await failure(run.explain('o-1'))).toMatchObject({ code: 'anotherRun' })
  })
})
