/**
 * Everything this system knows of XState's insides (5.33): the delivery funnel `_relay`, the scheduler, the naming of sessions, and the
 * fields of an actor that a delivery touches. No other file of this folder reads what XState's types do not declare. XState changes
 * these in its next major version, which is why its version is pinned.
 */
import {
  createActor,
  fromEventObservable,
  fromObservable,
  fromPromise,
  fromTransition,
  type AnyActorLogic,
  type AnyActorRef,
  type AnyEventObject,
} from 'xstate'

/** XState's system object, by its public type. */
export type AnyActorSystem = AnyActorRef['system']

/** XState's processing states of an actor. */
const RUNNING = 1
const STOPPED = 2

export const STOP = 'xstate.stop'
export const STOP_EVENT: AnyEventObject = Object.freeze({ type: STOP })

/** Marks logic whose snapshot is one reused object, changed in place: see `#deliverInPlace` in the kernel. */
const IN_PLACE = Symbol.for('quantdome.inPlace')
const SIMULATED = Symbol.for('quantdome.simulated')
const CELL = Symbol('quantdome.cell')

export interface AnySnapshot {
  status: 'active' | 'done' | 'error' | 'stopped'
  children?: Record<string, AnyActorRef>
}

/** What the kernel keeps of an actor, as far as this file is concerned. */
interface Owner {
  direct: boolean
  observed: boolean
  listened: boolean
}

export interface Scope {
  self: XActor
  emit(event: AnyEventObject): void
  stopChild(child: XActor): void
  sessionId: string
}

/** An XState actor with the fields its class keeps private. */
export interface XActor {
  readonly id: string
  /** Ours: the cell it belongs to. */
  [CELL]?: unknown
  sessionId: string
  logic: {
    start?: unknown
    transition(snapshot: AnySnapshot, event: AnyEventObject, scope: Scope): AnySnapshot
    [IN_PLACE]?: boolean
    [SIMULATED]?: boolean
  }
  _parent?: XActor
  _snapshot: AnySnapshot
  _actorScope: Scope
  _processingStatus: number
  _deferred: (() => void)[]
  observers: Set<{ error?: (error: unknown) => void }>
  eventListeners: { clear(): void }
  system: XSystem
  start(): void
  subscribe(...observer: unknown[]): unknown
  on(type: string, handler: unknown): unknown
  update(snapshot: AnySnapshot, event: AnyEventObject): void
  _send(event: AnyEventObject): void
  _stop(): void
  _error(error: unknown): void
  _reportError(error: unknown): void
}

interface XSystem {
  _bookId(): string
  _relay(source: XActor | undefined, target: XActor, event: AnyEventObject): void
  _register(sessionId: string, actor: XActor): string
  _unregister(actor: XActor): void
  _sendInspectionEvent(event: { type: string; actorRef: XActor }): void
  inspect(observer: unknown): { unsubscribe(): void }
  scheduler: {
    schedule(source: XActor, target: XActor, event: AnyEventObject, delay: number, id: string | undefined): void
    cancel(source: XActor, id: string): void
    cancelAll(actor: XActor): void
  }
}

/** What the kernel does in XState's place. */
export interface Hooks<Cell extends Owner> {
  readonly scheduler: XSystem['scheduler']
  readonly clock: XStateClock
  readonly logger: ((...args: unknown[]) => void) | undefined
  /** A new actor exists: it has a name and a parent, but no snapshot yet. The cell is found again by `cellOf`. */
  created(actor: XActor): Cell
  /** What makes a direct delivery possible may have changed for this actor, or (an inspector came or went) for all. */
  changed(cell: Cell | null): void
  /** The actor will not handle anything any more. */
  stopped(actor: XActor): void
  /** A child of the hidden root is done, or failed. */
  ended(cell: Cell, actor: XActor, event: AnyEventObject): void
  /** Every message between actors, done and error events included. */
  relay(source: XActor | undefined, target: XActor, event: AnyEventObject): void
  /** The actor emitted. */
  emitted(cell: Cell, event: AnyEventObject): void
  /** A running child is to be stopped, after what was sent to it before. */
  stopping(cell: Cell): void
}

