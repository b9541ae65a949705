/** A script of Part B: at the end of given steps entries are sent or cancelled, trades closed in part, stop-losses and take-profits moved. */
import { defineStrategy, type Strategy } from 'quantdome'
import type { Action } from '../formats.ts'
import { noTrades, noteEnd, noteFill, type TradeSettings, Trading } from './trades.ts'

export interface TradeScriptOptions extends TradeSettings {
  readonly actions: readonly Action[]
  /** After this step what is held is closed (`finalize_trades`); -1 for never. */
  readonly lastStep: number
}

const numberOf = (action: Action, key: string): number | undefined => {
  const value = action[key]
  return typeof value === 'number' ? value : undefined
}

export function tradeScript({ actions, lastStep, ...settings }: TradeScriptOptions): Strategy {
  const byStep = new Map<number, Action[]>()
  for (const action of actions) byStep.set(action.step, [...(byStep.get(action.step) ?? []), action])
  const entries = new Map(actions.filter(({ op }) => op === 'submit').map((action) => [action.id, action]))
  const protections = (tag: string): ('sl' | 'tp')[] =>
    (['tp', 'sl'] as const).filter((kind) => numberOf(entries.get(tag)!, kind) !== undefined)

  return defineStrategy({
    name: 'trade-script',
    warmup: 0,
    state: () => ({ step: 0, ...noTrades() }),
    onBar({ bar: { symbol, close }, signal, state }) {
      const step = state.step++
      if (lastStep >= 0 && step > lastStep) return
      const trading = new Trading(state, settings, signal, symbol)
      if (step === 0) trading.prepare()
      for (const action of byStep.get(step) ?? []) {
        const { id, op } = action
        if (op === 'submit')
          trading.enter(
            {
              tag: id,
              side: action['side'] as 'buy' | 'sell',
              size: numberOf(action, 'size')!,
              limit: numberOf(action, 'limit'),
              stop: numberOf(action, 'stop'),
              sl: numberOf(action, 'sl'),
              tp: numberOf(action, 'tp'),
            },
            close,
          )
        else if (op === 'cancel') trading.cancel(id)
        else if (op === 'close') trading.close(id, numberOf(action, 'portion') ?? 1)
        else trading.protect(id, op === 'set_sl' ? 'sl' : 'tp', numberOf(action, 'price'))
      }
      if (step === lastStep) trading.closeAll(state.open.map(({ tag }) => tag).toReversed())
    },
    onFill({ fill, state }) {
      noteFill(state, fill, settings.hedging, protections)
      if (fill.leavesQty === 0) noteEnd(state, fill.tag)
    },
    onOrder({ order, state }) {
      if (order.type === 'order.canceled' || order.type === 'order.rejected') noteEnd(state, order.tag)
    },
  })
}
