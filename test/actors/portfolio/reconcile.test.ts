/** A status makes good for what was not heard: examples, each with its numbers. */
import { describe, expect, test } from 'vitest'
import { isClosed, orderState } from '../../../actors/order/index.ts'
import { cashOf, type PortfolioIncoming } from '../../../actors/portfolio/index.ts'
import { orderOf } from '../../../actors/portfolio/memory.ts'
import type { OrderCancel, OrderStatusReport, Signal } from '../../../src/events/index.ts'
import { accepted, bar, filled, portfolio, report, signal, submitOf } from './support.ts'
import { inferredOf, statusOf, typesOf, uncertainOf } from './support-status.ts'

/** A portfolio that asks where it doubts, with an order for 20 at 50. */
function asking(more: Partial<Signal> = {}, cash = 100_000) {
  const p = portfolio({ cash, recovery: {}, risk: { buyingPower: 'none' } })
  p.send(bar(50))
  const order = submitOf(p.send(signal('buy', { quantity: 20, tag: 't', orderType: 'limit', limitPrice: 50, ...more })))
  const own = () => orderOf(p.context, order.orderId)!
  return { ...p, p, order, own, says: (facts: Partial<OrderStatusReport>) => p.send(statusOf(order, facts)) }
}
describe('what a status makes good for', () => {
  test('an acceptance and an execution: as much as is missing, at the price that makes the average right', () => {
    const { p, order, own, says } = asking()
    p.send(accepted(order))
    p.send(filled(order, 5, 48, 'f-1', 0.5))
    const said = says({ at: 9, cumQty: 15, avgPx: 50, commission: 2, ordStatus: 'PartiallyFilled', transactTime: 8 })
    const [first] = said.filter((event) => event.type === 'order.filled')
    // 15 × 50 − 5 × 48 = 510 for 10 units
    expect(first).toMatchObject({ inferred: true, lastQty: 10, lastPx: 51, commission: 1.5, transactTime: 8 })
    expect(own().context).toMatchObject({ cumQty: 15, leavesQty: 5, avgPx: 50 })
    expect(p.context.books['A']!.quantity).toBe(15)
    expect(cashOf(p.context)).toBe(100_000 - 15 * 50 - 2)
    // and it asks once more, because the answer changed something
    expect(typesOf(said).filter((type) => type === 'order.statusRequest')).toHaveLength(1)
    expect(inferredOf(says({ at: 10, cumQty: 15, avgPx: 50, commission: 2 }))).toEqual([])
  })

  test('nothing where the venue has the order and has not looked at it', () => {
    const { own, says } = asking()
    expect(inferredOf(says({ at: 9, ordStatus: 'PendingNew' }))).toEqual([])
    expect(own().context.acknowledgedBy).toBeUndefined()
    expect(orderState(own())).toBe('live.submitted / none / unfilled')
  })

  test('an order that was presumed lost and turns up is open again, with its cancel that nobody has answered', () => {
    const { p, order, own, says } = asking()
    const cancel = p.send(signal('cancel', { tag: 't' })).find(({ type }) => type === 'order.cancel')
    expect(inferredOf(says({ at: 9, code: 'unknownOrder', ordStatus: 'Rejected', orderQty: 0 }))).toEqual([
      'order.rejected',
    ])
    expect(p.context.books['A']!.workingBuy).toBe(0)
    expect(typesOf(p.send({ ...accepted(order), at: 10 } as PortfolioIncoming))).toEqual(['order.accepted'])
    expect(p.context.orders.has(order.orderId)).toBe(true)
    expect(p.context.books['A']!.workingBuy).toBe(20)
    expect(own().context.requests).toMatchObject([{ kind: 'cancel', clOrdId: (cancel as OrderCancel).clOrdId }])
    p.send({ ...filled(order, 20, 48, 'f-1'), at: 11 })
    expect(p.context.books['A']!.quantity).toBe(20)
    expect(p.context.orders.size + p.context.books['A']!.workingBuy).toBe(own().context.requests.length)
  })

  test('one that was refused by the venue stays what it is', () => {
    const { p, order, says } = asking()
    says({ at: 9, code: 'unknownOrder', ordStatus: 'Rejected', orderQty: 0 })
    const refused = { ...report(order), type: 'order.rejected', execType: 'Rejected', ordStatus: 'Rejected' } as const
    p.send({ ...refused, execId: 'r-1', at: 10, code: 'offTick', text: '', facts: {} })
    expect(p.context.orders.size).toBe(0)
  })

  test('everything at once, in the order in which it may have happened', () => {
    const { own, says } = asking()
    const said = says({
      at: 9,
      cumQty: 12,
      avgPx: 49.5,
      leavesQty: 0,
      orderQty: 25,
      limitPrice: 49.75,
      ordStatus: 'Canceled',
    })
    expect(inferredOf(said)).toEqual(['order.accepted', 'order.restated', 'order.filled', 'order.canceled'])
    expect(own().context).toMatchObject({ quantity: 25, cumQty: 12, leavesQty: 0, limitPrice: 49.75 })
    expect(said.find(({ type }) => type === 'order.canceled')).toMatchObject({ reason: 'unsolicited' })
  })

  test('a bust: what counts becomes one execution with the totals of the venue', () => {
    const { p, order, own, says } = asking()
    p.send(accepted(order))
    p.send(filled(order, 5, 48, 'f-1', 1))
    p.send(filled(order, 6, 49, 'f-2', 1))
    const said = says({ at: 9, cumQty: 6, avgPx: 49, commission: 1, lastExecId: 'b-1' })
    expect(inferredOf(said)).toEqual(['order.tradeCanceled', 'order.tradeCorrected'])
    expect(own().context).toMatchObject({ cumQty: 6, leavesQty: 14, avgPx: 49 })
    expect(cashOf(p.context)).toBe(100_000 - 6 * 49 - 1)
  })

  test.each([
    ['that told what was known already is booked', 5, ['order.tradeCorrected'], 3],
    ['that told something new may be part of it', 8, ['order.duplicate'], 8],
  ])('a correction that is heard after a status of the same instant %s', (_what, cumQty, said, held) => {
    const { p, order, says } = asking()
    p.send(accepted(order))
    p.send(filled(order, 5, 48, 'f-1'))
    says({ at: 9, cumQty, avgPx: 48, ordStatus: 'PartiallyFilled' })
    // the status told something new if any of that instant did
    says({ at: 9, cumQty, avgPx: 48, ordStatus: 'PartiallyFilled' })
    const corrected = { ...filled(order, 3, 48, 'c-1'), type: 'order.tradeCorrected', execType: 'TradeCorrect' }
    const heard = p.send({ ...corrected, at: 9, execRefId: 'f-1', cumQty: 3 } as PortfolioIncoming)
    expect(typesOf(heard).filter((type) => type.startsWith('order.'))).toEqual(said)
    expect(p.context.books['A']!.quantity).toBe(held)
  })

  test('all of it taken back: the money is back, and a filled order stays over', () => {
    const { p, order, own, says } = asking()
    p.send(accepted(order))
    p.send(filled(order, 20, 48, 'f-1', 1))
    expect(inferredOf(says({ at: 9, cumQty: 0, avgPx: 0, commission: 0, lastExecId: 'b-1' }))).toEqual([
      'order.tradeCanceled',
    ])
    expect(own().context).toMatchObject({ cumQty: 0, leavesQty: 0 })
    expect([p.context.books['A']!.quantity, cashOf(p.context)]).toEqual([0, 100_000])
  })

  test.each([
    ['accepted', ['order.replaced'], { quantity: 30 }],
    ['rejected', ['order.replaceRejected'], { quantity: 20 }],
    ['unknown', ['order.replaceRejected'], { quantity: 20 }],
    ['pending', [], { quantity: 20 }],
  ] as const)('a replace in flight that the venue calls %s', (requestStatus, concluded, terms) => {
    const { p, order, own, says } = asking()
    p.send(accepted(order))
    p.send(signal('change', { tag: 't', quantity: 30 }))
    const requestId = own().context.requests[0]!.clOrdId
    const isAccepted = requestStatus === 'accepted'
    const said = says({
      at: 9,
      requestId,
      requestStatus,
      orderQty: terms.quantity,
      leavesQty: terms.quantity,
      clOrdId: isAccepted ? requestId : order.clOrdId,
      limitPrice: 50,
    })
    expect(inferredOf(said)).toEqual(concluded)
    expect(own().context.quantity).toBe(terms.quantity)
    expect(own().context.requests[0]!.state).toBe(
      isAccepted ? 'accepted' : requestStatus === 'pending' ? 'sent' : 'rejected',
    )
  })

  test('a cancel in flight whose answer was lost: the end was asked for', () => {
    const { p, order, own, says } = asking()
    p.send(accepted(order))
    p.send(signal('cancel', { tag: 't' }))
    const requestId = own().context.requests[0]!.clOrdId
    const said = says({
      at: 9,
      clOrdId: requestId,
      requestId,
      requestStatus: 'accepted',
      ordStatus: 'Canceled',
      leavesQty: 0,
    })
    expect(said.find(({ type }) => type === 'order.canceled')).toMatchObject({ reason: 'requested', inferred: true })
    expect(p.context.orders.size).toBe(0)
  })

  test.each([
    ['Expired', 'order.expired'],
    ['Rejected', 'order.rejected'],
    ['Canceled', 'order.canceled'],
  ] as const)('%s: the order is over', (ordStatus, type) => {
    const { own, says, p } = asking()
    const said = says({ at: 9, ordStatus, leavesQty: 0 })
    expect(inferredOf(said).at(-1)).toBe(type)
    expect(isClosed(own())).toBe(true)
    expect(p.context.orders.size).toBe(0)
    expect(inferredOf(says({ at: 10, ordStatus, leavesQty: 0 }))).toEqual([])
  })

  test.each([
    ['Suspended', 'order.suspended', 'live.suspended'],
    ['DoneForDay', 'order.doneForDay', 'live.doneForDay'],
  ] as const)('%s, and back at work', (ordStatus, type, state) => {
    const { p, order, own, says } = asking({ timeInForce: 'gtc' })
    p.send(accepted(order))
    expect(inferredOf(says({ at: 9, ordStatus, limitPrice: 50 }))).toEqual([type])
    expect(orderState(own())).toContain(state)
    const back = inferredOf(says({ at: 10, ordStatus: 'New', limitPrice: 50 }))
    expect(back).toEqual([ordStatus === 'Suspended' ? 'order.resumed' : 'order.restated'])
    expect(orderState(own())).toContain('live.accepted')
  })

  test('another time in force, and what is shown: what is otherwise here is restated, and once', () => {
    const { p, order, own, says } = asking()
    p.send(accepted(order))
    const terms = { timeInForce: 'gtd', expireTime: 99, displayQuantity: 5, limitPrice: 50 } as const
    const said = says({ at: 9, ...terms })
    expect(inferredOf(said)).toEqual(['order.restated'])
    expect(own().context).toMatchObject({ timeInForce: 'gtd', terms: { expireTime: 99, displayQuantity: 5 } })
    expect(inferredOf(says({ at: 10, ...terms }))).toEqual([])
  })

  test('a stop that fired', () => {
    const { p, order, own, says } = asking({ orderType: 'stopLimit', stopPrice: 52, limitPrice: 53 })
    p.send(accepted(order))
    expect(inferredOf(says({ at: 9, triggered: true, stopPrice: 52, limitPrice: 53 }))).toEqual(['order.triggered'])
    expect(own().context.triggered).toBe(true)
  })
})

