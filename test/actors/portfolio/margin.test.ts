/** A margin account: what may be entered, what it must be worth, and what a margin call does. */
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  equityOf,
  equityUnits,
  type MarginTerms,
  openPortfolio,
  type PortfolioIncoming,
  type PortfolioInput,
  portfolioMachine,
  regT,
  trialBalance,
} from '../../../actors/portfolio/index.ts'
import type { OrderSubmit, Side, TradingEvent } from '../../../src/events/index.ts'
import { checkEquality } from '../../machine/support/equality.ts'
import { accepted, bar, codeOf, filled, portfolio, report, signal, submitOf } from './support.ts'

const margin: MarginTerms = { rule: regT() }
const account = (input: Partial<PortfolioInput> = {}) => portfolio({ margin, ...input })
const opened = (input: Partial<PortfolioInput>) => openPortfolio({ cash: 1, symbols: ['A'], now: () => 0, ...input })
type Account = ReturnType<typeof account>

const orders = (events: TradingEvent[]): OrderSubmit[] => events.filter((event) => event.type === 'order.submit')
const calls = (events: TradingEvent[]) => events.filter((event) => event.type === 'account.marginCall')

function trade(p: Account, side: Side, quantity: number, price: number, symbol = 'A'): TradingEvent[] {
  p.send(bar(price, symbol))
  const order = submitOf(p.send(signal(side, { quantity, symbol })))
  return p.send(filled(order, quantity, price, `f-${order.orderId}`))
}

describe('Regulation T', () => {
  const rule = regT()
  const position = { symbol: 'A', quantity: 10, price: 20, multiplier: 1, deposit: 0, maintenanceDeposit: 0 }
  test('takes a half to enter, a quarter to keep a long and 30 % to keep a short position', () => {
    expect([rule.initial(position), rule.maintenance(position)]).toEqual([100, 50])
    const short = { ...position, quantity: -10 }
    expect([rule.initial(short), rule.maintenance(short)]).toEqual([100, 60])
  })
  test('takes the deposits of a future', () => {
    const future = { ...position, quantity: -2, deposit: 1000, maintenanceDeposit: 800 }
    expect([rule.initial(future), rule.maintenance(future)]).toEqual([2000, 1600])
  })
  test('says how it was made, and refuses nonsense', () => {
    expect([regT().name, regT({ initial: 0.6, maintenance: 0.4 }).name]).toEqual([
      'regT()',
      'regT({ initial: 0.6, maintenance: 0.4 })',
    ])
    expect(() => regT({ initial: 0.2 })).toThrow(/0 < maintenance <= initial, not 0.25 and 0.2/)
    expect(() => regT({ shortMaintenance: 0 })).toThrow(/short maintenance/)
    expect(() => opened({ risk: { buyingPower: 'margin' } })).toThrow(/needs a rule/)
    expect(() => opened({ margin: { ...margin, liquidate: 'all' as never } })).toThrow(/liquidate must be one of/)
  })
})

describe('what may be entered', () => {
  test('is twice the equity, and not a lot more: the refusal says how much is missing', () => {
    const p = account()
    p.send(bar(50))
    const heard = p.send(signal('buy', { quantity: 401 }))
    expect(heard).toMatchObject([
      {
        type: 'order.denied',
        code: 'insufficientMargin',
        facts: { needs: 10_025, has: 10_000, missing: 25, initial: 0, reserved: 0 },
      },
    ])
    expect(codeOf(p.send(signal('buy', { quantity: 400 })))).toBeUndefined()
    expect(codeOf(p.send(signal('buy', { quantity: 1 })))).toBe('insufficientMargin')
  })
  test('a short sale takes margin as well, and closing takes none', () => {
    const p = account()
    trade(p, 'sell', 400, 50)
    expect(codeOf(p.send(signal('sell', { quantity: 1 })))).toBe('insufficientMargin')
    expect(codeOf(p.send(signal('buy', { quantity: 400 })))).toBeUndefined()
  })
  test('a future takes its deposit', () => {
    const p = account({ instruments: { A: { deposit: 1000, maintenanceDeposit: 800, multiplier: 50 } } })
    trade(p, 'buy', 10, 4000)
    expect(p.context.initialMargin).toBe(10_000e6)
    expect(p.context.maintenanceMargin).toBe(8_000e6)
    expect(codeOf(p.send(signal('buy', { quantity: 1 })))).toBe('insufficientMargin')
  })
  test('cash and nothing can be asked for instead', () => {
    const p = account({ risk: { buyingPower: 'cash' } })
    p.send(bar(50))
    expect(codeOf(p.send(signal('buy', { quantity: 201 })))).toBe('insufficientFunds')
    const q = account({ risk: { buyingPower: 'none' } })
    q.send(bar(50))
    expect(codeOf(q.send(signal('buy', { quantity: 4000 })))).toBeUndefined()
  })
})

