import { describe, expect, test } from 'vitest'
import {
  assign,
  cancel,
  createMachine,
  emit,
  fromCallback,
  fromEventObservable,
  fromObservable,
  fromPromise,
  fromTransition,
  raise,
  sendParent,
  sendTo,
  setup,
  spawnChild,
  stopChild,
  waitFor,
  type AnyActorRef,
  type AnyEventObject,
} from 'xstate'
import { AsyncPendingError, createActorSystem, simulated, type ActorSystem } from '../../src/system/index.ts'
import { inPlace, recorder } from './in-place.ts'

/** A machine that writes `what` and the virtual time into a log. */
const logger = (log: string[], system: () => ActorSystem) => (what: string) => () =>
  void log.push(`${what}@${system().now / 1000}`)

describe('messages between actors', () => {
  test('are delivered in the order in which they were sent, not depth first', () => {
    const system = createActorSystem()
    const c = system.add('c', recorder())
    const b = system.add(
      'b',
      createMachine({ on: { x: { actions: sendTo(c as unknown as AnyActorRef, { type: 'z' }) } } }),
    )
    const a = createMachine({
      on: { go: { actions: [sendTo(b, { type: 'x' }), sendTo(c as unknown as AnyActorRef, { type: 'y' })] } },
    })
    system.add('a', a)
    system.send('a', { type: 'go' })
    system.run()
    expect(c.getSnapshot().context).toEqual([{ type: 'y' }, { type: 'z' }])
  })

  test('pass a chain of 100,000 actors without a deep stack', () => {
    const n = 100_000
    const system = createActorSystem({ hash: false })
    const refs: AnyActorRef[] = []
    const hop = (i: number) =>
      fromTransition((seen: number, event: AnyEventObject) => {
        refs[i + 1]?.send(event)
        return seen + 1
      }, 0)
    for (let i = 0; i < n; i++) refs.push(system.add(`hop${i}`, hop(i)))
    system.send('hop0', { type: 'go' })
    system.run()
    expect(refs.at(-1)?.getSnapshot().context).toBe(1)
    expect(system.delivered).toBe(n)
  })

  test('by `send` on a reference are in the queue too, with the sender as their cause', () => {
    const system = createActorSystem({ journal: 'all' })
    const to = system.add('to', recorder())
    system.add(
      'from',
      inPlace<null>(
        () => null,
        () => to.send({ type: 'hello' }),
      ),
    )
    system.send('from', { type: 'go' })
    system.run()
    expect(
      [...system.journal].slice(-2).map(({ from, to: receiver, event }) => `${from}>${receiver} ${event.type}`),
    ).toEqual(['>from go', 'from>to hello'])
    expect(system.journal.at(-1)?.cause).toBe(system.journal.at(-2)?.seq)
  })

  test('to an actor of another system are refused', () => {
    const stranger = createActorSystem().add('x', recorder())
    const system = createActorSystem()
    system.add(
      'a',
      createMachine({ on: { go: { actions: sendTo(stranger as unknown as AnyActorRef, { type: 'y' }) } } }),
    )
    system.send('a', { type: 'go' })
    expect(() => system.run()).toThrow("'y' was sent to 'x', which is no actor of this system")
  })
})

