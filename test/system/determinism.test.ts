/** The same program, inputs and seed give the same journal and the same hash, byte for byte. */
import { createHash } from 'node:crypto'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { assign, createMachine, emit, raise, sendTo, spawnChild } from 'xstate'
import {
  createActorSystem,
  exponential,
  uniform,
  type ActorSystem,
  type SystemOptions,
} from '../../src/system/index.ts'
import { inPlace, recorder, relay } from './in-place.ts'

interface Rule {
  on: string
  emits: string[]
  delay: number | null
}
interface Plan {
  actors: { name: string; timerClass: number; direct: boolean; rules: Rule[] }[]
  routes: { from: number; to: number; pattern: string; class: number; latency: number | null; reorder: boolean }[]
  sends: { to: number; type: string; at: number }[]
}

const type = fc.constantFrom('a', 'a.b', 'c', 'd')
const plan: fc.Arbitrary<Plan> = fc.record({
  actors: fc
    .array(
      fc.record({
        timerClass: fc.nat(7),
        direct: fc.boolean(),
        rules: fc.array(
          fc.record({
            on: type,
            emits: fc.array(type, { maxLength: 2 }),
            delay: fc.option(fc.integer({ min: 0, max: 3 })),
          }),
          { maxLength: 3 },
        ),
      }),
      { minLength: 1, maxLength: 4 },
    )
    .map((actors) => actors.map((actor, i) => ({ ...actor, name: `actor${i}` }))),
  routes: fc.array(
    fc.record({
      from: fc.nat(3),
      to: fc.nat(3),
      pattern: fc.constantFrom('a', 'a.*', 'c', '*'),
      class: fc.nat(7),
      latency: fc.option(fc.nat(2000)),
      reorder: fc.boolean(),
    }),
    { maxLength: 8 },
  ),
  sends: fc.array(fc.record({ to: fc.nat(3), type, at: fc.nat(5000) }), { minLength: 1, maxLength: 6 }),
})

/** Runs a plan for a while; actors carry a budget, so that cycles end. */
function play({ actors, routes, sends }: Plan, options: SystemOptions): ActorSystem {
  const system = createActorSystem({ seed: 5, journal: 'all', ...options })
  const name = (i: number): string => `actor${i % actors.length}`
  for (const { name: self, rules, direct, timerClass } of actors) {
    const events = (rule: Rule, budget: number) =>
      rule.emits.map((emitted) => ({ type: emitted, budget, draw: system.random(self).int(0, 99) }))
    if (direct) {
      const logic = inPlace<{ budget: number }>(
        () => ({ budget: 12 }),
        (state, event, scope) => {
          for (const rule of rules) {
            if (rule.on !== event.type || state.budget-- <= 0) continue
            for (const next of events(rule, state.budget)) {
              if (rule.delay === null) scope.emit(next)
              else scope.system.scheduler.schedule(scope.self, scope.self, next, rule.delay, `${rule.on}${next.type}`)
            }
          }
        },
      )
      system.add(self, logic, { timerClass })
    } else {
      const machine = createMachine({
        context: { budget: 12 },
        on: Object.fromEntries(
          rules.map((rule) => [
            rule.on,
            {
              guard: ({ context }: { context: { budget: number } }) => context.budget > 0,
              actions: [
                assign({ budget: ({ context }: { context: { budget: number } }) => context.budget - 1 }),
                ...rule.emits.map((emitted) =>
                  rule.delay === null
                    ? emit(({ context }: { context: { budget: number } }) => ({
                        type: emitted,
                        budget: context.budget,
                      }))
                    : raise({ type: emitted }, { delay: rule.delay, id: `${rule.on}${emitted}` }),
                ),
              ],
            },
          ]),
        ) as never,
      })
      system.add(self, machine, { timerClass })
    }
  }
  for (const { from, to, pattern, class: cls, latency, reorder } of routes) {
    system.route(name(from), pattern, name(to), {
      class: cls,
      ...(latency !== null && {
        latency: latency % 2 ? uniform(0, latency, { reorder }) : exponential(latency, { reorder }),
      }),
    })
  }
  for (const { to, type: sent, at } of sends.toSorted((a, b) => a.at - b.at)) {
    system.run({ until: at })
    system.send(name(to), { type: sent, at })
  }
  system.run({ until: 20_000 })
  return system
}

