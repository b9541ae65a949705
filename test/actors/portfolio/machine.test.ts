import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { createActor } from 'xstate'
import {
  equityOf,
  openPortfolio,
  type PortfolioContext,
  portfolioMachine,
  trialBalance,
} from '../../../actors/portfolio/index.ts'
import type { PortfolioIncoming, PortfolioInput, RiskLimits } from '../../../actors/portfolio/index.ts'
import { fixedNotional, fixedQuantity, percentOfEquity, targetPosition } from '../../../actors/portfolio/index.ts'
import type { MarketBar, OrderSubmit, OrderFilled, Signal, TradingEvent } from '../../../src/events/index.ts'
import { compile } from '../../../src/machine/index.ts'
import { checkEquality } from '../../machine/support/equality.ts'

const bar = (close: number, symbol = 'A', at = 0): MarketBar => ({
  type: 'market.bar',
  symbol,
  at,
  openAt: at,
  open: close,
  high: close,
  low: close,
  close,
  volume: 1000,
})
const signal = (intent: Signal['intent'], more: Partial<Signal> = {}): Signal => ({
  type: 'signal',
  symbol: 'A',
  intent,
  ...more,
})

function accepted(order: OrderSubmit): PortfolioIncoming {
  return { ...report(order), type: 'order.accepted', execType: 'New', execId: `a-${order.orderId}` }
}
function report(order: OrderSubmit) {
  const { orderId, clOrdId, symbol, side } = order
  return {
    at: 0,
    orderId,
    clOrdId,
    symbol,
    side,
    execId: '',
    execType: 'Trade',
    ordStatus: 'New',
    orderQty: order.quantity,
    cumQty: 0,
    leavesQty: 0,
    avgPx: 0,
  } as const
}
const filled = (order: OrderSubmit, lastQty: number, lastPx: number, execId: string, commission = 0): OrderFilled => ({
  ...report(order),
  type: 'order.filled',
  execType: 'Trade',
  execId,
  lastQty,
  lastPx,
  commission,
  slippage: 0,
  transactTime: 0,
})

/** A portfolio with a script: what it emitted, and a venue of one's own. */
function portfolio(input: Partial<PortfolioInput> = {}) {
  const heard: TradingEvent[] = []
  const actor = createActor(compile(portfolioMachine), {
    input: { cash: 10_000, symbols: ['A', 'B'], now: () => 7, ...input },
  })
  actor.on('*', (event) => heard.push(event))
  actor.start()
  const take = (): TradingEvent[] => heard.splice(0)
  return {
    send: (event: PortfolioIncoming): TradingEvent[] => {
      actor.send(event)
      return take()
    },
    get context(): PortfolioContext {
      return actor.getSnapshot().context
    },
    get state(): unknown {
      return actor.getSnapshot().value
    },
  }
}
const submitOf = (events: TradingEvent[]): OrderSubmit => {
  const found = events.find((event) => event.type === 'order.submit')
  if (found === undefined) throw new Error(`no order among ${events.map((event) => JSON.stringify(event)).join()}`)
  return found
}
const codeOf = (events: TradingEvent[]): string | undefined => {
  const found = events.find((event) => event.type === 'signal.refused' || event.type === 'order.denied')
  return found?.code
}