describe('a margin call', () => {
  // 400 at 50, of which 10,000 are borrowed: equity is 25 % of the value at 33.33
  const called = (terms: Partial<MarginTerms> = {}, price = 33) => {
    const p = account({ margin: { ...margin, ...terms } })
    trade(p, 'buy', 400, 50)
    return { p, heard: p.send(bar(price)) }
  }
  test('comes below the maintenance requirement, and not at it', () => {
    expect(called({}, 34).heard).toEqual([])
    const rule = regT({ maintenance: 0.5 })
    expect(called({ rule }, 50).heard).toEqual([])
    expect(calls(called({ rule }, 49).heard)).toHaveLength(1)
  })
  test('says its numbers, and orders no more than is needed', () => {
    const { heard } = called()
    expect(heard).toMatchObject([
      { type: 'account.marginCall', state: 'called', equity: 3200, maintenance: 3300, initial: 6600, missing: 100 },
      { type: 'order.submit', side: 'sell', orderType: 'market', tag: 'marginCall', quantity: 13 },
    ])
  })
  test('is met by the execution, and said to be', () => {
    const { p, heard } = called()
    expect(calls(p.send(filled(submitOf(heard), 13, 33, 'g')))).toMatchObject([
      { state: 'met', equity: 3200, maintenance: 3192.75, missing: 0 },
    ])
    expect(p.context.called).toBe(false)
  })
  test('goes on where the execution was worse', () => {
    const { p, heard } = called()
    expect(orders(p.send(bar(32)))).toMatchObject([{ quantity: 37 }])
    expect(orders(p.send(filled(submitOf(heard), 13, 30, 'g')))).toMatchObject([{ quantity: 4 }])
  })
  test('cancels open orders first, and orders nothing twice that they were out for', () => {
    const p = account()
    trade(p, 'buy', 400, 50)
    const exit = submitOf(
      p.send(signal('sell', { quantity: 395, orderType: 'limit', limitPrice: 60, timeInForce: 'gtc' })),
    )
    p.send(accepted(exit))
    const heard = p.send(bar(33))
    expect(heard).toMatchObject([
      { type: 'account.marginCall' },
      { type: 'order.cancel', orderId: exit.orderId },
      { type: 'order.submit', quantity: 5 },
    ])
    const gone = {
      ...report(exit),
      type: 'order.canceled',
      execType: 'Canceled',
      execId: 'c',
      clOrdId: 'o-2.1',
      reason: 'requested',
    } as const
    expect(orders(p.send(gone))).toMatchObject([{ side: 'sell', quantity: 8 }])
  })
  test('repeats no order that the venue refused before something else happens', () => {
    const { p, heard } = called()
    const refused = {
      ...report(submitOf(heard)),
      tag: 'marginCall',
      type: 'order.rejected',
      execType: 'Rejected',
      execId: 'r',
      code: 'custom',
      text: '',
    } as const
    expect(orders(p.send(refused))).toEqual([])
    expect(orders(p.send(bar(33)))).toMatchObject([{ quantity: 13 }])
  })
  test('waits for the answer to its order no longer than for any other', () => {
    let now = 0
    const p = account({ recovery: { timeout: 5 }, now: () => now })
    p.send(bar(50))
    const entry = submitOf(p.send(signal('buy', { quantity: 400 })))
    p.send({ ...filled(entry, 400, 50, 'f'), orderQty: 400, cumQty: 400, avgPx: 50 })
    now = 10
    p.send({ type: 'recovery.due' })
    expect(p.context.recovery.isTimed).toBe(false)
    expect(orders(p.send(bar(33)))).toHaveLength(1)
    expect(p.context.recovery.isTimed).toBe(true)
  })
  test('can be said without anything being done', () => {
    const { p, heard } = called({ liquidate: 'none' })
    expect(heard).toMatchObject([{ type: 'account.marginCall', state: 'called' }])
    expect(p.send(bar(32))).toEqual([])
    expect(calls(p.send(bar(40)))).toMatchObject([{ state: 'met' }])
  })
  test('is not kept at home by limits', () => {
    const p = account({
      risk: {
        maxOrderQuantity: 400,
        maxOrderNotional: 20_000,
        checks: [({ order }) => (order.side === 'sell' ? { code: 'custom', text: '', facts: {} } : undefined)],
      },
    })
    trade(p, 'buy', 400, 50)
    expect(orders(p.send(bar(33)))).toHaveLength(1)
  })
  test('buys back what was sold short', () => {
    const p = account()
    trade(p, 'sell', 400, 50)
    expect(calls(p.send(bar(57)))).toEqual([])
    expect(orders(p.send(bar(58)))).toMatchObject([{ side: 'buy', quantity: 10 }])
  })

  describe('begins with', () => {
    const first = (liquidate: MarginTerms['liquidate']) => {
      const p = account({ margin: { ...margin, liquidate } as MarginTerms, symbols: ['A', 'B', 'C'] })
      p.send(bar(10, 'B'))
      p.send(bar(10, 'C'))
      trade(p, 'buy', 500, 10, 'C')
      trade(p, 'buy', 1000, 10, 'A')
      trade(p, 'buy', 400, 10, 'B')
      const fallen = p.send(bar(1, 'C'))
      return [...orders(fallen), ...orders(p.send(bar(3, 'A')))].map(({ symbol }) => symbol)[0]
    }
    test.each([
      ['largestLoss' as const, 'A'],
      ['largestPosition' as const, 'B'],
      ['symbol' as const, 'A'],
      [(a: { symbol: string }, b: { symbol: string }) => (a.symbol < b.symbol ? 1 : -1), 'C'],
    ])('%s', (liquidate, symbol) => expect(first(liquidate)).toBe(symbol))
  })
})

