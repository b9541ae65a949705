/** The desk of execution algorithms, message by message: what it passes on, what it makes of slices and reports, how its orders end. */
import { describe, expect, test } from 'vitest'
import {
  cancelSlice,
  changeSlice,
  type DeskEmitted,
  type DeskIncoming,
  slice,
} from '../../../actors/execution/index.ts'
import type { OrderStatusReport, OrderSubmit } from '../../../src/events/index.ts'
import {
  accepted,
  cancelOrder,
  canceled,
  change,
  coverage,
  desk,
  filled,
  parent,
  report,
  submit,
  words,
  working,
} from './support.ts'

describe('what is not its own', () => {
  test.each<[string, DeskIncoming]>([
    ['an order without an algorithm', submit({ orderId: 'p', algorithm: undefined as never })],
    ['its cancel', cancelOrder('x', 'p')],
    ['its replace', { ...(change({ quantity: 3 }) as object), orderId: 'p' } as DeskIncoming],
    ['a report on it', filled('p', 1, 'f')],
    ['a report on one that looks like a child', filled('o-1-9', 1, 'f')],
    [
      'a question about it',
      { type: 'order.statusRequest', at: 1, orderId: 'p', statusReqId: 's', clOrdId: 'p', symbol: 'A' },
    ],
  ])('%s goes through as it is', (_, event) => {
    expect(working().raw(event)).toEqual([event])
  })
})

describe('an order for an algorithm', () => {
  test('is accepted, and a worker begins', () => {
    expect(desk().send(submit())).toEqual(['accepted o-1', 'work.begin o-1'])
  })

  test.each<[string, Partial<OrderSubmit>, string]>([
    ['nobody knows', { algorithm: 'vwap' }, 'unsupported'],
    ['of no quantity', { quantity: 0 }, 'invalidQuantity'],
    ['that is a stop', { orderType: 'stop', stopPrice: 3 }, 'unsupported'],
    ['without its limit', { orderType: 'limit' }, 'missingPrice'],
    ['with a limit and no use for it', { limitPrice: 3 }, 'superfluousPrice'],
    ['for an instant', { timeInForce: 'ioc' }, 'unsupported'],
    ['with a display quantity', { displayQuantity: 1 }, 'unsupported'],
    ['with a parent', { parentId: 'o-0' }, 'unsupported'],
  ])('%s is rejected', (_, more, code) => {
    expect(desk().send(submit(more))).toEqual([`rejected o-1 ${code}`])
  })

  test('that is known is rejected, also when it is over', () => {
    const one = working()
    expect(one.send(submit())).toEqual(['rejected o-1 duplicateOrder'])
    one.send(cancelOrder(), canceled('o-1-1'))
    expect(one.send(submit())).toEqual(['rejected o-1 duplicateOrder'])
  })
})

