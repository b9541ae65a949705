/** Promises and observables: refused, unless they are simulated themselves. */
import { describe, expect, test } from 'vitest'
import { createMachine, fromEventObservable, fromObservable, fromPromise, spawnChild } from 'xstate'
import { AsyncPendingError, createActorSystem, simulated, type ActorSystem } from '../../src/system/index.ts'

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
