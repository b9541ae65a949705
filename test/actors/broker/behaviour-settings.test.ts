/** Behaviours as values: what they are named, what is refused, and what they are about. */
import { expect, test } from 'vitest'
import {
  type Behaviour,
  bust,
  connectAt,
  correct,
  delayReports,
  delayRequests,
  doneForDayAt,
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

test('a step that is misspelt would be another one, and is refused', () => {
  // Without its symbol a halt would be one of the whole market, without its length one for good.
  expect(() => haltAt(5, { symbl: 'A' } as never)).toThrow('haltAt has no setting symbl; there are for, symbol, reason')
  expect(() => haltAt(5, { symbol: 5 } as never)).toThrow('symbol must be a name, not 5')
  expect(() => disconnectAt(5, { fo: 5 } as never)).toThrow('disconnectAt has no setting fo; there are for, working')
  expect(() => disconnectAt(5, { working: 'cancell' } as never)).toThrow('working is keep or cancel, not cancell')
  expect(() => disconnectAt(5, { reports: 'loose' } as never)).toThrow('reports is hold or lose, not loose')
  expect(() => disconnectOn({ nth: 1, requests: 'hold' } as never)).toThrow('requests is reject or lose, not hold')
  expect(() => doneForDayAt(5, 7 as never)).toThrow('orderId must be a name, not 7')
})

test('a change to what no order or execution can have is refused', () => {
  expect(() => correct({ price: -5 })).toThrow('price must be a number above 0, not -5')
  expect(() => correct({ quantity: 0 })).toThrow('quantity must be a number above 0, not 0')
  expect(() => correct({ commission: 'x' } as never)).toThrow('commission must be a number, not x')
  expect(() => correct({ commission: -0.5 })).not.toThrow() // a rebate
  expect(() => restateUnasked({ quantity: -5 })).toThrow('quantity must be a number above 0, not -5')
  expect(() => restateUnasked({ limitPrice: '5' } as never)).toThrow('limitPrice must be a number above 0, not 5')
})

test('a moment is the same on every machine: without an offset it is in UTC', () => {
  const when = (moment: string) => connectAt(moment).steps()[0]!.at
  const zone = process.env['TZ']
  process.env['TZ'] = 'America/New_York'
  try {
    expect(when('2020-03-02T14:30')).toBe(when('2020-03-02T14:30Z'))
    expect(when('2020-03-02 14:30:00')).toBe(when('2020-03-02T14:30:00Z'))
    expect(when('2020-03-02T14:30:00.5')).toBe(when('2020-03-02T14:30:00.500Z'))
    expect(when('2020-03-02T09:30-05:00')).toBe(when('2020-03-02T14:30Z'))
    expect(when('2020-03-02')).toBe(when('2020-03-02T00:00Z'))
    for (const none of ['March 5', '2020-02-30', '2020-02-30T10:00Z', '2020-03-02T25:00', '03/02/2020', '2020'])
      expect(() => connectAt(none)).toThrow(`${none} is no moment`)
  } finally {
    if (zone === undefined) delete process.env['TZ']
    else process.env['TZ'] = zone
  }
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
