/** A script: at the end of given steps orders are sent, cancelled, or a position is closed. */
import { defineStrategy, type Strategy } from 'quantdome'
import type { Action, SubmitAction } from '../formats.ts'
import { isHeldBack, parentOf, plansOf, trailFrom } from '../models/order-plan.ts'
import { endedStep, firstStep } from './steps.ts'

export interface ScriptOptions {
  readonly actions: readonly Action[]
  readonly symbols: readonly string[]
  /** Number of bars in each step. */
  readonly bars: readonly number[]
  /** Orders are pending only from the next step on, after they have been checked; till then they cannot be cancelled (A2). */
  readonly pendingLater: boolean
}

/**
 * How the order of a script is worked. Validity, groups and brackets are the venue's affair here (models/order-queue.ts), and an order for the
 * close is one at market that waits there.
 */
function instructionsOf(order: SubmitAction, close: number) {
  const { type, price, limit } = order
  switch (type) {
    // A1: where one of its two prices is missing, the other stands for it
    case 'limit':
      return { limit: price ?? limit }
    case 'stop':
      return { stop: price }
    case 'stop_limit':
      return { stop: price ?? limit, limit: limit ?? price }
    case 'stop_trail':
    case 'stop_trail_limit':
      return trailOf(order, close)
    default:
      return {}
  }
}

function trailOf(order: SubmitAction, close: number) {
  const { side, type, price, limit, trail_amount: amount, trail_percent: percent } = order
  const { stop } = trailFrom(order, close)
  const beyond = ((limit ?? 0) - (price ?? close)) * (side === 'buy' ? 1 : -1)
  return {
    ...(amount ? { trailOffset: amount } : { trailBy: 'percent' as const, trailOffset: (percent ?? 0) * 100 }),
    stop: stop > 0 ? stop : undefined,
    limitOffset: type === 'stop_trail_limit' ? beyond : undefined,
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
  const orders = plansOf(actions)

  return defineStrategy({
    name: 'script',
    warmup: 0,
    state: () => ({ ...firstStep(), heldBack: [] as string[] }),
    onBar({ state, signal, position, last }) {
      const step = endedStep(state, bars)
      const sent = new Set<string>()
      const send = (id: string): void => {
        const order = orders.get(id)!
        const symbol = symbols[order.data ?? 0]!
        const how = instructionsOf(order, last(symbol)?.close ?? 0)
        signal[order.side](symbol, stated({ quantity: order.size, tag: id, timeInForce: 'gtc' as const, ...how }))
        sent.add(id)
      }
      for (const action of byStep.get(step) ?? []) {
        const { op, id } = action
        if (op === 'submit') {
          const order = orders.get(id)!
          // A6: held back until the last of the bracket comes
          if (isHeldBack(order)) state.heldBack.push(id)
          else {
            const root = parentOf(order)
            const ready = state.heldBack.filter((one) => one === root || parentOf(orders.get(one)!) === root)
            if (root !== undefined) state.heldBack = state.heldBack.filter((one) => !ready.includes(one))
            for (const one of [...(root === undefined ? [] : ready), id]) send(one)
          }
        } else if (op === 'close_position') {
          const symbol = symbols[Number(action['data'] ?? 0)]!
          const { quantity } = position(symbol)
          const options = { quantity: Math.abs(quantity), tag: id, timeInForce: 'gtc' as const }
          if (quantity > 0) signal.sell(symbol, options)
          else if (quantity < 0) signal.buy(symbol, options)
        } else if (op === 'cancel' && orders.has(id) && !(pendingLater && sent.has(id)))
          signal.cancel(symbols[orders.get(id)!.data ?? 0]!, id)
      }
    },
  })
}
