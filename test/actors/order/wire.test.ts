/** What a wire does to reports: late, twice, out of order. Each case is a row of the table in docs/order-lifecycle.md. */
import { describe, expect, test } from 'vitest'
import {
  applyToOrder,
  duplicateOf,
  isRepeated,
  newOrder,
  offerToOrder,
  violationOf,
  type OrderInput,
} from '../../../actors/order/index.ts'
import { Desk, SUBMIT } from './support/desk.ts'

function accepted(terms = {}): Desk {
  const desk = new Desk(terms)
  desk.accepted()
  return desk
}

describe('on an exchange, a change that is reported after the order was filled', () => {
  const filledAt = (desk: Desk): number => desk.order.context.executions[0]!.transactTime
  const full = (): Desk => {
    const desk = new Desk({}, 'exchange')
    desk.accepted()
    desk.replace('Y', 130)
    desk.filled(100)
    return desk
  }

  test('and was made before that: more was left than was known, and works', () => {
    const replaced = full()
    expect(replaced.replaced('Y', 130, { at: filledAt(replaced) })).toBe('applied')
    expect(replaced.row).toEqual(['PartiallyFilled', 130, 100, 30])
    const restated = full()
    expect(restated.restated(120, { at: filledAt(restated) })).toBe('applied')
    expect(restated.row).toEqual(['PartiallyFilled', 120, 100, 20])
    expect(restated.filled(20)).toBe('applied')
  })

  test('and was made after that is a violation: it is over', () => {
    const desk = full()
    expect(desk.replaced('Y', 130, { at: filledAt(desk) + 1 })).toBe('violation')
    expect(desk.restated(120, { at: filledAt(desk) + 1 })).toBe('violation')
    expect(desk.row).toEqual(['Filled', 100, 100, 0])
  })
})

describe('a trade that is reported after the order’s end', () => {
  test.each([
    ['canceled', (desk: Desk) => desk.canceled(), 'Canceled'],
    ['expired', (desk: Desk) => desk.expired(), 'Expired'],
    ['done for the day', (desk: Desk) => desk.doneForDay(), 'DoneForDay'],
  ] as const)('but happened before it was %s is booked, and the order stays closed', (_, end, status) => {
    const desk = accepted()
    end(desk)
    const { closedAt } = desk.order.context
    expect(desk.filled(30, 10, { transactTime: closedAt! })).toBe('applied')
    expect(desk.row).toEqual([status, 100, 30, 0])
    expect(desk.order.context.avgPx).toBe(10)
  })

  test('and happened after it is a violation', () => {
    const desk = accepted()
    desk.canceled()
    expect(desk.filled(30, 10, { transactTime: desk.now + 1 })).toBe('violation')
    expect(desk.row).toEqual(['Canceled', 100, 0, 0])
  })

  test('shows as filled when it was the last: nothing was left to cancel', () => {
    const desk = accepted()
    desk.filled(40)
    desk.canceled()
    desk.filled(60, 10, { transactTime: desk.now })
    expect(desk.row).toEqual(['Filled', 100, 100, 0])
    expect(desk.state).toBe('closed.canceled / none / filled')
  })

  test('cannot fill more than the order', () => {
    const desk = accepted()
    desk.filled(40)
    desk.canceled()
    expect(desk.filled(61, 10, { transactTime: desk.now })).toBe('violation')
  })

  test('contradicts a rejection', () => {
    const desk = accepted()
    desk.rejected()
    expect(desk.filled(1, 10, { transactTime: 1 })).toBe('violation')
  })

  test('of the same day does not bring an order back from done for the day', () => {
    const desk = accepted({ timeInForce: 'gtc' })
    desk.doneForDay()
    expect(desk.filled(30, 10, { transactTime: desk.now })).toBe('applied')
    expect(desk.row).toEqual(['DoneForDay', 100, 30, 70])
    desk.filled(70, 10, { transactTime: 1 })
    expect(desk.row).toEqual(['Filled', 100, 100, 0])
  })
})

describe('an acknowledgement', () => {
  test('that comes after the execution which implied it is noted', () => {
    const desk = new Desk()
    desk.filled(30)
    expect(desk.accepted()).toBe('applied')
    expect(desk.row).toEqual(['PartiallyFilled', 100, 30, 70])
    expect(desk.accepted()).toBe('violation')
  })

  test.each(['canceled', 'expired', 'rejected'] as const)('that %s overtook is noted', (end) => {
    const desk = new Desk()
    desk[end]()
    const before = desk.state
    expect(desk.accepted({ at: 1_001 })).toBe('applied')
    expect(desk.state).toBe(before)
  })

  test('made after the order’s end contradicts it', () => {
    const desk = new Desk()
    desk.canceled()
    expect(desk.accepted()).toBe('violation')
  })

  test('of a request that its answer overtook is noted', () => {
    const desk = accepted()
    desk.cancel('Y')
    desk.canceled('Y')
    expect(desk.pendingCancel('Y')).toBe('applied')
    expect(desk.state).toBe('closed.canceled / none / unfilled')
    const replacing = accepted()
    replacing.replace('Y', 50)
    replacing.replaceRejected('Y')
    expect(replacing.pendingReplace('Y')).toBe('applied')
    expect(replacing.pendingCancel('Y')).toBe('violation')
  })
})