describe('a slice', () => {
  test('is a child order, and what it executes is its parent’s', () => {
    const one = desk()
    one.send(submit({ strategy: 's', tag: 't' }))
    const [child] = one.raw(slice(parent, { quantity: 4, tag: 'a' })) as [OrderSubmit]
    expect(child).toMatchObject({
      orderId: 'o-1-1',
      strategy: 's',
      tag: 'a',
      side: 'buy',
      symbol: 'A',
      timeInForce: 'day',
    })
    expect(child.algorithm).toBeUndefined()
    expect(one.send(accepted('o-1-1'))).toEqual(['news accepted'])
    expect(one.raw(filled('o-1-1', 3, 'f'))[1]).toMatchObject({
      type: 'order.filled',
      orderId: 'o-1',
      tag: 't',
      execId: 'f',
      lastQty: 3,
      lastPx: 50,
      commission: 1,
      cumQty: 3,
      leavesQty: 7,
      ordStatus: 'PartiallyFilled',
    })
  })

  test('the last of which fills the order ends the work', () => {
    const one = working()
    one.send(slice(parent, { quantity: 6, tag: 'b' }), filled('o-1-1', 4, 'f'))
    expect(one.send(filled('o-1-2', 6, 'g'))).toEqual(['news filled', 'filled o-1 6 10/10', 'work.end o-1'])
    expect(one.send(slice(parent, { quantity: 1, tag: 'c' }))).toEqual(['news slice.refused parentOver'])
  })

  test.each<[string, DeskIncoming, string]>([
    ['of more than is left to send', slice(parent, { quantity: 7, tag: 'b' }), 'tooMuch'],
    ['of nothing', slice(parent, { quantity: 0, tag: 'b' }), 'invalidQuantity'],
    ['of the tag of an open one', slice(parent, { quantity: 1, tag: 'a' }), 'duplicateTag'],
    [
      'worse than the limit',
      slice(parent, { quantity: 1, tag: 'b', orderType: 'limit', limitPrice: 51 }),
      'beyondLimit',
    ],
    [
      'at the market where there is a limit',
      slice(parent, { quantity: 1, tag: 'b', orderType: 'market' }),
      'beyondLimit',
    ],
    ['changed beyond what is left', changeSlice(parent, 'a', { quantity: 11 }), 'tooMuch'],
    ['changed beyond the limit', changeSlice(parent, 'a', { limitPrice: 51 }), 'beyondLimit'],
    ['changed that is not open', changeSlice(parent, 'b', { quantity: 1 }), 'unknownTag'],
    ['canceled that is not open', cancelSlice(parent, 'b'), 'unknownTag'],
    ['of no order', slice({ orderId: 'nobody' }, { quantity: 1, tag: 'b' }), 'parentOver'],
  ])('%s is refused', (_, event, code) => {
    expect(working({ orderType: 'limit', limitPrice: 50 }).send(event)).toEqual([`news slice.refused ${code}`])
  })

  test('has its parent’s limit where it says nothing', () => {
    const one = working({ orderType: 'limit', limitPrice: 50 })
    expect(one.send(slice(parent, { quantity: 6, tag: 'b' }))).toEqual(['submit o-1-2 6 limit 50'])
  })

  test('is canceled once, and changed within what is left', () => {
    const one = working()
    expect(one.send(changeSlice(parent, 'a', { quantity: 10, limitPrice: 40 }))).toEqual(['replace o-1-1'])
    expect(one.send(slice(parent, { quantity: 1, tag: 'b' }))).toEqual(['news slice.refused tooMuch'])
    expect(one.send(cancelSlice(parent, 'a'), cancelSlice(parent, 'a'))).toEqual(['cancel o-1-1'])
  })

  test('that is reported on twice, or wrongly, is said and nothing else', () => {
    const one = working()
    one.send(filled('o-1-1', 1, 'f'))
    expect(one.send(filled('o-1-1', 1, 'f'), filled('o-1-1', 9, 'g'))).toEqual(['duplicate o-1-1', 'violation o-1-1'])
  })

  test('may have executions taken back, also when its parent is over', () => {
    const one = working()
    one.send(filled('o-1-1', 4, 'f'), cancelOrder())
    const bust: DeskIncoming = {
      ...report('o-1-1', 'b'),
      type: 'order.tradeCanceled',
      execRefId: 'f',
      lastQty: 4,
      lastPx: 50,
    }
    expect(one.raw(bust)).toMatchObject([{ type: 'order.tradeCanceled', orderId: 'o-1', execRefId: 'f', cumQty: 0 }])
  })
})

