/** Signals as plain events, for strategies that are machines of their own: `actions: emit(({ event }) => goLong(event.symbol))`. */
import type { Signal } from '../../src/events/index.ts'
import { intentSignal, tagSignal } from './signal.ts'
import type { ChangeOptions, OpeningOptions, OrderOptions, SizedOptions } from './signal.ts'

/** Be long: nothing happens while a long position is held or on its way. */
export const goLong = (symbol: string, options?: SizedOptions): Signal => intentSignal('long', symbol, options)

/** Be short: nothing happens while a short position is held or on its way. */
export const goShort = (symbol: string, options?: SizedOptions): Signal => intentSignal('short', symbol, options)

/** Hold nothing. */
export const flat = (symbol: string, options?: OrderOptions): Signal => intentSignal('flat', symbol, options)

/** Buy, whatever is held. */
export const buy = (symbol: string, options?: SizedOptions): Signal => intentSignal('buy', symbol, options)

/** Sell, whatever is held. */
export const sell = (symbol: string, options?: SizedOptions): Signal => intentSignal('sell', symbol, options)

/** Hold `quantity` units, negative for a short position. */
export const target = (symbol: string, quantity: number, options?: OpeningOptions): Signal =>
  intentSignal('target', symbol, { ...options, quantity })

/** Hold this part of equity, negative for a short position. */
export const weight = (symbol: string, part: number, options?: OpeningOptions): Signal =>
  intentSignal('weight', symbol, { ...options, weight: part })

/** Cancel what was asked for under `tag`. */
export const cancelTag = (symbol: string, tag: string): Signal => tagSignal('cancel', symbol, tag)

/** Change the order that was asked for under `tag`. */
export const changeTag = (symbol: string, tag: string, options: ChangeOptions): Signal =>
  tagSignal('change', symbol, tag, options)
