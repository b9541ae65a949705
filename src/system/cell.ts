/** What the system keeps of one actor: its place in the registry, its supervision, and what makes a delivery to it fast. */
import { OwnTimers } from './timers.ts'
import type { LiveLogic, XActor } from './xstate-internals.ts'
import type { Resolution } from './router.ts'

/**
 * What happens when an actor throws. `stop` ends the run with an `ActorFailedError`; `restart` starts it again from its initial state,
 * under the same name and routes; `isolate` leaves it stopped, and what is sent to it later is a dead letter.
 */
export type Supervision = 'stop' | 'restart' | 'isolate'

export class Cell {
  /** Registered name; children are `parent/child`. */
  readonly name: string
  readonly parent: Cell | null
  readonly supervision: Supervision
  /** Class of its timers within an instant, 0 to 7. */
  readonly timerClass: number
  actor: XActor | null = null
  /** Makes it anew, for a restart; null for a child, which its parent makes. */
  create: (() => XActor) | null = null
  /** May its logic be called directly, with its own snapshot? */
  direct = false
  /** What handles its events, while it may be called directly and offers that. */
  life: LiveLogic | null = null
  /** Has anybody subscribed to its snapshots? Then every delivery takes XState's own way. */
  observed = false
  /** Is its stop on the way? */
  stopping = false
  /** Has anybody called `on` to hear what it emits? */
  listened = false
  /** False once it was removed, or ended for good: what is sent to it is a dead letter. */
  alive = true
  timers: OwnTimers | null = null
  /** Kind of asynchronous logic, for a promise that is pending. */
  awaited = false

  /** The router's answers to "who hears this type from me", valid for one version of the route table. */
  routesVersion = -1
  lastType = ''
  lastResolution: Resolution | null = null
  /** What came before it: many an actor says two things in turn. */
  otherType = ''
  otherResolution: Resolution | null = null
  resolutions: Map<string, Resolution> | null = null
  /** Number under which the run hash knows the name, -1 before its first message. */
  hashNumber = -1

  constructor(name: string, parent: Cell | null, supervision: Supervision, timerClass: number) {
    this.name = name
    this.parent = parent
    this.supervision = supervision
    this.timerClass = timerClass
  }

  get ownTimers(): OwnTimers {
    return (this.timers ??= new OwnTimers())
  }
}
