import { applyPatches, enablePatches } from 'immer'
import { createActor, setup } from 'xstate'
import { describe, expect, expectTypeOf, test } from 'vitest'
import { patchesBetween, update } from '../../src/machine/index.ts'

enablePatches()

interface Context {
  cash: number
  lots: { size: number }[]
  note?: string
}
type Event = { type: 'pay'; cost: number } | { type: 'tick' } | { type: 'leak' } | { type: 'pass'; amount: number }
type Emitted = { type: 'paid'; cash: number } | { type: 'broke' } | { type: 'leaked'; lots: Context['lots'] }

const machine = setup({
  types: {} as { context: Context; events: Event; emitted: Emitted },
  actions: {
    pay: update(({ context, event, emit, raise }) => {
      expectTypeOf(context).toEqualTypeOf<Context>()
      expectTypeOf(event).toEqualTypeOf<Event>()
      if (event.type !== 'pay') return
      context.cash -= event.cost
      context.lots.push({ size: event.cost })
      emit({ type: 'paid', cash: context.cash })
      raise({ type: 'tick' })
    }),
    annotate: update(({ context }, params: { text: string }) => {
      context.note = params.text
    }),
    forget: update(({ context }) => {
      delete context.note
    }),
    leak: update(({ context, emit }) => emit({ type: 'leaked', lots: context.lots })),
  },
}).createMachine({
  context: { cash: 10, lots: [{ size: 0 }], note: 'new' },
  on: {
    pay: { actions: ['pay', { type: 'annotate', params: { text: 'paid' } }] },
    tick: { actions: 'forget' },
    leak: { actions: 'leak' },
    pass: {
      actions: update(({ context, event, emit }) => {
        expectTypeOf(event).toEqualTypeOf<{ type: 'pass'; amount: number }>()
        context.cash += event.amount
        emit({ type: 'broke' })
      }),
    },
  },
})

describe('update, interpreted', () => {
  test('gives a new frozen context and leaves the old one alone', () => {
    const actor = createActor(machine).start()
    const before = actor.getSnapshot().context
    const kept = structuredClone(before)
    actor.send({ type: 'pay', cost: 3 })
    const after = actor.getSnapshot().context
    expect(after).toEqual({ cash: 7, lots: [{ size: 0 }, { size: 3 }] })
    expect(after).not.toHaveProperty('note')
    expect(before).toEqual(kept)
    expect(Object.isFrozen(after)).toBe(true)
    expect(Object.isFrozen(after.lots)).toBe(true)
    expect(Object.isFrozen(after.lots[0])).toBe(true)
    expect(() => after.lots.push({ size: 1 })).toThrow(TypeError)
  })

  test('emits and raises after the recipe, frozen', () => {
    const actor = createActor(machine).start()
    const emitted: Emitted[] = []
    actor.on('*', (event) => emitted.push(event))
    actor.send({ type: 'pay', cost: 3 })
    actor.send({ type: 'pass', amount: 1 })
    expect(emitted).toEqual([{ type: 'paid', cash: 7 }, { type: 'broke' }])
    expect(emitted.every((event) => Object.isFrozen(event))).toBe(true)
  })

  test('the patches between two snapshots lead from the one context to the other and back', () => {
    const actor = createActor(machine).start()
    for (const cost of [3, 4]) {
      const before = actor.getSnapshot().context
      actor.send({ type: 'pay', cost })
      const after = actor.getSnapshot().context
      const { patches, inverse } = patchesBetween(before, after)
      expect(patches.length).toBeGreaterThan(0)
      expect(applyPatches(before, patches)).toEqual(after)
      expect(applyPatches(after, inverse)).toEqual(before)
    }
  })

  test('refuses an event that carries a part of the context', () => {
    const actor = createActor(machine)
    const errors: unknown[] = []
    actor.subscribe({ error: (error) => errors.push(error) })
    actor.start()
    actor.send({ type: 'leak' })
    expect(errors).toHaveLength(1)
    expect(String(errors[0])).toContain("emitted event 'leaked' holds a part of the context at 'lots'")
  })
})
