/** A change that takes more is held against the limits of a new order, by examples and against a portfolio that cancels and orders anew. */
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { type PortfolioIncoming, type PortfolioInput, type RiskCheck, regT } from '../../../actors/portfolio/index.ts'
import type { OrderSubmit, Signal, SignalRefused, TradingEvent } from '../../../src/events/index.ts'
import { accepted, bar, filled, portfolio, report, signal, submitOf } from './support.ts'

const refusedIn = (events: readonly TradingEvent[]): SignalRefused | undefined =>
  events.find((event) => event.type === 'signal.refused')
const LIMIT: Partial<Signal> = { tag: 't', orderType: 'limit', limitPrice: 50, quantity: 100 }

/** A portfolio with an accepted limit order to buy 100 at 50. */
function working(input: Partial<PortfolioInput>, wish: Partial<Signal> = {}, intent: 'buy' | 'sell' = 'buy') {
  const p = portfolio({ cash: 100_000, ...input })
  p.send(bar(50))
  const order = submitOf(p.send(signal(intent, { ...LIMIT, ...wish })))
  p.send(accepted(order))
  const change = (more: Partial<Signal>): TradingEvent[] => p.send(signal('change', { tag: 't', ...more }))
  return { p, order, change }
}
const replaced = (order: OrderSubmit, clOrdId: string, orderQty: number, limitPrice?: number): PortfolioIncoming => ({
  ...report(order),
  type: 'order.replaced',
  execType: 'Replaced',
  execId: `r-${clOrdId}`,
  clOrdId,
  origClOrdId: order.clOrdId,
  orderQty,
  leavesQty: orderQty,
  ...(limitPrice === undefined ? {} : { limitPrice }),
})

describe('a change that takes more', () => {
  test.each<[string, Partial<PortfolioInput>, Partial<Signal>, object]>([
    ['maxOrderQuantity', { risk: { maxOrderQuantity: 150 } }, { quantity: 151 }, { value: 151, limit: 150 }],
    ['maxOrderNotional', { risk: { maxOrderNotional: 6_000 } }, { quantity: 121 }, { value: 6_050, limit: 6_000 }],
    ['maxOrderNotional', { risk: { maxOrderNotional: 6_000 } }, { limitPrice: 61 }, { value: 6_100, limit: 6_000 }],
    ['maxPosition', { risk: { maxPosition: 120 } }, { quantity: 121 }, { value: 121, limit: 120 }],
    ['maxGrossExposure', { risk: { maxGrossExposure: 0.1 } }, { quantity: 201 }, { gross: 10_050, equity: 100_000 }],
    ['priceCollar', { risk: { priceCollar: 0.1 } }, { limitPrice: 56 }, { limitPrice: 56, last: 50, limit: 0.1 }],
    ['insufficientFunds', {}, { quantity: 2_001 }, { needs: 100_050, has: 100_000, reserved: 0 }],
    ['insufficientMargin', { margin: { rule: regT() } }, { quantity: 4_001 }, { needs: 100_025, has: 100_000 }],
  ])('%s: refused with the numbers, and the order works on as it was', (code, input, more, facts) => {
    const { p, order, change } = working(input)
    const before = structuredClone(p.context.orders.get(order.orderId)!.context)
    const said = change(more)
    expect(said.map(({ type }) => type)).toEqual(['signal.refused'])
    expect(refusedIn(said)).toMatchObject({ intent: 'change', tag: 't', code, facts })
    expect(p.context.orders.get(order.orderId)!.context).toEqual(before)
    // and what it may take, it is let take
    expect(change({ quantity: 101 }).map(({ type }) => type)).toEqual(['order.replace'])
  })

  test('small parts are told with their figures', () => {
    const { change } = working({ risk: { maxGrossExposure: 0.05123 } })
    expect(refusedIn(change({ quantity: 103 }))?.text).toContain('0.0515 is above the limit of 0.05123')
  })

  test('is cut to the lot, as the quantity of a new order is', () => {
    const { change } = working({})
    expect(change({ quantity: 110.7 })).toMatchObject([{ type: 'order.replace', quantity: 110 }])
    expect(refusedIn(change({ quantity: 0.7 }))).toMatchObject({
      code: 'zeroQuantity',
      facts: { quantity: 0.7, lot: 1 },
    })
    expect(refusedIn(change({ quantity: -2 }))).toMatchObject({ code: 'invalidQuantity', facts: { quantity: -2 } })
    const coins = working({ instruments: { A: { lot: 0.1 } } }, { quantity: 1 })
    expect(coins.change({ quantity: 0.55 })).toMatchObject([{ type: 'order.replace', quantity: 0.5 }])
  })

  test('a check of one’s own is asked about the order as it would be', () => {
    const seen: unknown[] = []
    const check: RiskCheck = ({ order, executed, opening, book }) => {
      seen.push([order.type, order.quantity, order.limitPrice, executed, opening, book.workingBuy])
      return order.quantity > 110 ? { code: 'custom', text: 'no', facts: { most: 110 } } : undefined
    }
    const { p, order, change } = working({ risk: { checks: [check] } })
    p.send({ ...filled(order, 30, 50, 'f-1'), cumQty: 30, leavesQty: 70 })
    expect(refusedIn(change({ quantity: 120, limitPrice: 51 }))).toMatchObject({ code: 'custom', facts: { most: 110 } })
    expect(seen.at(-1)).toEqual(['order.submit', 120, 51, 30, 90, 0])
  })

  test('what is executed is held already: the position after the change counts it once', () => {
    const { p, order, change } = working({ risk: { maxPosition: 150 } })
    p.send({ ...filled(order, 60, 50, 'f-1'), cumQty: 60, leavesQty: 40 })
    expect(refusedIn(change({ quantity: 151 }))).toMatchObject({ code: 'maxPosition', facts: { value: 151 } })
    expect(change({ quantity: 150 })).toMatchObject([{ type: 'order.replace', quantity: 150 }])
  })

  test('a dearer limit puts its cash aside at once', () => {
    const { p, order, change } = working({ cash: 10_000 })
    expect(p.context.reserved).toBe(5_000)
    const [request] = change({ limitPrice: 60 })
    expect(p.context.reserved).toBe(6_000)
    if (request?.type !== 'order.replace') throw new Error('no request')
    p.send(replaced(order, request.clOrdId, 100, 60))
    expect(p.context.reserved).toBe(6_000)
    expect(refusedIn(p.send(signal('buy', { ...LIMIT, tag: 'u', limitPrice: 41 })))?.code).toBe(undefined)
    expect(refusedIn(change({ quantity: 170 }))).toMatchObject({ code: 'insufficientFunds', facts: { needs: 10_200 } })
  })
})

