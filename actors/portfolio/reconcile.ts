/**
 * A status makes good for reports that did not come. Each of them is concluded from it and taken like any other, marked `inferred`: so the
 * order's life, the position and the ledger come to where the venue's numbers are, and everybody hears of it in the usual way.
 */
import type { Micros, OrderStatusReport, ReplaceableTerms, VenueReport } from '../../src/events/index.ts'
import {
  awaitsAnswer,
  chargedFor,
  hasExecuted,
  isSame,
  findRequest,
  isClosed,
  type OrderContext,
  type OrderRecord,
  orderState,
  replaceableOf,
} from '../order/index.ts'
import type { Emit, PortfolioContext } from './context.ts'
import { orderOf } from './memory.ts'
import { presumeLost, revived } from './presumed.ts'
import { awaitAnswer, isStale, isUnanswered, settleDoubt, uncertain, unknownOrder } from './recovery.ts'
import { take } from './reports.ts'

/** The venue says how an order stands. */
export function onStatus(context: PortfolioContext, status: OrderStatusReport, emit: Emit): void {
  const known = orderOf(context, status.orderId)
  if (known === undefined) return unknownOrder(context, status, emit)
  const order = revived(context, known, status) ?? known
  take(context, order, status, emit)
  if (context.config.recovery === undefined) return
  const { orderId } = status
  const reconciliation = new Reconciliation(context, order, status, emit)
  if (isStale(context, orderId, status.at)) {
    if (settleDoubt(context, order, status.at, true, emit)) reconciliation.judge()
    return
  }
  const { synced } = context.recovery
  const before = synced.get(orderId)
  const isNews = !reconciliation.hasExecuted || (before?.at === status.at && before.isNews)
  if (status.code === 'unknownOrder') reconciliation.forget()
  else reconciliation.run()
  synced.set(orderId, { at: status.at, cumQty: status.cumQty, isNews })
  const isToAsk = reconciliation.isChanged || !(reconciliation.isAsked || reconciliation.agrees)
  const isOver = settleDoubt(context, order, status.at, isToAsk, emit)
  if (!isOver) return
  reconciliation.judge()
  // what the venue has and has not answered may yet be lost
  if (isUnanswered(order)) awaitAnswer(context, orderId)
}

/** What a report of a kind says beside what the status says already. */
type Conclusion<Type extends VenueReport['type']> = Partial<Extract<VenueReport, { type: Type }>>

class Reconciliation {
  isChanged = false
  readonly #context: PortfolioContext
  readonly #order: OrderRecord
  readonly #status: OrderStatusReport
  readonly #emit: Emit
  readonly isAsked: boolean
  #conclusions = 0

  constructor(context: PortfolioContext, order: OrderRecord, status: OrderStatusReport, emit: Emit) {
    this.#context = context
    this.#order = order
    this.#status = status
    this.#emit = emit
    this.isAsked = context.recovery.doubts.has(status.orderId)
  }

  /** In the order in which it may have happened. */
  run(): void {
    const own = this.#order.context
    const status = this.#status
    const isAnswered = status.ordStatus !== 'Rejected' && status.ordStatus !== 'PendingNew'
    if (own.acknowledgedBy === undefined && isAnswered) this.#conclude('order.accepted', 'New', {})
    if (status.triggered === true && !own.triggered) {
      const { limitPrice, stopPrice } = status
      this.#conclude('order.triggered', 'Triggered', { ...given({ limitPrice, stopPrice }) })
    }
    if (status.orderQty > own.quantity) this.#terms()
    this.#executions()
    this.#terms()
    this.#request()
    this.#phase()
    this.#end()
    this.#late()
  }

