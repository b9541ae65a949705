/** What can go wrong in an actor system. Each error has a `code`, the facts, and one message a person can act on. */
import { formatTime } from './time.ts'

/** One link of a causal chain: an envelope that led to the next. */
export interface CausalLink {
  readonly seq: number
  /** The seq of the envelope being handled when this one was sent; 0 when it came from outside. */
  readonly cause: number
  readonly at: number
  /** Name of the sender; empty when it came from outside. */
  readonly from: string
  readonly to: string
  readonly type: string
}

/** Anything the actor system reports. `facts` holds the values the message is made of. */
export class SystemError extends Error {
  readonly code: string
  readonly facts: Readonly<Record<string, unknown>>

  constructor(code: string, message: string, facts: Readonly<Record<string, unknown>>, cause?: unknown) {
    super(message, cause === undefined ? undefined : { cause })
    this.name = new.target.name
    this.code = code
    this.facts = facts
  }
}

/** An actor threw while it handled an event, and its supervision is `stop`. The original error is `cause`. */
export class ActorFailedError extends SystemError {
  readonly actor: string
  readonly eventType: string
  /** Virtual time, microseconds. */
  readonly at: number
  /** How it came to this, the first cause first. */
  readonly chain: readonly CausalLink[]

  constructor(actor: string, eventType: string, at: number, chain: readonly CausalLink[], cause: unknown) {
    const what = cause instanceof Error ? `${cause.name}: ${cause.message}` : String(cause)
    super(
      'actorFailed',
      `actor '${actor}' failed on '${eventType}' at ${formatTime(at)}: ${what}${formatChain(chain)}`,
      { actor, eventType, at, chain },
      cause,
    )
    this.actor = actor
    this.eventType = eventType
    this.at = at
    this.chain = chain
  }
}

/** More messages were delivered within one instant than the limit allows: most likely a cycle of events that never lets time pass. */
export class InstantLimitError extends SystemError {
  /** The messages that go round, e.g. `a → b ping`, `b → a pong`; empty when the last messages do not repeat. */
  readonly cycle: readonly string[]

  constructor(at: number, limit: number, cycle: readonly string[]) {
    super(
      'instantLimit',
      `${limit} messages were delivered at ${formatTime(at)} and time did not advance` +
        (cycle.length > 0 ? `; this cycle goes round: ${cycle.join(', ')}.` : '.') +
        ' Break it, put a latency on one of its routes, or raise limits.perInstant.',
      { at, limit, cycle },
    )
    this.cycle = cycle
  }
}

/** More envelopes wait than `limits.queue` allows. */
export class QueueLimitError extends SystemError {
  constructor(at: number, limit: number, busiest: readonly string[]) {
    super(
      'queueLimit',
      `more than ${limit} envelopes wait at ${formatTime(at)}; most of the last ones are ${busiest.join(', ')}.` +
        ' Something sends faster than it is heard; make it wait, or raise limits.queue.',
      { at, limit, busiest },
    )
  }
}

/** In a strict run an event became a dead letter. */
export class DeadLetterError extends SystemError {
  constructor(reason: string, at: number, from: string, to: string, eventType: string, chain: readonly CausalLink[]) {
    super(
      'deadLetter',
      `'${eventType}' from '${from || 'outside'}' at ${formatTime(at)} reached nobody (${reason}${to ? `: '${to}'` : ''}), and the run is strict${formatChain(chain)}`,
      { reason, at, from, to, eventType, chain },
    )
  }
}

/** A promise or an observable was to run in a simulation: it settles in real time, which no seed repeats. */
export class UnsupportedLogicError extends SystemError {
  constructor(actor: string, kind: string) {
    super(
      'unsupportedLogic',
      `actor '${actor}' is ${kind}: it would settle in real time, which differs from run to run. ` +
        'Use timers and messages, or, where its source is itself simulated, mark it with simulated(logic).',
      { actor, kind },
    )
  }
}

/** `run()` was called, but something asynchronous is on its way. */
export class AsyncPendingError extends SystemError {
  constructor(what: string, facts: Readonly<Record<string, unknown>>) {
    super('asyncPending', `run() is synchronous, but ${what}; use await runAsync()`, facts)
  }
}

/** A call that makes no sense: an unknown or taken name, a malformed pattern, class, delay or option. */
export class UsageError extends SystemError {}

function formatChain(chain: readonly CausalLink[]): string {
  if (chain.length === 0) return ''
  const lines = chain.map(
    ({ seq, at, from, to, type }) => `\n  #${seq} ${formatTime(at)}  ${from || 'outside'} → ${to || 'nobody'}  ${type}`,
  )
  return `\ncaused by:${lines.join('')}`
}
