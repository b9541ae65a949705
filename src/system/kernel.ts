/**
 * The heart of a system: takes the next envelope and hands it to its actor, instant after instant. What a user sees of it is in system.ts;
 * how messages come into the queue, in post.ts; timers, in scheduler.ts; the life of actors, in actors.ts.
 */
import { Actors } from './actors.ts'
import type { Cell } from './cell.ts'
import type { SystemClock } from './clock.ts'
import { DeadLetters } from './dead-letters.ts'
import { InstantLimitError, QueueLimitError } from './errors.ts'
import { Journal, type JournalMode } from './journal.ts'
import type { Fan, Lane, Loan } from './lane.ts'
import { Post } from './post.ts'
import { Present } from './present.ts'
import { EnvelopeQueue } from './queue.ts'
import type { RandomStream } from './random.ts'
import { CAUSE, EVENT, NUMBERS, REFERENCES, SEQ, SLOT, TO, type Ring } from './ring.ts'
import { type FannedRoute, type Resolution, Router } from './router.ts'
import { MessageHash } from './run-hash.ts'
import { Scheduler } from './scheduler.ts'
import { busiest, cycleBefore } from './trace.ts'
import type { Micros } from './time.ts'
import * as xstate from './xstate-internals.ts'
import type { AnyEventObject, TakenOver, XActor } from './xstate-internals.ts'

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

export class Kernel {
  readonly present = new Present()
  readonly queue: EnvelopeQueue<Cell>
  readonly router: Router
  readonly journal: Journal
  readonly deadLetters = new DeadLetters()
  readonly hash: MessageHash | null
  readonly actors: Actors
  readonly post: Post
  readonly scheduler: Scheduler
  readonly xstate: TakenOver
  instantListeners: readonly ((now: Micros) => void)[] = []
  /** What keeps time from advancing although nothing is left to do. */
  readonly holds = new Set<Promise<unknown>>()
  #loan: Loan | null = null

  /** Deliveries of the present instant, and of all before it. */
  #inInstant = 0
  #before = 0
  readonly #perInstant: number
  readonly #journalling: boolean
  readonly #isVirtual: boolean
  /** Class of the envelope at hand. */
  #class = 0

  constructor(options: KernelOptions) {
    const { present, deadLetters } = this
    this.#perInstant = options.perInstant
    this.#journalling = options.journal !== 'off'
    this.#isVirtual = options.clock.kind === 'virtual'
    const queue = new EnvelopeQueue<Cell>(options.start, options.queueLimit, () => {
      present.fail(new QueueLimitError(queue.now, options.queueLimit, busiest(queue)))
    })
    const router = new Router(options.data, (name) => this.actors.cells.get(name) ?? null, options.stream)
    const journal = new Journal(options.journal)
    const hash = options.hash ? new MessageHash() : null
    const actors = new Actors(present, queue, router, journal, (cell, event) => this.post.emit(cell, event))
    const { clock, strict, freeze } = options
    const post = new Post({ present, queue, router, hash, journal, deadLetters, clock, strict, freeze })
    const scheduler = new Scheduler(queue, present, post)
    this.queue = queue
    this.router = router
    this.journal = journal
    this.hash = hash
    this.actors = actors
    this.post = post
    this.scheduler = scheduler
    this.xstate = actors.xstate = xstate.takeOver<Cell>({
      clock: scheduler.clock,
      logger: options.logger,
      scheduler,
      created: (actor) => actors.created(actor),
      changed: (cell) => (cell === null ? actors.cells.forEach((each) => actors.judge(each)) : actors.judge(cell)),
      stopped: (actor) => actors.stopped(actor),
      ended: (cell, actor, event) => actors.ended(cell, actor, event),
      relay: (source, target, event) => post.relay(source, target, event),
      emitted: (cell, event) => post.emit(cell, event),
      stopping: (cell) => post.stop(cell),
    })
  }

  /** Messages and timers delivered so far. */
  get delivered(): number {
    return this.#before + this.#inInstant
  }

  /** Is there anything to do before time may advance? */
  get unfinished(): boolean {
    return this.queue.ready !== 0 || this.present.attention
  }

  /** The next instant at which something is to happen, Infinity when there is none. */
  nextAt(): Micros {
    const at = this.queue.nextAt()
    const loan = this.#loan
    return loan !== null && loan.lane.at < at ? loan.lane.at : at
  }

  /** Moves time to `at`, which must not be later than `nextAt()`. Only while nothing is left to do. */
  advance(at: Micros): void {
    const loan = this.#loan
    if (loan !== null && loan.lane.at === at) this.#play(loan, at)
    else this.queue.advance(at)
  }

