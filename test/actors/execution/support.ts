/** A desk of execution algorithms to send messages to, the messages, and what it says in a few words. */
import { createActor } from 'xstate'
import { type DeskEmitted, type DeskIncoming, executionMachine, slice } from '../../../actors/execution/index.ts'
import type { OrderFilled, OrderReport, OrderSubmit } from '../../../src/events/index.ts'
import { compile, createCoverage } from '../../../src/machine/index.ts'

export const submit = (more: Partial<OrderSubmit> = {}): OrderSubmit => ({
  type: 'order.submit',
  at: 1,
  orderId: 'o-1',
  clOrdId: 'o-1',
  symbol: 'A',
  side: 'buy',
  orderType: 'market',
  quantity: 10,
  timeInForce: 'day',
  algorithm: 'twap',
  ...more,
})

export const report = (orderId: string, execId: string, more: Partial<OrderReport> = {}): OrderReport => ({
  at: 2,
  orderId,
  clOrdId: orderId,
  symbol: 'A',
  side: 'buy',
  execId,
  execType: 'New',
  ordStatus: 'New',
  orderQty: 0,
  cumQty: 0,
  leavesQty: 0,
  avgPx: 0,
  ...more,
})
export const filled = (orderId: string, lastQty: number, execId: string, lastPx = 50): OrderFilled => ({
  ...report(orderId, execId, { execType: 'Trade' }),
  type: 'order.filled',
  lastQty,
  lastPx,
  commission: 1,
  slippage: 0,
  transactTime: 2,
})
export const accepted = (orderId: string): DeskIncoming => ({
  ...report(orderId, `a-${orderId}`),
  type: 'order.accepted',
})
export const canceled = (orderId: string): DeskIncoming => ({
  ...report(orderId, `c-${orderId}`),
  type: 'order.canceled',
  reason: 'requested',
})
export const parent = { orderId: 'o-1' }

export function words(event: DeskEmitted): string {
  const what = event.type.replace('order.', '')
  switch (event.type) {
    case 'work.news':
      return `news ${event.news.type.replace('order.', '')}${'code' in event.news ? ` ${event.news.code}` : ''}`
    case 'order.filled':
      return `${what} ${event.orderId} ${event.lastQty} ${event.cumQty}/${event.orderQty}`
    case 'order.submit':
      return `${what} ${event.orderId} ${event.quantity} ${event.orderType}${event.limitPrice === undefined ? '' : ` ${event.limitPrice}`}`
    case 'order.canceled':
      return `${what} ${event.orderId} ${event.reason}`
    case 'order.rejected':
    case 'order.replaceRejected':
    case 'order.cancelRejected':
      return `${what} ${event.orderId} ${event.code}`
    case 'order.replaced':
      return `${what} ${event.orderId} ${event.orderQty}`
    default:
      return 'orderId' in event ? `${what} ${event.orderId}` : what
  }
}

export const coverage = createCoverage(executionMachine)

export function desk(mode: 'fast' | 'observed' = 'observed') {
  const actor = createActor(mode === 'fast' ? compile(executionMachine) : executionMachine, {
    input: { algorithms: ['twap'], now: () => 7 },
    ...(mode === 'fast' ? {} : { inspect: coverage.inspect }),
  })
  let said: DeskEmitted[] = []
  actor.on('*', (event) => void said.push(event))
  actor.start()
  const raw = (event: DeskIncoming): DeskEmitted[] => {
    said = []
    actor.send(event)
    return said
  }
  return { raw, send: (...events: DeskIncoming[]): string[] => events.flatMap((event) => raw(event).map(words)) }
}

export function working(more: Partial<OrderSubmit> = {}) {
  const one = desk()
  one.send(submit(more), slice(parent, { quantity: 4, tag: 'a' }), accepted('o-1-1'))
  return one
}

export const change = (more: object, clOrdId = 'r'): DeskIncoming => ({
  type: 'order.replace',
  at: 3,
  orderId: 'o-1',
  clOrdId,
  origClOrdId: 'o-1',
  symbol: 'A',
  ...more,
})
export const cancelOrder = (clOrdId = 'x', orderId = 'o-1'): DeskIncoming => ({
  type: 'order.cancel',
  at: 3,
  orderId,
  clOrdId,
  origClOrdId: orderId,
  symbol: 'A',
})
