/** An execution algorithm: a statechart that works one order, and how it is made known to a run. */
import type { AnyStateMachine } from 'xstate'
import type { MarketEvent, Micros, OrderSubmit } from '../../src/events/index.ts'
import type { SliceRequest, WorkerNews } from './events.ts'

/** What a worker is given at its start: its order, the parameters of the algorithm, virtual time, and the lot of the instrument. */
export type WorkerInput<Params> = Params & {
  readonly parent: OrderSubmit
  readonly now: () => Micros
  /** Sizes are whole multiples of it; 0, any size will do. */
  readonly lot: number
}

/** What a worker hears. */
export type WorkerEvent = MarketEvent | WorkerNews

/**
 * The types of such a machine: `types: {} as AlgorithmTypes<Memory, { slices: number }>`. It hears the market of its symbol and what becomes of its
 * slices, and emits `slice(…)`, `cancelSlice(…)`, `changeSlice(…)`. Its final state gives back what is left of the order.
 */
export interface AlgorithmTypes<Context, Params = object, Own extends { readonly type: string } = never> {
  context: Context
  events: WorkerEvent | Own
  emitted: SliceRequest
  input: WorkerInput<Params>
}

/** An algorithm with its parameters, as an experiment takes it: `algorithms: { twap: twap({ slices: 10, every: minutes(5) }) }`. */
export interface Algorithm {
  /** With the parameters in it; in run.json. */
  readonly name: string
  readonly machine: AnyStateMachine
  readonly params: Readonly<Record<string, unknown>>
  /** Marks it as a model, of which the name says all. */
  describe(): string
}

/**
 * Makes an algorithm of a machine and its parameters.
 *
 * @throws TypeError when it is no machine
 * @example const twap = (params: { slices: number; every: Duration }) => defineAlgorithm(twapMachine, params)
 */
export function defineAlgorithm(machine: AnyStateMachine, params: object = {}): Algorithm {
  if (typeof (machine as Partial<AnyStateMachine> | undefined)?.getInitialSnapshot !== 'function')
    throw new TypeError('an execution algorithm is a state machine, made with setup().createMachine()')
  const text = Object.entries(params).map(([key, value]) => `${key}: ${String(value)}`)
  const name = text.length === 0 ? machine.id : `${machine.id}({ ${text.join(', ')} })`
  return { name, machine, params: { ...params }, describe: () => name }
}
