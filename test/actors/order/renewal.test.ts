import { enableMapSet, produce } from 'immer'
import { expect, test } from 'vitest'
import { RENEWAL, renewed } from '../../../actors/order/index.ts'

const ordersOf = (count: number): Map<string, { quantity: number }> =>
  new Map(Array.from({ length: count }, (_, index) => [`o-${index}`, { quantity: index }]))

test('a renewed map is another one with the same entries in the same order', () => {
  const orders = ordersOf(RENEWAL)
  const young = renewed(orders)
  expect(young).not.toBe(orders)
  expect([...young]).toStrictEqual([...orders])
  expect(young.get('o-7')).toBe(orders.get('o-7'))
})

test('a map of many orders stays as it is', () => {
  const orders = ordersOf(RENEWAL + 1)
  expect(renewed(orders)).toBe(orders)
})

test('a draft of a map is renewed with all its orders, which can be changed before and after', () => {
  enableMapSet()
  const before = { orders: ordersOf(3) }
  const after = produce(before, (draft) => {
    draft.orders.get('o-1')!.quantity = 10
    draft.orders = renewed(draft.orders)
    draft.orders.get('o-2')!.quantity = 20
    draft.orders.delete('o-0')
  })
  expect([...after.orders]).toStrictEqual([
    ['o-1', { quantity: 10 }],
    ['o-2', { quantity: 20 }],
  ])
  expect(before.orders).toStrictEqual(ordersOf(3))
  expect(after.orders.get('o-1')).toStrictEqual({ quantity: 10 })
})
