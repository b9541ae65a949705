/** The behaviours of an experiment: those about messages are the venue's own affair, those with a time of their own are sent when it comes. */
import type { LineFault, Reaction, Timed } from '../../actors/broker/index.ts'
import type { ActorSystem } from '../system/index.ts'
import type { Experiment } from './experiment.ts'

/** What the venue is given. */
export const untimed = (experiment: Experiment): readonly (LineFault | Reaction)[] =>
  (experiment.broker?.behaviours ?? []).filter((behaviour) => behaviour.kind !== 'timed')

/** Sends every timed step when its time comes, after the market's data of that instant; what lies before the beginning, at the beginning. */
export function scheduleTimed(system: ActorSystem, experiment: Experiment): void {
  const timed = (experiment.broker?.behaviours ?? []).filter(
    (behaviour): behaviour is Timed => behaviour.kind === 'timed',
  )
  for (const { to, at, event } of timed.flatMap((behaviour) => behaviour.steps()))
    system.clock.setTimeout(() => system.send(to, event), Math.max(0, at - system.now) / 1_000)
}
