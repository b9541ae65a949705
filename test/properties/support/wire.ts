/**
 * The trading cycle with a misbehaving wire in the middle: bars, a script of signals, latencies, behaviours. It is wired as an experiment is,
 * and played until nothing more comes; then the venue's orders and the client's can be laid side by side.
 */
import type { Behaviour, BrokerContext } from '../../../actors/broker/index.ts'
import type { OrderRecord } from '../../../actors/order/index.ts'
import type { PortfolioContext, RecoveryOptions } from '../../../actors/portfolio/index.ts'
import { type Experiment, type Latencies, type RunMode, type Venue, wire } from '../../../src/backtest/index.ts'
import { hours, type MarketBar, minutes, seconds, type Signal, type TradingEvent } from '../../../src/events/index.ts'
import type { ActorSystem, JournalEntry } from '../../../src/system/index.ts'
import { DAY, feedOf, type FeedOptions } from '../../actors/market/feeds.ts'

/** The first bar opens here; one follows the other, a minute each. */
export const OPEN = 10 * DAY + hours(9)

/** When, from the open on, something is asked for; `cancel` and `change` name what was asked for under a tag. */
export interface Cue {
  readonly after: number
  readonly signal: Partial<Signal> & Pick<Signal, 'intent'>
}

export interface Scene {
  /** Closes, one a minute, from a first open of 100. Highs and lows lie one beyond. */
  readonly closes: readonly number[]
  /** The bars themselves, where closes do not say enough, and what comes with them: a calendar, splits. */
  readonly bars?: readonly MarketBar[]
  readonly feed?: FeedOptions
  readonly script: readonly Cue[]
  readonly latency?: Latencies
  readonly behaviours?: readonly Behaviour[]
  readonly venue?: Omit<Venue, 'behaviours'>
  readonly recovery?: RecoveryOptions
  readonly seed?: number
  /** Something more to be sent, by its time after the open. */
  readonly commands?: readonly {
    readonly after: number
    readonly to: string
    readonly event: { readonly type: string }
  }[]
  /** What is looked at after every instant. */
  readonly watch?: (play: Play) => void
}

export interface Play {
  readonly system: ActorSystem
  readonly venue: BrokerContext
  readonly client: PortfolioContext
  /** Everything that the portfolio said, and the venue. */
  readonly heard: readonly TradingEvent[]
  readonly said: readonly TradingEvent[]
  readonly journal: readonly JournalEntry[]
  readonly hash: string
}

export const CASH = 1_000_000

export function barsOf(closes: readonly number[]): MarketBar[] {
  let open = 100
  return closes.map((close, n) => {
    const bar: MarketBar = {
      type: 'market.bar',
      symbol: 'AAA',
      at: OPEN + minutes(n + 1),
      openAt: OPEN + minutes(n),
      open,
      high: Math.max(open, close) + 1,
      low: Math.max(1, Math.min(open, close) - 1),
      close,
      volume: 1_000,
    }
    open = close
    return bar
  })
}

/** Plays a scene to its end. */
export function play(scene: Scene, mode: RunMode = 'fast'): Play {
  const experiment = {
    strategies: [],
    portfolio: {
      cash: CASH,
      risk: { buyingPower: 'none' },
      recovery: scene.recovery ?? { timeout: minutes(5), daily: true },
    },
    broker: { ...scene.venue, behaviours: scene.behaviours ?? [] },
    latency: scene.latency ?? {},
    seed: scene.seed ?? 1,
  } as unknown as Experiment
  const system = wire(experiment, feedOf(scene.bars ?? barsOf(scene.closes), { symbols: ['AAA'], ...scene.feed }), {
    mode,
    journal: 'decisions',
    start: OPEN - seconds(1),
  })
  const heard: TradingEvent[] = []
  const said: TradingEvent[] = []
  system.tap<TradingEvent>('portfolio', '*', (event) => void heard.push({ ...event }))
  system.tap<TradingEvent>('broker', '*', (event) => void said.push({ ...event }))
  const at = (after: number, to: string, event: { readonly type: string }): void =>
    void system.clock.setTimeout(() => system.send(to, event), (after + seconds(1)) / 1_000)
  for (const { after, signal } of scene.script)
    at(after, 'portfolio', { type: 'signal', symbol: 'AAA', ...signal } as Signal)
  for (const { after, to, event } of scene.commands ?? []) at(after, to, event)
  const result: Play = {
    system,
    get venue() {
      return system.get('broker').getSnapshot().context as BrokerContext
    },
    get client() {
      return system.get('portfolio').getSnapshot().context as PortfolioContext
    },
    heard,
    said,
    get journal() {
      return [...system.journal]
    },
    get hash() {
      return system.hash.digest()
    },
  }
  const { watch } = scene
  if (watch !== undefined) system.onInstant(() => watch(result))
  system.run()
  return result
}

/** The orders of the venue, those that are over included. */
export const venueOrders = ({ venue }: Play): Map<string, OrderRecord> =>
  new Map([
    ...venue.closedBefore,
    ...venue.closed,
    ...[...venue.orders].map(([id, { record }]) => [id, record] as const),
  ])

/** The orders of the client, likewise. */
export const clientOrders = ({ client }: Play): Map<string, OrderRecord> =>
  new Map([...client.closed.older, ...client.closed.newer, ...client.orders])
