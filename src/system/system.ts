/** The actor system as its users meet it. The work is done in kernel.ts. */
import type { ActorRefFrom, AnyActorLogic, AnyActorRef, AnyEventObject, InputFrom, InspectionEvent } from 'xstate'
import type { Cell, Supervision } from './cell.ts'
import { virtualClock, type SystemClock } from './clock.ts'
import type { DeadLetters } from './dead-letters.ts'
import { AsyncPendingError, UsageError } from './errors.ts'
import { checkAdd, checkEvent, checkRoute, checkSystem, checkUntil } from './checks.ts'
import { idMaker } from './ids.ts'
import type { Journal, JournalMode } from './journal.ts'
import { Kernel } from './kernel.ts'
import type { Lane } from './lane.ts'
import { randomStream, type RandomStream } from './random.ts'
import { checkClass, DEFAULT_CLASS, type Route, type RouteOptions } from './router.ts'
import type { RunHash } from './run-hash.ts'
import { causalChain } from './trace.ts'
import type { Micros } from './time.ts'
import type { CausalLink } from './errors.ts'
import type { AnyActorSystem, XStateClock } from './xstate-internals.ts'

export interface SystemOptions {
  /** Everything random in the run is derived from it. 0 when left out. */
  readonly seed?: number
  /** The first instant, microseconds; 0 for a virtual clock, the present time for a wall clock. */
  readonly start?: Micros
  /** `virtualClock()` when left out. */
  readonly clock?: SystemClock
  /** What the journal keeps; nothing when left out. */
  readonly journal?: JournalMode
  /** Patterns of event types that are data: outside the run hash, and outside a journal of decisions. */
  readonly data?: readonly string[]
  /** A dead letter ends the run with a `DeadLetterError`. */
  readonly strict?: boolean
  readonly limits?: {
    /** Deliveries within one instant before the run ends with an `InstantLimitError`; 1,000,000 when left out. */
    readonly perInstant?: number
    /** Envelopes that may wait (in the future, and in each class of the present) before a `QueueLimitError`; 10,000,000 when left out. */
    readonly queue?: number
  }
  /** Freeze every event as it is sent, so that whoever changes one is found out. Costs time; for tests and observation. */
  readonly freeze?: boolean
  /** `false` does without the run hash. */
  readonly hash?: boolean
  /** Where XState's `log` action writes; the console when left out. */
  readonly logger?: (...args: unknown[]) => void
}

export interface AddOptions {
  /** What happens when it throws; `stop` (the run) when left out. */
  readonly supervision?: Supervision
  /** Class of its timers, and its children's, within an instant: 0 (first) to 7; 4 when left out. */
  readonly timerClass?: number
}

/** The options of `add`; `input` is asked for where the logic needs one. */
export type AddArguments<Logic extends AnyActorLogic> =
  undefined extends InputFrom<Logic>
    ? [options?: AddOptions & { readonly input?: InputFrom<Logic> }]
    : [options: AddOptions & { readonly input: InputFrom<Logic> }]

/**
 * Why `run` returned: nothing is left to do; the instant `until` is over; somebody called `stop()`.
 */
export interface RunResult {
  readonly reason: 'idle' | 'until' | 'stopped'
  readonly now: Micros
}

export interface RunOptions {
  /** Run up to and including this instant, microseconds. */
  readonly until?: Micros
}

export interface RunAsyncOptions extends RunOptions {
  /** With nothing left to do, `return` (as a virtual clock does), or `wait` for something from outside (as a wall clock does). */
  readonly whenIdle?: 'return' | 'wait'
}

/** Something that can be taken away again. */
export interface Removable {
  remove(): void
}

/**
 * Actors, the routes between them, and the one queue everything passes through. See docs/system.md.
 */