describe('a cancel of the order', () => {
  test('ends the work, cancels the open slices, and is confirmed with the last of them', () => {
    const one = working()
    one.send(slice(parent, { quantity: 2, tag: 'b' }))
    expect(one.send(cancelOrder())).toEqual(['pendingCancel o-1', 'work.end o-1', 'cancel o-1-1', 'cancel o-1-2'])
    expect(one.send(cancelOrder('y'))).toEqual(['cancelRejected o-1 alreadyPending'])
    expect(one.send(cancelOrder('x'))).toEqual(['duplicate o-1'])
    expect(one.send(change({ quantity: 3 }))).toEqual(['replaceRejected o-1 alreadyPending'])
    expect(one.send(slice(parent, { quantity: 1, tag: 'c' }))).toEqual(['news slice.refused parentOver'])
    expect(one.send(canceled('o-1-2'))).toEqual([])
    // it crossed the cancel
    expect(one.send(filled('o-1-1', 1, 'f'))).toEqual(['filled o-1 1 1/10'])
    expect(one.raw(canceled('o-1-1'))).toMatchObject([
      {
        type: 'order.canceled',
        orderId: 'o-1',
        clOrdId: 'x',
        origClOrdId: 'o-1',
        reason: 'requested',
        cumQty: 1,
        leavesQty: 0,
      },
    ])
  })

  test('that the last executions cross is overtaken: the order is filled', () => {
    const one = working()
    one.send(slice(parent, { quantity: 6, tag: 'b' }), cancelOrder())
    expect(one.send(filled('o-1-1', 4, 'f'), filled('o-1-2', 6, 'g'))).toEqual([
      'filled o-1 4 4/10',
      'filled o-1 6 10/10',
      'cancelRejected o-1 tooLate',
    ])
  })

  test('with nothing in the market is confirmed at once', () => {
    const one = desk()
    one.send(submit())
    expect(one.send(cancelOrder())).toEqual(['pendingCancel o-1', 'work.end o-1', 'canceled o-1 requested'])
  })
})

describe('a change of the order', () => {
  test('is the worker’s to follow', () => {
    expect(working().send(change({ quantity: 6 }))).toEqual(['replaced o-1 6', 'news parent.changed'])
    expect(working({ orderType: 'limit', limitPrice: 50 }).send(change({ limitPrice: 51 }))).toEqual([
      'replaced o-1 10',
      'news parent.changed',
    ])
  })

  test('to what is executed fills it', () => {
    const one = working()
    one.send(filled('o-1-1', 4, 'f'))
    expect(one.send(change({ quantity: 4 }))).toEqual(['replaced o-1 4', 'work.end o-1'])
  })

  test.each<[string, object, string]>([
    ['to less than is executed or in the market', { quantity: 3 }, 'invalidQuantity'],
    ['to nothing', { quantity: Number.NaN }, 'invalidQuantity'],
    ['to a limit where it has none', { limitPrice: 3 }, 'superfluousPrice'],
    ['to a stop', { stopPrice: 3 }, 'superfluousPrice'],
    ['of what the desk has no say in', { timeInForce: 'gtc', displayQuantity: 3 }, 'unsupported'],
  ])('%s is rejected', (_, more, code) => {
    expect(working().send(change(more))).toEqual([`replaceRejected o-1 ${code}`])
  })
})

describe('the end of an order', () => {
  const session = (phase: 'closed' | 'done' | 'open', symbol?: string): DeskIncoming => ({
    type: 'market.session',
    at: 9,
    phase,
    day: 0,
    ...(symbol === undefined ? {} : { symbol }),
  })

  test('for the day is that of the day; one that is good until canceled works on', () => {
    const one = working()
    one.send(submit({ orderId: 'o-2', clOrdId: 'o-2', timeInForce: 'gtc' }))
    expect(one.send(session('open'), session('closed', 'B'))).toEqual([])
    expect(one.send(session('closed'))).toEqual(['work.end o-1', 'cancel o-1-1'])
    expect(one.send({ ...report('o-1-1', 'e'), type: 'order.expired' })).toEqual(['expired o-1'])
    expect(one.send(session('done'))).toEqual(['work.end o-2'])
  })

  test('whose worker is done gives back what is left', () => {
    const one = working()
    one.send({ type: 'work.done', orderId: 'o-1' })
    expect(one.send(canceled('o-1-1'))).toEqual(['canceled o-1 algorithm'])
    expect(one.send({ type: 'work.done', orderId: 'o-1' })).toEqual([])
  })

  test('comes with a split', () => {
    const one = working()
    expect(one.send({ type: 'market.split', symbol: 'B', at: 9, ratio: 2 })).toEqual([])
    expect(one.send({ type: 'market.split', symbol: 'A', at: 9, ratio: 2 })).toEqual(['work.end o-1', 'cancel o-1-1'])
    expect(one.send(canceled('o-1-1'))).toEqual(['canceled o-1 corporateAction'])
  })
})

