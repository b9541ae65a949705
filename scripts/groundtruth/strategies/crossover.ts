/** `sma_cross` of Part B: long or short with all that the account carries, whichever way the averages last crossed. */
import { defineStrategy, sma, type Strategy } from 'quantdome'
import { noTrades, noteEnd, noteFill, type TradeSettings, Trading } from './trades.ts'

export interface CrossoverOptions extends TradeSettings {
  readonly fast: number
  readonly slow: number
  /** All trades are closed before each new one. */
  readonly closeFirst: boolean
  /** After this step what is held is closed (`finalize_trades`); -1 for never. */
  readonly lastStep: number
}

/** The largest number below 1: the default size of an order. */
export const ALMOST_ALL = 1 - 2 ** -52

const nothing = (): [] => []

/** A crossing is stricter than that of Part A: the bar before must already have been on the other side. */
export const crossover = ({ fast, slow, closeFirst, lastStep, ...settings }: CrossoverOptions): Strategy =>
  defineStrategy({
    name: 'crossover',
    params: { fast, slow },
    indicators: (params) => ({ fast: sma(params.fast), slow: sma(params.slow) }),
    warmup: 0,
    state: () => ({ step: 0, ...noTrades() }),
    onBar({ bar: { symbol, close }, indicators, signal, state }) {
      const step = state.step++
      if (lastStep >= 0 && step > lastStep) return
      const trading = new Trading(state, settings, signal, symbol)
      if (step === 0) trading.prepare()
      const { fast: quick, slow: lazy } = indicators
      const isUp = quick.previous < lazy.previous && quick.value > lazy.value
      const isDown = lazy.previous < quick.previous && lazy.value > quick.value
      if (isUp || isDown) {
        if (closeFirst) trading.closeAll(state.open.map(({ tag }) => tag))
        trading.enter({ tag: `cross-${step}`, side: isUp ? 'buy' : 'sell', size: ALMOST_ALL }, close)
      }
      if (step === lastStep) trading.closeAll(state.open.map(({ tag }) => tag).toReversed())
    },
    onFill({ fill, state }) {
      noteFill(state, fill, settings.hedging, nothing)
      if (fill.leavesQty === 0) noteEnd(state, fill.tag)
    },
    onOrder({ order, state }) {
      if (order.type === 'order.canceled' || order.type === 'order.rejected') noteEnd(state, order.tag)
    },
  })
