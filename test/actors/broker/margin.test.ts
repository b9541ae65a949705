/** The venue's margin account: what it lets in, what it lets trade, against an account that is added up anew from the executions. */
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { type BrokerInput, brokerMachine, marginAccount, percentOfNotional } from '../../../actors/broker/index.ts'
import { regT } from '../../../actors/portfolio/index.ts'
import type { OrderSubmit, SessionPhase } from '../../../src/events/index.ts'
import { expectEqualTraces } from '../../machine/support/equality.ts'
import { SYMBOLS, tradingEvents } from './support/scenarios.ts'
import { bar, openVenue, order, session, trade } from './support/venue.ts'

const credit = (cash: number) => marginAccount({ cash, rule: regT() })
const open = (cash: number, input: BrokerInput = {}) =>
  openVenue({ symbols: ['AAA', 'BBB'], credit: credit(cash), ...input }, 'fast')
const at = (price: number, time: number, symbol = 'AAA') => bar([price, price, price, price], { at: time, symbol })
const ask = (more: Partial<OrderSubmit>) => order({ timeInForce: 'gtc', ...more })

describe('at the door', () => {
  test('an order is refused with what is missing', () => {
    const venue = open(1_000)
    venue.send(at(50, 10))
    expect(venue.send(ask({ orderId: 'a', quantity: 41, at: 11 }))).toMatchObject([
      {
        type: 'order.rejected',
        code: 'insufficientMargin',
        facts: { needs: 1025, has: 1000, missing: 25, equity: 1000, initial: 0 },
      },
    ])
    expect(venue.send(ask({ orderId: 'b', quantity: 40, at: 11 }))).toMatchObject([{ type: 'order.accepted' }])
  })
  test('without a price there is nothing to weigh', () =>
    expect(open(1).send(ask({ quantity: 1000 }))).toMatchObject([{ type: 'order.accepted' }]))
  test('what closes needs nothing', () => {
    const venue = open(1_000)
    venue.send(at(50, 10))
    venue.send(ask({ orderId: 'a', quantity: 40, side: 'sell', at: 11 }))
    venue.send(at(50, 13))
    expect(venue.send(ask({ orderId: 'b', quantity: 41, at: 14 }))).toMatchObject([{ facts: { needs: 25, has: 0 } }])
    expect(venue.send(ask({ orderId: 'c', quantity: 40, at: 14 }))).toMatchObject([{ type: 'order.accepted' }])
  })
  test('a future needs its deposit', () => {
    const venue = open(2_000, { instruments: { AAA: { multiplier: 50, deposit: 1000, maintenanceDeposit: 800 } } })
    venue.send(at(4000, 10))
    expect(venue.send(ask({ orderId: 'a', quantity: 3, at: 11 }))).toMatchObject([
      { facts: { needs: 3000, missing: 1000 } },
    ])
    venue.send(ask({ orderId: 'b', quantity: 2, at: 11 }))
    expect(venue.send(at(4000, 13))).toMatchObject([{ lastQty: 2 }])
    expect(venue.send({ type: 'market.dividend', symbol: 'AAA', at: 14, amount: 1 })).toEqual([])
    expect(venue.snapshot().context.account).toMatchObject({ cash: 2_000 - 400_000 })
  })
  test('no cash is no amount', () => expect(() => credit(-1)).toThrow(/0 or more, not -1/))
})