describe('sizing', () => {
  test.each([
    [fixedQuantity(7), 7],
    [fixedNotional(1_000), 20],
    [percentOfEquity(0.5), 100],
    [targetPosition(30), 30],
  ])('%o', (sizing, quantity) => {
    const p = portfolio({ sizing })
    p.send(bar(50))
    expect(submitOf(p.send(signal('long')))).toMatchObject({
      side: 'buy',
      quantity,
      orderType: 'market',
      timeInForce: 'day',
      orderId: 'o-1',
    })
  })

  test('a target sizing tops up what is held; a trade sizing leaves it', () => {
    for (const [sizing, expected] of [
      [targetPosition(30), 10],
      [fixedQuantity(30), undefined],
    ] as const) {
      const p = portfolio({ sizing })
      p.send(bar(50))
      const first = submitOf(p.send(signal('buy', { quantity: 20 })))
      p.send(accepted(first))
      p.send(filled(first, 20, 50, 'x'))
      const events = p.send(signal('long'))
      if (expected === undefined) expect(codeOf(events)).toBe('alreadyThere')
      else expect(submitOf(events).quantity).toBe(expected)
    }
  })

  test('a short while long reverses in one order; flat closes and takes open orders back', () => {
    const p = portfolio({ sizing: fixedQuantity(10) })
    p.send(bar(50))
    const first = submitOf(p.send(signal('long')))
    p.send(accepted(first))
    p.send(filled(first, 10, 50, 'x'))
    expect(submitOf(p.send(signal('short')))).toMatchObject({ side: 'sell', quantity: 20 })
    const flat = p.send(signal('flat'))
    expect(flat.map((event) => event.type)).toEqual(['order.cancel', 'order.submit'])
    expect(submitOf(flat)).toMatchObject({ side: 'sell', quantity: 10 })
  })

  test('weights are cut towards what is held, never past the target', () => {
    const p = portfolio({})
    p.send(bar(30))
    expect(submitOf(p.send(signal('weight', { weight: 0.5 }))).quantity).toBe(166)
  })

  test('an execution settles a future at its own price, not at that of the bar before', () => {
    const p = portfolio({ instruments: { A: { deposit: 1_000, multiplier: 10 } }, risk: { buyingPower: 'none' } })
    p.send(bar(50))
    const order = submitOf(p.send(signal('buy', { quantity: 2 })))
    p.send(accepted(order))
    const changed = p.send(filled(order, 2, 55, 'x-1')).find((event) => event.type === 'position.changed')
    expect(changed).toMatchObject({ quantity: 2, averagePrice: 55, cash: 8_000 })
    p.send(bar(56))
    expect(equityOf(p.context)).toBe(10_020)
  })
  test('fractional lots stay on the grid', () => {
    const p = portfolio({ instruments: { A: { lot: 0.1 } } })
    p.send(bar(50))
    for (const quantity of [0.1, 0.2]) {
      const order = submitOf(p.send(signal('buy', { quantity })))
      p.send(accepted(order))
      p.send(filled(order, quantity, 50, `x${quantity}`))
    }
    expect(p.context.books['A']!.quantity).toBe(0.3)
  })
})

describe('refusals', () => {
  const cases: [string, Partial<PortfolioInput>, Signal][] = [
    ['unknownSymbol', {}, { ...signal('long'), symbol: 'ZZZ' }],
    ['zeroQuantity', { sizing: fixedNotional(1) }, signal('long')],
    ['invalidQuantity', {}, signal('buy', { quantity: -1 })],
    ['nothingToDo', {}, signal('flat')],
    ['unknownTag', {}, signal('cancel', { tag: 'x' })],
    ['insufficientFunds', {}, signal('buy', { quantity: 201 })],
    ['maxOrderQuantity', { risk: { maxOrderQuantity: 5 } }, signal('buy', { quantity: 6 })],
    ['maxOrderNotional', { risk: { maxOrderNotional: 499 } }, signal('buy', { quantity: 10 })],
    ['maxPosition', { risk: { maxPosition: 9 } }, signal('sell', { quantity: 10 })],
    ['maxGrossExposure', { risk: { maxGrossExposure: 0.5 } }, signal('sell', { quantity: 101 })],
    ['priceCollar', { risk: { priceCollar: 0.1 } }, signal('buy', { quantity: 1, orderType: 'limit', limitPrice: 60 })],
    [
      'custom',
      { risk: { checks: [() => ({ code: 'custom', text: 'no', facts: {} })] } },
      signal('buy', { quantity: 1 }),
    ],
  ]
  test.each(cases)('%s', (code, input, wish) => {
    const p = portfolio(input)
    p.send(bar(50))
    const events = p.send(wish)
    expect(codeOf(events)).toBe(code)
    expect(events).toHaveLength(1)
    expect(p.context.orders.size).toBe(0)
  })

  test('no price yet', () => expect(codeOf(portfolio().send(signal('long')))).toBe('noPrice'))
  test('a tag is taken while its order is open', () => {
    const p = portfolio()
    p.send(bar(50))
    p.send(signal('buy', { tag: 'entry' }))
    expect(codeOf(p.send(signal('buy', { tag: 'entry' })))).toBe('duplicateTag')
    expect(p.send(signal('cancel', { tag: 'entry' }))[0]).toMatchObject({
      type: 'order.cancel',
      orderId: 'o-1',
      origClOrdId: 'o-1',
    })
  })
  test('cash that open orders may need is not spent twice, and comes back with the order', () => {
    const p = portfolio()
    p.send(bar(50))
    const first = submitOf(p.send(signal('buy', { quantity: 150 })))
    expect(codeOf(p.send(signal('buy', { quantity: 100 })))).toBe('insufficientFunds')
    p.send({ ...report(first), type: 'order.rejected', execType: 'Rejected', execId: 'r', code: 'custom', text: '' })
    expect(p.context.reserved).toBe(0)
    expect(submitOf(p.send(signal('buy', { quantity: 100 }))).quantity).toBe(100)
  })
  test('what reduces a position needs no cash', () => {
    const p = portfolio({ cash: 500 })
    p.send(bar(50))
    const first = submitOf(p.send(signal('buy', { quantity: 10 })))
    p.send(accepted(first))
    p.send(filled(first, 10, 50, 'x'))
    expect(submitOf(p.send(signal('sell', { quantity: 10 }))).quantity).toBe(10)
  })
  test('limits that make no sense are refused at the start, all at once', () => {
    expect(() => openPortfolio({ cash: -1, symbols: [], now: () => 0, risk: { maxPosition: 0 } })).toThrow(
      /maxPosition.*; cash must be/,
    )
  })
})

