/** One order meets one offer of the market: the models are asked, in the order in which `models/questions.ts` has them, and what they say is done. */
import type { MarketBar } from '../../src/events/index.ts'
import { isPaused } from '../order/index.ts'
import type { Book } from './book.ts'
import { type BrokerContext, type Emit, instrumentOf, type VenueOrder } from './context.ts'
import { deliver, move, nextExecId, signOf } from './desk.ts'
import { floorToLot, onTickAgainst } from './grid.ts'
import { comesTooLate, finish, leastOf, mostOf, restingPrice, sliceFor } from './instructions.ts'
import {
  type CreditQuestion,
  type Fill,
  type FillAnswer,
  type Instrument,
  liquidityOf,
  ModelError,
  noFill,
  type NoFill,
  type PriceBasis,
  type WorkingOrder,
} from './models/questions.ts'
import { noteMonth, setMonth } from './month.ts'
import type { Offer } from './offer.ts'
import { canceled, filled, triggered, type Unsent } from './reports.ts'
import { workable } from './ties.ts'

/** Works one order, and says why it did not trade if it did not. */
export function workOrder(
  context: BrokerContext,
  book: Book,
  order: VenueOrder,
  offer: Offer,
  emit: Emit,
): NoFill | undefined {
  if (isPaused(order.record)) return heldBack(context, order, 'suspended')
  // its parent has executed so much and no more, and that is used up
  if (order.tied && workable(context, order, offer) === 0) return heldBack(context, order, 'parentNotFilled')
  const missed = (order.special ? comesTooLate(order, offer) : undefined) ?? attempt(context, book, order, offer, emit)
  if (missed !== undefined) context.rules.watch?.miss(order.record.context.orderId, missed.code, missed.facts)
  if (order.special) finish(context, book, order, offer, missed, emit)
  return missed
}

/** The market does not get to see it. */
function heldBack(context: BrokerContext, { record }: VenueOrder, code: 'suspended' | 'parentNotFilled'): NoFill {
  const { orderId, leavesQty } = record.context
  const missed = noFill(code, code === 'suspended' ? {} : { leaves: leavesQty })
  context.rules.watch?.miss(orderId, missed.code, missed.facts)
  return missed
}

function attempt(context: BrokerContext, book: Book, order: VenueOrder, offer: Offer, emit: Emit): NoFill | undefined {
  const { rules } = context
  const working: WorkingOrder = order.record.context
  const { orderId, side } = working
  const { bar, at, used, before } = offer
  const slice = order.special ? sliceFor(order, offer) : offer.slice
  const question: Unsent<CreditQuestion> = {
    order: working,
    bar: slice,
    instrument: instrumentOf(rules, bar.symbol),
    activeFrom: order.activeFrom,
    previousClose: before.seen ? before.lastClose : undefined,
    previousAt: before.seen ? before.lastAt : undefined,
    account: context.account,
    price: 0,
    basis: 'open',
    quantity: order.tied ? workable(context, order, offer) : working.leavesQty,
    usedVolume: used[side],
    liquidity: 'taker',
    random: rules.random,
    charged: order.charged,
    monthQuantity: 0,
    monthNotional: 0,
    commission: 0,
  }

  const answer: FillAnswer = offer.ask(question)
  if (answer.triggered && !working.triggered) trigger(context, book, order, offer, emit)
  if (answer.kind === 'none') return answer
  question.bar = bar
  question.price = checked('fill', answer.price > 0, 'a price above 0', orderId, answer.price)
  question.basis = basisOf(answer, slice, bar)
  question.liquidity = answer.liquidity ?? liquidityOf(answer.basis)

  if (order.special) {
    const resting = restingPrice(order, answer, offer)
    if (typeof resting !== 'number') return resting
    question.price = resting
    // it never takes, at an open neither
    if (working.terms.postOnly) {
      question.basis = 'limit'
      question.liquidity = answer.liquidity ?? 'maker'
    }
    const most = mostOf(book, order)
    if (most.quantity === 0) return most.missed
    question.quantity = Math.min(question.quantity, most.quantity)
  }
  question.quantity = available(context, question, offer)
  if (question.quantity === 0) return noVolume(question)
  const least = order.special ? leastOf(order) : 0
  if (question.quantity < least) return tooLittle(order, question.quantity, least)

  const asked = question.price
  const price = slipped(context, question)
  if (typeof price !== 'number') return price
  const slippage = (price - asked) * signOf(side)
  question.price = price
  setMonth(context, order, question, at)
  question.commission = commissionOf(context, question)

  if (rules.credit?.fill !== undefined) {
    const wanted = question.quantity
    const allowed = rules.credit.fill(context.account, question)
    checked('credit', allowed.quantity >= 0, 'a quantity of 0 or more', orderId, allowed.quantity)
    if (allowed.quantity < wanted) {
      const part = onLot(allowed.quantity, question.instrument)
      question.quantity = part < least ? 0 : part
      if (question.quantity > 0) {
        question.commission = commissionOf(context, question)
        execute(context, book, order, question, answer, slippage, slice, offer, emit)
      }
      if (allowed.rest === 'cancel')
        deliver(context, book, order, canceled(working, at, nextExecId(context), 'insufficientFunds'), emit)
      const { quantity, missing } = allowed
      const facts = { wanted, allowed: quantity, price }
      return noFill('insufficientFunds', missing === undefined ? facts : { ...facts, missing })
    }
  }
  execute(context, book, order, question, answer, slippage, slice, offer, emit)
  return undefined
}

