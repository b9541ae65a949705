import { describe, expect, test } from 'vitest'
import { assign, createActor, emit, initialTransition, raise, setup, toPromise, transition, waitFor } from 'xstate'
import { compile, IN_PLACE, update } from '../../src/machine/index.ts'
import { TestClock } from './support/test-clock.ts'

interface Context {
  count: number
  seen: string[]
}
type Event = { type: 'go' } | { type: 'add'; by: number } | { type: 'fail' } | { type: 'refuse' } | { type: 'finish' }
type Emitted = { type: 'added'; count: number }

const machine = setup({
  types: {} as {
    context: Context
    events: Event
    emitted: Emitted
    input: { start: number }
    output: number
    tags: 'idle' | 'busy'
  },
  actions: {
    add: update(({ context, event, emit: emitNow }) => {
      if (event.type !== 'add') return
      context.count += event.by
      emitNow({ type: 'added', count: context.count })
    }),
    note: update(({ context }, { text }: { text: string }) => void context.seen.push(text)),
    fail: update(({ context }) => {
      context.count = -1
      throw new Error('out of order')
    }),
  },
  guards: {
    refuses: () => {
      throw new Error('cannot tell')
    },
  },
  delays: { patience: 5 },
}).createMachine({
  id: 'counter',
  context: ({ input }) => ({ count: input.start, seen: [] }),
  output: ({ context }) => context.count,
  initial: 'idle',
  on: {
    fail: { actions: 'fail' },
    refuse: { guard: 'refuses', actions: 'add' },
    finish: '.finished',
  },
  states: {
    idle: {
      tags: 'idle',
      on: { go: { target: 'busy', actions: { type: 'note', params: { text: 'gone' } } } },
    },
    busy: { tags: 'busy', on: { add: { actions: 'add' } }, after: { patience: 'idle' } },
    finished: { type: 'final' },
  },
})
const input = { start: 3 }

describe('a compiled machine as an actor', () => {
  test('is used like the machine', () => {
    const actor = createActor(compile(machine), { input })
    const counts: number[] = []
    const emitted: Emitted[] = []
    actor.subscribe((snapshot) => counts.push(snapshot.context.count))
    actor.on('added', (event) => emitted.push(event))
    actor.start()
    const snapshot = actor.getSnapshot()
    expect(snapshot.matches('idle')).toBe(true)
    expect(snapshot.hasTag('idle')).toBe(true)
    expect(snapshot.can({ type: 'add', by: 1 })).toBe(false)
    actor.send({ type: 'go' })
    actor.send({ type: 'add', by: 4 })
    expect(snapshot.value).toBe('busy')
    expect(snapshot.hasTag('busy')).toBe(true)
    expect(snapshot.can({ type: 'add', by: 1 })).toBe(true)
    expect(snapshot.context).toEqual({ count: 7, seen: ['gone'] })
    expect(counts).toEqual([3, 3, 7])
    expect(emitted).toEqual([{ type: 'added', count: 7 }])
  })

  test('keeps one snapshot and one context, changed in place', () => {
    const actor = createActor(compile(machine), { input }).start()
    const snapshot = actor.getSnapshot()
    const { context } = snapshot
    actor.send({ type: 'go' })
    actor.send({ type: 'add', by: 1 })
    expect(actor.getSnapshot()).toBe(snapshot)
    expect(snapshot.context).toBe(context)
    expect(context.count).toBe(4)
    expect(IN_PLACE in compile(machine)).toBe(true)
  })

  test('shares its context with nobody', () => {
    const shared = { count: 0, seen: ['first'] }
    const logic = compile(
      setup({
        types: {} as { context: Context; events: { type: 'note' } },
        actions: { note: update(({ context }) => void context.seen.push('more')) },
      }).createMachine({ context: shared, on: { note: { actions: 'note' } } }),
    )
    const actors = [createActor(logic).start(), createActor(logic).start()]
    actors[0]!.send({ type: 'note' })
    expect(actors.map((actor) => actor.getSnapshot().context.seen)).toEqual([['first', 'more'], ['first']])
    expect(shared.seen).toEqual(['first'])
  })

  test('leaves the machine itself interpreted, and is made once', () => {
    compile(machine)
    const actor = createActor(machine, { input }).start()
    actor.send({ type: 'go' })
    expect(Object.isFrozen(actor.getSnapshot().context)).toBe(true)
    expect(compile(machine)).toBe(compile(machine))
    expect(compile(compile(machine))).toBe(compile(machine))
  })

  test('is done with an output', async () => {
    const actor = createActor(compile(machine), { input })
    const output = toPromise(actor)
    actor.start()
    actor.send({ type: 'finish' })
    expect(actor.getSnapshot()).toMatchObject({ status: 'done', output: 3, value: 'finished' })
    expect(await output).toBe(3)
  })

  test('works with waitFor', async () => {
    const actor = createActor(compile(machine), { input }).start()
    const busy = waitFor(actor, (snapshot) => snapshot.matches('busy'))
    actor.send({ type: 'go' })
    expect((await busy).context.seen).toEqual(['gone'])
  })

  test('times on the clock of its actor', () => {
    const clock = new TestClock()
    const actor = createActor(compile(machine), { input, clock: clock as never }).start()
    actor.send({ type: 'go' })
    clock.advance(4)
    expect(actor.getSnapshot().value).toBe('busy')
    clock.advance(1)
    expect(actor.getSnapshot().value).toBe('idle')
  })

  test('stops', () => {
    const clock = new TestClock()
    const actor = createActor(compile(machine), { input, clock: clock as never }).start()
    actor.send({ type: 'go' })
    actor.stop()
    expect(actor.getSnapshot()).toMatchObject({ status: 'stopped', value: 'busy' })
    clock.advance(10)
    expect(actor.getSnapshot().value).toBe('busy')
  })

  test('other implementations are compiled too', () => {
    const logic = compile(machine).provide({
      actions: { note: update(({ context }) => void context.seen.push('mine')) },
    })
    expect(IN_PLACE in logic).toBe(true)
    const actor = createActor(logic, { input }).start()
    actor.send({ type: 'go' })
    expect(actor.getSnapshot().context.seen).toEqual(['mine'])
  })
})