export interface ActorSystem {
  /** The present instant, microseconds. */
  readonly now: Micros
  /** The clock of the system as XState knows it: `setTimeout(callback, milliseconds)`, in virtual time. */
  readonly clock: XStateClock
  readonly deadLetters: DeadLetters
  readonly journal: Journal
  /** @throws UsageError when the system was made with `hash: false`. */
  readonly hash: RunHash
  readonly routes: readonly Route[]
  /** Names of the actors that exist, children (`parent/child`) included. */
  readonly names: readonly string[]
  /** Messages and timers delivered so far. */
  readonly delivered: number
  /** XState's own system object, for tools that want it. */
  readonly xstate: AnyActorSystem

  /**
   * Makes an actor of any XState logic. It exists at once, and starts before the next message is delivered: what it emits at its start
   * is heard over the routes that are laid until then.
   * @throws UsageError when the name is taken, or contains `/` or `*`.
   */
  add<Logic extends AnyActorLogic>(name: string, logic: Logic, ...options: AddArguments<Logic>): ActorRefFrom<Logic>
  /** Stops an actor. What is on its way to it becomes dead letters; its routes stay, for whoever has the name next. */
  remove(name: string): void
  /** The actor of this name. @throws UsageError when there is none. */
  get(name: string): AnyActorRef
  has(name: string): boolean
  /**
   * Lets `consumer` hear what `producer` emits, where the type matches `pattern` (an exact type, `prefix.*`, or `*`). `producer` is a
   * name, `parent/*` (everything below it), or `*` (everybody but the consumer itself). The actors need not exist yet. Two routes that
   * match are two deliveries.
   */
  route(producer: string, pattern: string, consumer: string, options?: RouteOptions): Removable
  /** Calls `tap` at the moment of emission, outside the queue: for recorders. It must not send. It does not count as hearing. */
  tap<Event = AnyEventObject>(producer: string, pattern: string, tap: (event: Event, now: Micros) => void): Removable
  /** Declares that nobody needs to hear these events, so that they are no dead letters. */
  ignore(producer: string, pattern: string): void
  /**
   * Plays `lane` in the name of the actor `name`, up to and including the instant `until`: what it emits is heard as if the actor had emitted it,
   * at a fraction of what a timer an emission costs. When the next emission is later than `until`, the actor is sent `spent`. False when that
   * cannot be (a journal or an inspector wants every message, another lane is lent, the clock is a wall clock, or nothing is due until then): then
   * the actor sets its timers itself.
   */
  lend(name: string, lane: Lane, until: Micros, spent: AnyEventObject): boolean
  /** Calls `listener` after the last message of every instant, before time advances. What it sends still belongs to the instant. */
  onInstant(listener: (now: Micros) => void): Removable
  /** Sends from outside, at the present instant. A message to an unknown name is a dead letter. */
  send(to: string, event: AnyEventObject): void
  /**
   * Delivers messages, letting time advance, until nothing is left, `until` is over, or `stop` is called. It can be called again.
   * @throws ActorFailedError, DeadLetterError, InstantLimitError, QueueLimitError; after which the system does not run again
   * @throws AsyncPendingError when a simulated promise or a hold is pending
   */
  run(options?: RunOptions): RunResult
  /** As `run`, but lets promises settle before time advances, and waits for holds and for a wall clock. */
  runAsync(options?: RunAsyncOptions): Promise<RunResult>
  /** Lets the present `run` return after the message being handled. */
  stop(): void
  /** Time stands still until the promise settles: for reading ahead in a source that only `runAsync` can wait for. */
  hold(promise: Promise<unknown>): void
  /** The random stream of this name; the same object every time. */
  random(name: string): RandomStream
  /** The next id of this name's own sequence: `size` (21) characters, different in every run seed but never from run to run. */
  id(name: string, size?: number): string
  /** How it came to the envelope `seq`, from the journal and from what the queue remembers of the recent past. */
  chain(seq: number): readonly CausalLink[]
  /** Attaches an XState inspector. Costs time for every event; it changes nothing else. */
  inspect(observer: (event: InspectionEvent) => void): Removable
}

/**
 * Makes an empty actor system.
 *
 * @example
 * const system = createActorSystem({ seed: 7 })
 * system.add('arrivals', arrivals)
 * system.add('desk', desk)
 * system.route('arrivals', 'customer.*', 'desk', { latency: constant(seconds(5)) })
 * system.run({ until: hours(8) })
 */