describe('the life of a portfolio', () => {
  const limits: RiskLimits = { dailyLoss: 0.1 }
  const holding = (risk: RiskLimits) => {
    const p = portfolio({ risk })
    p.send({ type: 'market.session', at: 0, phase: 'open', day: 1 })
    p.send(bar(100))
    const order = submitOf(p.send(signal('buy', { quantity: 90 })))
    p.send(accepted(order))
    p.send(filled(order, 90, 100, 'x'))
    return p
  }

  test('a daily loss halts until the next trading day', () => {
    const p = holding(limits)
    expect(p.send(bar(88.9))).toEqual([])
    expect(p.send(bar(88.8))).toMatchObject([{ type: 'portfolio.state', state: 'halted', code: 'dailyLoss' }])
    expect(codeOf(p.send(signal('flat')))).toBe('halted')
    p.send({ type: 'market.session', at: 0, phase: 'closed', day: 1 })
    expect(p.send({ type: 'market.session', at: 0, phase: 'open', day: 2 })).toMatchObject([
      { type: 'portfolio.state', state: 'active' },
    ])
    expect(submitOf(p.send(signal('flat'))).quantity).toBe(90)
  })

  test('a daily loss may sell everything, across partial fills, and then halts', () => {
    const p = holding({ ...limits, onDailyLoss: 'liquidate' })
    const events = p.send(bar(50))
    expect(events).toMatchObject([
      { type: 'portfolio.state', state: 'liquidating' },
      { type: 'order.submit', side: 'sell', quantity: 90 },
    ])
    const order = submitOf(events)
    p.send(accepted(order))
    p.send(filled(order, 40, 50, 'y'))
    expect(p.state).toBe('liquidating')
    const last = p.send(filled(order, 50, 49, 'z'))
    expect(last.at(-1)).toMatchObject({ type: 'portfolio.state', state: 'halted' })
    expect(p.context.books['A']!.quantity).toBe(0)
  })

  test('reducing lets out only what reduces', () => {
    const p = holding({})
    p.send({ type: 'portfolio.reduce' })
    expect(codeOf(p.send(signal('buy', { quantity: 1 })))).toBe('reducingOnly')
    expect(codeOf(p.send(signal('sell', { quantity: 91 })))).toBe('reducingOnly')
    expect(submitOf(p.send(signal('sell', { quantity: 90 }))).quantity).toBe(90)
    p.send({ type: 'portfolio.resume' })
    expect(p.state).toBe('active')
  })

  test('a report of an order nobody knows, and a repeated one, have no effect and are said', () => {
    const p = portfolio()
    p.send(bar(50))
    const order = submitOf(p.send(signal('buy', { quantity: 10 })))
    expect(p.send(filled({ ...order, orderId: 'o-99' }, 10, 50, 'x'))).toMatchObject([
      { type: 'order.violation', orderId: 'o-99' },
    ])
    p.send(accepted(order))
    p.send(filled(order, 4, 50, 'x'))
    expect(p.send(filled(order, 4, 50, 'x'))).toMatchObject([{ type: 'order.duplicate' }])
    expect(p.send(filled(order, 7, 50, 'y'))).toMatchObject([{ type: 'order.violation' }])
    expect(p.context.books['A']!.quantity).toBe(4)
    expect(p.context.accounts.cash).toBe((10_000 - 200) * 1e6)
  })
})

