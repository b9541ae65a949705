/** Orders, fills and signals in the record: every order ends as one row that tells what happened to it. */
import { describe, expect, test } from 'vitest'
import { createRecord } from '../../src/analysis/index.ts'
import type { OrderStatusReport, OrderTradeCanceled, OrderType, TimeInForce } from '../../src/events/index.ts'
import { bar, filled, report, submit, trade } from './events.ts'

const record = () => createRecord({ startingCash: 1_000, symbols: ['A', 'B'] })

describe('an order', () => {
  test('is one row through its whole life', () => {
    const r = record()
    r.request(
      submit('o-1', 'buy', 10, {
        at: 5,
        orderType: 'stopLimit',
        limitPrice: 9,
        stopPrice: 8,
        timeInForce: 'gtc',
        strategy: 's',
        tag: 't',
      }),
    )
    expect(r.orders.at(0)).toMatchObject({
      status: 'PendingNew',
      cumQty: 0,
      avgPx: 0,
      acceptedAt: undefined,
      doneAt: undefined,
    })
    r.report({ ...report('o-1', { at: 6 }), type: 'order.accepted' })
    r.report(filled('o-1', 'buy', 4, 8, { at: 7, ordStatus: 'PartiallyFilled', commission: 1, execId: 'x-1' }))
    r.report(filled('o-1', 'buy', 6, 9, { at: 8, ordStatus: 'Filled', commission: 2, execId: 'x-2' }))
    expect(r.orders.toArray()).toEqual([
      {
        ...{ orderId: 'o-1', strategy: 's', tag: 't', symbol: 'A', side: 'buy', orderType: 'stopLimit', quantity: 10 },
        ...{
          limitPrice: 9,
          stopPrice: 8,
          timeInForce: 'gtc',
          submittedAt: 5,
          acceptedAt: 6,
          doneAt: 8,
          status: 'Filled',
        },
        ...{ cumQty: 10, avgPx: (4 * 8 + 6 * 9) / 10, commission: 3, code: undefined, text: undefined },
      },
    ])
    expect([...r.fills].map((f) => [f.execId, f.quantity, f.price, f.orderId, f.strategy])).toEqual([
      ['x-1', 4, 8, 'o-1', 's'],
      ['x-2', 6, 9, 'o-1', 's'],
    ])
  })

  test('is over since it ended, whatever is said of it later, and again where it was filled after all', () => {
    const r = record()
    r.request(submit('o-1', 'buy', 10))
    r.report({ ...report('o-1', { at: 6, ordStatus: 'Canceled' }), type: 'order.canceled', reason: 'requested' })
    r.report({ ...report('o-1', { at: 9, ordStatus: 'Canceled' }), type: 'order.status' } as OrderStatusReport)
    expect(r.orders.at(0)).toMatchObject({ status: 'Canceled', doneAt: 6 })
    r.report(filled('o-1', 'buy', 10, 8, { at: 12, ordStatus: 'Filled', execId: 'x-1' }))
    r.report({ ...report('o-1', { at: 20, ordStatus: 'Filled' }), type: 'order.status' } as OrderStatusReport)
    expect(r.orders.at(0)).toMatchObject({ status: 'Filled', doneAt: 12 })
  })

  test('is what its last report says, in whatever order its reports are heard', () => {
    const r = record()
    r.request(submit('o-1', 'buy', 10))
    r.report(filled('o-1', 'buy', 4, 8, { at: 7, ordStatus: 'PartiallyFilled', execId: 'x-1' }))
    r.report({ ...report('o-1', { at: 6 }), type: 'order.accepted' })
    expect(r.orders.at(0)).toMatchObject({ status: 'PartiallyFilled', acceptedAt: 6 })
    r.report(filled('o-1', 'buy', 2, 8, { at: 9, ordStatus: 'Filled', execId: 'x-3' }))
    r.report(filled('o-1', 'buy', 4, 8, { at: 8, ordStatus: 'PartiallyFilled', execId: 'x-2' }))
    expect(r.orders.at(0)).toMatchObject({ status: 'Filled', doneAt: 9, cumQty: 10 })
    const bust = { execRefId: 'x-3', lastQty: 2, lastPx: 8, commission: 0 }
    const busted = report('o-1', { at: 9, ordStatus: 'PartiallyFilled', execId: 'x-4' })
    r.report({ ...busted, ...bust, type: 'order.tradeCanceled' } as OrderTradeCanceled)
    expect(r.orders.at(0)).toMatchObject({ status: 'PartiallyFilled', doneAt: undefined, cumQty: 8 })
  })

  test('has the terms of the last change that was made, whichever was heard last', () => {
    const r = record()
    r.request(submit('o-1', 'buy', 10, { limitPrice: 9 }))
    const replaced = { ...report('o-1', { at: 8, orderQty: 5 }), type: 'order.replaced', origClOrdId: 'o-1' } as const
    r.report({ ...replaced, limitPrice: 8 })
    r.report({ ...replaced, at: 7, orderQty: 7, limitPrice: 7, timeInForce: 'gtc' })
    r.report({ ...report('o-1', { at: 6, orderQty: 6 }), type: 'order.restated' })
    expect(r.orders.at(0)).toMatchObject({ quantity: 5, limitPrice: 8, timeInForce: 'gtc' })
  })

  test('is not over where the venue knows it not yet: a cancel or a change has overtaken it', () => {
    const r = record()
    r.request(submit('o-1', 'buy', 10))
    const unknown = { ...report('o-1', { at: 6, ordStatus: 'Rejected' }), origClOrdId: 'o-1', text: '' } as const
    r.report({ ...unknown, type: 'order.cancelRejected', code: 'unknownOrder' })
    expect(r.orders.at(0)).toMatchObject({ status: 'PendingNew', doneAt: undefined })
    r.report({ ...report('o-1', { at: 9, ordStatus: 'Canceled' }), type: 'order.canceled', reason: 'linked' })
    r.report({ ...unknown, type: 'order.replaceRejected', code: 'unknownOrder' })
    r.report({ ...report('o-1', { at: 7 }), type: 'order.accepted' })
    expect(r.orders.at(0)).toMatchObject({ status: 'Canceled', doneAt: 9 })
  })

  test('for the day is over when its day is done, any other is not', () => {
    const r = record()
    r.request(submit('o-1', 'buy', 10))
    r.request(submit('o-2', 'buy', 10))
    const done = { ordStatus: 'DoneForDay' } as const
    r.report({ ...report('o-1', { at: 7, leavesQty: 0, ...done }), type: 'order.doneForDay' })
    r.report({ ...report('o-2', { at: 7, leavesQty: 10, ...done }), type: 'order.doneForDay' })
    expect(r.orders.at(0)).toMatchObject({ status: 'DoneForDay', doneAt: 7 })
    expect(r.orders.at(1)).toMatchObject({ status: 'DoneForDay', doneAt: undefined })
  })

  test('is what it was when the venue has forgotten it', () => {
    const r = record()
    r.request(submit('o-1', 'buy', 10))
    r.report(filled('o-1', 'buy', 10, 8, { at: 6, ordStatus: 'Filled', execId: 'x-1' }))
    const forgotten = { ...report('o-1', { at: 9, ordStatus: 'Rejected' }), type: 'order.status', code: 'unknownOrder' }
    r.report(forgotten as OrderStatusReport)
    expect(r.orders.at(0)).toMatchObject({ status: 'Filled', doneAt: 6, cumQty: 10 })
  })

  test('keeps its type and its time in force, whichever they are', () => {
    const types: Record<OrderType, true> = {
      ...{ market: true, limit: true, stop: true, stopLimit: true, marketIfTouched: true, limitIfTouched: true },
      ...{ trailingStop: true, trailingStopLimit: true, marketToLimit: true },
    }
    const times: Record<TimeInForce, true> = {
      ...{ day: true, gtc: true, gtd: true, ioc: true, fok: true, atTheOpen: true, atTheClose: true },
    }
    const r = record()
    for (const orderType of Object.keys(types) as OrderType[])
      for (const timeInForce of Object.keys(times) as TimeInForce[])
        r.request(submit(`${orderType} ${timeInForce}`, 'buy', 1, { orderType, timeInForce }))
    for (const row of r.orders) expect(`${row.orderType} ${row.timeInForce}`).toBe(row.orderId)
    expect(r.orders.length).toBe(63)
  })

  test('takes the new terms of a replacement, and keeps what was left out', () => {
    const r = record()
    r.request(submit('o-1', 'buy', 10, { orderType: 'limit', limitPrice: 9 }))
    r.request({
      type: 'order.replace',
      at: 1,
      orderId: 'o-1',
      clOrdId: 'c',
      origClOrdId: 'o-1',
      symbol: 'A',
      quantity: 7,
    })
    expect(r.orders.at(0)?.quantity).toBe(10)
    r.report({ ...report('o-1', { orderQty: 7 }), type: 'order.replaced', origClOrdId: 'o-1' })
    expect(r.orders.at(0)).toMatchObject({ quantity: 7, limitPrice: 9 })
  })

  test('that was refused says why, at home or at the venue, and is counted', () => {
    const r = record()
    const denial = {
      at: 3,
      orderId: 'o-1',
      symbol: 'B',
      side: 'sell',
      orderType: 'stopLimit',
      quantity: 5,
      limitPrice: 9,
      stopPrice: 10,
      timeInForce: 'gtc',
      text: 'too large',
      facts: {},
    } as const
    r.report({ type: 'order.denied', code: 'maxOrderQuantity', ...denial })
    r.request(submit('o-2', 'buy', 1))
    r.report({
      ...report('o-2', { at: 4, ordStatus: 'Rejected' }),
      type: 'order.rejected',
      code: 'offTick',
      text: 'price 1.005',
    })
    expect(r.orders.toArray()).toMatchObject([
      {
        orderId: 'o-1',
        symbol: 'B',
        status: 'Denied',
        orderType: 'stopLimit',
        limitPrice: 9,
        stopPrice: 10,
        timeInForce: 'gtc',
        code: 'maxOrderQuantity',
        text: 'too large',
        doneAt: 3,
      },
      { orderId: 'o-2', status: 'Rejected', code: 'offTick', text: 'price 1.005', doneAt: 4 },
    ])
    expect(r.orderCounts()).toEqual({ Denied: 1, Rejected: 1 })
    expect([r.incidentCount('denied'), r.incidentCount('rejected'), r.incidentCount('violation')]).toEqual([1, 1, 0])
  })

  test('may be spoken of after it is finished', () => {
    const r = record()
    r.request(submit('o-1', 'buy', 10))
    r.report({ ...report('o-1', { at: 2, ordStatus: 'Canceled' }), type: 'order.canceled', reason: 'requested' })
    r.report(filled('o-1', 'buy', 10, 5, { at: 3 }))
    expect(r.orders.toArray()).toMatchObject([{ orderId: 'o-1', cumQty: 10, status: 'Filled' }])
  })

  test('keeps its own row among many', () => {
    const r = record()
    for (let i = 0; i < 500; i++) r.request(submit(`o-${i}`, i % 2 === 0 ? 'buy' : 'sell', i + 1))
    for (let i = 499; i >= 0; i--) r.report(filled(`o-${i}`, i % 2 === 0 ? 'buy' : 'sell', i + 1, 100 + i, { at: i }))
    for (const [i, order] of r.orders.toArray().entries()) {
      expect(order).toMatchObject({
        orderId: `o-${i}`,
        cumQty: i + 1,
        avgPx: 100 + i,
        doneAt: i,
        side: i % 2 === 0 ? 'buy' : 'sell',
      })
    }
  })
})

