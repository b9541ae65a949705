/** Sending: what actors emit and send, and what comes from outside, on its way into the queue, past the run hash and the taps. */
import { cellOf, STOP_EVENT, type AnyEventObject, type XActor } from './xstate-internals.ts'
import type { Cell } from './cell.ts'
import type { SystemClock } from './clock.ts'
import type { DeadLetterReason, DeadLetters } from './dead-letters.ts'
import { DeadLetterError, UsageError } from './errors.ts'
import type { Journal } from './journal.ts'
import type { Fan } from './lane.ts'
import type { Present } from './present.ts'
import type { EnvelopeQueue } from './queue.ts'
import { DEFAULT_CLASS, type FannedRoute, type LiveRoute, type Resolution, type Router } from './router.ts'
import type { MessageHash } from './run-hash.ts'
import { causalChain } from './trace.ts'
import type { Duration, Micros } from './time.ts'

export interface PostParts {
  readonly present: Present
  readonly queue: EnvelopeQueue<Cell>
  readonly router: Router
  readonly hash: MessageHash | null
  readonly journal: Journal
  readonly deadLetters: DeadLetters
  readonly clock: SystemClock
  readonly strict: boolean
  readonly freeze: boolean
}

export class Post {
  readonly #parts: PostParts
  readonly #present: Present
  readonly #queue: EnvelopeQueue<Cell>
  readonly #router: Router
  readonly #hash: MessageHash | null
  readonly #freeze: boolean
  readonly #hashedTypes = new Map<string, boolean>()

  constructor(parts: PostParts) {
    this.#parts = parts
    this.#present = parts.present
    this.#queue = parts.queue
    this.#router = parts.router
    this.#hash = parts.hash
    this.#freeze = parts.freeze
  }

