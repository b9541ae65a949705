/** Whoever watches, with the means of XState, changes nothing. */
import { describe, expect, test } from 'vitest'
import { createMachine, emit, sendTo, waitFor } from 'xstate'
import { createActorSystem } from '../../src/system/index.ts'
import { inPlace, recorder } from './in-place.ts'

describe('observers', () => {
  test('of a direct actor are told of every snapshot, and stop costing when the actor is made anew', async () => {
    const system = createActorSystem()
    const seen: number[] = []
    const counter = system.add(
      'a',
      inPlace<{ n: number }>(
        () => ({ n: 0 }),
        (state) => void state.n++,
      ),
    )
    const reached = waitFor(counter, ({ context }) => context.n === 3)
    counter.subscribe(({ context }) => void seen.push(context.n))
    for (let i = 0; i < 3; i++) system.send('a', { type: 'x' })
    system.run()
    expect(seen).toEqual([0, 1, 2, 3])
    expect((await reached).context.n).toBe(3)
  })

  test('of emissions hear them beside the routes', () => {
    const system = createActorSystem()
    const seen: string[] = []
    const actor = system.add('a', createMachine({ on: { go: { actions: emit({ type: 'went' }) } } }))
    actor.on('*', ({ type }) => void seen.push(type))
    system.add('log', recorder())
    system.route('a', '*', 'log')
    system.send('a', { type: 'go' })
    system.run()
    expect(seen).toEqual(['went'])
    expect(system.get('log').getSnapshot().context).toEqual([{ type: 'went' }])
  })

  test('of emissions find in a journal of the present what an emission answers', () => {
    const system = createActorSystem({ journal: 'present' })
    const answers: string[] = []
    for (const name of ['a', 'b'])
      system.add(name, createMachine({ on: { ask: { actions: emit({ type: 'answer' }) } } }))
    for (const name of ['a', 'b'])
      system.tap(name, 'answer', () => {
        const entry = system.journal.at(-1)
        answers.push(`${name} answers ${entry?.event.type} to ${entry?.to}`)
      })
    for (const name of ['a', 'b', 'a']) system.send(name, { type: 'ask' })
    system.run()
    // nobody hears the answers: they are dead letters, and not what is being handled
    expect(answers).toEqual(['a answers ask to a', 'b answers ask to b', 'a answers ask to a'])
    expect(system.deadLetters.count).toBe(3)
    expect(system.journal.length).toBe(1)
  })

  test('of the whole system see each delivery once, when it is made, and change nothing', () => {
    const run = (inspected: boolean) => {
      const system = createActorSystem({ journal: 'all' })
      const seen: string[] = []
      const inspector =
        inspected &&
        system.inspect((event) => {
          if (event.type === '@xstate.event') seen.push(`${event.event.type} ${system.now}`)
        })
      system.add('direct', recorder())
      system.add(
        'a',
        createMachine({
          after: { 5: { actions: [emit({ type: 'late' }), sendTo(({ self }) => self, { type: 'again' })] } },
        }),
      )
      system.route('a', '*', 'direct')
      system.run()
      if (inspector) inspector.remove()
      system.send('direct', { type: 'unseen' })
      system.run()
      return { seen, journal: system.journal.toString(), hash: system.hash.digest() }
    }
    const { seen, ...inspected } = run(true)
    expect(seen).toEqual(['xstate.init 0', 'xstate.init 0', 'xstate.after.5.(machine) 5000', 'late 5000', 'again 5000'])
    expect({ seen: [], ...inspected }).toEqual(run(false))
  })
})