describe('a portfolio that does not trade freely', () => {
  const modes = { reducing: { type: 'portfolio.reduce' }, halted: { type: 'portfolio.halt' } } as const

  test.each(['reducing', 'halted'] as const)(
    '%s: what only gives back is possible, what takes more is refused',
    (mode) => {
      const { p, change } = working({})
      p.send(modes[mode])
      const code = mode === 'halted' ? 'halted' : 'reducingOnly'
      expect(refusedIn(change({ quantity: 101 }))?.code).toBe(code)
      expect(refusedIn(change({ limitPrice: 50.5 }))?.code).toBe(code)
      expect(change({ quantity: 60 })).toMatchObject([{ type: 'order.replace', quantity: 60 }])
      expect(change({ limitPrice: 49 })).toMatchObject([{ type: 'order.replace', limitPrice: 49 }])
    },
  )

  test.each([
    ['stop', 55, 54, 56],
    ['marketIfTouched', 45, 46, 44],
  ] as const)(
    'reducing: a %s that would open a position may wait longer, and not fire sooner',
    (orderType, at, sooner, later) => {
      const p = portfolio({ cash: 100_000 })
      p.send(bar(50))
      p.send(accepted(submitOf(p.send(signal('buy', { tag: 't', quantity: 10, orderType, stopPrice: at })))))
      p.send({ type: 'portfolio.reduce' })
      const change = (stopPrice: number): TradingEvent[] => p.send(signal('change', { tag: 't', stopPrice }))
      expect(refusedIn(change(sooner))?.code).toBe('reducingOnly')
      // dearer it is as well, if it is a stop
      expect(refusedIn(change(later))?.code).toBe(orderType === 'stop' ? 'reducingOnly' : undefined)
    },
  )

  test('reducing: a stop that would open a position may follow the market from further away, and not closer', () => {
    const p = portfolio({ cash: 100_000 })
    p.send(bar(50))
    const trailing = { orderType: 'trailingStop', trailBy: 'price', trailOffset: 5 } as const
    p.send(accepted(submitOf(p.send(signal('buy', { tag: 't', quantity: 10, ...trailing })))))
    p.send({ type: 'portfolio.reduce' })
    const change = (trailOffset: number): TradingEvent[] => p.send(signal('change', { tag: 't', trailOffset }))
    expect(refusedIn(change(4))?.code).toBe('reducingOnly')
    expect(change(6)).toMatchObject([{ type: 'order.replace', trailOffset: 6 }])
  })

  test('reducing: an order that closes a position may grow up to it, and move', () => {
    const p = portfolio({ cash: 100_000 })
    p.send(bar(50))
    const entry = submitOf(p.send(signal('buy', { quantity: 100 })))
    p.send(accepted(entry))
    p.send({ ...filled(entry, 100, 50, 'f-1'), cumQty: 100 })
    const exit = submitOf(p.send(signal('sell', { ...LIMIT, quantity: 40, limitPrice: 55 })))
    p.send(accepted(exit))
    p.send({ type: 'portfolio.reduce' })
    const change = (more: Partial<Signal>): TradingEvent[] => p.send(signal('change', { tag: 't', ...more }))
    expect(change({ quantity: 100, limitPrice: 49 })).toMatchObject([{ type: 'order.replace', quantity: 100 }])
    expect(refusedIn(change({ quantity: 101 }))).toMatchObject({
      code: 'reducingOnly',
      facts: { opening: 1, quantity: 101 },
    })
  })
})

