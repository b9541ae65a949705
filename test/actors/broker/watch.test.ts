/** A venue that is asked why: every working order and every bar is a fill or has exactly one reason, and the reason's numbers are true. */
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  type BrokerEmitted,
  type BrokerIncoming,
  type BrokerInput,
  cashAccount,
  fillOnBars,
  noFill,
  participation,
} from '../../../actors/broker/index.ts'
import type { MarketBar, OrderFilled, VenueUnfilled } from '../../../src/events/index.ts'
import { tradingEvents, SYMBOLS } from './support/scenarios.ts'
import { bar, cancel, type Mode, openVenue, order, replace, session } from './support/venue.ts'

const watched = Array.from({ length: 60 }, (_, index) => `o-${index + 1}`)

const inputs: Readonly<Record<string, BrokerInput>> = {
  plain: { symbols: SYMBOLS },
  scarce: { symbols: SYMBOLS, volume: participation(0.05), fill: fillOnBars({ limits: 'through' }) },
  poor: { symbols: SYMBOLS, credit: cashAccount({ cash: 900 }), wrongSideStop: 'trigger' },
  moody: {
    symbols: SYMBOLS,
    slippage: (question) =>
      question.bar.close > 100 ? noFill('custom', { close: question.bar.close }) : question.price,
    queue: ({ bar: { symbol }, waiting, turn }) => {
      for (const { order: each } of waiting()) if (each.symbol === symbol && each.quantity % 3 > 0) turn(each.orderId)
    },
  },
}

const isReason = (event: BrokerEmitted): event is VenueUnfilled => event.type === 'venue.unfilled'
const reasonsIn = (events: readonly BrokerEmitted[]): VenueUnfilled[] => events.filter(isReason)

interface Terms {
  readonly symbol: string
  readonly side: string
  readonly limitPrice: number | undefined
  readonly stopPrice: number | undefined
  readonly activeFrom: number
}

type Venue = ReturnType<typeof openVenue>

function working(venue: Venue): Map<string, Terms> {
  return new Map(
    [...venue.snapshot().context.orders].map(([orderId, { record, activeFrom }]) => {
      const { symbol, side, limitPrice, stopPrice } = record.context
      return [orderId, { symbol, side, limitPrice, stopPrice, activeFrom }]
    }),
  )
}

/** What every reason says of a bar has to be so. */
function expectTrue({ code, facts }: VenueUnfilled, terms: Terms, on: MarketBar): void {
  const isBuy = terms.side === 'buy'
  const { limit, stop, low, high } = facts
  if ('openAt' in facts) expect(facts['openAt']).toBe(on.openAt)
  if (limit !== undefined) expect(limit).toBe(terms.limitPrice)
  if (stop !== undefined) expect(stop).toBe(terms.stopPrice)
  if (low !== undefined && limit !== undefined && stop === undefined) expect([low, isBuy]).toEqual([on.low, true])
  if (high !== undefined && limit !== undefined && stop === undefined) expect([high, isBuy]).toEqual([on.high, false])
  switch (code) {
    case 'notYetActive':
      expect(facts['activeFrom']).toBe(terms.activeFrom)
      return expect(terms.activeFrom).toBeGreaterThan(on.openAt)
    case 'limitNotReached':
      return expect(isBuy ? on.low > terms.limitPrice! : on.high < terms.limitPrice!).toBe(true)
    case 'limitNotTradedThrough':
      return expect(isBuy ? on.low : on.high).toBe(terms.limitPrice)
    case 'stopNotReached':
      return expect(isBuy ? on.high < terms.stopPrice! : on.low > terms.stopPrice!).toBe(true)
    case 'limitNotReachedAfterTrigger':
      return expect(isBuy ? on.close >= terms.limitPrice! : on.close <= terms.limitPrice!).toBe(true)
    case 'noVolume':
      return expect(facts['used']! + 1).toBeGreaterThan(on.volume * 0.05)
    case 'custom':
      return expect(facts).toEqual({ close: on.close })
    default:
      return expect(['insufficientFunds', 'marketPreOpen', 'marketHalted', 'marketClosed', 'noTurn']).toContain(code)
  }
}

