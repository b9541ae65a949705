import { produce } from 'immer'
import { describe, expect, test } from 'vitest'
import { setup } from 'xstate'
import { type Effects, type MachineRecord, tableOf, update } from '../../src/machine/index.ts'

interface Context {
  name: string
  opened: number
  visitors: { names: string[] }
}
type Event = { type: 'open'; by: string } | { type: 'close' } | { type: 'break' } | { type: 'knock' }
type Emitted = { type: 'creaks'; name: string; opened: number }

const splinter = (): never => {
  throw new Error('splinters')
}

const doorMachine = setup({
  types: {} as { context: Context; events: Event; emitted: Emitted; input: { name: string }; tags: 'passable' },
  actions: {
    welcome: update(({ context, event, emit, raise }) => {
      if (event.type !== 'open') return
      context.opened++
      context.visitors.names.push(event.by)
      emit({ type: 'creaks', name: context.name, opened: context.opened })
      raise({ type: 'close' }, { delay: 0.5, id: 'shut' })
    }),
    leave: update(({ cancel }) => cancel('shut')),
    smash: update(({ context }) => {
      context.opened = -1
      splinter()
    }),
  },
  guards: { isWelcome: ({ event }) => event.type === 'open' && event.by !== 'thief' },
}).createMachine({
  id: 'door',
  context: ({ input }) => ({ name: input.name, opened: 0, visitors: { names: [] } }),
  initial: 'closed',
  on: { break: { actions: 'smash' } },
  states: {
    closed: { on: { open: { guard: 'isWelcome', target: 'opened', actions: 'welcome' }, knock: {} } },
    opened: { tags: 'passable', on: { close: { target: 'closed', actions: 'leave' } } },
  },
})

const doors = tableOf(doorMachine)

describe('records of a machine', () => {
  test('are stepped in place', () => {
    const door = doors.initial({ name: 'front' })
    expect(doors.value(door)).toBe('closed')
    expect(doors.step(door, { type: 'open', by: 'thief' })).toBe(false)
    expect(doors.can(door, { type: 'open', by: 'friend' })).toBe(true)
    expect(doors.can(door, { type: 'open', by: 'thief' })).toBe(false)
    expect(doors.step(door, { type: 'open', by: 'friend' })).toBe(true)
    expect(doors.matches(door, 'opened')).toBe(true)
    expect(doors.hasTag(door, 'passable')).toBe(true)
    expect(door.context).toEqual({ name: 'front', opened: 1, visitors: { names: ['friend'] } })
    expect(doors.configs[door.config]).toMatchObject({ index: door.config, value: 'opened' })
  })

  test('a transition that does nothing is taken all the same', () => {
    const door = doors.initial({ name: 'front' })
    expect(doors.step(door, { type: 'knock' })).toBe(true)
    expect(doors.can(door, { type: 'knock' })).toBe(false)
  })

  test('hand over their effects in order', () => {
    const door = doors.initial({ name: 'front' })
    const seen: unknown[] = []
    const effects: Effects<Emitted> = {
      emit: (event) => seen.push(event),
      schedule: (event, delay, id) => seen.push([event, delay, id]),
      cancel: (id) => seen.push(id),
    }
    doors.step(door, { type: 'open', by: 'friend' }, effects)
    doors.step(door, { type: 'close' }, effects)
    expect(seen).toEqual([{ type: 'creaks', name: 'front', opened: 1 }, [{ type: 'close' }, 0.5, 'shut'], 'shut'])
  })

  test('may be stepped while the effects of another are handed over', () => {
    const [front, back] = [doors.initial({ name: 'front' }), doors.initial({ name: 'back' })]
    const seen: unknown[] = []
    const inner: Effects<Emitted> = { emit: ({ name }) => seen.push(name), schedule: () => {}, cancel: () => {} }
    const outer: Effects<Emitted> = {
      emit: (event) => {
        doors.step(back, { type: 'open', by: 'draught' }, inner)
        seen.push(event.name)
      },
      schedule: () => seen.push('scheduled'),
      cancel: () => {},
    }
    doors.step(front, { type: 'open', by: 'friend' }, outer)
    expect(seen).toEqual(['back', 'front', 'scheduled'])
    expect([front.context.opened, back.context.opened]).toEqual([1, 1])
  })

  test('live in an immer draft', () => {
    const door: MachineRecord<Context> = doors.initial({ name: 'front' })
    const house = produce({ doors: [door] }, () => {})
    const next = produce(house, (draft) => {
      doors.step(draft.doors[0]!, { type: 'open', by: 'friend' })
    })
    expect(house.doors[0]!.context.opened).toBe(0)
    expect(doors.value(house.doors[0]!)).toBe('closed')
    expect(doors.value(next.doors[0]!)).toBe('opened')
    expect(next.doors[0]!.context.visitors.names).toEqual(['friend'])
    expect(Object.isFrozen(next.doors[0]!.context.visitors)).toBe(true)
    expect(() => doors.step(next.doors[0]!, { type: 'open', by: 'nobody' })).not.toThrow()
    expect(() => doors.step(next.doors[0]!, { type: 'close' })).toThrow(TypeError)
  })

  test('that fail are in error, where they were, with nothing handed over', () => {
    const door = doors.initial({ name: 'front' })
    const seen: unknown[] = []
    const note = (item: unknown): void => void seen.push(item)
    const effects: Effects<Emitted> = { emit: note, schedule: note, cancel: note }
    expect(() => doors.step(door, { type: 'break' }, effects)).toThrow('splinters')
    expect(door.status).toBe('error')
    expect(doors.value(door)).toBe('closed')
    expect(doors.step(door, { type: 'open', by: 'friend' })).toBe(false)
    expect(seen).toEqual([])
  })

  test('that fail as they end have no output', () => {
    const burning = setup({ actions: { fall: update(() => splinter()) } }).createMachine({
      initial: 'lit',
      states: { lit: { on: { burn: 'ash' } }, ash: { type: 'final' } },
      output: 'ashes',
      exit: 'fall',
    })
    const table = tableOf(burning)
    const record = table.initial(undefined)
    expect(() => table.step(record, { type: 'burn' })).toThrow('splinters')
    expect(record).toMatchObject({ status: 'error', output: undefined })
    expect(table.value(record)).toBe('lit')
  })

  test('start from contexts that share nothing', () => {
    const names = ['first']
    const machine = setup({
      types: {} as { context: { names: string[] }; events: { type: 'add' }; input: { names: string[] } },
      actions: { add: update(({ context }) => void context.names.push('more')) },
    }).createMachine({ context: ({ input }) => ({ names: input.names }), on: { add: { actions: 'add' } } })
    const table = tableOf(machine)
    const record = table.initial({ names })
    table.step(record, { type: 'add' })
    expect(record.context.names).toEqual(['first', 'more'])
    expect(names).toEqual(['first'])
  })

  test('the table is made once', () => {
    expect(tableOf(doorMachine)).toBe(doors)
  })
})
