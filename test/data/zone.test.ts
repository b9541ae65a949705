import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { DataError, TimeZone } from '../../src/data/index.ts'
import { iso, micros } from './support.ts'

const ZONES = [
  'UTC',
  'America/New_York',
  'Europe/London',
  'Asia/Kolkata',
  'Australia/Lord_Howe',
  'America/Sao_Paulo',
  'Africa/Casablanca',
  'Pacific/Apia',
]

/** The clock's reading as Intl says it, field by field. */
function readingByIntl(zone: string, at: number): number {
  const parts = new Intl.DateTimeFormat('en-US', {
    timeZone: zone,
    hourCycle: 'h23',
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
    second: 'numeric',
  }).formatToParts(at / 1_000)
  const field = (type: string) => Number(parts.find((part) => part.type === type)!.value)
  const fraction = ((at % 1_000_000) + 1_000_000) % 1_000_000
  return (
    Date.UTC(field('year'), field('month') - 1, field('day'), field('hour'), field('minute'), field('second')) * 1_000 +
    fraction
  )
}

const instant = fc
  .integer({ min: micros('1950-01-01T00:00Z') / 1_000_000, max: micros('2040-01-01T00:00Z') / 1_000_000 })
  .map((s) => s * 1_000_000)

describe('time zones', () => {
  test('read clocks as Intl does, in any order of questions', () => {
    fc.assert(
      fc.property(fc.constantFrom(...ZONES), fc.array(instant, { minLength: 1, maxLength: 20 }), (name, instants) => {
        const zone = new TimeZone(name)
        for (const at of instants) expect(zone.toLocal(at)).toBe(readingByIntl(name, at))
      }),
      { numRuns: 60 },
    )
  })

  test('bring a reading back to the instants that show it, around every change of clocks too', () => {
    const nearChange = fc
      .record({
        change: fc.constantFrom('2021-03-14T07:00Z', '2021-11-07T06:00Z', '2021-03-28T01:00Z', '2021-10-31T01:00Z'),
        minutes: fc.integer({ min: -3000, max: 3000 }),
      })
      .map(({ change, minutes }) => micros(change) + minutes * 60_000_000)
    fc.assert(
      fc.property(fc.constantFrom(...ZONES), fc.oneof(instant, nearChange), (name, at) => {
        const zone = new TimeZone(name)
        const local = zone.toLocal(at)
        const instants = zone.instantsOf(local)
        expect(instants).toContain(at)
        for (const one of instants) expect(zone.toLocal(one)).toBe(local)
        expect(zone.fromLocal(local)).toBe(instants[0])
      }),
      { numRuns: 200 },
    )
  })

  test('give both instants of a repeated hour, the earlier first', () => {
    const zone = new TimeZone('America/New_York')
    expect(zone.instantsOf(micros('2021-11-07T01:30Z')).map(iso)).toEqual(['2021-11-07T05:30Z', '2021-11-07T06:30Z'])
  })

  test('give no instant in a skipped hour, and the time after the change where one is needed', () => {
    const zone = new TimeZone('America/New_York')
    expect(zone.instantsOf(micros('2021-03-14T02:30Z'))).toEqual([])
    expect(iso(zone.fromLocal(micros('2021-03-14T02:30Z')))).toBe('2021-03-14T07:30Z')
  })

  test('take the second of a repeated hour once the first has passed', () => {
    const zone = new TimeZone('America/New_York')
    const local = micros('2021-11-07T01:30Z')
    expect(iso(zone.fromLocalAfter(local, micros('2021-11-07T05:29Z')))).toBe('2021-11-07T05:30Z')
    expect(iso(zone.fromLocalAfter(local, micros('2021-11-07T05:30Z')))).toBe('2021-11-07T06:30Z')
    expect(zone.fromLocalAfter(micros('2021-03-14T02:30Z'), 0)).toBeNaN()
  })

  test('refuse a name that is none, and say which may have been meant', () => {
    expect(() => new TimeZone('new york')).toThrow(DataError)
    expect(() => new TimeZone('new york')).toThrow(/America\/New_York/)
    expect(() => new TimeZone('Nowhere/Land')).toThrow(/no time zone "Nowhere\/Land"/)
  })
})
