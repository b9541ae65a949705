/** What becomes of actors that throw, of events that nobody hears, and of runs that never end. */
import { describe, expect, test } from 'vitest'
import { createMachine, fromTransition, sendTo } from 'xstate'
import {
  ActorFailedError,
  createActorSystem,
  DeadLetterError,
  InstantLimitError,
  QueueLimitError,
  type Supervision,
  type SystemError,
} from '../../src/system/index.ts'
import { inPlace, recorder, relay } from './in-place.ts'

function caught(run: () => unknown): unknown {
  try {
    run()
  } catch (error) {
    return error
  }
  return undefined
}

/** Counts events; `{ type: 'bad' }` makes it throw. In the direct way, and in XState's own. */
const fragile = {
  direct: () =>
    inPlace<{ n: number }>(
      () => ({ n: 0 }),
      (state, { type }) => {
        if (type === 'bad') throw new Error('broken')
        state.n++
      },
    ),
  xstate: () =>
    fromTransition(
      (state: { n: number }, { type }: { type: string }) => {
        if (type === 'bad') throw new Error('broken')
        return { n: state.n + 1 }
      },
      { n: 0 },
    ),
}

describe.each(['direct', 'xstate'] as const)('an actor that throws (%s)', (way) => {
  const build = (supervision: Supervision) => {
    const system = createActorSystem({ start: 5_000_000 })
    system.add('p', relay())
    system.add('a', fragile[way](), { supervision })
    system.route('p', '*', 'a')
    const tell = (...types: string[]): void =>
      types.forEach((type) => system.send('p', { type: 'emit', event: { type } }))
    return { system, tell, count: () => (system.get('a').getSnapshot() as { context: { n: number } }).context.n }
  }

  test('ends the run under `stop`, with an error that says who, what, when and why', () => {
    const { system, tell } = build('stop')
    tell('good', 'bad', 'good')
    const error = caught(() => system.run()) as ActorFailedError
    expect(error).toBeInstanceOf(ActorFailedError)
    expect({ code: error.code, actor: error.actor, type: error.eventType, at: error.at }).toEqual({
      code: 'actorFailed',
      actor: 'a',
      type: 'bad',
      at: 5_000_000,
    })
    expect(error.chain.map(({ from, to, type }) => `${from}>${to} ${type}`)).toEqual(['>p emit', 'p>a bad'])
    expect((error.cause as Error).message).toBe('broken')
    expect(error.message).toContain("actor 'a' failed on 'bad' at 5 s: Error: broken")
    expect(error.message).toContain('outside → p  emit')
    expect(() => system.run()).toThrow(error)
  })

  test('starts again from its initial state under `restart`, with its name and routes', () => {
    const { system, tell, count } = build('restart')
    const first = system.get('a')
    tell('good', 'good', 'bad', 'good')
    system.run()
    expect(count()).toBe(1)
    expect(system.get('a')).not.toBe(first)
    tell('good', 'bad', 'bad', 'good')
    system.run()
    expect(count()).toBe(1)
    expect(system.deadLetters.count).toBe(0)
  })

  test('stays stopped under `isolate`; the others go on', () => {
    const { system, tell } = build('isolate')
    system.add('other', recorder())
    system.route('p', '*', 'other')
    tell('good', 'bad', 'good', 'good')
    system.run()
    expect(system.get('a').getSnapshot().status).toBe('error')
    expect(system.get('other').getSnapshot().context).toHaveLength(4)
    expect([...system.deadLetters].map(({ reason, to }) => `${reason} ${to}`)).toEqual(['stopped a', 'stopped a'])
  })

  test('forgets its timers when it is restarted', () => {
    const system = createActorSystem()
    system.add(
      'a',
      inPlace<{ fired: number }>(
        () => ({ fired: 0 }),
        (state, { type }, scope) => {
          if (type === 'arm') scope.system.scheduler.schedule(scope.self, scope.self, { type: 'fire' }, 10, 'id')
          if (type === 'bad') throw new Error('broken')
          if (type === 'fire') state.fired++
        },
      ),
      { supervision: 'restart' },
    )
    for (const type of ['arm', 'bad']) system.send('a', { type })
    expect(system.run()).toEqual({ reason: 'idle', now: 0 })
  })
})

test('an actor that cannot start ends the run even under `restart`', () => {
  const system = createActorSystem()
  const broken = createMachine({
    context: () => {
      throw new Error('no context')
    },
  })
  system.add('a', broken, { supervision: 'restart' })
  const error = caught(() => system.run()) as ActorFailedError
  expect(error.message).toContain("actor 'a' failed on 'xstate.init'")
  expect((error.cause as Error).message).toBe('no context')
})

test('a child that throws, and whose parent does not mind, takes the parent with it', () => {
  const system = createActorSystem()
  system.add(
    'parent',
    createMachine({
      invoke: { src: fragile.xstate(), id: 'child' },
      on: { poke: { actions: sendTo('child', { type: 'bad' }) } },
    }),
  )
  system.send('parent', { type: 'poke' })
  const error = caught(() => system.run()) as ActorFailedError
  expect(error.actor).toBe('parent')
  expect(error.eventType).toBe('xstate.error.actor.child')
  expect(error.chain.map(({ type }) => type)).toEqual(['poke', 'bad', 'xstate.error.actor.child'])
})

