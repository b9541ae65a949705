/**
 * The heart of a system: takes the next envelope, hands it to its actor, and puts what the actor sends into the queue. Everything that
 * happens between actors passes here. What a user sees of it is in system.ts.
 */
import { Cell, type Supervision } from './cell.ts'
import type { SystemClock } from './clock.ts'
import { DeadLetters, type DeadLetterReason } from './dead-letters.ts'
import {
  ActorFailedError,
  DeadLetterError,
  InstantLimitError,
  QueueLimitError,
  UnsupportedLogicError,
  UsageError,
} from './errors.ts'
import type { Token } from './heap.ts'
import { Journal, type JournalMode } from './journal.ts'
import { EnvelopeQueue } from './queue.ts'
import { DEFAULT_CLASS, Router, type LiveRoute, type Resolution } from './router.ts'
import { MessageHash } from './run-hash.ts'
import type { RandomStream } from './random.ts'
import { CAUSE, EVENT, NUMBERS, REFERENCES, SEQ, SLOT, TO, type Ring } from './ring.ts'
import { busiest, causalChain, cycleBefore } from './trace.ts'
import type { Duration, Micros } from './time.ts'
import * as xstate from './xstate-internals.ts'
import type { AnyActorLogic, AnyEventObject, XActor } from './xstate-internals.ts'

export interface KernelOptions {
  readonly start: Micros
  readonly clock: SystemClock
  readonly journal: JournalMode
  readonly data: readonly string[]
  readonly strict: boolean
  readonly hash: boolean
  readonly freeze: boolean
  readonly perInstant: number
  readonly queueLimit: number
  readonly logger: ((...args: unknown[]) => void) | undefined
  readonly stream: (name: string) => RandomStream
}

/** A function to be called in virtual time: XState's clock, in the disguise of an event. */
interface Callback {
  readonly type: 'clock.timeout'
  readonly run: () => void
}

export class Kernel {
  readonly queue: EnvelopeQueue<Cell>
  readonly router: Router
  readonly journal: Journal
  readonly deadLetters = new DeadLetters()
  readonly hash: MessageHash | null
  readonly xstate: xstate.TakenOver
  readonly cells = new Map<string, Cell>()
  readonly instantListeners = new Set<(now: Micros) => void>()
  /** The error that ended the run; once set, it stays. */
  failure: unknown = undefined
  stopRequested = false
  /** Simulated promises that have not settled. */
  awaited = 0
  /** True while `deliverInstant` is at work. */
  busy = false

  readonly #options: KernelOptions
  readonly #clockCell = new Cell('clock', null, 'stop', DEFAULT_CLASS)
  readonly #journalling: boolean
  readonly #hashedTypes = new Map<string, boolean>()
  /** Set when something other than the queue has to be looked at before the next delivery. */
  #attention = false
  #chores: (() => void)[] = []
  /** What is being handled, for the causes and the names of whatever is sent meanwhile. */
  #current: Cell | null = null
  #currentSeq = 0
  /** Given to the next actor that XState announces below the root. */
  #expected: Cell | null = null
  /** Deliveries of the present instant, and of all before it. */
  #inInstant = 0
  #before = 0
  readonly #perInstant: number
  readonly #freeze: boolean