// The requirements as fractions of the value, written down again.
const valueOf = (quantity: number, price: number): number => Math.round(Math.abs(quantity) * price * 1e6)
const keep = (quantity: number, price: number): number =>
  Math.round(valueOf(quantity, price) * (quantity < 0 ? 0.3 : 0.25))

const symbols = ['A', 'B', 'C'] as const
const step = fc.oneof(
  {
    weight: 5,
    arbitrary: fc.record({
      kind: fc.constant('bar' as const),
      symbol: fc.constantFrom(...symbols),
      price: fc.integer({ min: 20, max: 60 }),
    }),
  },
  {
    weight: 5,
    arbitrary: fc.record({
      kind: fc.constant('signal' as const),
      symbol: fc.constantFrom(...symbols),
      side: fc.constantFrom<Side>('buy', 'sell'),
      quantity: fc.integer({ min: 50, max: 200 }),
      limit: fc.option(fc.integer({ min: 20, max: 60 }), { nil: undefined }),
    }),
  },
  {
    weight: 6,
    arbitrary: fc.record({ kind: fc.constant('answer' as const), pick: fc.nat(30), part: fc.constantFrom(1, 1, 0.5) }),
  },
)

/** Answers for the venue: an order with a request to cancel is canceled, any other executed at its limit or the last price, whole or in part. */
function answer(p: Account, pick: number, part: number, n: number, canceling: Map<string, string>): TradingEvent[] {
  const open = [...p.context.orders.values()].map(({ context }) => context)
  if (open.length === 0) return []
  const order = open[pick % open.length]!
  const submit = { ...order, type: 'order.submit', at: 0 } as unknown as OrderSubmit
  const request = canceling.get(order.orderId)
  if (request !== undefined)
    return p.send({
      ...report(submit),
      type: 'order.canceled',
      execType: 'Canceled',
      execId: `c-${n}`,
      clOrdId: request,
      reason: 'requested',
    })
  const quantity = Math.max(1, Math.round(order.leavesQty * part))
  return p.send(filled(submit, quantity, order.limitPrice ?? p.context.books[order.symbol]!.last, `f-${n}`))
}

