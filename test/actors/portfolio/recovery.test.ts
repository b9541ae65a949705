/** A venue that never answers is asked so often and no more; then the portfolio says what it cannot know. */
import { expect, test } from 'vitest'
import { minutes } from '../../../src/events/index.ts'
import { bar, portfolio, signal } from './support.ts'

test.each([1, 2, 3, 5])('%i questions without an answer, and no more', (attempts) => {
  let now = 0
  const p = portfolio({ now: () => now, recovery: { timeout: minutes(5), attempts } })
  p.send(bar(50))
  p.send(signal('buy', { quantity: 10 }))
  const said = Array.from({ length: 12 }, () => {
    now += minutes(5)
    return p.send({ type: 'recovery.due' })
  }).flat()
  expect(said.map(({ type }) => type)).toEqual([
    ...Array.from({ length: attempts }, () => 'order.statusRequest'),
    'account.uncertain',
  ])
  expect(said.at(-1)).toMatchObject({ code: 'noAnswer', orderId: 'o-1', facts: { attempts, cumQty: 0, leavesQty: 10 } })
  expect(p.context.recovery.awaiting.size + p.context.recovery.doubts.size).toBe(0)
})
