/**
 * The actor system: actors of XState, exchanging events through one queue in virtual (or real) time, so that a run is a pure function of
 * its program, inputs and seed. Knows nothing of trading. docs/system.md is the way in.
 */
export {
  createActorSystem,
  type ActorSystem,
  type AddArguments,
  type AddOptions,
  type Removable,
  type RunAsyncOptions,
  type RunOptions,
  type RunResult,
  type SystemOptions,
} from './system.ts'
export type { Supervision } from './cell.ts'
export { virtualClock, type SystemClock } from './clock.ts'
export { wallClock } from './wall-clock.ts'
export {
  constant,
  exponential,
  logNormal,
  recorded,
  uniform,
  type LatencyModel,
  type LatencyOptions,
} from './latency.ts'
export { randomStream, type RandomStream } from './random.ts'
export type { Route, RouteOptions } from './router.ts'
export type { DeadLetter, DeadLetterReason, DeadLetters } from './dead-letters.ts'
export type { Journal, JournalEntry, JournalMode } from './journal.ts'
export type { Lane } from './lane.ts'
export type { RunHash } from './run-hash.ts'
export { simulated, type XStateClock } from './xstate-internals.ts'
export {
  ActorFailedError,
  AsyncPendingError,
  DeadLetterError,
  InstantLimitError,
  QueueLimitError,
  SystemError,
  UnsupportedLogicError,
  UsageError,
  type CausalLink,
} from './errors.ts'
export {
  days,
  formatTime,
  hours,
  microseconds,
  milliseconds,
  minutes,
  seconds,
  type Duration,
  type Micros,
} from './time.ts'
