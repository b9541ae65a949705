/**
 * Venues and lines that misbehave, to be ordered by an experiment: `behaviours: [dropReports({ nth: 3 }), disconnectAt('2020-03-02', { for: hours(1) })]`.
 * Each is a value with a name, so that run.json says what was ordered. What they do to a message is in plan.ts.
 */
import type {
  Duration,
  FaultEffect,
  Micros,
  OrderCancel,
  OrderReplace,
  RejectCode,
  VenueCommand,
} from '../../src/events/index.ts'
import {
  aName,
  type Behaviour,
  type BrokerLine,
  checkKeys,
  checkLineTerms,
  type LineFault,
  type LineTerms,
  type Match,
  momentOf,
  type Occasion,
  occasion,
  positive,
  type Reaction,
  type Timed,
  type TimedStep,
  type Moment,
} from './behaviour.ts'
import { callOf } from './models/named.ts'

function fault(
  factory: string,
  direction: Occasion['direction'],
  effect: FaultEffect,
  match: Match,
  more: Partial<Pick<LineFault, 'by' | 'count' | 'code' | 'text'>> = {},
): LineFault {
  const name = callOf(factory, [], { ...match, ...more })
  if ((effect === 'delay' || effect === 'pend') && more.by === undefined)
    throw new RangeError(`${name}: by must say how long, such as minutes(5)`)
  positive(name, 'by', more.by, false)
  positive(name, 'count', more.count, true)
  return {
    kind: 'fault',
    ...occasion(name, direction, match),
    effect,
    by: more.by ?? 0,
    count: more.count ?? 1,
    code: more.code ?? 'custom',
    text: more.text ?? 'refused, as the experiment has it',
  }
}

/** Reports that never arrive. */
export const dropReports = (match: Match = {}): LineFault => fault('dropReports', 'report', 'drop', match)

/** Reports that come twice, or, with `count`, that many times more. */
export const duplicateReports = ({ count, ...match }: Match & { readonly count?: number } = {}): LineFault =>
  fault('duplicateReports', 'report', 'duplicate', match, count === undefined ? {} : { count })

/** Reports that leave later. Those made after them do not wait for them. */
export const delayReports = ({ by, ...match }: Match & { readonly by: Duration }): LineFault =>
  fault('delayReports', 'report', 'delay', match, { by })

/** Executions of which the client hears late: `delayReports` of `order.filled`. */
export const fillLate = ({ by, ...match }: Omit<Match, 'type'> & { readonly by: Duration }): LineFault =>
  fault('fillLate', 'report', 'delay', { ...match, type: 'order.filled' }, { by })

/** Reports that are passed by the next one (or the next `count`). Where none follows within `by`, a minute when left out, they leave anyway. */
export const reorderReports = ({
  count,
  by = 60_000_000,
  ...match
}: Match & { readonly count?: number; readonly by?: Duration } = {}): LineFault =>
  fault('reorderReports', 'report', 'reorder', match, count === undefined ? { by } : { by, count })

/** Orders, cancels and replaces that never arrive. */
export const dropRequests = (match: Match = {}): LineFault => fault('dropRequests', 'request', 'drop', match)

/** Requests that come twice, or, with `count`, that many times more. */
export const duplicateRequests = ({ count, ...match }: Match & { readonly count?: number } = {}): LineFault =>
  fault('duplicateRequests', 'request', 'duplicate', match, count === undefined ? {} : { count })

/** Requests at which the venue looks later. Those that come after them do not wait for them. */
export const delayRequests = ({ by, ...match }: Match & { readonly by: Duration }): LineFault =>
  fault('delayRequests', 'request', 'delay', match, { by })

/**
 * Cancels and replaces that the venue has, and answers later: it says `order.pendingCancel` or `order.pendingReplace` at once, and meanwhile the
 * order goes on working. A request of an order that does not work is answered at once.
 */
