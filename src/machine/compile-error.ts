/** The refusal of a machine that the compiler does not support. */

/** Thrown by `compile` and `tableOf`, or, for what only shows while running (a `spawn` inside an `assign`), by the step that needs it. */
export class CompileError extends Error {
  readonly code = 'machine.unsupported'
  /** Id of the machine. */
  readonly machine: string
  /** Id of the state in whose definition it was found. */
  readonly state: string
  /** What is not supported, in XState's words. */
  readonly feature: string

  constructor(machine: string, state: string, feature: string, advice = 'run it with the interpreter instead.') {
    super(`Machine '${machine}' cannot be compiled: state '${state}' uses ${feature}; ${advice}`)
    this.name = 'CompileError'
    this.machine = machine
    this.state = state
    this.feature = feature
  }
}
