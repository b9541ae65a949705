/** Who hears whom, with routes and actors that come and go. */
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { createActorSystem, type ActorSystem, type Removable } from '../../src/system/index.ts'
import { matches } from '../../src/system/pattern.ts'
import { inPlace, recorder, relay } from './in-place.ts'

const heard = (system: ActorSystem, name: string): unknown[] => system.get(name).getSnapshot().context as unknown[]
const types = (system: ActorSystem, name: string): string[] =>
  (heard(system, name) as { type: string }[]).map(({ type }) => type)
const emit = (system: ActorSystem, from: string, ...names: string[]): void => {
  for (const type of names) system.send(from, { type: 'emit', event: { type } })
  system.run()
}

describe('patterns', () => {
  test.each([
    ['order.filled', 'order.filled', true],
    ['order.filled', 'order', false],
    ['order.*', 'order.filled', true],
    ['order.*', 'order.fill.partial', true],
    ['order.*', 'order', true],
    ['order.*', 'orders', false],
    ['*', 'anything.at.all', true],
  ])('%s and %s: %s', (pattern, type, expected) => {
    expect(matches(pattern, type)).toBe(expected)
  })

  test.each(['', '.*', 'a*', '*.b', 'a.*.b', 'a.*.*'])('%o is refused', (pattern) => {
    expect(() => createActorSystem().route('a', pattern, 'b')).toThrow(/is not a pattern/)
  })
})