describe('whatever is traded', () => {
  test('requirements follow positions, accepted orders never exceed the margin, and calls order exactly what is needed', () => {
    let callsMade = 0
    let lotsOrdered = 0
    fc.assert(
      fc.property(fc.array(step, { maxLength: 50, size: 'max' }), (steps) => {
        const p = account({ cash: 6_000, symbols, margin: { rule: regT(), liquidate: 'symbol' } })
        /** Margin of a unit of each open order. */
        const units = new Map<string, number>()
        const canceling = new Map<string, string>()
        // nearly all that may be entered is entered
        for (const [symbol, side] of [
          ['A', 'buy'],
          ['B', 'sell'],
          ['C', 'buy'],
        ] as const)
          trade(p, side, 95, 40, symbol)
        steps.forEach((each, n) => {
          const position = (symbol: string) => p.context.books[symbol]!
          const held = each.kind === 'signal' ? { ...position(each.symbol) } : undefined
          const heard =
            each.kind === 'bar'
              ? p.send(bar(each.price, each.symbol))
              : each.kind === 'answer'
                ? answer(p, each.pick, each.part, n, canceling)
                : p.send(
                    signal(each.side, {
                      symbol: each.symbol,
                      quantity: each.quantity,
                      ...(each.limit === undefined ? {} : { orderType: 'limit', limitPrice: each.limit }),
                    }),
                  )
          for (const event of heard) if (event.type === 'order.cancel') canceling.set(event.orderId, event.clOrdId)

          const equity = equityUnits(p.context)
          const books = symbols.map((symbol) => position(symbol))
          const sum = (of: (quantity: number, price: number) => number) =>
            books.reduce((total, { quantity, last }) => total + of(quantity, last), 0)
          expect(Object.values(trialBalance(p.context.accounts, p.context.books)).reduce((a, b) => a + b, 0)).toBe(0)
          expect(p.context.maintenanceMargin).toBe(sum(keep))
          expect(p.context.initialMargin).toBe(sum((quantity, price) => Math.round(valueOf(quantity, price) / 2)))
          expect(p.context.called).toBe(equity < p.context.maintenanceMargin)

          if (each.kind === 'signal')
            for (const order of orders(heard)) {
              const { quantity, workingBuy, workingSell } = held!
              const reduces = Math.max(0, order.side === 'buy' ? -quantity - workingBuy : quantity - workingSell)
              const opens = Math.max(0, order.quantity - reduces)
              units.set(order.orderId, ((opens / order.quantity) * (order.limitPrice ?? held!.last)) / 2)
              let spoken = 0
              for (const [orderId, { context }] of p.context.orders)
                spoken += (units.get(orderId) ?? 0) * context.leavesQty
              if (opens > 0) expect(equityOf(p.context) - sum(valueOf) / 2e6 - spoken).toBeGreaterThanOrEqual(-1e-6)
            }

          // what is held once the orders of margin calls are done
          const onTheWay = (symbol: string): number =>
            [...p.context.orders.values()].reduce(
              (total, { context: o }) =>
                o.symbol === symbol && o.tag === 'marginCall'
                  ? total + (o.side === 'sell' ? o.leavesQty : -o.leavesQty)
                  : total,
              0,
            )
          const left = books.map(({ symbol, quantity }) => quantity - onTheWay(symbol))
          const required = (more?: string): number =>
            books.reduce((total, { symbol, last }, i) => {
              const rest = left[i]! + (symbol === more ? Math.sign(books[i]!.quantity) : 0)
              return total + keep(rest, last)
            }, 0)
          const ordered = orders(heard).filter(({ tag }) => tag === 'marginCall')
          callsMade += calls(heard).length
          lotsOrdered += ordered.length
          const free = books.map(
            ({ quantity, workingBuy, workingSell }) => Math.abs(quantity) - (quantity > 0 ? workingSell : workingBuy),
          )
          if (p.context.called && each.kind !== 'signal') {
            // enough, or all that could be
            if (required() > equity) expect(Math.max(...free)).toBeLessThanOrEqual(0)
            // and not a lot more
            const last = ordered.at(-1)
            if (last !== undefined && required() <= equity) expect(required(last.symbol)).toBeGreaterThan(equity)
          }
        })
      }),
      { numRuns: 120 },
    )
    expect([callsMade, lotsOrdered].map((n) => Math.min(n, 10))).toEqual([10, 10])
  })

  test('interpreted and compiled, the portfolio does the same', () => {
    const anything: fc.Arbitrary<PortfolioIncoming> = fc.oneof(
      fc.tuple(fc.integer({ min: 1, max: 99 }), fc.constantFrom('A', 'B')).map(([close, symbol]) => bar(close, symbol)),
      fc
        .tuple(fc.constantFrom('buy' as const, 'sell' as const), fc.constantFrom('A', 'B'))
        .map(([intent, symbol]) => signal(intent, { quantity: 300, symbol })),
      fc
        .tuple(fc.integer({ min: 1, max: 4 }), fc.nat(20), fc.integer({ min: 20, max: 60 }))
        .map(([n, exec, price]) =>
          filled(
            { orderId: `o-${n}`, clOrdId: `o-${n}`, symbol: 'A', side: 'buy', quantity: 300 } as OrderSubmit,
            300,
            price,
            `f-${exec}`,
          ),
        ),
      fc.constantFrom<PortfolioIncoming>(
        { type: 'portfolio.liquidate' },
        { type: 'portfolio.resume' },
        { type: 'portfolio.halt' },
      ),
    )
    checkEquality(portfolioMachine, anything, {
      input: { cash: 10_000, symbols: ['A', 'B'], now: () => 7, margin },
      runs: 60,
    })
  })
})