  /** The venue does not know the order. One that it never answered did not arrive; of any other the end is lost. */
  forget(): void {
    const { acknowledgedBy, executions, cumQty, leavesQty } = this.#order.context
    if (isClosed(this.#order)) return this.#lapse()
    const text = 'the venue knows no such order: it did not arrive'
    if (acknowledgedBy === undefined && executions.length === 0) {
      this.#conclude('order.rejected', 'Rejected', { code: 'notReceived', text, facts: {} })
      return presumeLost(this.#context, this.#order.context.orderId)
    }
    const why = 'the venue knows the order no more: whether what was left of it traded is not known'
    uncertain(this.#context, 'forgottenOrder', this.#order.context, why, { cumQty, leavesQty }, this.#emit)
  }

  /** Whether the two views are one; a venue that does not know the order has none. */
  get agrees(): boolean {
    const { leavesQty, quantity } = this.#order.context
    const status = this.#status
    return (
      status.code === 'unknownOrder' ||
      (this.hasExecuted && isSame(leavesQty, status.leavesQty) && isSame(quantity, status.orderQty))
    )
  }

  /** Whether what it has executed is here what it is there. */
  get hasExecuted(): boolean {
    return hasExecuted(this.#order.context, this.#status)
  }

  /** What is left of a difference is said. */
  judge(): void {
    if (this.agrees) return
    const { cumQty, leavesQty, avgPx, quantity } = this.#order.context
    const commission = clean(chargedFor(this.#order.context))
    const { cumQty: venueCumQty, leavesQty: venueLeavesQty, avgPx: venueAvgPx, orderQty: venueQuantity } = this.#status
    const { commission: venueCommission = commission } = this.#status
    const here = { cumQty, leavesQty, avgPx, quantity, commission }
    const facts = { ...here, venueCumQty, venueLeavesQty, venueAvgPx, venueQuantity, venueCommission }
    const text = `here the order is ${orderState(this.#order)}, at the venue ${this.#status.ordStatus}`
    uncertain(this.#context, 'disagrees', this.#order.context, text, facts, this.#emit)
  }

  /** Executions, corrections and busts that were not heard of. What is missing is one execution; where something was changed, all that counts becomes one. */
  #executions(): void {
    const own = this.#order.context
    const { cumQty, avgPx, commission = chargedFor(own), transactTime = this.#status.at, lastExecId } = this.#status
    if (this.hasExecuted) return
    // nobody asked: less than is known here may be out of date
    if (cumQty < own.cumQty && !this.isAsked && isKnown(this.#order, lastExecId)) return
    const missing = cumQty - own.cumQty
    const price = clean((cumQty * avgPx - own.notional) / missing)
    if (!isSame(own.cumQty, cumQty) && missing > 0 && price > 0 && Number.isFinite(price)) {
      const charged = clean(commission - chargedFor(own))
      this.#conclude('order.filled', 'Trade', {
        lastQty: clean(missing),
        lastPx: price,
        commission: charged,
        slippage: 0,
        transactTime,
        liquidity: 'taker',
      })
      if (isSame(own.cumQty, cumQty)) return
    }
    const live = own.executions
      .filter((execution) => execution.live)
      .map(({ execId, quantity, price: px }) => ({ execId, quantity, px }))
    // what is charged beyond this stays with the last of them
    const last = live.shift()
    for (const { execId, quantity, px } of live) this.#bust(execId, quantity, px, 0)
    if (last === undefined) return
    const { execId: execRefId, quantity, px } = last
    const rest = clean(commission - chargedFor(own) + commissionOf(this.#order, execRefId))
    if (cumQty === 0) return this.#bust(execRefId, quantity, px, rest)
    const corrected = { execRefId, lastQty: cumQty, lastPx: avgPx, commission: rest }
    this.#conclude('order.tradeCorrected', 'TradeCorrect', corrected)
  }

  #bust(execRefId: string, lastQty: number, lastPx: number, commission: number): void {
    this.#conclude('order.tradeCanceled', 'TradeCancel', { execRefId, lastQty, lastPx, commission })
  }

  /** A replacement or restatement that was not heard of. */
  #terms(): void {
    const own = this.#order.context
    const { clOrdId, orderQty, limitPrice, stopPrice } = this.#status
    const prices = given({ limitPrice, stopPrice })
    const request = findRequest(own, clOrdId)
    if (request?.kind === 'replace' && awaitsAnswer(request)) {
      const { clOrdId: origClOrdId } = own
      return this.#conclude('order.replaced', 'Replaced', {
        at: this.#changedAt,
        clOrdId,
        origClOrdId,
        orderQty,
        ...prices,
      })
    }
    // what a status leaves out it does not say
    const isSameTerms =
      isSame(own.quantity, orderQty) &&
      (limitPrice ?? own.limitPrice) === own.limitPrice &&
      (stopPrice ?? own.stopPrice) === own.stopPrice
    const terms = differing(own, replaceableOf(this.#status))
    if (isSameTerms && terms === undefined) return
    this.#conclude('order.restated', 'Restated', { at: this.#changedAt, orderQty, ...prices, ...terms })
  }

  /** When a change was made at the latest: of an order that is over, before that. */
  get #changedAt(): Micros {
    const { closedAt, executions } = this.#order.context
    const { at } = this.#status
    if (!isClosed(this.#order)) return at
    return closedAt ?? Math.max(...executions.map(({ transactTime }) => transactTime))
  }

  /** What became of the cancel or replace that was asked about. */
  #request(): void {
    const { requestId, requestStatus, orderQty } = this.#status
    if (requestId === undefined) return
    const own = this.#order.context
    const request = findRequest(own, requestId)
    if (request === undefined || !awaitsAnswer(request)) return
    if (requestStatus === 'accepted' && request.kind === 'replace') {
      // a later one is confirmed already: of this one only what that left alone holds
      const at = request.supersededAt ?? this.#changedAt
      const { clOrdId: origClOrdId } = own
      return this.#conclude('order.replaced', 'Replaced', { at, clOrdId: requestId, origClOrdId, orderQty })
    }
    if (requestStatus === 'rejected') this.#refuse(requestId, request.kind, 'custom', 'the venue refused it')
    if (requestStatus === 'unknown') this.#refuse(requestId, request.kind, 'notReceived', 'it did not arrive')
  }

  /** A cancel was granted before the last that we know of it filled the order: it is over either way, and the request answered. */
  #late(): void {
    const { requestId, requestStatus } = this.#status
    const request = requestId === undefined ? undefined : findRequest(this.#order.context, requestId)
    if (requestStatus !== 'accepted' || request === undefined || !isClosed(this.#order)) return
    if (awaitsAnswer(request)) this.#refuse(request.clOrdId, request.kind, 'tooLate', 'the order is over here')
  }

  /** The order is over, and the venue has forgotten it: what is still open was never answered and never will be. */
  #lapse(): void {
    for (const { clOrdId, kind, state } of this.#order.context.requests.map((request) => ({ ...request })))
      if (awaitsAnswer({ state })) this.#refuse(clOrdId, kind, 'unknownOrder', 'the venue knows the order no more')
  }

  #refuse(
    clOrdId: string,
    kind: 'cancel' | 'replace',
    code: 'custom' | 'notReceived' | 'tooLate' | 'unknownOrder',
    text: string,
  ): void {
    const type = kind === 'cancel' ? 'order.cancelRejected' : 'order.replaceRejected'
    this.#conclude(type, 'Rejected', { clOrdId, origClOrdId: this.#order.context.clOrdId, code, text })
  }

  /** Suspended, resumed, done for the day, restated for the next. */
  #phase(): void {
    if (isClosed(this.#order)) return
    const { ordStatus, orderQty } = this.#status
    const state = orderState(this.#order)
    const isSuspended = state.startsWith('live.suspended')
    const isDone = state.startsWith('live.doneForDay')
    if (ordStatus === 'Suspended' && !isSuspended) this.#conclude('order.suspended', 'Suspended', {})
    if (ordStatus === 'DoneForDay' && !isDone) this.#conclude('order.doneForDay', 'DoneForDay', {})
    if (ordStatus !== 'New' && ordStatus !== 'PartiallyFilled') return
    if (isSuspended) this.#conclude('order.resumed', 'Restated', {})
    if (isDone) this.#conclude('order.restated', 'Restated', { orderQty })
  }

  /** The order is over at the venue. */
  #end(): void {
    if (isClosed(this.#order)) return
    const { ordStatus, clOrdId } = this.#status
    if (ordStatus === 'Filled') this.#filledOnce()
    if (ordStatus === 'Expired') this.#conclude('order.expired', 'Expired', {})
    if (ordStatus === 'Rejected')
      this.#conclude('order.rejected', 'Rejected', { code: 'custom', text: 'the venue refused the order', facts: {} })
    if (ordStatus !== 'Canceled') return
    const request = findRequest(this.#order.context, clOrdId)
    const reason = request?.kind === 'cancel' ? 'requested' : 'unsolicited'
    this.#conclude('order.canceled', 'Canceled', { reason })
  }

  /** It was filled, and some of that was taken back: on an exchange it stays over. The execution that is missing in between counts no more. */
  #filledOnce(): void {
    const { at, leavesQty, avgPx, limitPrice, stopPrice, transactTime = at } = this.#status
    const left = this.#order.context.leavesQty
    const lastPx = avgPx > 0 ? avgPx : (limitPrice ?? stopPrice)
    if (leavesQty > 0 || left === 0 || lastPx === undefined) return
    const traded = { lastQty: left, lastPx, commission: 0, slippage: 0, transactTime }
    this.#conclude('order.filled', 'Trade', { ...traded, liquidity: 'taker' })
    this.#bust(this.#order.context.executions.at(-1)!.execId, left, lastPx, 0)
  }

  /** Takes a report that the venue must have sent; one that the order does not take is left for `judge` to say. */
  #conclude<Type extends VenueReport['type']>(
    type: Type,
    execType: VenueReport['execType'],
    facts: Conclusion<Type>,
  ): void {
    const { at, orderId, clOrdId, symbol, side, execId, ordStatus, orderQty, cumQty, leavesQty, avgPx, strategy, tag } =
      this.#status
    const report = {
      type,
      at,
      orderId,
      clOrdId,
      symbol,
      side,
      execId: `${execId}.${++this.#conclusions}`,
      execType,
      ordStatus,
      orderQty,
      cumQty,
      leavesQty,
      avgPx,
      strategy,
      tag,
      inferred: true,
      ...facts,
    } as unknown as VenueReport
    if (take(this.#context, this.#order, report, this.#emit) === 'applied') this.isChanged = true
  }
}

/** What of these terms is otherwise here. */
function differing({ timeInForce, terms }: OrderContext, said: ReplaceableTerms = {}): ReplaceableTerms | undefined {
  const here: ReplaceableTerms = { ...terms, timeInForce }
  const names = Object.keys(said) as (keyof ReplaceableTerms)[]
  const others = names.filter((name) => said[name] !== here[name])
  return others.length === 0 ? undefined : Object.fromEntries(others.map((name) => [name, said[name]]))
}

const isKnown = (order: OrderRecord, execId: string | undefined): boolean =>
  execId === undefined || order.context.executions.some((execution) => execution.execId === execId)

const commissionOf = (order: OrderRecord, execId: string): number =>
  order.context.executions.find((execution) => execution.execId === execId)?.commission ?? 0

/** Differences of sums carry the noise of binary fractions. */
const clean = (value: number): number => Number(value.toPrecision(12))

const given = <T extends object>(facts: T): { [Key in keyof T]?: NonNullable<T[Key]> } =>
  Object.fromEntries(Object.entries(facts).filter(([, value]) => value !== undefined)) as {
    [Key in keyof T]?: NonNullable<T[Key]>
  }