  constructor(options: KernelOptions) {
    this.#options = options
    this.#perInstant = options.perInstant
    this.#freeze = options.freeze
    this.queue = new EnvelopeQueue(options.start, options.queueLimit, () => {
      this.fail(new QueueLimitError(this.queue.now, options.queueLimit, busiest(this.queue)))
    })
    this.router = new Router(options.data, (name) => this.cells.get(name) ?? null, options.stream)
    this.journal = new Journal(options.journal)
    this.#journalling = options.journal !== 'off'
    this.hash = options.hash ? new MessageHash() : null
    this.xstate = xstate.takeOver({
      clock: this.clock,
      logger: options.logger,
      scheduler: {
        schedule: (source, target, event, delay, id) => this.#schedule(source, target, event, delay, id),
        cancel: (source, id) => this.#cancelTimers((xstate.cellOf(source) as Cell).timers?.take(id)),
        cancelAll: (actor) => this.#cancelTimers((xstate.cellOf(actor) as Cell | undefined)?.timers?.takeAll()),
      },
      created: (actor) => this.#created(actor),
      changed: (cell) => (cell === null ? this.cells.forEach((each) => this.#judge(each)) : this.#judge(cell)),
      stopped: (actor) => this.#stopped(actor),
      ended: (cell, actor, event) => this.#ended(cell, actor, event),
      relay: (source, target, event) => this.#relay(source, target, event),
      emitted: (cell, event) => this.#emit(cell, event),
      stopping: (cell) => {
        cell.direct = false
        this.queue.pushNow(DEFAULT_CLASS, this.#currentSeq, this.#current, cell, xstate.STOP_EVENT)
      },
    })
  }

  // ---------------------------------------------------------------- actors

  /** Makes an actor below the root. It starts before the next message is delivered. */
  add(name: string, logic: AnyActorLogic, input: unknown, supervision: Supervision, timerClass: number): XActor {
    const cell = new Cell(name, null, supervision, timerClass)
    const create = (): XActor => {
      const failureBefore = this.failure
      this.#expected = cell
      try {
        const actor = this.xstate.create(logic, name, input)
        // A refused child is swallowed by its parent's first snapshot; the person who adds the parent should hear of it.
        if (this.failure !== failureBefore && this.failure instanceof UnsupportedLogicError) {
          const refused = this.failure
          this.failure = failureBefore
          for (const child of [...this.cells.values()]) if (child.parent === cell) this.#unregister(child)
          throw refused
        }
        return actor
      } finally {
        this.#expected = null
      }
    }
    cell.create = create
    const actor = create()
    this.#register(cell)
    this.#start(cell, actor)
    return actor
  }

  /** Stops an actor and frees its name; whatever is on its way to it becomes a dead letter. */
  remove(name: string): void {
    const cell = this.cells.get(name) as Cell
    const actor = cell.actor as XActor
    cell.alive = false
    this.#judge(cell)
    this.#unregister(cell)
    this.xstate.releaseName(actor)
    this.#chore(() => xstate.stopNow(actor))
  }

  #start(cell: Cell, actor: XActor): void {
    this.#chore(() => {
      if (cell.actor !== actor || !cell.alive) return
      const event = { type: 'xstate.init' }
      const seq = ++this.queue.seq
      if (this.#journalling) this.#record(DEFAULT_CLASS, seq, this.#currentSeq, null, cell, event)
      this.#handling(cell, seq)
      actor.start()
      this.#handling(null, 0)
    })
  }

  #created(actor: XActor): Cell {
    const expected = this.#expected
    const parent = expected === null ? ((xstate.cellOf(actor._parent as XActor) as Cell | undefined) ?? null) : null
    this.#expected = null
    const cell =
      expected ??
      new Cell(
        parent === null ? actor.id : `${parent.name}/${actor.id}`,
        parent,
        'stop',
        parent?.timerClass ?? DEFAULT_CLASS,
      )
    const kind = xstate.asyncKindOf(actor.logic)
    if (kind !== undefined) {
      if (!xstate.isSimulated(actor)) {
        const error = new UnsupportedLogicError(cell.name, kind)
        // Whatever the supervision says: it is the program that is wrong, not this run of it.
        if (expected === null) this.fail(error)
        throw error
      }
      cell.awaited = kind === 'a promise'
      if (cell.awaited) this.awaited++
    }
    cell.actor = actor
    if (expected === null) this.#register(cell)
    return cell
  }

