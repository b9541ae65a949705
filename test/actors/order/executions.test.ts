/** Executions: booking, duplicates, what does not fit, corrections and busts. */
import { describe, expect, test } from 'vitest'
import { Desk } from './support/desk.ts'

function accepted(terms = {}, profile?: 'broker' | 'exchange'): Desk {
  const desk = new Desk(terms, profile)
  desk.accepted()
  return desk
}

/** What must not change when an event is not taken. */
const everything = (desk: Desk): unknown => structuredClone(desk.order)

describe('an execution', () => {
  test.each([
    ['of more than is left', 61, 10],
    ['of nothing', 0, 10],
    ['of less than nothing', -1, 10],
    ['without a quantity', NaN, 10],
    ['without a price', 1, NaN],
    ['at no price', 1, Infinity],
  ])('%s is a violation and changes nothing', (_, quantity, price) => {
    const desk = accepted()
    desk.filled(40)
    const before = everything(desk)
    expect(desk.filled(quantity, price)).toBe('violation')
    expect(desk.order).toEqual(before)
  })

  test('may have a negative price: spreads and oil have had them', () => {
    const desk = accepted()
    expect(desk.filled(40, -37)).toBe('applied')
    expect(desk.order.context.avgPx).toBe(-37)
  })

  test('that is reported twice counts once', () => {
    const desk = accepted()
    desk.filled(40, 10, { execId: 'T' })
    const before = everything(desk)
    expect(desk.filled(40, 10, { execId: 'T' })).toBe('duplicate')
    expect(desk.order).toEqual(before)
  })

  test('of a part in lots that binary cannot hold still adds up', () => {
    const desk = accepted({ quantity: 0.3 })
    desk.filled(0.1)
    desk.filled(0.1)
    expect(desk.filled(0.1)).toBe('applied')
    expect(desk.row).toEqual(['Filled', 0.3, 0.3, 0])
  })
})

describe('a bust', () => {
  test('takes the execution back and reopens a filled order between brokers', () => {
    const desk = accepted()
    desk.filled(40, 10, { execId: 'A' })
    desk.filled(60, 20, { execId: 'B' })
    expect(desk.busted('A', 'C')).toBe('applied')
    expect(desk.row).toEqual(['PartiallyFilled', 100, 60, 40])
    expect(desk.order.context.avgPx).toBe(20)
    expect(desk.state).toBe('live.accepted / none / partiallyFilled')
    desk.busted('B', 'D')
    expect(desk.row).toEqual(['New', 100, 0, 100])
    expect(desk.order.context).toMatchObject({ avgPx: 0, notional: 0 })
  })

  test('lowers what is executed on an exchange, where filled is over', () => {
    const desk = accepted({}, 'exchange')
    desk.filled(100, 10, { execId: 'A' })
    expect(desk.busted('A', 'B')).toBe('applied')
    expect(desk.row).toEqual(['Filled', 100, 0, 0])
    expect(desk.state).toBe('closed.filled / none / unfilled')
  })

  test('does not revive a canceled order', () => {
    const desk = accepted()
    desk.filled(40, 10, { execId: 'A' })
    desk.canceled()
    expect(desk.busted('A', 'B')).toBe('applied')
    expect(desk.row).toEqual(['Canceled', 100, 0, 0])
  })

  test.each([
    ['an unknown execution', 'nobody'],
    ['an execution that was busted', 'A'],
    ['a bust', 'B'],
    ['a correction’s original', 'C'],
  ])('of %s is a violation', (_, execRefId) => {
    const desk = accepted()
    desk.filled(10, 10, { execId: 'A' })
    desk.busted('A', 'B')
    desk.filled(10, 10, { execId: 'C' })
    desk.corrected('C', 20, 10, 'D')
    const before = everything(desk)
    expect(desk.busted(execRefId)).toBe('violation')
    expect(desk.corrected(execRefId, 5, 10)).toBe('violation')
    expect(desk.order).toEqual(before)
  })

  test('that is reported twice counts once, and a duplicate of what it busted does not come back', () => {
    const desk = accepted()
    desk.filled(10, 10, { execId: 'A' })
    desk.busted('A', 'B')
    expect(desk.busted('A', 'B')).toBe('duplicate')
    expect(desk.filled(10, 10, { execId: 'A' })).toBe('duplicate')
    expect(desk.order.context.cumQty).toBe(0)
  })
})

describe('a correction', () => {
  test('replaces quantity and price, and is itself referred to from then on', () => {
    const desk = accepted()
    desk.filled(40, 10, { execId: 'A' })
    expect(desk.corrected('A', 30, 12, 'B')).toBe('applied')
    expect(desk.row).toEqual(['PartiallyFilled', 100, 30, 70])
    expect(desk.order.context.avgPx).toBe(12)
    expect(desk.corrected('A', 20, 12)).toBe('violation')
    expect(desk.corrected('B', 20, 13, 'C')).toBe('applied')
    expect(desk.busted('C', 'D')).toBe('applied')
    expect(desk.row).toEqual(['New', 100, 0, 100])
  })

  test('upwards may fill the order, downwards reopen it', () => {
    const desk = accepted()
    desk.filled(40, 10, { execId: 'A' })
    desk.corrected('A', 100, 10, 'B')
    expect(desk.state).toBe('closed.filled / none / filled')
    desk.corrected('B', 99, 10, 'C')
    expect(desk.row).toEqual(['PartiallyFilled', 100, 99, 1])
    expect(desk.state).toBe('live.accepted / none / partiallyFilled')
  })

  test('of the price alone leaves a filled order filled', () => {
    const desk = accepted()
    desk.filled(100, 10, { execId: 'A' })
    expect(desk.corrected('A', 100, 11)).toBe('applied')
    expect(desk.state).toBe('closed.filled / none / filled')
    expect(desk.order.context.avgPx).toBe(11)
  })

  test.each([
    ['beyond the order', 101, 10],
    ['to nothing', 0, 10],
    ['to no price', 50, NaN],
  ])('%s is a violation', (_, quantity, price) => {
    const desk = accepted()
    desk.filled(40, 10, { execId: 'A' })
    const before = everything(desk)
    expect(desk.corrected('A', quantity, price)).toBe('violation')
    expect(desk.order).toEqual(before)
  })

  test('keeps the time of its trade', () => {
    const desk = accepted()
    desk.filled(40, 10, { execId: 'A', transactTime: 7 })
    desk.corrected('A', 30, 12)
    expect(desk.order.context.executions.at(-1)!.transactTime).toBe(7)
  })
})
