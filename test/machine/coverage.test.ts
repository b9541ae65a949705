import { describe, expect, test } from 'vitest'
import { createActor, setup } from 'xstate'
import { compile, createCoverage, enumerateTransitions, tableOf } from '../../src/machine/index.ts'

const machine = setup({
  types: {} as { context: { open: boolean }; events: { type: 'push' } | { type: 'pull' } | { type: 'close' } },
  guards: { isOpen: ({ context }) => context.open },
}).createMachine({
  id: 'door',
  context: { open: true },
  initial: 'shut',
  on: { '*': { actions: [] } },
  states: {
    shut: { on: { push: [{ guard: 'isOpen', target: 'ajar' }, { target: 'locked' }] } },
    ajar: { always: 'wide', on: { close: 'shut' } },
    wide: { on: { close: 'shut' }, after: { 1000: 'shut' } },
    locked: {},
  },
})

const run = (send: (event: { type: 'push' } | { type: 'pull' } | { type: 'close' }) => void): void => {
  for (const type of ['pull', 'push', 'close', 'push', 'close'] as const) send({ type })
}

const expected = [
  { state: 'door', event: '*', taken: 1 },
  { state: 'door.shut', event: 'push', taken: 2 },
  { state: 'door.ajar', event: 'close', taken: 0 },
  { state: 'door.ajar', event: '', taken: 2 },
  { state: 'door.wide', event: 'close', taken: 2 },
  { state: 'door.wide', event: 'xstate.after.1000.door.wide', taken: 0 },
]

describe('transition coverage', () => {
  test('knows every transition', () => {
    expect(enumerateTransitions(machine)).toContainEqual({
      state: 'door.shut',
      event: 'push',
      place: 0,
      targets: ['door.ajar'],
      guard: 'isOpen',
    })
    expect(enumerateTransitions(machine)).toHaveLength(7)
  })

  test('counts what an interpreted actor does', () => {
    const coverage = createCoverage(machine)
    const actor = createActor(machine, { inspect: coverage.inspect }).start()
    run((event) => actor.send(event))
    actor.stop()
    expect(coverage.pairs()).toEqual(expected)
  })

  test('counts what a compiled actor does', () => {
    const coverage = createCoverage(machine)
    const stop = coverage.watch()
    const actor = createActor(compile(machine)).start()
    run((event) => actor.send(event))
    stop()
    run((event) => actor.send(event))
    actor.stop()
    expect(coverage.pairs()).toEqual(expected)
  })

  test('counts what records do', () => {
    const coverage = createCoverage(machine)
    const stop = coverage.watch()
    const table = tableOf(machine)
    const record = table.initial(undefined as never)
    run((event) => void table.step(record, event))
    stop()
    expect(coverage.pairs()).toEqual(expected)
    expect(coverage.untaken().map(({ state, event, place }) => `${state} ${event} ${place}`)).toEqual([
      'door.shut push 1',
      'door.ajar close 0',
      'door.wide xstate.after.1000.door.wide 0',
    ])
    expect(coverage.taken().map((transition) => coverage.count(transition))).toEqual([1, 2, 2, 2])
  })
})
