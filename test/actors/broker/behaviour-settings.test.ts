/** Behaviours as values: what they are named, what is refused, and what they are about. */
import { expect, test } from 'vitest'
import {
  type Behaviour,
  bust,
  connectAt,
  correct,
  delayReports,
  delayRequests,
  disconnectAt,
  disconnectOn,
  disturbsLine,
  dropReports,
  dropRequests,
  haltAt,
  rejectRequests,
  restateUnasked,
  suspendOrders,
} from '../../../actors/broker/index.ts'

test('settings that make no sense are refused', () => {
  expect(() => dropReports({ nth: 0 })).toThrow('nth must be a whole number above 0, not 0')
  expect(() => dropReports({ probability: 1.5 })).toThrow('a probability is from 0 to 1, not 1.5')
  expect(() => dropReports({ from: 'soon' })).toThrow('soon is no moment')
  expect(() => delayReports({ by: -1 })).toThrow('by must be a number above 0, not -1')
  expect(() => bust({ after: NaN })).toThrow('after must be a duration of 0 or more')
  expect(() => disconnectAt(5, { for: -5 })).toThrow('for must be a number above 0, not -5')
  expect(() => correct({ nth: 2 })).toThrow('correct changes nothing; it takes a price, a quantity or a commission')
  expect(() => restateUnasked({ nth: 1 })).toThrow('restateUnasked changes nothing')
})

test('what is misspelt would be about every message or none, and is refused', () => {
  expect(() => dropReports({ typ: 'order.filled' } as never)).toThrow(
    'there is no typ to match; there are type, symbol',
  )
  expect(() => bust({ aftr: 5 } as never)).toThrow('there is no aftr to match')
  expect(() => dropReports({ type: 'order.fileld' })).toThrow('there is no report order.fileld; there are order.pend')
  expect(() => dropReports({ type: ['order.filled', 'order.cancel'] })).toThrow('there is no report order.cancel')
  expect(() => dropRequests({ type: 'order.filled' })).toThrow(
    'there is no request order.filled; there are order.submit',
  )
  expect(() => delayReports({} as never)).toThrow('by must say how long')
})

test('a behaviour has the name of the call that made it', () => {
  const behaviours: [Behaviour, string][] = [
    [dropReports({ nth: 3 }), 'dropReports({ nth: 3 })'],
    [dropReports(), 'dropReports()'],
    [bust({ nth: 2, after: 5 }), "bust({ nth: 2, type: 'order.filled', after: 5 })"],
    [disconnectAt('2020-03-02', { for: 60 }), 'disconnectAt("2020-03-02", { for: 60 })'],
    [haltAt(5, { symbol: 'A', reason: 'news' }), "haltAt(5, { symbol: 'A', reason: 'news' })"],
  ]
  for (const [behaviour, name] of behaviours) expect(behaviour.name).toBe(name)
})

test('what has a time of its own is a list of steps', () => {
  const at = Date.UTC(2020, 2, 2) * 1_000
  expect(disconnectAt('2020-03-02', { for: 60, working: 'cancel' }).steps()).toEqual([
    { at, to: 'broker', event: { type: 'broker.disconnect', working: 'cancel' } },
    { at: at + 60, to: 'broker', event: { type: 'broker.connect' } },
  ])
  expect(haltAt(at, { symbol: 'A' }).steps()).toEqual([
    { at, to: 'market', event: { type: 'market.halt', symbol: 'A', reason: 'halted', overnight: true } },
  ])
})

test('what the line does is told from what venue and market do of themselves', () => {
  const disturbing = [dropReports(), delayRequests({ by: 5 }), disconnectAt(5), disconnectOn({ nth: 2 })]
  expect(disturbing.filter((behaviour) => !disturbsLine(behaviour))).toEqual([])
  const harmless = [rejectRequests(), bust(), correct({ price: 5 }), suspendOrders(), haltAt(5), connectAt(5)]
  expect(harmless.filter(disturbsLine)).toEqual([])
})
