/** A wire that misbehaves in every way at once: the invariants hold all the same. */
import fc from 'fast-check'
import { expect, test } from 'vitest'
import {
  bust,
  cancelUnasked,
  correct,
  delayReports,
  delayRequests,
  disconnectAt,
  dropReports,
  dropRequests,
  duplicateReports,
  duplicateRequests,
  participation,
  pendRequests,
  perShare,
  reorderReports,
  restateUnasked,
  resumeOrders,
  suspendOrders,
} from '../../actors/broker/index.ts'
import { minutes, seconds } from '../../src/events/index.ts'
import { faultsOf, ledgerBalances } from './support/invariants.ts'
import { latencies, scripts, walks } from './support/scenes.ts'
import { OPEN, play, type Scene } from './support/wire.ts'

const mishaps = fc.subarray(
  [
    dropReports({ every: 4, times: 6 }),
    dropReports({ type: 'order.filled', nth: 2 }),
    duplicateReports({ probability: 0.3 }),
    delayReports({ probability: 0.3, by: minutes(2) }),
    reorderReports({ every: 3, by: seconds(90) }),
    dropRequests({ every: 5, times: 4 }),
    duplicateRequests({ every: 3 }),
    delayRequests({ every: 4, by: seconds(70) }),
    suspendOrders({ every: 3 }),
    resumeOrders({ after: minutes(2) }),
    bust({ every: 2, after: minutes(1) }),
    correct({ every: 3, price: 77, after: seconds(30) }),
    cancelUnasked({ every: 4, after: minutes(1) }),
    restateUnasked({ every: 3, limitPrice: 101, after: seconds(40) }),
    disconnectAt(OPEN + minutes(4), { for: minutes(3) }),
    disconnectAt(OPEN + minutes(9), { for: minutes(2), working: 'cancel', reports: 'lose', requests: 'lose' }),
  ],
  { maxLength: 6 },
)

/** Half of the venues say Pending Cancel and Pending Replace, and take their time. */
const behaviours = fc
  .tuple(mishaps, fc.boolean(), fc.constantFrom(seconds(20), minutes(1), seconds(200)))
  .map(([list, pends, by]) => (pends ? [...list, pendRequests({ by })] : list))

const scenes: fc.Arbitrary<Scene> = fc.record({
  closes: walks,
  script: scripts,
  latency: latencies,
  behaviours,
  venue: fc.constant({ volume: participation(0.004), commission: perShare(0.01, { min: 1 }) }),
  seed: fc.nat(1_000),
})

test('whatever the wire does, client and venue agree once it is quiet, or the client says what it does not know', () => {
  const heard = new Set<string>()
  fc.assert(
    fc.property(scenes, (scene) => {
      const unbalanced: string[] = []
      const played = play({ ...scene, watch: (now) => unbalanced.push(...ledgerBalances(now)) })
      expect([...faultsOf(played), ...unbalanced]).toEqual([])
      for (const { type } of played.heard) heard.add(type)
    }),
    { numRuns: 100 },
  )
  expect([...heard]).toEqual(expect.arrayContaining(['order.pendingCancel', 'order.pendingReplace']))
})

test('and it is the same every time, interpreted and compiled', () => {
  fc.assert(
    fc.property(scenes, (scene) => {
      const fast = play(scene)
      expect(play(scene).hash).toBe(fast.hash)
      expect(play(scene, 'observed').hash).toBe(fast.hash)
    }),
    { numRuns: 15 },
  )
})
