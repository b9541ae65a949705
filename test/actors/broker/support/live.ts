/** A venue in a system of its own, with behaviours, for tests in which time passes. */
import { brokerMachine, type LineFault, type Reaction } from '../../../../actors/broker/index.ts'
import type { BrokerEmitted, BrokerIncoming, BrokerInput } from '../../../../actors/broker/index.ts'
import { compile } from '../../../../src/machine/index.ts'
import { createActorSystem, randomStream } from '../../../../src/system/index.ts'
import type { Mode } from './venue.ts'

export interface Said {
  readonly at: number
  readonly event: BrokerEmitted
}

/** A venue in a system of its own, so that time passes: sends each event at its `at`, and gives what was said when. */
export function live(
  behaviours: readonly (LineFault | Reaction)[],
  events: readonly BrokerIncoming[],
  more: BrokerInput = {},
  mode: Mode = 'fast',
): { said: Said[]; hash: string } {
  const system = createActorSystem({ freeze: mode === 'observed' })
  const input: BrokerInput = {
    symbols: ['AAA'],
    now: () => system.now,
    chance: randomStream(1, 'chance').next,
    behaviours,
    ...more,
  }
  system.add('broker', mode === 'fast' ? compile(brokerMachine) : brokerMachine, { input })
  system.ignore('broker', '*')
  const said: Said[] = []
  system.tap<BrokerEmitted>('broker', '*', (event, at) => said.push({ at, event: { ...event } }))
  for (const event of events) {
    const at = ('at' in event ? event.at : undefined) ?? 0
    if (at > system.now) system.run({ until: at })
    system.send('broker', event)
  }
  system.run()
  return { said, hash: system.hash.digest() }
}

/** What left the venue: `filled e-2 @10`, or the fault that was said. */
export const told = (said: readonly Said[]): string[] =>
  said.map(({ at, event }) =>
    event.type === 'broker.fault'
      ? `${event.effect} ${event.event.slice(6)}`
      : `${event.type.slice(6)} ${'execId' in event ? event.execId : ''} @${at}`,
  )
