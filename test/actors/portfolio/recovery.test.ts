/** How often, when and about what the portfolio asks, and that it says where it stops asking. */
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { PortfolioIncoming, RecoveryOptions } from '../../../actors/portfolio/index.ts'
import {
  minutes,
  type OrderStatusReport,
  type OrderStatusRequest,
  type TradingEvent,
} from '../../../src/events/index.ts'
import { accepted, bar, filled, portfolio, signal, submitOf } from './support.ts'
import { statusOf } from './support-status.ts'

const typesOf = (events: readonly TradingEvent[]): string[] => events.map(({ type }) => type)
const questionsIn = (events: readonly TradingEvent[]): OrderStatusRequest[] =>
  events.filter((event) => event.type === 'order.statusRequest')
const uncertainIn = (events: readonly TradingEvent[]) => events.filter((event) => event.type === 'account.uncertain')
const session = (phase: 'open' | 'closed' | 'done', symbol?: string): PortfolioIncoming => ({
  type: 'market.session',
  at: 0,
  phase,
  day: 1,
  ...(symbol === undefined ? {} : { symbol }),
})

/** A portfolio with an accepted order for 100, and a clock. */
function working(recovery: RecoveryOptions) {
  let now = 0
  const p = portfolio({ cash: 1e6, now: () => now, recovery })
  p.send(bar(50))
  const order = submitOf(p.send(signal('buy', { quantity: 100, tag: 't' })))
  p.send(accepted(order))
  const answer = (facts: Partial<OrderStatusReport>): TradingEvent[] => p.send(statusOf(order, { at: ++now, ...facts }))
  return { p, order, answer, pass: (time: number) => void (now += time), now: () => now }
}

test.each([1, 2, 3, 5])('%i questions without an answer, and no more', (attempts) => {
  let now = 0
  const p = portfolio({ now: () => now, recovery: { timeout: minutes(5), attempts } })
  p.send(bar(50))
  p.send(signal('buy', { quantity: 10 }))
  const said = Array.from({ length: 12 }, () => {
    now += minutes(5)
    return p.send({ type: 'recovery.due' })
  }).flat()
  expect(said.map(({ type }) => type)).toEqual([
    ...Array.from({ length: attempts }, () => 'order.statusRequest'),
    'account.uncertain',
  ])
  expect(said.at(-1)).toMatchObject({ code: 'noAnswer', orderId: 'o-1', facts: { attempts, cumQty: 0, leavesQty: 10 } })
  expect(p.context.recovery.awaiting.size + p.context.recovery.doubts.size).toBe(0)
})

describe('at the end of the day', () => {
  test('with `daily` it asks of every order, open or closed lately, and what else works there; once, and only for the whole market', () => {
    const { p, order } = working({ daily: true })
    const second = submitOf(p.send(signal('buy', { quantity: 5, symbol: 'B', price: 20 })))
    p.send(accepted(second))
    p.send({ ...filled(second, 5, 20, 'f-b'), cumQty: 5, avgPx: 20 })
    expect(p.send(session('closed', 'A'))).toEqual([])
    expect(p.send(session('open'))).toEqual([])
    const said = p.send(session('closed'))
    expect(typesOf(said).toSorted()).toEqual(['order.massStatusRequest', 'order.statusRequest', 'order.statusRequest'])
    expect(
      questionsIn(said)
        .map(({ orderId }) => orderId)
        .toSorted(),
    ).toEqual([order.orderId, second.orderId])
    // what has been asked is not asked twice
    expect(typesOf(p.send(session('done')))).toEqual(['order.massStatusRequest'])
  })

  test.each([{}, { daily: false }, { timeout: minutes(5) }])('with %o it asks nothing', (recovery) => {
    expect(working(recovery).p.send(session('closed'))).toEqual([])
  })

  test('a loss without a trace is found by it', () => {
    const { p, answer } = working({ daily: true })
    p.send(session('closed'))
    const said = answer({ cumQty: 40, avgPx: 51, ordStatus: 'PartiallyFilled' })
    expect(said.find(({ type }) => type === 'order.filled')).toMatchObject({ lastQty: 40, lastPx: 51, inferred: true })
  })
})