describe('a run', () => {
  test('twice gives the same journal and the same hash, and its order is (at, class, seq)', () => {
    fc.assert(
      fc.property(plan, (given) => {
        const one = play(given, {})
        const two = play(given, {})
        expect(two.journal.toString()).toBe(one.journal.toString())
        expect(two.hash.digest()).toBe(one.hash.digest())
        expect(two.delivered).toBe(one.delivered)
        const entries = [...one.journal]
        for (const [i, entry] of entries.entries()) {
          expect(entry.cause).toBeLessThan(entry.seq)
          const next = entries[i + 1]
          // Within an instant a lower class or seq may come later only when it was sent later: by something handled in between, or from outside (cause 0),
          // where the run had come to its end for that instant.
          if (next === undefined) continue
          expect(next.at).toBeGreaterThanOrEqual(entry.at)
          const overtakes =
            next.at === entry.at && (next.class < entry.class || (next.class === entry.class && next.seq < entry.seq))
          if (overtakes && !entry.dead && !next.dead && next.event.type !== 'xstate.init' && next.cause !== 0)
            expect(next.cause).toBe(entry.seq)
        }
      }),
      { numRuns: 150 },
    )
  })

  test('has the same hash whatever is stored or watched', () => {
    fc.assert(
      fc.property(plan, (given) => {
        const plain = play(given, { journal: 'off' }).hash.digest()
        expect(play(given, { journal: 'decisions' }).hash.digest()).toBe(plain)
        expect(play(given, { freeze: true }).hash.digest()).toBe(plain)
      }),
      { numRuns: 60 },
    )
  })

  test('does not depend on what ran before it in the process', () => {
    const program = (): string => {
      const system = createActorSystem({ journal: 'all' })
      const child = createMachine({ entry: emit({ type: 'hello' }), after: { 1: { actions: emit({ type: 'late' }) } } })
      system.add('a', createMachine({ entry: [spawnChild(child), spawnChild(child, { id: 'named' })] }))
      system.run()
      return system.journal.toString() + system.hash.digest()
    }
    const first = program()
    createActorSystem().add('other', createMachine({}))
    expect(program()).toBe(first)
  })
})

describe('the run hash', () => {
  const hashOf = (build: (system: ActorSystem) => void, options: SystemOptions = {}): string => {
    const system = createActorSystem(options)
    system.add('p', relay())
    system.add('c', recorder())
    system.route('p', '*', 'c')
    build(system)
    system.run()
    return system.hash.digest()
  }
  const emitted = (event: { type: string } & Record<string, unknown>) => (system: ActorSystem) =>
    system.send('p', { type: 'emit', event })

  test('differs with an input, a message, its instant, its parties, a column', () => {
    const hashes = [
      hashOf(() => {}),
      hashOf((system) => system.hash.input('bars.csv', 'abc')),
      hashOf((system) => system.hash.column('equity', [1, 2])),
      hashOf((system) => system.hash.column('equity', [1, 2.5])),
      hashOf(emitted({ type: 'x', n: 1 })),
      hashOf(emitted({ type: 'x', n: 2 })),
      hashOf((system) => {
        system.run({ until: 1 })
        emitted({ type: 'x', n: 1 })(system)
      }),
      hashOf((system) => system.send('c', { type: 'x', n: 1 })),
    ]
    expect(new Set(hashes).size).toBe(hashes.length)
  })

  test('does not differ with the order of keys, absent fields, or data', () => {
    const plain = hashOf(emitted({ type: 'x', a: 1, b: 2 }))
    expect(hashOf(emitted({ b: 2, gone: undefined, a: 1, type: 'x' }))).toBe(plain)
    const data = { data: ['market.*', 'emit'] }
    expect(hashOf(emitted({ type: 'market.bar', close: 1 }), data)).toBe(
      hashOf(emitted({ type: 'market.bar', close: 2 }), data),
    )
    expect(hashOf(emitted({ type: 'market.bar', close: 1 }))).not.toBe(
      hashOf(emitted({ type: 'market.bar', close: 2 })),
    )
  })

  test('counts an emission once, however many hear it, and the delayed message when it is sent', () => {
    const heardBy = (n: number): string =>
      hashOf((system) => {
        for (let i = 0; i < n; i++) {
          system.add(`extra${i}`, recorder())
          system.route('p', '*', `extra${i}`)
        }
        emitted({ type: 'x' })(system)
      })
    expect(heardBy(3)).toBe(heardBy(0))
    const delayed = (canceled: boolean): string =>
      hashOf((system) => {
        const target = system.get('c')
        system.add('a', createMachine({ entry: sendTo(target, { type: 'late' }, { delay: 5 }) }))
        system.run({ until: 1000 })
        if (canceled) system.remove('a')
      })
    expect(delayed(true)).not.toBe(delayed(false))
  })

  test('can be read at any time without changing it, and has this value', () => {
    const system = createActorSystem()
    expect(system.hash.digest()).toBe(createHash('sha256').digest('hex'))
    system.hash.input('a', 'b')
    const digest = system.hash.digest()
    expect(system.hash.digest()).toBe(digest)
    const golden = hashOf((s) => {
      for (let i = 0; i < 200; i++)
        emitted({ type: 'order.filled', id: `o-${i}`, px: 100 + i / 8, side: i % 3 ? 'buy' : 'sell', ok: i % 2 === 0 })(
          s,
        )
    })
    expect(golden).toMatchInlineSnapshot(`"f70dc92f0fee737ebeff0828fc77f2322086e0512151c9e9d863301c78f6c040"`)
  })

  test('can be left out', () => {
    const system = createActorSystem({ hash: false })
    system.send('x', { type: 'y' })
    expect(() => system.hash).toThrow(/hash: false/)
  })
})

