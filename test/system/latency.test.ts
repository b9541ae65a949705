/** Latency of routes: order, distribution, independence. */
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  constant,
  createActorSystem,
  exponential,
  logNormal,
  recorded,
  seconds,
  uniform,
  type ActorSystem,
  type LatencyModel,
} from '../../src/system/index.ts'
import { randomStream } from '../../src/system/random.ts'
import { inPlace, relay } from './in-place.ts'

/** A producer `p` whose emissions are heard after `latency`, and what was heard when. */
function line(
  latency: LatencyModel | undefined,
  seed = 1,
): { system: ActorSystem; arrivals: { n: number; at: number }[] } {
  const system = createActorSystem({ seed })
  const arrivals: { n: number; at: number }[] = []
  system.add('p', relay())
  system.add(
    'c',
    inPlace<null>(
      () => null,
      (_state, event) => void arrivals.push({ n: event.n as number, at: system.now }),
    ),
  )
  system.route('p', '*', 'c', latency && { latency })
  return { system, arrivals }
}

/** Sends the n-th message at `at[n]`. */
function sendAt(system: ActorSystem, times: readonly number[]): void {
  times.forEach((at, n) => {
    system.run({ until: at })
    system.send('p', { type: 'emit', event: { type: 'm', n } })
  })
  system.run()
}

const model = fc.oneof(
  fc.nat(50).map((us) => constant(us)),
  fc.tuple(fc.nat(20), fc.nat(50)).map(([min, more]) => uniform(min, min + more)),
  fc.nat(50).map((us) => exponential(us)),
  fc.nat(50).map((us) => logNormal(us, 1)),
  fc.array(fc.nat(50), { minLength: 1, maxLength: 5 }).map((list) => recorded(list)),
)
const times = fc.array(fc.nat(10), { minLength: 1, maxLength: 30 }).map((gaps) => {
  let at = 0
  return gaps.map((gap) => (at += gap))
})

describe('a route', () => {
  test('is first in, first out, whatever its latency', () => {
    fc.assert(
      fc.property(model, times, fc.nat(), (latency, sent, seed) => {
        const { system, arrivals } = line(latency, seed)
        sendAt(system, sent)
        expect(arrivals.map(({ n }) => n)).toEqual(sent.map((_, n) => n))
        for (const { n, at } of arrivals) expect(at).toBeGreaterThanOrEqual(sent[n] as number)
      }),
    )
  })

  test('lets later messages overtake where the model says so, each with its own latency', () => {
    const list = [50, 10, 30]
    const { system, arrivals } = line(recorded(list, { reorder: true }))
    sendAt(system, [0, 1, 2])
    expect(arrivals).toEqual([
      { n: 1, at: 11 },
      { n: 2, at: 32 },
      { n: 0, at: 50 },
    ])
  })

  test('holds a faster message back behind a slower one otherwise', () => {
    const { system, arrivals } = line(recorded([50, 10, 60]))
    sendAt(system, [0, 1, 2])
    expect(arrivals).toEqual([
      { n: 0, at: 50 },
      { n: 1, at: 50 },
      { n: 2, at: 62 },
    ])
  })

  test('without latency, or with none drawn, delivers within the instant', () => {
    for (const latency of [undefined, constant(0)]) {
      const { system, arrivals } = line(latency)
      sendAt(system, [5, 9])
      expect(arrivals.map(({ at }) => at)).toEqual([5, 9])
    }
  })

  test('of one line with others keeps their order, too', () => {
    fc.assert(
      fc.property(model, times, fc.nat(), (latency, sent, seed) => {
        const system = createActorSystem({ seed })
        const heard: number[] = []
        system.add('p', relay())
        system.add(
          'c',
          inPlace<null>(
            () => null,
            (_state, event) => void heard.push(event.n as number),
          ),
        )
        for (const type of ['a', 'b', 'c']) system.route('p', type, 'c', { latency, line: 'wire' })
        sent.forEach((at, n) => {
          system.run({ until: at })
          system.send('p', { type: 'emit', event: { type: 'abc'[n % 3]!, n } })
        })
        system.run()
        expect(heard).toEqual(sent.map((_, n) => n))
      }),
    )
  })

  test('of one line with others must have their latency', () => {
    const system = createActorSystem()
    system.route('p', 'a', 'c', { latency: constant(1), line: 'wire' })
    expect(() => system.route('p', 'b', 'c', { latency: constant(1), line: 'wire' })).toThrow(/different latencies/)
  })

  test('draws from a stream of its own: other routes do not change its latencies', () => {
    const alone = line(exponential(seconds(1), { reorder: true }))
    sendAt(alone.system, [1, 2, 3, 4])
    expect(new Set(alone.arrivals.map(({ at }) => at)).size).toBe(4)
    const { system, arrivals } = line(exponential(seconds(1), { reorder: true }))
    system.add(
      'd',
      inPlace<null>(
        () => null,
        () => {},
      ),
    )
    system.route('p', '*', 'd', { latency: exponential(seconds(2)) })
    sendAt(system, [1, 2, 3, 4])
    expect(arrivals).toEqual(alone.arrivals)
  })
})

describe('a latency model', () => {
  const draws = (latency: LatencyModel): number[] => {
    const sample = latency.sampler(randomStream(1, 'draws'))
    return Array.from({ length: 2000 }, sample)
  }

  test('draws whole microseconds, never negative', () => {
    fc.assert(
      fc.property(model, (latency) => draws(latency).every((us) => Number.isInteger(us) && us >= 0)),
      { numRuns: 20 },
    )
  })

  test('has the mean, the range or the median it was given', () => {
    const mean = draws(exponential(1000)).reduce((sum, us) => sum + us) / 2000
    expect(Math.abs(mean / 1000 - 1)).toBeLessThan(0.1)
    expect([Math.min(...draws(uniform(3, 6))), Math.max(...draws(uniform(3, 6)))]).toEqual([3, 6])
    const median = draws(logNormal(1000, 0.5)).toSorted((a, b) => a - b)[1000] as number
    expect(Math.abs(median / 1000 - 1)).toBeLessThan(0.1)
    expect(draws(recorded([1, 2, 3])).slice(0, 5)).toEqual([1, 2, 3, 1, 2])
  })

  test('refuses what is no duration', () => {
    expect(() => constant(-1)).toThrow(/not a duration/)
    expect(() => exponential(NaN)).toThrow(/not a duration/)
    expect(() => uniform(5, 4)).toThrow(/less than/)
    expect(() => logNormal(5, -1)).toThrow(/sigma/)
    expect(() => recorded([])).toThrow(/empty/)
  })
})