describe('an execution', () => {
  test('that the account is not worth closes what is held, and ends the order', () => {
    const venue = open(1_000)
    venue.send(at(50, 10))
    venue.send(ask({ orderId: 'a', quantity: 10, side: 'sell', at: 11 }))
    venue.send(at(50, 13))
    venue.send(ask({ orderId: 'b', quantity: 40, at: 14 }))
    expect(venue.send(at(61, 17))).toMatchObject([
      { type: 'order.filled', lastQty: 10 },
      { type: 'order.canceled', reason: 'insufficientFunds', leavesQty: 0 },
    ])
  })
  test('says what was missing to who asks', () => {
    const venue = open(1_000, { watch: ['a'] })
    venue.send(at(50, 10))
    venue.send(ask({ orderId: 'a', quantity: 40, at: 11 }))
    expect(venue.send(at(60, 14))).toContainEqual(
      expect.objectContaining({
        type: 'venue.unfilled',
        code: 'insufficientFunds',
        facts: { wanted: 40, allowed: 0, price: 60, missing: 200 },
      }),
    )
  })
  test('follows a split and a dividend', () => {
    const venue = open(1_000)
    venue.send(at(50, 10))
    venue.send(ask({ orderId: 'a', quantity: 40, at: 11 }))
    venue.send(at(50, 13))
    venue.send({ type: 'market.split', symbol: 'AAA', at: 14, ratio: 2 })
    venue.send({ type: 'market.dividend', symbol: 'AAA', at: 15, amount: 0.5 })
    expect(venue.snapshot().context.account).toMatchObject({
      cash: -960,
      positions: { AAA: { quantity: 80, price: 25 } },
    })
    venue.send(at(26, 16))
    // worth 1,120 with 1,040 required: three more at 26
    expect(venue.send(ask({ orderId: 'b', quantity: 7, at: 17 }))).toMatchObject([{ facts: { has: 80, missing: 11 } }])
    expect(venue.send(ask({ orderId: 'c', quantity: 6, at: 17 }))).toMatchObject([{ type: 'order.accepted' }])
  })
  describe.each<SessionPhase>(['preOpen', 'halted', 'closed'])(
    'follows a price on which nothing trades: %s',
    (phase) => {
      test.each([
        ['a bar, of the market', at(60, 20), undefined],
        ['a bar, of the instrument', at(60, 20), 'AAA'],
        ['a trade, of the market', trade(60, { at: 20 }), undefined],
        ['a trade, of the instrument', trade(60, { at: 20 }), 'AAA'],
      ])('%s', (_, price, symbol) => {
        const venue = open(1_000)
        venue.send(at(50, 10))
        venue.send(ask({ orderId: 'a', quantity: 20, side: 'sell', at: 11 }))
        expect(venue.send(at(50, 13))).toMatchObject([{ lastQty: 20 }])
        venue.send(session(phase, 14, symbol))
        venue.send(price)
        // worth 2,000 - 1,200 with 600 required
        expect(
          venue.send(ask({ orderId: 'b', symbol: 'BBB', limitPrice: 50, orderType: 'limit', quantity: 9, at: 21 })),
        ).toMatchObject([{ code: 'insufficientMargin', facts: { equity: 800, initial: 600, has: 200, missing: 25 } }])
        venue.send(session('open', 22, symbol))
        venue.send(ask({ orderId: 'c', symbol: 'BBB', quantity: 9, at: 23 }))
        expect(venue.send(at(50, 25, 'BBB'))).toMatchObject([{ type: 'order.canceled', reason: 'insufficientFunds' }])
      })
    },
  )
})

test('whatever trades, an execution that opens leaves the account worth its initial requirement', () => {
  let opened = 0
  fc.assert(
    fc.property(tradingEvents, fc.integer({ min: 200, max: 3_000 }), (events, cash) => {
      const venue = openVenue({ symbols: SYMBOLS, credit: credit(cash), commission: percentOfNotional(0.001) }, 'fast')
      let money = cash
      const held: Record<string, number> = { AAA: 0, BBB: 0 }
      const prices: Record<string, number> = { AAA: 0, BBB: 0 }
      for (const event of events) {
        for (const report of venue.send(event)) {
          if (report.type !== 'order.filled') continue
          const signed = report.side === 'buy' ? report.lastQty : -report.lastQty
          const before = held[report.symbol]!
          held[report.symbol] = before + signed
          prices[report.symbol] = report.lastPx
          money -= signed * report.lastPx + report.commission
          if (Math.abs(held[report.symbol]!) <= Math.abs(before) && before * held[report.symbol]! >= 0) continue
          opened++
          const value = (symbol: string): number => held[symbol]! * prices[symbol]!
          const gross = Math.abs(value('AAA')) + Math.abs(value('BBB'))
          expect(money + value('AAA') + value('BBB') - gross / 2).toBeGreaterThanOrEqual(-1e-6)
        }
        if (event.type === 'market.bar') prices[event.symbol] = event.close
      }
    }),
    { numRuns: 150 },
  )
  expect(opened).toBeGreaterThan(50)
  fc.assert(
    fc.property(tradingEvents, (events) =>
      expectEqualTraces({
        make: () => brokerMachine,
        input: { symbols: SYMBOLS, credit: credit(2_000) },
        steps: events.map((send) => ({ send })),
      }),
    ),
    { numRuns: 20 },
  )
})
