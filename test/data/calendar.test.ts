import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { CONTINUOUS, DataError, MarketCalendar, TimeZone } from '../../src/data/index.ts'
import { iso, micros } from './support.ts'

const day = (text: string) => micros(`${text}T00:00Z`) / 86_400_000_000
const newYork = new TimeZone('America/New_York')

describe('sessions', () => {
  test('have the hours of their date in local time, summer and winter', () => {
    const calendar = new MarketCalendar(newYork, { open: '09:30', close: '16:00' })
    const winter = calendar.sessionOf(micros('2020-01-02T18:00Z'))
    expect(winter.day).toBe(day('2020-01-02'))
    expect([iso(winter.openAt), iso(winter.closeAt)]).toEqual(['2020-01-02T14:30Z', '2020-01-02T21:00Z'])
    const summer = calendar.sessionOf(micros('2020-07-02T18:00Z'))
    expect([iso(summer.openAt), iso(summer.closeAt)]).toEqual(['2020-07-02T13:30Z', '2020-07-02T20:00Z'])
  })

  test('around the clock end at local midnight, which still belongs to the day that ends', () => {
    const calendar = new MarketCalendar(newYork, CONTINUOUS)
    const midnight = micros('2020-01-03T05:00Z')
    expect(calendar.sessionOf(midnight).day).toBe(day('2020-01-02'))
    expect(calendar.sessionOf(midnight).closeAt).toBe(midnight)
    expect(calendar.sessionOf(midnight + 1).day).toBe(day('2020-01-03'))
  })

  test('that span midnight belong to the day on which they close', () => {
    const calendar = new MarketCalendar(new TimeZone('America/Chicago'), { open: '17:00', close: '16:00' })
    const evening = calendar.sessionOf(micros('2020-01-02T23:30Z'))
    expect(evening.day).toBe(day('2020-01-03'))
    expect([iso(evening.openAt), iso(evening.closeAt)]).toEqual(['2020-01-02T23:00Z', '2020-01-03T22:00Z'])
    expect(calendar.sessionOf(micros('2020-01-03T22:00Z'))).toEqual(evening)
    expect(calendar.sessionOf(micros('2020-01-03T22:00Z') + 1).day).toBe(day('2020-01-04'))
  })

  test('follow one another without overlap, whatever the zone, the hours and the order of questions', () => {
    const hours = fc.constantFrom(
      CONTINUOUS,
      { open: '09:30', close: '16:00' },
      { open: '18:00', close: '17:00' },
      { open: '08:00:30', close: '24:00' },
    )
    const zones = fc.constantFrom('UTC', 'America/New_York', 'Europe/Berlin', 'America/Sao_Paulo')
    const instants = fc.array(fc.integer({ min: micros('2005-01-01T00:00Z'), max: micros('2022-01-01T00:00Z') }), {
      minLength: 1,
      maxLength: 10,
    })
    fc.assert(
      fc.property(hours, zones, instants, (open, name, times) => {
        const calendar = new MarketCalendar(new TimeZone(name), open)
        for (const at of times) {
          const session = calendar.sessionOf(at)
          expect(session.openAt).toBeLessThan(session.closeAt)
          expect(calendar.sessionOf(session.closeAt).day).toBe(session.day)
          expect(calendar.sessionOf(session.openAt + 1).day).toBe(session.day)
          expect(at > calendar.startOf(session.day) && at <= calendar.startOf(session.day + 1)).toBe(true)
          expect(calendar.openOf(session.day + 1)).toBeGreaterThanOrEqual(session.closeAt)
        }
      }),
      { numRuns: 100 },
    )
  })

  test('refuse hours that are no times of day', () => {
    for (const open of ['9h30', '25:00', '24:00', '09:75', '']) {
      expect(() => new MarketCalendar(newYork, { open, close: '16:00' })).toThrow(DataError)
    }
  })
})