describe('timers', () => {
  test('fire at their own time, in order, where the clock of XState jumps first', () => {
    const system = createActorSystem()
    const log: string[] = []
    const note = logger(log, () => system)
    system.add(
      'a',
      createMachine({
        type: 'parallel',
        states: {
          periodic: {
            initial: 'on',
            states: { on: { after: { 10: { target: 'on', reenter: true, actions: note('p') } } } },
          },
          once: { initial: 'on', states: { on: { after: { 25: { actions: note('q') } } } } },
        },
      }),
    )
    system.run({ until: 45_000 })
    expect(log).toEqual(['p@10', 'p@20', 'q@25', 'p@30', 'p@40'])
  })

  test('that arm others while they fire count from their own time', () => {
    const system = createActorSystem()
    const log: number[] = []
    const arm = (delay: number): void => {
      system.clock.setTimeout(() => {
        log.push(system.now)
        if (delay === 10) arm(5)
      }, delay)
    }
    arm(10)
    arm(100)
    system.run()
    expect(log).toEqual([10_000, 15_000, 100_000])
  })

  test('in a chain of ten thousand, and a thousand others pending, are delivered', () => {
    const system = createActorSystem()
    let n = 0
    for (let i = 0; i < 1000; i++) system.clock.setTimeout(() => {}, 1e9 + i)
    const next = (): void => {
      if (++n < 10_000) system.clock.setTimeout(next, 0.001)
    }
    next()
    system.run({ until: 1_000_000 })
    expect(n).toBe(10_000)
  })

  test('are cancelled by id, by leaving the state, and with the actor', () => {
    const system = createActorSystem()
    const log: string[] = []
    const note = logger(log, () => system)
    system.add(
      'a',
      createMachine({
        initial: 'waiting',
        on: {
          armed: { actions: note('armed') },
          cancel: { actions: cancel('id') },
          leave: '.left',
          arm: {
            actions: [
              raise({ type: 'armed' }, { delay: 5, id: 'id' }),
              raise({ type: 'armed' }, { delay: 6, id: 'id' }),
            ],
          },
        },
        states: { waiting: { after: { 20: { actions: note('late') } } }, left: {} },
      }),
    )
    system.send('a', { type: 'arm' })
    system.run({ until: 1000 })
    system.send('a', { type: 'cancel' })
    system.run({ until: 10_000 })
    expect(log).toEqual([])
    system.send('a', { type: 'arm' })
    system.send('a', { type: 'leave' })
    expect(system.run({ until: 15_500 })).toEqual({ reason: 'until', now: 15_500 })
    expect(log).toEqual(['armed@15'])
    system.remove('a')
    expect(system.run()).toEqual({ reason: 'idle', now: 15_500 })
    expect(log).toEqual(['armed@15'])
  })

  test('that are due at the same instant as their cancelling are cancelled when that comes first', () => {
    const system = createActorSystem()
    const log: string[] = []
    const actor = (timerClass: number) => {
      system.add(
        `t${timerClass}`,
        inPlace<null>(
          () => null,
          (_state, { type }, scope) => {
            if (type === 'arm') scope.system.scheduler.schedule(scope.self, scope.self, { type: 'fire' }, 1, 'id')
            if (type === 'cancel') scope.system.scheduler.cancel(scope.self, 'id')
            if (type === 'fire') log.push(`t${timerClass}`)
          },
        ),
        { timerClass },
      )
      system.send(`t${timerClass}`, { type: 'arm' })
    }
    actor(0)
    actor(7)
    system.clock.setTimeout(() => ['t0', 't7'].forEach((name) => system.send(name, { type: 'cancel' })), 1)
    system.run()
    expect(log).toEqual(['t0'])
  })

  test('take fractions of a millisecond, and nothing that is no delay', () => {
    const system = createActorSystem()
    const at: number[] = []
    for (const delay of [0.0014, 0.0016, -5]) system.clock.setTimeout(() => at.push(system.now), delay)
    system.run()
    expect(at).toEqual([0, 1, 2])
    expect(() => system.clock.setTimeout(() => {}, NaN)).toThrow(/finite number of milliseconds/)
  })
})

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

describe('observers', () => {
  test('of a direct actor are told of every snapshot, and stop costing when the actor is made anew', async () => {
    const system = createActorSystem()
    const seen: number[] = []
    const counter = system.add(
      'a',
      inPlace<{ n: number }>(
        () => ({ n: 0 }),
        (state) => void state.n++,
      ),
    )
    const reached = waitFor(counter, ({ context }) => context.n === 3)
    counter.subscribe(({ context }) => void seen.push(context.n))
    for (let i = 0; i < 3; i++) system.send('a', { type: 'x' })
    system.run()
    expect(seen).toEqual([0, 1, 2, 3])
    expect((await reached).context.n).toBe(3)
  })

  test('of emissions hear them beside the routes', () => {
    const system = createActorSystem()
    const seen: string[] = []
    const actor = system.add('a', createMachine({ on: { go: { actions: emit({ type: 'went' }) } } }))
    actor.on('*', ({ type }) => void seen.push(type))
    system.add('log', recorder())
    system.route('a', '*', 'log')
    system.send('a', { type: 'go' })
    system.run()
    expect(seen).toEqual(['went'])
    expect(system.get('log').getSnapshot().context).toEqual([{ type: 'went' }])
  })

  test('of the whole system see each delivery once, when it is made, and change nothing', () => {
    const run = (inspected: boolean) => {
      const system = createActorSystem({ journal: 'all' })
      const seen: string[] = []
      const inspector =
        inspected &&
        system.inspect((event) => {
          if (event.type === '@xstate.event') seen.push(`${event.event.type} ${system.now}`)
        })
      system.add('direct', recorder())
      system.add(
        'a',
        createMachine({
          after: { 5: { actions: [emit({ type: 'late' }), sendTo(({ self }) => self, { type: 'again' })] } },
        }),
      )
      system.route('a', '*', 'direct')
      system.run()
      if (inspector) inspector.remove()
      system.send('direct', { type: 'unseen' })
      system.run()
      return { seen, journal: system.journal.toString(), hash: system.hash.digest() }
    }
    const { seen, ...inspected } = run(true)
    expect(seen).toEqual(['xstate.init 0', 'xstate.init 0', 'xstate.after.5.(machine) 5000', 'late 5000', 'again 5000'])
    expect({ seen: [], ...inspected }).toEqual(run(false))
  })
})

