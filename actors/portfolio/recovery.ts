/**
 * When the portfolio doubts its view of an order, and how it asks. Reports carry the venue's totals; where they contradict the order's own,
 * where a report is not legal, after the line was down, and, with a `timeout`, where an answer stays out, it asks the venue for the order's
 * status. What the answer changes is in reconcile.ts. What it cannot find out it says: `account.uncertain`.
 */
import type {
  AccountUncertain,
  BrokerConnection,
  Duration,
  Micros,
  OrderStatusRequest,
  UncertainCode,
  VenueReport,
} from '../../src/events/index.ts'
import { awaitsAnswer, isClosed, isSame, type OrderRecord } from '../order/index.ts'
import type { Emit, PortfolioContext } from './context.ts'
import { orderOf } from './memory.ts'

export interface RecoveryOptions {
  /** How long a request may stay without an answer before the portfolio asks what became of it. Left out, it waits for ever. */
  readonly timeout?: Duration
  /** How often it asks without being answered before it gives up and says so; 3 when left out. */
  readonly attempts?: number
  /** Asks at the end of every day how all orders stand: finds what was lost without a trace. Left out, it does not. */
  readonly daily?: boolean
}

/** An order whose status has been asked for. */
interface Doubt {
  /** A status from before this time is too old to be believed. */
  newest: Micros
  /** Questions that were not answered in time. */
  unanswered: number
  /** Answers that changed something. */
  rounds: number
}

/**
 * Up to where an order is known from its status: earlier reports are part of that. Of those of its own instant only where it told executions that were
 * news: a status that told what was known already was made before whatever is heard after it.
 */
interface Synced {
  readonly at: Micros
  readonly cumQty: number
  readonly isNews: boolean
}

export interface RecoveryState {
  doubts: Map<string, Doubt>
  synced: Map<string, Synced>
  /** Orders that wait for an answer, by their deadlines: the first is the soonest, because all wait equally long. */
  awaiting: Map<string, Micros>
  isTimed: boolean
  questions: number
  /** Orders that are closed here because the venue did not know them. */
  presumed: Map<string, true>
  /** By order: how often it was asked for since the line was last up or the day began. */
  asked: Map<string, number>
}

export const noDoubts = (): RecoveryState => ({
  doubts: new Map(),
  synced: new Map(),
  awaiting: new Map(),
  isTimed: false,
  questions: 0,
  presumed: new Map(),
  asked: new Map(),
})

/** Answers that may change something before the portfolio gives up on an order. */
const MOST_ROUNDS = 5
/** How often one order is asked for before the portfolio says that it will not come to an end with it. */
const MOST_QUESTIONS = 12

/** The venue's view may be another one than ours: asks for it, unless that has been asked already. */
export function doubt(context: PortfolioContext, order: OrderRecord, at: Micros, emit: Emit): void {
  const { config, recovery } = context
  if (config.recovery === undefined) return
  const { orderId } = order.context
  const known = recovery.doubts.get(orderId)
  if (known !== undefined) {
    known.newest = Math.max(known.newest, at)
    return
  }
  // what the venue said before it was asked is no answer
  recovery.doubts.set(orderId, { newest: Math.max(at, config.now()), unanswered: 0, rounds: 0 })
  ask(context, order, emit)
}

/** One question for each request that is not answered; at least one about the order itself. */
function ask(context: PortfolioContext, order: OrderRecord, emit: Emit): void {
  const { orderId, firstClOrdId, symbol, requests, cumQty, leavesQty } = order.context
  const asked = (context.recovery.asked.get(orderId) ?? 0) + 1
  context.recovery.asked.set(orderId, asked)
  if (asked > MOST_QUESTIONS) {
    context.recovery.doubts.delete(orderId)
    const facts = { questions: MOST_QUESTIONS, cumQty, leavesQty }
    if (asked > MOST_QUESTIONS + 1) return
    return uncertain(context, 'disagrees', order.context, 'the answers do not come to an end', facts, emit)
  }
  const about = requests.filter(awaitsAnswer).map(({ clOrdId }) => clOrdId)
  if (about.length === 0) about.push(firstClOrdId)
  for (const clOrdId of about) {
    const question: OrderStatusRequest = {
      type: 'order.statusRequest',
      at: context.config.now(),
      orderId,
      statusReqId: nextQuestion(context),
      clOrdId,
      symbol,
    }
    emit(question)
  }
  awaitAnswer(context, orderId)
}