describe('reports out of order', () => {
  test.each(['order.suspended', 'order.stopped', 'order.doneForDay', 'order.resumed'] as const)(
    '%s from before the end says nothing any more, from after it contradicts it',
    (type) => {
      const desk = accepted()
      const at = desk.now
      desk.canceled()
      expect(desk.tell(type, { at })).toBe('applied')
      expect(desk.state).toBe('closed.canceled / none / unfilled')
      expect(desk.tell(type, {})).toBe('violation')
    },
  )

  test('a trigger that the fill overtook is noted', () => {
    const desk = accepted({ orderType: 'stop', stopPrice: 9 })
    desk.filled(100)
    expect(desk.tell('order.triggered', {})).toBe('applied')
    expect(desk.state).toBe('closed.filled / none / filled')
    desk.busted('e2')
    expect(desk.state).toBe('live.triggered / none / unfilled')
  })

  test('a replace that the cancel overtook changes the terms, not the end', () => {
    const desk = accepted()
    desk.replace('Y', 80)
    desk.cancel('Z', 'Y')
    const at = desk.now
    desk.canceled('Z')
    expect(desk.replaced('Y', 80, { at })).toBe('applied')
    expect(desk.row).toEqual(['Canceled', 80, 0, 0])
    expect(desk.order.context.clOrdId).toBe('Z')
    expect(desk.restated(70, { at })).toBe('applied')
    expect(desk.row).toEqual(['Canceled', 70, 0, 0])
  })

  test('a replace that a later one overtook is answered, but its terms are not taken', () => {
    const desk = accepted()
    desk.replace('Y', 80)
    desk.replace('Z', 70, 'Y')
    const at = desk.now
    desk.replaced('Z', 70)
    expect(desk.state).toBe('live.accepted / sent / unfilled')
    expect(desk.replaced('Y', 80, { at })).toBe('applied')
    expect(desk.row).toEqual(['New', 70, 0, 70])
    expect(desk.order.context.clOrdId).toBe('Z')
    expect(desk.state).toBe('live.accepted / none / unfilled')
  })

  test('a replace that the venue worked after a later one holds', () => {
    const desk = accepted()
    desk.replace('Y', 80)
    desk.replace('Z', 70, 'Y')
    desk.replaced('Z', 70)
    desk.replaced('Y', 80)
    expect(desk.row).toEqual(['New', 80, 0, 80])
  })

  test('a restatement from before the end of the day does not begin the next', () => {
    const desk = accepted({ timeInForce: 'gtc' })
    const at = desk.now
    desk.doneForDay()
    expect(desk.restated(120, { at })).toBe('applied')
    expect(desk.row).toEqual(['DoneForDay', 120, 0, 120])
  })

  test('an older end of the day does not take back the newer one', () => {
    const desk = accepted({ timeInForce: 'gtc' })
    const at = desk.now
    desk.doneForDay()
    const closedAt = desk.now
    expect(desk.doneForDay({ at })).toBe('applied')
    expect(desk.order.context.closedAt).toBe(closedAt)
  })

  test('a change that leaves nothing of a day order does not make its day undone', () => {
    const desk = accepted()
    desk.filled(40, 10, { execId: 'A' })
    const at = desk.now
    desk.doneForDay()
    expect(desk.restated(40, { at })).toBe('applied')
    expect(desk.row).toEqual(['DoneForDay', 40, 40, 0])
    desk.busted('A')
    expect(desk.row).toEqual(['DoneForDay', 40, 0, 0])
  })

  test('a fill that comes before a larger replace is more than is left', () => {
    const desk = accepted()
    desk.replace('Y', 120)
    expect(desk.filled(120)).toBe('violation')
  })
})