test('time in force and what is shown take nothing more: they leave in every state, and are noted once confirmed', () => {
  const { p, order, change } = working({ risk: { maxOrderQuantity: 100 } })
  p.send({ type: 'portfolio.halt' })
  const terms = { timeInForce: 'gtd', expireTime: 99, displayQuantity: 20 } as const
  const [request] = change(terms)
  expect(request).toMatchObject({ type: 'order.replace', quantity: undefined, ...terms })
  if (request?.type !== 'order.replace') throw new Error('no request')
  const own = (): object => p.context.orders.get(order.orderId)!.context
  expect(own()).toMatchObject({ timeInForce: 'day', terms: { displayQuantity: undefined } })
  p.send(replaced(order, request.clOrdId, 100))
  expect(own()).toMatchObject({ timeInForce: 'gtd', terms: { expireTime: 99, displayQuantity: 20 } })
  expect(refusedIn(change({}))).toMatchObject({ code: 'nothingToDo' })
})

describe('an order with a family', () => {
  const bracket: Partial<Signal> = {
    ...LIMIT,
    children: [
      { orderType: 'limit', limitPrice: 60, tag: 'profit' },
      { orderType: 'stop', stopPrice: 45, tag: 'loss' },
    ],
  }

  test('an exit of a bracket moves freely, and grows within the largest order', () => {
    const { p, change } = working({ risk: { maxOrderQuantity: 120, priceCollar: 0.01, maxPosition: 100 } }, bracket)
    expect(p.send(signal('change', { tag: 'profit', limitPrice: 49 }))).toMatchObject([{ limitPrice: 49 }])
    expect(p.send(signal('change', { tag: 'loss', stopPrice: 49 }))).toMatchObject([{ stopPrice: 49 }])
    expect(refusedIn(p.send(signal('change', { tag: 'loss', quantity: 121 })))?.code).toBe('maxOrderQuantity')
    expect(refusedIn(change({ quantity: 101 }))?.code).toBe('maxPosition')
  })

  test('a child counts on what its parent will have traded', () => {
    const p = portfolio({ cash: 10_000, risk: { buyingPower: 'none' } })
    p.send(bar(50))
    const first = submitOf(p.send(signal('buy', { quantity: 40 })))
    p.send(accepted(first))
    p.send({ ...filled(first, 40, 50, 'f-1'), cumQty: 40 })
    const back = { orderType: 'limit', limitPrice: 45, quantity: 100, tag: 'back' } as const
    for (const order of p.send(signal('sell', { ...LIMIT, children: [back] }))) p.send(accepted(order as OrderSubmit))
    p.send({ type: 'portfolio.reduce' })
    // 40 are held and 100 will be sold: of 101 that are bought then, 60 close the short position
    expect(refusedIn(p.send(signal('change', { tag: 'back', quantity: 101 })))).toMatchObject({
      code: 'reducingOnly',
      facts: { opening: 41, quantity: 101 },
    })
  })

  test('of a group only the largest counts: a member may grow to what the group has put aside', () => {
    const p = portfolio({ cash: 10_000 })
    p.send(bar(50))
    const group = { link: 'g', linkType: 'oco' } as const
    for (const [tag, quantity] of [
      ['a', 200],
      ['b', 100],
    ] as const)
      p.send(accepted(submitOf(p.send(signal('buy', { ...LIMIT, ...group, tag, quantity })))))
    expect(p.context.reserved).toBe(10_000)
    expect(p.send(signal('change', { tag: 'b', quantity: 200 }))).toMatchObject([{ type: 'order.replace' }])
    expect(refusedIn(p.send(signal('change', { tag: 'b', quantity: 201 })))?.code).toBe('insufficientFunds')
  })
})