describe('a trade that the venue takes back', () => {
  const busted = (r: ReturnType<typeof record>, execRefId: string, commission?: number): void =>
    r.report({
      ...report('o-1', { ordStatus: 'New' }),
      type: 'order.tradeCanceled',
      execRefId,
      lastQty: 10,
      lastPx: 5,
      ...(commission === undefined ? {} : { commission }),
    })

  test('leaves nothing behind, not even a commission', () => {
    const r = record()
    trade(r, 'o-1', 'buy', 10, 5, { commission: 1, execId: 'x' })
    busted(r, 'x')
    expect(r.openTrades).toEqual([])
    expect(r.trades.length).toBe(0)
    expect(r.fillTotals()).toMatchObject({ count: 0, bought: 0, commission: 0 })
    expect(r.fills.at(0)?.state).toBe('busted')
    expect(r.orders.at(0)).toMatchObject({ cumQty: 0, commission: 0, status: 'New', doneAt: undefined })
  })

  test('costs what the venue keeps of its commission', () => {
    const r = record()
    trade(r, 'o-1', 'buy', 10, 5, { commission: 3, execId: 'x' })
    busted(r, 'x', 1)
    expect(r.fillTotals()).toMatchObject({ count: 0, commission: 1 })
    expect(r.orders.at(0)).toMatchObject({ cumQty: 0, commission: 1 })
    expect(r.trades.at(0)).toMatchObject({ gross: 0, net: -1 })
  })

  test('takes its own lot away, and no other', () => {
    const r = record()
    trade(r, 'o-1', 'buy', 10, 5, { execId: 'x' })
    trade(r, 'o-2', 'buy', 10, 6, { execId: 'y', commission: 1 })
    busted(r, 'x')
    expect(r.openTrades).toMatchObject([{ quantity: 10, entryPrice: 6, commission: 1, entryOrderId: 'o-2' }])
    expect(r.trades.length).toBe(0)
  })

  test('whose lot is closed is undone by its opposite, so that the profit adds up', () => {
    const r = record()
    trade(r, 'o-1', 'buy', 10, 5, { execId: 'x' })
    trade(r, 'o-2', 'sell', 10, 8, { execId: 'y' })
    busted(r, 'x')
    r.bar(bar(9, 8))
    const profit = [...r.trades.toArray(), ...r.openTrades].reduce((sum, { gross }) => sum + gross, 0)
    expect(profit).toBe(0)
    expect(r.openTrades).toMatchObject([{ direction: 'short', quantity: 10 }])
  })

  test('or corrects stands with the new figures', () => {
    const r = record()
    trade(r, 'o-1', 'buy', 10, 5, { execId: 'x' })
    r.report({ ...report('o-1'), type: 'order.tradeCorrected', execId: 'y', execRefId: 'x', lastQty: 8, lastPx: 6 })
    expect(r.openTrades).toMatchObject([{ quantity: 8, entryPrice: 6 }])
    expect(r.fills.toArray().map((f) => [f.execId, f.state])).toEqual([
      ['x', 'corrected'],
      ['y', 'good'],
    ])
  })
})