export const pendRequests = ({
  by,
  type = ['order.cancel', 'order.replace'],
  ...match
}: Omit<Match, 'type'> & {
  readonly type?: OrderCancel['type'] | OrderReplace['type'] | readonly (OrderCancel['type'] | OrderReplace['type'])[]
  readonly by: Duration
}): LineFault => fault('pendRequests', 'request', 'pend', { type, ...match }, { by })

/** Requests that the venue refuses for no reason of its own. */
export const rejectRequests = ({
  code,
  text,
  ...match
}: Match & { readonly code?: RejectCode; readonly text?: string } = {}): LineFault =>
  fault('rejectRequests', 'request', 'reject', match, {
    ...(code === undefined ? {} : { code }),
    ...(text === undefined ? {} : { text }),
  })

function reaction(
  factory: string,
  match: Match,
  after: Duration | undefined,
  settings: object,
  commands: Reaction['commands'],
  dropsLine = false,
): Reaction {
  const name = callOf(factory, [], { ...match, after, ...settings })
  if (after !== undefined && !(after >= 0 && Number.isFinite(after)))
    throw new RangeError(`${name}: after must be a duration of 0 or more, not ${after}`)
  return { kind: 'reaction', ...occasion(name, 'report', match), after: after ?? 0, commands, dropsLine }
}

/** How soon after the report that matches the venue does it, at once when left out. */
interface After {
  readonly after?: Duration
}
type Execution = Omit<Match, 'type'> & After

/** Executions that are taken back: `bust({ nth: 2, after: hours(1) })`. */
export const bust = ({ after, ...match }: Execution = {}): Reaction =>
  reaction('bust', { ...match, type: 'order.filled' }, after, {}, ({ execId }) => [{ type: 'venue.bust', execId }])

/** Executions that are corrected to another price or quantity. */
export const correct = ({
  after,
  price,
  quantity,
  commission,
  ...match
}: Execution & { readonly price?: number; readonly quantity?: number; readonly commission?: number }): Reaction => {
  const change = given({ price, quantity, commission })
  requireChange('correct', change, 'a price, a quantity or a commission')
  if (commission !== undefined && !Number.isFinite(commission))
    throw new RangeError(`correct: commission must be a number, not ${commission}`)
  return reaction('correct', { ...match, type: 'order.filled' }, after, change, ({ execId }) => [
    { type: 'venue.correct', execId, ...change },
  ])
}

/** Orders that the venue cancels by itself. Without a `type` the acceptance sets it off. */
export const cancelUnasked = ({ after, ...match }: Match & After = {}): Reaction =>
  reaction('cancelUnasked', accepts(match), after, {}, ({ orderId }) => [{ type: 'venue.cancel', orderId }])

/** Orders that the venue changes by itself. Without a `type` the acceptance sets it off. */
export const restateUnasked = ({
  after,
  quantity,
  limitPrice,
  stopPrice,
  ...match
}: Match &
  After & { readonly quantity?: number; readonly limitPrice?: number; readonly stopPrice?: number }): Reaction => {
  const change = given({ quantity, limitPrice, stopPrice })
  requireChange('restateUnasked', change, 'a quantity, a limitPrice or a stopPrice')
  return reaction('restateUnasked', accepts(match), after, change, ({ orderId }) => [
    { type: 'venue.restate', orderId, ...change },
  ])
}

/** Orders that the venue suspends. Without a `type` the acceptance sets it off. `resumeOrders` with the same match lets them go on. */
export const suspendOrders = ({ after, ...match }: Match & After = {}): Reaction =>
  reaction('suspendOrders', accepts(match), after, {}, ({ orderId }) => [{ type: 'venue.suspend', orderId }])

/** Suspended orders go on. Without a `type` their suspension sets it off. */
export const resumeOrders = ({ after, ...match }: Match & After = {}): Reaction =>
  reaction('resumeOrders', { type: 'order.suspended', ...match }, after, {}, ({ orderId }) => [
    { type: 'venue.resume', orderId },
  ])

