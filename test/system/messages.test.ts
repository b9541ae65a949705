/** Messages between actors of any XState program pass the one queue. */
import { describe, expect, test } from 'vitest'
import { createMachine, fromTransition, sendTo, type AnyActorRef, type AnyEventObject } from 'xstate'
import { createActorSystem } from '../../src/system/index.ts'
import { inPlace, recorder } from './in-place.ts'

describe('messages between actors', () => {
  test('are delivered in the order in which they were sent, not depth first', () => {
    const system = createActorSystem()
    const c = system.add('c', recorder())
    const b = system.add(
      'b',
      createMachine({ on: { x: { actions: sendTo(c as unknown as AnyActorRef, { type: 'z' }) } } }),
    )
    const a = createMachine({
      on: { go: { actions: [sendTo(b, { type: 'x' }), sendTo(c as unknown as AnyActorRef, { type: 'y' })] } },
    })
    system.add('a', a)
    system.send('a', { type: 'go' })
    system.run()
    expect(c.getSnapshot().context).toEqual([{ type: 'y' }, { type: 'z' }])
  })

  test('pass a chain of 100,000 actors without a deep stack', () => {
    const n = 100_000
    const system = createActorSystem({ hash: false })
    const refs: AnyActorRef[] = []
    const hop = (i: number) =>
      fromTransition((seen: number, event: AnyEventObject) => {
        refs[i + 1]?.send(event)
        return seen + 1
      }, 0)
    for (let i = 0; i < n; i++) refs.push(system.add(`hop${i}`, hop(i)))
    system.send('hop0', { type: 'go' })
    system.run()
    expect(refs.at(-1)?.getSnapshot().context).toBe(1)
    expect(system.delivered).toBe(n)
  })

  test('by `send` on a reference are in the queue too, with the sender as their cause', () => {
    const system = createActorSystem({ journal: 'all' })
    const to = system.add('to', recorder())
    system.add(
      'from',
      inPlace<null>(
        () => null,
        () => to.send({ type: 'hello' }),
      ),
    )
    system.send('from', { type: 'go' })
    system.run()
    expect(
      [...system.journal].slice(-2).map(({ from, to: receiver, event }) => `${from}>${receiver} ${event.type}`),
    ).toEqual(['>from go', 'from>to hello'])
    expect(system.journal.at(-1)?.cause).toBe(system.journal.at(-2)?.seq)
  })

  test('to an actor of another system are refused', () => {
    const stranger = createActorSystem().add('x', recorder())
    const system = createActorSystem()
    system.add(
      'a',
      createMachine({ on: { go: { actions: sendTo(stranger as unknown as AnyActorRef, { type: 'y' }) } } }),
    )
    system.send('a', { type: 'go' })
    expect(() => system.run()).toThrow("'y' was sent to 'x', which is no actor of this system")
  })
})
