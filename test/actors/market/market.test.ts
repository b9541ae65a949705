/** What the market says, and when: by example, and for generated feeds in both modes. */
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { FeedError, marketMachine } from '../../../actors/market/index.ts'
import { hours, minutes, type MarketBar, type MarketEvent, type MarketSession } from '../../../src/events/index.ts'
import { barOf, chunkSizes, dailyCalendar, DAY, feedOf, markets } from './feeds.ts'
import { runMarket, type Heard, type Mode } from './run.ts'

const modes: Mode[] = ['fast', 'observed', 'lent']
const isBar = (event: MarketEvent): event is MarketBar => event.type === 'market.bar'
const isSession = (event: MarketEvent): event is MarketSession => event.type === 'market.session'

/** `9 open`, `10 ACME 100`: hour of the first day and what was said. */
const told = ({ at, event }: Heard): string => {
  const hour = at / hours(1)
  return isBar(event)
    ? `${hour} ${event.symbol} ${event.open}`
    : !isSession(event)
      ? `${hour} ${event.type}`
      : [hour, event.phase, event.symbol, event.reason].filter((x) => x !== undefined).join(' ')
}

const oneDay = [
  barOf('ACME', hours(10), 100),
  barOf('ACME', hours(12), 101),
  barOf('BOLT', hours(12), 50),
  barOf('BOLT', hours(17), 51),
]