describe('a signal', () => {
  const signal = (intent: 'long' | 'sell' | 'flat', extra = {}) =>
    ({ type: 'signal', symbol: 'A', intent, strategy: 's', ...extra }) as const

  test('has the size it asked for, signed, and the price it saw', () => {
    const r = record()
    r.signal(signal('sell', { quantity: 3, price: 7, at: 2 }), 9)
    expect(r.signals.at(0)).toMatchObject({ at: 2, quantity: -3, price: 7 })
  })

  test('without a size gets that of the orders made of it at once, and the last close as its price', () => {
    const r = record()
    r.bar(bar(1, 50))
    r.signal(signal('long'), 1)
    expect(r.signals.at(-1)).toMatchObject({ quantity: undefined, price: 50, at: 1 })
    r.request(submit('o-1', 'buy', 4, { at: 1, strategy: 's' }))
    r.request(submit('o-2', 'buy', 6, { at: 1, strategy: 's' }))
    r.request(submit('o-3', 'sell', 100, { at: 2, strategy: 's' }))
    r.request(submit('o-4', 'buy', 100, { at: 1, strategy: 'other' }))
    expect(r.signals.at(-1)?.quantity).toBe(10)
  })

  test('has the size of its entry: exits that wait for it trade nothing yet', () => {
    const r = record()
    r.signal(signal('long'), 1)
    r.request(submit('o-1', 'buy', 10, { at: 1, strategy: 's' }))
    r.request(submit('o-1-1', 'sell', 10, { at: 1, strategy: 's', parentId: 'o-1' }))
    r.request(submit('o-1-2', 'sell', 10, { at: 1, strategy: 's', parentId: 'o-1' }))
    expect(r.signals.at(0)?.quantity).toBe(10)
  })

  test('whose order was denied trades nothing, but for what leaves in the same instant', () => {
    const r = record()
    const denied = { type: 'order.denied', symbol: 'A', side: 'buy', orderType: 'market', timeInForce: 'day' } as const
    const why = { code: 'insufficientFunds', text: '', facts: {}, strategy: 's' } as const
    r.signal(signal('long'), 1)
    r.report({ ...denied, ...why, at: 1, orderId: 'o-1', quantity: 5 })
    expect(r.signals.at(0)?.quantity).toBe(0)
    r.request(submit('o-2', 'buy', 4, { at: 1, strategy: 's' }))
    r.request(submit('o-3', 'buy', 100, { at: 2, strategy: 's' }))
    expect(r.signals.at(0)?.quantity).toBe(4)
  })

  test('that was refused trades nothing', () => {
    const r = record()
    r.signal(signal('flat'), 1)
    r.refusal({
      type: 'signal.refused',
      at: 1,
      strategy: 's',
      symbol: 'A',
      intent: 'flat',
      code: 'nothingToDo',
      text: '',
      facts: {},
    })
    r.request(submit('o-1', 'buy', 4, { at: 1, strategy: 's' }))
    expect(r.signals.at(0)?.quantity).toBe(0)
    expect(r.incidents).toMatchObject([{ kind: 'refused', code: 'nothingToDo', count: 1 }])
  })
})

test('incidents are counted by code, with the first as the example', () => {
  const r = record()
  for (let i = 0; i < 3; i++) {
    r.violation({
      type: 'order.violation',
      at: i,
      orderId: 'o',
      owner: 'p',
      state: 'closed',
      event: 'order.filled',
      text: `case ${i}`,
    })
  }
  expect(r.incidents).toEqual([
    { kind: 'violation', code: 'order.filled in closed', count: 3, firstAt: 0, lastAt: 2, example: 'case 0' },
  ])
})

test('positions are the last that the portfolio said, with all it realised', () => {
  const r = record()
  const changed = { type: 'position.changed', symbol: 'A', averagePrice: 2, cash: 0 } as const
  r.position({ ...changed, at: 1, quantity: 5, realized: 0 })
  r.position({ ...changed, at: 2, quantity: 3, realized: 7 })
  expect(r.positions).toEqual([{ symbol: 'A', at: 2, quantity: 3, averagePrice: 2, realized: 7 }])
})