  /** From outside the actors, or from code that an actor runs, to whoever has this name. */
  send(name: string, to: Cell | undefined, event: AnyEventObject): void {
    if (to === undefined) this.bury('unknownActor', this.#present.cell, name, event)
    else this.#message(to, this.#present.cell, event)
  }

  /** XState's funnel: everything that an actor sends to another. */
  relay(source: XActor | undefined, target: XActor, event: AnyEventObject): void {
    const from = source === undefined ? this.#present.cell : ((cellOf(source) as Cell | undefined) ?? null)
    this.#message(this.cellFor(source, target, event), from, event)
  }

  /** The actor is to stop once it has handled what was sent to it before. */
  stop(cell: Cell): void {
    cell.stopping = true
    cell.direct = false
    cell.life = null
    this.#queue.pushNow(DEFAULT_CLASS, this.#present.seq, this.#present.cell, cell, STOP_EVENT)
  }

  /** @throws UsageError when `target` does not belong to the system of `source`. */
  cellFor(source: XActor | undefined, target: XActor, event: AnyEventObject): Cell {
    const cell = cellOf(target) as Cell | undefined
    if (cell === undefined || (source !== undefined && source.system !== target.system)) {
      const facts = { type: event.type, to: target.id }
      throw new UsageError(
        'foreignActor',
        `'${event.type}' was sent to '${target.id}', which is no actor of this system`,
        facts,
      )
    }
    return cell
  }

  #message(to: Cell, from: Cell | null, event: AnyEventObject): void {
    if (this.#freeze) deepFreeze(event)
    const at = this.#present.busy ? this.#queue.now : this.#outsideNow()
    this.hashMessage(at, from, to, event)
    if (at > this.#queue.now) this.#queue.pushAt(at, DEFAULT_CLASS, this.#present.seq, from, to, event, null)
    else this.#queue.pushNow(DEFAULT_CLASS, this.#present.seq, from, to, event)
  }

  /** Only what is a message of the program: XState's own traffic carries snapshots and references, and follows from the rest. */
  hashMessage(at: Micros, from: Cell | null, to: Cell, event: AnyEventObject): void {
    if (this.#hash === null) return
    let hashed = this.#hashedTypes.get(event.type)
    if (hashed === undefined) {
      hashed = !event.type.startsWith('xstate.') && !this.#router.isData(event.type)
      this.#hashedTypes.set(event.type, hashed)
    }
    if (hashed) this.#hash.message(at, from, to, event)
  }

  /** In wall-clock time, what comes from outside comes now, not at the instant of the last message. */
  #outsideNow(): Micros {
    this.#parts.clock.wake()
    return Math.max(this.#queue.now, this.#parts.clock.reading() ?? 0)
  }

  /** An actor emitted: to everybody whom the routes name. */
  emit(from: Cell, event: AnyEventObject): void {
    const type = event.type
    const resolution =
      from.lastType === type && from.routesVersion === this.#router.version
        ? (from.lastResolution as Resolution)
        : this.#router.resolve(from, type)
    if (this.#freeze) deepFreeze(event)
    const queue = this.#queue
    if (this.#hash !== null && !resolution.data) {
      if (this.#isForward(from, event)) this.#hash.forward(queue.now, from)
      else this.#hash.emission(queue.now, from, event)
    }
    const taps = resolution.taps
    if (taps.length > 0) this.#tap(taps, event)
    const routes = resolution.routes
    const count = routes.length
    if (count === 0 && !resolution.ignored) this.bury('unheard', from, '', event)
    const cause = this.#present.seq
    for (let i = 0; i < count; i++) {
      const route = routes[i] as LiveRoute
      const target = route.target
      if (target === null) this.bury('unknownActor', from, route.consumer, event)
      else if (route.sample === null) queue.pushNow(route.class, cause, from, target, event)
      else this.#sendLater(route, route.sample, from, target, event)
    }
  }

  /** Does the actor emit the very event that another has sent it, and that it is handling? Its own timers are in no hash. */
  #isForward(actor: Cell, event: AnyEventObject): boolean {
    const { cell, from, event: handled } = this.#present
    return event === handled && cell === actor && from !== null && from !== actor
  }

  /** What the system emits in an actor's name while it plays the lane that the actor lent. */
  emitLent(from: Cell, event: AnyEventObject): void {
    const type = event.type
    const resolution =
      from.lastType === type && from.routesVersion === this.#router.version
        ? (from.lastResolution as Resolution)
        : this.#router.resolve(from, type)
    const queue = this.#queue
    const { fan } = queue
    if (!fan.take(event, resolution, queue.seq)) {
      this.#spill(fan)
      return this.emit(from, event)
    }
    queue.seq += resolution.routes.length
    if (this.#freeze) deepFreeze(event)
    if (this.#hash !== null && !resolution.data) this.#hash.emission(queue.now, from, event)
    const taps = resolution.taps
    if (taps.length > 0) this.#tap(taps, event)
  }

  /** Emissions that do not go together go through the rings, in the order in which they were made. */
  #spill(fan: Fan): void {
    fan.open = false
    const { size, events, resolution, playSeq, from, targets } = fan
    if (size === 0) return
    const { fanned, routes } = resolution as Resolution
    for (let i = 0; i < size; i++) {
      for (const { route, place } of (fanned as readonly FannedRoute[]).toSorted((a, b) => a.place - b.place)) {
        const target = targets[(fanned as readonly FannedRoute[]).findIndex((other) => other.place === place)] as Cell
        this.#queue.put(route.class, fan.firstSeq + i * routes.length + place, playSeq, from, target, events[i])
      }
    }
    fan.end()
  }

  #sendLater(route: LiveRoute, sample: () => Duration, from: Cell, to: Cell, event: AnyEventObject): void {
    let at = this.#queue.now + sample()
    const { line } = route
    if (!line.reorder) {
      if (at < line.lastAt) at = line.lastAt
      line.lastAt = at
    }
    this.#queue.pushAt(at, route.class, this.#present.seq, from, to, event, null)
  }

  #tap(taps: Resolution['taps'], event: AnyEventObject): void {
    for (let i = 0; i < taps.length; i++) {
      try {
        ;(taps[i] as Resolution['taps'][number])(event, this.#queue.now)
      } catch (error) {
        this.#present.fail(error)
      }
    }
  }

  /** Nobody heard it. `seq` and `cause` are those of its envelope, where it had one. */
  bury(
    reason: DeadLetterReason,
    from: Cell | null,
    to: string,
    event: AnyEventObject,
    seq: number = ++this.#queue.seq,
    cause: number = this.#present.seq,
  ): void {
    const { deadLetters, journal, strict } = this.#parts
    const at = this.#queue.now
    const name = from?.name ?? ''
    deadLetters.record({ reason, at, seq, cause, from: name, to, event })
    if (journal.keeps(this.#router.isData(event.type))) {
      journal.record({ at, class: DEFAULT_CLASS, seq, from: name, to, event, cause, dead: reason })
    }
    if (strict)
      this.#present.fail(new DeadLetterError(reason, at, name, to, event.type, causalChain(this.#queue, cause)))
  }
}

function deepFreeze(value: unknown): void {
  if (typeof value !== 'object' || value === null || Object.isFrozen(value)) return
  const prototype: unknown = Object.getPrototypeOf(value)
  if (prototype !== Object.prototype && prototype !== Array.prototype && prototype !== null) return
  Object.freeze(value)
  for (const part of Object.values(value)) deepFreeze(part)
}