/** XState's own idea of a clock; delays in milliseconds. */
export interface XStateClock {
  setTimeout(callback: (...args: unknown[]) => void, delay: number): unknown
  clearTimeout(id: unknown): void
}

/** XState, taken over. */
export interface TakenOver {
  readonly system: AnyActorSystem
  /** How many inspectors are attached. */
  inspectors: number
  create(logic: AnyActorLogic, name: string, input: unknown): XActor
  /** Tells inspectors of a delivery, as XState does. */
  inspectDelivery(source: XActor | undefined, target: XActor, event: AnyEventObject): void
  /** Frees the actor's name before it has stopped, so that another can take it. */
  releaseName(actor: XActor): void
}

/** Starts an XState system under a hidden root, with delivery, timers, names and emissions going to `hooks`. */
export function takeOver<Cell extends Owner>(hooks: Hooks<Cell>): TakenOver {
  const rootActor = createActor(
    fromTransition((state: undefined) => state, undefined),
    { clock: hooks.clock as never, id: 'root', ...(hooks.logger && { logger: hooks.logger }) },
  )
  const root = rootActor as unknown as XActor
  // The root was numbered by a counter that all systems of the process share.
  root.sessionId = root._actorScope.sessionId = 'x:root'
  rootActor.start()
  const system = root.system
  const inspect = system.inspect
  const sendInspectionEvent = system._sendInspectionEvent
  const register = system._register
  const unregister = system._unregister
  let sessions = 0

  const taken: TakenOver = {
    system: system as unknown as AnyActorSystem,
    inspectors: 0,
    create: (logic, name, input) =>
      createActor(logic, {
        parent: rootActor as AnyActorRef,
        id: name,
        systemId: name,
        input,
      } as never) as unknown as XActor,
    inspectDelivery: (source, target, event) => {
      const delivery = { type: '@xstate.event', sourceRef: source, actorRef: target, event }
      sendInspectionEvent(delivery)
    },
    releaseName: unregister,
  }
  system._bookId = () => `x:${sessions++}`
  system.scheduler = hooks.scheduler
  system._relay = (source, target, event) => {
    if (target !== root) hooks.relay(source, target, event)
    else if (source !== undefined) hooks.ended(source[CELL] as Cell, source, event)
  }
  system._register = (sessionId, actor) => {
    register(sessionId, actor)
    hooks.changed(actor[CELL] as Cell)
    return sessionId
  }
  system._unregister = (actor) => {
    unregister(actor)
    // XState also calls this ahead of the stop, to free the name.
    if (actor._processingStatus === STOPPED) hooks.stopped(actor)
  }
  system.inspect = (observer) => {
    const subscription = inspect(observer)
    taken.inspectors++
    hooks.changed(null)
    let attached = true
    return {
      unsubscribe: () => {
        subscription.unsubscribe()
        if (!attached) return
        attached = false
        taken.inspectors--
        hooks.changed(null)
      },
    }
  }
  system._sendInspectionEvent = (event) => {
    if (event.type === '@xstate.actor') adopt(event.actorRef, hooks)
    if (taken.inspectors > 0) sendInspectionEvent(event)
  }
  return taken
}

/** Redirects what an actor does beside its transitions. XState announces every actor it makes before the actor's first snapshot. */
function adopt<Cell extends Owner>(actor: XActor, hooks: Hooks<Cell>): void {
  const cell = hooks.created(actor)
  actor[CELL] = cell
  const scope = actor._actorScope
  const tellListeners = scope.emit
  scope.emit = (event) => {
    // Logic that emits while its first snapshot is made is heard when it starts, as every XState actor is.
    if (actor._processingStatus !== RUNNING) actor._deferred.push(() => scope.emit(event))
    else {
      hooks.emitted(cell, event)
      if (cell.listened) tellListeners(event)
    }
  }
  const { subscribe, on } = actor
  actor.subscribe = (...observer) => {
    cell.observed = true
    hooks.changed(cell)
    return subscribe.apply(actor, observer)
  }
  actor.on = (type, handler) => {
    cell.listened = true
    hooks.changed(cell)
    return on.call(actor, type, handler)
  }
  const stop = actor._stop.bind(actor)
  actor._stop = () => {
    if (actor._processingStatus === RUNNING) hooks.stopping(cell)
    else {
      stop()
      hooks.stopped(actor)
    }
    return actor
  }
  stops.set(actor, stop)
  // Supervision reports errors; XState would throw them once more, outside of any run.
  actor._reportError = (error) => {
    for (const observer of [...actor.observers]) observer.error?.(error)
    actor.observers.clear()
    actor.eventListeners.clear()
  }
}