test('how it stands is the desk’s to say, of one order or of all', () => {
  const one = working()
  one.send(filled('o-1-1', 4, 'f'))
  const asked = (clOrdId: string): DeskIncoming => ({
    type: 'order.statusRequest',
    at: 1,
    orderId: 'o-1',
    statusReqId: 's',
    clOrdId,
    symbol: 'A',
  })
  const totals = { type: 'order.status', orderId: 'o-1', statusReqId: 's', cumQty: 4, leavesQty: 6, commission: 1 }
  const about = (orderId: string, clOrdId = orderId) => ({
    type: 'order.statusRequest',
    orderId,
    clOrdId,
    statusReqId: 's',
  })
  const child = (orderId: string, execId: string, more: Partial<OrderStatusReport>): DeskEmitted[] =>
    one.raw({
      ...report(orderId, execId, { execType: 'OrderStatus' }),
      type: 'order.status',
      statusReqId: 's',
      commission: 0,
      ...more,
    })
  const isAsItWas = { ordStatus: 'Filled', orderQty: 4, cumQty: 4, avgPx: 50, commission: 1 } as const
  // it knows when it knows of its children
  expect(one.raw(asked('o-1'))).toMatchObject([about('o-1-1')])
  expect(child('o-1-1', 't-1', isAsItWas).at(-1)).toMatchObject({
    ...totals,
    ordStatus: 'PartiallyFilled',
    lastExecId: 'f',
  })
  one.send(asked('nobody'))
  expect(child('o-1-1', 't-2', isAsItWas).at(-1)).toMatchObject({
    ...totals,
    requestId: 'nobody',
    requestStatus: 'unknown',
  })
  one.send(slice(parent, { quantity: 6, tag: 'b' }), cancelOrder())
  expect(one.raw(asked('x'))).toMatchObject([about('o-1-1'), about('o-1-2', 'o-1-2.1')])
  expect(child('o-1-1', 't-3', isAsItWas).map(words)).not.toContain('status o-1')
  expect(child('o-1-2', 't-4', { orderQty: 6, leavesQty: 6 }).at(-1)).toMatchObject({
    ...totals,
    requestId: 'x',
    requestStatus: 'pending',
  })
  expect(one.send({ type: 'order.massStatusRequest', at: 1, statusReqId: 's' })).toEqual([
    'massStatusRequest',
    'statusRequest o-1-1',
    'statusRequest o-1-2',
  ])
  one.send(canceled('o-1-2'))
  one.send(asked('o-1'))
  child('o-1-1', 't-5', isAsItWas)
  expect(child('o-1-2', 't-6', { ordStatus: 'Canceled', orderQty: 6 }).at(-1)).toMatchObject({
    ...totals,
    leavesQty: 0,
    ordStatus: 'Canceled',
  })
})

test('what the venue noted of itself is not passed on', () => {
  const violation = {
    type: 'order.violation',
    at: 1,
    orderId: 'o-1-1',
    owner: 'broker',
    state: '',
    event: '',
    text: '',
  }
  expect(working().send(violation as never, { ...violation, type: 'order.duplicate' } as never)).toEqual([])
})

test('100 % of its transitions are taken by the tests above', () => {
  expect(coverage.untaken()).toEqual([])
})
