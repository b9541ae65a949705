/**
 * The routes of a run with execution algorithms: the portfolio trades through their desk, which passes on what is not theirs, and every order that an
 * algorithm works has a worker of its own. Without algorithms there is none of this.
 */
import type { AnyActorLogic, AnyStateMachine } from 'xstate'
import { type Algorithm, executionMachine, poolMachine } from '../../actors/execution/index.ts'
import type { ActorSystem } from '../system/index.ts'
import type { Experiment } from './experiment.ts'

/** What the desk tells the portfolio; its requests go the other way. */
const REPORTS = [
  'pendingNew',
  'accepted',
  'rejected',
  'filled',
  'triggered',
  'activated',
  'pendingCancel',
  'canceled',
  'expired',
  'pendingReplace',
  'replaced',
  'cancelRejected',
  'replaceRejected',
  'suspended',
  'resumed',
  'stopped',
  'doneForDay',
  'calculated',
  'restated',
  'tradeCorrected',
  'tradeCanceled',
  'status',
].map((name) => `order.${name}`)

/** What the wiring of a run has decided. */
interface Wires {
  readonly requests: readonly string[]
  /** Ranks of the messages of one instant. */
  readonly classes: { readonly report: number; readonly decide: number; readonly request: number }
  readonly prepare: (machine: AnyStateMachine) => AnyActorLogic
}

/** Adds the desk and the pool of workers, and their routes but for those between desk and venue. */
export function wireAlgorithms(
  system: ActorSystem,
  { instruments, latency = {} }: Experiment,
  algorithms: Readonly<Record<string, Algorithm>>,
  { requests, classes, prepare }: Wires,
): void {
  const now = (): number => system.now
  const names = Object.keys(algorithms)
  system.add('execution', prepare(executionMachine), { input: { name: 'execution', algorithms: names, now } })
  // it spawns, so it is interpreted in either mode
  system.add('algorithms', poolMachine, { input: { algorithms, instruments, now }, timerClass: classes.decide })
  for (const request of requests) system.route('portfolio', request, 'execution', { class: classes.request })
  for (const report of REPORTS) system.route('execution', report, 'portfolio', { class: classes.report })
  for (const work of ['work.begin', 'work.end', 'work.news'])
    system.route('execution', work, 'algorithms', { class: classes.report })
  system.route('algorithms', 'work.done', 'execution', { class: classes.request })
  system.route('algorithms/*', 'slice.*', 'execution', { class: classes.request })
  const market = { class: classes.decide, latency: latency.market, line: 'market execution' }
  for (const event of ['market.session', 'market.split']) system.route('market', event, 'execution', market)
  system.route('market', 'market.*', 'algorithms', market)
  // what went wrong on either side of the desk
  for (const notice of ['order.violation', 'order.duplicate']) system.ignore('execution', notice)
}
