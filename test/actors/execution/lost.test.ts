/** Reports on child orders that never came: what the desk concludes from the venue's answers. */
import { describe, expect, test } from 'vitest'
import {
  cancelSlice,
  changeSlice,
  type DeskEmitted,
  type DeskIncoming,
  slice,
} from '../../../actors/execution/index.ts'
import type { OrderStatusReport, OrderSubmit } from '../../../src/events/index.ts'
import { accepted, cancelOrder, canceled, desk, filled, parent, report, submit, words, working } from './support.ts'

describe('reports on child orders that were lost', () => {
  /** What the desk says when the venue tells how the child stands. */
  const told = (one: ReturnType<typeof desk>, more: Partial<OrderStatusReport>): DeskEmitted[] =>
    one.raw({
      ...report('o-1-1', 's-1', { at: 9, orderQty: 4, execType: 'OrderStatus' }),
      type: 'order.status',
      statusReqId: 's',
      commission: 0,
      ...more,
    } as OrderStatusReport)
  const sent = (more: Partial<OrderSubmit> = {}) => {
    const one = desk()
    one.send(submit(more), slice(parent, { quantity: 4, tag: 'a' }))
    return one
  }
  const ofParent = (events: readonly DeskEmitted[]): string[] =>
    events
      .filter((event) => 'orderId' in event && event.orderId === 'o-1' && event.type.startsWith('order.'))
      .map(words)

  test('an execution and the end: the parent has them, the worker hears of them', () => {
    const one = sent()
    const said = told(one, { ordStatus: 'Canceled', cumQty: 3, avgPx: 51, commission: 2 })
    expect(said.map(words)).toEqual([
      'news status',
      'news accepted',
      'news filled',
      'filled o-1 3 3/10',
      'news canceled',
    ])
    expect(said[3]).toMatchObject({ inferred: true, lastQty: 3, lastPx: 51, commission: 2 })
    // the report itself, late, is known
    expect(one.send({ ...filled('o-1-1', 3, 'f'), cumQty: 3 })).toEqual(['duplicate o-1-1'])
  })

  test('an acceptance, of which the refusal of a copy tells: the slice works, and no other goes out in its place', () => {
    const one = sent()
    const refused = { ...report('o-1-1', 'e-2'), type: 'order.rejected', code: 'duplicateOrder', text: '' } as const
    expect(one.send(refused)).toEqual(['duplicate o-1-1', 'statusRequest o-1-1'])
    expect(told(one, { ordStatus: 'New' }).map(words)).toEqual(['news status', 'news accepted'])
    expect(one.send({ ...filled('o-1-1', 4, 'f'), at: 10, cumQty: 4 })).toEqual(['news filled', 'filled o-1 4 4/10'])
  })

  test('what was executed since has its own price', () => {
    const one = working()
    one.send({ ...filled('o-1-1', 1, 'f', 50), cumQty: 1 })
    const [fill] = told(one, { cumQty: 3, avgPx: 54, commission: 4 }).filter(({ type }) => type === 'order.filled')
    expect(fill).toMatchObject({ orderId: 'o-1', lastQty: 2, lastPx: 56, commission: 3 })
  })

  test('a bust or a correction: all that counts becomes one execution', () => {
    const one = working()
    one.send(filled('o-1-1', 2, 'f', 50), filled('o-1-1', 1, 'g', 60))
    const said = told(one, { cumQty: 2, avgPx: 50, commission: 1 })
    expect(ofParent(said)).toEqual(['tradeCanceled o-1', 'tradeCorrected o-1'])
    expect(said.at(-1)).toMatchObject({ orderId: 'o-1', cumQty: 2, avgPx: 50, commission: 1 })
    expect(ofParent(told(one, { execId: 's-2', cumQty: 2, avgPx: 50, commission: 1 }))).toEqual([])
    expect(ofParent(told(one, { execId: 's-3', at: 10, cumQty: 0, avgPx: 0 }))).toEqual(['tradeCanceled o-1'])
  })

  test('an execution, or its bust, that comes after a later status is known, though less counted by then', () => {
    const one = working()
    one.send(filled('o-1-1', 1, 'f', 50))
    told(one, { cumQty: 1, avgPx: 50, commission: 1 })
    const late = { ...filled('o-1-1', 2, 'g'), at: 5, cumQty: 3 }
    expect(one.send(late)).toEqual(['duplicate o-1-1'])
    const bust = {
      ...late,
      type: 'order.tradeCanceled',
      execType: 'TradeCancel',
      execId: 'h',
      execRefId: 'g',
      cumQty: 1,
    }
    expect(one.send(bust as DeskIncoming)).toEqual(['duplicate o-1-1'])
    expect(one.send({ ...filled('o-1-1', 2, 'i'), at: 10, cumQty: 3 })).toEqual(['news filled', 'filled o-1 2 3/10'])
  })

  test('a correction of the instant of a status that told nothing new is news, of one that did it may be part', () => {
    const one = working()
    const [first] = [filled('o-1-1', 2, 'f', 50)]
    const corrected = { ...first, type: 'order.tradeCorrected', execType: 'TradeCorrect', at: 9, execRefId: 'f' }
    one.send(first!)
    told(one, { cumQty: 2, avgPx: 50, commission: 1 })
    expect(one.send({ ...corrected, execId: 'g', lastQty: 1, cumQty: 1 } as DeskIncoming)).toEqual([
      'news tradeCorrected',
      'tradeCorrected o-1',
    ])
    told(one, { execId: 's-2', cumQty: 2, avgPx: 50, commission: 1 })
    const later = { ...corrected, execId: 'h', execRefId: 'g', lastQty: 2, cumQty: 2 }
    expect(one.send(later as DeskIncoming)).toEqual(['duplicate o-1-1'])
  })

  test('an execution of before a status that did not know of it is news to whom that was told', () => {
    const one = working()
    const ids = { at: 7, orderId: 'o-1', statusReqId: 'q', clOrdId: 'o-1', symbol: 'A' } as const
    expect(one.send(filled('o-1-1', 1, 'f'))).toEqual(['news filled', 'filled o-1 1 1/10'])
    one.send({ type: 'order.statusRequest', ...ids })
    expect(told(one, { at: 5, cumQty: 1, avgPx: 50, commission: 1 }).map(words)).toEqual(['news status', 'status o-1'])
    const [, fill] = one.raw({ ...filled('o-1-1', 2, 'g'), at: 6 })
    expect(fill).toMatchObject({ type: 'order.filled', orderId: 'o-1', at: 7, transactTime: 2 })
  })

  test('the answer on a child is lost: the desk does not know either, and says nothing until it is asked again', () => {
    const one = working()
    const ask = { type: 'order.statusRequest', at: 7, orderId: 'o-1', clOrdId: 'o-1', symbol: 'A' } as const
    expect(one.send({ ...ask, statusReqId: 'q-1' })).toEqual(['statusRequest o-1-1'])
    expect(one.send({ ...ask, statusReqId: 'q-2' })).toEqual(['statusRequest o-1-1'])
    const said = told(one, { cumQty: 3, avgPx: 50, commission: 1 })
    expect(said.map(words)).toEqual(['news status', 'news filled', 'filled o-1 3 3/10', 'status o-1'])
    expect(said.at(-1)).toMatchObject({ statusReqId: 'q-2', cumQty: 3, leavesQty: 7 })
  })

  test('an execution of which only the correction is heard: the venue is asked', () => {
    const one = working()
    const corrected = { ...filled('o-1-1', 3, 'g'), type: 'order.tradeCorrected', execRefId: 'f', cumQty: 3 }
    expect(one.send(corrected as DeskIncoming)).toEqual(['violation o-1-1', 'statusRequest o-1-1'])
    expect(ofParent(told(one, { cumQty: 3, avgPx: 50, commission: 1 }))).toEqual(['filled o-1 3 3/10'])
  })

  test('a status that an execution overtook undoes nothing, and is asked for once more', () => {
    const one = working()
    expect(one.send({ ...filled('o-1-1', 4, 'f'), at: 12, cumQty: 4 })).toEqual(['news filled', 'filled o-1 4 4/10'])
    expect(told(one, { at: 9, cumQty: 0 }).map(words)).toEqual(['news status', 'statusRequest o-1-1'])
    expect(told(one, { execId: 's-2', at: 13, cumQty: 4, avgPx: 50, commission: 1 }).map(words)).toEqual([
      'news status',
    ])
    expect(told(one, { execId: 's-3', at: 11, cumQty: 0 }).map(words)).toEqual(['news status', 'statusRequest o-1-1'])
  })

  test('what an order had no room for is its own once there is room', () => {
    const one = working()
    one.send(cancelSlice(parent, 'a'), { ...canceled('o-1-1'), clOrdId: 'o-1-1.1' } as DeskIncoming)
    one.send(slice(parent, { quantity: 10, tag: 'b' }), accepted('o-1-2'))
    // the venue has taken it back, which was not heard
    expect(one.send({ ...filled('o-1-1', 4, 'f'), at: 10, cumQty: 4 })).toEqual(['news filled', 'filled o-1 4 4/10'])
    expect(one.send(filled('o-1-2', 8, 'g', 60))).toEqual(['news filled', 'violation o-1'])
    const said = told(one, { at: 11, ordStatus: 'Canceled', cumQty: 0, avgPx: 0 })
    expect(ofParent(said)).toEqual(['tradeCanceled o-1', 'filled o-1 8 8/10'])
    expect(said.at(-1)).toMatchObject({ inferred: true, lastPx: 60, commission: 1, avgPx: 60 })
    expect(ofParent(told(one, { execId: 's-2', ordStatus: 'Canceled', cumQty: 0, avgPx: 0 }))).toEqual([])
  })

  test('an end that tells of more than was heard: the rest is the parent’s before another slice goes out', () => {
    const one = working()
    const end = { ...canceled('o-1-1'), at: 5, cumQty: 3, avgPx: 51 } as DeskIncoming
    expect(one.send(end)).toEqual(['news filled', 'filled o-1 3 3/10', 'statusRequest o-1-1', 'news canceled'])
    expect(one.send(slice(parent, { quantity: 8, tag: 'b' }))).toEqual(['news slice.refused tooMuch'])
    expect(one.send({ ...filled('o-1-1', 3, 'f'), cumQty: 3 })).toEqual(['duplicate o-1-1'])
    // what was charged comes with the answer
    const said = told(one, { ordStatus: 'Canceled', cumQty: 3, avgPx: 51, commission: 2, orderQty: 4 })
    expect(said.at(-1)).toMatchObject({
      type: 'order.tradeCorrected',
      orderId: 'o-1',
      lastQty: 3,
      lastPx: 51,
      commission: 2,
    })
  })

  test.each([
    [{ code: 'unknownOrder', ordStatus: 'Rejected', orderQty: 0 }, ['status unknownOrder', 'rejected notReceived']],
    [{ ordStatus: 'Rejected' }, ['status', 'rejected custom']],
    [{ ordStatus: 'PendingNew' }, ['status']],
    [{ ordStatus: 'Expired' }, ['status', 'accepted', 'expired']],
  ] as const)('a submission of which nothing was heard: %j', (more, news) => {
    expect(told(sent(), more).map(words)).toEqual(news.map((each) => `news ${each}`))
  })

  test('what the venue has forgotten stays as it was known', () => {
    expect(told(working(), { code: 'unknownOrder', ordStatus: 'Rejected' }).map(words)).toEqual([
      'news status unknownOrder',
    ])
  })

  test('that its stop was hit', () => {
    const one = desk()
    one.send(submit(), slice(parent, { quantity: 4, tag: 'a', orderType: 'stop', stopPrice: 60 }), accepted('o-1-1'))
    expect(told(one, { ordStatus: 'New', triggered: true }).map(words)).toEqual(['news status', 'news triggered'])
  })

  test('a cancel that did not arrive is asked for once more, and its order ends with it', () => {
    const one = working()
    expect(one.send(cancelOrder())).toEqual(['pendingCancel o-1', 'work.end o-1', 'cancel o-1-1'])
    const said = told(one, { ordStatus: 'New', requestId: 'o-1-1.1', requestStatus: 'unknown' })
    expect(said).toMatchObject([{ type: 'order.cancel', orderId: 'o-1-1', clOrdId: 'o-1-1.2' }])
    expect(one.send({ ...canceled('o-1-1'), clOrdId: 'o-1-1.2' } as DeskIncoming)).toEqual(['canceled o-1 requested'])
  })

  test('a cancel that was refused, and a replace that was taken or refused', () => {
    const asked = (what: DeskIncoming) => {
      const one = working()
      one.send(what)
      return (requestStatus: 'accepted' | 'rejected') =>
        told(one, { ordStatus: 'New', requestId: 'o-1-1.1', requestStatus, orderQty: 3, limitPrice: 9 }).map(words)
    }
    expect(asked(cancelSlice(parent, 'a'))('rejected')).toEqual(['news status', 'news cancelRejected custom'])
    expect(asked(changeSlice(parent, 'a', { quantity: 3 }))('rejected')).toEqual([
      'news status',
      'news replaceRejected custom',
    ])
    expect(asked(changeSlice(parent, 'a', { quantity: 3 }))('accepted')).toEqual(['news status', 'news replaced'])
  })
})
