/** An actor's own timers against a model. */
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { OwnTimers } from '../../src/system/timers.ts'

const command = fc.oneof(
  fc.record({ kind: fc.constant('add' as const), id: fc.integer({ min: 0, max: 14 }) }),
  fc.record({ kind: fc.constant('fire' as const), which: fc.nat() }),
  fc.record({ kind: fc.constant('cancel' as const), id: fc.integer({ min: 0, max: 14 }) }),
  fc.constant({ kind: 'cancelAll' as const }),
)

test('the timers of an actor are a list of ids and tokens, few or many', () => {
  fc.assert(
    fc.property(fc.array(command, { maxLength: 80 }), (commands) => {
      const timers = new OwnTimers()
      let model: { id: string; token: number }[] = []
      let tokens = 0
      const sorted = (list: number[]): number[] => list.toSorted((a, b) => a - b)
      for (const step of commands) {
        if (step.kind === 'add') {
          const entry = { id: `t${step.id}`, token: ++tokens }
          model.push(entry)
          timers.add(entry.id, entry.token)
        } else if (step.kind === 'fire') {
          const entry = model[step.which % Math.max(1, model.length)]
          if (!entry) continue
          timers.remove(entry.id, entry.token)
          model = model.filter((other) => other !== entry)
        } else if (step.kind === 'cancel') {
          const id = `t${step.id}`
          const expected = model.filter((entry) => entry.id === id).map(({ token }) => token)
          expect(sorted(timers.take(id))).toEqual(sorted(expected))
          model = model.filter((entry) => entry.id !== id)
        } else {
          expect(sorted(timers.takeAll())).toEqual(sorted(model.map(({ token }) => token)))
          model = []
        }
      }
      expect(sorted(timers.takeAll())).toEqual(sorted(model.map(({ token }) => token)))
    }),
    { numRuns: 300 },
  )
})