describe('what an exchange has ended', () => {
  test('filled, and some of it taken back: it is over, though neither was heard', () => {
    const { p, order, own, says } = asking()
    p.send(accepted(order))
    const said = says({ at: 9, cumQty: 15, avgPx: 50, leavesQty: 0, ordStatus: 'Filled', limitPrice: 50 })
    expect(inferredOf(said)).toEqual(['order.filled', 'order.filled', 'order.tradeCanceled'])
    expect(own().context).toMatchObject({ quantity: 20, cumQty: 15, leavesQty: 0, avgPx: 50 })
    expect([p.context.books['A']!.quantity, cashOf(p.context)]).toEqual([15, 100_000 - 15 * 50])
    expect(p.context.orders.size).toBe(0)
  })

  test('a cancel that was granted, of an order whose rest a correction made executed: it is answered, and its tag is free', () => {
    const { p, order, own, says } = asking()
    p.send(accepted(order))
    p.send({ ...filled(order, 5, 50, 'f-1'), at: 2, cumQty: 5, leavesQty: 15, avgPx: 50 })
    p.send(signal('cancel', { tag: 't' }))
    const requestId = own().context.requests[0]!.clOrdId
    const correction = { execRefId: 'f-1', lastQty: 20, lastPx: 50, cumQty: 20, leavesQty: 0, avgPx: 50 }
    p.send({
      ...report(order),
      at: 8,
      type: 'order.tradeCorrected',
      execType: 'TradeCorrect',
      execId: 'c-1',
      ...correction,
    })
    const answered = { requestId, clOrdId: requestId, requestStatus: 'accepted' as const }
    const said = says({ at: 9, ...answered, cumQty: 20, leavesQty: 0, avgPx: 50, ordStatus: 'Canceled' })
    expect(said.find((event) => event.type === 'order.cancelRejected')).toMatchObject({
      code: 'tooLate',
      inferred: true,
    })
    expect([p.context.orders.size, p.context.tags.size]).toEqual([0, 0])
  })

  test('a replacement whose confirmation was lost before the last execution: the rest works', () => {
    const { p, order, own, says } = asking()
    p.send(accepted(order))
    p.send(signal('change', { tag: 't', quantity: 30 }))
    const requestId = own().context.requests[0]!.clOrdId
    const full = { clOrdId: requestId, orderQty: 30, cumQty: 20, leavesQty: 10, avgPx: 50 }
    p.send({ ...filled(order, 20, 50, 'f-1'), at: 8, transactTime: 8, ...full })
    expect(isClosed(own())).toBe(true)
    const answered = { requestId, requestStatus: 'accepted' as const, limitPrice: 50 }
    expect(inferredOf(says({ at: 9, ...full, ...answered, ordStatus: 'PartiallyFilled' }))).toEqual(['order.replaced'])
    expect(own().context).toMatchObject({ quantity: 30, cumQty: 20, leavesQty: 10 })
    expect(p.context.orders.has(order.orderId)).toBe(true)
  })
})

