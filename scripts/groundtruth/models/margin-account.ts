/** Part B, the models that do what the queue of models/trade-queue.ts has decided: a turn is a leg of its account. */
import { type CommissionModel, type CreditModel, fillAt, type FillModel, noFill, type SlippageModel } from 'quantdome'
import { type Fee, feeOf, type Leg, openAccount, reduce, type TradeAccount } from './trade-account.ts'

const legOf = (account: unknown, orderId: string): Leg | undefined => {
  const { leg } = account as TradeAccount
  return leg?.orderId === orderId ? leg : undefined
}

export const fillLegs: FillModel = ({ order, account }) => {
  const leg = legOf(account, order.orderId)
  return leg === undefined ? noFill('custom') : fillAt(leg.price, 'custom', false, leg.at)
}

/** Who opens a trade pays the spread, who closes one does not. */
export const spreadOnEntry =
  (spread: number): SlippageModel =>
  ({ order, price, account }) =>
    legOf(account, order.orderId)?.closes !== '' ? price : price * (1 + (order.side === 'buy' ? spread : -spread))

export const commissionOf =
  (fee: Fee): CommissionModel =>
  ({ quantity, price }) =>
    feeOf(fee, quantity, price)

/** Cuts an order to its leg, and books it. */
export const marginAccount = (cash: number): CreditModel<TradeAccount> => ({
  open: () => openAccount(cash),

  fill: ({ leg }) => ({ quantity: leg!.quantity, rest: 'keep' }),

  book(account, { quantity, price, commission }) {
    const { closes, orderId } = account.leg!
    if (closes === '') {
      const tag = account.list.find((one) => one.orderId === orderId)!.tag
      account.trades.push({ tag, size: quantity, price })
      account.cash -= commission
      return
    }
    const { price: entry } = account.trades.find(({ tag }) => tag === closes)!
    account.cash += -quantity * (price - entry) - commission
    reduce(account.trades, closes, -quantity)
  },
})
