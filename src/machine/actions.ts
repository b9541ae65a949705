/** Actions as functions of the frame. */
import type { EventObject, MachineContext } from 'xstate'
import { CompileError } from './compile-error.ts'
import type { Frame } from './frame.ts'
import { compileGuard } from './guards.ts'
import type { ActionModel, AssignArguments, Behaviour, Expression, MachineModel, Parameters } from './model.ts'
import { plainCopy } from './plain-copy.ts'

export type Operation = (frame: Frame) => void

type Parameter = (frame: Frame) => unknown
type RecipeFunction = (args: unknown, params: unknown) => void

function compileParameters(params: Parameters): Parameter {
  if (params.kind === 'fixed') {
    const { value } = params
    return () => value
  }
  const { compute } = params
  return (frame) => compute(frame.readArgs)
}

export function evaluate<T>(expression: Expression<T>, frame: Frame, params: unknown): T {
  if (typeof expression !== 'function') return expression
  return (expression as (args: Frame['readArgs'], params: unknown) => T)(frame.readArgs, params)
}

/** Turns the actions of one machine into operations; `where` names the machine in refusals that only show while running. */
export class ActionCompiler {
  private readonly machine: MachineModel
  private readonly compiled = new Map<ActionModel, Operation>()
  private readonly named = new Map<string, Operation>()

  constructor(machine: MachineModel) {
    this.machine = machine
  }

  operation(action: ActionModel): Operation {
    let operation = this.compiled.get(action)
    if (operation === undefined) {
      operation = this.compile(action)
      this.compiled.set(action, operation)
    }
    return operation
  }

  private compile({ does, params }: ActionModel): Operation {
    const parameter = compileParameters(params)
    switch (does.kind) {
      case 'update': {
        const recipe = does.recipe as RecipeFunction
        if (params.kind === 'fixed') {
          const { value } = params
          return (frame) => {
            frame.changed = true
            recipe(frame.recipeArgs, value)
          }
        }
        return (frame) => {
          frame.changed = true
          recipe(frame.recipeArgs, parameter(frame))
        }
      }
      case 'assign':
        return this.compileAssign(does, parameter)
      case 'emit': {
        const { event } = does
        return (frame) => frame.emit(evaluate(event, frame, parameter(frame)))
      }
      case 'raise':
        return this.compileRaise(does, parameter)
      case 'cancel': {
        const { id } = does
        return (frame) => frame.cancel(evaluate(id, frame, parameter(frame)))
      }
      case 'log':
        return compileLog(does, parameter)
      case 'enqueue':
        return this.compileEnqueue(does, parameter)
      case 'custom':
        return compileCustom(does, parameter)
    }
  }

  private refuse(feature: string): never {
    throw new CompileError(this.machine.id, this.machine.root.id, feature)
  }

  private compileAssign(does: Extract<Behaviour, { kind: 'assign' }>, parameter: Parameter): Operation {
    const { assignment } = does
    const spawn = (): never => this.refuse('spawn inside an assign')
    return (frame) => {
      const args: AssignArguments = { ...frame.readArgs, spawn }
      const params = parameter(frame)
      let partial: Record<string, unknown> = {}
      if (typeof assignment === 'function') partial = assignment(args, params) as Record<string, unknown>
      else {
        for (const key of Object.keys(assignment)) {
          const value = assignment[key]
          partial[key] = typeof value === 'function' ? (value(args, params) as unknown) : value
        }
      }
      // A new object, as XState has it: functions that captured the old context go on seeing the old values.
      frame.replaceContext({ ...frame.context, ...partial })
    }
  }

  private compileRaise(does: Extract<Behaviour, { kind: 'raise' }>, parameter: Parameter): Operation {
    const { event, delay, id } = does
    const { delays } = this.machine
    if (typeof event === 'object' && delay === undefined) return (frame) => frame.raise(event, undefined, undefined)
    return (frame) => {
      const params = parameter(frame)
      if (typeof event === 'string') {
        throw new Error(`Only event objects may be used with raise; use raise({ type: "${event as string}" }) instead`)
      }
      const raised = evaluate(event, frame, params)
      const expression = typeof delay === 'string' ? delays.get(delay) : delay
      frame.raise(raised, evaluate(expression, frame, params), id)
    }
  }