const nextQuestion = (context: PortfolioContext): string => `q-${++context.recovery.questions}`

/** From now on the venue has so long to say something of an order. */
export function awaitAnswer(context: PortfolioContext, orderId: string): void {
  const timeout = context.config.recovery?.timeout
  if (timeout === undefined) return
  const { awaiting } = context.recovery
  awaiting.delete(orderId)
  awaiting.set(orderId, context.config.now() + timeout)
}

/** Reminds the portfolio of the next deadline, if there is one. To be called after whatever may have set one. */
export function setTimer(
  context: PortfolioContext,
  raise: (event: { readonly type: 'recovery.due' }, options: { readonly delay: number }) => void,
): void {
  const { recovery, config } = context
  if (recovery.isTimed || recovery.awaiting.size === 0) return
  recovery.isTimed = true
  for (const deadline of recovery.awaiting.values()) {
    raise({ type: 'recovery.due' }, { delay: Math.max(0, deadline - config.now()) / 1_000 })
    return
  }
}

/** A deadline has come: asks about every order of which nothing was heard, or gives up on it. */
export function askOverdue(context: PortfolioContext, emit: Emit): void {
  const { recovery, config } = context
  recovery.isTimed = false
  const now = config.now()
  for (const [orderId, deadline] of [...recovery.awaiting]) {
    if (deadline > now) return
    recovery.awaiting.delete(orderId)
    const order = orderOf(context, orderId)
    const doubted = recovery.doubts.get(orderId)
    if (order === undefined) recovery.doubts.delete(orderId)
    else if (doubted === undefined) {
      if (isUnanswered(order)) doubt(context, order, order.context.submittedAt ?? now, emit)
    } else if (++doubted.unanswered < (config.recovery?.attempts ?? 3)) ask(context, order, emit)
    else giveUp(context, order, emit)
  }
}

export const isUnanswered = (order: OrderRecord): boolean => {
  const { acknowledgedBy, executions, requests } = order.context
  return requests.some(awaitsAnswer) || (acknowledgedBy === undefined && executions.length === 0 && !isClosed(order))
}

function giveUp(context: PortfolioContext, order: OrderRecord, emit: Emit): void {
  context.recovery.doubts.delete(order.context.orderId)
  const { cumQty, leavesQty, requests } = order.context
  const facts = {
    attempts: context.config.recovery?.attempts ?? 3,
    cumQty,
    leavesQty,
    requests: requests.filter(awaitsAnswer).length,
  }
  uncertain(
    context,
    'noAnswer',
    order.context,
    'the venue answers neither the request nor the questions after it',
    facts,
    emit,
  )
}

/** The line is back: what happened meanwhile, and what was on its way, is asked for of every open order, and of whatever else works there. */
export function onConnection(context: PortfolioContext, event: BrokerConnection, emit: Emit): void {
  const { recovery, config } = context
  if (event.state !== 'connected' || config.recovery === undefined) return
  recovery.doubts.clear()
  askAll(context, event.at, emit)
}

/** The end of the day concerns it: there are questions to be asked then, or to be counted anew. */
export const countsQuestions = ({ config, recovery }: PortfolioContext): boolean =>
  config.recovery?.daily === true || recovery.asked.size > 0

/** The day is over: what was lost without a trace is found by asking. */
export function onDayEnd(context: PortfolioContext, { at }: { readonly at: Micros }, emit: Emit): void {
  if (context.config.recovery?.daily === true) return askAll(context, at, emit)
  // a new day, a new number of questions
  context.recovery.asked.clear()
}

/** How every order stands that is open or was closed lately, and what else works at the venue. */
function askAll(context: PortfolioContext, at: Micros, emit: Emit): void {
  const { orders, closed, recovery } = context
  recovery.asked.clear()
  for (const known of [closed.older, closed.newer, orders])
    for (const order of known.values()) doubt(context, order, at, emit)
  emit({ type: 'order.massStatusRequest', at: context.config.now(), statusReqId: nextQuestion(context) })
}

/**
 * A status has told more than this report: it was made before the status, and arrives after it. Executions are part of the status' totals;
 * of other reports only those matter that would change the order back.
 */
