/**
 * The account of Part A as a credit model: what is bought must be paid for, once on paper when an order is sent (A7) and once
 * when it trades (A5). The operations are in the order of the rules, because an order may hang on the last bit of the cash.
 */
import type { CreditModel, CreditRefusal, MarketBar } from 'quantdome'
import { dateOf } from './arithmetic.ts'
import type { SubmitAction } from '../formats.ts'
import { endedStep, firstStep, type Steps } from '../strategies/steps.ts'
import { engineTime, isTrailing, parentOf, sessionEnd, trailFrom, type Trailing } from './order-plan.ts'
import type { Terms } from './terms.ts'
import { noTies, type Ties } from './ties.ts'

interface Holding {
  size: number
  /** Average price. */
  price: number
}

interface Position extends Holding {
  /** Price to which a future was last settled. */
  settled: number
  /** Date of the last interest or execution. */
  charged: number
}

export interface CashBook {
  cash: number
  positions: Record<string, Position>
  /** The orders of one step are checked one after the other, on paper. */
  paper: { at: number; cash: number; holdings: Record<string, Holding> }
  /** Close at which each market order was sent; kept for cheating on the close. */
  closes: Record<string, number>
  steps: Steps
  /** The step whose bars have all come; -1 while one is missing. */
  ended: number
  /** Time of the newest bar of any instrument. */
  now: number
  /** The last bar of each instrument, and the one before it. */
  clocks: Record<string, Clock>
  before: Record<string, Clock>
  /** Orders by their keys: how many came before, and the time of their instrument's bar then. */
  arrivals: Record<string, number>
  arrived: number
  born: Record<string, number>
  /** Refused since the last step. */
  refused: string[]
  ties: Ties
  /** What was pending at the end of the last step. */
  pending: string[]
  /** The step in which an order ended, where the venue did it a step later. */
  endedIn: Record<string, number>
  trails: Record<string, Trailing>
  /** Of orders for the close: when their session ends, and the last close before. */
  sessionEnds: Record<string, number>
  annotated: Record<string, number>
}

/** A bar as the engine sees it. */
export interface Clock {
  readonly at: number
  readonly high: number
  readonly low: number
  readonly close: number
  readonly volume: number
}

export interface CashCheckOptions {
  readonly cash: number
  readonly terms: Readonly<Record<string, Terms>>
  /** Check orders when they are sent, too (A7). */
  readonly atSubmit: boolean
  /** Note the closes at which market orders were sent. */
  readonly notesCloses?: boolean
  /** Number of bars in each step. */
  readonly bars: readonly number[]
  readonly isDaily?: boolean
  readonly sessionEnd?: (symbol: string) => string | undefined
  readonly plans?: ReadonlyMap<string, SubmitAction>
}

/** The text of a refusal: a child whose bracket was given up. */
export const ORPHAN = 'its bracket was given up'

/** A reversal is two trades: first what is held is closed, then the rest opens. */
function partsOf(held: number, size: number): { closed: number; opened: number } {
  if (held * size >= 0) return { closed: 0, opened: size }
  const closed = Math.abs(size) <= Math.abs(held) ? size : -held
  return { closed, opened: size - closed }
}

/** Value in cash of a signed size; leverage makes only what is positive cheaper. */
function cashValue(terms: Terms, size: number, price: number): number {
  const value = terms.stocklike ? size * price : Math.abs(size) * terms.margin
  return value > 0 ? value / terms.leverage : value
}

/** Cash after the closing part. On paper `from` is the reference price itself, and a future is not settled. */
function cashAfterClosing(
  cash: number,
  terms: Terms,
  closed: number,
  from: number,
  price: number,
  settled: number,
): number {
  const pnl = -closed * (price - from) * terms.mult
  let after = cash + (cashValue(terms, -closed, from) + (terms.stocklike ? pnl : 0))
  after -= terms.fee(closed, price)
  if (!terms.stocklike) after += -closed * (price - settled) * terms.mult
  return after
}

function cashAfterOpening(cash: number, terms: Terms, opened: number, price: number): number {
  const after = cash - cashValue(terms, opened, price)
  return after - terms.fee(opened, price)
}

/** Adding averages, reducing keeps, reversing starts anew. */
function trade(holding: Holding, size: number, price: number): void {
  const before = holding.size
  const after = before + size
  if (after === 0) holding.price = 0
  else if (before === 0 || before < 0 !== after < 0) holding.price = price
  else if (Math.abs(after) > Math.abs(before)) holding.price = (holding.price * before + size * price) / after
  holding.size = after
}

const openPosition = (): Position => ({ size: 0, price: 0, settled: 0, charged: 0 })

const positionOf = (book: CashBook, symbol: string): Position => (book.positions[symbol] ??= openPosition())

