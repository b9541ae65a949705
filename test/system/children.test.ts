/** Children that actors spawn or invoke: their names, lives and ends. */
import { describe, expect, test } from 'vitest'
import {
  assign,
  createMachine,
  emit,
  fromCallback,
  sendParent,
  sendTo,
  setup,
  spawnChild,
  stopChild,
  type AnyEventObject,
} from 'xstate'
import { createActorSystem, type ActorSystem } from '../../src/system/index.ts'
import { inPlace, recorder } from './in-place.ts'

/** A machine that writes `what` and the virtual time into a log. */
const logger = (log: string[], system: () => ActorSystem) => (what: string) => () =>
  void log.push(`${what}@${system().now / 1000}`)

describe('children', () => {
  test('have the path of their parents as their name, and their emissions are routed', () => {
    const grandchild = createMachine({ entry: emit({ type: 'born' }) })
    const child = createMachine({ invoke: { src: grandchild, id: 'inner' }, entry: emit({ type: 'here' }) })
    const system = createActorSystem()
    const events: string[] = []
    system.tap('*', '*', ({ type }, now) => void events.push(`${type} ${now}`))
    system.add('log', recorder())
    system.add('outer', createMachine({ entry: spawnChild(child, { id: 'middle' }) }))
    system.add('solo', createMachine({ entry: spawnChild(grandchild) }))
    system.route('outer/*', '*', 'log')
    system.route('solo/x:4', '*', 'log')
    system.run()
    expect(system.names.toSorted()).toEqual(['log', 'outer', 'outer/middle', 'outer/middle/inner', 'solo', 'solo/x:5'])
    expect(system.get('log').getSnapshot().context).toEqual([{ type: 'born' }, { type: 'here' }])
    expect(system.deadLetters.count).toBe(1)
    expect(events).toHaveLength(3)
  })

  test('report back, are stopped, and leave their names', () => {
    const system = createActorSystem()
    const log: string[] = []
    const note = logger(log, () => system)
    const child = createMachine({
      initial: 'working',
      states: {
        working: { after: { 10: { target: 'done', actions: sendParent({ type: 'hello' }) } }, exit: note('exit') },
        done: { type: 'final' },
      },
      output: 42,
    })
    const parent = setup({ actors: { child } }).createMachine({
      initial: 'first',
      context: { output: 0 },
      on: { hello: { actions: note('hello') } },
      states: {
        first: {
          invoke: {
            src: 'child',
            id: 'kid',
            onDone: { target: 'second', actions: assign({ output: ({ event }) => event.output as number }) },
          },
        },
        second: { invoke: { src: 'child', id: 'kid' }, after: { 5: 'third' } },
        third: {},
      },
    })
    system.add('parent', parent)
    system.run({ until: 12_000 })
    expect(system.names).toEqual(['parent', 'parent/kid'])
    expect(system.run()).toEqual({ reason: 'idle', now: 15_000 })
    expect(system.names).toEqual(['parent'])
    expect(log).toEqual(['exit@10', 'hello@10'])
    expect(system.get('parent').getSnapshot()).toMatchObject({ value: 'third', context: { output: 42 } })
  })

  test('handle what was sent to them before they are stopped', () => {
    const system = createActorSystem()
    const got: string[] = []
    const child = fromCallback(({ receive }) => {
      receive(({ type }) => void got.push(type))
      return () => void got.push('cleaned up')
    })
    system.add(
      'parent',
      createMachine({
        initial: 'on',
        states: {
          on: { invoke: { src: child, id: 'kid' }, exit: sendTo('kid', { type: 'bye' }), on: { leave: 'off' } },
          off: {},
        },
      }),
    )
    system.send('parent', { type: 'leave' })
    system.run()
    expect(got).toEqual(['bye', 'cleaned up'])
  })

  test('that are callbacks speak to their parent through the queue, and later in virtual time', () => {
    const system = createActorSystem()
    const log: string[] = []
    const note = logger(log, () => system)
    const ticker = fromCallback<AnyEventObject>(({ sendBack, system: xstate }) => {
      const { _clock: clock } = xstate
      clock.setTimeout(() => sendBack({ type: 'tick' }), 7)
    })
    system.add('parent', createMachine({ invoke: { src: ticker }, on: { tick: { actions: note('tick') } } }))
    system.run()
    expect(log).toEqual(['tick@7'])
  })

  test('spawned and stopped in one go do not start', () => {
    const system = createActorSystem()
    const born: string[] = []
    const child = fromCallback(() => void born.push('born'))
    system.add(
      'parent',
      createMachine({ on: { go: { actions: [spawnChild(child, { id: 'kid' }), stopChild('kid')] } } }),
    )
    system.send('parent', { type: 'go' })
    system.run()
    expect(born).toEqual([])
    expect(system.names).toEqual(['parent'])
  })

  test('that fail tell a parent that minds', () => {
    const system = createActorSystem()
    const child = createMachine({
      after: {
        3: {
          actions: () => {
            throw new Error('broken')
          },
        },
      },
    })
    const parent = createMachine({
      initial: 'on',
      states: { on: { invoke: { src: child, id: 'kid', onError: 'warned' } }, warned: {} },
    })
    system.add('parent', parent)
    expect(system.run()).toEqual({ reason: 'idle', now: 3000 })
    expect(system.get('parent').getSnapshot().value).toBe('warned')
  })

  test('made in the direct way may emit and arm timers while they are made; both happen when they start', () => {
    const system = createActorSystem()
    const early = inPlace<null>(
      (scope) => {
        scope.emit({ type: 'made' })
        scope.system.scheduler.schedule(scope.self, scope.self, { type: 'tick' }, 2, 't')
        return null
      },
      (_state, _event, scope) => scope.emit({ type: 'ticked' }),
    )
    system.add('early', early)
    expect(system.deadLetters.count).toBe(0)
    system.add('log', recorder())
    system.route('early', '*', 'log')
    expect(system.run().now).toBe(2000)
    expect(system.get('log').getSnapshot().context).toEqual([{ type: 'made' }, { type: 'ticked' }])
  })

  test('made in the direct way emit and arm timers from their start on', () => {
    const system = createActorSystem()
    const child = inPlace<null>(
      () => null,
      (_state, { type }, scope) => {
        if (type === 'tick') scope.emit({ type: 'ticked' })
      },
      (_state, scope) => {
        scope.emit({ type: 'started' })
        scope.system.scheduler.schedule(scope.self, scope.self, { type: 'tick' }, 2, 't')
      },
    )
    system.add('log', recorder())
    system.add('parent', createMachine({ invoke: { src: child, id: 'kid' } }))
    system.route('parent/kid', '*', 'log')
    system.run()
    expect(system.get('log').getSnapshot().context).toEqual([{ type: 'started' }, { type: 'ticked' }])
  })
})
