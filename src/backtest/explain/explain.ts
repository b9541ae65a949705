/**
 * Explaining: a run stores no reasons, because a run is a function of its inputs. To explain an order the run is made once more with somebody
 * looking on, and the run hash proves that it was the same run.
 */
import type { Experiment } from '../experiment.ts'
import { type BacktestOptions, run } from '../run.ts'
import type { RunParts } from '../result.ts'
import { nearestIds } from './nearest.ts'
import { Story } from './story.ts'
import { storyText } from './text.ts'
import { type Subject, Witness } from './witness.ts'

/** Something that cannot be explained, and why not. */
export class ExplainError extends Error {
  /** `unknownOrder`, `unknownSignal`, or `anotherRun`: the run came out otherwise than the one to be explained. */
  readonly code: 'unknownOrder' | 'unknownSignal' | 'anotherRun'
  readonly facts: Readonly<Record<string, string | number>>
  constructor(code: ExplainError['code'], message: string, facts: ExplainError['facts']) {
    super(message)
    this.name = 'ExplainError'
    this.code = code
    this.facts = facts
  }
}

/**
 * Runs an experiment again, watching one order or signal, and tells its story.
 *
 * @param expected run hash of the run in question; with `force`, a run that comes out otherwise is explained all the same, with a note
 * @throws {ExplainError} when there is no such order or signal, or the run came out otherwise
 */
export async function explain(
  experiment: Experiment,
  options: BacktestOptions,
  subject: Subject,
  expected: { readonly hash: string; readonly force?: boolean; readonly notes?: readonly string[] },
): Promise<Story> {
  const witness = new Witness(subject)
  // Both modes give the same run, and this one is the faster.
  const parts = await run(experiment, { ...options, mode: 'fast', journal: 'off' }, witness)
  const { hash } = parts.manifest
  const notes = [...(expected.notes ?? [])]
  if (hash !== expected.hash) {
    const text = `run again, it came out otherwise: hash ${hash.slice(0, 16)}…, where it was ${expected.hash.slice(0, 16)}…`
    if (expected.force !== true) throw new ExplainError('anotherRun', text, { hash, expected: expected.hash })
    notes.push(text)
  }
  requireFound(subject, parts, witness)
  const orderId = 'orderId' in subject ? subject.orderId : undefined
  return new Story(
    {
      subject: 'orderId' in subject ? subject.orderId : `signal ${subject.signal}`,
      order: orderId === undefined ? undefined : orderOf(parts, orderId),
      orders: witness.made,
      events: witness.events,
      reasons: witness.looks.reasons,
      stretches: witness.looks.stretches,
      notes,
      hash,
    },
    storyText,
  )
}

function orderOf({ record }: RunParts, orderId: string) {
  for (const row of record.orders) if (row.orderId === orderId) return row
  return undefined
}

function requireFound(subject: Subject, { record }: RunParts, witness: Witness): void {
  if (witness.events.length > 0) return
  if ('signal' in subject) {
    const count = [...record.signals].filter(({ intent }) => intent !== 'cancel' && intent !== 'change').length
    throw new ExplainError(
      'unknownSignal',
      `there is no signal ${subject.signal}: the run has ${count}, counted from 1 as in signals.csv`,
      { signal: subject.signal, count },
    )
  }
  throw unknownOrder(
    subject.orderId,
    [...record.orders].map((row) => row.orderId),
  )
}

/** Says which orders there are, the most similar ids first. */
export function unknownOrder(orderId: string, ids: readonly string[]): ExplainError {
  const known =
    ids.length === 0
      ? 'the run made no orders'
      : `the run has ${ids.length === 1 ? 'one order' : `${ids.length} orders, ${ids[0]} to ${ids.at(-1)}`}; nearest: ${nearestIds(ids, orderId).join(', ')}`
  return new ExplainError('unknownOrder', `there is no order ${orderId}: ${known}`, { orderId, orders: ids.length })
}
