/** Cancel and replace requests: a chain, each answered under its own ClOrdID. */
import { describe, expect, test } from 'vitest'
import { lastClOrdId, offerToOrder, PLAIN_TERMS } from '../../../actors/order/index.ts'
import { Desk } from './support/desk.ts'

function accepted(terms = {}, profile?: 'broker' | 'exchange'): Desk {
  const desk = new Desk(terms, profile)
  desk.accepted()
  return desk
}

describe('a request', () => {
  test('shows in the status only when the venue acknowledges it', () => {
    const desk = accepted()
    desk.cancel('Y')
    expect(desk.state).toBe('live.accepted / sent / unfilled')
    expect(desk.status).toBe('New')
    desk.pendingCancel('Y')
    expect(desk.status).toBe('PendingCancel')
  })

  test('that is rejected brings back the status as it is by then', () => {
    const desk = accepted()
    desk.cancel('Y')
    desk.pendingCancel('Y')
    desk.filled(20)
    expect(desk.row).toEqual(['PendingCancel', 100, 20, 80])
    desk.cancelRejected('Y')
    expect(desk.row).toEqual(['PartiallyFilled', 100, 20, 80])
  })

  test('may be made before the order is accepted', () => {
    const desk = new Desk()
    expect(desk.cancel('Y')).toBe('applied')
    desk.pendingCancel('Y')
    desk.accepted()
    expect(desk.status).toBe('PendingCancel')
    desk.canceled('Y')
    expect(desk.row).toEqual(['Canceled', 100, 0, 0])
  })

  test('is legal even when the order is over: its rejection is the venue’s to say', () => {
    const desk = accepted()
    desk.expired()
    expect(desk.cancel('Y')).toBe('applied')
    expect(desk.state).toBe('closed.expired / lapsed / unfilled')
    expect(desk.pendingCancel('Y')).toBe('applied')
    expect(desk.status).toBe('Expired')
    expect(desk.cancelRejected('Y')).toBe('applied')
    expect(desk.state).toBe('closed.expired / none / unfilled')
  })

  test('is answered by an answer of its own kind', () => {
    const desk = accepted()
    desk.cancel('Y')
    expect(desk.replaceRejected('Y')).toBe('violation')
    expect(desk.pendingReplace('Y')).toBe('violation')
    expect(desk.replaced('Y', 50)).toBe('violation')
    expect(desk.cancelRejected('Z')).toBe('violation')
  })

  test('is answered once', () => {
    const desk = accepted()
    desk.cancel('Y')
    desk.cancelRejected('Y')
    expect(desk.cancelRejected('Y')).toBe('violation')
    desk.replace('Z', 50)
    desk.replaced('Z', 50)
    expect(desk.replaced('Z', 50)).toBe('violation')
  })

  test('lapses with the order, and is pending no more', () => {
    const desk = accepted()
    desk.replace('Y', 50)
    desk.pendingReplace('Y')
    desk.expired()
    expect(desk.state).toBe('closed.expired / lapsed / unfilled')
    expect(desk.status).toBe('Expired')
    expect(desk.replaceRejected('Y')).toBe('applied')
  })

  test('outlives a fill', () => {
    const desk = accepted()
    desk.cancel('Y')
    desk.pendingCancel('Y')
    desk.filled(100)
    expect(desk.row).toEqual(['PendingCancel', 100, 100, 0])
    expect(desk.canceled('Y')).toBe('violation')
    desk.cancelRejected('Y')
    expect(desk.row).toEqual(['Filled', 100, 100, 0])
  })
})

describe('several requests', () => {
  test('of both kinds may be pending together, and the cancel outranks', () => {
    const desk = accepted()
    desk.replace('Y', 50)
    desk.pendingReplace('Y')
    desk.cancel('Z', 'Y')
    expect(desk.status).toBe('PendingReplace')
    desk.pendingCancel('Z')
    expect(desk.status).toBe('PendingCancel')
    desk.cancelRejected('Z')
    expect(desk.status).toBe('PendingReplace')
    desk.replaced('Y', 50)
    expect(desk.row).toEqual(['New', 50, 0, 50])
  })

  test('are answered apart: a rejected one leaves the others', () => {
    const desk = accepted()
    desk.replace('Y', 80)
    desk.replace('Z', 70, 'Y')
    desk.pendingReplace('Y')
    desk.pendingReplace('Z')
    desk.replaceRejected('Y')
    expect(desk.row).toEqual(['PendingReplace', 100, 0, 100])
    desk.replaced('Z', 70)
    expect(desk.row).toEqual(['New', 70, 0, 70])
    expect(desk.order.context.clOrdId).toBe('Z')
  })

  test('are answered by the cancel of the order, but for its own', () => {
    const desk = accepted()
    desk.replace('Y', 50)
    desk.cancel('Z', 'Y')
    desk.canceled('Z')
    expect(desk.state).toBe('closed.canceled / lapsed / unfilled')
    desk.replaceRejected('Y')
    expect(desk.state).toBe('closed.canceled / none / unfilled')
    expect(desk.order.context.clOrdId).toBe('Z')
  })

  test('name the last request that was not rejected, replies the last that was accepted', () => {
    const desk = accepted()
    expect(lastClOrdId(desk.order.context)).toBe('X')
    desk.replace('Y', 80)
    expect(lastClOrdId(desk.order.context)).toBe('Y')
    expect(desk.order.context.clOrdId).toBe('X')
    desk.replaceRejected('Y')
    expect(lastClOrdId(desk.order.context)).toBe('X')
    desk.replace('Z', 70)
    desk.replaced('Z', 70)
    expect(desk.order.context.clOrdId).toBe('Z')
    expect(lastClOrdId(desk.order.context)).toBe('Z')
  })
})