describe('the journal', () => {
  test('keeps nothing, decisions, or everything, as asked', () => {
    const entries = (journal: SystemOptions['journal']) => {
      const system = createActorSystem({ data: ['market.*'], ...(journal && { journal }) })
      system.add('p', relay())
      system.add('c', recorder())
      system.route('p', '*', 'c')
      for (const name of ['market.bar', 'signal']) system.send('p', { type: 'emit', event: { type: name } })
      system.run()
      return [...system.journal].map(({ event }) => event.type)
    }
    expect(entries(undefined)).toEqual([])
    expect(entries('decisions')).toEqual(['xstate.init', 'xstate.init', 'emit', 'emit', 'signal'])
    expect(entries('all')).toEqual(['xstate.init', 'xstate.init', 'emit', 'emit', 'market.bar', 'signal'])
  })

  test('tells how it came to an envelope, and so does the recent past without a journal', () => {
    for (const journal of ['all', 'off'] as const) {
      const system = createActorSystem({ journal })
      const forward = (to: string) =>
        inPlace<null>(
          () => null,
          (_state, _event, scope) => scope.emit({ type: to }),
        )
      system.add('a', forward('first'))
      system.add('b', forward('second'))
      let seq = 0
      system.add('c', recorder())
      system.route('a', 'first', 'b', { latency: uniform(5, 5) })
      system.route('b', 'second', 'c')
      system.send('a', { type: 'go' })
      system.run()
      seq = journal === 'all' ? (system.journal.at(-1)?.seq ?? 0) : 6
      expect(system.chain(seq).map(({ from, to, type: what, at }) => `${from}>${to} ${what} ${at}`)).toEqual([
        '>a go 0',
        'a>b first 5',
        'b>c second 5',
      ])
    }
  })

  test('is JSON lines with sorted keys', () => {
    const system = createActorSystem({ journal: 'all' })
    system.add('c', recorder())
    system.send('c', { type: 'x', b: { d: 1, c: 2 }, a: [{ f: 1, e: 2 }] })
    system.send('nobody', { type: 'y' })
    system.run()
    expect(system.journal.toString().split('\n')).toEqual([
      '{"at":0,"cause":0,"class":4,"dead":"unknownActor","event":{"type":"y"},"from":"","seq":2,"to":"nobody"}',
      '{"at":0,"cause":0,"class":4,"event":{"type":"xstate.init"},"from":"","seq":3,"to":"c"}',
      '{"at":0,"cause":0,"class":4,"event":{"a":[{"e":2,"f":1}],"b":{"c":2,"d":1},"type":"x"},"from":"","seq":1,"to":"c"}',
      '',
    ])
  })
})