describe('persisting', () => {
  const forms = { interpreted: machine, compiled: compile(machine) }

  test.each([
    ['interpreted', 'compiled'],
    ['compiled', 'interpreted'],
    ['compiled', 'compiled'],
  ] as const)('from %s to %s', (from, to) => {
    const first = createActor(forms[from], { input }).start()
    first.send({ type: 'go' })
    first.send({ type: 'add', by: 2 })
    const persisted = JSON.parse(JSON.stringify(first.getPersistedSnapshot())) as ReturnType<
      typeof first.getPersistedSnapshot
    >
    const second = createActor(forms[to], { input, snapshot: persisted }).start()
    second.send({ type: 'add', by: 10 })
    expect(second.getSnapshot()).toMatchObject({ value: 'busy', context: { count: 15, seen: ['gone'] } })
    expect(persisted).toMatchObject({ context: { count: 5 } })
    expect(first.getSnapshot().context.count).toBe(5)
  })

  test('what was persisted does not change with the actor', () => {
    const actor = createActor(compile(machine), { input }).start()
    actor.send({ type: 'go' })
    const persisted = actor.getPersistedSnapshot()
    const kept = JSON.stringify(persisted)
    actor.send({ type: 'add', by: 2 })
    expect(JSON.stringify(persisted)).toBe(kept)
    expect(kept).toBe(JSON.stringify(persistedByInterpreter()))
  })

  const persistedByInterpreter = (): unknown => {
    const actor = createActor(machine, { input }).start()
    actor.send({ type: 'go' })
    return actor.getPersistedSnapshot()
  }
})

describe('without an actor', () => {
  test("XState's pure functions leave a snapshot as it is", () => {
    const logic = compile(machine)
    const [first] = initialTransition(logic, input)
    const [second] = transition(logic, first, { type: 'go' })
    const [third] = transition(logic, second, { type: 'add', by: 2 })
    expect([first, second, third].map(({ value, context }) => [value, context.count])).toEqual([
      ['idle', 3],
      ['busy', 3],
      ['busy', 5],
    ])
  })

  test('a snapshot of one actor can be the beginning of another', () => {
    const first = createActor(compile(machine), { input }).start()
    first.send({ type: 'go' })
    const second = createActor(compile(machine), { input, snapshot: first.getSnapshot() }).start()
    second.send({ type: 'add', by: 1 })
    expect([first, second].map((actor) => actor.getSnapshot().context.count)).toEqual([3, 4])
  })
})