describe.each(modes)('the market, %s', (mode) => {
  test('opens, tells its bars, closes and is done', async () => {
    const { heard, state } = await runMarket(feedOf(oneDay), { mode })
    expect(heard.map(told)).toEqual([
      '8.5 preOpen',
      '9 open',
      '10 ACME 100',
      '12 ACME 101',
      '12 BOLT 50',
      '17 BOLT 51',
      '17 closed',
      '17 done',
    ])
    expect(state).toBe('done')
  })

  test('says nothing but that it is done when there are no bars', async () => {
    const { heard } = await runMarket(feedOf([]), { mode })
    expect(heard.map(({ event }) => event)).toMatchObject([{ type: 'market.session', phase: 'done' }])
  })

  test('publishes what lies outside of the session at its time all the same', async () => {
    const bars = [6, 8.75, 9, 10, 18, 30].map((hour, index) => barOf('ACME', hours(hour), index + 1))
    const { heard } = await runMarket(feedOf(bars), { mode })
    expect(heard.map(told)).toEqual([
      '6 ACME 1',
      '8.5 preOpen',
      '8.75 ACME 2',
      '9 ACME 3',
      '9 open',
      '10 ACME 4',
      '17 closed',
      '18 ACME 5',
      '30 ACME 6',
      '32.5 preOpen',
      '33 open',
      '41 closed',
      '41 done',
    ])
  })

  test('runs session into session where the market never sleeps', async () => {
    const bars = [1, 24, 25, 48].map((hour, index) => barOf('ACME', hours(hour), index + 1))
    const { heard } = await runMarket(feedOf(bars, { calendar: dailyCalendar(0, 24) }), { mode, start: -DAY })
    expect(heard.map(told)).toEqual([
      '-0.5 preOpen',
      '0 open',
      '1 ACME 1',
      '24 ACME 2',
      '24 closed',
      '24 preOpen',
      '24 open',
      '25 ACME 3',
      '48 ACME 4',
      '48 closed',
      '48 done',
    ])
  })

  test('knows sessions of long ago', async () => {
    const { heard } = await runMarket(feedOf([barOf('ACME', hours(10) - 7305 * DAY, 16)]), { mode, start: -7306 * DAY })
    expect(heard.map(({ event }) => event)).toMatchObject([
      { phase: 'preOpen', day: -7305 },
      { phase: 'open', day: -7305, at: hours(9) - 7305 * DAY },
      { open: 16 },
      { phase: 'closed', day: -7305 },
      { phase: 'done' },
    ])
  })

  test('announces the open as early as it is told to', async () => {
    const { heard } = await runMarket(feedOf(oneDay), { mode, preOpen: minutes(90) })
    expect(heard.slice(0, 2).map(told)).toEqual(['7.5 preOpen', '9 open'])
  })

  test('begins in the middle of a session', async () => {
    const { heard } = await runMarket(feedOf(oneDay), { mode, start: hours(9.5) })
    expect(heard.slice(0, 3).map(told)).toEqual(['9.5 preOpen', '9.5 open', '10 ACME 100'])
  })

  test('halts and goes on, publishing all the while', async () => {
    const { heard } = await runMarket(feedOf(oneDay), {
      mode,
      commands: [
        { at: hours(11), command: { type: 'market.halt', reason: 'circuit breaker' } },
        { at: hours(11.5), command: { type: 'market.halt', reason: 'and again' } },
        { at: hours(13), command: { type: 'market.resume' } },
        { at: hours(14), command: { type: 'market.halt', reason: 'for the rest of the day' } },
      ],
    })
    expect(heard.map(told)).toEqual([
      '8.5 preOpen',
      '9 open',
      '10 ACME 100',
      '11 halted circuit breaker',
      '12 ACME 101',
      '12 BOLT 50',
      '13 open',
      '14 halted for the rest of the day',
      '17 BOLT 51',
      '17 closed',
      '17 done',
    ])
  })

  test('opens halted where that was ordered before', async () => {
    const command = { type: 'market.halt', reason: 'no power' } as const
    const ordered = await runMarket(feedOf(oneDay), { mode, commands: [{ at: hours(8), command }] })
    expect(ordered.heard.slice(0, 3).map(told)).toEqual(['8.5 preOpen', '9 halted no power', '10 ACME 100'])
    const withdrawn = await runMarket(feedOf(oneDay), {
      mode,
      commands: [
        { at: hours(8), command },
        { at: hours(8.75), command: { type: 'market.resume' } },
      ],
    })
    expect(withdrawn.heard.slice(0, 2).map(told)).toEqual(['8.5 preOpen', '9 open'])
  })

  test('halts one instrument, over the night, until it is resumed', async () => {
    const bars = [...oneDay, barOf('ACME', hours(34), 102)]
    const { heard } = await runMarket(feedOf(bars), {
      mode,
      commands: [
        { at: hours(1), command: { type: 'market.halt', symbol: 'BOLT', reason: 'early' } },
        { at: hours(2), command: { type: 'market.resume', symbol: 'BOLT' } },
        { at: hours(11), command: { type: 'market.halt', symbol: 'ACME', reason: 'news' } },
        { at: hours(11), command: { type: 'market.resume', symbol: 'BOLT' } },
        { at: hours(35), command: { type: 'market.resume', symbol: 'ACME' } },
      ],
    })
    expect(heard.map(told).filter((line) => !/\d$/.test(line))).toEqual([
      '1 halted BOLT early',
      '2 open BOLT',
      '8.5 preOpen',
      '9 open',
      '11 halted ACME news',
      '17 closed',
      '32.5 preOpen',
      '33 open',
      '33 halted ACME news',
      '35 open ACME',
      '41 closed',
      '41 done',
    ])
  })

  test('refuses a feed whose time goes backwards', async () => {
    const bars = [barOf('ACME', hours(12), 1), barOf('ACME', hours(11), 2)]
    await expect(runMarket(feedOf(bars), { mode })).rejects.toMatchObject({ cause: expect.any(FeedError) })
  })

  test('gives every bar as an object of its own', async () => {
    const { heard } = await runMarket(feedOf(oneDay), { mode })
    const bars = heard.map(({ event }) => event).filter(isBar)
    expect(new Set(bars).size).toBe(oneDay.length)
    expect(bars).toEqual(oneDay)
  })

  test('tells every bar once, in order, at its time', () =>
    fc.assert(
      fc.asyncProperty(markets, chunkSizes, fc.boolean(), async (bars, chunks, slow) => {
        const { heard } = await runMarket(feedOf(bars, { chunks, slow }), { mode })
        const said = heard.filter(({ event }) => isBar(event))
        expect(said.map(({ event }) => event)).toEqual(bars)
        for (const { at, event } of said) expect(at).toBe(event.at)
      }),
      { numRuns: 60 },
    ))

  test('goes through the phases of every session in their order, around its bars', () =>
    fc.assert(
      fc.asyncProperty(markets, async (bars) => {
        const { heard } = await runMarket(feedOf(bars), { mode })
        const calendar = dailyCalendar()
        const phases = heard.map(({ event }) => event).filter(isSession)
        const days = [...new Set(bars.map((bar) => calendar.sessionOf(bar.at).day))]
        expect(phases.map(({ phase, day }) => [phase, day]).slice(0, -1)).toEqual(
          days.flatMap((day) => [
            ['preOpen', day],
            ['open', day],
            ['closed', day],
          ]),
        )
        expect(phases.at(-1)!.phase).toBe('done')
        let open: number | undefined = undefined
        for (const { at, event } of heard) {
          if (isSession(event)) {
            expect(event.at).toBe(at)
            const session = { openAt: event.day * DAY + hours(9), closeAt: event.day * DAY + hours(17) }
            if (event.phase === 'open') expect(at).toBe(session.openAt)
            if (event.phase === 'closed') expect(at).toBe(session.closeAt)
            if (event.phase === 'preOpen') expect(at).toBeGreaterThanOrEqual(session.openAt - minutes(30))
            open = event.phase === 'open' ? event.day : undefined
          } else {
            const { day, openAt, closeAt } = calendar.sessionOf(at)
            expect(open).toBe(at > openAt && at <= closeAt ? day : undefined)
          }
        }
      }),
      { numRuns: 60 },
    ))
})

test('chunks, loading and the way of running change nothing', () =>
  fc.assert(
    fc.asyncProperty(markets, chunkSizes, fc.boolean(), async (bars, chunks, slow) => {
      const plain = await runMarket(feedOf(bars), { mode: 'observed' })
      for (const mode of modes) {
        const feed = feedOf(bars, { chunks, slow })
        const { heard, state } = await runMarket(feed, { mode })
        expect(heard).toEqual(plain.heard)
        expect(state).toEqual(plain.state)
        expect(feed.loads > 0).toBe(slow)
      }
    }),
    { numRuns: 60 },
  ))

test('the machine reads as the life of a market', () => {
  expect(Object.keys(marketMachine.root.states)).toEqual(['closed', 'preOpen', 'open', 'halted', 'done'])
})
