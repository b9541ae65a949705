/**
 * The one file that knows XState's insides: how a built-in action is made and recognised, and how a machine is read.
 * XState is pinned, because none of this is promised by its types; the equality property says whether it still holds.
 */
import type {
  AnyActorScope,
  AnyMachineSnapshot,
  AnyStateMachine,
  AnyStateNode,
  EventObject,
  InspectionEvent,
  MachineContext,
} from 'xstate'
import { and, cancel, emit, not, or, raise, stateIn } from 'xstate'
import { CompileError } from './compile-error.ts'
import type {
  ActionModel,
  Behaviour,
  Expression,
  GuardModel,
  MachineModel,
  Parameters,
  ReadArguments,
  StateModel,
  TransitionModel,
} from './model.ts'

/** The type of the actions that `update` makes. */
const UPDATE = 'quantdome.update'
/** Where a snapshot keeps its active nodes. */
const NODES = '_nodes'

/** What XState hands to an action beside its parameters. */
interface ActionArguments {
  readonly context: MachineContext
  readonly event: EventObject
  readonly self: unknown
}

/** One step of a snapshot inside a transition: the next context, and actions XState is to run right after. */
interface ActionStep {
  readonly context: MachineContext
  readonly actions: unknown[]
}

/**
 * Makes the function that XState treats as a built-in action: it runs during the transition, may replace the context,
 * and may queue further built-in actions. `assign` and `enqueueActions` are made the same way; a pair of them would copy the
 * context's top level once more, leave it unfrozen, and could not delete a key.
 */
export function updateAction(recipe: unknown, step: (args: ActionArguments, params: unknown) => ActionStep): unknown {
  const action = (): void => {}
  const resolve = (
    _scope: AnyActorScope,
    snapshot: AnyMachineSnapshot,
    args: ActionArguments,
    params: unknown,
  ): [AnyMachineSnapshot, undefined, unknown[]] => {
    const { context, actions } = step(args, params)
    // A new snapshot even of the same context, as `assign` makes one: a compiled recipe counts as a change without a look at what it did.
    return [{ ...snapshot, context }, undefined, actions]
  }
  return Object.assign(action, { type: UPDATE, resolve, recipe })
}

/** XState's own actions for the three effects of a recipe. */
export const builtIn = { cancel, emit, raise } as const

/** Action creators leave their arguments on the function they return, under these names. */
interface BuiltInAction {
  readonly type: string
  readonly resolve: unknown
  readonly recipe: (args: never, params: never) => void
  readonly assignment: Extract<Behaviour, { kind: 'assign' }>['assignment']
  readonly event: Expression<EventObject>
  readonly delay: Extract<Behaviour, { kind: 'raise' }>['delay']
  readonly id: string | undefined
  readonly sendId: Expression<string>
  readonly value: Expression<unknown>
  readonly label: string | undefined
  readonly collect: (args: never, params: never) => void
  readonly to: unknown
}

/** Guard creators likewise; which one made it shows in `check`. */
interface BuiltInGuard {
  readonly check: unknown
  readonly guards: readonly unknown[]
  readonly stateValue: Extract<GuardModel, { kind: 'stateIn' }>['value']
}

interface Parameterized {
  readonly type: string
  readonly params?: unknown
}

const checkOf = (guard: unknown): unknown => (guard as BuiltInGuard).check
const CHECK_AND = checkOf(and([]))
const CHECK_OR = checkOf(or([]))
const CHECK_NOT = checkOf(not(() => true))
const CHECK_STATE_IN = checkOf(stateIn(''))
const NO_PARAMETERS: Parameters = { kind: 'fixed', value: undefined }

function parametersOf(item: unknown): Parameters {
  if (typeof item !== 'object' || item === null || !('params' in item)) return NO_PARAMETERS
  const { params } = item
  if (typeof params !== 'function') return { kind: 'fixed', value: params }
  return { kind: 'computed', compute: params as (args: ReadArguments) => unknown }
}

const nameOf = (item: unknown): string | undefined => {
  if (typeof item === 'string') return item
  return typeof item === 'object' && item !== null ? (item as Parameterized).type : undefined
}

