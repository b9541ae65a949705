/** `compile(machine)`: the same machine as actor logic that runs on its table. */
import type { AnyActorScope, AnyStateMachine, EventObject, Snapshot } from 'xstate'
import type { MachineRecord } from './frame.ts'
import { Life } from './life.ts'
import { plainCopy } from './plain-copy.ts'
import { internalTable, type Table } from './table.ts'
import { type SnapshotObject, snapshotMaker } from './xstate-internals.ts'

/**
 * Marks actor logic whose `transition` returns the snapshot it was given, changed. Who delivers events may then call it directly;
 * it uses of the scope only `self`, `emit`, `system.scheduler`, `actionExecutor`, `logger` and, before the start, `defer`.
 */
export const IN_PLACE = Symbol.for('quantdome.inPlace')

/**
 * Names the function that gives the life behind a snapshot, `(snapshot, scope) => { deliver(event), isActive } | undefined`: a delivery
 * through it is a transition without its detours.
 */
const LIFE_OF = Symbol.for('quantdome.lifeOf')

/** A machine that runs on its table; to XState, and to TypeScript, it is the same machine. */
export type CompiledMachine<TMachine extends AnyStateMachine> = TMachine & { readonly [inPlace: symbol]: true }

/** Where a snapshot keeps what is not to be seen in it. */
const LIFE = Symbol('life')

type LiveSnapshot = SnapshotObject & { [LIFE]?: Life }

const compiledMachines = new WeakMap<AnyStateMachine, AnyStateMachine>()

/**
 * Turns a machine into actor logic that runs on tables: configurations, candidates and their effects are worked out once, recipes
 * change the context in place, and an actor has one snapshot object for life, which changes under whoever holds it.
 *
 * It is used like the machine itself: `createActor(compile(machine), { input })`, `send`, `getSnapshot().matches(…)`,
 * `subscribe`, `on`, `waitFor`, persisting and restoring. It gives what the interpreter gives, with two differences: a step that throws leaves in the
 * context what it did until then, and XState's inspector is told of events and snapshots, not of microsteps and built-in actions.
 * The same machine always gives the same logic.
 *
 * @throws CompileError naming machine, state and feature for what is not supported: invoked and spawned actors, messages to
 * other actors (`sendTo`, `sendParent`, `forwardTo`), history states, routes.
 */
export function compile<TMachine extends AnyStateMachine>(machine: TMachine): CompiledMachine<TMachine> {
  if ((machine as AnyStateMachine | undefined)?.root === undefined)
    throw new TypeError('compile needs an XState machine, made with createMachine or setup().createMachine')
  let compiled = compiledMachines.get(machine)
  if (compiled === undefined) {
    compiled = IN_PLACE in machine ? machine : compileOnce(machine)
    compiledMachines.set(machine, compiled)
  }
  return compiled as CompiledMachine<TMachine>
}

function compileOnce(machine: AnyStateMachine): AnyStateMachine {
  // A machine of its own, so that the one given stays interpreted.
  const logic = machine.provide({})
  const table = internalTable(logic)
  const lives = new Lives(logic, table)
  const { getPersistedSnapshot, restoreSnapshot } = logic
  return Object.assign(logic, {
    [IN_PLACE]: true,
    [LIFE_OF]: (snapshot: LiveSnapshot, scope: AnyActorScope) => {
      const life = snapshot[LIFE]
      return life?.scope === scope ? life.ready() : undefined
    },
    provide: (implementations: Parameters<AnyStateMachine['provide']>[0]) => compile(machine.provide(implementations)),
    getInitialSnapshot: (scope: AnyActorScope, input: unknown) => lives.begin(scope, input),
    transition: (snapshot: LiveSnapshot, event: EventObject, scope: AnyActorScope) =>
      lives.step(snapshot, event, scope),
    getPersistedSnapshot: (snapshot: LiveSnapshot, options?: unknown) => {
      const persisted = getPersistedSnapshot(snapshot as never, options) as Snapshot<unknown> & { context: unknown }
      return { ...persisted, context: plainCopy(persisted.context) }
    },
    restoreSnapshot: (persisted: Snapshot<unknown>, scope: AnyActorScope) =>
      lives.adopt(restoreSnapshot(persisted, scope) as unknown as SnapshotObject, scope),
  })
}

/** The lives of all actors of one machine. */
class Lives {
  private readonly table: Table
  private readonly makeSnapshot: ReturnType<typeof snapshotMaker>

  constructor(machine: AnyStateMachine, table: Table) {
    this.table = table
    this.makeSnapshot = snapshotMaker(machine)
  }

  begin(scope: AnyActorScope, input: unknown): LiveSnapshot {
    const life = this.lifeOf(this.table.blank(), scope)
    life.starting = true
    let error: unknown
    try {
      this.table.enter(life.record, input, life, life)
    } catch (thrown) {
      error = thrown
    }
    life.starting = false
    return this.snapshotOf(life, error)
  }

  /** Makes a live snapshot of one that is not, with a context of its own. */
  adopt(snapshot: SnapshotObject, scope: AnyActorScope): LiveSnapshot {
    const { status, output, error, context, _nodes: nodes } = snapshot
    const record: MachineRecord = {
      config: this.table.configurationOf(nodes).index,
      status: status === 'stopped' ? 'done' : status,
      context: plainCopy(context),
      output,
    }
    const live = this.snapshotOf(this.lifeOf(record, scope), error)
    live.status = status
    return live
  }

  step(snapshot: LiveSnapshot, event: EventObject, scope: AnyActorScope): LiveSnapshot {
    const life = snapshot[LIFE]
    // A snapshot from elsewhere is not ours to change: one read from storage, one that another actor lives in, one given to XState's pure
    // transition function.
    if (life === undefined || life.scope !== scope) return this.step(this.adopt(snapshot, scope), event, scope)
    if (event.type === 'xstate.stop') {
      snapshot.status = 'stopped'
      life.record.status = 'done'
      return snapshot
    }
    this.table.run(life.record, event, life, life)
    life.show()
    return snapshot
  }

  private lifeOf(record: MachineRecord, scope: AnyActorScope): Life {
    return new Life(record, scope, this.table)
  }

  private snapshotOf(life: Life, error: unknown): LiveSnapshot {
    const { status, output, context, config } = life.record
    const { value, tags, nodes } = this.table.configs[config]!
    const snapshot: LiveSnapshot = this.makeSnapshot({ status, output, error, context, value, tags, _nodes: nodes })
    life.showIn(snapshot)
    return Object.defineProperty(snapshot, LIFE, { value: life })
  }
}
