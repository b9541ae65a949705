/** Running: until when, by which clock, and what happens between instants. */
import { describe, expect, test } from 'vitest'
import { createMachine, emit, fromCallback } from 'xstate'
import {
  createActorSystem,
  formatTime,
  hours,
  minutes,
  seconds,
  wallClock,
  type ActorSystem,
  type SystemClock,
} from '../../src/system/index.ts'
import { inPlace, recorder, relay } from './in-place.ts'

/** Emits `tick` every second, three times. */
const ticker = createMachine({
  initial: 'one',
  states: {
    one: { after: { 1000: { target: 'two', actions: emit({ type: 'tick' }) } } },
    two: { after: { 1000: { target: 'three', actions: emit({ type: 'tick' }) } } },
    three: { after: { 1000: { target: 'over', actions: emit({ type: 'tick' }) } } },
    over: {},
  },
})

const withTicker = (options: Parameters<typeof createActorSystem>[0] = {}) => {
  const system = createActorSystem(options)
  const ticks: number[] = []
  system.add('ticker', ticker)
  system.ignore('ticker', '*')
  system.tap('ticker', 'tick', (_event, now) => void ticks.push(now))
  return { system, ticks }
}

describe('run', () => {
  test('goes on until nothing is left', () => {
    const { system, ticks } = withTicker()
    expect(system.run()).toEqual({ reason: 'idle', now: seconds(3) })
    expect(ticks).toEqual([seconds(1), seconds(2), seconds(3)])
  })

  test('up to and including an instant, which is then the present', () => {
    const { system, ticks } = withTicker()
    expect(system.run({ until: seconds(2) })).toEqual({ reason: 'until', now: seconds(2) })
    expect(ticks).toHaveLength(2)
    expect(system.run({ until: seconds(2.5) })).toEqual({ reason: 'until', now: seconds(2.5) })
    expect(system.run({ until: hours(1) })).toEqual({ reason: 'until', now: hours(1) })
    expect(ticks).toHaveLength(3)
    expect(system.run()).toEqual({ reason: 'idle', now: hours(1) })
  })

  test('until somebody stops it, and can be gone on with', () => {
    const { system, ticks } = withTicker()
    system.tap('ticker', '*', () => system.stop())
    expect(system.run()).toEqual({ reason: 'stopped', now: seconds(1) })
    expect(system.run()).toEqual({ reason: 'stopped', now: seconds(2) })
    expect(ticks).toHaveLength(2)
  })

  test('cannot be called by an actor', () => {
    const system = createActorSystem()
    system.add(
      'a',
      inPlace<null>(
        () => null,
        () => void system.run(),
      ),
    )
    system.send('a', { type: 'x' })
    expect(() => system.run()).toThrow(/the system is running/)
  })

  test('begins where it is told to', () => {
    const start = Date.UTC(2024, 0, 2) * 1000
    const { system } = withTicker({ start })
    expect(system.now).toBe(start)
    expect(system.run().now).toBe(start + seconds(3))
  })
})

describe('an actor that is added', () => {
  test('starts before the next message, over routes that are laid after it', () => {
    const system = createActorSystem()
    const greeter = createMachine({ entry: emit({ type: 'hello' }) })
    system.add('one', greeter)
    system.add('log', recorder())
    system.route('*', '*', 'log')
    system.run()
    expect(system.get('log').getSnapshot().context).toHaveLength(1)
    system.clock.setTimeout(() => {
      system.add('two', greeter)
      system.send('two', { type: 'ignored' })
    }, 5)
    system.run()
    expect(system.get('log').getSnapshot().context).toHaveLength(2)
    expect(system.deadLetters.count).toBe(0)
  })

  test('may be removed again before it starts, and by itself', () => {
    const system = createActorSystem()
    const life: string[] = []
    const mortal = fromCallback<{ type: string }>(({ receive }) => {
      life.push('born')
      receive(() => system.remove('b'))
      return () => void life.push('gone')
    })
    system.add('a', mortal)
    system.remove('a')
    system.run()
    expect(life).toEqual([])
    system.add('b', mortal)
    system.send('b', { type: 'go' })
    system.run()
    expect(life).toEqual(['born', 'gone'])
    expect(system.has('b')).toBe(false)
  })
})

describe('onInstant', () => {
  test('comes after the last message of every instant, before time advances', () => {
    const { system, ticks } = withTicker()
    const ends: string[] = []
    const listener = system.onInstant((now) => void ends.push(`${now} ${ticks.length}`))
    system.run({ until: seconds(2) })
    listener.remove()
    system.run()
    expect(ends).toEqual([`${seconds(1)} 1`, `${seconds(2)} 2`])
  })

  test('may send, within the same instant', () => {
    const system = createActorSystem()
    system.add('log', recorder())
    let rounds = 0
    system.onInstant(() => {
      if (rounds++ < 2) system.send('log', { type: 'more' })
    })
    system.send('log', { type: 'first' })
    expect(system.run()).toEqual({ reason: 'idle', now: 0 })
    expect(system.get('log').getSnapshot().context).toHaveLength(3)
    expect(rounds).toBe(3)
  })
})

