/** Execution algorithms: the client's own statecharts that work an order by child orders, and the desk between portfolio and venue that keeps their books. */
export {
  type Algorithm,
  type AlgorithmTypes,
  defineAlgorithm,
  type WorkerEvent,
  type WorkerInput,
} from './algorithm.ts'
export type { DeskContext, DeskInput } from './context.ts'
export {
  cancelSlice,
  changeSlice,
  type DeskEmitted,
  type DeskIncoming,
  type ParentChanged,
  slice,
  type SliceInstructions,
  type SliceRefusalCode,
  type SliceRefused,
  type SliceRequest,
  type WorkerNews,
} from './events.ts'
export { executionMachine } from './machine.ts'
export { poolMachine } from './pool.ts'
