/** The compiled machine: it steps records, and knows of no actor. */
import type {
  AnyStateMachine,
  ContextFrom,
  EmittedFrom,
  EventFrom,
  EventObject,
  InputFrom,
  MachineContext,
  StateValue,
} from 'xstate'
import { ActionCompiler } from './actions.ts'
import { CompileError } from './compile-error.ts'
import { type Configuration, Configurations } from './configuration.ts'
import { type Effects, Frame, type Host, type MachineRecord } from './frame.ts'
import type { MachineModel, TransitionModel } from './model.ts'
import { plainCopy } from './plain-copy.ts'
import { type Plan, Planner, type StraightRecipe } from './plan.ts'
import { type Candidate, choosePassing, onlyCandidate, firstPassing, type Selection, Selector } from './selection.ts'
import { readMachine } from './xstate-internals.ts'

/** XState's default is without limit; a loop that never ends is an error here. */
const MAX_ITERATIONS = 100_000

/** What a configuration number stands for. */
export interface ConfigurationInfo {
  readonly index: number
  readonly value: StateValue
  readonly tags: ReadonlySet<string>
}

/** A compiled machine as functions over records. Records are plain data, so a thousand orders are a thousand small objects. */
export interface MachineTable<
  TContext = MachineContext,
  TEvent extends EventObject = EventObject,
  TEmitted extends EventObject = EventObject,
  TInput = unknown,
> {
  /** A record in the machine's initial state. The context is a copy: it shares nothing with the definition or the input. */
  initial(input: TInput, effects?: Effects<TEmitted>): MachineRecord<TContext>
  /**
   * Handles one event, and all it raises, in place. True when the event itself took a transition; a record that is
   * no longer active takes none. Effects are handed over in order when the step is complete.
   *
   * @throws what a guard or an action throws; the record then has the status 'error', its old configuration, no effect is
   * handed over, and its context is as far as the step came.
   */
  step(record: MachineRecord<TContext>, event: TEvent, effects?: Effects<TEmitted>): boolean
  /** Whether the event would take a transition now that does something or leads somewhere. */
  can(record: MachineRecord<TContext>, event: TEvent): boolean
  /** The state value; shared and frozen. */
  value(record: MachineRecord<TContext>): StateValue
  matches(record: MachineRecord<TContext>, value: StateValue): boolean
  hasTag(record: MachineRecord<TContext>, tag: string): boolean
  /** The configurations met so far, by number. */
  readonly configs: readonly ConfigurationInfo[]
}

/** Told of the transitions of every step, while somebody wants to know. */
export type TransitionObserver = (transitions: readonly TransitionModel[]) => void

export class Table implements MachineTable<MachineContext, EventObject, EventObject> {
  readonly model: MachineModel
  /** Told of each microstep, when there are any (see `createCoverage`). */
  private observers: readonly TransitionObserver[] | undefined = undefined
  readonly configs: Configuration[]
  /** Only the root is active. */
  readonly unborn: Configuration
  private readonly planner: Planner
  private readonly selector = new Selector()
  private readonly configurations: Configurations
  private readonly frames: Frame[] = [new Frame()]
  private depth = 0
  private readonly maxIterations: number
  private initialPlan: Plan | undefined = undefined

  constructor(model: MachineModel) {
    this.model = model
    this.configurations = new Configurations(model.root)
    this.configs = this.configurations.list
    this.unborn = this.configurations.intern([model.root])
    this.planner = new Planner(model.root, this.configurations, new ActionCompiler(model))
    this.maxIterations = Number.isFinite(model.maxIterations) ? model.maxIterations : MAX_ITERATIONS
  }

  initial(input: unknown, effects?: Effects): MachineRecord {
    const record = this.blank()
    this.enter(record, input, effects, undefined)
    return record
  }

  blank(): MachineRecord {
    return { config: this.unborn.index, status: 'active', context: {}, output: undefined }
  }

  /** Gives a blank record its context and takes it into the initial state. */
  enter(record: MachineRecord, input: unknown, effects: Effects | undefined, host: Host | undefined): void {
    const event: EventObject & { input: unknown } = { type: 'xstate.init', input }
    const frame = this.acquire()
    let isComplete = false
    try {
      record.context = this.makeContext(input, host?.self)
      frame.begin(record, event, effects, host)
      const plan = (this.initialPlan ??= this.planner.initial(this.unborn))
      frame.config = this.unborn
      this.execute(frame, plan)
      this.settle(frame)
      isComplete = true
      frame.release()
    } finally {
      this.dispose(frame, isComplete, record, this.unborn.index)
    }
  }

  step(record: MachineRecord, event: EventObject, effects?: Effects): boolean {
    return this.run(record, event, effects, undefined)
  }

