/** Lanes: what a producer lends is heard as if it had set a timer for every instant. */
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { setup } from 'xstate'
import { compile, update } from '../../src/machine/index.ts'
import { constant, createActorSystem, type ActorSystem, type Lane } from '../../src/system/index.ts'

interface Datum {
  readonly type: 'data.a' | 'data.b'
  readonly at: number
  readonly n: number
}

interface World {
  readonly instants: readonly { readonly at: number; readonly data: readonly Datum[] }[]
  readonly routes: readonly { readonly class: number; readonly consumer: number; readonly latency: number }[]
  /** Which data the consumers answer with a word to each other, and the class of that route. */
  readonly answers: number
  readonly answerClass: number
  readonly until: number
}

const SPENT = { type: 'spent' }
const DUE = { type: 'due' }
const CONSUMERS = 3

/** A producer that publishes instant after instant, and consumers that now and then answer; what was handled, in order. */
function hear(world: World, isLent: boolean, stopAt?: number): string[] {
  const { instants } = world
  let next = 0
  const atOf = (): number => instants[next]?.at ?? Infinity
  const lane: Lane = {
    get at() {
      return atOf()
    },
    play(emit) {
      for (const datum of instants[next]!.data) emit(datum)
      next++
    },
  }
  const system: ActorSystem = createActorSystem({ data: ['data.*', 'due', 'spent'] })
  const heard: string[] = []
  const producer = setup({
    types: { events: {} as { type: string } },
    actions: {
      publish: update(({ emit, raise, event }) => {
        if (event.type === 'due') lane.play(emit as never)
        plan(raise as never)
      }),
      plan: update(({ raise }) => plan(raise as never)),
    },
  }).createMachine({
    context: {},
    on: { due: { actions: 'publish' }, spent: { actions: 'plan' }, begin: { actions: 'plan' } },
  })
  /** Half of the time is lent, the rest has a timer each. */
  function plan(raise: (event: object, options: object) => void): void {
    const at = atOf()
    if (at === Infinity) return
    if (isLent && at <= world.until && system.lend('producer', lane, world.until, SPENT)) return
    raise(DUE, { delay: (at - system.now) / 1000, id: 'due' })
  }
  for (let i = 0; i < CONSUMERS; i++) {
    const consumer = setup({
      types: { events: {} as Datum | { type: 'word'; n: number } },
      actions: {
        take: update(({ event, emit }) => {
          heard.push(`${system.now} c${i} ${event.type} ${event.n}`)
          if (event.type !== 'word' && event.n % 4 < world.answers) emit({ type: 'word', n: event.n } as never)
          if (event.n === stopAt) system.stop()
        }),
      },
    }).createMachine({ context: {}, on: { 'data.*': { actions: 'take' }, word: { actions: 'take' } } })
    system.add(`c${i}`, compile(consumer))
    system.route(`c${i}`, 'word', `c${(i + 1) % CONSUMERS}`, { class: world.answerClass })
  }
  for (const { class: cls, consumer, latency } of world.routes)
    system.route('producer', 'data.*', `c${consumer}`, {
      class: cls,
      ...(latency === 0 ? {} : { latency: constant(latency) }),
    })
  system.ignore('producer', '*')
  system.tap<Datum>('producer', '*', (event, now) => heard.push(`${now} said ${event.type} ${event.n}`))
  system.onInstant((now) => heard.push(`${now} over`))
  system.add('producer', compile(producer), { timerClass: 0 })
  system.run()
  heard.length = 0
  system.send('producer', { type: 'begin' })
  while (system.run().reason === 'stopped');
  expect(system.hash.digest()).toMatch(/^[0-9a-f]{64}$/)
  return [...heard, system.hash.digest()]
}

const worlds: fc.Arbitrary<World> = fc
  .record({
    instants: fc.array(
      fc.record({
        gap: fc.integer({ min: 1, max: 5 }),
        types: fc.array(fc.constantFrom('data.a' as const, 'data.b' as const), { minLength: 1, maxLength: 4 }),
      }),
      { maxLength: 12 },
    ),
    routes: fc.array(
      fc.record({
        class: fc.integer({ min: 0, max: 7 }),
        consumer: fc.integer({ min: 0, max: CONSUMERS - 1 }),
        latency: fc.constantFrom(0, 0, 0, 3),
      }),
      { maxLength: 5 },
    ),
    answers: fc.integer({ min: 0, max: 4 }),
    answerClass: fc.integer({ min: 0, max: 7 }),
    until: fc.integer({ min: 0, max: 60 }),
  })
  .map(({ instants, ...rest }) => {
    let at = 10
    let n = 0
    const placed = instants.map(({ gap, types }) => {
      at += gap
      return { at, data: types.map((type) => ({ type, at, n: n++ })) }
    })
    return { ...rest, instants: placed }
  })

describe('a lane', () => {
  test('is heard, in order and in time, as timers would be', () => {
    fc.assert(
      fc.property(worlds, (world) => {
        expect(hear(world, true)).toEqual(hear(world, false))
      }),
    )
  })

  test('goes on where a run was stopped in the middle of an instant', () => {
    fc.assert(
      fc.property(worlds, fc.integer({ min: 0, max: 10 }), (world, stopAt) => {
        expect(hear(world, true, stopAt)).toEqual(hear(world, false, stopAt))
      }),
    )
  })

  test('is refused by a system with a journal', () => {
    const system = createActorSystem({ journal: 'all' })
    system.add('producer', compile(setup({}).createMachine({ context: {} })))
    system.run()
    expect(system.lend('producer', { at: 5, play: () => {} }, 10, SPENT)).toBe(false)
  })

  test('that throws fails its producer, with the instant in the message', () => {
    const system = createActorSystem()
    system.add('producer', compile(setup({}).createMachine({ context: {} })))
    system.run()
    const lane: Lane = {
      at: 5_000_000,
      play: () => {
        throw new Error('the file is gone')
      },
    }
    expect(system.lend('producer', lane, 10_000_000, SPENT)).toBe(true)
    expect(() => system.run()).toThrow(/actor 'producer' failed .*the file is gone/)
  })
})
