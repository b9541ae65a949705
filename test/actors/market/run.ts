/** Runs the market alone and keeps what it says, with the time at which it was heard. */
import { marketMachine } from '../../../actors/market/index.ts'
import type { MarketFeed, MarketCommand, MarketInput } from '../../../actors/market/index.ts'
import type { MarketEvent, Micros } from '../../../src/events/index.ts'
import { compile } from '../../../src/machine/index.ts'
import { createActorSystem } from '../../../src/system/index.ts'

/** `lent`: compiled, and the system plays the feed. */
export type Mode = 'fast' | 'observed' | 'lent'

export interface Heard {
  readonly at: Micros
  readonly event: MarketEvent
}

export interface MarketRun {
  readonly heard: readonly Heard[]
  /** Type of the state the market ended in. */
  readonly state: unknown
  readonly context: Record<string, unknown>
}

export interface RunMarketOptions {
  readonly mode?: Mode
  readonly preOpen?: number
  readonly start?: Micros
  /** Sent at these times. */
  readonly commands?: readonly { readonly at: Micros; readonly command: MarketCommand }[]
}

export async function runMarket(feed: MarketFeed, options: RunMarketOptions = {}): Promise<MarketRun> {
  const system = createActorSystem({ start: options.start ?? 0, data: ['market.*'] })
  const heard: Heard[] = []
  system.tap<MarketEvent>('market', '*', (event, at) => heard.push({ at, event }))
  system.ignore('market', '*')
  const input: MarketInput = {
    feed,
    now: () => system.now,
    ...(options.preOpen === undefined ? {} : { preOpen: options.preOpen }),
    ...(options.mode === 'lent' ? { lend: (lane, until, spent) => system.lend('market', lane, until, spent) } : {}),
  }
  const logic = (options.mode ?? 'observed') === 'observed' ? marketMachine : compile(marketMachine)
  const market = system.add('market', logic, { input, timerClass: 0 })
  const commands = [...(options.commands ?? [])].sort((a, b) => a.at - b.at)
  // Time stands still while the feed is read.
  system.onInstant(() => {
    if (market.getSnapshot().context.starved) system.stop()
  })
  for (;;) {
    system.run(commands.length > 0 ? { until: commands[0]!.at } : {})
    if (market.getSnapshot().context.starved) {
      await feed.load()
      system.send('market', { type: 'feed.loaded' })
    } else if (commands.length > 0 && market.getSnapshot().status === 'active') {
      system.send('market', commands.shift()!.command)
    } else break
  }
  const snapshot = market.getSnapshot()
  return { heard, state: snapshot.value, context: snapshot.context as unknown as Record<string, unknown> }
}
