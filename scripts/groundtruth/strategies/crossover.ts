/** `sma_cross` of Part B: long or short with all that the account carries, whichever way the averages last crossed. */
import { defineStrategy, type SizingModel, sma, type Strategy } from 'quantdome'

/** Begins the tags of orders that close a trade; others open one. */
export const CLOSING = 'close'

export interface CrossoverOptions {
  readonly fast: number
  readonly slow: number
  /** After this step what is held is closed (`finalize_trades`); -1 for never. */
  readonly lastStep: number
}

/** Asks for more than anybody can pay; the account decides at the fill how much it is (see models/margin-account.ts). */
export const asMuchAsPossible: SizingModel = { name: 'asMuchAsPossible', kind: 'trade', quantity: () => 1e9 }

/**
 * Every order closes the open trade first. A crossing is stricter than that of Part A: the bar before must already have been on
 * the other side.
 */
export const crossover = (options: CrossoverOptions): Strategy =>
  defineStrategy({
    name: 'crossover',
    params: { ...options },
    indicators: ({ fast, slow }) => ({ fast: sma(fast), slow: sma(slow) }),
    warmup: 0,
    state: () => ({ step: 0 }),
    onBar({ bar: { symbol }, indicators: { fast, slow }, params: { lastStep }, position, signal, state }) {
      const step = state.step++
      if (lastStep >= 0 && step > lastStep) return
      const isUp = fast.previous < slow.previous && fast.value > slow.value
      const isDown = slow.previous < fast.previous && slow.value > fast.value
      const isHeld = position().quantity !== 0
      if (isHeld && (isUp || isDown || step === lastStep))
        signal.flat(symbol, { tag: `${CLOSING}-${step}`, timeInForce: 'gtc' })
      if (isUp) signal.buy(symbol, { tag: `open-${step}`, timeInForce: 'gtc' })
      else if (isDown) signal.sell(symbol, { tag: `open-${step}`, timeInForce: 'gtc' })
    },
  })
