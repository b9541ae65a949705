import { describe, expect, test } from 'vitest'
import {
  type AnyStateMachine,
  assign,
  createActor,
  createMachine,
  enqueueActions,
  forwardTo,
  fromPromise,
  raise,
  sendParent,
  sendTo,
  spawnChild,
  stopChild,
} from 'xstate'
import { compile, CompileError, tableOf } from '../../src/machine/index.ts'

const child = fromPromise(() => Promise.resolve(1))
const withState = (state: object, implementations: object = {}): AnyStateMachine =>
  createMachine(
    { id: 'shop', initial: 'open', states: { open: { initial: 'day', states: { day: state } } } } as never,
    implementations,
  ) as AnyStateMachine

const refusalOf = (make: () => unknown): CompileError => {
  try {
    make()
  } catch (error) {
    if (error instanceof CompileError) return error
    throw error
  }
  throw new Error('was not refused')
}

describe('what is not supported is refused by name', () => {
  test.each([
    ['invoke', { invoke: { src: child } }, 'invoke'],
    ['sendTo', { entry: sendTo('other', { type: 'x' }) }, 'sendTo or forwardTo'],
    ['forwardTo', { on: { x: { actions: forwardTo('other') } } }, 'sendTo or forwardTo'],
    ['sendParent', { exit: sendParent({ type: 'x' }) }, 'sendParent'],
    ['spawnChild', { entry: spawnChild(child as never) }, 'spawnChild'],
    ['stopChild', { always: { guard: () => false, actions: stopChild('x') } }, 'stopChild'],
    [
      'a missing guard',
      { on: { x: { guard: 'isOpen', actions: [] } } },
      "the guard 'isOpen', which has no implementation",
    ],
    ['a missing delay', { after: { lunch: {} } }, "the delay 'lunch', which has no implementation"],
    [
      'a missing delay of a raise',
      { entry: raise({ type: 'x' }, { delay: 'lunch' as never }) },
      "the delay 'lunch', which has no implementation",
    ],
  ])('%s', (_name, state, feature) => {
    const machine = withState(state)
    for (const use of [compile, tableOf]) {
      const error = refusalOf(() => use(machine))
      expect(error).toMatchObject({ code: 'machine.unsupported', machine: 'shop', state: 'shop.open.day', feature })
      expect(error.message).toContain(`Machine 'shop' cannot be compiled: state 'shop.open.day' uses ${feature}; `)
    }
  })

  test('a history state, with the state it stands in', () => {
    const machine = createMachine({
      id: 'shop',
      initial: 'open',
      states: { open: { initial: 'day', states: { day: {}, back: { type: 'history' } } } },
    })
    expect(refusalOf(() => compile(machine))).toMatchObject({ state: 'shop.open', feature: 'a history state' })
  })

  test('a route', () => {
    const machine = withState({ id: 'day', route: {} })
    expect(refusalOf(() => compile(machine))).toMatchObject({ state: 'day', feature: 'route' })
  })

  test('named actions are looked through', () => {
    const machine = withState({ entry: 'tell' }, { actions: { tell: sendParent({ type: 'x' }) } })
    expect(refusalOf(() => compile(machine)).feature).toBe('sendParent')
  })

  test.each([
    ['spawn inside an assign', assign(({ spawn }) => ({ child: spawn(child as never) }))],
    ['enqueue.spawnChild', enqueueActions(({ enqueue }) => enqueue.spawnChild(child as never))],
    ['enqueue.sendTo', enqueueActions(({ enqueue }) => enqueue.sendTo('x' as never, { type: 'x' } as never))],
    ['sendTo or forwardTo', enqueueActions(({ enqueue }) => enqueue(sendTo('x', { type: 'x' }) as never))],
  ])('%s, which only shows when it runs', (feature, action) => {
    const actor = createActor(compile(withState({ on: { x: { actions: action } } })))
    let error: unknown
    actor.subscribe({ error: (thrown) => (error = thrown) })
    actor.start()
    actor.send({ type: 'x' })
    expect(error).toBeInstanceOf(CompileError)
    expect(error).toMatchObject({ machine: 'shop', feature })
  })
})

test('what is no machine is refused in words', () => {
  for (const none of [undefined, {}, null])
    expect(() => compile(none as never)).toThrow('compile needs an XState machine')
})
