/** Runs one strategy alone on events with times, and keeps its signals. */
import type { Strategy } from '../../../actors/strategy/index.ts'
import type { MarketBar, Micros, Signal } from '../../../src/events/index.ts'
import { compile } from '../../../src/machine/index.ts'
import { createActorSystem } from '../../../src/system/index.ts'

export type Mode = 'fast' | 'observed'
export const modes: readonly Mode[] = ['fast', 'observed']

export interface Said {
  readonly at: Micros
  readonly event: { readonly type: string }
}

export interface StrategyRunResult {
  readonly signals: readonly Signal[]
  readonly value: unknown
  /** As plain data: what is opaque shows itself by its JSON. */
  readonly context: Record<string, unknown>
  /** Virtual time when nothing was left to do. */
  readonly end: Micros
}

export interface RunOptions {
  readonly mode?: Mode
  readonly symbols?: readonly string[]
  /** Called after every event with the state's value. */
  readonly onState?: (value: unknown) => void
}

export function runStrategy(strategy: Strategy, said: readonly Said[], options: RunOptions = {}): StrategyRunResult {
  const system = createActorSystem()
  const logic = options.mode === 'fast' ? compile(strategy.machine) : strategy.machine
  const symbols = options.symbols ?? ['ACME', 'BOLT']
  const actor = system.add('strategy', strategy.dress?.(logic) ?? logic, {
    input: strategy.input({ now: () => system.now, symbols }),
  })
  const signals: Signal[] = []
  system.tap<Signal>('strategy', 'signal', (signal) => signals.push(signal))
  system.ignore('strategy', '*')
  for (const { at, event } of said) {
    system.run({ until: at })
    system.send('strategy', event)
    system.run({ until: at })
    options.onState?.((actor.getSnapshot() as { value: unknown }).value)
  }
  const { now: end } = system.run()
  const { value, context } = actor.getSnapshot() as unknown as { value: unknown; context: unknown }
  return { signals, value, context: JSON.parse(JSON.stringify(context)) as Record<string, unknown>, end }
}

/** Bars one second apart, at the given closes. */
export function barsOf(symbol: string, closes: readonly number[], from = 1): { at: Micros; event: MarketBar }[] {
  return closes.map((close, index) => {
    const at = (from + index) * 1_000_000
    return {
      at,
      event: {
        type: 'market.bar',
        symbol,
        at,
        openAt: at - 1_000_000,
        open: close,
        high: close + 1,
        low: close - 1,
        close,
        volume: 10,
      },
    }
  })
}

/** Several lists of events as one, by time; those of one instant in the order of the lists. */
export const merged = (...lists: readonly (readonly Said[])[]): Said[] => lists.flat().sort((a, b) => a.at - b.at)
