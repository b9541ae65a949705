/** `update(recipe)`: the one way a machine changes its context, the same for both modes. */
import { enableMapSet, produce } from 'immer'
import type { ActionFunction, EventObject, MachineContext, ParameterizedObject } from 'xstate'
import { sealed } from './sealed.ts'
import { builtIn, updateAction } from './xstate-internals.ts'

enableMapSet()

/** When and under which name a raised event arrives. */
export interface RaiseOptions {
  /** Milliseconds; fractions are allowed (0.001 is one microsecond). Without it the event is handled in the same step. */
  readonly delay?: number
  /** The name by which `cancel` finds it again. */
  readonly id?: string
}

/** What a recipe is given. */
export interface UpdateArgs<
  TContext extends MachineContext,
  TExpressionEvent extends EventObject,
  TEvent extends EventObject,
  TEmitted extends EventObject,
> {
  /** To be changed in place: an immer draft when the machine is interpreted, the context itself when it is compiled. */
  readonly context: TContext
  /** Read only. */
  readonly event: TExpressionEvent
  /** Emits an event to whoever listens to the actor, after the recipe. */
  readonly emit: (event: TEmitted) => void
  /** Raises an event to the machine itself, at once or after a delay. */
  readonly raise: (event: TEvent, options?: RaiseOptions) => void
  /** Takes back a delayed event by its id. */
  readonly cancel: (id: string) => void
  /** The actor; `undefined` where a machine runs without one (see `tableOf`). */
  readonly self: unknown
}

/** A function that changes a context in place. What it returns is ignored. */
export type Recipe<
  TContext extends MachineContext,
  TExpressionEvent extends EventObject,
  TParams,
  TEvent extends EventObject,
  TEmitted extends EventObject,
> = (args: UpdateArgs<TContext, TExpressionEvent, TEvent, TEmitted>, params: TParams) => void

/**
 * An action that changes the context by mutating it, and may emit, raise and cancel.
 *
 * Interpreted, the recipe runs on an immer draft: contexts stay immutable and frozen, and `patchesBetween` two of them tells what changed.
 * Compiled, it runs on the context itself. So that both give the same, a recipe never keeps a reference to a part of the context
 * outside it (in an event, in a closure), never puts one mutable object in two places, and never changes an event.
 * Effects happen after the recipe, in the order in which they were asked for. Values that are neither plain objects nor arrays (functions, instances
 * of classes) may stand in a context; they are not drafted and are shared by all versions of it.
 *
 * @example
 * setup({
 *   types: {} as { context: { cash: number }; events: { type: 'paid'; cost: number }; emitted: { type: 'broke' } },
 *   actions: {
 *     pay: update(({ context, event, emit }) => {
 *       context.cash -= event.cost
 *       if (context.cash < 0) emit({ type: 'broke' })
 *     }),
 *   },
 * })
 *
 * @throws Error while interpreted, when an emitted or raised event carries a part of the context.
 */
export function update<
  TContext extends MachineContext,
  TExpressionEvent extends EventObject,
  TParams extends ParameterizedObject['params'] | undefined,
  TEvent extends EventObject = TExpressionEvent,
  TEmitted extends EventObject = EventObject,
>(
  recipe: Recipe<TContext, TExpressionEvent, TParams, TEvent, TEmitted>,
): ActionFunction<TContext, TExpressionEvent, TEvent, TParams, never, never, never, never, TEmitted> {
  const action = updateAction(recipe, ({ context, event, self }, params) => {
    const actions: unknown[] = []
    const args = {
      context: undefined as unknown as TContext,
      event: event as TExpressionEvent,
      emit: (emitted: TEmitted) => void actions.push(builtIn.emit(sealed(emitted, 'emitted'))),
      raise: (raised: TEvent, options?: RaiseOptions) =>
        void actions.push(builtIn.raise(sealed(raised, 'raised') as never, options)),
      cancel: (id: string) => void actions.push(builtIn.cancel(id)),
      self,
    }
    const next = produce(context as TContext, (draft) => {
      args.context = draft as TContext
      recipe(args, params as TParams)
    })
    return { context: next, actions }
  })
  return action as unknown as ActionFunction<
    TContext,
    TExpressionEvent,
    TEvent,
    TParams,
    never,
    never,
    never,
    never,
    TEmitted
  >
}
