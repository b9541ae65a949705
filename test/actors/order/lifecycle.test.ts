/** The way of an order from its submission to its end. */
import { describe, expect, test } from 'vitest'
import { draftOrder, isClosed, isSettled, offerToOrder, orderState, ordStatus } from '../../../actors/order/index.ts'
import { Desk, SUBMIT } from './support/desk.ts'

describe('an order', () => {
  test('is initialized until it is submitted', () => {
    const order = draftOrder(SUBMIT)
    expect(orderState(order)).toBe('initialized / none / unfilled')
    expect(order.context.leavesQty).toBe(0)
    expect(isClosed(order)).toBe(false)
    expect(offerToOrder(order, SUBMIT)).toBe('applied')
    expect(orderState(order)).toBe('live.submitted / none / unfilled')
    expect(order.context.leavesQty).toBe(100)
    expect(order.context.submittedAt).toBe(SUBMIT.at)
  })

  test('that is denied was never sent, and takes nothing more', () => {
    const order = draftOrder(SUBMIT)
    expect(offerToOrder(order, { type: 'order.denied', at: 1_000, orderId: 'o-1' })).toBe('applied')
    expect(ordStatus(order)).toBe('Rejected')
    expect(isClosed(order)).toBe(true)
    expect(offerToOrder(order, SUBMIT)).toBe('violation')
    expect(offerToOrder(order, { type: 'order.accepted', at: 1_001, orderId: 'o-1', execId: 'e1' })).toBe('violation')
  })

  test('that is new is made in the state that stepping a draft leads to', () => {
    const stepped = draftOrder(SUBMIT)
    offerToOrder(stepped, SUBMIT)
    expect(new Desk().order).toEqual(stepped)
    expect(new Desk().order).toEqual(stepped)
    expect(Object.keys(new Desk().order)).toEqual(Object.keys(stepped))
  })

  test('is accepted, executed in parts, and filled', () => {
    const desk = new Desk()
    expect(desk.status).toBe('PendingNew')
    desk.accepted()
    expect(desk.row).toEqual(['New', 100, 0, 100])
    desk.filled(40, 10)
    expect(desk.row).toEqual(['PartiallyFilled', 100, 40, 60])
    desk.filled(60, 11)
    expect(desk.row).toEqual(['Filled', 100, 100, 0])
    expect(desk.order.context.avgPx).toBe(10.6)
    expect(isClosed(desk.order)).toBe(true)
  })

  test('may be pending new before it is accepted', () => {
    const desk = new Desk()
    expect(desk.tell('order.pendingNew', {})).toBe('applied')
    expect(desk.state).toBe('live.pendingNew / none / unfilled')
    desk.accepted()
    expect(desk.state).toBe('live.accepted / none / unfilled')
  })

  test.each([
    ['a part of it executed', (desk: Desk) => desk.filled(1), 'live.accepted / none / partiallyFilled'],
    ['all of it executed', (desk: Desk) => desk.filled(100), 'closed.filled / none / filled'],
    ['its cancelation', (desk: Desk) => desk.canceled(), 'closed.canceled / none / unfilled'],
    ['its expiry', (desk: Desk) => desk.expired(), 'closed.expired / none / unfilled'],
    ['its suspension', (desk: Desk) => desk.tell('order.suspended', {}), 'live.suspended / none / unfilled'],
    ['a guarantee', (desk: Desk) => desk.tell('order.stopped', {}), 'live.stopped / none / unfilled'],
    ['a restatement', (desk: Desk) => desk.restated(50), 'live.accepted / none / unfilled'],
  ])('needs no acknowledgement when the first report is %s', (_, report, state) => {
    const desk = new Desk()
    expect(report(desk)).toBe('applied')
    expect(desk.state).toBe(state)
  })

  test('may be rejected after its acceptance, but not once it has executed', () => {
    const desk = new Desk()
    desk.accepted()
    desk.filled(1)
    expect(desk.rejected()).toBe('violation')
    const untouched = new Desk()
    untouched.accepted()
    expect(untouched.rejected()).toBe('applied')
    expect(untouched.row).toEqual(['Rejected', 100, 0, 0])
  })

  test('of stop type triggers once', () => {
    const desk = new Desk({ orderType: 'stopLimit', stopPrice: 9 })
    desk.accepted()
    expect(desk.tell('order.triggered', {})).toBe('applied')
    expect(desk.state).toBe('live.triggered / none / unfilled')
    expect(desk.status).toBe('New')
    expect(desk.tell('order.triggered', {})).toBe('violation')
  })

  test('that trails learns with its trigger where its stop had come to', () => {
    const trail = { orderType: 'trailingStopLimit', trailBy: 'price', trailOffset: 2, limitOffset: 1 } as const
    const desk = new Desk({ ...trail, limitPrice: undefined })
    desk.accepted()
    expect(desk.tell('order.triggered', { stopPrice: 12, limitPrice: 11 })).toBe('applied')
    expect(desk.order.context).toMatchObject({ stopPrice: 12, limitPrice: 11, terms: { trailOffset: 2 } })
  })

  test('keeps its instructions, which a split restates', () => {
    const desk = new Desk({ orderType: 'trailingStop', trailBy: 'price', trailOffset: 2, displayQuantity: 10 })
    desk.accepted()
    desk.tell('order.restated', { orderQty: 200, splitRatio: 2 })
    expect(desk.order.context.terms).toMatchObject({ trailOffset: 1, displayQuantity: 20, triggerBy: 'last' })
    const percent = new Desk({ orderType: 'trailingStop', trailBy: 'percent', trailOffset: 2, minQuantity: 10 })
    percent.accepted()
    percent.tell('order.restated', { orderQty: 200, splitRatio: 2 })
    expect(percent.order.context.terms).toMatchObject({ trailOffset: 2, minQuantity: 20 })
  })

  test('without a price to wait for has nothing to trigger', () => {
    const desk = new Desk()
    desk.accepted()
    expect(desk.tell('order.triggered', {})).toBe('violation')
  })

  test('that is suspended comes back as what it was', () => {
    const desk = new Desk({ orderType: 'stopLimit', stopPrice: 9 })
    desk.accepted()
    desk.tell('order.suspended', {})
    expect(desk.status).toBe('Suspended')
    desk.tell('order.resumed', {})
    expect(desk.state).toBe('live.accepted / none / unfilled')
    desk.tell('order.triggered', {})
    desk.tell('order.suspended', {})
    desk.tell('order.resumed', {})
    expect(desk.state).toBe('live.triggered / none / unfilled')
  })

  test('that triggers while suspended is triggered when it comes back', () => {
    const desk = new Desk({ orderType: 'stop', stopPrice: 9 })
    desk.accepted()
    desk.tell('order.suspended', {})
    desk.tell('order.triggered', {})
    expect(desk.state).toBe('live.suspended / none / unfilled')
    desk.tell('order.resumed', {})
    expect(desk.state).toBe('live.triggered / none / unfilled')
  })

  test('that executes while suspended stays suspended', () => {
    const desk = new Desk()
    desk.accepted()
    desk.tell('order.suspended', {})
    desk.filled(10)
    expect(desk.row).toEqual(['Suspended', 100, 10, 90])
  })
})

