/** A script: at the end of given steps orders are sent, cancelled, or a position is closed. */
import { defineStrategy, type Strategy } from 'quantdome'
import type { Action, SubmitAction } from '../formats.ts'
import { endedStep, firstStep } from './steps.ts'

export interface ScriptOptions {
  readonly actions: readonly Action[]
  readonly symbols: readonly string[]
  /** Number of bars in each step. */
  readonly bars: readonly number[]
  /** Orders are pending only from the next step on, after they have been checked; till then they cannot be cancelled (A2). */
  readonly pendingLater: boolean
}

/** How an order of the script is worked. Validity for the day is its only limit in time; market orders never expire (A6). */
function instructionsOf({ type, price, limit, valid }: SubmitAction) {
  const timeInForce = valid === 'day' && type !== 'market' ? ('day' as const) : ('gtc' as const)
  switch (type) {
    // A1: where one of its two prices is missing, the other stands for it
    case 'limit':
      return { timeInForce, limit: price ?? limit }
    case 'stop':
      return { timeInForce, stop: price }
    case 'stop_limit':
      return { timeInForce, stop: price ?? limit, limit: limit ?? price }
    default:
      return { timeInForce }
  }
}

/** Options that say something: a strategy's signal tells an absent price from one that is undefined. */
function stated<T extends object>(options: T): { [K in keyof T]: Exclude<T[K], undefined> } {
  return Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined)) as {
    [K in keyof T]: Exclude<T[K], undefined>
  }
}

export function script({ actions, symbols, bars, pendingLater }: ScriptOptions): Strategy {
  const byStep = new Map<number, Action[]>()
  for (const action of actions) byStep.set(action.step, [...(byStep.get(action.step) ?? []), action])
  const symbolOf = new Map(
    actions.flatMap((action) => (action.op === 'submit' ? [[action.id, symbols[Number(action['data'] ?? 0)]!]] : [])),
  )

  return defineStrategy({
    name: 'script',
    warmup: 0,
    state: firstStep,
    onBar({ state, signal, position }) {
      const step = endedStep(state, bars)
      const sent = new Set<string>()
      for (const action of byStep.get(step) ?? []) {
        const { op, id } = action
        const symbol = symbols[Number(action['data'] ?? 0)]!
        if (op === 'submit') {
          const order = action as unknown as SubmitAction
          const options = stated({ quantity: order.size, tag: id, ...instructionsOf(order) })
          if (order.side === 'buy') signal.buy(symbol, options)
          else signal.sell(symbol, options)
          sent.add(id)
        } else if (op === 'close_position') {
          const { quantity } = position(symbol)
          const options = { quantity: Math.abs(quantity), tag: id, timeInForce: 'gtc' as const }
          if (quantity > 0) signal.sell(symbol, options)
          else if (quantity < 0) signal.buy(symbol, options)
        } else if (op === 'cancel' && symbolOf.has(id) && !(pendingLater && sent.has(id)))
          signal.cancel(symbolOf.get(id)!, id)
      }
    },
  })
}
