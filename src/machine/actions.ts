/** Actions as functions of the frame. */
import type { EventObject, MachineContext } from 'xstate'
import { CompileError } from './compile-error.ts'
import type { Frame } from './frame.ts'
import { compileGuard, type Guard } from './guards.ts'
import type { ActionModel, AssignArguments, Behaviour, Expression, MachineModel, Parameters } from './model.ts'
import { plainCopy } from './plain-copy.ts'

export type Operation = (frame: Frame) => void

type Parameter = (frame: Frame) => unknown
type Assignment = Extract<Behaviour, { kind: 'assign' }>['assignment']
const NOTHING: Parameter = () => undefined
type RecipeFunction = (args: unknown, params: unknown) => void

function compileParameters(params: Parameters): Parameter {
  if (params.kind === 'fixed') {
    const { value } = params
    return () => value
  }
  const { compute } = params
  return (frame) => compute(frame.args)
}

export function evaluate<T>(expression: Expression<T>, frame: Frame, params: unknown): T {
  if (typeof expression !== 'function') return expression
  return (expression as (args: Frame['args'], params: unknown) => T)(frame.args, params)
}

/** Turns the actions of one machine into operations; `where` names the machine in refusals that only show while running. */
export class ActionCompiler {
  private readonly machine: MachineModel
  private readonly compiled = new Map<ActionModel, Operation>()
  private readonly named = new Map<string, Operation>()
  private readonly guards = new Map<string, Guard>()
  private readonly queues = new WeakMap<Frame, ActionQueue>()

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
            recipe(frame.args, value)
          }
        }
        return (frame) => {
          frame.changed = true
          recipe(frame.args, parameter(frame))
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

  private readonly spawn = (): never => this.refuse('spawn inside an assign')

  private compileAssign(does: Extract<Behaviour, { kind: 'assign' }>, parameter: Parameter): Operation {
    const { assignment } = does
    return (frame) => this.assign(frame, assignment, parameter(frame))
  }

  private assign(frame: Frame, assignment: Assignment, params: unknown): void {
    const { context, event, self, system } = frame.args
    const args: AssignArguments = { context, event, self, system, spawn: this.spawn }
    // A new object, as XState has it: functions that captured the old context go on seeing the old values.
    const next: MachineContext = { ...context }
    if (typeof assignment === 'function') Object.assign(next, assignment(args, params))
    else {
      for (const key in assignment) {
        const value = assignment[key]
        next[key] = typeof value === 'function' ? (value(args, params) as unknown) : value
      }
    }
    frame.replaceContext(next)
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
      const { context, event, self, system } = frame.args
      const queue = this.queueOf(frame)
      const first = queue.items.length
      try {
        collect({ context, event, self, system, enqueue: queue.enqueue, check: queue.check }, params)
        // What is queued may queue in its turn, behind this.
        for (const action of queue.items.splice(first)) this.dynamic(action)(frame)
      } finally {
        queue.items.length = first
      }
    }
  }

  private queueOf(frame: Frame): ActionQueue {
    let queue = this.queues.get(frame)
    if (queue === undefined) {
      queue = this.makeQueue(frame)
      this.queues.set(frame, queue)
    }
    return queue
  }

  /** XState's `enqueue`, made once a frame: it notes what to do, the operation above does it. */
  private makeQueue(frame: Frame): ActionQueue {
    const items: unknown[] = []
    const note = (operation: Operation): void => void items.push(new Queued(operation))
    const unsupported = (feature: string) => (): never => this.refuse(`enqueue.${feature}`)
    const enqueue = Object.assign((action: unknown) => void items.push(action), {
      assign: (assignment: Assignment) => note((then) => this.assign(then, assignment, undefined)),
      emit: (event: Expression<EventObject>) => note((then) => then.emit(evaluate(event, then, undefined))),
      cancel: (id: Expression<string>) => note((then) => then.cancel(evaluate(id, then, undefined))),
      raise: (event: Expression<EventObject>, options?: { delay?: Expression<number> | string; id?: string }) =>
        note(this.compileRaise({ kind: 'raise', event, delay: options?.delay, id: options?.id }, NOTHING)),
      sendTo: unsupported('sendTo'),
      sendParent: unsupported('sendParent'),
      spawnChild: unsupported('spawnChild'),
      stopChild: unsupported('stopChild'),
    })
    return { items, enqueue, check: (guard) => Boolean(this.namedGuard(guard)(frame)) }
  }

  private namedGuard(guard: unknown): Guard {
    if (typeof guard !== 'string') return compileGuard(this.machine.readGuard(guard))
    let compiled = this.guards.get(guard)
    if (compiled === undefined) {
      compiled = compileGuard(this.machine.readGuard(guard))
      this.guards.set(guard, compiled)
    }
    return compiled
  }

  private dynamic(action: unknown): Operation {
    if (action instanceof Queued) return action.operation
    if (typeof action !== 'string') return this.compile(this.machine.readAction(action))
    let operation = this.named.get(action)
    if (operation === undefined) {
      operation = this.compile(this.machine.readAction(action))
      this.named.set(action, operation)
    }
    return operation
  }
}

/** What `enqueueActions` hands to its collector, and what the collector queued. */
interface ActionQueue {
  readonly items: unknown[]
  readonly enqueue: unknown
  readonly check: (guard: unknown) => boolean
}

/** An action noted by one of `enqueue`'s own methods, as against one that the user wrote. */
class Queued {
  readonly operation: Operation
  constructor(operation: Operation) {
    this.operation = operation
  }
}

/**
 * Custom actions get arguments of their own, because they may keep them. Those of an actor that is not yet started run
 * later, so they get a copy of the context as it is now.
 */
function informationFor(frame: Frame): { context: MachineContext; event: EventObject; self: unknown; system: unknown } {
  const { context, event, self, system } = frame.args
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