/** The cell of an actor that was adopted. */
export const cellOf = (actor: XActor): unknown => actor[CELL]

/** XState's own `_stop` of each actor, behind the one that goes through the queue. */
const stops = new WeakMap<XActor, () => unknown>()

/** Lets the actor handle its stop event now. */
export function stopNow(actor: XActor): void {
  stops.get(actor)?.()
}

export const isRunning = (actor: XActor): boolean => actor._processingStatus === RUNNING
export const isStopped = (actor: XActor): boolean => actor._processingStatus === STOPPED

/** What XState does when a transition throws. */
export function failTransition(actor: XActor, error: unknown): void {
  actor._snapshot = { ...actor._snapshot, status: 'error', error } as AnySnapshot
  actor._error(error)
}

/** The running children of a machine, whatever state it ended in. */
export function childrenOf(actor: XActor): XActor[] {
  return Object.values(actor._snapshot?.children ?? {}) as unknown as XActor[]
}

/** The error in an actor's error snapshot. */
export const errorOf = (event: AnyEventObject): unknown => (event as { error?: unknown }).error

/** Handles events in place, without the detours of a transition. Throws what the logic throws. */
export interface LiveLogic {
  /** True when that was all: the actor is as active as before, and nothing waits for it to be updated. */
  deliver(event: AnyEventObject): boolean
  readonly isActive: boolean
  /** Where its emissions go while nobody but the system hears them; null: through XState's scope, where others may listen as well. */
  outlet: ((event: AnyEventObject) => void) | null
}

const LIFE_OF = Symbol.for('quantdome.lifeOf')

/** The life behind an actor, when its logic offers one. Logic that wraps other logic inherits such a mark, but is not what it stands for. */
export function lifeOf(actor: XActor): LiveLogic | null {
  const { logic } = actor
  if (!Object.hasOwn(logic, LIFE_OF)) return null
  const find = (logic as unknown as Record<symbol, (snapshot: unknown, scope: unknown) => LiveLogic | undefined>)[
    LIFE_OF
  ]
  return find?.(actor._snapshot, actor._actorScope) ?? null
}

/** Was this logic made to be changed in place? */
export const isInPlace = (actor: XActor): boolean => actor.logic[IN_PLACE] === true

/** XState's creators give their logic no mark, but each of them makes its `transition` from one piece of source text. */
const asyncKinds = new Map(
  Object.entries({
    'a promise': fromPromise(() => Promise.resolve()),
    'an observable': fromObservable(() => ({ subscribe: () => ({ unsubscribe: () => {} }) })),
    'an event observable': fromEventObservable(() => ({ subscribe: () => ({ unsubscribe: () => {} }) })),
  }).map(([kind, logic]) => [String(logic.start), kind]),
)

/** 'a promise', 'an observable' or 'an event observable', when the logic is one of XState's that settle in real time. */
export function asyncKindOf(logic: { start?: unknown }): string | undefined {
  return typeof logic.start === 'function' ? asyncKinds.get(String(logic.start)) : undefined
}

export const isSimulated = (actor: XActor): boolean => actor.logic[SIMULATED] === true

/**
 * Says that a promise or observable draws from the simulation itself (its clock, its actors), so that it settles at the same virtual
 * time in every run and may take part in one. With a promise pending, only `runAsync()` can run the system.
 *
 * @example
 * const settle = simulated(fromPromise(async ({ input }) => input.price * 2))
 */
export function simulated<Logic extends AnyActorLogic>(logic: Logic): Logic {
  return Object.assign(Object.create(Object.getPrototypeOf(logic) as object) as Logic, logic, { [SIMULATED]: true })
}

export type { AnyActorLogic, AnyEventObject }