  /**
   * Plays a lane in the name of its producer up to and including the instant `until`; then the producer is sent `spent`. False when that is
   * not possible: a journal, an inspector or a wall clock want every message one by one.
   */
  lend(cell: Cell, lane: Lane, until: Micros, spent: AnyEventObject): boolean {
    if (this.#journalling || !this.#isVirtual || this.xstate.inspectors > 0 || this.#loan !== null) return false
    if (!(lane.at <= until && lane.at > this.queue.now)) return false
    const loan: Loan = { cell, lane, until, spent, emit: (event) => this.post.emitLent(cell, event), seq: 0 }
    this.#loan = loan
    // After what the producer has emitted in the same step.
    this.present.chore(() => (loan.seq = ++this.queue.seq))
    return true
  }

  /** Time moves to the instant of a lane. */
  #play(loan: Loan, at: Micros): void {
    const { queue } = this
    if (queue.nextAt() > at) {
      queue.advance(at)
      this.#playNow(loan, true)
      return
    }
    // Something else is due at the same instant: the lane takes its turn.
    const turn = { type: 'clock.timeout', run: () => this.#playNow(loan, false) }
    queue.heap.push(at, loan.cell.timerClass, loan.seq, 0, loan.cell, this.scheduler.clockCell, turn, null)
    queue.advance(at)
  }

  #playNow(loan: Loan, isAlone: boolean): void {
    const { queue, present } = this
    const { cell, lane, seq } = loan
    const { fan } = queue
    const isShown = this.xstate.inspectors > 0
    if (!cell.alive || isShown) {
      this.#loan = null
      if (isShown) queue.pushNow(cell.timerClass, seq, cell, cell, loan.spent)
      return
    }
    fan.begin(cell, seq, isAlone)
    present.handling(cell, seq)
    const wasBusy = present.busy
    present.busy = true
    // On its turn, the envelope of the turn has been counted.
    if (isAlone) this.#inInstant++
    try {
      lane.play(loan.emit)
    } catch (error) {
      this.#loan = null
      xstate.failTransition(cell.actor as XActor, error)
      return
    } finally {
      present.busy = wasBusy
    }
    if (fan.size > 0) fan.remember(queue.now)
    if (lane.at <= loan.until) loan.seq = ++queue.seq
    else {
      this.#loan = null
      queue.pushNow(cell.timerClass, seq, cell, cell, loan.spent)
    }
  }

  /**
   * Delivers everything that is due at the present instant, and what that leads to within it; with a lane that is lent, also the instants after
   * it up to `until`. Returns false when the run is to end here: see `failure` and `stopRequested` of the present.
   */
  deliverInstant(until: Micros): boolean {
    const { present, queue } = this
    const { fan } = queue
    present.busy = true
    try {
      for (;;) {
        if (present.attention && !present.attend()) return false
        const ready = queue.ready
        if (fan.size > 0) this.#deliverFan(fan)
        else if (ready !== 0) this.#deliver(31 - Math.clz32(ready & -ready))
        else if (!present.attention && !this.#endInstant() && !this.#playOn(until)) return true
      }
    } finally {
      present.busy = false
      present.handling(null, 0)
    }
  }

  /** Goes on with the lane when it is what comes next. */
  #playOn(until: Micros): boolean {
    const loan = this.#loan
    if (loan === null) return false
    const { at } = loan.lane
    if (at > until || this.queue.nextAt() < at || this.holds.size > 0 || this.actors.awaited > 0) return false
    this.#play(loan, at)
    this.present.busy = true
    return true
  }

  /** Delivers what is left of lent emissions, and before each what has come up meanwhile and ranks before it. */
  #deliverFan(fan: Fan): void {
    const { present, queue } = this
    const { routes, fanned } = fan.resolution as Resolution
    const count = (fanned as readonly FannedRoute[]).length
    while (fan.route < count) {
      if (present.attention) return
      const { before, place, first, isLast } = (fanned as readonly FannedRoute[])[fan.route] as FannedRoute
      const ready = queue.ready & before
      if (ready !== 0) {
        this.#deliver(31 - Math.clz32(ready & -ready))
        continue
      }
      const to = fan.targets[fan.route] as Cell
      const index = fan.event
      if (!isLast) fan.route++
      else if (index + 1 < fan.size) {
        fan.event = index + 1
        fan.route = first
      } else {
        fan.event = 0
        fan.route++
      }
      const event = fan.events[index] as AnyEventObject
      this.#hand(to, fan.from, event, fan.firstSeq + index * routes.length + place, fan.playSeq)
    }
    fan.end()
  }

  /** Tells those who wait for the end of an instant. Returns true when that gave the instant something more to do. */
  #endInstant(): boolean {
    if (this.#inInstant === 0) return false
    this.#before += this.#inInstant
    this.#inInstant = 0
    this.present.handling(null, 0)
    const listeners = this.instantListeners
    for (let i = 0; i < listeners.length; i++) (listeners[i] as (now: Micros) => void)(this.queue.now)
    return this.unfinished
  }

  /** Delivers the next envelope of a class. */
  #deliver(cls: number): void {
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
    if (slot >= 0 && !this.scheduler.claim(slot, from, to, event)) return
    this.#class = cls
    this.#hand(to, from, event, seq, cause)
  }

  /** Hands an event to its actor. */
  #hand(to: Cell, from: Cell | null, event: AnyEventObject, seq: number, cause: number): void {
    if (++this.#inInstant > this.#perInstant) {
      const { queue } = this
      this.present.fail(new InstantLimitError(queue.now, this.#perInstant, cycleBefore(queue, seq)))
      return
    }
    if (this.#journalling && this.journal.keeps(this.router.isData(event.type))) {
      const at = this.queue.now
      this.journal.record({ at, class: this.#class, seq, from: from?.name ?? '', to: to.name, event, cause })
    }
    const { present } = this
    present.handling(to, seq, from)
    if (present.event !== event) present.event = event
    const { life } = to
    if (life !== null) {
      // The shortest way: what is alive handles its event, and XState hears only of an end.
      try {
        if (life.deliver(event)) return
      } catch (error) {
        xstate.failTransition(to.actor as XActor, error)
        return
      }
      const actor = to.actor as XActor
      if (!life.isActive || actor._deferred.length > 0) actor.update(actor._snapshot, event)
      return
    }
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
    const actor = to.actor
    if (actor === null) this.scheduler.call(event)
    else if (event === xstate.STOP_EVENT) xstate.stopNow(actor)
    else if (!to.alive) {
      // What XState itself tells a parent or child that is gone was never meant to be kept.
      if (!event.type.startsWith('xstate.')) this.post.bury('stopped', from, to.name, event, seq, cause)
    } else {
      if (this.xstate.inspectors > 0) this.xstate.inspectDelivery(from?.actor ?? undefined, actor, event)
      actor._send(event)
    }
  }
}