describe('errors', () => {
  const failing = (
    logic: typeof machine,
    type: 'fail' | 'refuse',
  ): [unknown, ReturnType<typeof machine.resolveState>] => {
    const actor = createActor(logic, { input })
    let error: unknown
    actor.subscribe({ error: (thrown) => (error = thrown) })
    actor.start()
    actor.send({ type: 'go' })
    actor.send({ type })
    return [error, actor.getSnapshot() as ReturnType<typeof machine.resolveState>]
  }

  test.each(['fail', 'refuse'] as const)('%s ends the actor as XState ends it', (type) => {
    const [expectedError, expected] = failing(machine, type)
    const [error, snapshot] = failing(compile(machine), type)
    expect((error as Error).message).toBe((expectedError as Error).message)
    expect(snapshot.status).toBe('error')
    expect(snapshot.error).toBe(error)
    expect(snapshot.value).toEqual(expected.value)
    expect(snapshot.matches('busy')).toBe(true)
    expect(snapshot.hasTag('busy')).toBe(true)
  })

  test('a machine that fails to start has failed', () => {
    const logic = compile(
      setup({}).createMachine({
        context: () => {
          throw new Error('no input')
        },
      }),
    )
    const actor = createActor(logic)
    actor.subscribe({ error: () => {} })
    actor.start()
    expect(actor.getSnapshot()).toMatchObject({ status: 'error', error: new Error('no input') })
  })

  test('an endless loop is an error, not a hang', () => {
    const logic = compile(
      setup({}).createMachine({
        initial: 'a',
        states: { a: { on: { go: 'b' } }, b: { always: 'c' }, c: { always: 'b' } },
      }),
    )
    const actor = createActor(logic)
    actor.subscribe({ error: () => {} })
    actor.start()
    actor.send({ type: 'go' })
    expect(String(actor.getSnapshot().error)).toContain('Infinite loop detected')
  })

  test('a recipe counts as a change, interpreted and compiled, also where it changes nothing', () => {
    const circle = setup({ actions: { look: update(() => {}) } }).createMachine({
      context: { n: 0 },
      initial: 'a',
      states: { a: { on: { go: 'b' } }, b: { always: { actions: 'look' } } },
      options: { maxIterations: 10 },
    })
    for (const logic of [circle, compile(circle)]) {
      const actor = createActor(logic)
      actor.subscribe({ error: () => {} })
      actor.start()
      actor.send({ type: 'go' })
      expect(String(actor.getSnapshot().error)).toContain('Infinite loop detected')
    }
  })
})

describe('order of effects', () => {
  test('emitted events arrive when the step is complete, and in order', () => {
    const logic = compile(
      setup({
        types: {} as {
          context: { n: number }
          events: { type: 'go' } | { type: 'on' }
          emitted: { type: 'n'; n: number }
        },
      }).createMachine({
        context: { n: 0 },
        initial: 'a',
        states: {
          a: {
            on: { go: 'b' },
            exit: [emit(({ context }) => ({ type: 'n', n: context.n })), assign({ n: 1 })],
          },
          b: {
            entry: [raise({ type: 'on' }), emit(({ context }) => ({ type: 'n', n: context.n })), assign({ n: 2 })],
            on: { on: { target: 'c', actions: emit(({ context }) => ({ type: 'n', n: context.n })) } },
          },
          c: {},
        },
      }),
    )
    const actor = createActor(logic).start()
    const seen: unknown[] = []
    actor.on('n', ({ n }) => seen.push([n, actor.getSnapshot().context.n]))
    actor.send({ type: 'go' })
    expect(seen).toEqual([
      [0, 2],
      [1, 2],
      [2, 2],
    ])
  })

  test('an event emitted to a listener that sends back is handled after the step', () => {
    const actor = createActor(compile(machine), { input }).start()
    const counts: number[] = []
    actor.on('added', ({ count }) => {
      counts.push(count)
      if (count < 10) actor.send({ type: 'add', by: 3 })
    })
    actor.send({ type: 'go' })
    actor.send({ type: 'add', by: 1 })
    expect(counts).toEqual([4, 7, 10])
  })
})