/** Reads a machine into the compiler's own terms. @throws CompileError for what the compiler does not support. */
export function readMachine(machine: AnyStateMachine): MachineModel {
  const { actions, guards, delays } = machine.implementations as unknown as Record<string, Record<string, unknown>>
  const states: StateModel[] = []
  const transitions: TransitionModel[] = []
  const models = new Map<AnyStateNode, StateModel>()
  const refuse = (state: string, feature: string, advice?: string): never => {
    throw new CompileError(machine.id, state, feature, advice)
  }

  function readBehaviour(action: unknown, where: string): Behaviour {
    const name = nameOf(action)
    const resolved = name === undefined ? action : actions![name]
    if (typeof resolved !== 'function' || !('resolve' in resolved)) {
      const type = name ?? ((action as { name: string }).name || '(anonymous)')
      return { kind: 'custom', type, run: resolved as Extract<Behaviour, { kind: 'custom' }>['run'] }
    }
    const built = resolved as unknown as BuiltInAction
    switch (built.type) {
      case UPDATE:
        return { kind: 'update', recipe: built.recipe }
      case 'xstate.assign':
        return { kind: 'assign', assignment: built.assignment }
      case 'xstate.emit':
        return { kind: 'emit', event: built.event }
      case 'xstate.raise':
        if (typeof built.delay === 'string' && !(built.delay in delays!)) {
          refuse(where, `the delay '${built.delay}', which has no implementation`, 'give it one in setup({ delays }).')
        }
        return { kind: 'raise', event: built.event, delay: built.delay, id: built.id }
      case 'xstate.cancel':
        return { kind: 'cancel', id: built.sendId }
      case 'xstate.log':
        return { kind: 'log', value: built.value, label: built.label }
      case 'xstate.enqueueActions':
        return { kind: 'enqueue', collect: built.collect }
      case 'xstate.sendTo':
        return refuse(where, built.to === '#_parent' ? 'sendParent' : 'sendTo or forwardTo')
      default:
        return refuse(where, built.type.replace(/^xstate\./, ''))
    }
  }

  const readAction = (action: unknown, where: string): ActionModel => ({
    does: readBehaviour(action, where),
    params: parametersOf(action),
  })

  function readGuard(guard: unknown, where: string): GuardModel {
    const name = nameOf(guard)
    const resolved = name === undefined ? guard : guards![name]
    if (resolved === undefined) {
      return refuse(where, `the guard '${name}', which has no implementation`, 'give it one in setup({ guards }).')
    }
    // An implementation may itself be the name of another guard; its own parameters count then.
    if (typeof resolved !== 'function') return readGuard(resolved, where)
    if (!('check' in resolved)) {
      return { kind: 'predicate', test: resolved as (args: ReadArguments) => boolean, params: parametersOf(guard) }
    }
    const built = resolved as unknown as BuiltInGuard
    switch (built.check) {
      case CHECK_AND:
      case CHECK_OR:
        return {
          kind: built.check === CHECK_AND ? 'and' : 'or',
          guards: built.guards.map((inner) => readGuard(inner, where)),
        }
      case CHECK_NOT:
        return { kind: 'not', guard: readGuard(built.guards[0], where) }
      case CHECK_STATE_IN: {
        const value = built.stateValue
        if (typeof value !== 'string' || !value.startsWith('#')) return { kind: 'stateIn', value }
        return { kind: 'stateInId', state: models.get(machine.getStateNodeById(value))! }
      }
      default:
        return refuse(where, 'a guard creator of unknown kind')
    }
  }

  function readState(node: AnyStateNode, parent: StateModel | undefined): StateModel {
    if (node.type === 'history') refuse(parent!.id, 'a history state')
    if (node.invoke.length > 0) refuse(node.id, 'invoke')
    if ((node.config as { route?: unknown }).route !== undefined) refuse(node.id, 'route')
    const children: StateModel[] = []
    const state = {
      index: states.length,
      id: node.id,
      key: node.key,
      type: node.type as StateModel['type'],
      parent,
      children,
      initial: undefined as StateModel | undefined,
      initialActions: [] as readonly ActionModel[],
      entry: [] as readonly ActionModel[],
      exit: [] as readonly ActionModel[],
      transitions: new Map<string, TransitionModel[]>(),
      always: [] as TransitionModel[],
      output: node.output as unknown,
      tags: node.tags,
      node,
    }
    states.push(state)
    models.set(node, state)
    for (const child of Object.values(node.states) as AnyStateNode[]) children.push(readState(child, state))
    return state
  }

  function readTransition(definition: unknown, source: StateModel, descriptor: string): TransitionModel {
    const {
      target,
      guard,
      actions: list,
      reenter,
    } = definition as {
      target: readonly AnyStateNode[] | undefined
      guard: unknown
      actions: readonly unknown[]
      reenter: boolean
    }
    const transition: TransitionModel = {
      index: transitions.length,
      source,
      targets: target?.map((node) => models.get(node)!),
      guard: guard === undefined || guard === null ? undefined : readGuard(guard, source.id),
      actions: list.map((action) => readAction(action, source.id)),
      reenter,
      descriptor,
      guardName: nameOf(guard),
    }
    transitions.push(transition)
    return transition
  }

  // In two passes: targets and stateIn may name states that come later.
  const root = readState(machine.root as unknown as AnyStateNode, undefined)
  for (const state of states as { -readonly [K in keyof StateModel]: StateModel[K] }[]) {
    const { node } = state
    const list = (items: readonly unknown[]): ActionModel[] => items.map((action) => readAction(action, state.id))
    state.entry = list(node.entry)
    state.exit = list(node.exit)
    if (node.config.initial !== undefined) {
      state.initial = models.get((node.initial.target as AnyStateNode[])[0]!)
      state.initialActions = list(node.initial.actions)
    }
    const own = state.transitions as Map<string, TransitionModel[]>
    for (const [descriptor, definitions] of node.transitions as Map<string, unknown[]>) {
      own.set(
        descriptor,
        definitions.map((definition) => readTransition(definition, state, descriptor)),
      )
    }
    state.always = ((node.always ?? []) as unknown[]).map((definition) => readTransition(definition, state, ''))
  }
  return {
    id: machine.id,
    root,
    states,
    transitions,
    context: machine.config.context,
    maxIterations: machine.options.maxIterations ?? Infinity,
    delays: new Map(Object.entries(delays!)) as MachineModel['delays'],
    readAction: (action) => readAction(action, root.id),
    readGuard: (guard) => readGuard(guard, root.id),
  }
}