// Anything that may reach a portfolio, in any order: most of it is nonsense on purpose.
const sides = fc.constantFrom('buy', 'sell')
const someOrder = fc.record({
  n: fc.integer({ min: 1, max: 4 }),
  side: sides,
  symbol: fc.constantFrom('A', 'B'),
  quantity: fc.constantFrom(5, 10, 20),
})
const incoming: fc.Arbitrary<PortfolioIncoming> = fc.oneof(
  {
    weight: 3,
    arbitrary: fc
      .tuple(fc.integer({ min: 1, max: 200 }), fc.constantFrom('A', 'B', 'C'))
      .map(([close, symbol]) => bar(close, symbol)),
  },
  {
    weight: 4,
    arbitrary: fc
      .record({
        intent: fc.constantFrom('long', 'short', 'flat', 'buy', 'sell', 'target', 'weight', 'cancel', 'change'),
        symbol: fc.constantFrom('A', 'B', 'C'),
        quantity: fc.constantFrom(undefined, 5, 10, -3),
        weight: fc.constantFrom(undefined, 0.2, -0.3),
        tag: fc.constantFrom(undefined, 't', 'u'),
        limitPrice: fc.constantFrom(undefined, 40, 120),
      })
      .map((wish): Signal => ({
        type: 'signal',
        ...(wish as Omit<Signal, 'type'>),
        orderType: wish.limitPrice === undefined ? 'market' : 'limit',
      })),
  },
  {
    weight: 6,
    arbitrary: fc
      .tuple(
        someOrder,
        fc.constantFrom('order.accepted', 'order.filled', 'order.canceled', 'order.rejected', 'order.expired'),
        fc.nat(5),
      )
      .map(([o, type, exec]) => {
        const order = {
          orderId: `o-${o.n}`,
          clOrdId: `o-${o.n}`,
          symbol: o.symbol,
          side: o.side,
          quantity: o.quantity,
        } as OrderSubmit
        if (type === 'order.filled') return filled(order, o.quantity, 50, `f${exec}`, 0.5)
        const execType = {
          'order.accepted': 'New',
          'order.canceled': 'Canceled',
          'order.rejected': 'Rejected',
          'order.expired': 'Expired',
        }[type]
        return {
          ...report(order),
          type,
          execType,
          execId: `${type}${exec}`,
          code: 'custom',
          text: '',
          reason: 'unsolicited',
        } as PortfolioIncoming
      }),
  },
  {
    weight: 1,
    arbitrary: fc.constantFrom<PortfolioIncoming>(
      { type: 'portfolio.reduce' },
      { type: 'portfolio.halt' },
      { type: 'portfolio.liquidate' },
      { type: 'portfolio.resume' },
    ),
  },
  {
    weight: 1,
    arbitrary: fc
      .integer({ min: 1, max: 9 })
      .map((day): PortfolioIncoming => ({ type: 'market.session', at: 0, phase: 'open', day })),
  },
)
const input: PortfolioInput = {
  cash: 10_000,
  symbols: ['A', 'B'],
  now: () => 7,
  sizing: fixedQuantity(10),
  risk: { dailyLoss: 0.05, onDailyLoss: 'liquidate' },
}

describe('whatever happens', () => {
  test('the ledger adds up to zero, equity is cash and value, and the open orders are counted right', () => {
    fc.assert(
      fc.property(fc.array(incoming, { maxLength: 60 }), (events) => {
        const p = portfolio(input)
        for (const event of events) {
          p.send(event)
          const { accounts, books, orders } = p.context
          const balances = Object.values(trialBalance(accounts, books))
          expect(balances.reduce((total, b) => total + b, 0)).toBe(0)
          let value = 0
          for (const book of Object.values(books)) {
            value += book.marketValue
            const open = [...orders.values()].filter((order) => order.context.symbol === book.symbol)
            const left = (side: string): number =>
              open.filter((o) => o.context.side === side).reduce((n, o) => n + o.context.leavesQty, 0)
            expect([book.workingBuy, book.workingSell]).toEqual([left('buy'), left('sell')])
          }
          expect(equityOf(p.context)).toBe((accounts.cash + value) / 1e6)
          expect(p.context.reserved).toBeGreaterThanOrEqual(-1e-9)
        }
      }),
      { numRuns: 300 },
    )
  })

  test('interpreted and compiled, the portfolio does the same', () => {
    checkEquality(portfolioMachine, incoming, { input, runs: 60 })
    checkEquality(portfolioMachine, incoming, { input: { ...input, risk: { dailyLoss: 0.05 } }, runs: 40 })
  })
})