export function cashCheck(options: CashCheckOptions): CreditModel<CashBook> {
  const { terms: all, plans = new Map<string, SubmitAction>(), isDaily = false } = options

  /** What is kept of an order from its arrival on. */
  function note(book: CashBook, key: string, symbol: string, plan: SubmitAction | undefined): void {
    const { at = 0, close = 0 } = book.clocks[symbol] ?? {}
    book.arrivals[key] = ++book.arrived
    book.born[key] = at
    if (plan?.type === 'close') book.sessionEnds[key] = sessionEnd(at, options.sessionEnd?.(symbol))
    if (plan !== undefined && isTrailing(plan)) book.trails[key] = trailFrom(plan, close)
  }

  return {
    open: () => ({
      cash: options.cash,
      positions: {},
      paper: { at: Number.MIN_SAFE_INTEGER, cash: 0, holdings: {} },
      closes: {},
      steps: firstStep(),
      ended: -1,
      now: 0,
      clocks: {},
      before: {},
      arrivals: {},
      arrived: 0,
      born: {},
      refused: [],
      ties: noTies(),
      pending: [],
      endedIn: {},
      trails: {},
      sessionEnds: {},
      annotated: {},
    }),

    entry(book, { order, lastPrice, at }): CreditRefusal | undefined {
      const { orderId, symbol, side, quantity } = order
      const key = order.tag ?? orderId
      const plan = plans.get(key)
      note(book, key, symbol, plan)
      if (options.notesCloses === true && order.orderType === 'market' && lastPrice !== undefined)
        book.closes[orderId] = lastPrice
      if (!options.atSubmit) return undefined
      if (plan !== undefined && isGivenUp(book, plan, plans)) {
        book.refused.push(key)
        return { text: ORPHAN, facts: {} }
      }
      const { paper } = book
      if (paper.at !== at) {
        paper.at = at
        paper.cash = book.cash
        paper.holdings = {}
      }
      // A1: the reference price
      const price = book.trails[key]?.stop ?? order.stopPrice ?? order.limitPrice ?? lastPrice ?? 0
      const terms = all[symbol]!
      const { size, price: average } = positionOf(book, symbol)
      const holding = (paper.holdings[symbol] ??= { size, price: average })
      const signed = side === 'buy' ? quantity : -quantity
      const { closed, opened } = partsOf(holding.size, signed)
      if (closed !== 0) paper.cash = cashAfterClosing(paper.cash, terms, closed, price, price, price)
      if (opened !== 0) paper.cash = cashAfterOpening(paper.cash, terms, opened, price)
      trade(holding, signed, price)
      // [Q] what a refused order would have cost is not given back to those after it
      if (paper.cash >= 0) return undefined
      book.refused.push(key)
      return {
        text: `on paper, ${side} ${quantity} ${symbol} at ${price} leaves ${paper.cash} in cash`,
        facts: { price, cash: paper.cash },
      }
    },

    fill(book, { order, quantity, price }) {
      const terms = all[order.symbol]!
      const position = positionOf(book, order.symbol)
      const { closed, opened } = partsOf(position.size, order.side === 'buy' ? quantity : -quantity)
      let { cash } = book
      if (closed !== 0) cash = cashAfterClosing(cash, terms, closed, position.price, price, position.settled)
      if (opened !== 0 && cashAfterOpening(cash, terms, opened, price) < 0)
        return { quantity: Math.abs(closed), rest: 'cancel' }
      return { quantity, rest: 'keep' }
    },

    book(book, { symbol, quantity: signed, price, bar }) {
      const terms = all[symbol]!
      const position = positionOf(book, symbol)
      const { closed, opened } = partsOf(position.size, signed)
      const kept = position.size + closed
      if (closed !== 0) book.cash = cashAfterClosing(book.cash, terms, closed, position.price, price, position.settled)
      if (opened !== 0) {
        book.cash = cashAfterOpening(book.cash, terms, opened, price)
        if (!terms.stocklike && kept !== 0) book.cash += kept * (price - position.settled) * terms.mult
        position.settled = price
      }
      trade(position, signed, price)
      position.charged = dateOf(bar.at)
    },

    /** A8: interest is taken before anything trades. */
    beforeBar(book, bar: MarketBar) {
      const { symbol, high, low, close, volume } = bar
      const last = book.clocks[symbol]
      if (last !== undefined) book.before[symbol] = last
      book.clocks[symbol] = { at: engineTime(bar.at, isDaily), high, low, close, volume }
      book.ended = endedStep(book.steps, options.bars)
      book.now = bar.at
      const position = book.positions[symbol]
      const { interest, interestLong } = all[symbol]!
      if (position === undefined || position.size === 0 || interest === 0) return
      const days = dateOf(bar.at) - position.charged
      position.charged = dateOf(bar.at)
      if (days > 0 && (position.size < 0 || interestLong))
        book.cash -= days * (interest / 365) * Math.abs(position.size) * position.price
    },

    /** A0 e: futures are settled at the close, once everything of the step has traded. */
    afterBar(book) {
      if (book.ended < 0) return
      for (const [symbol, position] of Object.entries(book.positions)) {
        const terms = all[symbol]!
        if (position.size === 0 || terms.stocklike) continue
        const { close } = book.clocks[symbol]!
        book.cash += position.size * (close - position.settled) * terms.mult
        position.settled = close
      }
    },
  }
}

/** A child whose parent, or another child of it, was refused in the same batch, or whose bracket ended long ago. */
function isGivenUp(book: CashBook, plan: SubmitAction, plans: ReadonlyMap<string, SubmitAction>): boolean {
  const parent = parentOf(plan)
  if (parent === undefined) return false
  const { brackets, leaders } = book.ties
  if (leaders[parent] !== undefined && brackets[parent] === undefined) return true
  return book.refused.some((key) => {
    const other = plans.get(key)
    return key === parent || (other !== undefined && parentOf(other) === parent)
  })
}