describe('what a status cannot make good for', () => {
  test('two that were made before the order ended, and arrive after it: neither is an answer', () => {
    let now = 7
    const p = portfolio({ cash: 100_000, recovery: {}, now: () => now })
    p.send(bar(50))
    const order = submitOf(p.send(signal('buy', { quantity: 20 })))
    p.send(accepted(order))
    now = 20
    p.send({
      ...report(order),
      at: 19,
      type: 'order.canceled',
      execType: 'Canceled',
      execId: 'c-1',
      reason: 'unsolicited',
    })
    const said = [10, 11].flatMap((at) => p.send(statusOf(order, { at })))
    expect(uncertainOf(said)).toEqual([])
    expect(typesOf(said).filter((type) => type === 'order.statusRequest')).toHaveLength(2)
    const last = p.send(statusOf(order, { at: 21, ordStatus: 'Canceled', leavesQty: 0 }))
    expect(typesOf(last)).toEqual(['order.status'])
  })

  test('nobody asked, and it says less than is known: nothing is taken back, and it asks; the answer is believed', () => {
    const { p, order, own, says } = asking()
    p.send(accepted(order))
    p.send({ ...filled(order, 5, 50, 'f-1'), cumQty: 5, leavesQty: 15, avgPx: 50 })
    p.send({ ...filled(order, 5, 50, 'f-2'), cumQty: 10, leavesQty: 10, avgPx: 50 })
    const less = { cumQty: 5, avgPx: 50, lastExecId: 'f-1', limitPrice: 50 }
    const said = says({ at: 9, ...less })
    expect(typesOf(said)).toEqual(['order.status', 'order.statusRequest'])
    expect(own().context.cumQty).toBe(10)
    expect(inferredOf(says({ at: 10, ...less }))).toEqual(['order.tradeCanceled', 'order.tradeCorrected'])
    expect(own().context).toMatchObject({ cumQty: 5, leavesQty: 15 })
  })

  test('it is older than what was heard since: it is not believed', () => {
    const { p, order, own, says } = asking()
    p.send(accepted(order))
    p.send({ type: 'broker.connection', at: 8, state: 'connected' })
    p.send({ ...filled(order, 5, 50, 'f-1'), at: 12, transactTime: 12, cumQty: 5, avgPx: 50 })
    const said = says({ at: 9, ordStatus: 'Canceled', leavesQty: 0 })
    expect(inferredOf(said)).toEqual([])
    expect(isClosed(own())).toBe(false)
    // and asked again
    expect(typesOf(said)).toContain('order.statusRequest')
  })

  test('an order that the venue never had did not arrive', () => {
    const { order, says, p } = asking()
    const said = says({ at: 9, code: 'unknownOrder', orderQty: 0, leavesQty: 0, ordStatus: 'Rejected' })
    expect(said.find(({ type }) => type === 'order.rejected')).toMatchObject({ code: 'notReceived', inferred: true })
    expect(p.context.orders.has(order.orderId)).toBe(false)
  })

  test('an order that the venue has forgotten: whether the rest traded is not known', () => {
    const { p, order, own, says } = asking()
    p.send(accepted(order))
    p.send(filled(order, 5, 50, 'f-1'))
    const said = says({ at: 9, code: 'unknownOrder', orderQty: 0, leavesQty: 0 })
    expect(uncertainOf(said)).toMatchObject([{ code: 'forgottenOrder', facts: { cumQty: 5, leavesQty: 15 } }])
    expect(own().context.cumQty).toBe(5)
  })

  test('forgotten and over here: what was still asked of it is answered for', () => {
    const { p, order, own, says } = asking()
    p.send(accepted(order))
    p.send(signal('cancel', { tag: 't' }))
    p.send({ ...report(order), at: 5, type: 'order.expired', execType: 'Expired', execId: 'e-1' })
    const said = says({ at: 9, code: 'unknownOrder', orderQty: 0, leavesQty: 0 })
    expect(inferredOf(said)).toEqual(['order.cancelRejected'])
    expect(own().context.requests.map(({ state }) => state)).toEqual(['rejected'])
    expect(uncertainOf(said)).toEqual([])
  })

  test('a status of an order that is not known here: nothing is booked of it, and its numbers are said', () => {
    const { p, order } = asking()
    const stranger = { ...order, orderId: 'o-99', clOrdId: 'o-99' }
    const said = p.send(statusOf(stranger, { at: 9, cumQty: 7, avgPx: 50, ordStatus: 'PartiallyFilled' }))
    expect(typesOf(said)).toEqual(['order.violation', 'account.uncertain'])
    expect(said[1]).toMatchObject({
      code: 'unknownOrder',
      orderId: 'o-99',
      facts: { cumQty: 7, leavesQty: 13, avgPx: 50 },
    })
    expect(p.context.books['A']!.quantity).toBe(0)
  })

  test('without recovery a status is heard, and concludes nothing', () => {
    const p = portfolio({})
    p.send(bar(50))
    const order = submitOf(p.send(signal('buy', { quantity: 20 })))
    const said = p.send(statusOf(order, { at: 9, cumQty: 20, avgPx: 50, leavesQty: 0, ordStatus: 'Filled' }))
    expect(typesOf(said)).toEqual(['order.status'])
    expect(p.context.books['A']!.quantity).toBe(0)
  })
})
