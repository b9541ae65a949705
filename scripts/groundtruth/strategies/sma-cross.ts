/** Crossings of two averages in Part A: long only with a fixed size, or always in the market. */
import { crossed, defineStrategy, sma, type Strategy } from 'quantdome'

export interface SmaCrossOptions {
  readonly fast: number
  readonly slow: number
  readonly size: number
}

/** `sma_cross_long`: buys `size` on a cross upwards when flat, sells it on one downwards. */
export const smaCrossLong = (options: SmaCrossOptions): Strategy =>
  defineStrategy({
    name: 'sma-cross-long',
    params: { ...options },
    indicators: ({ fast, slow }) => ({ fast: sma(fast), slow: sma(slow) }),
    onBar({ bar, indicators: { fast, slow }, params: { size }, position, signal }) {
      const order = { quantity: size, timeInForce: 'gtc' as const }
      if (position().quantity !== 0) {
        if (crossed(fast).below(slow)) signal.sell(bar.symbol, order)
      } else if (crossed(fast).above(slow)) signal.buy(bar.symbol, order)
    },
  })

/** `sma_cross_reverse`: holds `size` long after a cross upwards, short after one downwards; one order for the difference to what is held. */
export const smaCrossReverse = (options: SmaCrossOptions): Strategy =>
  defineStrategy({
    name: 'sma-cross-reverse',
    params: { ...options },
    indicators: ({ fast, slow }) => ({ fast: sma(fast), slow: sma(slow) }),
    onBar({ bar, indicators: { fast, slow }, params: { size }, position, signal }) {
      const isUp = crossed(fast).above(slow)
      if (!isUp && !crossed(fast).below(slow)) return
      // not `signal.target`, which counts what is on its way as well
      const quantity = (isUp ? size : -size) - position().quantity
      const order = { quantity: Math.abs(quantity), timeInForce: 'gtc' as const }
      if (quantity > 0) signal.buy(bar.symbol, order)
      else if (quantity < 0) signal.sell(bar.symbol, order)
    },
  })