test('the children of a restarted parent do not outlive it', () => {
  const system = createActorSystem()
  const ticks: number[] = []
  const child = inPlace<null>(
    () => null,
    (_state, _event, scope) => {
      ticks.push(system.now)
      scope.system.scheduler.schedule(scope.self, scope.self, { type: 'tick' }, 1, 't')
    },
    (_state, scope) => scope.system.scheduler.schedule(scope.self, scope.self, { type: 'tick' }, 1, 't'),
  )
  system.add(
    'parent',
    createMachine({
      invoke: { src: child, id: 'child' },
      on: {
        bad: {
          actions: () => {
            throw new Error('broken')
          },
        },
      },
    }),
    { supervision: 'restart' },
  )
  system.run({ until: 1500 })
  system.send('parent', { type: 'bad' })
  system.run({ until: 4000 })
  expect(ticks).toEqual([1000, 2500, 3500])
})

describe('dead letters', () => {
  test('are what nobody hears, and what is sent to actors that are unknown, stopped or removed', () => {
    const system = createActorSystem()
    system.add('p', relay())
    system.add(
      'once',
      inPlace<null>(
        () => null,
        () => 'done',
      ),
    )
    system.add('gone', recorder())
    system.route('p', 'typo', 'nobody')
    for (const type of ['unheard', 'typo']) system.send('p', { type: 'emit', event: { type } })
    system.send('once', { type: 'first' })
    system.send('once', { type: 'second' })
    system.send('who', { type: 'hello' })
    system.send('gone', { type: 'on its way' })
    system.remove('gone')
    system.run()
    expect(
      [...system.deadLetters].map(({ reason, from, to, event }) => [
        reason,
        from,
        to,
        (event as { type: string }).type,
      ]),
    ).toEqual([
      ['unknownActor', '', 'who', 'hello'],
      ['unheard', 'p', '', 'unheard'],
      ['unknownActor', 'p', 'nobody', 'typo'],
      ['stopped', '', 'once', 'second'],
      ['stopped', '', 'gone', 'on its way'],
    ])
  })

  test('are all counted, the first thousand kept', () => {
    const system = createActorSystem()
    for (let i = 0; i < 2500; i++) system.send('nobody', { type: 'x', i })
    expect(system.deadLetters.count).toBe(2500)
    expect(system.deadLetters.kept).toHaveLength(1000)
    expect(system.deadLetters.kept[0]?.event).toEqual({ type: 'x', i: 0 })
  })

  test('are not what was declared to need no consumer', () => {
    const system = createActorSystem()
    system.add('p', relay())
    system.ignore('p', 'chatter.*')
    for (const type of ['chatter.a', 'news']) system.send('p', { type: 'emit', event: { type } })
    system.run()
    expect(system.deadLetters.count).toBe(1)
  })

  test('end a strict run', () => {
    const system = createActorSystem({ strict: true })
    system.add('p', relay())
    system.send('p', { type: 'emit', event: { type: 'x' } })
    const error = caught(() => system.run()) as DeadLetterError
    expect(error).toBeInstanceOf(DeadLetterError)
    expect(error.message).toContain("'x' from 'p' at 0 s reached nobody (unheard), and the run is strict")
    expect(error.message).toContain('outside → p  emit')
  })
})

describe('limits', () => {
  test('a cycle of events that never lets time advance ends the run and is named', () => {
    const system = createActorSystem({ limits: { perInstant: 5000 } })
    const answer = (type: string) =>
      inPlace<null>(
        () => null,
        (_state, _event, scope) => scope.emit({ type }),
      )
    system.add('a', answer('ping'))
    system.add('b', answer('pong'))
    system.route('a', 'ping', 'b')
    system.route('b', 'pong', 'a')
    system.send('a', { type: 'start' })
    const error = caught(() => system.run()) as InstantLimitError
    expect(error).toBeInstanceOf(InstantLimitError)
    expect(error.cycle.toSorted()).toEqual(['a → b ping', 'b → a pong'])
    expect(error.message).toContain(
      '5000 messages were delivered at 0 s and time did not advance; this cycle goes round: ',
    )
  })

  test('as does an actor that always wakes itself at once', () => {
    const system = createActorSystem({ limits: { perInstant: 100 } })
    system.add('a', createMachine({ initial: 'x', states: { x: { after: { 0: { target: 'x', reenter: true } } } } }))
    const error = caught(() => system.run()) as InstantLimitError
    expect(error.cycle).toEqual(['a → a xstate.after.0.(machine).x'])
  })

  test('as does a queue that only grows', () => {
    const system = createActorSystem({ limits: { queue: 1000 } })
    system.add(
      'a',
      inPlace<null>(
        () => null,
        (_state, _event, scope) => {
          for (const type of ['x', 'y']) scope.emit({ type })
        },
      ),
    )
    system.add('b', relay())
    system.route('a', '*', 'a')
    system.send('a', { type: 'start' })
    const error = caught(() => system.run()) as QueueLimitError
    expect(error).toBeInstanceOf(QueueLimitError)
    expect(error.message).toMatch(/more than 1000 envelopes wait at 0 s; most of the last ones are a → a [xy] /)
  })

  test('do not stop what only takes long', () => {
    const system = createActorSystem({ limits: { perInstant: 100 } })
    system.add('c', recorder())
    for (let i = 0; i < 50; i++) {
      for (let j = 0; j < 100; j++) system.send('c', { type: 'x' })
      system.run({ until: system.now + 1 })
    }
    expect(system.delivered).toBe(5000)
  })
})

test('every error has a code', () => {
  const system = createActorSystem()
  system.add('a', recorder())
  const errors = [
    () => system.add('a', recorder()),
    () => system.add('x/y', recorder()),
    () => system.get('nobody'),
    () => system.remove('nobody'),
    () => system.add('b', recorder(), { timerClass: 9 }),
  ].map(caught) as SystemError[]
  expect(errors.map(({ code }) => code)).toEqual([
    'duplicateActor',
    'invalidName',
    'unknownActor',
    'unknownActor',
    'invalidClass',
  ])
})