/** The parts of a machine's snapshot that change. */
export interface SnapshotState {
  status: 'active' | 'done' | 'error' | 'stopped'
  output: unknown
  error: unknown
  context: MachineContext
  value: unknown
  tags: ReadonlySet<string>
  _nodes: readonly AnyStateNode[]
}

export interface SnapshotObject extends SnapshotState {
  readonly machine: AnyStateMachine
}

/**
 * Makes snapshots with the keys and methods that XState gives them, all of them own, because XState copies a snapshot by spreading
 * it. The methods are taken from a snapshot that XState made.
 */
export function snapshotMaker(machine: AnyStateMachine): (state: SnapshotState) => SnapshotObject {
  const sample = machine.resolveState({ value: {}, context: {} })
  const { matches, hasTag, can, getMeta, toJSON } = sample
  return ({ status, output, error, context, value, tags, _nodes }) => ({
    status,
    output,
    error,
    machine,
    context,
    _nodes,
    value,
    tags,
    children: {},
    historyValue: {},
    matches,
    hasTag,
    can,
    getMeta,
    toJSON,
  })
}

/** Lets a snapshot show another configuration. */
export function showConfiguration(
  snapshot: SnapshotObject,
  { value, tags, nodes }: { value: unknown; tags: ReadonlySet<string>; nodes: readonly AnyStateNode[] },
): void {
  snapshot.value = value
  snapshot.tags = tags
  snapshot[NODES] = nodes
}

/** A transition of the definition by ids, whether or not the compiler could take it. */
export interface DefinedTransition {
  readonly state: string
  readonly event: string
  readonly place: number
  readonly targets: readonly string[]
  readonly guard: string | undefined
}

interface TransitionDefinition {
  readonly source: AnyStateNode
  readonly eventType: string
  readonly target: readonly AnyStateNode[] | undefined
  readonly guard: unknown
}

const define = ({ source, eventType, target, guard }: TransitionDefinition, place: number): DefinedTransition => ({
  state: source.id,
  event: eventType,
  place,
  targets: target?.map(({ id }) => id) ?? [],
  guard: nameOf(guard),
})

/** All transitions of a machine, state by state. */
export function definedTransitions(machine: AnyStateMachine): DefinedTransition[] {
  const below = (node: AnyStateNode): DefinedTransition[] => {
    const lists = [...node.transitions.values(), node.always ?? []] as unknown as TransitionDefinition[][]
    return [
      ...lists.flatMap((list) => list.map(define)),
      ...(Object.values(node.states) as AnyStateNode[]).flatMap(below),
    ]
  }
  return below(machine.root as unknown as AnyStateNode)
}

/** The transitions that an inspection event tells of, if it is about an actor of this machine. */
export function transitionsOfMicrostep(machine: AnyStateMachine, event: InspectionEvent): DefinedTransition[] {
  if (event.type !== '@xstate.microstep') return []
  const { _transitions: transitions } = event as unknown as { _transitions: readonly TransitionDefinition[] }
  return transitions
    .filter(({ source }) => (source.machine as { id: string }).id === machine.id)
    .map((transition) => {
      const { source, eventType } = transition
      const list = (eventType === '' ? source.always : source.transitions.get(eventType)) as unknown as unknown[]
      return define(transition, list.indexOf(transition))
    })
}
