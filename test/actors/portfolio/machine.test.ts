/** Sizing, refusals and the life of the portfolio, by example. */
import { describe, expect, test } from 'vitest'
import {
  equityOf,
  fixedNotional,
  fixedQuantity,
  grossOf,
  openPortfolio,
  percentOfEquity,
  type PortfolioIncoming,
  type PortfolioInput,
  type RiskLimits,
  targetPosition,
} from '../../../actors/portfolio/index.ts'
import type { Signal } from '../../../src/events/index.ts'
import { accepted, bar, codeOf, filled, portfolio, quote, report, signal, submitOf, trade } from './support.ts'

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
    p.send(bar(50, 'A', -1))
    const order = submitOf(p.send(signal('buy', { quantity: 2 })))
    p.send(accepted(order))
    const changed = p.send(filled(order, 2, 55, 'x-1')).find((event) => event.type === 'position.changed')
    expect(changed).toMatchObject({ quantity: 2, averagePrice: 55, cash: 8_000 })
    p.send(bar(56))
    expect(equityOf(p.context)).toBe(10_020)
  })
  test.each([
    ['a trade from before the mark', { transactTime: 3, at: 9 }],
    ['a report after the mark of the same instant', { transactTime: 5, at: 5 }],
  ])('but where the mark is newer, the future stands at that: %s', (_words, times) => {
    const p = portfolio({ instruments: { A: { deposit: 1_000, multiplier: 10 } }, risk: { buyingPower: 'none' } })
    p.send(bar(50, 'A', -1))
    const order = submitOf(p.send(signal('buy', { quantity: 2 })))
    p.send(accepted(order))
    p.send(bar(56, 'A', 5))
    const fill = { ...filled(order, 2, 55, 'x-1'), ...times }
    const changed = p.send(fill).find((event) => event.type === 'position.changed')
    expect(changed).toMatchObject({ quantity: 2, averagePrice: 55, cash: 8_020 })
    expect(equityOf(p.context)).toBe(10_020)
  })
  test('futures that are held count for the gross exposure', () => {
    const p = portfolio({
      instruments: { A: { deposit: 1_000, multiplier: 10 } },
      risk: { buyingPower: 'none', maxGrossExposure: 0.2 },
    })
    p.send(bar(50))
    const order = submitOf(p.send(signal('buy', { quantity: 3 })))
    p.send(accepted(order))
    p.send(filled(order, 3, 50, 'x-1'))
    expect(grossOf(p.context)).toBe(1_500)
    expect(p.send(signal('buy', { quantity: 2 }))).toMatchObject([
      { type: 'order.denied', code: 'maxGrossExposure', facts: { gross: 2_500, equity: 10_000 } },
    ])
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

  test('an intent that there is not is named, with those that there are', () => {
    const p = portfolio()
    p.send(bar(50))
    const [refused] = p.send({ ...signal('long'), intent: 'hold' } as unknown as Signal)
    expect(refused).toMatchObject({ type: 'signal.refused', code: 'custom' })
    expect((refused as { text: string }).text).toMatch(/no intent hold; there are long, short/)
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

  test('selling everything does not repeat at once what the venue refused, which would go on in one instant for ever', () => {
    const p = holding({ ...limits, onDailyLoss: 'liquidate' })
    const order = submitOf(p.send(bar(50)))
    const refused = {
      ...report(order),
      type: 'order.rejected',
      execType: 'Rejected',
      execId: 'r',
      code: 'custom',
      text: '',
    } as const
    expect(p.send(refused).filter((event) => event.type === 'order.submit')).toEqual([])
    expect(p.state).toBe('liquidating')
    expect(submitOf(p.send({ type: 'market.session', at: 0, phase: 'open', day: 2 })).quantity).toBe(90)
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

describe('marks', () => {
  const marks = (markBy: 'trade' | 'mid', ...events: readonly PortfolioIncoming[]): number[] => {
    const p = portfolio({ markBy })
    return events.map((event) => {
      p.send(event)
      return p.context.books['A']!.last
    })
  }
  const events = [quote(9, 11), trade(12), quote(19, 21), bar(14), quote(0, 21, 'A', 0), quote(29, 31, 'C')]

  test('by trades and bars; by the middle of quotes only until there was a trade', () => {
    expect(marks('trade', ...events)).toEqual([10, 12, 12, 14, 14, 14])
    expect(marks('trade', bar(5), quote(9, 11))).toEqual([5, 10])
  })

  test('by the middle of quotes; by trades and bars only until there was a quote', () => {
    expect(marks('mid', ...events)).toEqual([10, 10, 20, 20, 20, 20])
    expect(marks('mid', trade(5), bar(6), quote(9, 11), bar(7))).toEqual([5, 6, 10, 10])
  })

  test('a loss that ticks bring is a daily loss like any other', () => {
    const p = portfolio({ risk: { dailyLoss: 0.1 } })
    p.send(bar(100))
    const order = submitOf(p.send(signal('buy', { quantity: 90 })))
    p.send(accepted(order))
    p.send(filled(order, 90, 100, 'x'))
    expect(p.send(quote(88, 90))).toEqual([])
    expect(p.send(trade(88.8))).toMatchObject([{ type: 'portfolio.state', state: 'halted', code: 'dailyLoss' }])
  })
})

test('an order is worked as the signal says, in every instruction', () => {
  const p = portfolio({ sizing: fixedQuantity(10) })
  p.send(bar(50))
  const how = {
    orderType: 'trailingStopLimit',
    stopPrice: 55,
    timeInForce: 'gtd',
    expireTime: 99,
    displayQuantity: 2,
    minQuantity: 1,
    postOnly: false,
    reduceOnly: true,
    trailBy: 'percent',
    trailOffset: 3,
    limitOffset: 1,
    triggerBy: 'bidAsk',
  } as const
  expect(submitOf(p.send(signal('buy', how)))).toMatchObject(how)
})
