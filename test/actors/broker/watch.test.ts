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
import type {
  MarketBar,
  MarketQuote,
  MarketTrade,
  OrderFilled,
  OrderSubmit,
  VenueUnfilled,
} from '../../../src/events/index.ts'
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

/** What an ordinary order may become; what makes no sense is rejected. */
const costumes: readonly ((order: OrderSubmit) => Partial<OrderSubmit>)[] = [
  () => ({}),
  () => ({ timeInForce: 'ioc' }),
  () => ({ timeInForce: 'fok' }),
  () => ({ timeInForce: 'atTheOpen' }),
  () => ({ timeInForce: 'atTheClose' }),
  ({ at }) => ({ timeInForce: 'gtd', expireTime: at + 9 }),
  ({ orderType }) => ({
    orderType: orderType === 'stop' ? 'marketIfTouched' : orderType === 'stopLimit' ? 'limitIfTouched' : orderType,
  }),
  ({ orderType }) =>
    orderType === 'stop' ? { orderType: 'trailingStop', stopPrice: undefined, trailBy: 'price', trailOffset: 2 } : {},
  ({ orderType }) =>
    orderType === 'stopLimit'
      ? {
          orderType: 'trailingStopLimit',
          stopPrice: undefined,
          limitPrice: undefined,
          trailBy: 'percent',
          trailOffset: 3,
          limitOffset: 1,
        }
      : {},
  () => ({ postOnly: true }),
  () => ({ reduceOnly: true }),
  () => ({ minQuantity: 4 }),
  () => ({ displayQuantity: 2 }),
  ({ orderType }) => (orderType === 'market' ? { orderType: 'marketToLimit' } : {}),
]

const anyOrders: fc.Arbitrary<BrokerIncoming[]> = fc
  .tuple(tradingEvents, fc.array(fc.nat(costumes.length - 1), { minLength: 60, maxLength: 60 }))
  .map(([events, choices]) =>
    events.map((event, index) =>
      event.type === 'order.submit' ? ({ ...event, ...costumes[choices[index]!]!(event) } as OrderSubmit) : event,
    ),
  )

/** A market of trades and quotes, and of bars that they are not: one in three stays a bar. */
const onTicks: fc.Arbitrary<BrokerIncoming[]> = fc
  .tuple(anyOrders, fc.array(fc.nat(2), { minLength: 60, maxLength: 60 }))
  .map(([events, choices]) =>
    events.map((event, index): BrokerIncoming => {
      if (event.type !== 'market.bar' || choices[index] === 0) return event
      const { symbol, at, open: price, low, high } = event
      if (choices[index] === 1) return { type: 'market.trade', symbol, at, price, size: 1 + (high % 7) }
      return { type: 'market.quote', symbol, at, bid: low, bidSize: high % 4, ask: high, askSize: low % 4 }
    }),
  )

const isReason = (event: BrokerEmitted): event is VenueUnfilled => event.type === 'venue.unfilled'
const reasonsIn = (events: readonly BrokerEmitted[]): VenueUnfilled[] => events.filter(isReason)

interface Terms {
  readonly symbol: string
  readonly side: string
  readonly limitPrice: number | undefined
  readonly stopPrice: number | undefined
  readonly trails: boolean
  readonly expireTime: number
  readonly activeFrom: number
}

type Venue = ReturnType<typeof openVenue>

function working(venue: Venue): Map<string, Terms> {
  return new Map(
    [...venue.snapshot().context.orders].map(([orderId, { record, activeFrom }]) => {
      const { symbol, side, limitPrice, stopPrice, orderType, terms } = record.context
      const trails = orderType.startsWith('trailing')
      return [
        orderId,
        { symbol, side, limitPrice, stopPrice, trails, expireTime: terms.expireTime ?? Infinity, activeFrom },
      ]
    }),
  )
}

const others = [
  ...['insufficientFunds', 'marketPreOpen', 'marketHalted', 'marketClosed', 'noTurn', 'waitsForClose', 'openHasPassed'],
  ...['fillOrKill', 'minQuantity', 'postOnly', 'reduceOnly', 'noPriceToTrail'],
]

