/** `all_in_cycle`: all cash into the market, and out again, on given steps of a cycle. */
import { defineStrategy, type SizingModel, type Strategy } from 'quantdome'

export interface AllInOptions {
  readonly period: number
  /** Step of the cycle at which a flat portfolio buys. */
  readonly enter: number
  /** Step of the cycle at which everything is sold. */
  readonly leave: number
}

/** As many whole units as the cash buys at the close, costs not considered. */
export const allCash: SizingModel = {
  name: 'allCash',
  kind: 'trade',
  quantity: ({ cash, price }) => Math.trunc(cash / price),
}

export const allInCycle = (options: AllInOptions): Strategy =>
  defineStrategy({
    name: 'all-in-cycle',
    params: { ...options },
    warmup: 0,
    state: () => ({ step: 0 }),
    onBar({ bar, params: { period, enter, leave }, position, signal, state }) {
      const place = state.step++ % period
      const { quantity } = position()
      if (place === enter && quantity === 0) signal.buy(bar.symbol, { timeInForce: 'gtc' })
      if (place === leave && quantity > 0) signal.sell(bar.symbol, { quantity, timeInForce: 'gtc' })
    },
  })