export function isCovered(context: PortfolioContext, order: OrderRecord, report: VenueReport): boolean {
  // What a desk in between has concluded it did not know when it said how the order stands.
  if (context.recovery.synced.size === 0 || report.inferred === true) return false
  const synced = context.recovery.synced.get(order.context.orderId)
  if (synced === undefined || report.at > synced.at) return false
  switch (report.type) {
    case 'order.filled':
    case 'order.tradeCanceled':
    case 'order.tradeCorrected':
      return report.at < synced.at || (synced.isNews && report.cumQty <= synced.cumQty)
    case 'order.restated':
    case 'order.suspended':
    case 'order.resumed':
    case 'order.doneForDay':
      return report.at < synced.at
    default:
      return false
  }
}

/** Of a report that the order does not take: it was made before a status that has told what it says. */
export function isOldNews(context: PortfolioContext, order: OrderRecord, report: VenueReport): boolean {
  const synced = context.recovery.synced.get(order.context.orderId)
  return synced !== undefined && report.at <= synced.at
}

/** The order is known to the venue, which refuses a copy of it; that it was accepted has not been heard. */
export const isRefusedCopy = (
  context: PortfolioContext,
  { context: order }: OrderRecord,
  report: VenueReport,
): boolean =>
  context.config.recovery !== undefined &&
  report.type === 'order.rejected' &&
  report.code === 'duplicateOrder' &&
  order.acknowledgedBy === undefined &&
  order.executions.length === 0

/** After a report was taken: do the venue's totals agree with the order's own? Later ones do not count against it, so only what is missing does. */
export function compare(context: PortfolioContext, order: OrderRecord, report: VenueReport, emit: Emit): void {
  if (context.config.recovery === undefined) return
  const { orderId, cumQty, avgPx, quantity, clOrdId } = order.context
  const known = context.recovery.doubts.get(orderId)
  if (known !== undefined) known.newest = Math.max(known.newest, report.at)
  const isMissing = report.cumQty > cumQty && !isSame(report.cumQty, cumQty)
  const tells = report.type === 'order.filled' || report.type === 'order.canceled' || report.type === 'order.expired'
  const differs =
    tells &&
    (!isSame(report.cumQty, cumQty) ||
      !isSame(report.avgPx, avgPx) ||
      !isSame(report.orderQty, quantity) ||
      (report.type === 'order.filled' && report.clOrdId !== clOrdId))
  if (isMissing || differs) doubt(context, order, report.at, emit)
}

/** A report on an order that was never sent, or was over long ago: nothing can be booked of it, and that is said. */
export function unknownOrder(context: PortfolioContext, report: VenueReport, emit: Emit): void {
  const { orderId, type, symbol, cumQty, leavesQty, avgPx } = report
  emit({
    type: 'order.violation',
    at: context.config.now(),
    orderId,
    owner: context.config.name,
    state: 'unknown',
    event: type,
    text: `${type} for ${orderId}, which is not known here: never sent, or over long ago`,
  })
  if (cumQty === 0 && leavesQty === 0) return
  const text = `the venue has an order ${orderId} that is not known here; nothing of it is in the books`
  uncertain(context, 'unknownOrder', { orderId, symbol }, text, { cumQty, leavesQty, avgPx }, emit)
}

/** Says what cannot be known. */
export const uncertain = (
  context: PortfolioContext,
  code: UncertainCode,
  { orderId, symbol }: Pick<AccountUncertain, 'orderId' | 'symbol'>,
  text: string,
  facts: AccountUncertain['facts'],
  emit: Emit,
): void => emit({ type: 'account.uncertain', at: context.config.now(), code, orderId, symbol, text, facts })

/** A status arrived that is older than something that was heard since. */
export const isStale = (context: PortfolioContext, orderId: string, at: Micros): boolean => {
  const known = context.recovery.doubts.get(orderId)
  return known !== undefined && at < known.newest
}

/**
 * The answer has been worked in. If it changed something the portfolio asks once more, to be sure that it was not out of date itself;
 * `agrees` says whether the two views are one now.
 */
export function settleDoubt(
  context: PortfolioContext,
  order: OrderRecord,
  at: Micros,
  isChanged: boolean,
  emit: Emit,
): boolean {
  const { doubts } = context.recovery
  const { orderId } = order.context
  const known = doubts.get(orderId)
  if (known === undefined) {
    if (isChanged) doubt(context, order, at, emit)
    return false
  }
  known.newest = Math.max(known.newest, at)
  known.unanswered = 0
  if (isChanged && ++known.rounds < MOST_ROUNDS) {
    ask(context, order, emit)
    return false
  }
  doubts.delete(orderId)
  return true
}