/** What every reason says of a bar has to be so. */
function expectTrue({ code, facts }: VenueUnfilled, terms: Terms, on: MarketBar): void {
  const isBuy = terms.side === 'buy'
  const { limit, stop, touch, lowSeen, highSeen } = facts
  for (const name of ['low', 'high', 'close', 'openAt'] as const) if (name in facts) expect(facts[name]).toBe(on[name])
  // A part of the bar is named only where the whole of it would have done.
  if (lowSeen !== undefined)
    expect([lowSeen > on.low, lowSeen <= on.high, (limit ?? stop ?? touch)! >= on.low]).toEqual([true, true, true])
  if (highSeen !== undefined)
    expect([highSeen < on.high, highSeen >= on.low, (limit ?? stop ?? touch)! <= on.high]).toEqual([true, true, true])
  if (!terms.trails) {
    if (limit !== undefined) expect(limit).toBe(terms.limitPrice)
    if (stop !== undefined) expect(stop).toBe(terms.stopPrice)
    if (touch !== undefined) expect(touch).toBe(terms.stopPrice)
  }
  const [low, high] = [lowSeen ?? on.low, highSeen ?? on.high]
  switch (code) {
    case 'notYetActive':
      expect(facts['activeFrom']).toBe(terms.activeFrom)
      return expect(terms.activeFrom).toBeGreaterThan(on.openAt)
    case 'limitNotReached':
      return expect(isBuy ? low > limit! : high < limit!).toBe(true)
    case 'limitNotTradedThrough':
      return expect(isBuy ? low : high).toBe(limit)
    case 'stopNotReached':
      return expect(isBuy ? high < stop! : low > stop!).toBe(true)
    case 'touchNotReached':
      return expect(isBuy ? low > touch! : high < touch!).toBe(true)
    case 'limitNotReachedAfterTrigger':
      return expect(isBuy ? on.close >= limit! : on.close <= limit!).toBe(true)
    case 'noVolume':
      return expect(facts['used']! + 1).toBeGreaterThan(on.volume * 0.05)
    case 'custom':
      return expect(facts).toEqual({ close: on.close })
    default:
      return expect(others).toContain(code)
  }
}

/**
 * Where nothing happens in a market, only orders that end have a reason, on their arrival or at the close that they were for: why they have not
 * traded, or, where money was enough for a part, why not the rest.
 */
function expectEndsOnly(event: BrokerIncoming, said: readonly BrokerEmitted[]): void {
  const over = (type: string, because?: string): string[] =>
    said.flatMap((each) =>
      each.type === type && 'cumQty' in each && (each.cumQty === 0 || ('reason' in each && each.reason === because))
        ? [each.orderId]
        : [],
    )
  const reasons = reasonsIn(said)
  const ids = reasons.map(({ orderId }) => orderId)
  expect(new Set(ids).size).toBe(ids.length)
  for (const { orderId, on, code } of reasons) {
    expect(on).toBe(event.type === 'market.session' ? 'market.session' : 'order.submit')
    expect([...over('order.canceled', code), ...over('order.expired')]).toContain(orderId)
  }
}

/** The prices of a tick. What a trade triggers trades against the quote that stands. */
const quoted = (event: MarketTrade | MarketQuote): number[] =>
  event.type === 'market.trade' ? [event.price] : [event.bid, event.ask, (event.bid + event.ask) / 2]

