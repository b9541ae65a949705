/** The same machine and the same steps on each of the ways to run a machine, as traces that can be compared. */
import { produce } from 'immer'
import { createActor, type AnyActorLogic, type AnyStateMachine, type EventObject, type StateValue } from 'xstate'
import { compile, type Effects, type MachineRecord, tableOf } from '../../../src/machine/index.ts'
import { TestClock } from './test-clock.ts'

export type Step = { readonly send: EventObject } | { readonly wait: number }

/** What custom actions and log see, in order. Given to whoever makes the machine. */
export type Probe = unknown[]

export interface Experiment {
  /** Made anew for each trace, so that its custom actions write into that trace's probe. */
  readonly make: (probe: Probe) => AnyStateMachine
  readonly input?: unknown
  readonly steps: readonly Step[]
}

/** What is seen after a step. Texts, so that the order of keys counts too. */
export interface Sight {
  readonly step: string
  readonly status: string
  readonly value: string
  readonly tags: string
  /** Not looked at after an error: a step in place cannot be undone. */
  readonly context: string
  readonly output: string
  readonly error: string
  /** Since the step before. */
  readonly emitted: string
  readonly probe: string
}

const text = (value: unknown): string => JSON.stringify(value) ?? 'undefined'
/** Messages of the same error may end differently. */
const errorText = (error: unknown): string => (error === undefined ? '' : String(error).slice(0, 60))

interface Running {
  readonly look: () => {
    status: string
    value: StateValue
    tags: readonly string[]
    context: unknown
    output: unknown
    error: unknown
  }
  readonly send: (event: EventObject) => void
}

function trace({ steps }: Experiment, probe: Probe, emitted: unknown[], clock: TestClock, running: Running): Sight[] {
  const sights: Sight[] = []
  const look = (step: string): boolean => {
    const { status, value, tags, context, output, error } = running.look()
    sights.push({
      step,
      status,
      value: text(value),
      tags: text(tags),
      context: status === 'error' ? '' : text(context),
      output: text(output),
      error: errorText(error),
      emitted: text(emitted.splice(0)),
      probe: text(probe.splice(0)),
    })
    return status === 'active'
  }
  if (!look('start')) return sights
  for (const step of steps) {
    if ('wait' in step) clock.advance(step.wait, () => running.look().status === 'active')
    else running.send(step.send)
    if (!look(text(step))) break
  }
  return sights
}

function actorTrace(experiment: Experiment, logicOf: (machine: AnyStateMachine) => AnyActorLogic): Sight[] {
  const probe: Probe = []
  const emitted: unknown[] = []
  const clock = new TestClock()
  const logger = (...values: unknown[]): void => void probe.push(['log', structuredCloneOf(values)])
  const options = { input: experiment.input, clock: clock as never, logger }
  const actor = createActor(logicOf(experiment.make(probe)), options)
  actor.on('*', (event) => emitted.push(event))
  actor.subscribe({ error: () => {} })
  actor.start()
  const sights = trace(experiment, probe, emitted, clock, {
    look: () => {
      const { status, value, tags, context, output, error } = actor.getSnapshot() as {
        status: string
        value: StateValue
        tags: ReadonlySet<string>
        context: unknown
        output: unknown
        error: unknown
      }
      return { status, value, tags: [...tags], context, output, error }
    },
    send: (event) => actor.send(event),
  })
  if (actor.getSnapshot().status === 'active') actor.stop()
  return sights
}

const structuredCloneOf = (value: unknown): unknown => JSON.parse(text(value))

/** XState alone. */
export const interpretedTrace = (experiment: Experiment): Sight[] => actorTrace(experiment, (machine) => machine)

/** XState's actor around the compiled machine. */
export const compiledTrace = (experiment: Experiment): Sight[] => actorTrace(experiment, compile)

/** A record stepped by hand; `around` may put it somewhere else for the time of a step. */
function recordTrace(
  experiment: Experiment,
  around: (record: MachineRecord, step: (record: MachineRecord) => void) => MachineRecord,
): Sight[] {
  const probe: Probe = []
  const emitted: unknown[] = []
  const clock = new TestClock()
  const table = tableOf(experiment.make(probe))
  const timers = new Map<string, number>()
  let record: MachineRecord
  let error: unknown
  const effects: Effects = {
    emit: (event) => void emitted.push(event),
    schedule: (event, delay, id) => {
      // As XState's scheduler: of several timers under one id the last is known, until any of them fires.
      const fire = (): void => {
        timers.delete(id!)
        handle(event)
      }
      timers.set(id!, clock.setTimeout(fire, delay))
    },
    cancel: (id) => {
      const timer = timers.get(id)
      timers.delete(id)
      if (timer !== undefined) clock.clearTimeout(timer)
    },
    log: (...values) => void probe.push(['log', structuredCloneOf(values)]),
  }
  const handle = (event: EventObject): void => {
    try {
      record = around(record, (inner) => void table.step(inner as never, event, effects as never))
    } catch (thrown) {
      error = thrown
      record = { ...record, status: 'error' }
    }
  }
  try {
    record = table.initial(experiment.input, effects as never)
  } catch (thrown) {
    error = thrown
    // What a failed start looks like is the actor's business.
    return [
      { ...interpretedTrace(experiment)[0]!, error: errorText(thrown), emitted: text(emitted), probe: text(probe) },
    ]
  }
  return trace(experiment, probe, emitted, clock, {
    look: () => {
      const { value, tags } = table.configs[record.config]!
      return { status: record.status, value, tags: [...tags], context: record.context, output: record.output, error }
    },
    send: handle,
  })
}

export const tableTrace = (experiment: Experiment): Sight[] =>
  recordTrace(experiment, (record, step) => {
    step(record)
    return record
  })

/** The record lives in the immutable context of somebody else, who steps it within a recipe. */
export const draftTrace = (experiment: Experiment): Sight[] =>
  recordTrace(experiment, (record, step) => produce({ record }, (draft) => step(draft.record as MachineRecord)).record)
