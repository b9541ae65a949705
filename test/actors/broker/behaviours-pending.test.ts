/** Requests that the venue has and answers later: they are pending, and it says so. */
import { describe, expect, test } from 'vitest'
import { type BrokerIncoming, delayRequests, pendRequests } from '../../../actors/broker/index.ts'
import { microseconds } from '../../../src/system/index.ts'
import { live, told } from './support/live.ts'
import { bar, cancel, order, replace } from './support/venue.ts'

describe('requests', () => {
  test('that are looked at later are known to be there: who asks is told that they are pending', () => {
    const resting = order({ orderType: 'limit', limitPrice: 50, timeInForce: 'gtc' })
    const ask = (at: number, clOrdId: string): BrokerIncoming => {
      const question = { type: 'order.statusRequest', orderId: 'o-1', symbol: 'AAA', statusReqId: 'q' } as const
      return { ...question, at, clOrdId }
    }
    const { said } = live(
      [delayRequests({ by: microseconds(5) })],
      [
        resting,
        ask(2, resting.clOrdId),
        ask(7, resting.clOrdId),
        cancel('o-1', 'o-1/2', 8),
        ask(9, 'o-1/2'),
        ask(14, 'o-1/2'),
        ask(15, resting.clOrdId),
      ],
    )
    const answers = said.map(({ event }) => event).filter((event) => event.type === 'order.status')
    expect(
      answers.map(({ at, ordStatus, requestStatus, leavesQty, code }) => ({
        at,
        ordStatus,
        requestStatus,
        leavesQty,
        code,
      })),
    ).toEqual([
      { at: 2, ordStatus: 'PendingNew', leavesQty: 10 },
      { at: 7, ordStatus: 'New', leavesQty: 10 },
      { at: 9, ordStatus: 'New', requestStatus: 'pending', leavesQty: 10 },
      { at: 14, ordStatus: 'Canceled', requestStatus: 'accepted', leavesQty: 0 },
      { at: 15, ordStatus: 'Canceled', leavesQty: 0 },
    ])
  })

  test('are acknowledged, and answered later; what trades meanwhile counts', () => {
    const resting = order({ orderType: 'limit', limitPrice: 50, timeInForce: 'gtc' })
    const pending = [pendRequests({ by: microseconds(7) })]
    const { said } = live(pending, [resting, replace('o-1', { quantity: 5 }), cancel('o-1', 'o-1/3', 4)])
    expect(told(said)).toEqual([
      'accepted e-1 @1',
      'pend replace',
      'pendingReplace e-2 @2',
      'pend cancel',
      'pendingCancel e-3 @4',
      'replaced e-4 @9',
      'canceled e-5 @11',
    ])
    expect(said[2]!.event).toMatchObject({ ordStatus: 'PendingReplace', execType: 'PendingReplace', orderQty: 10 })
    expect(said[4]!.event).toMatchObject({ ordStatus: 'PendingCancel', clOrdId: 'o-1/3', leavesQty: 10 })
    const late = live(pending, [resting, cancel('o-1', 'o-1/3', 4), bar([50, 50, 49, 50])]).said
    expect(told(late).slice(1)).toEqual([
      'pend cancel',
      'pendingCancel e-2 @4',
      'filled e-3 @10',
      'cancelRejected e-4 @11',
    ])
    expect(late.at(-1)!.event).toMatchObject({
      code: 'tooLate',
      ordStatus: 'Filled',
      text: 'order o-1 is closed: Filled',
    })
  })

  test('are acknowledged once, answered although the line is down, and at once where there is nothing to wait for', () => {
    const resting = order({ orderType: 'limit', limitPrice: 50, timeInForce: 'gtc' })
    const pending = [pendRequests({ type: 'order.cancel', by: microseconds(7) })]
    const down: BrokerIncoming = { type: 'broker.disconnect', at: 6 }
    const up: BrokerIncoming = { type: 'broker.connect', at: 20 }
    const twice = live(pending, [resting, cancel('o-1', 'o-1/3', 4), cancel('o-1', 'o-1/3', 5), down, up]).said
    expect(told(twice).filter((one) => !one.startsWith('.connection'))).toEqual([
      'accepted e-1 @1',
      'pend cancel',
      'pendingCancel e-2 @4',
      'pend cancel',
      'duplicate  @5',
      'canceled e-3 @20',
    ])
    expect(told(live(pending, [cancel('o-9')]).said)).toEqual(['cancelRejected e-1 @2'])
  })
})
