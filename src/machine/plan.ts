/**
 * Plans: what taking some transitions in a configuration does, worked out once. The rules are SCXML's as XState has them:
 * exit from the innermost, transition actions, enter from the outermost, then what final states bring about.
 */
import type { EventObject } from 'xstate'
import type { ActionCompiler, Operation } from './actions.ts'
import { evaluate } from './actions.ts'
import type { Configuration, Configurations } from './configuration.ts'
import { defaultStates } from './configuration.ts'
import { entrySet, exitSet, innermostFirst, isInFinalState, outermostFirst, withoutConflicts } from './entry-exit.ts'
import type { ActionModel, Expression, StateModel, TransitionModel } from './model.ts'

export interface Plan {
  readonly transitions: readonly TransitionModel[]
  readonly operations: readonly Operation[]
  readonly next: Configuration
  /** The operations, when each of them is an `update` with fixed parameters: called without detour. */
  readonly recipes: readonly StraightRecipe[] | undefined
}

/** An `update` with the parameters it always gets. */
export interface StraightRecipe {
  readonly recipe: (args: unknown, params: unknown) => void
  readonly params: unknown
}

/** Collects operations in order, and remembers whether they are one plain recipe. */
class Script {
  readonly operations: Operation[] = []
  recipes: StraightRecipe[] | undefined = []
  private readonly compiler: ActionCompiler

  constructor(compiler: ActionCompiler) {
    this.compiler = compiler
  }

  act(actions: readonly ActionModel[]): void {
    for (const action of actions) {
      this.operations.push(this.compiler.operation(action))
      if (action.does.kind === 'update' && action.params.kind === 'fixed') {
        const { recipe } = action.does as unknown as { recipe: StraightRecipe['recipe'] }
        this.recipes?.push({ recipe, params: (action.params as { value: unknown }).value })
      } else this.recipes = undefined
    }
  }

  run(operation: Operation): void {
    this.operations.push(operation)
    this.recipes = undefined
  }

  plan(transitions: readonly TransitionModel[], next: Configuration): Plan {
    const { operations, recipes } = this
    return { transitions, operations, next, recipes }
  }
}

export class Planner {
  private readonly configurations: Configurations
  private readonly compiler: ActionCompiler
  private readonly root: StateModel

  constructor(root: StateModel, configurations: Configurations, compiler: ActionCompiler) {
    this.root = root
    this.configurations = configurations
    this.compiler = compiler
  }

  /** Entering the machine, from the configuration in which only the root is active. */
  initial(from: Configuration): Plan {
    const { root } = this
    const script = new Script(this.compiler)
    const start: TransitionModel = {
      index: -1,
      source: root,
      targets: defaultStates(root),
      guard: undefined,
      guardName: undefined,
      actions: [],
      reenter: true,
      descriptor: 'xstate.init',
    }
    const next = this.enter(script, from, [start], new Set(from.states), true)
    return script.plan([], next)
  }

  plan(from: Configuration, selected: readonly TransitionModel[]): Plan {
    const script = new Script(this.compiler)
    const active = new Set(from.states)
    const transitions = withoutConflicts(selected, active)
    for (const state of innermostFirst(exitSet(transitions, active))) {
      script.act(state.exit)
      active.delete(state)
    }
    for (const transition of transitions) script.act(transition.actions)
    return script.plan(selected, this.enter(script, from, transitions, active, false))
  }

  private enter(
    script: Script,
    from: Configuration,
    transitions: readonly TransitionModel[],
    active: Set<StateModel>,
    isInitial: boolean,
  ): Configuration {
    const { entered, byDefault } = entrySet(transitions)
    if (isInitial) byDefault.add(this.root)
    const completed = new Set<StateModel>()
    let isDone = false
    for (const state of outermostFirst(entered)) {
      active.add(state)
      script.act(state.entry)
      if (byDefault.has(state)) script.act(state.initialActions)
      if (state.type === 'final') isDone = this.complete(script, state, active, completed) || isDone
    }
    let states = [...active]
    if (isDone) {
      states = innermostFirst(states)
      for (const state of states) script.act(state.exit)
    }
    const isSame = states.length === from.states.length && states.every((state) => from.active.has(state))
    return isSame ? from : this.configurations.intern(states)
  }

  /** What entering a final state brings about; true when the machine is done by it. */
  private complete(script: Script, state: StateModel, active: Set<StateModel>, completed: Set<StateModel>): boolean {
    const { parent } = state
    let ancestor = parent?.type === 'parallel' ? parent : parent?.parent
    let completion = ancestor ?? state
    if (parent?.type === 'compound') script.run(raiseDone(parent.id, state.output))
    while (ancestor?.type === 'parallel' && !completed.has(ancestor) && isInFinalState(active, ancestor)) {
      completed.add(ancestor)
      script.run(raiseDone(ancestor.id, undefined))
      completion = ancestor
      ancestor = ancestor.parent
    }
    if (ancestor !== undefined) return false
    script.run(this.finish(completion))
    return true
  }

  private finish(completion: StateModel): Operation {
    const { output } = this.root
    const type = `xstate.done.state.${completion.id}`
    const innerOutput = completion.parent === undefined ? undefined : completion.output
    return (frame) => {
      const { record } = frame
      record.status = 'done'
      if (output === undefined) {
        record.output = undefined
        return
      }
      const event: EventObject & { output: unknown } = { type, output: evaluate(innerOutput, frame, undefined) }
      const args = { context: frame.args.context, event, self: frame.args.self }
      record.output = typeof output === 'function' ? (output(args) as unknown) : output
    }
  }
}

function raiseDone(id: string, output: Expression<unknown>): Operation {
  const type = `xstate.done.state.${id}`
  return (frame) => {
    const event: EventObject & { output: unknown } = { type, output: evaluate(output, frame, undefined) }
    frame.raise(event, undefined, undefined)
  }
}