describe('a replace', () => {
  test('changes nothing until it is confirmed', () => {
    const desk = accepted()
    desk.replace('Y', 50, 'X', 9)
    desk.pendingReplace('Y')
    desk.filled(20)
    expect(desk.order.context).toMatchObject({ quantity: 100, limitPrice: 10, clOrdId: 'X' })
    desk.replaced('Y', 50)
    expect(desk.order.context).toMatchObject({ quantity: 50, leavesQty: 30, limitPrice: 9, clOrdId: 'Y' })
  })

  test('takes the prices of the confirmation before those of the request', () => {
    const desk = accepted()
    desk.replace('Y', 50, 'X', 9)
    desk.replaced('Y', 50, { limitPrice: 9.5 })
    expect(desk.order.context.limitPrice).toBe(9.5)
  })

  test.each([50, 40, 1])('to %d where 50 are executed stops executing', (quantity) => {
    const desk = accepted()
    desk.replace('Y', quantity)
    desk.filled(50)
    expect(desk.replaced('Y', quantity)).toBe('applied')
    expect(desk.row).toEqual(['Filled', 50, 50, 0])
    expect(desk.state).toBe('closed.filled / none / filled')
  })

  test('upwards puts a filled order back to work between brokers', () => {
    const desk = accepted()
    desk.filled(100)
    desk.replace('Y', 120)
    desk.pendingReplace('Y')
    expect(desk.row).toEqual(['PendingReplace', 100, 100, 0])
    desk.replaced('Y', 120)
    expect(desk.row).toEqual(['PartiallyFilled', 120, 100, 20])
    expect(desk.state).toBe('live.accepted / none / partiallyFilled')
  })

  test('cannot reopen a filled order on an exchange', () => {
    const desk = accepted({}, 'exchange')
    desk.filled(100)
    desk.replace('Y', 120)
    expect(desk.replaced('Y', 120)).toBe('violation')
    expect(desk.restated(120)).toBe('violation')
    expect(desk.replaceRejected('Y')).toBe('applied')
  })

  test('does not reach an order that was canceled before', () => {
    const desk = accepted()
    desk.replace('Y', 50)
    desk.canceled()
    expect(desk.replaced('Y', 50)).toBe('violation')
  })

  test('to nothing is no replace', () => {
    const desk = accepted()
    desk.replace('Y', 0)
    expect(desk.replaced('Y', 0)).toBe('violation')
    expect(desk.replaced('Y', NaN)).toBe('violation')
  })
})

describe('a restatement', () => {
  test('changes the order without a request', () => {
    const desk = accepted()
    desk.restated(120, { limitPrice: 11 })
    expect(desk.row).toEqual(['New', 120, 0, 120])
    expect(desk.order.context.limitPrice).toBe(11)
    desk.filled(10)
    desk.restated(130)
    expect(desk.row).toEqual(['PartiallyFilled', 130, 10, 120])
  })

  test('below what is executed stops executing', () => {
    const desk = accepted()
    desk.filled(60)
    desk.restated(50)
    expect(desk.row).toEqual(['Filled', 60, 60, 0])
    desk.restated(70)
    expect(desk.row).toEqual(['PartiallyFilled', 70, 60, 10])
  })

  test('after a split counts what is executed in the new units', () => {
    const desk = accepted({ timeInForce: 'gtc', limitPrice: 10 })
    desk.filled(20, 10)
    desk.doneForDay()
    desk.restated(200, { splitRatio: 2 })
    expect(desk.row).toEqual(['PartiallyFilled', 200, 40, 160])
    expect(desk.order.context).toMatchObject({ avgPx: 5, limitPrice: 5, notional: 200 })
  })
})

describe('a replace of terms beside quantity and prices', () => {
  const ask = { type: 'order.replace', orderId: 'o-1', clOrdId: 'Y', origClOrdId: 'X', symbol: 'SPX' } as const

  test('holds from its confirmation on, whether that repeats the terms or not', () => {
    for (const repeated of [{}, { timeInForce: 'gtd', expireTime: 9_000, displayQuantity: 20 }] as const) {
      const desk = accepted()
      const asked = { ...ask, at: ++desk.now, timeInForce: 'gtd', expireTime: 9_000, displayQuantity: 20 } as const
      offerToOrder(desk.order, asked)
      expect(desk.order.context).toMatchObject({ timeInForce: 'day', terms: PLAIN_TERMS })
      desk.tell('order.replaced', { clOrdId: 'Y', orderQty: 100, ...repeated })
      expect(desk.order.context).toMatchObject({
        timeInForce: 'gtd',
        terms: { ...PLAIN_TERMS, expireTime: 9_000, displayQuantity: 20 },
      })
      expect(PLAIN_TERMS.displayQuantity).toBeUndefined()
    }
  })

  test('refused, it leaves them; and a day order that is good for longer now goes on after its day', () => {
    const desk = accepted()
    offerToOrder(desk.order, { ...ask, at: ++desk.now, timeInForce: 'gtc' })
    desk.replaceRejected('Y')
    expect(desk.order.context.timeInForce).toBe('day')
    offerToOrder(desk.order, { ...ask, clOrdId: 'Z', at: ++desk.now, timeInForce: 'gtc' })
    desk.replaced('Z', 100)
    desk.doneForDay()
    expect(desk.row).toEqual(['DoneForDay', 100, 0, 100])
  })
})
