/**
 * The trace of a scenario: every message is handed to the order lifecycle, and what the lifecycle then says of the order is set beside what
 * the message says. The lifecycle's side is computed from kinds and quantities alone, so a message that states no totals changes nothing of it.
 */
import { type LifecycleProfile, type OrderInput, violationOf } from '../../actors/order/index.ts'
import { Book, branchOf, type Entry, hear, regionsIn, size, type Values, valuesOf } from './book.ts'
import { QUIRKS } from './quirks.ts'
import { eventsOf } from './reports.ts'
import { remarksOn } from './rules.ts'
import { messageText, type Scenario, type Step, type Totals } from './step.ts'

/**
 * - `ok`: the report says what the lifecycle says;
 * - `quirk`: it differs in a way that the specification's own matrices do (`rule` names it);
 * - `violation`: it differs otherwise, or is not possible in the order's state;
 * - `computed`: it states nothing to compare.
 */
export type Verdict = 'ok' | 'quirk' | 'violation' | 'computed'

export interface Difference {
  readonly field: keyof Totals
  /** What the message states. */
  readonly expected: string | number
  /** What the lifecycle computes. */
  readonly got: string | number
}

export interface TraceRow {
  /** Id of the scenario. */
  readonly id: string
  readonly step: number
  readonly line: number | undefined
  readonly message: string
  readonly isAlternative: boolean
  /** The three regions after the message; undefined where no order is known. */
  readonly state: ReturnType<typeof regionsIn> | undefined
  /** What the lifecycle says after it; undefined where there is no order. */
  readonly values: Values | undefined
  /** Only of reports. */
  readonly verdict: Verdict | undefined
  /** Name of the quirk. */
  readonly rule: string | undefined
  /** Why it is a quirk or a violation. */
  readonly text: string | undefined
  readonly differences: readonly Difference[]
  readonly remarks: readonly string[]
}

/** Traces a scenario, in the profile it names or in another one. */
export function trace(scenario: Scenario, profile: LifecycleProfile = scenario.profile): TraceRow[] {
  const book = new Book(profile)
  return scenario.steps.map((step) => {
    const isReport = step.kind === 'execution' || step.kind === 'cancelReject'
    const outcome = isReport ? hearReport(book, step) : hearRequest(book, step)
    const { entry } = outcome
    return {
      id: scenario.id,
      step: step.step,
      line: step.line,
      message: messageText(step),
      isAlternative: step.isAlternative === true,
      state: entry && regionsIn(entry),
      values: outcome.values ?? (entry && valuesOf(entry)),
      verdict: outcome.verdict,
      rule: outcome.rule,
      text: outcome.text,
      differences: outcome.differences ?? [],
      remarks: outcome.remarks ?? [],
    }
  })
}

interface Outcome {
  readonly entry?: Entry | undefined
  readonly values?: Values
  readonly verdict?: Verdict
  readonly rule?: string
  readonly text?: string
  readonly differences?: readonly Difference[]
  readonly remarks?: readonly string[]
}

function hearRequest(book: Book, step: Step): Outcome {
  if (step.kind === 'remark') return {}
  const entry = book.find(step)
  if (step.kind === 'newOrder') {
    if (entry === undefined || !bears(entry, step.clOrdId)) return { entry: book.open(step, false) }
    if (step.possDup === true) return { entry, remarks: ['Sent again by the session; the order is known.'] }
    entry.copies++
    return { entry, remarks: [`A New Order ${step.clOrdId} was received before.`] }
  }
  if (entry === undefined) return { remarks: ['No such order is known.'] }
  if (step.kind === 'statusRequest') {
    entry.isAsked = true
    return { entry }
  }
  const remarks = remarksOn(step, entry)
  const kind = step.kind === 'cancelRequest' ? 'cancel' : 'replace'
  const outcome = hear(entry, {
    type: `order.${kind}`,
    at: step.at,
    orderId: entry.submit.orderId,
    clOrdId: step.clOrdId!,
    origClOrdId: step.origClOrdId ?? entry.order.context.clOrdId,
    symbol: entry.submit.symbol,
    ...(kind === 'cancel' || step.orderQty === undefined ? {} : { quantity: step.orderQty }),
    ...(step.limitPrice === undefined ? {} : { limitPrice: step.limitPrice }),
    ...(step.stopPrice === undefined ? {} : { stopPrice: step.stopPrice }),
    ...(kind === 'cancel' || step.timeInForce === undefined ? {} : { timeInForce: step.timeInForce }),
  } as OrderInput)
  if (outcome === 'duplicate') return { entry, remarks: [`A request ${step.clOrdId} was received before.`] }
  book.name(entry, step.clOrdId)
  return { entry, remarks }
}

const bears = (entry: Entry, clOrdId: string | undefined): boolean => entry.order.context.firstClOrdId === clOrdId