  /** `step` for a record that may belong to an actor. */
  run(record: MachineRecord, event: EventObject, effects: Effects | undefined, host: Host | undefined): boolean {
    if (record.status !== 'active') return false
    const before = record.config
    const configuration = this.configs[before]!
    const frame = this.acquire()
    let isComplete = false
    try {
      frame.begin(record, event, effects, host)
      frame.config = configuration
      const selection = this.selectionFor(configuration, event.type)
      const plan = this.choose(frame, configuration, selection)
      if (plan !== undefined) this.execute(frame, plan)
      else if (selection.isActorError) throw (event as { error?: unknown }).error
      if (frame.hasRaised || frame.config.eventless !== undefined) this.settle(frame)
      isComplete = true
      if (frame.hasEffects) {
        host?.show()
        frame.release()
      }
      return plan !== undefined
    } finally {
      this.dispose(frame, isComplete, record, before)
    }
  }

  /**
   * The recipes that an event leads to in a configuration, where it leads to nothing else: no guard to ask, no state to leave, nothing
   * eventless. Most deliveries of most machines are of this kind.
   */
  straightFor(configuration: Configuration, eventType: string): readonly StraightRecipe[] | undefined {
    const { recent } = configuration
    const selection =
      recent !== undefined && recent.eventType === eventType ? recent : this.selectionFor(configuration, eventType)
    if (selection.straight === null) {
      const candidate = onlyCandidate(selection)
      const plan = candidate === undefined ? undefined : this.planAlone(configuration, candidate)
      const isStraight = plan?.next === configuration && this.eventlessOf(configuration) === undefined
      selection.straight = isStraight ? plan.recipes : undefined
    }
    return this.observers === undefined ? selection.straight : undefined
  }

  /** Is somebody told of every transition? */
  get isObserved(): boolean {
    return this.observers !== undefined
  }

  /** Handles what recipes that were run by themselves have raised, and lets their effects go. */
  finish(frame: Frame, configuration: Configuration): void {
    if (frame.hasRaised) {
      frame.config = configuration
      this.settle(frame)
    }
    if (frame.hasEffects) {
      frame.host?.show()
      frame.release()
    }
  }

  can(record: MachineRecord, event: EventObject): boolean {
    if (record.status !== 'active') return false
    const configuration = this.configs[record.config]!
    const frame = this.acquire()
    try {
      frame.begin(record, event, undefined, undefined)
      frame.config = configuration
      frame.asked = undefined
      const selection = this.selectionFor(configuration, event.type)
      choosePassing(selection, frame)
      return frame.taken
        .slice(0, frame.takenCount)
        .some(({ transition }) => transition.targets !== undefined || transition.actions.length > 0)
    } finally {
      this.depth--
    }
  }

  value(record: MachineRecord): StateValue {
    return this.configs[record.config]!.value
  }

  matches(record: MachineRecord, value: StateValue): boolean {
    return this.configs[record.config]!.matches(value)
  }

  hasTag(record: MachineRecord, tag: string): boolean {
    return this.configs[record.config]!.tags.has(tag)
  }

  /** Returns how to stop. */
  observe(observer: TransitionObserver): () => void {
    this.observers = [...(this.observers ?? []), observer]
    return () => {
      const left = this.observers?.filter((other) => other !== observer) ?? []
      this.observers = left.length === 0 ? undefined : left
    }
  }

  /** The number of a configuration given by XState nodes in their order. */
  configurationOf(nodes: readonly unknown[]): Configuration {
    const { states } = this.model
    return this.configurations.intern(nodes.map((node) => states.find((state) => state.node === node)!))
  }

  private makeContext(input: unknown, self: unknown): MachineContext {
    const { context, id, root } = this.model
    if (typeof context !== 'function') return plainCopy((context ?? {}) as MachineContext)
    const spawn = (): never => {
      throw new CompileError(id, root.id, 'spawn inside the context')
    }
    return plainCopy((context as (args: unknown) => MachineContext)({ input, self, spawn }))
  }

  private selectionFor(configuration: Configuration, eventType: string): Selection {
    const { recent } = configuration
    if (recent !== undefined && recent.eventType === eventType) return recent
    let selection = configuration.selections.get(eventType)
    if (selection === undefined) {
      selection = this.selector.forEvent(configuration, eventType)
      configuration.selections.set(eventType, selection)
      // Known from here on, so that a step can tell by one look that there is nothing eventless.
      this.eventlessOf(configuration)
    }
    configuration.recent = selection
    return selection
  }

  private eventlessOf(configuration: Configuration): Selection | undefined {
    const { eventless } = configuration
    if (eventless !== null) return eventless
    return (configuration.eventless = this.selector.eventless(configuration))
  }

