/**
 * Part B: an account on margin. Its cash changes only by profit, loss and commission. An order that asks for a part of what is free
 * is sized when it trades, so the strategy asks for more than enough and this credit model cuts it.
 */
import type { CommissionModel, CreditModel, FillModel, SlippageModel } from 'quantdome'
import { fillAt, noFill } from 'quantdome'
import { CLOSING } from '../strategies/crossover.ts'
import { floorDivide } from './arithmetic.ts'

const isClosing = (order: { readonly tag?: string | undefined }): boolean => order.tag?.startsWith(CLOSING) ?? false

/** Market orders trade at the open; with `trade_on_close` at the close before it, and are booked there. */
export function fillAtOpen(
  options: { readonly onClose?: boolean; readonly again?: { readonly at: number; readonly close: number } } = {},
): FillModel {
  return ({ order, bar, previousClose, previousAt }) => {
    if (order.orderType !== 'market') return noFill('custom')
    if (options.onClose !== true || previousClose === undefined) return fillAt(bar.open, 'open')
    // finalize_trades goes through the last bar once more: the close before it is still the same
    const { again } = options
    return fillAt(again?.at === bar.at ? again.close : previousClose, 'close', false, previousAt)
  }
}

/** Who opens a trade pays the spread, who closes one does not. */
export const spreadOnEntry =
  (spread: number): SlippageModel =>
  ({ order, price }) =>
    isClosing(order) || spread === 0 ? price : price * (1 + (order.side === 'buy' ? spread : -spread))

/** A fixed amount and a part of the value, at entry and again at exit. */
export interface Fee {
  readonly fixed: number
  readonly relative: number
}

const feeOf = ({ fixed, relative }: Fee, size: number, price: number): number =>
  fixed + Math.abs(size) * price * relative

export const commissionOf =
  (fee: Fee): CommissionModel =>
  ({ quantity, price }) =>
    feeOf(fee, quantity, price)

export interface MarginAccount {
  cash: number
  size: number
  price: number
}

export interface MarginOptions {
  readonly cash: number
  readonly leverage: number
  readonly fee: Fee
  /** The fill model: orders are sized with the fee at the price before the spread. */
  readonly fill: FillModel
  /** Part of what is free that an order takes. */
  readonly part?: number
}

/** The largest number below 1: the default size of an order. */
const ALMOST_ALL = 1 - 2 ** -52

/** One trade at a time: every order that opens is preceded by one that closes. */
export function marginAccount({
  cash,
  leverage,
  fee,
  fill,
  part = ALMOST_ALL,
}: MarginOptions): CreditModel<MarginAccount> {
  return {
    open: () => ({ cash, size: 0, price: 0 }),

    fill(account, question) {
      const { order, bar, price, quantity } = question
      if (isClosing(order)) return { quantity, rest: 'keep' }
      const answer = fill(question)
      const raw = answer.kind === 'fill' ? answer.price : price
      const equity = account.cash + account.size * (bar.close - account.price)
      const free = Math.max(0, equity - (Math.abs(account.size) * bar.close) / leverage)
      // [Q] the fixed part of the fee is divided by the part of the account, and so counts a little more than once
      const unit = price + feeOf(fee, part, raw) / part
      const units = Math.floor(floorDivide(free * leverage * part, unit))
      return units > 0 && units * unit <= free * leverage
        ? { quantity: units, rest: 'cancel' }
        : { quantity: 0, rest: 'cancel' }
    },

    book(account, { quantity, price, commission }) {
      account.cash -= commission
      const size = account.size + quantity
      if (account.size === 0) account.price = price
      else account.cash -= quantity * (price - account.price)
      account.size = size
    },
  }
}