function hearReport(book: Book, step: Step): Outcome {
  const known = book.find(step) ?? (tellsOfOrder(step) ? book.open(step, true) : undefined)
  if (known === undefined) return hearOfUnknown(step)
  const entry = step.isAlternative === true ? branchOf(known) : known
  if (entry === known) book.name(entry, step.clOrdId)
  if (!entry.isSized && step.orderQty !== undefined && step.orderQty > 0) size(entry, step.orderQty)

  const remarks = remarksOn(step, entry)
  for (const event of eventsOf(step, entry)) {
    const outcome = hear(entry, event)
    if (outcome === 'violation') {
      const text = violationOf(entry.order, event, 'trace').text
      return { entry, verdict: 'violation', text, differences: differences(step.stated, valuesOf(entry)), remarks }
    }
    if (outcome === 'duplicate' && event.type !== 'order.status') {
      const told = entry.told.get(step.execId ?? '')
      return {
        entry,
        ...judge(step, told ?? valuesOf(entry), entry),
        remarks: [...remarks, `ExecID ${step.execId} was told before.`],
      }
    }
  }
  if (isTrade(step) && step.lastPx === undefined) entry.isPriced = false
  if (step.execType === 'OrderStatus') entry.isAsked = false
  if (entry.copies > 0 && (step.execType === 'OrderStatus' || step.execType === 'Rejected')) entry.copies--
  const values = valuesOf(entry)
  if (step.execId !== undefined) entry.told.set(step.execId, values)
  return { entry, ...judge(step, values, entry), remarks }
}

const isTrade = ({ execType }: Step): boolean => execType === 'Trade' || execType === 'TradeCorrect'

/** A report on an order that was never seen to be sent (by telephone, say) tells of it, if it tells its quantity. */
const tellsOfOrder = ({ kind, execType, orderQty }: Step): boolean =>
  kind === 'execution' && execType !== 'OrderStatus' && orderQty !== undefined && orderQty > 0

/** What is answered about an order that nobody knows: OrdStatus Rejected, and nothing of it works. */
const NO_ORDER: Values = { ordStatus: 'Rejected', orderQty: 0, cumQty: 0, leavesQty: 0, avgPx: 0 }

function hearOfUnknown(step: Step): Outcome {
  const isAnswer = step.kind === 'cancelReject' || step.execType === 'OrderStatus' || step.execType === 'Rejected'
  if (isAnswer) {
    const stated = { ...step.stated }
    delete (stated as { orderQty?: number }).orderQty
    return { values: NO_ORDER, ...judge({ ...step, stated }, NO_ORDER, undefined) }
  }
  return {
    values: NO_ORDER,
    verdict: 'violation',
    text: 'no such order is known, and the report does not tell its OrderQty.',
    differences: [],
  }
}

function judge(
  step: Step,
  values: Values,
  entry: Entry | undefined,
): Pick<Outcome, 'verdict' | 'rule' | 'text' | 'differences'> {
  const { ordStatus, cumQty, leavesQty, avgPx } = step.stated
  if (ordStatus === undefined && cumQty === undefined && leavesQty === undefined && avgPx === undefined)
    return { verdict: 'computed' }
  const found = differences(step.stated, values)
  if (found.length === 0) return { verdict: 'ok' }
  const differs = new Set<string>(found.map(({ field }) => field))
  const quirk = entry && QUIRKS.find(({ explains }) => explains(step, values, entry, differs))
  if (quirk === undefined) return { verdict: 'violation', text: 'the totals differ.', differences: found }
  return { verdict: 'quirk', rule: quirk.name, text: `${quirk.explanation} (${quirk.seenIn})`, differences: found }
}

function differences(stated: Totals, values: Values): Difference[] {
  const found: Difference[] = []
  const note = (field: keyof Totals, isSame: (expected: number, got: number) => boolean): void => {
    const [expected, got] = [stated[field], values[field]]
    if (expected === undefined || got === undefined || expected === got) return
    if (typeof expected === 'string' || !isSame(expected, got as number)) found.push({ field, expected, got })
  }
  note('ordStatus', () => false)
  for (const field of ['orderQty', 'cumQty', 'leavesQty'] as const) note(field, isSameQuantity)
  note('avgPx', (expected, got) => Math.abs(expected - got) <= tolerance(expected))
  return found
}

const isSameQuantity = (a: number, b: number): boolean => Math.abs(a - b) <= 1e-9 * Math.max(1, Math.abs(a))

/** An average is told to some decimals: half a unit of the last one. */
function tolerance(price: number): number {
  const decimals = (String(price).split('.')[1] ?? '').length
  return (decimals === 0 ? 0 : 0.5 * 10 ** -decimals) + 1e-9 * Math.max(1, Math.abs(price))
}