describe('the end of the day', () => {
  test('closes a day order, and leaves nothing', () => {
    const desk = new Desk()
    desk.accepted()
    desk.filled(30)
    desk.doneForDay()
    expect(desk.row).toEqual(['DoneForDay', 100, 30, 0])
    expect(isClosed(desk.order)).toBe(true)
    expect(desk.restated(100)).toBe('violation')
    expect(desk.filled(10)).toBe('violation')
  })

  test('leaves what is left of an order that is good till canceled', () => {
    const desk = new Desk({ timeInForce: 'gtc' })
    desk.accepted()
    desk.filled(30)
    desk.doneForDay()
    expect(desk.row).toEqual(['DoneForDay', 100, 30, 70])
    expect(isClosed(desk.order)).toBe(false)
  })

  test('is over for it with a restatement', () => {
    const desk = new Desk({ timeInForce: 'gtc' })
    desk.accepted()
    desk.doneForDay()
    expect(desk.restated(100)).toBe('applied')
    expect(desk.row).toEqual(['New', 100, 0, 100])
  })

  test('is over for it with an execution', () => {
    const desk = new Desk({ timeInForce: 'gtc', orderType: 'stop', stopPrice: 9 })
    desk.accepted()
    desk.tell('order.triggered', {})
    desk.doneForDay()
    expect(desk.filled(10)).toBe('applied')
    expect(desk.state).toBe('live.triggered / none / partiallyFilled')
  })

  test('may come day after day', () => {
    const desk = new Desk({ timeInForce: 'gtc' })
    desk.accepted()
    desk.doneForDay()
    expect(desk.doneForDay()).toBe('applied')
    expect(desk.status).toBe('DoneForDay')
    expect(desk.order.context.closedAt).toBe(desk.now)
  })

  test('can be followed by the expiry', () => {
    const desk = new Desk()
    desk.accepted()
    desk.doneForDay()
    expect(desk.expired()).toBe('applied')
    expect(desk.status).toBe('Expired')
  })

  test('is not followed by a suspension', () => {
    const desk = new Desk()
    desk.accepted()
    desk.doneForDay()
    expect(desk.tell('order.suspended', {})).toBe('violation')
    expect(desk.tell('order.stopped', {})).toBe('violation')
  })

  test('of a filled order can bring its calculation', () => {
    const desk = new Desk()
    desk.accepted()
    desk.filled(100)
    expect(desk.tell('order.calculated', {})).toBe('applied')
    expect(desk.row).toEqual(['Calculated', 100, 100, 0])
    expect(desk.busted('e2')).toBe('applied')
    expect(desk.row).toEqual(['Calculated', 100, 0, 0])
  })

  test('outranks the calculation of an order that is not filled', () => {
    const desk = new Desk()
    desk.accepted()
    desk.filled(10)
    desk.doneForDay()
    expect(desk.tell('order.calculated', {})).toBe('applied')
    expect(desk.status).toBe('DoneForDay')
  })
})

test('an order is settled when it is closed and nothing is asked of it', () => {
  const desk = new Desk()
  desk.accepted()
  desk.cancel('Y')
  desk.filled(100)
  expect(isClosed(desk.order)).toBe(true)
  expect(isSettled(desk.order)).toBe(false)
  desk.cancelRejected('Y')
  expect(isSettled(desk.order)).toBe(true)
})
