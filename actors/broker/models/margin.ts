/** A credit model for margin accounts: the account must be worth the initial requirement of what it would hold. */
import type { CreditModel, EntryQuestion } from './credit.ts'
import type { CreditQuestion, Instrument } from './questions.ts'

/** A position, as a margin rule sees it; 0 stands for what an instrument does not say of deposits. */
export interface Margined {
  readonly symbol: string
  /** Signed: positive long, negative short. */
  readonly quantity: number
  readonly price: number
  readonly multiplier: number
  readonly deposit: number
  readonly maintenanceDeposit: number
}

/** What it takes to enter a position, in currency; an account's requirement is the sum. A margin rule of the portfolio, such as `regT()`, is one. */
export interface InitialMargin {
  initial(position: Margined): number
}

/** What is held, and at what price it was last seen. */
interface Holding {
  quantity: number
  price: number
  multiplier: number
  deposit: number
  maintenanceDeposit: number
}

export interface MarginAccount {
  cash: number
  positions: Record<string, Holding>
}

const holdingOf = ({ positions }: MarginAccount, symbol: string, instrument: Instrument, price: number): Holding =>
  positions[symbol] ?? {
    quantity: 0,
    price,
    multiplier: instrument.multiplier ?? 1,
    deposit: instrument.deposit ?? 0,
    maintenanceDeposit: instrument.maintenanceDeposit ?? instrument.deposit ?? 0,
  }

/** What the account is worth, and its initial requirement, with `changed` standing for its symbol. */
function figures(rule: InitialMargin, account: MarginAccount, symbol: string, changed: Holding, cash: number) {
  let equity = cash
  let required = 0
  const add = (name: string, holding: Holding): void => {
    if (holding.quantity === 0) return
    const { quantity, price, multiplier, deposit, maintenanceDeposit } = holding
    equity += quantity * price * multiplier
    required += rule.initial({ symbol: name, quantity, price, multiplier, deposit, maintenanceDeposit })
  }
  for (const name of Object.keys(account.positions)) if (name !== symbol) add(name, account.positions[name]!)
  add(symbol, changed)
  return { equity, required }
}

/** Units that close what is held, at most all of it. */
const closing = (held: number, side: 'buy' | 'sell', quantity: number): number =>
  Math.min(quantity, Math.max(0, side === 'buy' ? -held : held))

/** Parts of a unit of currency that are rounding noise of the sums. */
const NOISE = 1e-9

/**
 * An order is refused at the door (`insufficientMargin`, with what is missing) if what it opens needs more than the account is worth above the
 * requirement of what it holds; at its limit, its stop or the last price. An execution must leave the account worth its requirement at the execution's price, commission
 * paid; else it closes what is held and the rest of the order is canceled. Positions are valued at the last close of their symbol. Futures are valued at
 * the whole price move since they were entered, which is what settling them every day comes to.
 * @throws RangeError unless cash is 0 or more.
 */
export function marginAccount(options: {
  readonly cash: number
  readonly rule: InitialMargin
}): CreditModel<MarginAccount> {
  const { cash, rule } = options
  if (!(cash >= 0 && Number.isFinite(cash)))
    throw new RangeError(`marginAccount takes an amount of cash of 0 or more, not ${cash}`)
  return {
    open: () => ({ cash, positions: {} }),
    book(account, { symbol, quantity, price, commission, instrument }) {
      const holding = holdingOf(account, symbol, instrument, price)
      account.cash -= quantity * price * holding.multiplier + commission
      account.positions[symbol] = { ...holding, quantity: holding.quantity + quantity, price }
    },
    correct(account, { symbol, quantity, cash: change }) {
      account.cash += change
      const holding = account.positions[symbol]
      if (holding !== undefined) holding.quantity += quantity
    },
    split(account, { symbol, ratio }) {
      const holding = account.positions[symbol]
      if (holding === undefined) return
      holding.quantity *= ratio
      holding.price /= ratio
    },
    dividend(account, { symbol, amount }) {
      const holding = account.positions[symbol]
      if (holding !== undefined && holding.deposit === 0) account.cash += holding.quantity * amount * holding.multiplier
    },
    entry(account, { order, instrument, lastPrice }: EntryQuestion) {
      const price = order.limitPrice ?? order.stopPrice ?? lastPrice
      if (price === undefined) return undefined
      const { symbol, side, quantity } = order
      const held = account.positions[symbol]
      const opening = quantity - closing(held?.quantity ?? 0, side, quantity)
      if (opening === 0) return undefined
      const now = holdingOf(account, symbol, instrument, price)
      const { equity, required } = figures(rule, account, symbol, now, account.cash)
      const needs = rule.initial({ ...now, symbol, price, quantity: side === 'buy' ? opening : -opening })
      const missing = needs - (equity - required)
      if (missing <= NOISE * Math.max(1, needs)) return undefined
      return {
        code: 'insufficientMargin',
        text: `the order needs ${needs} of margin, ${equity - required} is free: ${missing} is missing`,
        facts: { needs, has: equity - required, missing, equity, initial: required },
      }
    },
    fill(account, { order, quantity, price, commission, instrument }: CreditQuestion) {
      const { symbol, side } = order
      const now = holdingOf(account, symbol, instrument, price)
      const signed = side === 'buy' ? quantity : -quantity
      const after = { ...now, quantity: now.quantity + signed, price }
      const paid = account.cash - signed * price * now.multiplier - commission
      const { equity, required } = figures(rule, account, symbol, after, paid)
      const closes = closing(now.quantity, side, quantity)
      if (closes === quantity || equity - required >= -NOISE * Math.max(1, required)) return { quantity, rest: 'keep' }
      return { quantity: closes, rest: 'cancel', missing: required - equity }
    },
    afterBar(account, { symbol, close }) {
      const holding = account.positions[symbol]
      if (holding !== undefined) holding.price = close
    },
  }
}