describe('where it stops asking', () => {
  test('five answers that each change something are enough: the last is believed, and what it cannot make good is said', () => {
    const { p, answer } = working({})
    p.send({ type: 'broker.connection', at: 0, state: 'connected' })
    const rounds = [1, 2, 3, 4, 5].map((cumQty) => answer({ cumQty, avgPx: 50, ordStatus: 'PartiallyFilled' }))
    expect(rounds.map((said) => questionsIn(said).length)).toEqual([1, 1, 1, 1, 0])
    expect(rounds.flatMap(uncertainIn)).toEqual([])
    expect(p.context.recovery.doubts.size).toBe(0)
    expect(p.context.books['A']!.quantity).toBe(5)
  })

  test('five answers that are out of date: what they say is not believed, and the difference is said', () => {
    const { p, answer, now, pass } = working({})
    pass(10)
    p.send({ type: 'broker.connection', at: now(), state: 'connected' })
    const rounds = [1, 2, 3, 4, 5].map((at) => answer({ at, cumQty: 7, avgPx: 50, ordStatus: 'PartiallyFilled' }))
    expect(rounds.map((said) => questionsIn(said).length)).toEqual([1, 1, 1, 1, 0])
    expect(rounds.flatMap(uncertainIn)).toMatchObject([{ code: 'disagrees', facts: { cumQty: 0, venueCumQty: 7 } }])
    expect(p.context.books['A']!.quantity).toBe(0)
  })

  test('twelve questions of an order a day: the next is not asked, and that is said once; with the next day it asks again', () => {
    const { p, order, answer, now, pass } = working({})
    // a report that contradicts the order makes it ask; the answer is what is known here
    const contradiction = (n: number): TradingEvent[] => {
      const said = p.send({ ...filled(order, 1, 50, `late-${n}`), at: now() + 1, cumQty: 90, leavesQty: 10, avgPx: 50 })
      pass(1)
      answer({ cumQty: n + 1, avgPx: 50, leavesQty: 99 - n, ordStatus: 'PartiallyFilled' })
      return said
    }
    const said = Array.from({ length: 15 }, (_, n) => contradiction(n))
    expect(said.map((events) => questionsIn(events).length)).toEqual([...Array(12).fill(1), 0, 0, 0])
    expect(said.map((events) => uncertainIn(events).length)).toEqual([...Array(12).fill(0), 1, 0, 0])
    expect(uncertainIn(said[12]!)[0]).toMatchObject({
      code: 'disagrees',
      facts: { questions: 12, cumQty: 13, leavesQty: 87 },
    })
    p.send(session('closed'))
    expect(questionsIn(contradiction(15))).toHaveLength(1)
  })
})

test('it asks when an answer is overdue, as often as `attempts` says, and not of what was answered: as a tally by hand says', () => {
  const step = fc.oneof(
    { weight: 5, arbitrary: fc.record({ do: fc.constant('pass' as const), time: fc.integer({ min: 1, max: 9 }) }) },
    {
      weight: 2,
      arbitrary: fc.record({ do: fc.constantFrom('status' as const, 'change' as const, 'refuse' as const) }),
    },
  )
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 4 }), fc.array(step, { maxLength: 40 }), (attempts, steps) => {
      const { p, order, pass, now } = working({ timeout: minutes(5), attempts })
      // the tally: requests that are open, when the next question is due, how many were asked of this silence
      const open: string[] = []
      let due = Number.POSITIVE_INFINITY
      let asked = 0
      let asks = 0
      let total = 0
      const isQuiet = (): boolean => total >= 11
      for (const one of steps) {
        if (isQuiet()) return
        const said: TradingEvent[] = []
        let expected = 0
        let gaveUp = false
        switch (one.do) {
          case 'pass':
            pass(minutes(one.time))
            said.push(...p.send({ type: 'recovery.due' }))
            if (now() >= due) {
              due = Number.POSITIVE_INFINITY
              if (asked > 0 && asked >= attempts) {
                gaveUp = true
                asked = 0
              } else if (asked > 0 || open.length > 0) {
                asked += 1
                expected = Math.max(1, open.length)
                due = now() + minutes(5)
                total += 1
              }
            }
            break
          case 'status':
            // says what is known here, and that requests are under way
            said.push(...p.send(statusOf(order, { at: now(), ordStatus: 'New' })).slice(1))
            if (asked > 0 && open.length > 0) due = now() + minutes(5)
            asked = 0
            break
          case 'change': {
            const [request] = p.send(signal('change', { tag: 't', quantity: 100 + ++asks }))
            if (request?.type !== 'order.replace') throw new Error('no request')
            open.push(request.clOrdId)
            due = now() + minutes(5)
            break
          }
          case 'refuse': {
            const clOrdId = open.shift()
            if (clOrdId === undefined) break
            const refusal = { origClOrdId: order.clOrdId, code: 'custom' as const, text: '' }
            p.send({
              ...accepted(order),
              ...refusal,
              type: 'order.replaceRejected',
              execType: 'Rejected',
              execId: `r-${clOrdId}`,
              clOrdId,
              at: now(),
            } as PortfolioIncoming)
          }
        }
        expect([questionsIn(said).length, uncertainIn(said).length]).toEqual([expected, gaveUp ? 1 : 0])
      }
    }),
    { numRuns: 300 },
  )
})
