/** A machine as the compiler sees it: plain data read once from XState's objects, with every name resolved. */
import type { AnyStateNode, EventObject, MachineContext, StateValue } from 'xstate'

/** What guards, expressions and dynamic parameters are called with. */
export interface ReadArguments {
  context: MachineContext
  event: EventObject
  self: unknown
  system: unknown
}

/** A value, or how to get it from the context, the event and the action's parameters. */
export type Expression<T> = T | ((args: ReadArguments, params: unknown) => T)

/** Parameters of a guard or an action; what is computed is computed each time. */
export type Parameters =
  | { readonly kind: 'fixed'; readonly value: unknown }
  | { readonly kind: 'computed'; readonly compute: (args: ReadArguments) => unknown }

export type GuardModel =
  | { readonly kind: 'predicate'; readonly test: (args: ReadArguments, params: unknown) => boolean; params: Parameters }
  | { readonly kind: 'and' | 'or'; readonly guards: readonly GuardModel[] }
  | { readonly kind: 'not'; readonly guard: GuardModel }
  | { readonly kind: 'stateIn'; readonly value: StateValue }
  | { readonly kind: 'stateInId'; readonly state: StateModel }

export type AssignArguments = ReadArguments & { readonly spawn: () => never }
export type Assigner = (args: AssignArguments, params: unknown) => unknown

/** What an action does, by XState's names. */
export type Behaviour =
  | { readonly kind: 'update'; readonly recipe: (args: never, params: never) => void }
  | { readonly kind: 'assign'; readonly assignment: Assigner | Readonly<Record<string, unknown>> }
  | { readonly kind: 'emit'; readonly event: Expression<EventObject> }
  | {
      readonly kind: 'raise'
      readonly event: Expression<EventObject>
      /** Milliseconds, or the name of a delay. */
      readonly delay: Expression<number | undefined> | string
      readonly id: string | undefined
    }
  | { readonly kind: 'cancel'; readonly id: Expression<string> }
  | { readonly kind: 'log'; readonly value: Expression<unknown>; readonly label: string | undefined }
  | { readonly kind: 'enqueue'; readonly collect: (args: never, params: never) => void }
  | { readonly kind: 'custom'; readonly type: string; readonly run: ((info: never, params: never) => void) | undefined }

export interface ActionModel {
  readonly does: Behaviour
  readonly params: Parameters
}

export interface TransitionModel {
  /** Number within the machine, in the order of reading. */
  readonly index: number
  readonly source: StateModel
  /** `undefined`: an internal transition that stays where it is. */
  readonly targets: readonly StateModel[] | undefined
  readonly guard: GuardModel | undefined
  readonly actions: readonly ActionModel[]
  readonly reenter: boolean
  /** The event or pattern it is listed under; empty for an eventless one. */
  readonly descriptor: string
  /** The guard's name, for messages. */
  readonly guardName: string | undefined
}

export interface StateModel {
  /** Place in document order; the root is 0. */
  readonly index: number
  readonly id: string
  readonly key: string
  readonly type: 'atomic' | 'compound' | 'parallel' | 'final'
  readonly parent: StateModel | undefined
  readonly children: readonly StateModel[]
  /** First child entered by default, and what runs then. */
  readonly initial: StateModel | undefined
  readonly initialActions: readonly ActionModel[]
  readonly entry: readonly ActionModel[]
  readonly exit: readonly ActionModel[]
  /** By descriptor, in the order of the definition. */
  readonly transitions: ReadonlyMap<string, readonly TransitionModel[]>
  readonly always: readonly TransitionModel[]
  readonly output: unknown
  readonly tags: readonly string[]
  /** XState's own node, for snapshots. */
  readonly node: AnyStateNode
}

export interface MachineModel {
  readonly id: string
  readonly root: StateModel
  /** In document order. */
  readonly states: readonly StateModel[]
  readonly transitions: readonly TransitionModel[]
  /** The context of the definition: a value, or how to make it from the input. */
  readonly context: unknown
  readonly maxIterations: number
  /** Milliseconds by name. */
  readonly delays: ReadonlyMap<string, Expression<number | undefined>>
  /** Reads an action or guard that turns up only while running (in `enqueueActions`). */
  readonly readAction: (action: unknown) => ActionModel
  readonly readGuard: (guard: unknown) => GuardModel
}
