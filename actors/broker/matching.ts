/** A bar meets the book of its symbol: which orders it reaches, and what becomes of them. */
import type { MarketBar, Micros, SessionPhase } from '../../src/events/index.ts'
import type { Book, Entry } from './book.ts'
import {
  type BrokerContext,
  type Emit,
  instrumentOf,
  type PriceBefore,
  timeOf,
  tradesIn,
  type UsedVolume,
  type VenueOrder,
} from './context.ts'
import { bookOf, deliver, move, nextExecId, signOf } from './desk.ts'
import { floorToLot, onTickAgainst } from './grid.ts'
import {
  type CreditQuestion,
  type Fill,
  type Instrument,
  liquidityOf,
  ModelError,
  type NoFill,
  type WorkingOrder,
} from './models/questions.ts'
import type { QueueModel } from './models/queue.ts'
import { noteMonth, setMonth } from './month.ts'
import { workQueue } from './queue.ts'
import { canceled, filled, triggered, type Unsent } from './reports.ts'
import { beginLook, endLook } from './unfilled.ts'

/** Takes note of a bar on which nothing trades: it still is the last price. */
export function noteBar(context: BrokerContext, bar: MarketBar, phase: SessionPhase, emit: Emit): void {
  const { watch } = context.rules
  if (watch !== undefined) {
    beginLook(context, watch, bar.symbol)
    endLook(context, watch, bar, phase, emit)
  }
  note(bookOf(context, bar.symbol), bar)
}

function note(book: Book, bar: MarketBar): void {
  book.seen = true
  book.lastClose = bar.close
  book.lastAt = bar.at
}

/** Works the orders of the bar's symbol against it: those that it reaches, in the order in which they were accepted. */
export function workBar(context: BrokerContext, bar: MarketBar, emit: Emit): void {
  const book = bookOf(context, bar.symbol)
  const { credit, queue, watch } = context.rules
  credit?.beforeBar?.(context.account, bar)
  if (watch !== undefined) beginLook(context, watch, bar.symbol)
  if (queue !== undefined) workInTurn(context, queue, bar, emit)
  else if (book.working > 0 && tradesIn(book.phase)) workBook(context, book, bar, emit)
  if (watch !== undefined) endLook(context, watch, bar, book.phase, emit)
  credit?.afterBar?.(context.account, bar)
  note(book, bar)
}

function workInTurn(context: BrokerContext, queue: QueueModel, bar: MarketBar, emit: Emit): void {
  const at = timeOf(context, bar)
  workQueue(context, queue, bar, (book, order, shown) =>
    workOrder(context, book, order, shown.bar, at, shown.used, emit, shown),
  )
}

function workBook(context: BrokerContext, book: Book, bar: MarketBar, emit: Emit): void {
  const reached = ordersReached(context, book, bar)
  if (reached.length === 0) return
  const at = timeOf(context, bar)
  const used: UsedVolume = { buy: 0, sell: 0 }
  for (const order of reached) workOrder(context, book, order, bar, at, used, emit, book)
}

/** The working orders that can trade on a bar, oldest first. */
function ordersReached(context: BrokerContext, book: Book, bar: MarketBar): readonly VenueOrder[] {
  const { reach } = context.rules.fill
  const fall = reach === undefined ? -Infinity : reach.low(bar)
  const rise = reach === undefined ? -Infinity : -reach.high(bar)
  if (book.market.length === 0 && book.nearestBelow < fall && book.nearestAbove < rise) return NONE
  const found: VenueOrder[] = []
  collect(context, book.market, -Infinity, bar.openAt, found)
  collect(context, book.buyLimit, fall, bar.openAt, found)
  collect(context, book.sellStop, fall, bar.openAt, found)
  collect(context, book.sellLimit, rise, bar.openAt, found)
  collect(context, book.buyStop, rise, bar.openAt, found)
  if (found.length > 1) found.sort(byPriority)
  return found
}

const NONE: readonly VenueOrder[] = []

const byPriority = (a: VenueOrder, b: VenueOrder): number => a.seq - b.seq

/** Walks a ladder from its best end as far as the market reaches. */
function collect(
  context: BrokerContext,
  ladder: readonly Entry[],
  reach: number,
  openAt: Micros,
  into: VenueOrder[],
): void {
  for (let index = ladder.length - 1; index >= 0; index--) {
    const entry = ladder[index]!
    if (entry.key < reach) return
    const order = context.orders.get(entry.orderId)!
    if (order.activeFrom <= openAt) into.push(order)
  }
}