describe('promises and observables', () => {
  const promise = fromPromise(() => Promise.resolve(1))
  const observable = fromObservable(() => ({ subscribe: () => ({ unsubscribe: () => {} }) }))
  const eventObservable = fromEventObservable(() => ({ subscribe: () => ({ unsubscribe: () => {} }) }))

  test.each([
    ['a promise', promise],
    ['an observable', observable],
    ['an event observable', eventObservable],
  ])('%s is refused by name and kind, on top and deep inside', (kind, logic) => {
    expect(() => createActorSystem().add('top', logic)).toThrow(`actor 'top' is ${kind}`)
    const outer = createMachine({ invoke: { src: createMachine({ invoke: { src: logic, id: 'deep' } }), id: 'inner' } })
    const system = createActorSystem()
    expect(() => system.add('outer', outer)).toThrow(`actor 'outer/inner/deep' is ${kind}`)
    expect(system.names).toEqual([])
    expect(system.run()).toEqual({ reason: 'idle', now: 0 })
  })

  test('one that is spawned while running ends the run, whatever the supervision', () => {
    const system = createActorSystem()
    system.add('a', createMachine({ on: { go: { actions: spawnChild(promise, { id: 'kid' }) } } }), {
      supervision: 'isolate',
    })
    system.send('a', { type: 'go' })
    expect(() => system.run()).toThrow("actor 'a/kid' is a promise")
  })

  const waiting = (system: ActorSystem, log: string[]) => {
    const settle = simulated(
      fromPromise(async () => {
        for (let i = 0; i < 20; i++) await Promise.resolve()
        return 5
      }),
    )
    return createMachine({
      initial: 'waiting',
      states: {
        waiting: {
          invoke: { src: settle, onDone: { target: 'settled', actions: () => void log.push(`settled@${system.now}`) } },
          after: { 5: { target: 'late', actions: () => void log.push('late') } },
        },
        settled: {},
        late: {},
      },
    })
  }

  test('one that is simulated settles before time advances, under runAsync', async () => {
    const system = createActorSystem()
    const log: string[] = []
    system.add('a', waiting(system, log))
    expect(await system.runAsync()).toEqual({ reason: 'idle', now: 0 })
    expect(log).toEqual(['settled@0'])
  })

  test('one that is simulated stops run(), which says what to do', () => {
    const system = createActorSystem()
    system.add('a', waiting(system, []))
    expect(() => system.run()).toThrow(AsyncPendingError)
    expect(() => system.run()).toThrow(/await runAsync\(\)/)
  })

  test('one that waits for the clock of the system settles at its virtual time', async () => {
    const system = createActorSystem()
    const sleep = simulated(
      fromPromise(() => new Promise((resolve) => void system.clock.setTimeout(() => resolve(1), 30))),
    )
    system.add('a', createMachine({ initial: 'x', states: { x: { invoke: { src: sleep, onDone: 'y' } }, y: {} } }))
    expect(await system.runAsync()).toEqual({ reason: 'idle', now: 30_000 })
    expect(system.get('a').getSnapshot().value).toBe('y')
    expect(system.run()).toEqual({ reason: 'idle', now: 30_000 })
  })
})
