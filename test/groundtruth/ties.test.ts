/** Part A: groups, brackets, validity, trailing stops and orders for the close. */
import { describe, expect, test } from 'vitest'
import type { SubmitAction } from '../../scripts/groundtruth/formats.ts'
import { engineTime, sessionEnd, trailFrom, trailTo, validUntil } from '../../scripts/groundtruth/models/order-plan.ts'
import {
  complete,
  ending,
  isAwake,
  isOrphan,
  noTies,
  release,
  tie,
  type Ties,
  wake,
  withGroups,
} from '../../scripts/groundtruth/models/ties.ts'

const all = () => true

function tied(...orders: [tag: string, oco?: string, parent?: string][]): Ties {
  const ties = noTies()
  for (const [tag, oco, parent] of orders) tie(ties, tag, oco, parent)
  return ties
}

describe('groups', () => {
  test('whoever joins a member joins its leader; the first event dissolves the group', () => {
    const ties = tied(['a'], ['b', 'a'], ['c', 'b'])
    expect(release(ties, 'b')).toEqual(['a', 'c'])
    expect(release(ties, 'a')).toEqual([])
  })
  test('who joins after that forms a group with the others that do', () => {
    const ties = tied(['a'], ['b', 'a'])
    release(ties, 'a')
    tie(ties, 'c', 'a', undefined)
    tie(ties, 'd', 'b', undefined)
    expect(release(ties, 'd')).toEqual(['c'])
  })
})

describe('brackets', () => {
  const bracket = () => tied(['p'], ['s', undefined, 'p'], ['l', undefined, 'p'])
  test('children wake a cycle after their parent is filled; the first that is filled ends the other', () => {
    const ties = bracket()
    expect(complete(ties, 'p')).toEqual([])
    expect(isAwake(ties, 's')).toBe(false)
    wake(ties)
    expect(isAwake(ties, 's')).toBe(true)
    expect(complete(ties, 's')).toEqual(['l'])
  })
  test('whoever ends before ends them all, and what comes later is an orphan', () => {
    const ties = bracket()
    expect(ending(ties, 's', all)).toEqual(['p', 'l'])
    expect(isOrphan(ties, 'l')).toBe(true)
    expect(isOrphan(ties, 'p')).toBe(false)
  })
  test('only what is pending ends; it takes its group along, but not the brackets of that [Q]', () => {
    const ties = tied(['p'], ['s', undefined, 'p'], ['x', 's'], ['y', undefined, 'x'])
    expect(ending(ties, 'p', (one) => one !== 'y')).toEqual(['s', 'x'])
    expect(isOrphan(ties, 'y')).toBe(false)
    expect(withGroups(tied(['a'], ['b', 'a']), ['a'], (one) => one === 'b')).toEqual([])
  })
})

const DAY = 86_400_000_000
const order = (more: Partial<SubmitAction>): SubmitAction => ({
  ...{ step: 0, op: 'submit', id: 'a', data: 0, side: 'buy', type: 'limit', size: 1 },
  ...more,
})

describe('time', () => {
  test('validity: a date is its beginning, a day ends before its bar, a length counts from the bar', () => {
    const born = engineTime(10.7 * DAY, true)
    expect(born).toBe(11 * DAY - 10)
    expect(validUntil(order({ valid: '1970-01-12' }), born)).toBe(11 * DAY)
    expect(validUntil(order({ valid: 'day' }), born)).toBeLessThan(born)
    expect(validUntil(order({ valid: { days: 2, minutes: 1 } }), born)).toBe(born + 2 * DAY + 60_000_000)
    expect(validUntil(order({ valid: { days: 2 }, type: 'market' }), born)).toBeUndefined()
    expect(validUntil(order({}), born)).toBeUndefined()
  })
  test('a session ends on the same day, or on the next when that is over', () => {
    const hour = DAY / 24
    expect(sessionEnd(10 * DAY + 9 * hour, '17:30:00')).toBe(10 * DAY + 17.5 * hour)
    expect(sessionEnd(10 * DAY + 18 * hour, '17:30:00')).toBe(11 * DAY + 17.5 * hour)
    expect(sessionEnd(11 * DAY - 10, undefined)).toBe(11 * DAY - 10)
  })
})

describe('trailing', () => {
  test('begins at the given price or the close, and only comes nearer; the limit keeps its distance', () => {
    const plan = order({ type: 'stop_trail_limit', side: 'sell', price: 10, limit: 9.5, trail_amount: 2 })
    const trailing = trailFrom(plan, 12)
    expect(trailing).toEqual({ began: 8, stop: 8, limit: 7.5 })
    trailTo(trailing, plan, 9)
    expect(trailing.stop).toBe(8)
    trailTo(trailing, plan, 11)
    expect(trailing).toEqual({ began: 8, stop: 9, limit: 8.5 })
    expect(trailFrom(order({ type: 'stop_trail', trail_percent: 0.1 }), 10)).toMatchObject({ stop: 11, limit: 0 })
  })
})