  #register(cell: Cell): void {
    this.cells.set(cell.name, cell)
    this.router.point(cell.name, cell)
  }

  /** Decides whether the actor's logic may be called directly. */
  #judge(cell: Cell): void {
    const actor = cell.actor
    cell.direct =
      actor !== null &&
      cell.alive &&
      !cell.observed &&
      this.xstate.inspectors === 0 &&
      !xstate.isStopped(actor) &&
      xstate.isInPlace(actor)
  }

  #unregister(cell: Cell): void {
    if (this.cells.get(cell.name) !== cell) return
    this.cells.delete(cell.name)
    this.router.point(cell.name, null)
  }

  #stopped(actor: XActor): void {
    const cell = xstate.cellOf(actor) as Cell
    if (cell.actor !== actor) return
    cell.alive = false
    this.#judge(cell)
    if (cell.awaited) {
      cell.awaited = false
      this.awaited--
    }
    // A named actor keeps its name, so that it can still be read after its end; children come and go.
    if (cell.parent !== null) this.#unregister(cell)
  }

  /** An actor below the root is done, or has failed. */
  #ended(cell: Cell, actor: XActor, event: AnyEventObject): void {
    if (!event.type.startsWith('xstate.error.')) return
    const error = xstate.errorOf(event)
    // XState leaves the children of a failed actor running, with nobody to hear them.
    for (const child of xstate.childrenOf(actor)) child._stop()
    const chain = causalChain(this.queue, this.#currentSeq)
    const type = chain.at(-1)?.type ?? 'xstate.init'
    if (cell.supervision === 'isolate') return
    if (cell.supervision === 'restart' && type !== 'xstate.init') {
      this.#chore(() => {
        if (this.cells.get(cell.name) !== cell) return
        cell.alive = true
        cell.observed = false
        const next = (cell.create as () => XActor)()
        this.#start(cell, next)
      })
      return
    }
    this.fail(new ActorFailedError(cell.name, type, this.queue.now, chain, error))
  }

  // ---------------------------------------------------------------- sending

  /** From outside the actors (or from code that an actor runs) to the actor of this name. */
  send(name: string, event: AnyEventObject): void {
    const cell = this.cells.get(name)
    if (cell === undefined) this.#bury('unknownActor', this.#current, name, event)
    else this.#message(cell, this.#current, event)
  }

  #relay(source: XActor | undefined, target: XActor, event: AnyEventObject): void {
    const from = source === undefined ? this.#current : ((xstate.cellOf(source) as Cell | undefined) ?? null)
    this.#message(this.#cellFor(target, event), from, event)
  }

  #cellFor(actor: XActor, event: AnyEventObject): Cell {
    const cell = xstate.cellOf(actor) as Cell | undefined
    if (cell === undefined) {
      throw new UsageError('foreignActor', `'${event.type}' was sent to an actor of another system`, {
        type: event.type,
      })
    }
    return cell
  }

  #message(to: Cell, from: Cell | null, event: AnyEventObject): void {
    if (this.#freeze) deepFreeze(event)
    const at = this.busy ? this.queue.now : this.#outsideNow()
    if (this.hash !== null && this.#isMessage(event.type)) this.hash.message(at, from, to, event)
    if (at > this.queue.now) this.queue.pushAt(at, DEFAULT_CLASS, this.#currentSeq, from, to, event, null)
    else this.#enqueue(DEFAULT_CLASS, from, to, event)
  }

  /** XState's own traffic carries snapshots and references; it follows from the messages that are hashed. */
  #isMessage(type: string): boolean {
    let message = this.#hashedTypes.get(type)
    if (message === undefined) {
      message = !type.startsWith('xstate.') && !this.router.isData(type)
      this.#hashedTypes.set(type, message)
    }
    return message
  }

  #enqueue(cls: number, from: Cell | null, to: Cell, event: AnyEventObject): void {
    this.queue.pushNow(cls, this.#currentSeq, from, to, event)
  }

  /** In wall-clock time, what comes from outside comes now, not at the instant of the last message. */
  #outsideNow(): Micros {
    this.#options.clock.wake()
    return Math.max(this.queue.now, this.#options.clock.reading() ?? 0)
  }

  #emit(from: Cell, event: AnyEventObject): void {
    const type = event.type
    const resolution =
      from.lastType === type && from.routesVersion === this.router.version
        ? (from.lastResolution as Resolution)
        : this.router.resolve(from, type)
    if (this.#freeze) deepFreeze(event)
    const queue = this.queue
    if (this.hash !== null && !resolution.data) this.hash.emission(queue.now, from, event)
    const taps = resolution.taps
    if (taps.length > 0) this.#tap(taps, event)
    const routes = resolution.routes
    const count = routes.length
    if (count === 0 && !resolution.ignored) this.#bury('unheard', from, '', event)
    for (let i = 0; i < count; i++) {
      const route = routes[i] as LiveRoute
      const target = route.target
      if (target === null) this.#bury('unknownActor', from, route.consumer, event)
      else if (route.sample === null) queue.pushNow(route.class, this.#currentSeq, from, target, event)
      else this.#sendLater(route, route.sample, from, target, event)
    }
  }

  #sendLater(route: LiveRoute, sample: () => Duration, from: Cell, to: Cell, event: AnyEventObject): void {
    let at = this.queue.now + sample()
    if (!route.reorder) {
      if (at < route.lastAt) at = route.lastAt
      route.lastAt = at
    }
    this.queue.pushAt(at, route.class, this.#currentSeq, from, to, event, null)
  }

  #tap(taps: Resolution['taps'], event: AnyEventObject): void {
    for (const tap of taps) {
      try {
        tap(event, this.queue.now)
      } catch (error) {
        this.fail(error)
      }
    }
  }

  #bury(
    reason: DeadLetterReason,
    from: Cell | null,
    to: string,
    event: AnyEventObject,
    seq = ++this.queue.seq,
    cause = this.#currentSeq,
  ): void {
    const at = this.queue.now
    const name = from?.name ?? ''
    this.deadLetters.record({ reason, at, seq, cause, from: name, to, event })
    if (this.#journalling && (this.#options.journal === 'all' || !this.router.isData(event.type))) {
      this.journal.record({ at, class: DEFAULT_CLASS, seq, from: name, to, event, cause, dead: reason })
    }
    if (this.#options.strict) {
      this.fail(new DeadLetterError(reason, at, name, to, event.type, causalChain(this.queue, cause)))
    }
  }

  // ---------------------------------------------------------------- timers

  /** The virtual clock as XState, and anything else that asks for a clock, knows it: delays in milliseconds. */
  readonly clock: xstate.XStateClock = {
    setTimeout: (callback, delay) => {
      const event: Callback = { type: 'clock.timeout', run: callback }
      return this.queue.pushAt(
        this.#due(delay, 'clock'),
        DEFAULT_CLASS,
        this.#currentSeq,
        this.#current,
        this.#clockCell,
        event,
        null,
      )
    },
    clearTimeout: (id) => {
      if (typeof id === 'number') this.queue.cancel(id)
    },
  }

  #schedule(source: XActor, target: XActor, event: AnyEventObject, delay: number, id: string | undefined): void {
    // Logic that arms a timer while its first snapshot is made has it armed when it starts, as XState does.
    if (!xstate.isRunning(source)) {
      source._deferred.push(() => this.#schedule(source, target, event, delay, id))
      return
    }
    const from = xstate.cellOf(source) as Cell
    const to = target === source ? from : this.#cellFor(target, event)
    const timers = from.ownTimers
    const name = id ?? timers.nextId()
    timers.add(
      name,
      this.queue.pushAt(this.#due(delay, from.name), from.timerClass, this.#currentSeq, from, to, event, name),
    )
  }

  #due(delay: number, who: string): Micros {
    if (!Number.isFinite(delay)) {
      throw new UsageError(
        'invalidDelay',
        `a delay of ${delay} ms was asked for by '${who}'; a delay is a finite number of milliseconds`,
        {
          delay,
          actor: who,
        },
      )
    }
    return this.queue.now + Math.max(0, Math.round(delay * 1000))
  }

  #cancelTimers(tokens: Token[] | undefined): void {
    if (tokens !== undefined) for (const token of tokens) this.queue.cancel(token)
  }

  // ---------------------------------------------------------------- delivering

  /** Messages and timers delivered so far. */
  get delivered(): number {
    return this.#before + this.#inInstant
  }

  /** Ends the run with this error, once the present message is handled. The first error counts. */
  fail(error: unknown): void {
    this.failure ??= error
    this.#attention = true
  }

  requestStop(): void {
    this.stopRequested = true
    this.#attention = true
  }

  #chore(chore: () => void): void {
    this.#chores.push(chore)
    this.#attention = true
  }

  /**
   * Delivers everything that is due at the present instant, and what that leads to within it. Returns false when the run is to end here:
   * see `failure` and `stopRequested`.
   */
  deliverInstant(): boolean {
    this.busy = true
    try {
      for (;;) {
        if (this.#attention && !this.#attend()) return false
        const ready = this.queue.ready
        if (ready === 0) {
          if (this.#attention) continue
          if (this.#inInstant === 0) return true
          this.#before += this.#inInstant
          this.#inInstant = 0
          this.#handling(null, 0)
          for (const listener of this.instantListeners) listener(this.queue.now)
          if (this.queue.ready === 0 && !this.#attention) return true
          continue
        }
        this.#deliverClass(31 - Math.clz32(ready & -ready))
      }
    } finally {
      this.busy = false
      this.#handling(null, 0)
    }
  }

  /** Delivers the next envelope of a class. */
  #deliverClass(cls: number): void {
    const queue = this.queue
    const ring = queue.rings[cls] as Ring
    const place = ring.shift()
    const references = ring.references
    const r = place * REFERENCES
    const from = references[r] as Cell | null
    const to = references[r + TO] as Cell
    const event = references[r + EVENT] as AnyEventObject
    const numbers = ring.numbers
    const n = place * NUMBERS
    const seq = numbers[n + SEQ] as number
    const cause = numbers[n + CAUSE] as number
    const slot = numbers[n + SLOT] as number
    if (ring.size === 0) queue.emptied(cls)
    if (slot >= 0 && !this.#claim(slot, from, to, event)) return
    if (++this.#inInstant > this.#perInstant) {
      this.fail(new InstantLimitError(queue.now, this.#perInstant, cycleBefore(queue, seq)))
      return
    }
    if (this.#journalling) this.#record(cls, seq, cause, from, to, event)
    this.#current = to
    this.#currentSeq = seq
    if (to.direct) this.#deliverInPlace(to.actor as XActor, event)
    else this.#deliverThroughActor(to, from, event, seq, cause)
  }

  /** Logic that keeps one snapshot and changes it in place needs nothing of XState's mailbox while it stays active. */
  #deliverInPlace(actor: XActor, event: AnyEventObject): void {
    const before = actor._snapshot
    let after
    try {
      after = actor.logic.transition(before, event, actor._actorScope)
    } catch (error) {
      xstate.failTransition(actor, error)
      return
    }
    if (after.status !== 'active' || actor._deferred.length > 0) actor.update(after, event)
    else if (after !== before) actor._snapshot = after
  }

  #deliverThroughActor(to: Cell, from: Cell | null, event: AnyEventObject, seq: number, cause: number): void {
    if (to === this.#clockCell) {
      this.#call(event as unknown as Callback)
      return
    }
    const actor = to.actor as XActor
    if (event === xstate.STOP_EVENT) {
      xstate.stopNow(actor)
      return
    }
    if (!to.alive || xstate.isStopped(actor)) {
      // What XState itself sends to a parent that is gone was never meant to be kept.
      if (!event.type.startsWith('xstate.')) this.#bury('stopped', from, to.name, event, seq, cause)
      return
    }
    if (this.xstate.inspectors > 0) this.xstate.inspectDelivery(from?.actor ?? undefined, actor, event)
    actor._send(event)
  }

  #call(callback: Callback): void {
    try {
      callback.run()
    } catch (error) {
      this.fail(error)
    }
  }

  /** An envelope from the heap: frees its slot, unless it was cancelled while it was due. */
  #claim(slot: number, from: Cell | null, to: Cell, event: AnyEventObject): boolean {
    const heap = this.queue.heap
    const id = heap.id[slot] as string | null
    const token = id === null ? 0 : heap.tokenOf(slot)
    if (!heap.release(slot)) return false
    if (id !== null && from !== null) {
      from.timers?.remove(id, token)
      // A delayed message to another actor is a message once it is sent, which is now.
      if (from !== to && this.hash !== null && this.#isMessage(event.type))
        this.hash.message(this.queue.now, from, to, event)
    }
    return true
  }

  #record(cls: number, seq: number, cause: number, from: Cell | null, to: Cell, event: AnyEventObject): void {
    if (this.#options.journal === 'decisions' && this.router.isData(event.type)) return
    this.journal.record({ at: this.queue.now, class: cls, seq, from: from?.name ?? '', to: to.name, event, cause })
  }

  /** Does what cannot be done in the middle of a delivery. Returns false when the run is to end. */
  #attend(): boolean {
    this.#attention = false
    this.#handling(null, 0)
    for (let i = 0; i < this.#chores.length && this.failure === undefined; i++) (this.#chores[i] as () => void)()
    this.#chores = []
    if (this.failure !== undefined || this.stopRequested) {
      this.#attention = true
      return false
    }
    return true
  }

  #handling(cell: Cell | null, seq: number): void {
    this.#current = cell
    this.#currentSeq = seq
  }

  /** Is there anything to do before time may advance? */
  pendingNow(): boolean {
    return this.queue.ready !== 0 || this.#attention
  }

  /** Forgets a request to stop, so that the run can go on. */
  resume(): void {
    this.stopRequested = false
  }
}

function deepFreeze(value: unknown): void {
  if (typeof value !== 'object' || value === null || Object.isFrozen(value)) return
  const prototype: unknown = Object.getPrototypeOf(value)
  if (prototype !== Object.prototype && prototype !== Array.prototype && prototype !== null) return
  Object.freeze(value)
  for (const part of Object.values(value)) deepFreeze(part)
}