export function createActorSystem(options: SystemOptions = {}): ActorSystem {
  checkSystem(options)
  const seed = options.seed ?? 0
  const clock = options.clock ?? virtualClock()
  const streams = new Map<string, RandomStream>()
  const ids = new Map<string, (size?: number) => string>()
  let running = false

  const random = (name: string): RandomStream => {
    let stream = streams.get(name)
    if (stream === undefined) streams.set(name, (stream = randomStream(seed, name)))
    return stream
  }
  const kernel = new Kernel({
    start: options.start ?? clock.reading() ?? 0,
    clock,
    journal: options.journal ?? 'off',
    data: options.data ?? [],
    strict: options.strict ?? false,
    hash: options.hash ?? true,
    freeze: options.freeze ?? false,
    perInstant: options.limits?.perInstant ?? 1_000_000,
    queueLimit: options.limits?.queue ?? 10_000_000,
    logger: options.logger,
    stream: random,
  })
  const { queue, holds } = kernel

  /** Delivers the present instant. Returns a result when the run ends with it. */
  const work = (until: Micros): RunResult | undefined => {
    if (kernel.deliverInstant(until)) return undefined
    if (kernel.present.failure !== undefined) throw kernel.present.failure
    return { reason: 'stopped', now: queue.now }
  }
  /** The next instant to go to, or the result when there is none. */
  const next = (until: Micros): Micros | RunResult => {
    const at = kernel.nextAt()
    if (at <= until && at < Infinity) return at
    if (until < Infinity && until > queue.now) queue.advance(until)
    return { reason: at === Infinity && until === Infinity ? 'idle' : 'until', now: queue.now }
  }
  const begin = (until: Micros): void => {
    checkUntil(until)
    if (running) throw new UsageError('alreadyRunning', 'the system is running; an actor cannot run it again', {})
    if (kernel.present.failure !== undefined) throw kernel.present.failure
    running = true
    kernel.present.stopRequested = false
  }
  const settle = async (): Promise<void> => {
    if (holds.size > 0) await Promise.all(holds)
    // A turn of the event loop lets every chain of microtasks run to its end.
    else await new Promise((resolve) => setImmediate(resolve))
  }
  const cellOf = (name: string): AnyActorRef => {
    const actor = kernel.actors.cells.get(name)?.actor
    if (!actor) {
      throw new UsageError(
        'unknownActor',
        `there is no actor '${name}'; there are: ${[...kernel.actors.cells.keys()].slice(0, 20).join(', ') || 'none'}`,
        {
          name,
        },
      )
    }
    return actor as unknown as AnyActorRef
  }

  const system: ActorSystem = {
    get now() {
      return queue.now
    },
    get routes() {
      return kernel.router.routes
    },
    get names() {
      return [...kernel.actors.cells.keys()]
    },
    get delivered() {
      return kernel.delivered
    },
    get hash() {
      if (kernel.hash === null) throw new UsageError('noHash', 'this system was made with hash: false', {})
      return kernel.hash
    },
    clock: kernel.scheduler.clock,
    deadLetters: kernel.deadLetters,
    journal: kernel.journal,
    xstate: kernel.xstate.system,

    add(name, logic, ...[given]) {
      if (kernel.actors.cells.has(name))
        throw new UsageError('duplicateActor', `there is already an actor '${name}'`, { name })
      if (name === '' || /[/*]/.test(name)) {
        throw new UsageError(
          'invalidName',
          `'${name}' cannot name an actor: a name is not empty and has no '/' or '*'`,
          { name },
        )
      }
      checkAdd(name, logic, given)
      const {
        input,
        supervision = 'stop',
        timerClass = DEFAULT_CLASS,
      } = (given ?? {}) as AddOptions & {
        input?: unknown
      }
      return kernel.actors.add(name, logic, input, supervision, checkClass(timerClass)) as never
    },
    remove(name) {
      cellOf(name)
      if (name.includes('/'))
        throw new UsageError('notRemovable', `'${name}' is a child; its parent stops it`, { name })
      kernel.actors.remove(kernel.actors.cells.get(name) as Cell)
    },
    get: cellOf,
    has: (name) => kernel.actors.cells.has(name),
    route(producer, pattern, consumer, routeOptions = {}) {
      checkRoute(producer, consumer, routeOptions)
      return { remove: once(kernel.router.add(producer, pattern, consumer, routeOptions)) }
    },
    tap: (producer, pattern, tap) => ({
      remove: once(kernel.router.tap(producer, pattern, tap as (event: unknown, now: Micros) => void)),
    }),
    ignore: (producer, pattern) => kernel.router.ignore(producer, pattern),
    lend(name, lane, until, spent) {
      const cell = kernel.actors.cells.get(name)
      return cell !== undefined && kernel.lend(cell, lane, until, spent)
    },
    onInstant(listener) {
      const entry = (now: Micros): void => listener(now)
      kernel.instantListeners = [...kernel.instantListeners, entry]
      return { remove: () => (kernel.instantListeners = kernel.instantListeners.filter((other) => other !== entry)) }
    },
    send(to, event) {
      checkEvent(to, event)
      kernel.post.send(to, kernel.actors.cells.get(to), event)
    },

    run({ until = Infinity } = {}) {
      if (clock.kind === 'wall') throw new AsyncPendingError('a wall clock has to be waited for', {})
      begin(until)
      try {
        for (;;) {
          const ended = work(until)
          if (ended) return ended
          if (kernel.actors.awaited > 0)
            throw new AsyncPendingError('a simulated promise is pending', { pending: kernel.actors.awaited })
          if (holds.size > 0) throw new AsyncPendingError('something holds the time', { holds: holds.size })
          const at = next(until)
          if (typeof at !== 'number') return at
          kernel.advance(at)
        }
      } finally {
        running = false
      }
    },
    async runAsync({ until = Infinity, whenIdle = clock.kind === 'wall' ? 'wait' : 'return' } = {}) {
      begin(until)
      try {
        for (;;) {
          const ended = work(until)
          if (ended) return ended
          if (kernel.actors.awaited > 0 || holds.size > 0) {
            await settle()
            if (kernel.unfinished || holds.size > 0) continue
          }
          if (clock.kind === 'wall' && Math.min(kernel.nextAt(), until) > (clock.reading() as Micros)) {
            if (whenIdle === 'return' && kernel.nextAt() === Infinity && until === Infinity)
              return { reason: 'idle', now: queue.now }
            await clock.waitUntil(Math.min(kernel.nextAt(), until))
            continue
          }
          const at = next(until)
          if (typeof at === 'number') kernel.advance(at)
          else if (at.reason === 'idle' && whenIdle === 'wait') await clock.waitUntil(Infinity)
          else return at
        }
      } finally {
        running = false
      }
    },
    stop: () => {
      kernel.present.requestStop()
      clock.wake()
    },
    hold(promise) {
      const held = promise.then(
        () => void holds.delete(held),
        (error: unknown) => {
          holds.delete(held)
          kernel.present.fail(error)
        },
      )
      holds.add(held)
    },
    random,
    id(name, size) {
      let make = ids.get(name)
      if (make === undefined) ids.set(name, (make = idMaker(randomStream(seed, `id:${name}`))))
      return make(size)
    },
    chain(seq) {
      const recorded = kernel.journal.chain(seq)
      const first = recorded[0]
      const older = causalChain(queue, first === undefined ? seq : first.cause)
      return [
        ...older,
        ...recorded.map(({ seq: number, cause, at, from, to, event }) => ({
          seq: number,
          cause,
          at,
          from,
          to,
          type: event.type,
        })),
      ]
    },
    inspect(observer) {
      const subscription = kernel.xstate.system.inspect(observer)
      return { remove: () => subscription.unsubscribe() }
    },
  }
  return system
}

function once(undo: () => void): () => void {
  let done = false
  return () => {
    if (!done) undo()
    done = true
  }
}