/** The line drops when a report matches, and stays down unless something brings it back. */
export const disconnectOn = ({ after, working, reports, requests, ...match }: Match & After & LineTerms): Reaction => {
  const terms = given({ working, reports, requests })
  checkLineTerms('disconnectOn', terms)
  return reaction('disconnectOn', match, after, terms, () => [{ type: 'broker.disconnect', ...terms }], true)
}

function requireChange(factory: string, change: Readonly<Record<string, number>>, what: string): void {
  if (Object.keys(change).length === 0) throw new RangeError(`${factory} changes nothing; it takes ${what}`)
  for (const [key, value] of Object.entries(change)) if (key !== 'commission') positive(factory, key, value, false)
}

const accepts = (match: Match): Match => ({ type: 'order.accepted', ...match })

/** Only what was said. */
const given = <T extends object>(settings: T): { [Key in keyof T]?: NonNullable<T[Key]> } =>
  Object.fromEntries(Object.entries(settings).filter(([, value]) => value !== undefined)) as {
    [Key in keyof T]?: NonNullable<T[Key]>
  }

const timed = (
  factory: string,
  when: Moment,
  settings: { readonly for?: Duration | undefined } & Readonly<Record<string, unknown>>,
  steps: (at: Micros) => readonly TimedStep[],
): Timed => {
  const at = momentOf(when)
  const name = callOf(factory, [JSON.stringify(when)], { ...settings })
  positive(name, 'for', settings.for, false)
  return { kind: 'timed', name, steps: () => steps(at) }
}

/** The line drops, for so long, or for good. */
export const disconnectAt = (
  when: Moment,
  { for: length, ...terms }: LineTerms & { readonly for?: Duration } = {},
): Timed => {
  checkLineTerms('disconnectAt', terms)
  return timed('disconnectAt', when, { for: length, ...terms }, (at) => [
    { at, to: 'broker', event: { type: 'broker.disconnect', ...terms } as BrokerLine },
    ...(length === undefined ? [] : [{ at: at + length, to: 'broker', event: { type: 'broker.connect' } } as const]),
  ])
}

/** The line comes back. */
export const connectAt = (when: Moment): Timed =>
  timed('connectAt', when, {}, (at) => [{ at, to: 'broker', event: { type: 'broker.connect' } }])

/** Trading stops, of one symbol or of all, for so long, nights included, or until something lets it go on. */
export const haltAt = (
  when: Moment,
  {
    for: length,
    symbol,
    reason = 'halted',
    ...unknown
  }: { readonly for?: Duration; readonly symbol?: string; readonly reason?: string } = {},
): Timed => {
  checkKeys('haltAt', unknown, ['for', 'symbol', 'reason'])
  aName('haltAt', 'symbol', symbol)
  const of = given({ symbol })
  return timed('haltAt', when, { for: length, symbol, reason }, (at) => [
    { at, to: 'market', event: { type: 'market.halt', ...of, reason, overnight: true } as { type: string } },
    ...(length === undefined
      ? []
      : [{ at: at + length, to: 'market', event: { type: 'market.resume', ...of } } as const]),
  ])
}

/** The day ends early, for one order or for all that work. */
export const doneForDayAt = (when: Moment, orderId?: string): Timed => {
  aName('doneForDayAt', 'orderId', orderId)
  return timed('doneForDayAt', when, { orderId }, (at) => [
    { at, to: 'broker', event: { type: 'venue.doneForDay', ...given({ orderId }) } as VenueCommand },
  ])
}

/** Whether messages may be lost, late or out of order by it. What venue and market do of themselves is told like everything else. */
export function disturbsLine(behaviour: Behaviour): boolean {
  switch (behaviour.kind) {
    case 'fault':
      return behaviour.effect !== 'reject' && behaviour.effect !== 'pend'
    case 'reaction':
      return behaviour.dropsLine
    case 'timed':
      return behaviour.steps().some(({ event }) => event.type === 'broker.disconnect')
  }
}
