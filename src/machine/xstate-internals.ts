/**
 * The one file that knows XState's insides: how a built-in action is made and recognised, and how a machine is read.
 * XState is pinned, because none of this is promised by its types; the equality property says whether it still holds.
 */
import type { AnyActorScope, AnyMachineSnapshot, EventObject, MachineContext } from 'xstate'
import { cancel, emit, raise } from 'xstate'

/** What XState hands to an action beside its parameters. */
interface ActionArguments {
  readonly context: MachineContext
  readonly event: EventObject
  readonly self: unknown
}

/** One step of a snapshot inside a transition: the next context, and actions XState is to run right after. */
export interface ActionStep {
  readonly context: MachineContext
  readonly actions: unknown[]
}

/**
 * Makes a function that XState treats as a built-in action: it runs during the transition, may replace the context,
 * and may queue further built-in actions. `assign` and `enqueueActions` are made the same way; a pair of them would copy the
 * context's top level once more, leave it unfrozen, and could not delete a key.
 */
export function contextAction<TAction extends object>(
  type: string,
  properties: TAction,
  step: (args: ActionArguments, params: unknown) => ActionStep,
): TAction & { readonly type: string } {
  const action = (): void => {}
  const resolve = (
    _scope: AnyActorScope,
    snapshot: AnyMachineSnapshot,
    args: ActionArguments,
    params: unknown,
  ): [AnyMachineSnapshot, undefined, unknown[]] => {
    const { context, actions } = step(args, params)
    return [{ ...snapshot, context }, undefined, actions]
  }
  return Object.assign(action, { type, resolve }, properties)
}

/** XState's own actions for the three effects of a recipe. */
export const builtIn = { cancel, emit, raise } as const