describe.each(Object.entries(inputs))('%s', (_name, input) => {
  test.each<Mode>(['fast', 'observed'])('a bar is a fill or has one true reason (%s)', (mode) => {
    fc.assert(
      fc.property(tradingEvents, (events) => {
        const venue = openVenue({ ...input, watch: watched }, mode)
        for (const event of events) {
          const before = working(venue)
          const said = venue.send(event)
          if (event.type !== 'market.bar') {
            expect(reasonsIn(said)).toEqual([])
            continue
          }
          const filled = new Set(
            said.filter(({ type }) => type === 'order.filled').map((each) => (each as OrderFilled).orderId),
          )
          const inMarket = [...before].filter(([, { symbol }]) => symbol === event.symbol).map(([orderId]) => orderId)
          expect(
            reasonsIn(said)
              .map(({ orderId }) => orderId)
              .toSorted(),
          ).toEqual(inMarket.filter((orderId) => !filled.has(orderId)).toSorted())
          for (const reason of reasonsIn(said)) expectTrue(reason, before.get(reason.orderId)!, event)
        }
      }),
      { numRuns: mode === 'fast' ? 60 : 15 },
    )
  })

  test('watching changes nothing that is said', () => {
    fc.assert(
      fc.property(tradingEvents, (events) => {
        const [plain, asked] = [openVenue(input, 'fast'), openVenue({ ...input, watch: watched }, 'fast')]
        for (const event of events)
          expect(asked.send(event).filter((each) => !isReason(each))).toEqual(plain.send(event))
      }),
      { numRuns: 30 },
    )
  })
})

describe('by hand', () => {
  const reasonOf = (input: BrokerInput, ...events: readonly BrokerIncoming[]): VenueUnfilled[] => {
    const venue = openVenue({ symbols: ['AAA'], watch: ['o-1'], ...input })
    return events.flatMap((event) => reasonsIn(venue.send(event)))
  }
  const limit = order({ orderType: 'limit', limitPrice: 90, timeInForce: 'gtc' })
  const low95 = bar([100, 101, 95, 100], { at: 10 })

  test('a limit far from the market, which the venue does not even look at', () => {
    expect(reasonOf({}, limit, low95)).toEqual([
      {
        type: 'venue.unfilled',
        at: 10,
        orderId: 'o-1',
        symbol: 'AAA',
        on: 'market.bar',
        code: 'limitNotReached',
        facts: { limit: 90, low: 95 },
      },
    ])
  })

  test('after a replacement, the new limit', () => {
    expect(reasonOf({}, limit, replace('o-1', { limitPrice: 92 }), low95)[0]?.facts).toEqual({ limit: 92, low: 95 })
  })

  test('an order that came inside the bar', () => {
    expect(reasonOf({}, { ...limit, at: 9.5 }, low95)[0]).toMatchObject({
      code: 'notYetActive',
      facts: { activeFrom: 9.5, openAt: 9 },
    })
  })

  test.each(['preOpen', 'halted', 'closed'] as const)('%s, the market or the symbol', (phase) => {
    const code = { preOpen: 'marketPreOpen', halted: 'marketHalted', closed: 'marketClosed' }[phase]
    expect(reasonOf({}, limit, session(phase, 5), low95)[0]?.code).toBe(code)
    expect(reasonOf({}, limit, session(phase, 5, 'AAA'), low95)[0]?.code).toBe(code)
  })

  test('who used up the volume is named', () => {
    const venue = openVenue({ symbols: ['AAA'], watch: ['o-1'], volume: participation(0.01) })
    venue.send(order({ orderId: 'first', quantity: 10 }))
    venue.send(order())
    expect(reasonsIn(venue.send(bar([100, 101, 95, 100], { at: 10, volume: 1_000 })))[0]).toMatchObject({
      code: 'noVolume',
      facts: { volume: 1_000, used: 10, leaves: 10 },
      text: 'used up by first (10)',
    })
  })

  test('what cannot be paid for', () => {
    expect(reasonOf({ credit: cashAccount({ cash: 5 }) }, order(), low95)[0]).toMatchObject({
      code: 'insufficientFunds',
      facts: { wanted: 10, allowed: 0, price: 100 },
    })
  })

  test('an order that is over is not asked about', () => {
    expect(reasonOf({}, limit, cancel('o-1'), low95)).toEqual([])
  })
})
