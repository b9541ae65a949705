/** Timers of XState programs fire in virtual time, at their own time and in order. */
import { describe, expect, test } from 'vitest'
import { cancel, createMachine, raise } from 'xstate'
import { createActorSystem, type ActorSystem } from '../../src/system/index.ts'
import { inPlace } from './in-place.ts'

/** A machine that writes `what` and the virtual time into a log. */
const logger = (log: string[], system: () => ActorSystem) => (what: string) => () =>
  void log.push(`${what}@${system().now / 1000}`)

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