/** Asks the models about one order, in the order in which `models/questions.ts` has them, and does what they say. */
function workOrder(
  context: BrokerContext,
  book: Book,
  order: VenueOrder,
  bar: MarketBar,
  at: Micros,
  used: UsedVolume,
  emit: Emit,
  before: PriceBefore,
): void {
  const { rules } = context
  const working: WorkingOrder = order.record.context
  const { orderId, side } = working
  const question: Unsent<CreditQuestion> = {
    order: working,
    bar,
    instrument: instrumentOf(rules, bar.symbol),
    activeFrom: order.activeFrom,
    previousClose: before.seen ? before.lastClose : undefined,
    previousAt: before.seen ? before.lastAt : undefined,
    account: context.account,
    price: 0,
    basis: 'open',
    quantity: working.leavesQty,
    usedVolume: used[side],
    liquidity: 'taker',
    random: rules.random,
    charged: order.charged,
    monthQuantity: 0,
    monthNotional: 0,
    commission: 0,
  }

  const answer = rules.fill(question)
  if (answer.triggered && !working.triggered) trigger(context, book, order, at, emit)
  if (answer.kind === 'none') return rules.watch?.miss(orderId, answer.code, answer.facts)
  question.price = checked('fill', answer.price > 0, 'a price above 0', orderId, answer.price)
  question.basis = answer.basis
  question.liquidity = answer.liquidity ?? liquidityOf(answer.basis)

  question.quantity = available(context, question)
  if (question.quantity === 0)
    return rules.watch?.miss(orderId, 'noVolume', { volume: bar.volume, used: used[side], leaves: working.leavesQty })

  const price = slipped(context, question, answer)
  if (typeof price !== 'number') return rules.watch?.miss(orderId, price.code, price.facts)
  const slippage = (price - answer.price) * signOf(side)
  question.price = price
  setMonth(context, order, question, at)
  question.commission = commissionOf(context, question)

  if (rules.credit?.fill !== undefined) {
    const allowed = rules.credit.fill(context.account, question)
    checked('credit', allowed.quantity >= 0, 'a quantity of 0 or more', orderId, allowed.quantity)
    if (allowed.quantity < question.quantity) {
      const { quantity: wanted, price: px } = question
      rules.watch?.miss(orderId, 'insufficientFunds', { wanted, allowed: allowed.quantity, price: px })
      question.quantity = onLot(allowed.quantity, question.instrument)
      if (question.quantity > 0) question.commission = commissionOf(context, question)
      if (question.quantity > 0) execute(context, book, order, question, answer, slippage, at, used, emit)
      if (allowed.rest === 'cancel')
        deliver(context, book, order, canceled(working, at, nextExecId(context), 'insufficientFunds'), emit)
      return
    }
  }
  execute(context, book, order, question, answer, slippage, at, used, emit)
}

/** A stop was hit: from here on it is a market order, a stop-limit a limit, with the time priority it had. */
function trigger(context: BrokerContext, book: Book, order: VenueOrder, at: Micros, emit: Emit): void {
  const report = triggered(order.record.context, at, nextExecId(context))
  move(book, order, () => deliver(context, book, order, report, emit))
}

/** How much of what is left trades now, on the lot. */
function available(context: BrokerContext, question: CreditQuestion): number {
  const { order, quantity, instrument } = question
  const asked = context.rules.volume(question)
  checked('volume', asked >= 0, 'a quantity of 0 or more', order.orderId, asked)
  if (asked >= quantity) return quantity
  return onLot(asked, instrument)
}

const onLot = (quantity: number, { lot }: Instrument): number =>
  lot === undefined ? quantity : floorToLot(quantity, lot)

/** The price after slippage, on the tick; or why the trade does not happen at it. */
function slipped(context: BrokerContext, question: CreditQuestion, fill: Fill): number | NoFill {
  const answer = context.rules.slippage(question)
  if (typeof answer !== 'number') return answer
  if (answer === fill.price) return answer
  checked('slippage', answer > 0 && answer < Infinity, 'a price above 0', question.order.orderId, answer)
  const { tick } = question.instrument
  return tick === undefined ? answer : onTickAgainst(question.order.side, answer, tick)
}

function commissionOf(context: BrokerContext, question: CreditQuestion): number {
  const commission = context.rules.commission(question)
  return checked('commission', Number.isFinite(commission), 'an amount of currency', question.order.orderId, commission)
}

function execute(
  context: BrokerContext,
  book: Book,
  order: VenueOrder,
  question: CreditQuestion,
  fill: Fill,
  slippage: number,
  at: Micros,
  used: UsedVolume,
  emit: Emit,
): void {
  const { bar, price, quantity, commission, instrument, liquidity } = question
  const { symbol, side } = question.order
  const report = filled(question.order, at, nextExecId(context), {
    lastQty: quantity,
    lastPx: price,
    commission,
    slippage,
    transactTime: fill.transactTime ?? (fill.basis === 'open' ? bar.openAt : bar.at),
    liquidity,
  })
  noteMonth(context, order, question)
  used[side] += quantity
  context.rules.watch?.traded(question.order.orderId, side, quantity)
  if (!deliver(context, book, order, report, emit)) return
  const signed = quantity * signOf(side)
  context.rules.credit?.book(context.account, { symbol, quantity: signed, price, commission, instrument, bar })
}

function checked(model: string, isRight: boolean, wanted: string, orderId: string, answer: number): number {
  if (!isRight) throw new ModelError(model, wanted, orderId, answer)
  return answer
}
