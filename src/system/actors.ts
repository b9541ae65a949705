/** The actors of a system: how they come to be, get their names, start, stop, fail and start again. */
import { Cell, type Supervision } from './cell.ts'
import { ActorFailedError, UnsupportedLogicError } from './errors.ts'
import type { Journal } from './journal.ts'
import type { Present } from './present.ts'
import type { EnvelopeQueue } from './queue.ts'
import { DEFAULT_CLASS, type Router } from './router.ts'
import { causalChain } from './trace.ts'
import * as xstate from './xstate-internals.ts'
import type { AnyActorLogic, AnyEventObject, TakenOver, XActor } from './xstate-internals.ts'

const INIT_EVENT: AnyEventObject = Object.freeze({ type: 'xstate.init' })

export class Actors {
  readonly cells = new Map<string, Cell>()
  /** Simulated promises that have not settled. */
  awaited = 0
  /** XState, once it is taken over. */
  xstate: TakenOver | undefined = undefined
  readonly #present: Present
  readonly #queue: EnvelopeQueue<Cell>
  readonly #router: Router
  readonly #journal: Journal
  readonly #emitted: (cell: Cell, event: AnyEventObject) => void
  /** The cell that the next actor below the root belongs to. */
  #expected: Cell | null = null

  constructor(
    present: Present,
    queue: EnvelopeQueue<Cell>,
    router: Router,
    journal: Journal,
    emitted: (cell: Cell, event: AnyEventObject) => void,
  ) {
    this.#emitted = emitted
    this.#present = present
    this.#queue = queue
    this.#router = router
    this.#journal = journal
  }

  /** Makes an actor below the root. It starts before the next message is delivered. */
  add(name: string, logic: AnyActorLogic, input: unknown, supervision: Supervision, timerClass: number): XActor {
    const cell = new Cell(name, null, supervision, timerClass)
    cell.create = () => this.#create(cell, logic, input)
    const actor = cell.create()
    this.#register(cell)
    this.#start(cell, actor)
    return actor
  }

  /** Stops an actor and frees its name; whatever is on its way to it becomes a dead letter. */
  remove(cell: Cell): void {
    const actor = cell.actor as XActor
    cell.alive = false
    this.judge(cell)
    this.#unregister(cell)
    this.xstate?.releaseName(actor)
    this.#present.chore(() => xstate.stopNow(actor))
  }

  /** XState has made an actor: one that was added, or a child that another spawned or invoked. */
  created(actor: XActor): Cell {
    const expected = this.#expected
    this.#expected = null
    const cell = expected ?? this.#childCell(actor)
    const kind = xstate.asyncKindOf(actor.logic)
    if (kind !== undefined) {
      if (!xstate.isSimulated(actor)) {
        const error = new UnsupportedLogicError(cell.name, kind)
        // Whatever the supervision says: it is the program that is wrong, not this run of it.
        if (expected === null) this.#present.fail(error)
        throw error
      }
      cell.awaited = kind === 'a promise'
      if (cell.awaited) this.awaited++
    }
    cell.actor = actor
    if (expected === null) this.#register(cell)
    return cell
  }

  /** Decides whether the actor's logic may be called directly. */
  judge(cell: Cell): void {
    const actor = cell.actor
    cell.direct =
      actor !== null &&
      cell.alive &&
      !cell.observed &&
      !cell.stopping &&
      this.xstate?.inspectors === 0 &&
      !xstate.isStopped(actor) &&
      xstate.isInPlace(actor)
    if (cell.life !== null) cell.life.outlet = null
    cell.life = cell.direct ? xstate.lifeOf(actor as XActor) : null
    if (cell.life !== null && !cell.listened) cell.life.outlet = (event) => this.#emitted(cell, event)
  }

  /** XState will not deliver to this actor any more. */
  stopped(actor: XActor): void {
    const cell = xstate.cellOf(actor) as Cell
    if (cell.actor !== actor) return
    cell.alive = false
    this.judge(cell)
    if (cell.awaited) {
      cell.awaited = false
      this.awaited--
    }
    // An actor that was added keeps its name, so that it can still be read after its end; children come and go.
    if (cell.parent !== null) this.#unregister(cell)
  }

  /** An actor below the root is done, or has failed. */
  ended(cell: Cell, actor: XActor, event: AnyEventObject): void {
    if (!event.type.startsWith('xstate.error.')) return
    // XState leaves the children of a failed actor running, with nobody to hear them.
    for (const child of xstate.childrenOf(actor)) child._stop()
    if (cell.supervision === 'isolate') return
    // An actor that cannot even start would be restarted for ever.
    const { starting, seq } = this.#present
    if (cell.supervision === 'restart' && !starting) {
      this.#present.chore(() => this.#restart(cell))
      return
    }
    const chain = causalChain(this.#queue, seq)
    const type = starting ? INIT_EVENT.type : (chain.at(-1)?.type ?? '')
    this.#present.fail(new ActorFailedError(cell.name, type, this.#queue.now, chain, xstate.errorOf(event)))
  }

  #restart(cell: Cell): void {
    if (this.cells.get(cell.name) !== cell || cell.create === null) return
    cell.alive = true
    cell.observed = false
    cell.stopping = false
    cell.listened = false
    this.#start(cell, cell.create())
  }

  #create(cell: Cell, logic: AnyActorLogic, input: unknown): XActor {
    const present = this.#present
    const failureBefore = present.failure
    this.#expected = cell
    try {
      const actor = (this.xstate as TakenOver).create(logic, cell.name, input)
      if (present.failure !== failureBefore) {
        // A refused child is swallowed by its parent's first snapshot; the person who adds the parent should hear of it.
        const refused = present.failure
        present.failure = failureBefore
        for (const child of [...this.cells.values()]) if (child.parent === cell) this.#unregister(child)
        throw refused
      }
      return actor
    } finally {
      this.#expected = null
    }
  }

  #start(cell: Cell, actor: XActor): void {
    const cause = this.#present.seq
    this.#present.chore(() => {
      if (cell.actor !== actor || !cell.alive) return
      const seq = ++this.#queue.seq
      if (this.#journal.keeps(false)) {
        const at = this.#queue.now
        this.#journal.record({ at, class: DEFAULT_CLASS, seq, from: '', to: cell.name, event: INIT_EVENT, cause })
      }
      this.#present.handling(cell, seq)
      this.#present.starting = true
      actor.start()
      this.#present.starting = false
      this.#present.handling(null, 0)
    })
  }

  #childCell(actor: XActor): Cell {
    const parent = xstate.cellOf(actor._parent as XActor) as Cell | undefined
    const name = parent === undefined ? actor.id : `${parent.name}/${actor.id}`
    return new Cell(name, parent ?? null, 'stop', parent?.timerClass ?? DEFAULT_CLASS)
  }

  #register(cell: Cell): void {
    this.cells.set(cell.name, cell)
    this.#router.point(cell.name, cell)
  }

  #unregister(cell: Cell): void {
    if (this.cells.get(cell.name) !== cell) return
    this.cells.delete(cell.name)
    this.#router.point(cell.name, null)
  }
}
