/** What makes no sense is refused where it is said, by name, and not found out later. */
import { describe, expect, test } from 'vitest'
import { type AnyStateMachine, createMachine } from 'xstate'
import { constant, createActorSystem, seconds, UsageError, type SystemOptions } from '../../src/system/index.ts'

const codeOf = (work: () => unknown): [code: string, message: string] => {
  try {
    work()
  } catch (error) {
    if (error instanceof UsageError) return [error.code, error.message]
    throw error
  }
  throw new Error('it was not refused')
}

describe('a system refuses', () => {
  test.each<[string, unknown, RegExp]>([
    ['a misspelt option', { sed: 3 }, /no option sed; there are seed/],
    ['a seed that is no whole number', { seed: 1.5 }, /seed is 1\.5/],
    ['a seed that is a text', { seed: 'a' }, /seed is a/],
    ['a start that is no whole number', { start: 0.5 }, /start is 0\.5/],
    ['a journal that there is not', { journal: 'some' }, /journal is some; it must be 'off' or/],
    ['data that is no list', { data: 'market.*' }, /data is market/],
    ['a clock that is none', { clock: {} }, /wallClock/],
    ['a limit of nothing', { limits: { perInstant: 0 } }, /perInstant is 0/],
    ['a misspelt limit', { limits: { perinstant: 5 } }, /no option perinstant/],
  ])('%s', (_, options, message) => {
    expect(codeOf(() => createActorSystem(options as SystemOptions))[1]).toMatch(message)
  })

  test('what is no actor logic, and misspelt options of an actor', () => {
    const system = createActorSystem()
    expect(codeOf(() => system.add('a', {} as AnyStateMachine))).toEqual([
      'invalidLogic',
      expect.stringMatching(/actor 'a'/),
    ])
    expect(codeOf(() => system.add('a', undefined as unknown as AnyStateMachine))[0]).toBe('invalidLogic')
    expect(codeOf(() => system.add('a', createMachine({}), { supervison: 'restart' } as never))[1]).toMatch(
      /no option supervison/,
    )
    expect(codeOf(() => system.add('a', createMachine({}), { supervision: 'retry' as never }))[1]).toMatch(
      /supervision is retry/,
    )
    expect(system.names).toEqual([])
  })

  test('a latency that is no model, and misspelt options of a route', () => {
    const system = createActorSystem()
    expect(codeOf(() => system.route('a', '*', 'b', { latency: 5 as never }))[1]).toMatch(/constant\(seconds\(5\)\)/)
    expect(codeOf(() => system.route('a', '*', 'b', { latencyy: constant(seconds(1)) } as never))[1]).toMatch(
      /no option latencyy/,
    )
    expect(system.routes).toEqual([])
  })

  test('what is no event, and an end that is no instant', () => {
    const system = createActorSystem()
    system.add('a', createMachine({}))
    for (const event of [{}, undefined, 'go'])
      expect(codeOf(() => system.send('a', event as never))).toEqual(['invalidEvent', expect.stringMatching(/'a'/)])
    for (const until of [Number.NaN, 1.5]) expect(codeOf(() => system.run({ until }))[0]).toBe('invalidOption')
    expect(system.run().reason).toBe('idle')
  })
})