/** The open of a part of a bar is only the market's price there, unless the part begins with the bar. */
function basisOf({ basis }: Fill, slice: MarketBar, bar: MarketBar): PriceBasis {
  if (basis !== 'open' || slice.openAt === bar.openAt) return basis
  return slice.open === bar.close ? 'close' : 'custom'
}

/** A stop was hit: from here on it is a market order, a stop-limit a limit, with the time priority it had. */
function trigger(context: BrokerContext, book: Book, order: VenueOrder, { at }: Offer, emit: Emit): void {
  const report = triggered(order.record.context, at, nextExecId(context), order.place === 'trail')
  move(book, order, () => deliver(context, book, order, report, emit))
}

/** How much of what may trade now can be had, on the lot. */
function available(context: BrokerContext, question: CreditQuestion, offer: Offer): number {
  const { order, quantity, instrument, usedVolume } = question
  const answer = context.rules.volume(question)
  checked('volume', answer >= 0, 'a quantity of 0 or more', order.orderId, answer)
  const asked = Math.min(answer, offer.size - usedVolume)
  if (asked >= quantity) return quantity
  return onLot(Math.max(0, asked), instrument)
}

const noVolume = ({ order, bar, usedVolume }: CreditQuestion): NoFill =>
  noFill('noVolume', { volume: bar.volume, used: usedVolume, leaves: order.leavesQty })

const tooLittle = ({ record }: VenueOrder, offered: number, least: number): NoFill =>
  noFill(record.context.timeInForce === 'fok' ? 'fillOrKill' : 'minQuantity', { available: offered, least })

const onLot = (quantity: number, { lot }: Instrument): number =>
  lot === undefined ? quantity : floorToLot(quantity, lot)

/** The price after slippage, on the tick; or why the trade does not happen at it. */
function slipped(context: BrokerContext, question: CreditQuestion): number | NoFill {
  const answer = context.rules.slippage(question)
  if (typeof answer !== 'number') return answer
  if (answer === question.price) return answer
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
  slice: MarketBar,
  { at, used }: Offer,
  emit: Emit,
): void {
  const { bar, price, quantity, commission, instrument } = question
  const { orderId, symbol, side } = question.order
  const transactTime = fill.transactTime ?? (fill.basis === 'open' ? slice.openAt : bar.at)
  const report = filled(question, at, nextExecId(context), slippage, transactTime)
  noteMonth(context, order, question)
  used[side] += quantity
  context.rules.watch?.traded(orderId, side, quantity)
  if (order.peak > 0) order.peak = Math.max(0, order.peak - quantity)
  const signed = quantity * signOf(side)
  book.position += signed
  if (!deliver(context, book, order, report, emit)) return
  context.rules.credit?.book(context.account, { symbol, quantity: signed, price, commission, instrument, bar })
}

function checked(model: string, isRight: boolean, wanted: string, orderId: string, answer: number): number {
  if (!isRight) throw new ModelError(model, wanted, orderId, answer)
  return answer
}