describe.each(Object.entries(inputs))('%s', (_name, input) => {
  test.each<Mode>(['fast', 'observed'])('a bar is a fill or has one true reason (%s)', (mode) => {
    fc.assert(
      fc.property(anyOrders, (events) => {
        const venue = openVenue({ ...input, watch: watched }, mode)
        for (const event of events) {
          const before = working(venue)
          const said = venue.send(event)
          if (event.type !== 'market.bar') {
            expectEndsOnly(event, said)
            continue
          }
          const filled = new Set(
            said.filter(({ type }) => type === 'order.filled').map((each) => (each as OrderFilled).orderId),
          )
          const inMarket = [...before]
            .filter(([, { symbol, expireTime }]) => symbol === event.symbol && expireTime >= event.at)
            .map(([orderId]) => orderId)
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

  test('a trade or a quote is a fill or has one reason', () => {
    fc.assert(
      fc.property(onTicks, (events) => {
        const venue = openVenue({ ...input, watch: watched }, 'fast')
        const quotes = new Map<string, number[]>()
        for (const event of events) {
          const before = working(venue)
          const said = venue.send(event)
          if (event.type !== 'market.bar' && event.type !== 'market.trade' && event.type !== 'market.quote') {
            expectEndsOnly(event, said)
            continue
          }
          if (event.type === 'market.quote') quotes.set(event.symbol, quoted(event))
          const filled = new Set(said.flatMap((each) => (each.type === 'order.filled' ? [each.orderId] : [])))
          const inMarket = [...before].flatMap(([orderId, { symbol, expireTime }]) =>
            symbol === event.symbol && expireTime >= event.at && !filled.has(orderId) ? [orderId] : [],
          )
          const reasons = reasonsIn(said)
          expect(reasons.map(({ orderId }) => orderId).toSorted()).toEqual(inMarket.toSorted())
          for (const { orderId, on, code, facts } of reasons) {
            const { limitPrice, stopPrice, trails, activeFrom } = before.get(orderId)!
            expect(on).toBe(event.type)
            if (code === 'notYetActive') expect(activeFrom).toBeGreaterThan(facts['openAt']!)
            if ('limit' in facts && !trails) expect(facts['limit']).toBe(limitPrice)
            if ('stop' in facts && !trails) expect(facts['stop']).toBe(stopPrice)
            for (const name of ['low', 'high'])
              if (name in facts && event.type !== 'market.bar')
                expect([...quoted(event), ...(quotes.get(event.symbol) ?? [])]).toContain(facts[name])
          }
        }
      }),
      { numRuns: 60 },
    )
  })

  test('watching changes nothing that is said', () => {
    fc.assert(
      fc.property(fc.oneof(anyOrders, onTicks), (events) => {
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

  test('a trailing stop, where it stood when the bar came and not where the bar moved it', () => {
    const trailing = order({
      orderType: 'trailingStop',
      side: 'sell',
      trailBy: 'price',
      trailOffset: 5,
      timeInForce: 'gtc',
    })
    const bars = [
      bar([100, 100, 100, 100], { at: 10 }),
      bar([103, 104, 103, 103], { at: 20 }),
      bar([103, 110, 99, 108], { at: 30 }),
    ]
    expect(reasonOf({}, trailing, ...bars).map(({ code, facts }) => [code, facts])).toEqual([
      ['noPriceToTrail', {}],
      ['stopNotReached', { stop: 95, low: 103 }],
      ['stopNotReached', { stop: 98, low: 99 }],
    ])
  })

  describe('an order for the close', () => {
    const closing = order({ timeInForce: 'atTheClose' })
    const at10 = bar([100, 101, 95, 100], { at: 10, volume: 1_000 })
    const atClose = (input: BrokerInput, ...events: readonly BrokerIncoming[]) =>
      reasonOf(input, session('open', 0), ...events, session('closed', 12)).filter(({ on }) => on === 'market.session')

    test('that trades has none', () => expect(atClose({}, closing, at10)).toEqual([]))

    test('whose volume others have used up', () => {
      const first = order({ orderId: 'first', quantity: 10 })
      expect(atClose({ volume: participation(0.01) }, first, closing, at10)).toMatchObject([
        { code: 'noVolume', facts: { used: 10, leaves: 10 }, text: 'used up by first (10)' },
      ])
    })

    test('with a limit that the close did not reach', () => {
      const limited = { ...closing, orderType: 'limit', limitPrice: 99 } as OrderSubmit
      expect(atClose({}, limited, at10)).toMatchObject([{ code: 'limitNotReached', facts: { limit: 99, low: 100 } }])
    })

    test('that came after the last price, or to a day without one', () => {
      expect(atClose({}, at10, { ...closing, at: 11 })).toMatchObject([
        { code: 'noClosingPrice', facts: { activeFrom: 11, lastAt: 10 } },
      ])
      expect(atClose({}, closing)).toMatchObject([{ code: 'noClosingPrice', facts: { activeFrom: 1 } }])
    })

    test('of an instrument that is halted', () =>
      expect(atClose({}, closing, at10, session('halted', 11, 'AAA'))).toMatchObject([{ code: 'marketHalted' }]))
  })

  test.each([
    ['fok', 101, { code: 'fillOrKill', facts: { available: 5, least: 10 } }],
    ['ioc', 90, { code: 'limitNotReached', facts: { limit: 90 } }],
  ] as const)('an order (%s) that ends on its arrival', (timeInForce, limitPrice, reason) => {
    const quote = { type: 'market.quote', symbol: 'AAA', at: 5, bid: 99, bidSize: 5, ask: 101, askSize: 5 } as const
    const said = reasonOf({}, quote, order({ at: 6, orderType: 'limit', limitPrice, timeInForce }))
    expect(said).toMatchObject([{ ...reason, on: 'order.submit', at: 6 }])
  })

  test('an order that is over is not asked about', () => {
    expect(reasonOf({}, limit, cancel('o-1'), low95)).toEqual([])
  })
})
