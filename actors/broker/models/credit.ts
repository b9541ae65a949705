/** Credit models: whether an order may be entered, and an execution happen, given an account that the venue keeps for it. */
import type { MarketBar, MarketDividend, MarketSplit, Micros } from '../../../src/events/index.ts'
import type { CreditQuestion, Instrument, WorkingOrder } from './questions.ts'

/** May this order be entered? Asked once, when it arrives and has passed every other check. */
export interface EntryQuestion {
  readonly order: Omit<WorkingOrder, 'cumQty' | 'leavesQty' | 'avgPx' | 'triggered' | 'terms'>
  readonly instrument: Instrument
  readonly lastPrice: number | undefined
  readonly at: Micros
}

/** The order is refused, with the code `insufficientFunds` unless another is given. */
export interface CreditRefusal {
  readonly code?: 'insufficientFunds' | 'insufficientMargin'
  readonly text: string
  readonly facts: Readonly<Record<string, number>>
}

/** How much of an execution is allowed, and what becomes of the rest of the order if it is less than all. */
export interface CreditAnswer {
  readonly quantity: number
  /** `cancel` ends the order with the reason `insufficientFunds`; `keep` leaves it in the market. */
  readonly rest: 'cancel' | 'keep'
  /** Currency that was missing, where the model knows: it is told to whoever asks why the order did not trade. */
  readonly missing?: number
}

/** What has traded. `quantity` is signed: positive bought, negative sold. */
export interface Execution {
  readonly symbol: string
  readonly quantity: number
  readonly price: number
  readonly commission: number
  readonly instrument: Instrument
  readonly bar: MarketBar
}

/**
 * Credit is the venue's own affair: it sees the account only through its own executions. `Account` is plain data, changed in place
 * by these functions and by nothing else. The venue keeps one only if it is given a credit model.
 */
export interface CreditModel<Account> {
  /** The account before anything has traded. */
  open(): Account
  /** Books an execution. */
  book(account: Account, execution: Execution): void
  /** Books that executions were taken back or corrected: by how much that changes position (signed) and cash. Left out, the account keeps them. */
  correct?(
    account: Account,
    change: { readonly symbol: string; readonly quantity: number; readonly cash: number },
  ): void
  /** Left out, every order may be entered. */
  entry?(account: Account, question: EntryQuestion): CreditRefusal | undefined
  /** Left out, every execution is allowed. Must not change the account: an execution that happens is booked afterwards. */
  fill?(account: Account, question: CreditQuestion): CreditAnswer
  /** Before any order is worked on a bar, or a trade, which comes as a bar of one price: interest, for instance. Also if nothing trades on it, as in a halt. */
  beforeBar?(account: Account, bar: MarketBar): void
  /** A split of a symbol: what is held becomes `ratio` times as much. Left out, the account does not know of splits. */
  split?(account: Account, event: MarketSplit): void
  /** A dividend on what is held at this instant. */
  dividend?(account: Account, event: MarketDividend, instrument: Instrument): void
  /** After all orders have been worked on it, if any were: daily settlement, for instance, or what is held at a new price. */
  afterBar?(account: Account, bar: MarketBar): void
}

/** A credit model whose account only it knows. */
export type AnyCreditModel = CreditModel<unknown>

/** Cash and positions (signed), by symbol. */
export interface CashAccount {
  cash: number
  positions: Record<string, number>
}

/** The part of an execution that closes what is held, at most all of it. */
const closingPart = (held: number, traded: number): number =>
  held * traded < 0 ? Math.min(Math.abs(held), Math.abs(traded)) : 0

/**
 * What is bought must be paid for: a buy that would leave less than no cash trades only as far as it closes a short position, and
 * the rest of the order is canceled. Sales are always allowed, short ones too, and bring their price in cash.
 * @throws RangeError unless cash is 0 or more.
 */
export function cashAccount(options: { readonly cash: number }): CreditModel<CashAccount> {
  if (!(options.cash >= 0))
    throw new RangeError(`cashAccount takes an amount of cash of 0 or more, not ${options.cash}`)
  return {
    open: () => ({ cash: options.cash, positions: {} }),
    book(account, { symbol, quantity, price, commission, instrument }) {
      account.cash -= quantity * price * (instrument.multiplier ?? 1) + commission
      account.positions[symbol] = (account.positions[symbol] ?? 0) + quantity
    },
    correct(account, { symbol, quantity, cash }) {
      account.cash += cash
      account.positions[symbol] = (account.positions[symbol] ?? 0) + quantity
    },
    split(account, { symbol, ratio }) {
      if (account.positions[symbol] !== undefined) account.positions[symbol] *= ratio
    },
    dividend(account, { symbol, amount }, instrument) {
      account.cash += (account.positions[symbol] ?? 0) * amount * (instrument.multiplier ?? 1)
    },
    fill(account, { order, quantity, price, commission, instrument }) {
      const cost = quantity * price * (instrument.multiplier ?? 1) + commission
      if (order.side === 'sell' || cost <= account.cash) return { quantity, rest: 'keep' }
      return { quantity: closingPart(account.positions[order.symbol] ?? 0, quantity), rest: 'cancel' }
    },
  }
}