describe('a repeated event', () => {
  test('of any kind is told from a violation, and changes nothing', () => {
    const desk = accepted({ timeInForce: 'gtc' })
    desk.tell('order.suspended', { execId: 'S' })
    desk.tell('order.resumed', { execId: 'R' })
    desk.cancel('Y')
    desk.tell('order.pendingCancel', { clOrdId: 'Y', execId: 'P' })
    desk.doneForDay({ execId: 'D' })
    desk.restated(110)
    const before = structuredClone(desk.order)
    expect(desk.accepted({ execId: 'e1' })).toBe('duplicate')
    expect(desk.tell('order.suspended', { execId: 'S' })).toBe('duplicate')
    expect(desk.tell('order.resumed', { execId: 'R' })).toBe('duplicate')
    expect(desk.tell('order.pendingCancel', { clOrdId: 'Y', execId: 'P' })).toBe('duplicate')
    expect(desk.doneForDay({ execId: 'D' })).toBe('duplicate')
    expect(desk.cancel('Y')).toBe('duplicate')
    expect(desk.replace('X', 10)).toBe('duplicate')
    expect(offerToOrder(desk.order, SUBMIT)).toBe('duplicate')
    expect(desk.order).toEqual(before)
  })

  test('the refusal of a copy of the order leaves the order as it is', () => {
    const desk = accepted()
    desk.filled(10)
    expect(desk.rejected('duplicateOrder')).toBe('applied')
    expect(desk.row).toEqual(['PartiallyFilled', 100, 10, 90])
    desk.filled(90)
    expect(desk.rejected('duplicateOrder')).toBe('applied')
    expect(desk.status).toBe('Filled')
  })

  test('but an order that is not known to be accepted is refused by it', () => {
    const desk = new Desk()
    expect(desk.rejected('duplicateOrder')).toBe('applied')
    expect(desk.row).toEqual(['Rejected', 100, 0, 0])
  })

  test('a status and a Pending New say nothing new, in any state', () => {
    const desk = accepted()
    desk.filled(100)
    const before = structuredClone(desk.order)
    expect(desk.tell('order.status', {})).toBe('applied')
    expect(desk.tell('order.pendingNew', {})).toBe('applied')
    expect(desk.order).toEqual(before)
  })
})

describe('what was not taken', () => {
  const at = 2_000
  const unknown: OrderInput = { type: 'order.cancelRejected', at, orderId: 'o-1', execId: 'e9', clOrdId: 'Q' }

  test('is false, and in words', () => {
    const order = newOrder(SUBMIT)
    expect(applyToOrder(order, unknown)).toBe(false)
    expect(isRepeated(order, unknown)).toBe(false)
    expect(violationOf(order, unknown, 'portfolio')).toEqual({
      type: 'order.violation',
      at,
      orderId: 'o-1',
      owner: 'portfolio',
      state: 'live.submitted / none / unfilled',
      event: 'order.cancelRejected',
      text: 'order.cancelRejected: no request Q was sent.',
    })
  })

  test('because it was taken before is false, and said to be a duplicate', () => {
    const order = newOrder(SUBMIT)
    const report: OrderInput = { type: 'order.accepted', at, orderId: 'o-1', execId: 'e1' }
    expect(applyToOrder(order, report)).toBe(true)
    expect(applyToOrder(order, report)).toBe(false)
    expect(isRepeated(order, report)).toBe(true)
    expect(duplicateOf(order, report, 'portfolio')).toEqual({
      type: 'order.duplicate',
      at,
      orderId: 'o-1',
      owner: 'portfolio',
      event: 'order.accepted',
    })
  })

  test.each<[(desk: Desk) => unknown, Partial<OrderInput>, string]>([
    [() => {}, { type: 'order.filled', lastQty: 101, lastPx: 1, transactTime: at }, '101 executed where 100 of 100'],
    [() => {}, { type: 'order.filled', lastQty: 0, lastPx: 1, transactTime: at }, 'a quantity of 0'],
    [() => {}, { type: 'order.filled', lastQty: 1, lastPx: NaN, transactTime: at }, 'a price of NaN'],
    [(desk) => desk.filled(100), { type: 'order.filled', lastQty: 1, lastPx: 1, transactTime: at }, 'nothing is left'],
    [() => {}, { type: 'order.tradeCanceled', execRefId: 'Q' }, 'no execution Q'],
    [
      (desk) => [desk.filled(10, 10, { execId: 'A' }), desk.busted('A')],
      { type: 'order.tradeCanceled', execRefId: 'A' },
      'execution A was itself corrected or busted',
    ],
    [
      (desk) => desk.filled(10, 10, { execId: 'A' }),
      { type: 'order.tradeCorrected', execRefId: 'A', lastQty: 101, lastPx: 1 },
      'the corrected quantity does not fit',
    ],
    [
      (desk) => [desk.cancel('Y'), desk.cancelRejected('Y')],
      { type: 'order.cancelRejected', clOrdId: 'Y' },
      'the cancel request Y is rejected',
    ],
    [() => {}, { type: 'order.replaced', clOrdId: 'Y', orderQty: 5 }, 'no request Y was sent'],
    [() => {}, { type: 'order.replaced', clOrdId: 'Y', orderQty: 0 }, 'a quantity of 0'],
    [(desk) => desk.filled(10), { type: 'order.rejected', code: 'custom' }, '10 of 100 are executed'],
    [() => {}, { type: 'order.triggered' }, 'waits for no price'],
    [() => {}, { type: 'order.resumed' }, 'not possible in this state'],
  ])('says why (%#)', (prepare, event, words) => {
    const desk = new Desk()
    prepare(desk)
    const input = { at, orderId: 'o-1', execId: 'e-last', ...event } as OrderInput
    expect(offerToOrder(desk.order, input)).toBe('violation')
    expect(violationOf(desk.order, input, 'x').text).toContain(words)
  })
})