  private choose(frame: Frame, configuration: Configuration, selection: Selection): Plan | undefined {
    const { single } = selection
    frame.asked = undefined
    if (single === undefined) {
      choosePassing(selection, frame)
      return this.planTogether(configuration, frame)
    }
    const candidate = firstPassing(single, frame, selection.eventType)
    return candidate === undefined ? undefined : (candidate.plan ?? this.planAlone(configuration, candidate))
  }

  private planAlone(configuration: Configuration, candidate: Candidate): Plan {
    return (candidate.plan ??= this.planner.plan(configuration, [candidate.transition]))
  }

  private planTogether(configuration: Configuration, { taken, takenCount }: Frame): Plan | undefined {
    if (takenCount === 0) return undefined
    if (takenCount === 1) return this.planAlone(configuration, taken[0]!)
    let { combination } = configuration
    for (let place = 0; place < takenCount; place++) combination = combination.with(taken[place]!.transition.index)
    if (combination.plan !== undefined) return combination.plan
    const transitions = taken.slice(0, takenCount).map(({ transition }) => transition)
    return (combination.plan = this.planner.plan(configuration, transitions))
  }

  private execute(frame: Frame, plan: Plan): void {
    const { recipes, operations, next } = plan
    if (recipes !== undefined) {
      if (recipes.length > 0) frame.changed = true
      for (let index = 0; index < recipes.length; index++) {
        const { recipe, params } = recipes[index]!
        recipe(frame.args, params)
      }
    } else {
      for (let index = 0; index < operations.length; index++) operations[index]!(frame)
    }
    if (next !== frame.config) {
      frame.changed = true
      frame.config = next
      frame.record.config = next.index
      if (next.eventless === null) this.eventlessOf(next)
    }
    if (this.observers !== undefined) for (const observer of this.observers) observer(plan.transitions)
  }

  /** Eventless transitions and raised events, until there are none; in XState's order. */
  private settle(frame: Frame): void {
    let isEventlessDue = true
    for (let iteration = 1; frame.record.status === 'active'; iteration++) {
      if (iteration > this.maxIterations) throw endless(this.maxIterations)
      const configuration = frame.config!
      const eventless: Selection | undefined = isEventlessDue ? this.eventlessOf(configuration) : undefined
      let plan: Plan | undefined = eventless === undefined ? undefined : this.choose(frame, configuration, eventless)
      const isEventless: boolean = plan !== undefined
      if (plan === undefined) {
        const event = frame.takeRaised()
        if (event === undefined) break
        frame.args.event = event
        plan = this.choose(frame, configuration, this.selectionFor(configuration, event.type))
      }
      frame.changed = false
      if (plan !== undefined) this.execute(frame, plan)
      // Nothing new came of an eventless transition: it would be taken for ever.
      isEventlessDue = isEventless ? frame.changed || frame.record.status !== 'active' : true
    }
    frame.forgetRaised()
  }

  private acquire(): Frame {
    const depth = this.depth++
    return this.frames[depth] ?? (this.frames[depth] = new Frame())
  }

  private dispose(frame: Frame, isComplete: boolean, record: MachineRecord, before: number): void {
    this.depth--
    if (isComplete) return
    frame.abandon()
    record.status = 'error'
    record.config = before
    // It may have been done, with an output, when its last exit action threw.
    record.output = undefined
  }
}

function endless(limit: number): Error {
  return new Error(
    `Infinite loop detected: the machine has processed more than ${limit} microsteps without reaching a stable state. ` +
      `Look for eventless transitions or raised events that lead round in a circle.`,
  )
}

const tables = new WeakMap<AnyStateMachine, Table>()

/** The table of a machine, made once. @throws CompileError */
export function internalTable(machine: AnyStateMachine): Table {
  let table = tables.get(machine)
  if (table === undefined) {
    table = new Table(readMachine(machine))
    tables.set(machine, table)
  }
  return table
}

/**
 * Compiles a machine to functions over records: for state that an actor keeps many of (orders), without an actor each.
 * The same machine always gives the same table.
 *
 * @throws CompileError naming machine, state and feature when the compiler does not support it.
 *
 * @example
 * const doors = tableOf(doorMachine)
 * const door = doors.initial({ colour: 'red' })
 * doors.step(door, { type: 'open' }) // true
 * doors.matches(door, 'opened') // true
 */
export function tableOf<TMachine extends AnyStateMachine>(
  machine: TMachine,
): MachineTable<ContextFrom<TMachine>, EventFrom<TMachine>, EmittedFrom<TMachine> & EventObject, InputFrom<TMachine>> {
  return internalTable(machine) as unknown as ReturnType<typeof tableOf<TMachine>>
}