describe('routes', () => {
  test('lead from a producer to its consumers, by pattern', () => {
    const system = createActorSystem()
    for (const name of ['p', 'q']) system.add(name, relay())
    for (const name of ['exact', 'prefix', 'all', 'everybody']) system.add(name, recorder())
    system.route('p', 'a.b', 'exact')
    system.route('p', 'a.*', 'prefix')
    system.route('p', '*', 'all')
    system.route('*', '*', 'everybody')
    emit(system, 'p', 'a.b', 'a.c', 'x')
    emit(system, 'q', 'a.b')
    expect(types(system, 'exact')).toEqual(['a.b'])
    expect(types(system, 'prefix')).toEqual(['a.b', 'a.c'])
    expect(types(system, 'all')).toEqual(['a.b', 'a.c', 'x'])
    expect(types(system, 'everybody')).toEqual(['a.b', 'a.c', 'x', 'a.b'])
  })

  test('that match both deliver; a route from everybody does not lead back', () => {
    const system = createActorSystem()
    system.add('p', relay())
    system.add('c', recorder())
    system.route('p', 'a', 'c')
    system.route('p', '*', 'c')
    system.route('*', 'a', 'p')
    emit(system, 'p', 'a')
    expect(types(system, 'c')).toEqual(['a', 'a'])
    expect(system.deadLetters.count).toBe(0)
  })

  test('decide the order within an instant by their class, then by the order of sending', () => {
    const system = createActorSystem()
    const order: string[] = []
    system.add('p', relay())
    for (const name of ['late', 'early', 'middle', 'also-early']) {
      system.add(
        name,
        inPlace<null>(
          () => null,
          (_state, { type }) => void order.push(`${name} ${type}`),
        ),
      )
    }
    system.route('p', '*', 'late', { class: 7 })
    system.route('p', '*', 'early', { class: 0 })
    system.route('p', '*', 'middle')
    system.route('p', '*', 'also-early', { class: 0 })
    emit(system, 'p', 'x', 'y')
    // Class 4 brings the two commands; each emission's class 0 goes before the next command.
    expect(order).toEqual([
      'early x',
      'also-early x',
      'early y',
      'also-early y',
      'middle x',
      'middle y',
      'late x',
      'late y',
    ])
    expect(() => system.route('p', '*', 'late', { class: 8 })).toThrow(/class 8/)
  })

  test('can be laid before their actors exist, and outlive them', () => {
    const system = createActorSystem()
    system.route('p', '*', 'c')
    system.add('p', relay())
    emit(system, 'p', 'lost')
    system.add('c', recorder())
    emit(system, 'p', 'first')
    expect(types(system, 'c')).toEqual(['first'])
    system.remove('c')
    emit(system, 'p', 'gone')
    system.add('c', recorder())
    emit(system, 'p', 'second')
    expect(types(system, 'c')).toEqual(['second'])
    expect([...system.deadLetters].map(({ reason, to }) => `${reason} ${to}`)).toEqual([
      'unknownActor c',
      'unknownActor c',
    ])
  })

  test('are listed', () => {
    const system = createActorSystem()
    const route = system.route('p', 'a.*', 'c', { class: 2 })
    expect(system.routes).toEqual([{ producer: 'p', pattern: 'a.*', consumer: 'c', class: 2, latency: undefined }])
    route.remove()
    route.remove()
    expect(system.routes).toEqual([])
  })

  test('and taps added and removed while running are what a plain list of them says', () => {
    const name = fc.constantFrom('a', 'b', 'c')
    const producer = fc.constantFrom('a', 'b', 'c', '*')
    const pattern = fc.constantFrom('x', 'x.y', 'x.*', '*')
    const step = fc.oneof(
      { weight: 2, arbitrary: fc.record({ kind: fc.constant('route' as const), producer, pattern, consumer: name }) },
      { weight: 1, arbitrary: fc.record({ kind: fc.constant('remove' as const), which: fc.nat() }) },
      { weight: 1, arbitrary: fc.record({ kind: fc.constant('toggle' as const), name }) },
      {
        weight: 4,
        arbitrary: fc.record({ kind: fc.constant('emit' as const), name, type: fc.constantFrom('x', 'x.y', 'z') }),
      },
    )
    fc.assert(
      fc.property(fc.array(step, { maxLength: 40 }), (steps) => {
        const system = createActorSystem()
        const alive = new Set<string>()
        const log: string[] = []
        const actor = (self: string) =>
          inPlace<null>(
            () => null,
            (_state, event, scope) => {
              if (event.type === 'emit') scope.emit(event.event as { type: string })
              else log.push(`${self} ${event.type}`)
            },
          )
        const toggle = (self: string): void => {
          if (alive.delete(self)) system.remove(self)
          else {
            alive.add(self)
            system.add(self, actor(self))
          }
        }
        const expected: string[] = []
        let deadLetters = 0
        const table: { producer: string; pattern: string; consumer: string; route: Removable }[] = []
        for (const self of ['a', 'b', 'c']) toggle(self)
        for (const s of steps) {
          if (s.kind === 'route') table.push({ ...s, route: system.route(s.producer, s.pattern, s.consumer) })
          else if (s.kind === 'toggle') toggle(s.name)
          else if (s.kind === 'remove') {
            const [removed] = table.splice(s.which % Math.max(1, table.length), 1)
            removed?.route.remove()
          } else {
            system.send(s.name, { type: 'emit', event: { type: s.type } })
            if (!alive.has(s.name)) deadLetters++
            else {
              const rows = table.filter(
                (row) =>
                  (row.producer === s.name || (row.producer === '*' && row.consumer !== s.name)) &&
                  matches(row.pattern, s.type),
              )
              if (rows.length === 0) deadLetters++
              for (const row of rows) {
                if (alive.has(row.consumer)) expected.push(`${row.consumer} ${s.type}`)
                else deadLetters++
              }
            }
            system.run()
          }
        }
        expect(log).toEqual(expected)
        expect(system.deadLetters.count).toBe(deadLetters)
      }),
      { numRuns: 200 },
    )
  })

  test('are changed by an actor in the middle of an instant, from its next emission on', () => {
    const system = createActorSystem()
    system.add('c', recorder())
    system.add(
      'p',
      inPlace<null>(
        () => null,
        (_state, _event, scope) => {
          scope.emit({ type: 'before' })
          const route = system.route('p', '*', 'c')
          scope.emit({ type: 'while' })
          route.remove()
          scope.emit({ type: 'after' })
        },
      ),
    )
    system.send('p', { type: 'go' })
    system.run()
    expect(types(system, 'c')).toEqual(['while'])
    expect(system.deadLetters.count).toBe(2)
  })
})

describe('taps', () => {
  test('are called at the moment of emission and change nothing', () => {
    const run = (tapped: boolean) => {
      const system = createActorSystem({ journal: 'all' })
      system.add('p', relay())
      system.add('c', recorder())
      system.route('p', 'x', 'c')
      const seen: string[] = []
      if (tapped)
        system.tap('*', '*', (event, now) => void seen.push(`${event.type} ${now} ${heard(system, 'c').length}`))
      emit(system, 'p', 'x', 'unheard')
      return { seen, journal: system.journal.toString(), hash: system.hash.digest(), dead: system.deadLetters.count }
    }
    const { seen, ...tapped } = run(true)
    expect(seen).toEqual(['x 0 0', 'unheard 0 0'])
    expect({ seen: [], ...tapped }).toEqual(run(false))
  })

  test('that throw end the run with their own error', () => {
    const system = createActorSystem()
    system.add('p', relay())
    system.tap('p', '*', () => {
      throw new Error('disk full')
    })
    system.send('p', { type: 'emit', event: { type: 'x' } })
    expect(() => system.run()).toThrow('disk full')
  })
})