  private compileEnqueue(does: Extract<Behaviour, { kind: 'enqueue' }>, parameter: Parameter): Operation {
    const collect = does.collect as RecipeFunction
    return (frame) => {
      const params = parameter(frame)
      const outer = frame.collected
      const list: unknown[] = []
      frame.collected = list
      try {
        collect({ ...frame.readArgs, enqueue: this.enqueueFor(frame), check: this.checkFor(frame) }, params)
      } finally {
        frame.collected = outer
      }
      for (const action of list) this.dynamic(action)(frame)
    }
  }

  private readonly enqueues = new WeakMap<Frame, unknown>()
  /** XState's `enqueue`, made once a frame: it notes what to do, the operation above does it. */
  private enqueueFor(frame: Frame): unknown {
    const known = this.enqueues.get(frame)
    if (known !== undefined) return known
    const note = (does: Behaviour): void => void frame.collected.push(new Queued(does))
    const unsupported = (feature: string) => (): never => this.refuse(`enqueue.${feature}`)
    const enqueue = Object.assign((action: unknown) => void frame.collected.push(action), {
      assign: (assignment: Extract<Behaviour, { kind: 'assign' }>['assignment']) =>
        note({ kind: 'assign', assignment }),
      emit: (event: Expression<EventObject>) => note({ kind: 'emit', event }),
      cancel: (id: Expression<string>) => note({ kind: 'cancel', id }),
      raise: (event: Expression<EventObject>, options?: { delay?: Expression<number> | string; id?: string }) =>
        note({ kind: 'raise', event, delay: options?.delay, id: options?.id }),
      sendTo: unsupported('sendTo'),
      sendParent: unsupported('sendParent'),
      spawnChild: unsupported('spawnChild'),
      stopChild: unsupported('stopChild'),
    })
    this.enqueues.set(frame, enqueue)
    return enqueue
  }

  private checkFor(frame: Frame): (guard: unknown) => boolean {
    return (guard) => Boolean(compileGuard(this.machine.readGuard(guard))(frame))
  }

  private dynamic(action: unknown): Operation {
    if (action instanceof Queued)
      return this.compile({ does: action.does, params: { kind: 'fixed', value: undefined } })
    if (typeof action !== 'string') return this.compile(this.machine.readAction(action))
    let operation = this.named.get(action)
    if (operation === undefined) {
      operation = this.compile(this.machine.readAction(action))
      this.named.set(action, operation)
    }
    return operation
  }
}

/** An action noted by one of `enqueue`'s own methods. */
class Queued {
  readonly does: Behaviour
  constructor(does: Behaviour) {
    this.does = does
  }
}

/**
 * Custom actions get arguments of their own, because they may keep them. Those of an actor that is not yet started run
 * later, so they get a copy of the context as it is now.
 */
function informationFor(frame: Frame): { context: MachineContext; event: EventObject; self: unknown; system: unknown } {
  const { context, event, self, system } = frame.readArgs
  return { context: frame.host?.starting === true ? plainCopy(context) : context, event, self, system }
}

function compileCustom({ type, run }: Extract<Behaviour, { kind: 'custom' }>, parameter: Parameter): Operation {
  return (frame) => {
    const info = informationFor(frame)
    const params = parameter(frame)
    const { host } = frame
    if (host === undefined) {
      ;(run as ((info: unknown, params: unknown) => void) | undefined)?.(info, params)
      return
    }
    host.execute({ type, info, params, exec: run })
  }
}

function compileLog({ value, label }: Extract<Behaviour, { kind: 'log' }>, parameter: Parameter): Operation {
  return (frame) => {
    const { effects, host } = frame
    const info = informationFor(frame)
    const params = parameter(frame)
    const logged =
      typeof value === 'function' ? (value as (args: unknown, params: unknown) => unknown)(info, params) : value
    const write = (): void =>
      label === undefined || label === '' ? effects?.log?.(logged) : effects?.log?.(label, logged)
    if (host === undefined) return write()
    host.execute({ type: 'xstate.log', info, params: { value: logged, label }, exec: write })
  }
}
