/** `rebalance_monthly`: on the first step of each calendar month, every instrument is brought to its part of equity. */
import { defineStrategy, type Strategy } from 'quantdome'
import { endedStep, firstStep } from './steps.ts'

export interface RebalanceOptions {
  readonly symbols: readonly string[]
  /** Parts of equity, in the order of `symbols`. */
  readonly weights: readonly number[]
  /** In which order instruments are traded, as numbers of `symbols`. */
  readonly sequence: readonly number[]
  readonly bars: readonly number[]
}

const monthOf = (at: number): number => {
  const date = new Date(at / 1000)
  return date.getUTCFullYear() * 12 + date.getUTCMonth()
}

export const rebalanceMonthly = ({ symbols, weights, sequence, bars }: RebalanceOptions): Strategy =>
  defineStrategy({
    name: 'rebalance-monthly',
    warmup: 0,
    state: () => ({ ...firstStep(), month: -1 }),
    onBar({ bar, state, signal, last }) {
      if (endedStep(state, bars) < 0) return
      const month = monthOf(bar.at)
      if (month === state.month) return
      state.month = month
      for (const one of sequence) {
        const symbol = symbols[one]!
        if (last(symbol) !== undefined) signal.weight(symbol, weights[one]!, { timeInForce: 'gtc' })
      }
    },
  })