const scene = fc.record({
  risk: fc.record({
    maxOrderQuantity: fc.constantFrom(undefined, undefined, undefined, 60, 120),
    maxOrderNotional: fc.constantFrom(undefined, undefined, undefined, 3_000, 6_500),
    maxPosition: fc.constantFrom(undefined, undefined, undefined, 60, 150),
    maxGrossExposure: fc.constantFrom(undefined, undefined, undefined, 0.5, 1),
    priceCollar: fc.constantFrom(undefined, undefined, undefined, 0.02, 0.1),
    buyingPower: fc.constantFrom('cash' as const, 'none' as const),
  }),
  held: fc.integer({ min: -60, max: 60 }),
  side: fc.constantFrom('buy' as const, 'sell' as const),
  quantity: fc.integer({ min: 1, max: 120 }),
  limitPrice: fc.integer({ min: 40, max: 60 }),
  mark: fc.integer({ min: 45, max: 55 }),
  mode: fc.constantFrom(undefined, undefined, undefined, 'portfolio.reduce' as const),
  more: fc.record({
    quantity: fc.option(fc.integer({ min: 1, max: 200 }), { nil: undefined }),
    limitPrice: fc.integer({ min: 38, max: 64 }),
  }),
})

test('what a change is refused for, canceling and ordering anew would be denied for; what it is allowed, too, or it is no more than before', () => {
  const seen = new Map<string, number>()
  fc.assert(
    fc.property(scene, ({ risk, held, side, quantity, limitPrice, mark, mode, more }) => {
      const start = () => {
        const p = portfolio({ cash: 4_500, risk, now: () => 7 })
        p.send(bar(50))
        if (held !== 0) {
          const first = { orderId: 'o-1', clOrdId: 'o-1', symbol: 'A', side: held > 0 ? 'buy' : 'sell' } as OrderSubmit
          const opening = p
            .send(signal(first.side, { quantity: Math.abs(held) }))
            .find(({ type }) => type === 'order.submit')
          if (opening !== undefined) {
            p.send(accepted(opening as OrderSubmit))
            p.send({ ...filled(opening as OrderSubmit, Math.abs(held), 50, 'f-0'), cumQty: Math.abs(held) })
          }
        }
        const [order] = p.send(signal(side, { ...LIMIT, quantity, limitPrice }))
        if (order?.type === 'order.submit') p.send(accepted(order))
        p.send(bar(mark))
        if (mode !== undefined) p.send({ type: mode })
        return { p, order }
      }
      const one = start()
      if (one.order?.type !== 'order.submit') return
      const [said] = one.p.send(signal('change', { tag: 't', ...more }))
      const code = said?.type === 'signal.refused' ? said.code : said?.type
      const other = start()
      other.p.send({
        ...report(one.order),
        type: 'order.canceled',
        execType: 'Canceled',
        execId: 'c',
        reason: 'unsolicited',
      })
      const wanted = { quantity: more.quantity ?? quantity, limitPrice: more.limitPrice }
      const [anew] = other.p.send(signal(side, { ...LIMIT, ...wanted }))
      const denied = anew?.type === 'order.denied' ? anew.code : anew?.type
      // not said by the code: which measures of the order the change makes larger
      const sign = side === 'buy' ? 1 : -1
      const isMore = wanted.quantity > quantity
      const isDearer = wanted.quantity * wanted.limitPrice > quantity * limitPrice
      const isNearer = sign * wanted.limitPrice > sign * limitPrice
      const grows: Record<string, boolean> = {
        maxOrderQuantity: isMore,
        maxOrderNotional: isDearer,
        maxPosition: isMore,
        maxGrossExposure: isDearer,
        priceCollar: isNearer,
        insufficientFunds: isMore || isDearer,
        reducingOnly: isMore || isDearer || isNearer,
      }
      if (code !== 'order.replace') expect(code === denied || grows[denied!] === false).toBe(true)
      else if (denied !== 'order.submit') expect(grows[denied!]).toBe(false)
      seen.set(code!, (seen.get(code!) ?? 0) + 1)
    }),
    { numRuns: 3_000 },
  )
  expect([...seen.keys()].toSorted()).toEqual([
    'insufficientFunds',
    'maxGrossExposure',
    'maxOrderNotional',
    'maxOrderQuantity',
    'maxPosition',
    'order.replace',
    'priceCollar',
    'reducingOnly',
  ])
})