describe('events', () => {
  test('are frozen to the bottom where that is asked for', () => {
    const system = createActorSystem({ freeze: true })
    const event = { type: 'x', list: [{ n: 1 }] }
    system.add('p', relay())
    system.add('log', recorder())
    system.route('p', '*', 'log')
    system.send('p', { type: 'emit', event })
    system.run()
    expect(Object.isFrozen(event) && Object.isFrozen(event.list) && Object.isFrozen(event.list[0])).toBe(true)
  })
})

/** A wall clock whose hands are moved by the test. */
function handClock(): SystemClock & { move(by: number): Promise<void> } {
  let now = 1_000_000
  let waiting: { at: number; resolve: () => void } | undefined
  const ring = (): void => {
    const due = waiting
    waiting = undefined
    due?.resolve()
  }
  return {
    kind: 'wall',
    reading: () => now,
    waitUntil: (at) =>
      new Promise((resolve) => {
        waiting = { at, resolve }
      }),
    wake: ring,
    async move(by) {
      now += by
      if (waiting !== undefined && waiting.at <= now) ring()
      await new Promise((resolve) => setImmediate(resolve))
    },
  }
}

describe('runAsync with a wall clock', () => {
  const start = async (): Promise<{ clock: ReturnType<typeof handClock>; system: ActorSystem; ticks: number[] }> => {
    const clock = handClock()
    const { system, ticks } = withTicker({ clock })
    return { clock, system, ticks }
  }

  test('waits until an instant has really come', async () => {
    const { clock, system, ticks } = await start()
    const run = system.runAsync({ until: 1_000_000 + seconds(2.5) })
    await clock.move(seconds(0.9))
    expect(ticks).toEqual([])
    await clock.move(seconds(0.2))
    // Late, but at the instant for which it was meant.
    expect(ticks).toEqual([1_000_000 + seconds(1)])
    await clock.move(seconds(1))
    await clock.move(seconds(1))
    expect(await run).toEqual({ reason: 'until', now: 1_000_000 + seconds(2.5) })
    expect(ticks).toHaveLength(2)
  })

  test('hears what comes from outside at the time when it comes', async () => {
    const { clock, system } = await start()
    const heard: number[] = []
    system.add(
      'ear',
      inPlace<null>(
        () => null,
        () => void heard.push(system.now),
      ),
    )
    const run = system.runAsync()
    await clock.move(seconds(0.5))
    system.send('ear', { type: 'x' })
    await clock.move(0)
    expect(heard).toEqual([1_000_000 + seconds(0.5)])
    system.stop()
    expect((await run).reason).toBe('stopped')
  })

  test('and run() does not exist', async () => {
    const { system } = await start()
    expect(() => system.run()).toThrow(/wall clock/)
  })

  test('the real one ends when nothing is left, if it is not to wait', async () => {
    const system = createActorSystem({ clock: wallClock() })
    system.add('log', recorder())
    const before = system.now
    system.clock.setTimeout(() => system.send('log', { type: 'x' }), 2)
    const { reason, now } = await system.runAsync({ whenIdle: 'return' })
    expect(reason).toBe('idle')
    expect(now).toBeGreaterThanOrEqual(before + 2000)
    expect(system.get('log').getSnapshot().context).toHaveLength(1)
  })
})

describe('runAsync with a virtual clock', () => {
  test('lets time stand still while something holds it', async () => {
    const { system, ticks } = withTicker()
    let loaded: () => void = () => {}
    system.hold(
      new Promise<void>((resolve) => (loaded = resolve)).then(() => {
        system.send('ticker', { type: 'loaded' })
      }),
    )
    expect(() => system.run()).toThrow(/something holds the time/)
    const run = system.runAsync({ until: minutes(1) })
    for (let i = 0; i < 3; i++) await new Promise((resolve) => setImmediate(resolve))
    expect(ticks).toEqual([])
    loaded()
    expect(await run).toEqual({ reason: 'until', now: minutes(1) })
    expect(ticks).toHaveLength(3)
  })

  test('fails with what it was held by', async () => {
    const { system } = withTicker()
    system.hold(Promise.reject(new Error('no file')))
    await expect(system.runAsync()).rejects.toThrow('no file')
  })

  test('waits for the outside when it is asked to', async () => {
    const system = createActorSystem()
    system.add('log', recorder())
    const run = system.runAsync({ whenIdle: 'wait' })
    await new Promise((resolve) => setImmediate(resolve))
    system.send('log', { type: 'x' })
    await new Promise((resolve) => setImmediate(resolve))
    expect(system.get('log').getSnapshot().context).toHaveLength(1)
    system.stop()
    expect((await run).reason).toBe('stopped')
  })
})

test('instants are written as seconds, or as UTC once they are dates', () => {
  expect(formatTime(0)).toBe('0 s')
  expect(formatTime(1_500_000)).toBe('1.5 s')
  expect(formatTime(Date.UTC(2024, 0, 2, 14, 30) * 1000 + 7)).toBe('2024-01-02T14:30:00.000007Z')
})
