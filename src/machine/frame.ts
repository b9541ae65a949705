/**
 * What one event's handling needs while it lasts: the record being stepped, the events raised so far, the effects asked for.
 * Frames are kept and reused, one a nesting depth, so that stepping allocates nothing.
 */
import type { EventObject, MachineContext } from 'xstate'
import type { Configuration } from './configuration.ts'
import type { Guard } from './guards.ts'
import type { ReadArguments } from './model.ts'
import type { Candidate } from './selection.ts'
import type { RaiseOptions } from './update.ts'

/** A machine's state as plain data. It may be the property of a context and so live in an immer draft. */
export interface MachineRecord<TContext = MachineContext> {
  /** Number of the active configuration; given in order of discovery, so meaningless outside this run. */
  config: number
  status: 'active' | 'done' | 'error'
  context: TContext
  output?: unknown
}

/** Where the effects of a step go, in order, after the step. */
export interface Effects<TEmitted = EventObject> {
  emit(event: TEmitted): void
  /** `delayMs` in milliseconds, fractions allowed. The id is missing only for a delayed `raise` that was given none. */
  schedule(event: EventObject, delayMs: number, id: string | undefined): void
  cancel(id: string): void
  log?(...values: unknown[]): void
}

/** A custom action on its way to be run. */
export interface Execution {
  readonly type: string
  readonly info: ReadArguments
  readonly params: unknown
  readonly exec: ((info: never, params: never) => void) | undefined
}

/** Effects of an actor, which knows itself and runs custom actions its own way. */
export interface Host extends Effects {
  readonly self: unknown
  readonly system: unknown
  execute(action: Execution): void
  /** Brings what the actor shows up to date; called before effects are handed over, since who hears of them may look. */
  show(): void
  /** Set while the initial snapshot is made: effects wait for the actor's start. */
  readonly starting: boolean
}

/** The one object that every recipe, guard and expression gets; to the last two it shows only its first four properties by type. */
class StepArguments implements ReadArguments {
  context: MachineContext = {}
  event: EventObject = NOTHING
  self: unknown = undefined
  system: unknown = undefined
  readonly emit: (event: EventObject) => void
  readonly raise: (event: EventObject, options?: RaiseOptions) => void
  readonly cancel: (id: string) => void

  constructor(frame: Frame) {
    this.emit = (event) => frame.emit(event)
    this.raise = (event, options) => frame.raise(event, options?.delay, options?.id)
    this.cancel = (id) => frame.cancel(id)
  }
}

const NOTHING: EventObject = { type: '' }
/** Kinds of effects, in the column that holds the delay of the others. */
const EMIT = -1
const CANCEL = -2

export class Frame {
  record: MachineRecord = { config: -1, status: 'active', context: {}, output: undefined }
  /** The configuration before the transition at hand; `stateIn` looks at it, also from entry actions, as XState has it. */
  config: Configuration | undefined = undefined
  effects: Effects | undefined = undefined
  host: Host | undefined = undefined
  /** Whether XState would have made a new snapshot: what decides if eventless transitions are looked at again. */
  changed = false
  /** The guard that was asked last while candidates are chosen, and its answer. */
  asked: Guard | undefined = undefined
  answer = false
  /** Transitions chosen to be taken together. */
  readonly taken: Candidate[] = []
  takenCount = 0
  readonly args: StepArguments

  /** Slots in use are those from `nextRaised` to `raisedCount`; the array never shrinks, which would make it allocate again. */
  private readonly raised: (EventObject | undefined)[] = []
  private nextRaised = 0
  private raisedCount = 0
  private readonly subjects: unknown[] = []
  private readonly delays: number[] = []
  private readonly ids: (string | undefined)[] = []
  private pending = 0

  constructor() {
    this.args = new StepArguments(this)
  }

  begin(record: MachineRecord, event: EventObject, effects: Effects | undefined, host: Host | undefined): void {
    this.record = record
    this.effects = effects
    const { args } = this
    args.context = record.context
    args.event = event
    if (this.host !== host) {
      this.host = host
      args.self = host?.self
      args.system = host?.system
    }
  }

  /** What `assign` does: a new context takes the old one's place. */
  replaceContext(context: MachineContext): void {
    this.record.context = context
    this.args.context = context
    this.changed = true
  }

  emit(event: EventObject): void {
    const slot = this.pending++
    this.subjects[slot] = event
    this.delays[slot] = EMIT
  }

  raise(event: EventObject, delay: unknown, id: string | undefined): void {
    if (typeof delay !== 'number') {
      this.raised[this.raisedCount++] = event
      return
    }
    const slot = this.pending++
    this.subjects[slot] = event
    // A negative delay would read as another kind of effect; timers take it for 0 anyway.
    this.delays[slot] = delay < 0 ? 0 : delay
    this.ids[slot] = id
  }

  cancel(id: string): void {
    const slot = this.pending++
    this.subjects[slot] = id
    this.delays[slot] = CANCEL
  }

  /** Something was raised, or waits to be let go. */
  get isBusy(): boolean {
    return this.pending > 0 || this.raisedCount > this.nextRaised
  }

  get hasRaised(): boolean {
    return this.raisedCount > 0
  }

  /** The oldest event raised and not yet handled. */
  takeRaised(): EventObject | undefined {
    const { raised, nextRaised } = this
    if (nextRaised === this.raisedCount) {
      this.forgetRaised()
      return undefined
    }
    const event = raised[nextRaised]
    raised[nextRaised] = undefined
    this.nextRaised = nextRaised + 1
    return event
  }

  forgetRaised(): void {
    this.nextRaised = 0
    this.raisedCount = 0
  }

  get hasEffects(): boolean {
    return this.pending > 0
  }

  /** Hands the effects over, oldest first. */
  release(): void {
    const { effects, pending } = this
    this.pending = 0
    for (let slot = 0; slot < pending; slot++) {
      const subject = this.subjects[slot]
      this.subjects[slot] = undefined
      if (effects === undefined) continue
      const delay = this.delays[slot]!
      if (delay === EMIT) effects.emit(subject as EventObject)
      else if (delay === CANCEL) effects.cancel(subject as string)
      else effects.schedule(subject as EventObject, delay, this.ids[slot])
    }
  }

  /** After an error: what was not yet done is not done. */
  abandon(): void {
    this.forgetRaised()
    this.pending = 0
  }
}
